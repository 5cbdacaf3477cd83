// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing-actions-private.h"

/* A name, in an entry over what it names. Enter takes it, Escape does not. */

typedef struct
{
  CvkEditingActions *actions; /* borrowed: it owns the popover for as long as it is open */
  CvkSelectionKind kind;
  char *id;
} Naming;

static void
free_naming (gpointer data, GClosure *closure)
{
  Naming *self = data;

  g_free (self->id);
  g_free (self);
}

static void
activate_cb (GtkEntry *entry, gpointer user_data)
{
  const Naming *naming = user_data;
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_POPOVER);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (naming->kind == CVK_SELECTION_NODE)
    cvk_editing_rename_node (naming->actions->session, naming->id, text);
  else
    cvk_editing_rename_frame (naming->actions->session, naming->id, text);
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
open_entry (CvkEditingActions *self,
            CvkSelectionKind kind,
            const char *id,
            const char *name,
            const char *placeholder,
            const char *label)
{
  GtkWidget *popover;
  GtkWidget *entry;
  Naming *naming;
  graphene_rect_t area;

  if (!cvk_editing_actions_get_area (self, kind, id, &area))
    return;
  /* The title of a frame is at its top. */
  if (kind == CVK_SELECTION_FRAME)
    area.size.height = MIN (area.size.height, (float) CVK_FRAME_TITLE);
  popover = gtk_popover_new ();
  entry = gtk_entry_new ();
  naming = g_new0 (Naming, 1);
  *naming = (Naming){ self, kind, g_strdup (id) };
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 28);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_data (entry, "activate", G_CALLBACK (activate_cb), naming, free_naming, 0);
  gtk_popover_set_child (GTK_POPOVER (popover), entry);
  cvk_editing_actions_popup (self, popover, &area);
  gtk_widget_grab_focus (entry);
  gtk_editable_select_region (GTK_EDITABLE (entry), 0, -1);
}

void
cvk_editing_actions_rename_node (CvkEditingActions *self, const char *id)
{
  const CvkNode *node = cvk_document_get_node (cvk_session_get_document (self->session), id);
  const CvkNodeType *type;

  if (node == NULL)
    return;
  type = cvk_node_types_lookup (cvk_session_get_types (self->session), node->type);
  cvk_canvas_reveal_node (self->canvas, id);
  open_entry (self, CVK_SELECTION_NODE, id, node->label != NULL ? node->label : "",
              type != NULL ? _ (type->title) : node->type, _ ("Name of the node"));
}

void
cvk_editing_actions_rename_frame (CvkEditingActions *self, const char *id)
{
  open_entry (self, CVK_SELECTION_FRAME, id, cvk_editing_get_frame_title (self->session, id),
              _ ("No title"), _ ("Title of the frame"));
}
