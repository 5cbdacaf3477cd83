// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-node-options.h"

#include <glib/gi18n-lib.h>

struct _CvkNodeOptions
{
  AdwPreferencesGroup parent_instance;

  CvkSession *session;
  char *node_id;
  gboolean is_updating; /* what the rows say is what the document says */

  AdwExpanderRow *expander;
  AdwEntryRow *name;
  AdwComboRow *on_error;
  GtkSpinButton *timeout;
  GtkSwitch *muted;
  AdwActionRow *pinned;
};

G_DEFINE_FINAL_TYPE (CvkNodeOptions, cvk_node_options, ADW_TYPE_PREFERENCES_GROUP)

static CvkNode *
get_node (CvkNodeOptions *self)
{
  return self->session != NULL && !self->is_updating
           ? cvk_document_get_node (cvk_session_get_document (self->session), self->node_id)
           : NULL;
}

static CvkCommand *
begin (CvkNodeOptions *self, const char *name)
{
  return cvk_command_new (cvk_session_get_document (self->session), name);
}

static void
push (CvkNodeOptions *self, CvkCommand *command)
{
  cvk_history_push (cvk_session_get_history (self->session), command);
}

/* --- What the user does --- */

static void
name_changed_cb (CvkNodeOptions *self)
{
  CvkNode *node = get_node (self);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autoptr (CvkCommand) command = NULL;

  if (node == NULL || g_str_equal (name, node->label != NULL ? node->label : ""))
    return;
  command = begin (self, _ ("Rename Step"));
  if (cvk_command_set_node_label (command, self->node_id, name[0] != '\0' ? name : NULL, NULL))
    push (self, g_steal_pointer (&command));
}

static void
on_error_selected_cb (CvkNodeOptions *self)
{
  CvkNode *node = get_node (self);
  CvkOnError on_error =
    adw_combo_row_get_selected (self->on_error) == 0 ? CVK_ON_ERROR_STOP : CVK_ON_ERROR_CONTINUE;
  g_autoptr (CvkCommand) command = NULL;

  if (node == NULL || node->on_error == on_error)
    return;
  command = begin (self, NULL);
  if (cvk_command_set_node_on_error (command, self->node_id, on_error, NULL))
    push (self, g_steal_pointer (&command));
}

static void
timeout_changed_cb (CvkNodeOptions *self)
{
  CvkNode *node = get_node (self);
  int64_t seconds = gtk_spin_button_get_value_as_int (self->timeout);
  g_autoptr (CvkCommand) command = NULL;

  if (node == NULL || node->timeout == seconds)
    return;
  command = begin (self, NULL);
  if (cvk_command_set_node_timeout (command, self->node_id, seconds, NULL))
    push (self, g_steal_pointer (&command));
}

static void
muted_changed_cb (CvkNodeOptions *self)
{
  CvkNode *node = get_node (self);
  gboolean is_muted = gtk_switch_get_active (self->muted);
  g_autoptr (CvkCommand) command = NULL;

  if (node == NULL || node->muted == is_muted)
    return;
  command = begin (self, NULL);
  if (cvk_command_set_node_muted (command, self->node_id, is_muted, NULL))
    push (self, g_steal_pointer (&command));
}

static void
unpin_cb (CvkNodeOptions *self)
{
  g_autoptr (CvkCommand) command = NULL;

  if (get_node (self) == NULL)
    return;
  command = begin (self, _ ("Unpin Data"));
  if (cvk_command_set_node_pinned (command, self->node_id, NULL, NULL))
    push (self, g_steal_pointer (&command));
}

static void
focus_leave_cb (CvkNodeOptions *self)
{
  cvk_history_seal (cvk_session_get_history (self->session));
}

/* --- What the document says --- */

static void
update_pinned (CvkNodeOptions *self, const CvkNode *node)
{
  unsigned long length =
    node->pinned != NULL ? (unsigned long) cvk_value_get_length (node->pinned) : 0;
  g_autofree char *text =
    g_strdup_printf (ngettext ("%'lu item stands in for what it puts out",
                               "%'lu items stand in for what it puts out", length),
                     length);

  gtk_widget_set_visible (GTK_WIDGET (self->pinned), node->pinned != NULL);
  adw_action_row_set_subtitle (self->pinned, text);
}

/* What is unusual is told without opening the row. */
static const char *
describe (const CvkNode *node)
{
  if (node->muted)
    return _ ("Left out");
  if (node->pinned != NULL)
    return _ ("Its data is pinned");
  return node->on_error == CVK_ON_ERROR_CONTINUE ? _ ("Goes on when it fails")
                                                 : _ ("Stops the run when it fails");
}

void
cvk_node_options_update (CvkNodeOptions *self)
{
  CvkNode *node;
  const char *label;

  g_return_if_fail (CVK_IS_NODE_OPTIONS (self));

  node = get_node (self);
  if (node == NULL)
    return;
  self->is_updating = TRUE;
  label = node->label != NULL ? node->label : "";
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->name)), label))
    gtk_editable_set_text (GTK_EDITABLE (self->name), label);
  adw_combo_row_set_selected (self->on_error, node->on_error == CVK_ON_ERROR_STOP ? 0 : 1);
  gtk_spin_button_set_value (self->timeout, (double) node->timeout);
  gtk_switch_set_active (self->muted, node->muted);
  update_pinned (self, node);
  adw_expander_row_set_subtitle (self->expander, describe (node));
  self->is_updating = FALSE;
}

/* --- Object --- */

static void
cvk_node_options_dispose (GObject *object)
{
  CvkNodeOptions *self = CVK_NODE_OPTIONS (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_NODE_OPTIONS);
  G_OBJECT_CLASS (cvk_node_options_parent_class)->dispose (object);
}

static void
cvk_node_options_finalize (GObject *object)
{
  g_free (CVK_NODE_OPTIONS (object)->node_id);
  G_OBJECT_CLASS (cvk_node_options_parent_class)->finalize (object);
}

static void
cvk_node_options_class_init (CvkNodeOptionsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_node_options_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_node_options_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-node-options.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNodeOptions, expander);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeOptions, name);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeOptions, on_error);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeOptions, timeout);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeOptions, muted);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeOptions, pinned);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_error_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, timeout_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, muted_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, unpin_cb);
}

static void
cvk_node_options_init (CvkNodeOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_node_options_new (CvkSession *session, const char *node_id)
{
  CvkNodeOptions *self = g_object_new (CVK_TYPE_NODE_OPTIONS, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->session = g_object_ref (session);
  self->node_id = g_strdup (node_id);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->name), focus);
  cvk_node_options_update (self);
  return GTK_WIDGET (self);
}
