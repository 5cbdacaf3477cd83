// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-removal.h"

#include <adwaita.h>

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/connections/cvk-connection-actions.h"
#include "desktop/connections/cvk-connection-usage.h"
#include "desktop/connections/cvk-connection-words.h"
#include "service/cvk-problems.h"

/* As many names as a dialog can hold. */
#define MOST_NAMES 5

typedef struct
{
  GWeakRef window;
  CvkEngineClient *client;
  CvkConnectionInfo *info;
  gboolean is_later; /* the service need not be told at once */
} Removal;

static void
removal_free (Removal *self)
{
  g_weak_ref_clear (&self->window);
  g_object_unref (self->client);
  g_object_unref (self->info);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static Removal *
removal_new (gpointer window, CvkEngineClient *client, CvkConnectionInfo *info)
{
  Removal *self = g_new0 (Removal, 1);

  g_weak_ref_init (&self->window, window);
  self->client = g_object_ref (client);
  self->info = g_object_ref (info);
  return self;
}

static void begin (Removal *removal);

/* --- What came of it --- */

static void
report (Removal *self, const char *heading, const char *message)
{
  g_autoptr (GtkWidget) window = g_weak_ref_get (&self->window);

  if (window != NULL)
    cvk_connection_show_problem (window, heading, message);
}

static void
later_cb (AdwMessageDialog *dialog, const char *response, Removal *self)
{
  Removal *again;

  if (!g_str_equal (response, "later"))
    return;
  again =
    removal_new (gtk_window_get_transient_for (GTK_WINDOW (dialog)), self->client, self->info);
  again->is_later = TRUE;
  begin (again);
}

static void
free_closure_data (gpointer data, GClosure *closure)
{
  removal_free (data);
}

/* @self: (transfer full) */
static void
offer_later (Removal *self)
{
  g_autoptr (GtkWindow) window = g_weak_ref_get (&self->window);
  g_autofree char *place = cvk_connection_words_place (self->info);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  g_autofree char *button = NULL;
  GtkWidget *dialog;

  if (window == NULL)
    {
      removal_free (self);
      return;
    }
  /* Translators: the placeholder is a service, such as Zoom. */
  heading = g_strdup_printf (_ ("%s cannot be reached"), place);
  /* Translators: the placeholder is a service, such as Zoom. */
  body =
    g_strdup_printf (_ ("The connection is still there. You can delete it here now; %s is then "
                        "told that the sign-in has ended as soon as it can be reached, within "
                        "seven days."),
                     place);
  /* Translators: the placeholder is a service, such as Zoom. */
  button = g_strdup_printf (_ ("_Delete Now, Tell %s Later"), place);
  dialog = adw_message_dialog_new (window, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep It"), "later",
                                    button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "later",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_data (dialog, "response", G_CALLBACK (later_cb), self, free_closure_data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
disconnected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *message = NULL;
  const CvkProblem *problem;

  if (!cvk_api_engine_call_disconnect_with_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_dbus_error_strip_remote_error (error);
      report (self, _ ("Not deleted"), error->message);
      return;
    }
  problems = cvk_problems_from_json (json);
  if (problems->len == 0)
    return;
  problem = g_ptr_array_index (problems, 0);
  if (g_strcmp0 (cvk_problem_get_code (problem), "disconnect-offline") == 0)
    {
      offer_later (g_steal_pointer (&self));
      return;
    }
  message = cvk_local_problem (problem);
  report (self, cvk_problem_is_warning (problem) ? _ ("Deleted here") : _ ("Not deleted"), message);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const char *id = cvk_connection_info_get_id (self->info);

  if (api == NULL)
    {
      report (self, _ ("Not deleted"), error->message);
      return;
    }
  g_variant_dict_insert (&dict, "later", "b", self->is_later);
  cvk_api_engine_call_disconnect_with (api, id, g_variant_dict_end (&dict), NULL, disconnected_cb,
                                       g_steal_pointer (&self));
}

/* @removal: (transfer full) */
static void
begin (Removal *removal)
{
  cvk_engine_client_get_api_async (removal->client, NULL, api_cb, removal);
}

/* --- The question --- */

static void
response_cb (AdwMessageDialog *dialog, const char *response, Removal *self)
{
  if (g_str_equal (response, "delete"))
    begin (
      removal_new (gtk_window_get_transient_for (GTK_WINDOW (dialog)), self->client, self->info));
}

static char *
make_body (CvkConnectionInfo *info, GPtrArray *names)
{
  g_autofree char *place = cvk_connection_words_place (info);
  /* Translators: the placeholder is a service, such as Zoom. */
  g_autofree char *what = g_strdup_printf (
    _ ("Convoke signs out of %s and forgets the account. To use it again, sign in again."), place);
  g_autoptr (GString) text = g_string_new (what);

  if (names->len == 0)
    return g_string_free (g_steal_pointer (&text), FALSE);
  g_string_append (text, "\n\n");
  g_string_append (
    text, ngettext ("This pipeline uses the service and may need another account:",
                    "These pipelines use the service and may need another account:", names->len));
  for (unsigned i = 0; i < MIN (names->len, MOST_NAMES); i++)
    g_string_append_printf (text, "\n%s", (const char *) g_ptr_array_index (names, i));
  if (names->len > MOST_NAMES)
    {
      unsigned more = names->len - MOST_NAMES;

      g_string_append_c (text, '\n');
      /* Translators: after a list of names. */
      g_string_append_printf (text, ngettext ("and %'u more", "and %'u more", more), more);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
used_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Removal *self = user_data;
  g_autoptr (GPtrArray) names = cvk_connection_usage_find_finish (result);
  g_autoptr (GtkWindow) window = g_weak_ref_get (&self->window);
  g_autofree char *heading = NULL;
  g_autofree char *body = make_body (self->info, names);
  GtkWidget *dialog;

  /* Translators: the placeholder is the name of a connection. */
  heading = g_strdup_printf (_ ("Delete “%s”?"), cvk_connection_info_get_name (self->info));
  dialog = adw_message_dialog_new (window, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), self, free_closure_data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
cvk_connection_remove (GtkWidget *widget, CvkEngineClient *client, CvkConnectionInfo *info)
{
  cvk_connection_usage_find_async (info, NULL, used_cb,
                                   removal_new (cvk_connection_get_window (widget), client, info));
}
