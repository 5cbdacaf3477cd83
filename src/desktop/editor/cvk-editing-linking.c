// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-actions-private.h"
#include "desktop/editor/cvk-port-list.h"

/* Links without a pointer: made by typing, and followed. */

typedef struct
{
  CvkEditingActions *actions; /* borrowed: it owns the list for as long as it is open */
  char *node;
  gboolean is_output;
} Linking;

static void
free_linking (gpointer data, GClosure *closure)
{
  Linking *self = data;

  g_free (self->node);
  g_free (self);
}

/* Translators: {from} and {to} are names of ports, such as out and in. */
static char *
describe (const char *from, const char *to)
{
  g_autoptr (GString) text = g_string_new (_ ("from {from} to {to}"));

  g_string_replace (text, "{from}", from, 1);
  g_string_replace (text, "{to}", to, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
popup_list (CvkEditingActions *self,
            GtkWidget *list,
            GCallback chosen,
            const char *node,
            gboolean is_output)
{
  Linking *linking = g_new0 (Linking, 1);
  graphene_rect_t area;

  *linking = (Linking){ self, g_strdup (node), is_output };
  g_signal_connect_data (list, "chosen", chosen, linking, free_linking, 0);
  cvk_canvas_reveal_node (self->canvas, node);
  if (!cvk_editing_actions_get_area (self, CVK_SELECTION_NODE, node, &area))
    area = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  cvk_editing_actions_popup (self, list, &area);
}

/* --- Making one --- */

static void
link_chosen_cb (CvkPortList *list,
                const char *own_port,
                const char *node,
                const char *port,
                gpointer user_data)
{
  const Linking *linking = user_data;
  g_autoptr (GError) error = NULL;

  if (linking->is_output)
    cvk_editing_connect (linking->actions->session, linking->node, own_port, node, port, &error);
  else
    cvk_editing_connect (linking->actions->session, node, port, linking->node, own_port, &error);
  cvk_editing_actions_tell_error (linking->actions, error);
}

static void
add_ends (CvkEditingActions *self,
          CvkPortList *list,
          const char *id,
          const char *port,
          gboolean is_output)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  GPtrArray *nodes = cvk_document_get_nodes (document);
  g_autoptr (CvkLinkRules) rules = cvk_editing_begin_link (self->session, id, port, is_output);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      g_auto (GStrv) ports = cvk_document_list_ports (
        document, cvk_session_get_types (self->session), node->id, !is_output);

      for (unsigned j = 0; ports[j] != NULL; j++)
        {
          g_autofree char *detail =
            is_output ? describe (port, ports[j]) : describe (ports[j], port);

          if (cvk_link_rules_check (rules, node->id, ports[j], NULL))
            cvk_port_list_add (list, port, node->id, ports[j],
                               cvk_editing_get_node_name (self->session, node), detail);
        }
    }
}

void
cvk_editing_actions_begin_link (CvkEditingActions *self)
{
  g_autofree char *node = g_strdup (cvk_editing_actions_get_node (self));
  g_auto (GStrv) ports = NULL;
  gboolean is_output;
  GtkWidget *list;

  if (node == NULL || self->canvas == NULL)
    {
      cvk_editing_actions_tell (self, _ ("Choose the node that the link begins at."));
      return;
    }
  ports = cvk_document_list_ports (cvk_session_get_document (self->session),
                                   cvk_session_get_types (self->session), node, TRUE);
  /* What puts out nothing but failures is a place where links end. */
  is_output = !g_str_equal (ports[0], "failed");
  if (!is_output)
    {
      g_strfreev (ports);
      ports = cvk_document_list_ports (cvk_session_get_document (self->session),
                                       cvk_session_get_types (self->session), node, FALSE);
    }
  list = cvk_port_list_new (is_output ? _ ("Link to") : _ ("Link from"));
  for (unsigned i = 0; ports[i] != NULL; i++)
    add_ends (self, CVK_PORT_LIST (list), node, ports[i], is_output);
  popup_list (self, list, G_CALLBACK (link_chosen_cb), node, is_output);
}

/* --- Following one --- */

static void
go_to (CvkEditingActions *self, const char *id)
{
  g_autofree char *node = g_strdup (id);

  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  cvk_editing_actions_show_node (self, node);
}

static void
follow_chosen_cb (CvkPortList *list,
                  const char *own_port,
                  const char *node,
                  const char *port,
                  gpointer user_data)
{
  go_to (((const Linking *) user_data)->actions, node);
}

void
cvk_editing_actions_follow (CvkEditingActions *self, gboolean forward)
{
  g_autofree char *id = g_strdup (cvk_editing_actions_get_node (self));
  CvkDocument *document = cvk_session_get_document (self->session);
  GPtrArray *links = cvk_document_get_links (document);
  GtkWidget *list;
  const char *only = NULL;

  if (id == NULL || self->canvas == NULL)
    return;
  list = g_object_ref_sink (cvk_port_list_new (forward ? _ ("Go to") : _ ("Go back to")));
  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      const CvkNode *other;
      g_autofree char *detail = NULL;

      if (!g_str_equal (forward ? link->source : link->target, id))
        continue;
      other = cvk_document_get_node (document, forward ? link->target : link->source);
      if (other == NULL)
        continue;
      only = other->id;
      detail = describe (link->source_port, link->target_port);
      cvk_port_list_add (CVK_PORT_LIST (list), link->source_port, other->id, link->target_port,
                         cvk_editing_get_node_name (self->session, other), detail);
    }
  if (cvk_port_list_get_count (CVK_PORT_LIST (list)) == 1)
    go_to (self, only);
  else if (only != NULL)
    popup_list (self, list, G_CALLBACK (follow_chosen_cb), id, forward);
  g_object_unref (list);
}
