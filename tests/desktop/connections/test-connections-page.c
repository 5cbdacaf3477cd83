// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/connections/cvk-connection-picker.h"
#include "desktop/connections/cvk-connection-row.h"
#include "desktop/connections/cvk-connection-usage.h"
#include "desktop/connections/cvk-connections-page.h"
#include "support/cvk-await.h"
#include "world.h"

typedef struct
{
  World *world;
  GtkWidget *window; /* weak */
  GtkWidget *shown;  /* weak: what is tested */
  char *chosen;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->world = world_new ();
}

static void
show (Fixture *self, GtkWidget *widget)
{
  self->window = gtk_window_new ();
  self->shown = widget;
  g_object_add_weak_pointer (G_OBJECT (self->shown), (gpointer *) &self->shown);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_set_child (GTK_WINDOW (self->window), widget);
  gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
is_gone (gpointer user_data)
{
  Fixture *self = user_data;

  return self->window == NULL && self->shown == NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  cvk_await ("the widgets' end", is_gone, self);
  world_free (self->world);
  g_free (self->chosen);
}

static const char *
get_page (Fixture *self)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (gtk_widget_get_last_child (self->shown)));
}

/* The dialog that was opened last. */
static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (unsigned i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer user_data)
{
  return find_dialog () != NULL;
}

static void
answer (const char *response)
{
  GtkWidget *dialog;

  cvk_await ("the dialog", has_dialog, NULL);
  dialog = find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  cvk_drain_main_context ();
}

static gboolean
is_empty (gpointer user_data)
{
  return g_str_equal (get_page (user_data), "empty");
}

/* The page follows what is signed in to, renamed and deleted. */
static void
test_page (Fixture *self, gconstpointer data)
{
  CvkConnectionInfo *info;
  GtkWidget *row;
  GtkWidget *entry;

  show (self, cvk_connections_page_new (self->world->client));
  world_await_count (self->world, 0);
  cvk_await ("the empty page", is_empty, self);
  g_assert_nonnull (world_find (self->shown, GTK_TYPE_BUTTON, "label", "_Sign in with Zoom"));
  info = world_sign_in (self->world);
  g_assert_cmpstr (get_page (self), ==, "list");
  row = world_get (self->shown, CVK_TYPE_CONNECTION_ROW, NULL, NULL);
  g_assert_true (cvk_connection_row_get_info (CVK_CONNECTION_ROW (row)) == info);
  world_get (row, ADW_TYPE_EXPANDER_ROW, "title", cvk_connection_info_get_name (info));

  gtk_widget_activate_action (row, "connection.rename", NULL);
  cvk_await ("the dialog", has_dialog, NULL);
  entry = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (find_dialog ()));
  gtk_editable_set_text (GTK_EDITABLE (entry), "  Staging <b>  ");
  answer ("rename");
  while (!g_str_equal (cvk_connection_info_get_name (info), "Staging <b>"))
    g_main_context_iteration (NULL, TRUE);
  world_get (row, ADW_TYPE_EXPANDER_ROW, "title", "Staging <b>");

  gtk_widget_activate_action (row, "connection.delete", NULL);
  answer ("delete");
  world_await_count (self->world, 0);
  g_assert_cmpstr (get_page (self), ==, "empty");
}

static void
chosen_cb (CvkConnectionPicker *picker, const char *id, gpointer user_data)
{
  Fixture *self = user_data;

  g_free (self->chosen);
  self->chosen = g_strdup (id);
}

static void
press_first_row (GtkWidget *picker)
{
  GtkWidget *list;

  gtk_menu_button_popup (GTK_MENU_BUTTON (world_get (picker, GTK_TYPE_MENU_BUTTON, NULL, NULL)));
  list = world_get (picker, GTK_TYPE_LIST_BOX, NULL, NULL);
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
}

/* At a node: an invitation, then the only account, and what is chosen from the list. */
static void
test_picker (Fixture *self, gconstpointer data)
{
  CvkConnectionPicker *picker;
  CvkConnectionInfo *info;
  GtkWidget *group = adw_preferences_group_new ();

  picker = CVK_CONNECTION_PICKER (cvk_connection_picker_new (self->world->client, "zoom"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (picker));
  show (self, group);
  g_signal_connect (picker, "chosen", G_CALLBACK (chosen_cb), self);
  world_await_count (self->world, 0);
  world_get (self->shown, GTK_TYPE_LABEL, "label", "Sign in with Zoom");
  g_assert_null (cvk_connection_picker_get_shown (picker));
  info = world_sign_in (self->world);
  g_assert_true (cvk_connection_picker_get_shown (picker) == info);
  world_get (self->shown, GTK_TYPE_LABEL, "label", cvk_connection_info_get_name (info));
  world_get (self->shown, GTK_TYPE_LABEL, "label", "Healthy · checked just now");
  press_first_row (GTK_WIDGET (picker));
  g_assert_cmpstr (self->chosen, ==, cvk_connection_info_get_id (info));
}

static void
write_pipeline (const char *path, const char *connector)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = g_strdup_printf (
    "{\"convoke\": 1, \"name\": \"Weekly %s\", \"slots\": {\"account\": {\"connector\": \"%s\"}}, "
    "\"nodes\": {}, \"links\": []}",
    connector, connector);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static GPtrArray *
find_usage (CvkConnectionInfo *info)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) taken = NULL;

  cvk_connection_usage_find_async (info, NULL, cvk_await_result_cb, &result);
  taken = cvk_await_result (&result);
  return cvk_connection_usage_find_finish (taken);
}

/* Pipelines with a slot for the service, unless another account fills it on this computer. */
static void
test_usage (Fixture *self, gconstpointer data)
{
  CvkConnectionInfo *info = world_sign_in (self->world);
  g_autofree char *zoom =
    g_build_filename (g_get_user_data_dir (), "convoke", "pipelines", "a.convoke", NULL);
  g_autofree char *other =
    g_build_filename (g_get_user_data_dir (), "convoke", "pipelines", "b.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (zoom);
  g_autofree char *bindings = cvk_bindings_make_path (file);
  g_autofree char *folder = g_path_get_dirname (bindings);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  show (self, cvk_connection_row_new (self->world->client, info));
  write_pipeline (zoom, "zoom");
  write_pipeline (other, "calendar");
  before = find_usage (info);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (before, 0), ==, "Weekly zoom");
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (bindings, "{\"account\": \"another\"}", -1, NULL));
  after = find_usage (info);
  g_assert_cmpuint (after->len, ==, 0);
}

/* Files of one's own that cannot be read are said where one looks for the service, with the place,
 * and as text. */
static void
test_faults (Fixture *self, gconstpointer data)
{
  g_autofree char *data_directory = g_build_filename (g_get_user_data_dir (), "faulty", NULL);
  g_autofree char *folder = g_build_filename (data_directory, "connectors", NULL);
  g_autofree char *file = g_build_filename (folder, "<b>desk.json", NULL);
  GtkWidget *row;

  show (self, cvk_connections_page_new (self->world->client));
  g_assert_null (world_find (self->shown, ADW_TYPE_ACTION_ROW, "title", "&lt;b&gt;desk.json"));
  gtk_window_destroy (GTK_WINDOW (self->window));
  cvk_await ("the widgets' end", is_gone, self);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "{\n  \"connector\": 2\n}", -1, NULL));
  cvk_connector_load_own (data_directory);
  show (self, cvk_connections_page_new (self->world->client));
  world_await_count (self->world, 0);
  cvk_await ("the empty page", is_empty, self);
  row = world_get (self->shown, ADW_TYPE_ACTION_ROW, "title", "&lt;b&gt;desk.json");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "line "));
}

int
main (int argc, char **argv)
{
  int status;

  world_begin ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/connections/page", Fixture, NULL, set_up, test_page, tear_down);
  g_test_add ("/connections/picker", Fixture, NULL, set_up, test_picker, tear_down);
  g_test_add ("/connections/usage", Fixture, NULL, set_up, test_usage, tear_down);
  g_test_add ("/connections/faults", Fixture, NULL, set_up, test_faults, tear_down);
  status = g_test_run ();
  world_end ();
  return status;
}
