// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing-private.h"
#include "model/cvk-layout.h"

typedef struct
{
  CvkSession *session;
  CvkDocument *document;
  GPtrArray *nodes;  /* CvkNode, borrowed, those that are laid out */
  GHashTable *index; /* borrowed id to number + 1 */
  CvkLayoutBox *boxes;
  GArray *links; /* CvkLayoutLink */
  unsigned n_groups;
  double left, top; /* corner of what is there */
} Tidy;

static void
take_nodes (Tidy *self, const char *const *ids)
{
  GPtrArray *all = cvk_document_get_nodes (self->document);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (wanted, (gpointer) ids[i]);
  self->left = self->top = G_MAXDOUBLE;
  for (unsigned i = 0; i < all->len; i++)
    {
      CvkNode *node = g_ptr_array_index (all, i);

      if (ids != NULL && !g_hash_table_contains (wanted, node->id))
        continue;
      g_ptr_array_add (self->nodes, node);
      g_hash_table_insert (self->index, node->id, GUINT_TO_POINTER (self->nodes->len));
      self->left = MIN (self->left, node->x);
      self->top = MIN (self->top, node->y);
    }
  self->boxes = g_new0 (CvkLayoutBox, self->nodes->len + 1);
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      self->boxes[i].width = CVK_CARD_WIDTH;
      self->boxes[i].height = cvk_card_get_node_height (g_ptr_array_index (self->nodes, i),
                                                        cvk_session_get_types (self->session));
    }
}

static gboolean
find_number (Tidy *self, const char *id, unsigned *number)
{
  *number = GPOINTER_TO_UINT (g_hash_table_lookup (self->index, id));
  return (*number)-- > 0;
}

/* Several outputs stand below each other, the one for failures at the end. */
static double
find_port_y (Tidy *self, unsigned number, const char *port, gboolean is_output)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, number);
  const CvkNodeType *type =
    cvk_node_types_lookup (cvk_session_get_types (self->session), node->type);
  g_auto (GStrv) ports = NULL;
  unsigned index = 0;

  if (type == NULL || (type->list_outputs == NULL && type->list_inputs == NULL))
    return !is_output                     ? cvk_card_get_input_y (0)
           : g_str_equal (port, "failed") ? cvk_card_get_output_y (1, 1)
                                          : cvk_card_get_output_y (1, 0);
  ports = is_output ? cvk_node_type_list_outputs (type, node->settings)
                    : cvk_node_type_list_inputs (type, node->settings);
  while (ports[index] != NULL && !g_str_equal (ports[index], port))
    index++;
  return is_output ? cvk_card_get_output_y (g_strv_length (ports), index)
                   : cvk_card_get_input_y (ports[index] != NULL ? index : 0);
}

static void
take_links (Tidy *self)
{
  GPtrArray *links = cvk_document_get_links (self->document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      CvkLayoutLink taken = { 0 };

      if (!find_number (self, link->source, &taken.source) ||
          !find_number (self, link->target, &taken.target))
        continue;
      taken.source_y = find_port_y (self, taken.source, link->source_port, TRUE);
      taken.target_y = find_port_y (self, taken.target, link->target_port, FALSE);
      g_array_append_val (self->links, taken);
    }
}

static void
take_frames (Tidy *self)
{
  GPtrArray *frames = cvk_document_get_frames (self->document);

  for (unsigned i = 0; i < frames->len; i++)
    {
      const CvkAnnotation *frame = g_ptr_array_index (frames, i);
      CvkValue *list = cvk_value_get_member (frame->value, "nodes");
      gboolean any = FALSE;

      for (size_t j = 0;
           list != NULL && cvk_value_is_array (list) && j < cvk_value_get_length (list); j++)
        {
          CvkValue *node = cvk_value_get_element (list, j);
          unsigned number;

          if (!cvk_value_is_string (node) ||
              !find_number (self, cvk_value_get_string (node), &number) ||
              self->boxes[number].group != 0)
            continue;
          self->boxes[number].group = self->n_groups + 1;
          any = TRUE;
        }
      self->n_groups += any;
    }
}

/* Computes where the nodes with @ids stand to each other, their corner at 0, 0; all when it is
 * NULL. */
static void
lay_out (Tidy *self, CvkSession *session, const char *const *ids)
{
  /* Room for a title in whole steps of the grid, so that all cards stand on it. */
  const CvkLayoutStyle style = { CVK_CANVAS_GRID, CVK_CARD_COLUMN_GAP, CVK_CARD_ROW_GAP,
                                 CVK_FRAME_PADDING,
                                 ceil (CVK_FRAME_TITLE / CVK_CANVAS_GRID) * CVK_CANVAS_GRID };
  double left = G_MAXDOUBLE;
  double top = G_MAXDOUBLE;

  self->session = session;
  self->document = cvk_session_get_document (session);
  self->nodes = g_ptr_array_new ();
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  self->links = g_array_new (FALSE, FALSE, sizeof (CvkLayoutLink));
  take_nodes (self, ids);
  take_links (self);
  take_frames (self);
  cvk_layout_arrange (self->boxes, self->nodes->len,
                      (const CvkLayoutLink *) (void *) self->links->data, self->links->len,
                      self->n_groups, &style);
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      left = MIN (left, self->boxes[i].x);
      top = MIN (top, self->boxes[i].y);
    }
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      self->boxes[i].x -= left;
      self->boxes[i].y -= top;
    }
}

static void
tidy_clear (Tidy *self)
{
  g_free (self->boxes);
  g_array_unref (self->links);
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->nodes);
}

void
cvk_editing_arrange (CvkSession *session, CvkCommand *command, const char *const *ids)
{
  Tidy self = { 0 };

  lay_out (&self, session, ids);
  for (unsigned i = 0; i < self.nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self.nodes, i);
      double x = cvk_editing_snap (self.left) + self.boxes[i].x;
      double y = cvk_editing_snap (self.top) + self.boxes[i].y;

      if (node->x != x || node->y != y || !node->has_place)
        cvk_command_move_node (command, node->id, x, y, NULL);
    }
  tidy_clear (&self);
}

void
cvk_editing_place (CvkSession *session)
{
  GPtrArray *all = cvk_document_get_nodes (cvk_session_get_document (session));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  double top = 0;
  Tidy self = { 0 };

  for (unsigned i = 0; i < all->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (all, i);

      if (!node->has_place)
        g_ptr_array_add (ids, node->id);
      else
        top = MAX (top, node->y + cvk_card_get_node_height (node, cvk_session_get_types (session)) +
                          CVK_CARD_ROW_GAP);
    }
  if (ids->len == 0)
    return;
  g_ptr_array_add (ids, NULL);
  lay_out (&self, session, (const char *const *) ids->pdata);
  for (unsigned i = 0; i < self.nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (self.nodes, i);

      node->x = self.boxes[i].x;
      node->y = cvk_editing_snap (top) + self.boxes[i].y;
    }
  tidy_clear (&self);
}

gboolean
cvk_editing_tidy (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autofree const char **nodes = NULL;
  gboolean is_part;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  nodes = cvk_editing_list_with_frames (self);
  is_part = nodes[0] != NULL && nodes[1] != NULL;
  command = cvk_command_new (cvk_session_get_document (self), _ ("Tidy"));
  cvk_editing_arrange (self, command, is_part ? nodes : NULL);
  return cvk_editing_push (self, g_steal_pointer (&command));
}
