// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/forms/cvk-data-table-field.h"
#include "desktop/forms/cvk-data-table-picker.h"
#include "desktop/rows.h"
#include "support/cvk-await.h"
#include "world.h"

/* Tables are chosen among those that the host has. */

typedef struct
{
  World *world;
  Rows *rows;
} Fixture;

static void
change (World *world, const char *table, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *problems = NULL;

  cvk_api_engine_call_change_table_sync (cvk_engine_client_peek_api (world->client), table, json,
                                         NULL, &problems, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (problems, ==, "[]");
}

static void
open_field (Fixture *self, const char *type)
{
  self->rows = rows_open (type, "table", "{'table':'Nobody'}");
  cvk_field_context_set_client (self->rows->context, self->world->client);
  g_assert_true (CVK_IS_DATA_TABLE_FIELD (self->rows->field));
  g_assert_true (CVK_IS_PICKED_FIELD (self->rows->field));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->world = world_new ();
  world_await_count (self->world, 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rows_close (self->rows);
  world_free (self->world);
}

static void
await_note (Fixture *self, const char *note)
{
  while (!g_str_equal (rows_get_note (self->rows), note))
    g_main_context_iteration (NULL, TRUE);
}

static GtkMenuButton *
open_picker (Fixture *self)
{
  GtkMenuButton *button = rows_find (self->rows->field, GTK_TYPE_MENU_BUTTON, 0);

  g_assert_true (CVK_IS_DATA_TABLE_PICKER (gtk_menu_button_get_popover (button)));
  g_assert_true (CVK_IS_PICKER_POPOVER (gtk_menu_button_get_popover (button)));
  gtk_widget_grab_focus (GTK_WIDGET (button));
  gtk_menu_button_popup (button);
  return button;
}

static void
test_picked (Fixture *self, gconstpointer data)
{
  GtkListBox *list;

  change (self->world, "People", "{\"op\":\"create\",\"columns\":[\"email\",\"name\"]}");
  change (self->world, "People", "{\"op\":\"set\",\"rows\":[{\"fields\":{\"name\":\"Ann\"}}]}");
  change (self->world, "<b>Rooms</b>", "{\"op\":\"create\",\"columns\":[\"room\"]}");
  open_field (self, "table.read");
  await_note (self, "There is no such table yet, so it has no rows.");
  open_picker (self);
  while ((list = rows_find (self->rows->field, GTK_TYPE_LIST_BOX, 0)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (rows_find_text (self->rows->field, "<b>Rooms</b>"));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 1));
  rows_assert_value (self->rows, "'People'");
  await_note (self, "1 row · email, name");
}

static void
test_none (Fixture *self, gconstpointer data)
{
  GtkMenuButton *button;

  open_field (self, "table.write");
  await_note (self, "There is no such table yet. The first row makes it.");
  button = open_picker (self);
  while (rows_find_text (self->rows->field, "There are no tables yet.") == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_menu_button_popdown (button);
}

/* Whoever closes the form while the host is being asked takes the question along. */
static void
test_closed (Fixture *self, gconstpointer data)
{
  GtkMenuButton *button;

  open_field (self, "table.delete");
  button = open_picker (self);
  g_assert_nonnull (rows_find_text (self->rows->field, "Looking for tables"));
  gtk_menu_button_popdown (button);
}

int
main (int argc, char *argv[])
{
  int status;

  world_begin ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/data-table-field/picked", Fixture, NULL, set_up, test_picked, tear_down);
  g_test_add ("/data-table-field/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/data-table-field/closed", Fixture, NULL, set_up, test_closed, tear_down);
  status = g_test_run ();
  world_end ();
  return status;
}
