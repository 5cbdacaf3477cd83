// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/tables/cvk-table-grid.h"
#include "desktop/tables/cvk-tables-page-private.h"
#include "support/cvk-await.h"
#include "world.h"

/* The page on a real host. */

typedef struct
{
  World *world;
  GtkWidget *window;
  GtkWidget *page;
  GListModel *rows; /* of the grid; borrowed */
} Fixture;

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_done = user_data;
  g_autofree char *problems = NULL;

  g_assert_true (cvk_api_engine_call_change_table_finish (CVK_API_ENGINE (object), NULL, &problems,
                                                          result, NULL));
  g_assert_cmpstr (problems, ==, "[]");
  *is_done = TRUE;
}

static void
change (Fixture *self, const char *json)
{
  gboolean is_done = FALSE;

  cvk_api_engine_call_change_table (cvk_engine_client_peek_api (self->world->client), "People",
                                    json, NULL, changed_cb, &is_done);
  cvk_await_flag ("the change", &is_done);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  GtkWidget *view;

  self->world = world_new ();
  world_await_count (self->world, 0);
  change (self, "{\"op\":\"create\",\"columns\":[\"email\",\"name\"],\"key\":\"email\"}");
  change (self, "{\"op\":\"set\",\"rows\":[{\"fields\":{\"email\":\"ann@x.org\",\"name\":\"Ann\"}},"
                "{\"fields\":{\"email\":\"bo@x.org\",\"name\":\"<b>Bo</b>\"}}]}");
  self->page = cvk_tables_page_new (self->world->client);
  g_assert_true (CVK_IS_TABLES_PAGE (self->page));
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 500);
  gtk_window_present (GTK_WINDOW (self->window));
  while ((view = world_find (self->page, GTK_TYPE_COLUMN_VIEW, NULL, NULL)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (world_find (self->page, CVK_TYPE_TABLE_GRID, NULL, NULL));
  self->rows = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  cvk_drain_main_context ();
  world_free (self->world);
}

static void
await_rows (Fixture *self, unsigned count)
{
  while (g_list_model_get_n_items (self->rows) != count)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
await_cell (Fixture *self, const char *text)
{
  GtkWidget *cell;

  while ((cell = world_find (self->page, GTK_TYPE_TEXT, "text", text)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return cell;
}

/* Data is text, an edit is kept, and the last one can be taken back. */
static void
test_edit (Fixture *self, gconstpointer data)
{
  GtkWidget *cell;

  await_rows (self, 2);
  cell = await_cell (self, "<b>Bo</b>");
  gtk_editable_set_text (GTK_EDITABLE (cell), "Bob");
  g_signal_emit_by_name (cell, "activate");
  while (!gtk_widget_get_sensitive (
    world_get (self->page, GTK_TYPE_BUTTON, "tooltip-text", "Take back the last edit")))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (self->page, "tables.undo", NULL);
  await_cell (self, "<b>Bo</b>");
}

static void
test_rows (Fixture *self, gconstpointer data)
{
  await_rows (self, 2);
  gtk_widget_activate_action (self->page, "tables.add-row", NULL);
  await_rows (self, 3);
  while (!gtk_widget_get_sensitive (
    world_get (self->page, GTK_TYPE_BUTTON, "tooltip-text", "Take back the last edit")))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (self->page, "tables.undo", NULL);
  await_rows (self, 2);
  await_cell (self, "ann@x.org");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->rows), 0, TRUE);
  gtk_widget_activate_action (self->page, "tables.delete-rows", NULL);
  await_rows (self, 1);
  await_cell (self, "bo@x.org");
}

static gboolean
is_empty_shown (Fixture *self, const char *title)
{
  GtkWidget *empty = world_find (world_get (self->page, CVK_TYPE_TABLE_GRID, NULL, NULL),
                                 ADW_TYPE_STATUS_PAGE, "title", title);

  return empty != NULL && gtk_widget_get_visible (empty);
}

/* Nothing is deleted where nothing is selected, and a table without rows says what to do. */
static void
test_empty (Fixture *self, gconstpointer data)
{
  GtkWidget *remove =
    world_get (self->page, GTK_TYPE_BUTTON, "tooltip-text", "Delete the selected rows");
  GtkWidget *search;

  await_rows (self, 2);
  /* The one that is in the chooser of tables has another text. */
  search = world_get (self->page, GTK_TYPE_SEARCH_ENTRY, "placeholder-text", "Search the rows");
  await_cell (self, "ann@x.org");
  g_assert_false (gtk_widget_get_sensitive (remove));
  g_assert_false (is_empty_shown (self, "No Rows Yet"));
  /* The row that one works in is selected. */
  gtk_widget_grab_focus (await_cell (self, "bo@x.org"));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->rows), 1));
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->rows), 0));
  g_assert_true (gtk_widget_get_sensitive (remove));
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->rows));
  gtk_widget_activate_action (self->page, "tables.delete-rows", NULL);
  while (!is_empty_shown (self, "No Rows Yet"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_get_sensitive (remove));
  gtk_widget_activate_action (self->page, "tables.add-row", NULL);
  await_rows (self, 1);
  g_assert_false (is_empty_shown (self, "No Rows Yet"));
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody");
  while (!is_empty_shown (self, "No Rows Found"))
    g_main_context_iteration (NULL, TRUE);
}

/* A table without columns gets no rows that nobody could see. */
static void
test_bare (Fixture *self, gconstpointer data)
{
  GtkWidget *add;

  await_cell (self, "ann@x.org");
  add = world_get (self->page, GTK_TYPE_BUTTON, "tooltip-text", "Add a row");
  g_assert_true (gtk_widget_get_sensitive (add));
  change (self, "{\"op\":\"remove\"}");
  change (self, "{\"op\":\"create\",\"columns\":[]}");
  while (!is_empty_shown (self, "No Rows Yet"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_get_sensitive (add));
}

static void
test_paste (Fixture *self, gconstpointer data)
{
  await_rows (self, 2);
  await_cell (self, "ann@x.org");
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->page), "cy@x.org\tCy\ndi@x.org\tDi\n");
  gtk_widget_activate_action (self->page, "tables.paste", NULL);
  await_rows (self, 4);
  await_cell (self, "di@x.org");
}

/* Windows of it are read. */
static void
test_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) rows = g_string_new ("{\"op\":\"set\",\"rows\":[");

  for (unsigned i = 0; i < 3000; i++)
    g_string_append_printf (rows, "%s{\"fields\":{\"email\":\"%u@x.org\"}}", i > 0 ? "," : "", i);
  g_string_append (rows, "]}");
  change (self, rows->str);
  await_rows (self, 3002);
  await_cell (self, "0@x.org");
  g_assert_null (world_find (self->page, GTK_TYPE_TEXT, "text", "2999@x.org"));
}

static GtkColumnViewColumn *
await_column (Fixture *self, const char *title)
{
  GtkWidget *view = world_get (self->page, GTK_TYPE_COLUMN_VIEW, NULL, NULL);

  while (TRUE)
    {
      GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));

      for (unsigned i = 0; i < g_list_model_get_n_items (columns); i++)
        {
          g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

          if (g_str_equal (gtk_column_view_column_get_title (column), title))
            return column;
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

static unsigned
count_columns (Fixture *self)
{
  GtkWidget *view = world_get (self->page, GTK_TYPE_COLUMN_VIEW, NULL, NULL);

  return g_list_model_get_n_items (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view)));
}

/* (transfer full) */
static char *
get_key (Fixture *self)
{
  char *key;

  g_object_get (self->page, "key", &key, NULL);
  return key;
}

/* The dialog that asks for a name. */
static void
answer_name (Fixture *self, const char *name)
{
  GtkWidget *dialog = NULL;

  while (dialog == NULL)
    {
      g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

      for (unsigned i = 0; i < g_list_model_get_n_items (windows); i++)
        {
          g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

          if (ADW_IS_MESSAGE_DIALOG (window))
            dialog = window;
        }
      if (dialog == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  gtk_editable_set_text (
    GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog))), name);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "add");
}

/* Which column tells rows apart is shown and chosen; columns get other names, and go. */
static void
test_columns (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  await_column (self, "email (key)");
  first = get_key (self);
  g_assert_cmpstr (first, ==, "email");
  g_assert_nonnull (gtk_column_view_column_get_header_menu (await_column (self, "name")));
  gtk_widget_activate_action (self->page, "tables.key", "s", "name");
  await_column (self, "name (key)");
  second = get_key (self);
  g_assert_cmpstr (second, ==, "name");
  gtk_widget_activate_action (self->page, "tables.key", "s", "");
  await_column (self, "name");
  third = get_key (self);
  g_assert_cmpstr (third, ==, "");
  gtk_widget_activate_action (self->page, "tables.rename-column", "s", "name");
  answer_name (self, "Full name");
  await_column (self, "Full name");
  await_cell (self, "<b>Bo</b>");
  gtk_widget_activate_action (self->page, "tables.delete-column", "s", "email");
  while (count_columns (self) != 1)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (self->page, "tables.undo", NULL);
  await_column (self, "email");
}

/* Rows of a file come by their key, and all of them go into one. */
static void
test_files (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "people.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;

  await_rows (self, 2);
  g_assert_true (g_file_set_contents (path, "email;name\nann@x.org;Anna\ncy@x.org;Cy\n", -1, NULL));
  cvk_tables_page_import (CVK_TABLES_PAGE (self->page), file);
  await_rows (self, 3);
  await_cell (self, "Anna");
  g_assert_true (g_file_set_contents (path, "", -1, NULL));
  cvk_tables_page_export (CVK_TABLES_PAGE (self->page), file);
  while (text == NULL || *text == '\0')
    {
      g_clear_pointer (&text, g_free);
      g_main_context_iteration (NULL, FALSE);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    }
  g_assert_cmpstr (text, ==,
                   "email,name\r\nann@x.org,Anna\r\nbo@x.org,<b>Bo</b>\r\ncy@x.org,Cy\r\n");
  cvk_drain_main_context ();
  g_unlink (path);
  g_rmdir (folder);
}

/* Without a table, one is made of the file, and shown. */
static void
test_first_file (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("tables-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "guests.of.may.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *empty = NULL;
  GtkWidget *view = NULL;

  await_rows (self, 2);
  change (self, "{\"op\":\"remove\"}");
  empty = world_get (self->page, ADW_TYPE_STATUS_PAGE, "title", "No Tables Yet");
  while (!gtk_widget_get_mapped (empty))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (
    gtk_widget_get_sensitive (world_get (self->page, GTK_TYPE_BUTTON, "label", "Import CSV…")));
  g_assert_true (g_file_set_contents (path, "guest\nAnn\nBo\nCy\n", -1, NULL));
  cvk_tables_page_import (CVK_TABLES_PAGE (self->page), file);
  while (gtk_widget_get_mapped (empty))
    g_main_context_iteration (NULL, TRUE);
  view = world_get (self->page, GTK_TYPE_COLUMN_VIEW, NULL, NULL);
  self->rows = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
  await_rows (self, 3);
  await_cell (self, "Cy");
  world_get (self->page, GTK_TYPE_LABEL, "label", "guests.of.may");
  g_unlink (path);
  g_rmdir (folder);
}

/* A file that is no table changes nothing, and says why. */
static void
test_bad_file (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/people.csv");

  await_rows (self, 2);
  cvk_tables_page_import (CVK_TABLES_PAGE (self->page), file);
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) < 2)
    g_main_context_iteration (NULL, TRUE);
  await_rows (self, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  world_begin ();
  adw_init ();
  g_test_add ("/tables-page/edit", Fixture, NULL, set_up, test_edit, tear_down);
  g_test_add ("/tables-page/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/tables-page/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/tables-page/bare", Fixture, NULL, set_up, test_bare, tear_down);
  g_test_add ("/tables-page/paste", Fixture, NULL, set_up, test_paste, tear_down);
  g_test_add ("/tables-page/columns", Fixture, NULL, set_up, test_columns, tear_down);
  g_test_add ("/tables-page/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/tables-page/first-file", Fixture, NULL, set_up, test_first_file, tear_down);
  g_test_add ("/tables-page/bad-file", Fixture, NULL, set_up, test_bad_file, tear_down);
  g_test_add ("/tables-page/many", Fixture, NULL, set_up, test_many, tear_down);
  int status = g_test_run ();

  world_end ();
  return status;
}
