// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-json.h"
#include "desktop/editor/cvk-node-slot.h"
#include "desktop/forms/cvk-occurrence-picker.h"
#include "desktop/rows.h"
#include "support/cvk-await.h"
#include "world.h"

/* The dates of a series are asked of its service, whose account the node has. */

static const char series[] =
  "{\"convoke\":1,\"slots\":{\"zoom\":{\"connector\":\"zoom\"}},\"nodes\":{\"make\":{\"type\":"
  "\"zoom.create-meeting\",\"slot\":\"zoom\",\"settings\":{\"topic\":\"Choir\",\"type\":8,"
  "\"start_time\":\"2030-03-05T18:00:00Z\",\"timezone\":\"UTC\",\"recurrence\":{\"type\":2,"
  "\"repeat_interval\":1,\"weekly_days\":\"3\",\"end_times\":3}}}},\"links\":[]}";

typedef struct
{
  World *world;
  Rows *rows;
  GtkMenuButton *button;
} Fixture;

static GVariant *
make_pipeline (void)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, series, strlen (series), 1);
}

/* Runs the pipeline that makes the series. Returns the ID of the meeting. */
static char *
make_series (World *world)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (world->client);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (CvkValue) items = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *run = NULL;
  g_autofree char *problems = NULL;
  g_autofree char *json = NULL;
  unsigned total;

  g_variant_dict_insert (&options, "trust", "b", TRUE);
  cvk_api_engine_call_start_run_sync (api, make_pipeline (), g_variant_dict_end (&options), &run,
                                      &problems, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (problems, ==, "[]");
  cvk_api_engine_call_wait_run_sync (api, run, NULL, &handle, &fds, NULL, &error);
  g_assert_no_error (error);
  cvk_api_engine_call_get_items_sync (api, run, "make", "out", 0, 1, "", "", &json, &total, NULL,
                                      NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, 1);
  items = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
  return cvk_value_to_json (cvk_value_get_member (cvk_value_get_element (items, 0), "id"),
                            CVK_JSON_COMPACT);
}

static void
open_field (Fixture *self, const char *meeting)
{
  g_autofree char *settings = g_strdup_printf ("{'meeting_id':'%s'}", meeting);

  self->rows = rows_open ("zoom.delete-meeting", "occurrence_id", settings);
  cvk_field_context_set_client (self->rows->context, self->world->client);
  self->button = rows_find (self->rows->field, GTK_TYPE_MENU_BUTTON, 0);
  g_assert_true (CVK_IS_OCCURRENCE_PICKER (gtk_menu_button_get_popover (self->button)));
}

/* As the user comes to it: with the focus. */
static void
open_picker (Fixture *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
  gtk_menu_button_popup (self->button);
}

static void
close_field (Fixture *self)
{
  gtk_menu_button_popdown (self->button);
  rows_close (self->rows);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->world = world_new ();
  world_sign_in (self->world);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  world_free (self->world);
}

static void
await_text (Fixture *self, const char *text)
{
  while (rows_find_text (self->rows->field, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_asked (Fixture *self, gconstpointer data)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (self->world->client);
  g_autofree char *meeting = make_series (self->world);
  g_autofree char *slot = NULL;
  g_autofree char *runs = NULL;
  g_autoptr (CvkValue) list = NULL;
  g_autoptr (GError) error = NULL;
  GtkListBox *dates;

  open_field (self, meeting);
  open_picker (self);
  rows_settle ();
  g_assert_nonnull (rows_find_text (self->rows->field, "Choose an account for this node first"));
  gtk_menu_button_popdown (self->button);

  slot = cvk_node_slot_ensure (self->rows->session, "node", "zoom");
  open_picker (self);
  g_assert_nonnull (rows_find_text (self->rows->field, "Asking for the dates"));
  await_text (self, "Tue 19 Mar 2030, 18:00 UTC");
  dates = rows_find (self->rows->field, GTK_TYPE_LIST_BOX, 0);
  g_assert_nonnull (gtk_list_box_get_row_at_index (dates, 2));
  g_assert_null (gtk_list_box_get_row_at_index (dates, 3));
  g_signal_emit_by_name (dates, "row-activated", gtk_list_box_get_row_at_index (dates, 1));
  g_assert_nonnull (strstr (rows_get_note (self->rows), "Tue 12 Mar 2030, 18:00 UTC"));
  close_field (self);

  /* Only the run that made the series is known. */
  cvk_api_engine_call_list_runs_sync (api, g_variant_new ("a{sv}", NULL), &runs, NULL, &error);
  g_assert_no_error (error);
  list = cvk_value_from_json (runs, -1, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cvk_value_get_length (list), ==, 1);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *slot = NULL;

  open_field (self, "81234567890");
  slot = cvk_node_slot_ensure (self->rows->session, "node", "zoom");
  open_picker (self);
  await_text (self, "81234567890");
  g_assert_null (rows_find (self->rows->field, GTK_TYPE_LIST_BOX, 0));
  close_field (self);
}

/* Whoever closes the form while the service is being asked takes the question along. */
static void
test_closed (Fixture *self, gconstpointer data)
{
  g_autofree char *slot = NULL;

  open_field (self, "81234567890");
  slot = cvk_node_slot_ensure (self->rows->session, "node", "zoom");
  open_picker (self);
  g_assert_nonnull (rows_find_text (self->rows->field, "Asking for the dates"));
  close_field (self);
}

/* Nothing that changes goes past the journal, and no other service's action is asked for. */
static void
test_only_reads (Fixture *self, gconstpointer data)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (self->world->client);
  g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (G_LIST_MODEL (self->world->list), 0);
  const char *id = cvk_connection_info_get_id (info);
  const struct
  {
    const char *connection;
    const char *action;
    const char *settings;
    const char *code;
  } cases[] = {
    { id, "zoom.delete-meeting", "{\"meeting_id\":\"81234567890\"}", "invalid-option" },
    { id, "csv.read", "{}", "invalid-option" },
    { id, "zoom.nonsense", "{}", "invalid-option" },
    { id, "zoom.list-meetings", "[]", "invalid-option" },
    { "nobody", "zoom.list-meetings", "{}", "unknown-connection" },
    { id, "zoom.get-meeting", "{}", "missing-field" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkValue) problem = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *items = NULL;
      g_autofree char *why = NULL;

      cvk_api_engine_call_read_sync (api, cases[i].connection, cases[i].action, cases[i].settings,
                                     &items, &why, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (items, ==, "null");
      problem = cvk_value_from_json (why, -1, CVK_JSON_DATA, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cvk_value_lookup_string (problem, "code", NULL), ==, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  int status;

  world_begin ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/occurrences/asked", Fixture, NULL, set_up, test_asked, tear_down);
  g_test_add ("/occurrences/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/occurrences/closed", Fixture, NULL, set_up, test_closed, tear_down);
  g_test_add ("/occurrences/only-reads", Fixture, NULL, set_up, test_only_reads, tear_down);
  status = g_test_run ();
  world_end ();
  return status;
}
