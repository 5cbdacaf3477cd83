// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-rename.h"

#include <adwaita.h>

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/connections/cvk-connection-actions.h"
#include "service/cvk-problems.h"

typedef struct
{
  GWeakRef widget;
  CvkEngineClient *client;
  char *id;
  char *name;
} Renaming;

static void
renaming_free (Renaming *self)
{
  g_weak_ref_clear (&self->widget);
  g_object_unref (self->client);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Renaming, renaming_free)

static void
report (Renaming *self, const char *message)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);

  if (widget != NULL)
    cvk_connection_show_problem (widget, _ ("Not renamed"), message);
}

static void
renamed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Renaming) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *message = NULL;

  if (!cvk_api_engine_call_rename_connection_finish (CVK_API_ENGINE (object), &json, result,
                                                     &error))
    {
      g_dbus_error_strip_remote_error (error);
      report (self, error->message);
      return;
    }
  problems = cvk_problems_from_json (json);
  if (problems->len == 0)
    return;
  message = cvk_local_problem (g_ptr_array_index (problems, 0));
  report (self, message);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Renaming) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  const char *id = self->id;
  const char *name = self->name;

  if (api == NULL)
    report (self, error->message);
  else
    cvk_api_engine_call_rename_connection (api, id, name, NULL, renamed_cb,
                                           g_steal_pointer (&self));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Renaming *self)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  Renaming *going;

  if (!g_str_equal (response, "rename"))
    return;
  going = g_new0 (Renaming, 1);
  g_weak_ref_init (&going->widget, gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  going->client = g_object_ref (self->client);
  going->id = g_strdup (self->id);
  going->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  cvk_engine_client_get_api_async (going->client, NULL, api_cb, going);
}

static void
changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

static void
free_closure_data (gpointer data, GClosure *closure)
{
  renaming_free (data);
}

void
cvk_connection_rename (GtkWidget *widget, CvkEngineClient *client, CvkConnectionInfo *info)
{
  GtkWidget *dialog =
    adw_message_dialog_new (cvk_connection_get_window (widget), _ ("Rename Connection"),
                            _ ("Pipelines go on using it under the new name."));
  GtkWidget *entry = gtk_entry_new ();
  Renaming *self = g_new0 (Renaming, 1);

  g_weak_ref_init (&self->widget, widget);
  self->client = g_object_ref (client);
  self->id = g_strdup (cvk_connection_info_get_id (info));
  gtk_editable_set_text (GTK_EDITABLE (entry), cvk_connection_info_get_name (info));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), dialog, 0);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), self, free_closure_data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
