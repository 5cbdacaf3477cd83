// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/connections/cvk-sign-in-choice.h"
#include "desktop/connections/cvk-sign-in-dialog.h"
#include "desktop/connections/cvk-sign-in-flow.h"
#include "support/cvk-await.h"
#include "world.h"

typedef struct
{
  World *world;
  CvkSignInDialog *dialog; /* weak: NULL when it is finalised */
  char *connected;
} Fixture;

static void
connected_cb (CvkSignInDialog *dialog, const char *id, gpointer user_data)
{
  Fixture *self = user_data;

  g_free (self->connected);
  self->connected = g_strdup (id);
}

static void
open_dialog (Fixture *self)
{
  self->dialog = cvk_sign_in_dialog_new (NULL, self->world->client, "zoom");
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  g_signal_connect (self->dialog, "connected", G_CALLBACK (connected_cb), self);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->world = world_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  cvk_drain_main_context ();
  g_assert_null (self->dialog);
  world_free (self->world);
  g_free (self->connected);
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->dialog == NULL;
}

static const char *
get_page (Fixture *self)
{
  return gtk_stack_get_visible_child_name (
    GTK_STACK (world_get (GTK_WIDGET (self->dialog), GTK_TYPE_STACK, NULL, NULL)));
}

static gboolean
shows_failure (gpointer user_data)
{
  return g_str_equal (get_page (user_data), "failed");
}

static gboolean
shows_time_left (gpointer user_data)
{
  Fixture *self = user_data;

  return g_str_equal (get_page (self), "wait") &&
         world_find (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, "label", "Copy Link") != NULL &&
         gtk_widget_get_visible (gtk_widget_get_parent (
           world_get (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, "label", "Copy Link")));
}

/* The user's way: Connect to Zoom, allow in the browser, and the account is there and works. */
static void
test_whole (Fixture *self, gconstpointer data)
{
  CvkConnectionInfo *info;

  open_dialog (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->dialog)), ==, "Connect to Zoom");
  g_signal_emit_by_name (
    world_get (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, "label", "Connect to Zoom"), "clicked");
  cvk_await ("the dialog's end", is_closed, self);
  world_await_count (self->world, 1);
  info = cvk_connection_list_find (self->world->list, self->connected);
  g_assert_nonnull (info);
  g_assert_true (cvk_connection_info_is_sandbox (info));
  g_assert_cmpint (cvk_connection_info_get_state (info), ==, CVK_CONNECTION_HEALTHY);
  g_assert_cmpint (cvk_connection_info_get_last_success (info), >, 0);
  g_assert_cmpint (cvk_connection_info_get_expires (info), >, g_get_real_time ());
}

/* Who says no is told so, and can try again without choosing anew. */
static void
test_declined (Fixture *self, gconstpointer data)
{
  world_set_answer ("{\"button\": \"Decline\"}");
  open_dialog (self);
  cvk_sign_in_dialog_use_sandbox (self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
  cvk_await ("the refusal", shows_failure, self);
  world_set_answer ("{\"button\": \"Allow\"}");
  gtk_widget_activate_action (GTK_WIDGET (self->dialog), "sign-in.again", NULL);
  cvk_await ("the dialog's end", is_closed, self);
  g_assert_nonnull (self->connected);
}

/* Closing the window gives the attempt up; nothing is connected. */
static void
test_closed (Fixture *self, gconstpointer data)
{
  world_set_answer ("null");
  open_dialog (self);
  cvk_sign_in_dialog_use_sandbox (self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
  cvk_await ("the address", shows_time_left, self);
  gtk_window_close (GTK_WINDOW (self->dialog));
  cvk_await ("the dialog's end", is_closed, self);
  world_await_count (self->world, 0);
  g_assert_null (self->connected);
}

/* The service does not get what was not allowed, and the row says what does not work. */
static void
test_partly (Fixture *self, gconstpointer data)
{
  CvkConnectionInfo *info;

  world_set_answer ("{\"button\": \"Allow\", \"scopes\": [\"meeting:write:meeting\", "
                    "\"user:read:user\", \"user:read:email\"]}");
  info = world_sign_in (self->world);
  g_assert_cmpint (cvk_connection_info_get_state (info), ==, CVK_CONNECTION_SCOPE_MISSING);
  g_assert_cmpint (cvk_connection_info_get_action (info), ==, CVK_CONNECTION_ACTION_RECONNECT);
  g_assert_true (cvk_connection_info_has_scope (info, "meeting:write:meeting"));
  g_assert_false (cvk_connection_info_has_scope (info, "meeting:delete:meeting"));
  world_set_answer ("{\"button\": \"Allow\"}");
  open_dialog (self);
  cvk_sign_in_dialog_reconnect (self->dialog, info);
  gtk_window_present (GTK_WINDOW (self->dialog));
  cvk_await ("the dialog's end", is_closed, self);
  g_assert_cmpstr (self->connected, ==, cvk_connection_info_get_id (info));
  while (cvk_connection_info_get_state (info) != CVK_CONNECTION_HEALTHY)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_option (GVariant *options, const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (options, name, NULL);

  return value != NULL;
}

/* What is chosen is what is asked for. */
static void
test_choice (void)
{
  GtkWidget *choice = g_object_ref_sink (g_object_new (CVK_TYPE_SIGN_IN_CHOICE, NULL));
  CvkSignInChoice *self = CVK_SIGN_IN_CHOICE (choice);
  GtkWidget *place;
  GtkWidget *client_id;
  g_autoptr (GVariant) sandbox = NULL;
  g_autoptr (GVariant) own = NULL;

  cvk_sign_in_choice_set_connector (self, cvk_connector_get ("zoom"));
  place = world_get (choice, ADW_TYPE_COMBO_ROW, NULL, NULL);
  adw_combo_row_set_selected (ADW_COMBO_ROW (place), 1);
  g_assert_true (cvk_sign_in_choice_is_complete (self));
  sandbox = g_variant_ref_sink (cvk_sign_in_choice_make_options (self));
  g_assert_true (has_option (sandbox, "sandbox"));
  g_assert_false (has_option (sandbox, "client_id"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (place), 2);
  g_assert_false (cvk_sign_in_choice_is_complete (self));
  gtk_editable_set_text (
    GTK_EDITABLE (world_get (choice, ADW_TYPE_ENTRY_ROW, "title", "Address of the server")),
    "https://zoom.example");
  client_id = world_get (choice, ADW_TYPE_ENTRY_ROW, "title", "Client ID");
  adw_expander_row_set_enable_expansion (
    ADW_EXPANDER_ROW (world_get (choice, ADW_TYPE_EXPANDER_ROW, NULL, NULL)), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (client_id), " abc ");
  g_assert_true (cvk_sign_in_choice_is_complete (self));
  own = g_variant_ref_sink (cvk_sign_in_choice_make_options (self));
  g_assert_true (has_option (own, "server"));
  g_assert_true (has_option (own, "client_id"));
  g_assert_false (has_option (own, "sandbox"));
  g_assert_null (cvk_sign_in_choice_get_secret (self));
  g_object_add_weak_pointer (G_OBJECT (choice), (gpointer *) &choice);
  g_object_unref (choice);
  g_assert_null (choice);
}

int
main (int argc, char **argv)
{
  int status;

  world_begin ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/sign-in/whole", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/sign-in/declined", Fixture, NULL, set_up, test_declined, tear_down);
  g_test_add ("/sign-in/closed", Fixture, NULL, set_up, test_closed, tear_down);
  g_test_add ("/sign-in/partly", Fixture, NULL, set_up, test_partly, tear_down);
  g_test_add_func ("/sign-in/choice", test_choice);
  status = g_test_run ();
  world_end ();
  return status;
}
