// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "connect/cvk-connectors.h"
#include "desktop/editor/cvk-editing-private.h"

/* Room between a new card and those that are there. */
#define GAP 40
/* A card is placed past this many others at most; a crowd there is better than a long search. */
#define MAX_STEPS 64

/* --- Places --- */

static const CvkNode *
find_in_the_way (CvkSession *self, double x, double y, double height, const char *except)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (self));

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (fabs (node->x - x) < CVK_CARD_WIDTH && node->y < y + height &&
          y < node->y + cvk_card_get_node_height (node, cvk_session_get_types (self)) &&
          g_strcmp0 (node->id, except) != 0)
        return node;
    }
  return NULL;
}

/* Downwards: what a node puts out goes to the right, so branches of the same rank stand below each
 * other. */
static void
find_place (CvkSession *self, const char *id, double *x, double *y)
{
  const CvkNode *node = cvk_document_get_node (cvk_session_get_document (self), id);
  double height = cvk_card_get_node_height (node, cvk_session_get_types (self));

  *x = cvk_editing_snap (*x);
  *y = cvk_editing_snap (*y);
  for (unsigned i = 0; i < MAX_STEPS; i++)
    {
      const CvkNode *other = find_in_the_way (self, *x, *y, height, id);

      if (other == NULL)
        return;
      *y = ceil ((other->y + cvk_card_get_node_height (other, cvk_session_get_types (self)) + GAP) /
                 CVK_EDITING_GRID) *
           CVK_EDITING_GRID;
    }
}

/* --- Slots --- */

static gboolean
add_slot (CvkCommand *command, CvkDocument *document, const CvkNodeType *type, char **name)
{
  g_autoptr (GString) label = g_string_new (NULL);

  *name = g_strdup (type->connector);
  for (unsigned i = 2; cvk_document_get_slot (document, *name) != NULL; i++)
    {
      g_free (*name);
      *name = g_strdup_printf ("%s-%u", type->connector, i);
    }
  /* Translators: {service} is the name of a service, such as Zoom. */
  g_string_append (label, _ ("{service} account"));
  g_string_replace (label, "{service}", _ (cvk_connector_get_wanted_title (type->connector)), 1);
  return cvk_command_set_slot (command, *name, type->connector, label->str, NULL);
}

/* All nodes of a service use the same account until the user says otherwise. */
static void
fill_slot (CvkSession *self, CvkCommand *command, const char *id, const CvkNodeType *type)
{
  CvkDocument *document = cvk_session_get_document (self);
  GPtrArray *slots = cvk_document_get_slots (document);
  g_autofree char *name = NULL;

  if (type == NULL || type->connector == NULL || type->is_slot_optional)
    return;
  for (unsigned i = 0; i < slots->len && name == NULL; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      if (cvk_node_types_fits (cvk_session_get_types (self), slot->connector, type->connector))
        name = g_strdup (slot->name);
    }
  if (name != NULL || add_slot (command, document, type, &name))
    cvk_command_set_node_slot (command, id, name, NULL);
}

/* --- Adding --- */

static char *
add (CvkSession *self, CvkCommand *command, const char *type, double x, double y, GError **error)
{
  g_autofree char *id = g_strdup (cvk_command_add_node (command, NULL, type, x, y, error));

  if (id == NULL)
    return NULL;
  find_place (self, id, &x, &y);
  cvk_command_move_node (command, id, x, y, NULL);
  fill_slot (self, command, id, cvk_node_types_lookup (cvk_session_get_types (self), type));
  return g_steal_pointer (&id);
}

static char *
finish (CvkSession *self, CvkCommand *command, char *id)
{
  cvk_editing_push (self, command);
  cvk_selection_set_only (cvk_session_get_selection (self), CVK_SELECTION_NODE, id);
  return id;
}

char *
cvk_editing_add_node (CvkSession *self, const char *type, double x, double y, GError **error)
{
  g_autoptr (CvkCommand) command = NULL;
  char *id;

  g_return_val_if_fail (CVK_IS_SESSION (self) && type != NULL, NULL);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Add Node"));
  id = add (self, command, type, x, y, error);
  return id != NULL ? finish (self, g_steal_pointer (&command), id) : NULL;
}

static gboolean
link_new_node (CvkSession *self,
               CvkCommand *command,
               const char *id,
               const char *node,
               const char *port,
               gboolean is_output,
               GError **error)
{
  g_autoptr (CvkLinkRules) rules = cvk_editing_begin_link (self, node, port, is_output);
  g_autofree char *end = cvk_link_rules_find_port (rules, id);
  g_autofree char *text = NULL;

  if (end == NULL)
    {
      g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT,
                           is_output ? _ ("Such a node takes no items, so no link can lead to it.")
                                     : _ ("Such a node puts out no items, so no link can leave "
                                          "it."));
      return FALSE;
    }
  text = is_output ? cvk_editing_make_link_text (node, port, id, end)
                   : cvk_editing_make_link_text (id, end, node, port);
  return cvk_command_add_link (command, text, error);
}

char *
cvk_editing_add_linked (CvkSession *self,
                        const char *type,
                        const char *node,
                        const char *port,
                        gboolean is_output,
                        double x,
                        double y,
                        GError **error)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self) && type != NULL, NULL);
  g_return_val_if_fail (node != NULL && port != NULL, NULL);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Add Linked Node"));
  id = add (self, command, type, x, y, error);
  if (id == NULL || !link_new_node (self, command, id, node, port, is_output, error))
    return NULL;
  return finish (self, g_steal_pointer (&command), g_steal_pointer (&id));
}

/* The first output that nothing is linked to. (transfer full) (nullable) */
static char *
find_free_output (CvkSession *self, const char *node)
{
  CvkDocument *document = cvk_session_get_document (self);
  GPtrArray *links = cvk_document_get_links (document);
  g_auto (GStrv) ports =
    cvk_document_list_ports (document, cvk_session_get_types (self), node, TRUE);

  for (unsigned i = 0; ports[i] != NULL && !g_str_equal (ports[i], "failed"); i++)
    {
      gboolean is_free = TRUE;

      for (unsigned j = 0; is_free && j < links->len; j++)
        {
          const CvkLink *link = g_ptr_array_index (links, j);

          is_free = !g_str_equal (link->source, node) || !g_str_equal (link->source_port, ports[i]);
        }
      if (is_free)
        return g_strdup (ports[i]);
    }
  return NULL;
}

char *
cvk_editing_add_beside (CvkSession *self, const char *type, double x, double y, GError **error)
{
  const CvkNode *node = NULL;
  g_autofree char *port = NULL;
  const char *selected;

  g_return_val_if_fail (CVK_IS_SESSION (self) && type != NULL, NULL);

  selected = cvk_selection_get_single_node (cvk_session_get_selection (self));
  if (selected != NULL)
    node = cvk_document_get_node (cvk_session_get_document (self), selected);
  if (node == NULL)
    return cvk_editing_add_node (self, type, x, y, error);
  x = node->x + CVK_CARD_WIDTH + 3 * CVK_EDITING_GRID;
  y = node->y;
  port = find_free_output (self, node->id);
  if (port != NULL && cvk_editing_type_fits (self, type, TRUE))
    return cvk_editing_add_linked (self, type, node->id, port, TRUE, x, y, error);
  return cvk_editing_add_node (self, type, x, y, error);
}

/* --- Into a link --- */

static const CvkLink *
find_link (CvkSession *self, const char *text)
{
  GPtrArray *links = cvk_document_get_links (cvk_session_get_document (self));

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      g_autofree char *other = cvk_editing_make_link_text (link->source, link->source_port,
                                                           link->target, link->target_port);

      if (g_str_equal (other, text))
        return link;
    }
  return NULL;
}

/* Everything that the link leads to, as far as it stands behind its end, moves on. */
static void
make_room (CvkSession *self,
           CvkCommand *command,
           const char *source,
           const char *target,
           double room)
{
  CvkDocument *document = cvk_session_get_document (self);
  g_autoptr (GPtrArray) queue = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  double edge = cvk_document_get_node (document, target)->x;
  GPtrArray *links = cvk_document_get_links (document);

  g_ptr_array_add (queue, g_strdup (target));
  g_hash_table_add (seen, g_ptr_array_index (queue, 0));
  for (unsigned at = 0; at < queue->len; at++)
    {
      const char *id = g_ptr_array_index (queue, at);
      const CvkNode *node = cvk_document_get_node (document, id);

      cvk_command_move_node (command, id, node->x + room, node->y, NULL);
      for (unsigned i = 0; i < links->len; i++)
        {
          const CvkLink *link = g_ptr_array_index (links, i);
          const CvkNode *next = cvk_document_get_node (document, link->target);

          if (!g_str_equal (link->source, id) || next == NULL || next->x < edge ||
              g_str_equal (link->target, source) || g_hash_table_contains (seen, link->target))
            continue;
          g_ptr_array_add (queue, g_strdup (link->target));
          g_hash_table_add (seen, g_ptr_array_index (queue, queue->len - 1));
        }
    }
}

/* In line with what the link begins at, the rest a card further: unless there is room where it was
 * dropped. */
static void
place_between (CvkSession *self,
               CvkCommand *command,
               const char *id,
               const char *source,
               const char *target,
               double x,
               double y)
{
  CvkDocument *document = cvk_session_get_document (self);
  const CvkNode *from = cvk_document_get_node (document, source);
  const CvkNode *to = cvk_document_get_node (document, target);
  const CvkNode *node = cvk_document_get_node (document, id);
  double step = CVK_CARD_WIDTH + CVK_CARD_COLUMN_GAP;
  double height = cvk_card_get_node_height (node, cvk_session_get_types (self));

  x = cvk_editing_snap (x);
  y = cvk_editing_snap (y);
  if (find_in_the_way (self, x, y, height, id) != NULL && to->x > from->x)
    {
      x = from->x + step;
      y = from->y;
      if (to->x < x + step)
        make_room (self, command, source, target, cvk_editing_snap (x + step - to->x));
    }
  find_place (self, id, &x, &y);
  cvk_command_move_node (command, id, x, y, NULL);
}

/* Between two nodes of one frame it lies in that, and belongs there. */
static void
join_frame (CvkSession *self,
            CvkCommand *command,
            const char *id,
            const char *source,
            const char *target)
{
  g_autofree char *frame = g_strdup (cvk_editing_find_frame (self, source));
  g_autoptr (GHashTable) frames = NULL;

  if (frame == NULL || g_strcmp0 (frame, cvk_editing_find_frame (self, target)) != 0)
    return;
  frames = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (frames, (gpointer) id, frame);
  cvk_editing_change_frames (self, command, frames);
}

static gboolean
put_between (CvkSession *self,
             CvkCommand *command,
             const char *id,
             const char *text,
             double x,
             double y,
             GError **error)
{
  const CvkLink *link = find_link (self, text);
  g_autofree char *source = NULL;
  g_autofree char *source_port = NULL;
  g_autofree char *target = NULL;
  g_autofree char *target_port = NULL;

  if (link == NULL)
    return cvk_command_remove_link (command, text, error);
  source = g_strdup (link->source);
  source_port = g_strdup (link->source_port);
  target = g_strdup (link->target);
  target_port = g_strdup (link->target_port);
  if (!cvk_command_remove_link (command, text, error) ||
      !link_new_node (self, command, id, source, source_port, TRUE, error) ||
      !link_new_node (self, command, id, target, target_port, FALSE, error))
    return FALSE;
  place_between (self, command, id, source, target, x, y);
  join_frame (self, command, id, source, target);
  return TRUE;
}

char *
cvk_editing_insert_on_link (CvkSession *self,
                            const char *type,
                            const char *link,
                            double x,
                            double y,
                            GError **error)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self) && type != NULL && link != NULL, NULL);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Insert Node"));
  id = add (self, command, type, x, y, error);
  if (id == NULL || !put_between (self, command, id, link, x, y, error))
    return NULL;
  return finish (self, g_steal_pointer (&command), g_steal_pointer (&id));
}

gboolean
cvk_editing_put_on_link (CvkSession *self,
                         const char *node,
                         const char *link,
                         double x,
                         double y,
                         GError **error)
{
  g_autoptr (CvkCommand) command = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self) && node != NULL && link != NULL, FALSE);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Insert Node"));
  if (!put_between (self, command, node, link, x, y, error))
    return FALSE;
  return cvk_editing_push (self, g_steal_pointer (&command));
}

gboolean
cvk_editing_type_fits (CvkSession *self, const char *id, gboolean is_output)
{
  g_auto (CvkObjectBuilder) none = { NULL };
  g_autoptr (CvkValue) settings = NULL;
  g_auto (GStrv) ports = NULL;
  const CvkNodeType *type;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL, FALSE);

  cvk_object_builder_init (&none);
  type = cvk_node_types_lookup (cvk_session_get_types (self), id);
  if (type == NULL)
    return FALSE;
  settings = cvk_object_builder_end (&none);
  ports = is_output ? cvk_node_type_list_inputs (type, settings)
                    : cvk_node_type_list_outputs (type, settings);
  return ports[0] != NULL;
}
