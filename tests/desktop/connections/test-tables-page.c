// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "desktop/tables/cvk-table-grid.h"
#include "desktop/tables/cvk-tables-page.h"
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  world_begin ();
  adw_init ();
  g_test_add ("/tables-page/edit", Fixture, NULL, set_up, test_edit, tear_down);
  g_test_add ("/tables-page/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/tables-page/paste", Fixture, NULL, set_up, test_paste, tear_down);
  g_test_add ("/tables-page/many", Fixture, NULL, set_up, test_many, tear_down);
  int status = g_test_run ();

  world_end ();
  return status;
}
