// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-page.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/cvk-window-private.h"

/* A table of rows: an empty one, or one for the selected node. */

static void
from_table_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_show_page (user_data, "bulk");
}

static void
fill_rows_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditorPage *page = cvk_window_get_editor (user_data);
  CvkSession *session = page != NULL ? cvk_editor_page_get_session (page) : NULL;
  const char *id =
    session != NULL ? cvk_selection_get_single_node (cvk_session_get_selection (session)) : NULL;
  const CvkNode *node =
    id != NULL ? cvk_document_get_node (cvk_session_get_document (session), id) : NULL;
  const CvkNodeType *type =
    node != NULL ? cvk_node_types_lookup (cvk_session_get_types (session), node->type) : NULL;
  const char *connection = node != NULL && node->slot != NULL
                             ? cvk_bindings_get_connection (cvk_bindings_get (session), node->slot)
                             : NULL;

  if (!cvk_bulk_page_can_fill (type))
    return;
  cvk_bulk_page_set_action (CVK_BULK_PAGE (cvk_window_show_made_page (user_data, "bulk")), type,
                            node->settings, connection);
}

void
cvk_window_init_bulk (CvkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "from-table", .activate = from_table_cb },
    { .name = "fill-rows", .activate = fill_rows_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
