// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/cvk-connect-dialog.h"
#include "desktop/connections/cvk-connect-form.h"
#include "desktop/connections/cvk-sign-in-dialog.h"
#include "support/cvk-await.h"
#include "world.h"

#define KEY "a-key-that-the-service-takes"

typedef struct
{
  World *world;
  SoupServer *server;
  char *url;
  GtkWindow *dialog; /* weak */
  char *connected;
} Fixture;

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *shown = soup_message_headers_get_one (headers, "Authorization");
  gboolean is_taken = g_strcmp0 (shown, "Bearer " KEY) == 0;

  soup_server_message_set_status (message, is_taken ? 200 : 401, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->world = world_new ();
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, answer_cb, NULL, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  world_await_count (self->world, 0);
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->dialog == NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->dialog != NULL)
    gtk_window_destroy (self->dialog);
  cvk_await ("the dialog's end", is_closed, self);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  world_free (self->world);
  g_free (self->url);
  g_free (self->connected);
}

static void
connected_cb (Fixture *self, const char *id)
{
  g_free (self->connected);
  self->connected = g_strdup (id);
}

static void
open_dialog (Fixture *self, GtkWindow *dialog)
{
  self->dialog = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &self->dialog);
  g_signal_connect_swapped (dialog, "connected", G_CALLBACK (connected_cb), self);
  gtk_window_present (dialog);
}

static GtkWidget *
get_row (Fixture *self, const char *title)
{
  return world_get (GTK_WIDGET (self->dialog), ADW_TYPE_ENTRY_ROW, "title", title);
}

static void
type (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get_row (self, title)), text);
}

static CvkConnectForm *
get_form (Fixture *self)
{
  return CVK_CONNECT_FORM (
    world_get (GTK_WIDGET (self->dialog), CVK_TYPE_CONNECT_FORM, NULL, NULL));
}

static void
press_connect (Fixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->dialog), "connect.begin", NULL);
}

static gboolean
says_refused (gpointer user_data)
{
  Fixture *self = user_data;

  return gtk_widget_has_css_class (get_row (self, "API key"), "error");
}

/* A key that the service refuses is said at its field and kept nowhere; the next one is taken. */
static void
test_key (Fixture *self, gconstpointer data)
{
  CvkConnectionInfo *info;
  g_autofree char *id = NULL;

  open_dialog (self, cvk_connect_dialog_new_for (NULL, self->world->client, "openai"));
  type (self, "Address", self->url);
  g_assert_false (cvk_connect_form_is_complete (get_form (self)));
  type (self, "API key", "another-key-altogether");
  g_assert_true (cvk_connect_form_is_complete (get_form (self)));
  press_connect (self);
  cvk_await ("the refusal", says_refused, self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->world->list)), ==, 0);

  type (self, "API key", KEY);
  press_connect (self);
  cvk_await ("the end of the dialog", is_closed, self);
  world_await_count (self->world, 1);
  info = cvk_connection_list_find (self->world->list, self->connected);
  g_assert_nonnull (info);
  g_assert_cmpstr (cvk_connection_info_get_kind (info), ==, "bearer");

  /* Another secret for the same one. */
  id = g_strdup (cvk_connection_info_get_id (info));
  open_dialog (self, cvk_connect_dialog_new_to_renew (NULL, self->world->client, info));
  type (self, "API key", KEY);
  press_connect (self);
  cvk_await ("the end of the dialog", is_closed, self);
  g_assert_cmpstr (self->connected, ==, id);
  world_await_count (self->world, 1);
}

/* What is asked for follows the service and the way; nothing of it is secret but the secret. */
static void
test_forms (Fixture *self, gconstpointer data)
{
  const CvkConnector *http = cvk_connector_get ("http");
  const CvkConnector *smtp = cvk_connector_get ("smtp");
  g_autofree char *json = NULL;
  GtkWidget *form;
  g_autoptr (CvkValue) details = NULL;

  open_dialog (self, cvk_connect_dialog_new_for (NULL, self->world->client, "http"));
  g_assert_nonnull (http);
  type (self, "Address", "https://a.example");
  adw_combo_row_set_selected (
    ADW_COMBO_ROW (world_get (GTK_WIDGET (self->dialog), ADW_TYPE_COMBO_ROW, NULL, NULL)), 1);
  type (self, "User name", "ada");
  type (self, "Password", KEY);
  json = cvk_connect_form_make_details (get_form (self));
  g_assert_nonnull (strstr (json, "\"choice\":\"basic\""));
  g_assert_nonnull (strstr (json, "\"user\":\"ada\""));
  g_assert_null (strstr (json, KEY));
  g_assert_cmpstr (cvk_connect_form_get_secret (get_form (self)), ==, KEY);
  cvk_connect_form_forget_secret (get_form (self));
  g_assert_cmpstr (cvk_connect_form_get_secret (get_form (self)), ==, "");

  form = g_object_ref_sink (cvk_connect_form_new (smtp, NULL));
  g_free (json);
  json = cvk_connect_form_make_details (CVK_CONNECT_FORM (form));
  details = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_assert_cmpstr (
    cvk_value_lookup_string (cvk_value_get_member (details, "details"), "security", ""), ==, "tls");
  g_object_unref (form);
}

static gboolean
says_declined (gpointer user_data)
{
  return world_find (GTK_WIDGET (((Fixture *) user_data)->dialog), GTK_TYPE_LABEL, "label",
                     "The sign-in was declined in the browser. Nothing was changed; sign in again "
                     "whenever you like.") != NULL;
}

/* The sandbox is a service like any other for who knows its addresses. What fails is said in the
 * form, where everything is still filled in. */
static void
test_own_sign_in (Fixture *self, gconstpointer data)
{
  CvkConnectionInfo *zoom = world_sign_in (self->world);
  const char *api =
    cvk_value_lookup_string (cvk_connection_info_get_description (zoom), "api_url", "");
  g_autofree char *server = g_strndup (api, strlen (api) - strlen ("/v2"));
  g_autofree char *authorize = g_strconcat (server, "/oauth/authorize", NULL);
  g_autofree char *token = g_strconcat (server, "/oauth/token", NULL);
  CvkConnectionInfo *info;

  open_dialog (self, cvk_connect_dialog_new_for (NULL, self->world->client, "http"));
  adw_combo_row_set_selected (
    ADW_COMBO_ROW (world_get (GTK_WIDGET (self->dialog), ADW_TYPE_COMBO_ROW, NULL, NULL)), 3);
  g_assert_true (cvk_connect_form_is_sign_in (get_form (self)));
  type (self, "Address", api);
  g_assert_false (cvk_connect_form_is_complete (get_form (self)));
  type (self, "Client id", "another-app");
  g_assert_true (cvk_connect_form_is_complete (get_form (self)));
  type (self, "Scopes (optional)", "user:read:user user:read:email");
  type (self, "Authorization address", authorize);
  type (self, "Token address", token);
  type (self, "Path of the account (optional)", "/users/me");

  world_set_answer ("{\"button\": \"Decline\"}");
  press_connect (self);
  cvk_await ("the refusal", says_declined, self);
  world_await_count (self->world, 1);

  world_set_answer ("{\"button\": \"Allow\"}");
  press_connect (self);
  cvk_await ("the end of the dialog", is_closed, self);
  world_await_count (self->world, 2);
  info = cvk_connection_list_find (self->world->list, self->connected);
  g_assert_nonnull (info);
  g_assert_cmpstr (cvk_connection_info_get_kind (info), ==, "oauth2");
  g_assert_cmpstr (cvk_connection_info_get_connector (info), ==, "http");
}

static unsigned
count_shown (Fixture *self)
{
  GtkWidget *list = world_get (GTK_WIDGET (self->dialog), GTK_TYPE_LIST_BOX, NULL, NULL);
  unsigned count = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    count += GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_child_visible (row);
  return count;
}

static void
assert_sorted (Fixture *self)
{
  GtkWidget *list = world_get (GTK_WIDGET (self->dialog), GTK_TYPE_LIST_BOX, NULL, NULL);
  const char *before = "";

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const char *title;

      if (!ADW_IS_PREFERENCES_ROW (row))
        continue;
      title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
      g_assert_cmpint (g_utf8_collate (before, title), <, 0);
      before = title;
    }
}

static void
test_choosing (Fixture *self, gconstpointer data)
{
  GtkWidget *search;

  open_dialog (self, cvk_connect_dialog_new_for (NULL, self->world->client, NULL));
  g_assert_cmpuint (count_shown (self), ==, g_strv_length ((char **) cvk_connector_list ()));
  assert_sorted (self);
  search = world_get (GTK_WIDGET (self->dialog), GTK_TYPE_SEARCH_ENTRY, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "slack");
  g_assert_cmpuint (count_shown (self), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such service");
  g_assert_cmpuint (count_shown (self), ==, 0);
  g_signal_emit_by_name (search, "activate");
  /* By what it is for, at once, with Enter. */
  gtk_editable_set_text (GTK_EDITABLE (search), "http");
  g_assert_cmpuint (count_shown (self), ==, 1);
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (gtk_window_get_title (self->dialog), ==, "Connect to Web service");
  gtk_window_destroy (self->dialog);
  cvk_await ("the dialog's end", is_closed, self);
  /* What a step asks for by family is one of several services. */
  open_dialog (self, cvk_connect_dialog_new_for (NULL, self->world->client, "language-model"));
  g_assert_cmpuint (count_shown (self), ==, 3);
  gtk_window_destroy (self->dialog);
  cvk_await ("the dialog's end", is_closed, self);
  open_dialog (self, cvk_connect_dialog_new_for (NULL, self->world->client, "zoom"));
  g_assert_true (CVK_IS_SIGN_IN_DIALOG (self->dialog));
}

int
main (int argc, char **argv)
{
  int status;

  world_begin ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/connect-dialog/key", Fixture, NULL, set_up, test_key, tear_down);
  g_test_add ("/connect-dialog/forms", Fixture, NULL, set_up, test_forms, tear_down);
  g_test_add ("/connect-dialog/own-sign-in", Fixture, NULL, set_up, test_own_sign_in, tear_down);
  g_test_add ("/connect-dialog/choosing", Fixture, NULL, set_up, test_choosing, tear_down);
  status = g_test_run ();
  world_end ();
  return status;
}
