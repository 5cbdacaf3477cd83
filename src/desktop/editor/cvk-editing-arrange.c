// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing-private.h"

/* --- Aligning --- */

typedef struct
{
  const char *id; /* borrowed */
  gboolean is_note;
  double x, y, width, height;
} Piece;

static GArray *
list_pieces (CvkSession *self)
{
  CvkDocument *document = cvk_session_get_document (self);
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  GPtrArray *nodes = cvk_selection_list (cvk_session_get_selection (self), CVK_SELECTION_NODE);
  GPtrArray *notes = cvk_selection_list (cvk_session_get_selection (self), CVK_SELECTION_NOTE);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = cvk_document_get_node (document, g_ptr_array_index (nodes, i));
      Piece piece = {
        node->id, FALSE,          node->x,
        node->y,  CVK_CARD_WIDTH, cvk_card_get_node_height (node, cvk_session_get_types (self))
      };

      g_array_append_val (pieces, piece);
    }
  for (unsigned i = 0; i < notes->len; i++)
    {
      const CvkAnnotation *note = cvk_editing_find_annotation (cvk_document_get_notes (document),
                                                               g_ptr_array_index (notes, i));
      Piece piece = { note->id,
                      TRUE,
                      cvk_editing_get_number (note->value, "x", 0),
                      cvk_editing_get_number (note->value, "y", 0),
                      cvk_editing_get_number (note->value, "width", CVK_NOTE_WIDTH),
                      cvk_editing_get_number (note->value, "height", CVK_NOTE_HEIGHT) };

      g_array_append_val (pieces, piece);
    }
  return pieces;
}

/* The range that all of them take up. */
static void
find_extent (GArray *pieces, gboolean down, double *start, double *end)
{
  *start = G_MAXDOUBLE;
  *end = -G_MAXDOUBLE;
  for (unsigned i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);

      *start = MIN (*start, down ? piece->y : piece->x);
      *end = MAX (*end, down ? piece->y + piece->height : piece->x + piece->width);
    }
}

/* @part: 0 aligns beginnings, 0.5 middles, 1 ends. */
static void
align (GArray *pieces, gboolean down, double part)
{
  double start, end;

  find_extent (pieces, down, &start, &end);
  for (unsigned i = 0; i < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i);

      if (down)
        piece->y = start + (end - start - piece->height) * part;
      else
        piece->x = start + (end - start - piece->width) * part;
    }
}

static int
compare_across (gconstpointer a, gconstpointer b)
{
  const Piece *first = a;
  const Piece *second = b;

  return (first->x > second->x) - (first->x < second->x);
}

static int
compare_down (gconstpointer a, gconstpointer b)
{
  const Piece *first = a;
  const Piece *second = b;

  return (first->y > second->y) - (first->y < second->y);
}

static void
distribute (GArray *pieces, gboolean down)
{
  double start, end;
  double taken = 0;
  double gap;

  find_extent (pieces, down, &start, &end);
  for (unsigned i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);

      taken += down ? piece->height : piece->width;
    }
  gap = (end - start - taken) / (pieces->len - 1);
  g_array_sort (pieces, down ? compare_down : compare_across);
  for (unsigned i = 0; i < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i);

      *(down ? &piece->y : &piece->x) = round (start);
      start += (down ? piece->height : piece->width) + gap;
    }
}

static void
apply_pieces (CvkSession *self, CvkCommand *command, GArray *pieces)
{
  CvkDocument *document = cvk_session_get_document (self);

  for (unsigned i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);
      const CvkNode *node;
      const CvkAnnotation *note;

      if (piece->is_note)
        {
          note = cvk_editing_find_annotation (cvk_document_get_notes (document), piece->id);
          if (cvk_editing_get_number (note->value, "x", 0) != piece->x ||
              cvk_editing_get_number (note->value, "y", 0) != piece->y)
            cvk_editing_place_note (self, command, piece->id, piece->x, piece->y);
          continue;
        }
      node = cvk_document_get_node (document, piece->id);
      if (node->x != piece->x || node->y != piece->y)
        cvk_command_move_node (command, piece->id, piece->x, piece->y, NULL);
    }
}

gboolean
cvk_editing_align (CvkSession *self, CvkAlignment alignment)
{
  static const struct
  {
    gboolean down;
    double part; /* negative: distribute */
  } how[] = {
    [CVK_ALIGN_LEFT] = { FALSE, 0 },         [CVK_ALIGN_CENTER] = { FALSE, 0.5 },
    [CVK_ALIGN_RIGHT] = { FALSE, 1 },        [CVK_ALIGN_TOP] = { TRUE, 0 },
    [CVK_ALIGN_MIDDLE] = { TRUE, 0.5 },      [CVK_ALIGN_BOTTOM] = { TRUE, 1 },
    [CVK_DISTRIBUTE_ACROSS] = { FALSE, -1 }, [CVK_DISTRIBUTE_DOWN] = { TRUE, -1 },
  };
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GArray) pieces = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);
  g_return_val_if_fail ((size_t) alignment < G_N_ELEMENTS (how), FALSE);

  pieces = list_pieces (self);
  if (pieces->len < 2)
    return FALSE;
  if (how[alignment].part < 0)
    distribute (pieces, how[alignment].down);
  else
    align (pieces, how[alignment].down, how[alignment].part);
  command = cvk_command_new (cvk_session_get_document (self),
                             how[alignment].part < 0 ? _ ("Distribute") : _ ("Align"));
  apply_pieces (self, command, pieces);
  return cvk_editing_push (self, g_steal_pointer (&command));
}
