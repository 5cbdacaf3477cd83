// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-webhook-list.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/client/cvk-activation-list.h"
#include "desktop/client/cvk-secret-pipe.h"
#include "service/cvk-problems.h"

struct _CvkWebhookList
{
  GtkBox parent_instance;

  GtkListBox *rows;
  GtkLabel *message;
  CvkSession *session; /* weak: a popover may outlive its button for a moment */
  CvkEngineClient *client;
  char *node;      /* nullable */
  CvkValue *shown; /* nullable: the triggers that there are rows for */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CvkWebhookList, cvk_webhook_list, GTK_TYPE_BOX)

static CvkActivationInfo *
get_info (CvkWebhookList *self)
{
  GFile *file = self->session != NULL ? cvk_session_get_file (self->session) : NULL;

  return cvk_activation_list_find (cvk_engine_client_get_activations (self->client), file);
}

/* --- Asking the host --- */

static void
say (CvkWebhookList *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->message), is_error ? "dim-label" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), is_error ? "error" : "dim-label");
}

static void
renewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWebhookList) self = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *message = NULL;

  if (!cvk_api_engine_call_renew_webhook_finish (CVK_API_ENGINE (object), &json, NULL, result,
                                                 &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_dbus_error_strip_remote_error (error);
      say (self, error->message, TRUE);
      return;
    }
  problems = cvk_problems_from_json (json);
  if (problems->len > 0)
    message = cvk_local_problem (g_ptr_array_index (problems, 0));
  say (self, message, TRUE);
}

/* @secret: (nullable): a new one; without it, another address is asked for. */
static void
renew (CvkWebhookList *self, const char *node, const char *secret)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);
  CvkActivationInfo *info = get_info (self);
  GVariantDict options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GUnixFDList) descriptors = NULL;
  g_autoptr (GError) error = NULL;

  if (secret != NULL)
    {
      descriptors = cvk_secret_pipe_new (secret, &error);
      g_variant_dict_insert (&options, "secret", "h", 0);
    }
  else
    g_variant_dict_insert (&options, "address", "b", TRUE);
  if (error != NULL)
    say (self, error->message, TRUE);
  if (error != NULL || api == NULL || info == NULL)
    {
      g_variant_dict_clear (&options);
      return;
    }
  say (self, NULL, FALSE);
  cvk_api_engine_call_renew_webhook (api, cvk_activation_info_get_id (info), node,
                                     g_variant_dict_end (&options), descriptors, self->cancellable,
                                     renewed_cb, g_object_ref (self));
}

/* --- What the user does --- */

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *address)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (address, NULL));
  say (CVK_WEBHOOK_LIST (widget), _ ("The address is in the clipboard."), FALSE);
}

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  if (g_str_equal (response, "renew"))
    renew (user_data, g_object_get_data (G_OBJECT (dialog), "node"), NULL);
}

static void
renew_cb (GtkWidget *widget, const char *name, GVariant *node)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _ ("Give it another address?"),
    _ ("Whoever calls the address of now is turned away from then on. Enter "
       "the new one wherever the old one stands.")));

  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (dialog, "renew", _ ("_New Address"));
  adw_message_dialog_set_response_appearance (dialog, "renew", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "node", g_variant_dup_string (node, NULL), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
applied_cb (GtkEditable *row, gpointer user_data)
{
  CvkWebhookList *self = user_data;
  const char *secret = gtk_editable_get_text (row);

  if (*secret == '\0')
    return;
  renew (self, g_object_get_data (G_OBJECT (row), "node"), secret);
  gtk_editable_set_text (row, "");
}

/* --- Rows --- */

static GtkWidget *
create_button (const char *icon, const char *tooltip, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  return button;
}

static void
add_address (CvkWebhookList *self, const char *node, const char *label, const char *address)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 label != NULL && *label != '\0' ? label : _ ("Address"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), address);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_action_row_add_suffix (
    ADW_ACTION_ROW (row),
    create_button ("edit-copy-symbolic", _ ("Copy the address"), "webhook.copy", address));
  adw_action_row_add_suffix (
    ADW_ACTION_ROW (row),
    create_button ("view-refresh-symbolic", _ ("Another address…"), "webhook.renew", node));
  gtk_list_box_append (self->rows, row);
}

static void
add_secret (CvkWebhookList *self, const char *node)
{
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Secret token"));
  gtk_widget_set_tooltip_text (row, _ ("A new secret token of the Zoom app that calls"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "node", g_strdup (node), g_free);
  g_signal_connect_object (row, "apply", G_CALLBACK (applied_cb), self, 0);
  gtk_list_box_append (self->rows, row);
}

static void
add_rows (CvkWebhookList *self, const CvkValue *triggers)
{
  for (size_t i = 0; triggers != NULL && i < cvk_value_get_length (triggers); i++)
    {
      const CvkValue *trigger = cvk_value_get_element (triggers, i);
      const char *node = cvk_value_lookup_string (trigger, "node", "");
      const char *address = cvk_value_lookup_string (trigger, "address", NULL);

      if (!g_str_equal (cvk_value_lookup_string (trigger, "type", ""), "trigger.webhook") ||
          (self->node != NULL && !g_str_equal (node, self->node)))
        continue;
      if (address != NULL)
        add_address (self, node, cvk_value_lookup_string (trigger, "label", NULL), address);
      if (cvk_value_lookup_boolean (trigger, "signed", FALSE))
        add_secret (self, node);
    }
}

static void
update (CvkWebhookList *self)
{
  CvkActivationInfo *info = get_info (self);
  const CvkValue *triggers = info != NULL ? cvk_activation_info_get_triggers (info) : NULL;
  GtkListBoxRow *row = NULL;

  /* Rows that are typed into stay. */
  if (triggers != NULL && self->shown != NULL && cvk_value_equal (triggers, self->shown))
    return;
  g_clear_pointer (&self->shown, cvk_value_unref);
  self->shown = triggers != NULL ? cvk_value_ref (triggers) : NULL;
  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  add_rows (self, triggers);
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_list_box_get_row_at_index (self->rows, 0) != NULL);
}

/* --- The object --- */

static void
cvk_webhook_list_dispose (GObject *object)
{
  CvkWebhookList *self = CVK_WEBHOOK_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->session);
  G_OBJECT_CLASS (cvk_webhook_list_parent_class)->dispose (object);
}

static void
cvk_webhook_list_finalize (GObject *object)
{
  CvkWebhookList *self = CVK_WEBHOOK_LIST (object);

  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->shown, cvk_value_unref);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_webhook_list_parent_class)->finalize (object);
}

static void
cvk_webhook_list_class_init (CvkWebhookListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_webhook_list_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_webhook_list_finalize;
  gtk_widget_class_install_action (widget_class, "webhook.copy", "s", copy_cb);
  gtk_widget_class_install_action (widget_class, "webhook.renew", "s", renew_cb);
}

static void
cvk_webhook_list_init (CvkWebhookList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->cancellable = g_cancellable_new ();
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Webhooks"), -1);
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->message, 0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "caption");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->message));
}

GtkWidget *
cvk_webhook_list_new (CvkSession *session, CvkEngineClient *client, const char *node)
{
  CvkWebhookList *self = g_object_new (CVK_TYPE_WEBHOOK_LIST, NULL);

  g_set_weak_pointer (&self->session, session);
  self->client = g_object_ref (client);
  self->node = g_strdup (node);
  g_signal_connect_object (cvk_engine_client_get_activations (client), "changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::file", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
