// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/editor/cvk-editing-private.h"
#include "model/cvk-excerpt.h"

/* How far a copy stands from what it was made of, and how many steps it may go to stand free. */
#define STEP (2 * CVK_EDITING_GRID)
#define MAX_STEPS 100

/* --- Copying --- */

static CvkDocument *
excerpt_selection (CvkSession *self)
{
  g_autofree const char **nodes = cvk_editing_list_with_frames (self);
  g_autofree const char **notes = cvk_editing_list_selected (self, CVK_SELECTION_NOTE);
  g_autofree const char **frames = cvk_editing_list_selected (self, CVK_SELECTION_FRAME);

  if (nodes[0] == NULL && notes[0] == NULL)
    return NULL;
  return cvk_document_excerpt (cvk_session_get_document (self), nodes, notes, frames);
}

char *
cvk_editing_copy_selection (CvkSession *self)
{
  g_autoptr (CvkDocument) excerpt = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  excerpt = excerpt_selection (self);
  if (excerpt == NULL)
    return NULL;
  bytes = cvk_document_to_bytes (excerpt);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

char *
cvk_editing_cut_selection (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autofree const char **nodes = NULL;
  g_autofree const char **notes = NULL;
  char *text;

  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  text = cvk_editing_copy_selection (self);
  if (text == NULL)
    return NULL;
  nodes = cvk_editing_list_with_frames (self);
  notes = cvk_editing_list_selected (self, CVK_SELECTION_NOTE);
  command = cvk_command_new (cvk_session_get_document (self), _ ("Cut"));
  for (unsigned i = 0; notes[i] != NULL; i++)
    cvk_command_set_note (command, notes[i], NULL, NULL);
  cvk_command_remove_nodes (command, nodes);
  cvk_editing_push (self, g_steal_pointer (&command));
  return text;
}

/* --- Pasting --- */

/* The upper left corner of what is in it. */
static void
find_corner (CvkDocument *excerpt, double *x, double *y)
{
  GPtrArray *nodes = cvk_document_get_nodes (excerpt);
  GPtrArray *notes = cvk_document_get_notes (excerpt);

  *x = *y = G_MAXDOUBLE;
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      *x = MIN (*x, node->x);
      *y = MIN (*y, node->y);
    }
  for (unsigned i = 0; i < notes->len; i++)
    {
      const CvkAnnotation *note = g_ptr_array_index (notes, i);

      *x = MIN (*x, cvk_editing_get_number (note->value, "x", 0));
      *y = MIN (*y, cvk_editing_get_number (note->value, "y", 0));
    }
}

static gboolean
stands_there (CvkDocument *document, double x, double y)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);
  GPtrArray *notes = cvk_document_get_notes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (node->x == x && node->y == y)
        return TRUE;
    }
  for (unsigned i = 0; i < notes->len; i++)
    {
      const CvkAnnotation *note = g_ptr_array_index (notes, i);

      if (cvk_editing_get_number (note->value, "x", 0) == x &&
          cvk_editing_get_number (note->value, "y", 0) == y)
        return TRUE;
    }
  return FALSE;
}

/* One copy does not hide the one before. The first of the nodes, or notes, stands for all. */
static void
find_free_distance (CvkDocument *document, CvkDocument *excerpt, double *dx, double *dy)
{
  GPtrArray *nodes = cvk_document_get_nodes (excerpt);
  GPtrArray *notes = cvk_document_get_notes (excerpt);
  double x, y;

  if (nodes->len > 0)
    {
      x = ((CvkNode *) g_ptr_array_index (nodes, 0))->x;
      y = ((CvkNode *) g_ptr_array_index (nodes, 0))->y;
    }
  else
    {
      x = cvk_editing_get_number (((CvkAnnotation *) g_ptr_array_index (notes, 0))->value, "x", 0);
      y = cvk_editing_get_number (((CvkAnnotation *) g_ptr_array_index (notes, 0))->value, "y", 0);
    }
  for (unsigned i = 0; i < MAX_STEPS && stands_there (document, x + *dx, y + *dy); i++)
    {
      *dx += STEP;
      *dy += STEP;
    }
}

static void
select_pasted (CvkSession *self, const CvkPasted *pasted)
{
  CvkSelection *selection = cvk_session_get_selection (self);

  cvk_selection_freeze (selection);
  cvk_selection_clear (selection);
  for (unsigned i = 0; i < pasted->nodes->len; i++)
    cvk_selection_add (selection, CVK_SELECTION_NODE, g_ptr_array_index (pasted->nodes, i));
  for (unsigned i = 0; i < pasted->notes->len; i++)
    cvk_selection_add (selection, CVK_SELECTION_NOTE, g_ptr_array_index (pasted->notes, i));
  for (unsigned i = 0; i < pasted->frames->len; i++)
    cvk_selection_add (selection, CVK_SELECTION_FRAME, g_ptr_array_index (pasted->frames, i));
  cvk_selection_thaw (selection);
}

/* A pipeline that somebody wrote by hand has no places. */
static gboolean
has_places (CvkDocument *excerpt)
{
  GPtrArray *nodes = cvk_document_get_nodes (excerpt);

  for (unsigned i = 0; i < nodes->len; i++)
    if (!((CvkNode *) g_ptr_array_index (nodes, i))->has_place)
      return FALSE;
  return TRUE;
}

static void
paste (CvkSession *self, CvkDocument *excerpt, const char *name, double x, double y)
{
  CvkDocument *document = cvk_session_get_document (self);
  g_autoptr (CvkCommand) command = cvk_command_new (document, name);
  g_auto (CvkPasted) pasted = { NULL };
  double dx = STEP;
  double dy = STEP;

  if (!isnan (x) && !isnan (y))
    {
      find_corner (excerpt, &dx, &dy);
      dx = cvk_editing_snap (x - dx);
      dy = cvk_editing_snap (y - dy);
    }
  find_free_distance (document, excerpt, &dx, &dy);
  cvk_command_paste (command, excerpt, dx, dy, &pasted);
  if (!has_places (excerpt))
    {
      g_autoptr (GPtrArray) ids = g_ptr_array_copy (pasted.nodes, NULL, NULL);

      g_ptr_array_set_free_func (ids, NULL);
      g_ptr_array_add (ids, NULL);
      cvk_editing_arrange (self, command, (const char *const *) ids->pdata);
    }
  cvk_editing_push (self, g_steal_pointer (&command));
  select_pasted (self, &pasted);
}

gboolean
cvk_editing_paste (CvkSession *self, const char *text, double x, double y, GError **error)
{
  g_autoptr (CvkDocument) excerpt = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self) && text != NULL, FALSE);

  bytes = g_bytes_new (text, strlen (text));
  excerpt = cvk_document_new_from_bytes (bytes, &local_error);
  if (g_error_matches (local_error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_VERSION))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (excerpt == NULL ||
      (cvk_document_get_nodes (excerpt)->len == 0 && cvk_document_get_notes (excerpt)->len == 0))
    {
      g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_FORMAT,
                           _ ("What was copied is no part of a pipeline."));
      return FALSE;
    }
  paste (self, excerpt, _ ("Paste"), x, y);
  return TRUE;
}

gboolean
cvk_editing_duplicate_selection (CvkSession *self)
{
  g_autoptr (CvkDocument) excerpt = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  excerpt = excerpt_selection (self);
  if (excerpt == NULL)
    return FALSE;
  paste (self, excerpt, _ ("Duplicate"), CVK_EDITING_ANYWHERE, CVK_EDITING_ANYWHERE);
  return TRUE;
}
