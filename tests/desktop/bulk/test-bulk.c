// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>

#include "base/cvk-json.h"
#include "desktop/bulk/cvk-bulk-cell.h"
#include "desktop/bulk/cvk-bulk-columns.h"
#include "desktop/bulk/cvk-bulk-grid.h"
#include "desktop/bulk/cvk-bulk-page-private.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "../connections/world.h"
#include "desktop/runs/cvk-plan-sheet.h"
#include "model/cvk-checks.h"
#include "nodes/cvk-spreadsheet.h"
#include "support/cvk-await.h"

/* A row a meeting: what a person pastes, what is said about it, and what the sandbox has then. */

/* Row 2 is in the past, row 3 in the hour that Berlin leaves out, row 4 says no time, row 5 has no
 * date and row 6 no length. */
#define TABLE                                                                                      \
  "Thema\tDatum\tUhrzeit\tDauer\tGastgeber\n"                                                      \
  "Mathe\t3.5.2032\t14:00\t45\t\n"                                                                 \
  "Kunst\t3.5.2019\t14:00\t45\t\n"                                                                 \
  "Sport\t28.3.2032\t02:30\t45\t\n"                                                                \
  "Chor\t3.5.2032\t\t45\t\n"                                                                       \
  "Ethik\tbald\t14:00\t45\t\n"                                                                     \
  "Physik\t4.5.2032\t9:00\tlang\t\n"                                                               \
  "Deutsch {{ x }}\t4.5.2032\t10:00\t1 h 30\tnobody@example.org\n"

static gboolean
is_checked (gpointer sheet)
{
  CvkBulkCounts counts;

  cvk_bulk_sheet_count (sheet, &counts);
  return counts.unchecked == 0;
}

static CvkBulkRow *
get_row (CvkBulkSheet *sheet, unsigned number)
{
  CvkBulkRow *row = cvk_bulk_sheet_get_row (sheet, number);

  g_assert_nonnull (row);
  return row;
}

static CvkBulkSheet *
make_sheet (const char *type, const char *table)
{
  CvkBulkSheet *sheet = cvk_bulk_sheet_new (cvk_node_catalogue_get ());

  cvk_bulk_sheet_set_action (sheet, cvk_node_types_lookup (cvk_node_catalogue_get (), type), NULL);
  cvk_bulk_sheet_take_table (sheet, cvk_table_text_read (table, CVK_TABLE_HEADER_GUESS));
  cvk_await ("the checks", is_checked, sheet);
  return sheet;
}

static void
set_template (CvkBulkSheet *sheet, const char *path, const char *text)
{
  GPtrArray *fields = cvk_bulk_sheet_get_fields (sheet);

  for (unsigned i = 0; i < fields->len; i++)
    if (g_str_equal (((CvkBulkField *) g_ptr_array_index (fields, i))->path, path))
      cvk_bulk_sheet_set_template (sheet, i, text);
  cvk_await ("the checks", is_checked, sheet);
}

static void
test_rows (void)
{
  static const struct
  {
    unsigned row;
    gboolean has_errors;
    const char *said; /* nullable: a part of what is said */
    const char *truth;
  } cases[] = {
    { 1, FALSE, NULL, "Mon 3 May 2032, 14:00 Berlin = 12:00 UTC" },
    { 2, TRUE, "in the past", "Fri 3 May 2019, 14:00 Berlin" },
    { 3, TRUE, "does not exist in Berlin", "Sun 28 Mar 2032, 03:30 Berlin" },
    { 4, TRUE, "says no time of day", NULL },
    { 5, TRUE, "is no date with a time", NULL },
    { 6, TRUE, "Duration", "Tue 4 May 2032, 09:00 Berlin" },
    { 7, FALSE, NULL, "Tue 4 May 2032, 10:00 Berlin" },
  };
  g_autoptr (CvkBulkSheet) sheet = make_sheet ("zoom.create-meeting", TABLE);
  CvkBulkCounts counts;

  /* Cities are known a moment later. */
  set_template (sheet, "timezone", "Berlin");
  while (strstr (cvk_bulk_row_get_text (get_row (sheet, 1), "timezone"), "Berlin") == NULL ||
         !is_checked (sheet) || get_row (sheet, 1)->truth == NULL ||
         strstr (get_row (sheet, 1)->truth, "Berlin") == NULL)
    g_main_context_iteration (NULL, TRUE);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CvkBulkRow *row = get_row (sheet, cases[i].row);

      g_test_message ("%s: %s / %s", row->cells[0], row->problem, row->truth);
      g_assert_cmpint (row->has_errors, ==, cases[i].has_errors);
      if (cases[i].said != NULL)
        g_assert_nonnull (strstr (row->problem, cases[i].said));
      else
        g_assert_null (row->problem);
      if (cases[i].truth != NULL)
        g_assert_nonnull (strstr (row->truth, cases[i].truth));
      else
        g_assert_null (row->truth);
    }
  cvk_bulk_sheet_count (sheet, &counts);
  g_assert_cmpuint (counts.ready, ==, 2);
  g_assert_cmpuint (counts.faulty, ==, 5);
  /* Braces in a table are text. */
  g_assert_cmpstr (cvk_value_lookup_string (get_row (sheet, 7)->values, "topic", NULL), ==,
                   "Deutsch {{ x }}");
  g_assert_cmpint (cvk_value_lookup_integer (get_row (sheet, 7)->values, "duration", 0), ==, 90);
  g_assert_cmpstr (cvk_value_lookup_string (get_row (sheet, 7)->values, "start_time", NULL), ==,
                   "2032-05-04T10:00:00");
}

static void
test_edit (void)
{
  g_autoptr (CvkBulkSheet) sheet = make_sheet ("zoom.create-meeting", TABLE);
  g_autofree char *text = NULL;
  CvkBulkCounts counts;

  set_template (sheet, "timezone", "Europe/Berlin");
  cvk_bulk_sheet_edit (sheet, get_row (sheet, 5), "start_time", "5.5.2032 8:00");
  g_assert_false (get_row (sheet, 5)->has_errors);
  cvk_bulk_sheet_edit (sheet, get_row (sheet, 1), "duration", "-3");
  g_assert_true (get_row (sheet, 1)->has_errors);
  cvk_bulk_sheet_leave_out (sheet, get_row (sheet, 1), TRUE);
  cvk_bulk_sheet_count (sheet, &counts);
  g_assert_cmpuint (counts.ready, ==, 2);
  g_assert_cmpuint (counts.left_out, ==, 1);
  set_template (sheet, "agenda", "{{ Thema }} in {{ Raum }}");
  g_assert_cmpstr (cvk_bulk_row_get_text (get_row (sheet, 5), "agenda"), ==, "Ethik in {{ Raum }}");
  /* What was written into a row stays when columns change. */
  g_assert_cmpstr (cvk_bulk_row_get_text (get_row (sheet, 5), "start_time"), ==, "5.5.2032 8:00");
  text = cvk_bulk_sheet_to_text (sheet, '\t');
  g_assert_true (g_str_has_prefix (text, "#\tTopic\tStart\tDuration\tHost\t"));
  g_assert_nonnull (strstr (text, "\n5\tEthik\t5.5.2032 8:00\t45\t"));
}

static void
test_other_actions (void)
{
  g_autoptr (CvkBulkSheet) sheet =
    make_sheet ("zoom.delete-meeting", "812 3456 7890\nhttps://zoom.us/j/81234567891\nx\n");

  g_assert_false (get_row (sheet, 1)->has_errors);
  g_assert_false (get_row (sheet, 2)->has_errors);
  g_assert_true (get_row (sheet, 3)->has_errors);
  g_assert_false (
    cvk_bulk_page_can_fill (cvk_node_types_lookup (cvk_node_catalogue_get (), "csv.read")));
  g_assert_false (cvk_bulk_page_can_fill (NULL));
}

/* --- Runs --- */

typedef struct
{
  World *world;
  GtkWidget *window;
  GtkWidget *page;
  CvkBulkSheet *sheet;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->world = world_new ();
  world_sign_in (self->world);
  self->page = cvk_bulk_page_new (cvk_node_catalogue_get (), self->world->client);
  self->sheet = cvk_bulk_page_get_sheet (CVK_BULK_PAGE (self->page));
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer page = self->page;

  g_object_add_weak_pointer (G_OBJECT (self->page), &page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (page != NULL)
    g_main_context_iteration (NULL, TRUE);
  world_free (self->world);
}

static void
take (Fixture *self, const char *table)
{
  g_assert_true (cvk_bulk_page_take_text (CVK_BULK_PAGE (self->page), table));
  set_template (self->sheet, "timezone", "Europe/Berlin");
}

static gboolean
has_no_sent (gpointer sheet)
{
  CvkBulkCounts counts;

  cvk_bulk_sheet_count (sheet, &counts);
  return counts.sent == 0 && counts.done + counts.failed > 0;
}

static gboolean
is_enabled (gpointer page, const char *action)
{
  GtkWidget *button = world_find (page, GTK_TYPE_BUTTON, "action-name", action);

  return button != NULL && gtk_widget_get_sensitive (button);
}

/* Once all rows are checked. */
static gboolean
can_run (gpointer page)
{
  return is_enabled (page, "bulk.run");
}

static gboolean
can_retry (gpointer page)
{
  return is_enabled (page, "bulk.retry");
}

static size_t
count_meetings (Fixture *self)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (self->world->client);
  g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (G_LIST_MODEL (self->world->list), 0);
  g_autofree char *items = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;

  cvk_api_engine_call_read_sync (api, cvk_connection_info_get_id (info), "zoom.list-meetings",
                                 "{\"type\":\"scheduled\"}", &items, &problem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (problem, ==, "null");
  g_autoptr (CvkValue) list = cvk_value_from_json (items, -1, CVK_JSON_DATA, NULL);
  return cvk_value_get_length (list);
}

/* One that the service refuses is corrected in its place, and only that one is sent again. */
static void
test_run (Fixture *self, gconstpointer data)
{
  CvkBulkCounts counts;
  g_autofree char *link = NULL;
  g_autofree char *text = NULL;

  take (self, TABLE);
  g_assert_cmpuint (count_meetings (self), ==, 0);
  cvk_await ("the checks", can_run, self->page);
  gtk_widget_activate_action (self->page, "bulk.run", NULL);
  cvk_await ("the rows", has_no_sent, self->sheet);
  cvk_bulk_sheet_count (self->sheet, &counts);
  g_assert_cmpuint (counts.done, ==, 1);
  g_assert_cmpuint (counts.failed, ==, 1);
  g_assert_cmpuint (counts.faulty, ==, 5);
  link = cvk_bulk_row_dup_result (get_row (self->sheet, 1), "join_url");
  g_assert_nonnull (strstr (link, "://"));
  g_assert_nonnull (get_row (self->sheet, 7)->failure);
  g_assert_cmpuint (count_meetings (self), ==, 1);

  cvk_await ("the end", can_retry, self->page);
  cvk_bulk_sheet_edit (self->sheet, get_row (self->sheet, 7), "user_id", "");
  gtk_widget_activate_action (self->page, "bulk.retry", NULL);
  while (get_row (self->sheet, 7)->state != CVK_BULK_DONE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_meetings (self), ==, 2);
  text = cvk_bulk_sheet_to_text (self->sheet, ',');
  g_assert_nonnull (strstr (text, link));

  /* What was wrong is put right, and done without the others. */
  cvk_bulk_sheet_edit (self->sheet, get_row (self->sheet, 2), "start_time", "6.5.2032 14:00");
  cvk_await ("the checks", can_run, self->page);
  gtk_widget_activate_action (self->page, "bulk.run", NULL);
  while (get_row (self->sheet, 2)->state != CVK_BULK_DONE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_meetings (self), ==, 3);
}

static GtkWidget *
find_plan (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (unsigned i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (CVK_IS_PLAN_SHEET (window))
        return window;
    }
  return NULL;
}

static void
test_rehearse (Fixture *self, gconstpointer data)
{
  CvkBulkCounts counts;
  gpointer plan = NULL;

  take (self, TABLE);
  cvk_await ("the checks", can_run, self->page);
  gtk_widget_activate_action (self->page, "bulk.rehearse", NULL);
  while (find_plan () == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_meetings (self), ==, 0);
  cvk_bulk_sheet_count (self->sheet, &counts);
  g_assert_cmpuint (counts.ready, ==, 2);
  g_assert_cmpuint (counts.done, ==, 0);
  plan = find_plan ();
  g_object_add_weak_pointer (G_OBJECT (plan), &plan);
  gtk_window_close (GTK_WINDOW (plan));
  while (plan != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
session_cb (GtkWidget *page, CvkSession *session, CvkSession **found)
{
  *found = g_object_ref (session);
}

static void
test_save_pipeline (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkSession) session = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  take (self, TABLE);
  g_signal_connect (self->page, "open-session", G_CALLBACK (session_cb), &session);
  /* It can be done from when a row is known to be ready. */
  for (;;)
    {
      gtk_widget_activate_action (self->page, "bulk.save-pipeline", NULL);
      if (session != NULL)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  problems =
    cvk_document_check (cvk_session_get_document (session), cvk_session_get_types (session));
  g_assert_false (cvk_problems_have_errors (problems));
  bytes = cvk_document_to_bytes (cvk_session_get_document (session));
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, "\"Mathe\""));
  g_assert_nonnull (strstr (text, "{{ item.topic }}"));
  g_assert_null (strstr (text, "\"Kunst\""));
}

/* --- Files --- */

static gboolean
has_rows (gpointer sheet)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sheet)) > 0;
}

static gboolean
has_content (gpointer path)
{
  g_autofree char *content = NULL;
  size_t length = 0;

  return g_file_get_contents (path, &content, &length, NULL) && length > 0;
}

static void
write_spreadsheet (const char *path, const char *json)
{
  const CvkSpreadsheetFormat format = { .header = TRUE, .dates = TRUE };
  g_autoptr (CvkValue) rows = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_autoptr (GBytes) bytes = cvk_spreadsheet_write (rows, &format, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
}

/* A spreadsheet is opened like rows that are pasted, and its rows are saved as one. */
static void
test_spreadsheet (Fixture *self, gconstpointer data)
{
  const CvkSpreadsheetOptions options = { .header = TRUE };
  g_autofree char *folder = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rows.xlsx", NULL);
  g_autofree char *saved = g_build_filename (folder, "results.xlsx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) target = g_file_new_for_path (saved);
  g_autoptr (CvkValue) rows = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *content;
  size_t length;

  write_spreadsheet (path, "[{\"Topic\":\"Maths, part 1\",\"Start\":\"2032-05-03T14:00:00\","
                           "\"Duration\":45},{\"Topic\":\"=1+1\",\"Start\":null,"
                           "\"Duration\":30}]");
  cvk_bulk_page_load (CVK_BULK_PAGE (self->page), file);
  cvk_await ("the rows", has_rows, self->sheet);
  cvk_await ("the checks", is_checked, self->sheet);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->sheet)), ==, 2);
  g_assert_cmpstr (cvk_bulk_row_get_text (get_row (self->sheet, 1), "topic"), ==, "Maths, part 1");
  g_assert_cmpstr (cvk_bulk_row_get_text (get_row (self->sheet, 1), "duration"), ==, "45");
  g_assert_cmpstr (cvk_bulk_row_get_text (get_row (self->sheet, 2), "topic"), ==, "=1+1");
  cvk_bulk_page_save (CVK_BULK_PAGE (self->page), target);
  cvk_await ("the file", has_content, saved);
  g_assert_true (g_file_get_contents (saved, &content, &length, NULL));
  bytes = g_bytes_new_take (content, length);
  rows = cvk_spreadsheet_read (bytes, &options, NULL, NULL);
  g_assert_cmpuint (cvk_value_get_length (rows), ==, 2);
  g_assert_cmpstr (cvk_value_lookup_string (cvk_value_get_element (rows, 1), "Topic", NULL), ==,
                   "=1+1");
  cvk_drain_main_context ();
  g_unlink (path);
  g_unlink (saved);
  g_rmdir (folder);
}

/* --- How it looks --- */

static unsigned
count_cells (GtkWidget *widget)
{
  unsigned count = CVK_IS_BULK_CELL (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += count_cells (child);
  return count;
}

/* As many cells as fit on the screen and some more, however long the table is. */
static void
test_large (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Topic\tStart\tDuration\n");
  GtkWidget *grid;
  unsigned cells;

  for (unsigned i = 0; i < 5000; i++)
    g_string_append_printf (text, "Lesson %u\t%u.5.2032 14:00\t45\n", i, i % 40);
  take (self, text->str);
  grid = world_get (self->page, CVK_TYPE_BULK_GRID, NULL, NULL);
  while (count_cells (grid) == 0)
    g_main_context_iteration (NULL, TRUE);
  cells = count_cells (grid);
  g_test_message ("%u cells", cells);
  g_assert_cmpuint (cells, <, 3000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->sheet)), ==, 5000);
  g_assert_nonnull (world_get (self->page, CVK_TYPE_BULK_COLUMNS, NULL, NULL));
}

int
main (int argc, char **argv)
{
  int status;

  world_begin ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/bulk/rows", test_rows);
  g_test_add_func ("/bulk/edit", test_edit);
  g_test_add_func ("/bulk/other-actions", test_other_actions);
  g_test_add ("/bulk/run", Fixture, NULL, set_up, test_run, tear_down);
  g_test_add ("/bulk/rehearse", Fixture, NULL, set_up, test_rehearse, tear_down);
  g_test_add ("/bulk/save-pipeline", Fixture, NULL, set_up, test_save_pipeline, tear_down);
  g_test_add ("/bulk/spreadsheet", Fixture, NULL, set_up, test_spreadsheet, tear_down);
  g_test_add ("/bulk/large", Fixture, NULL, set_up, test_large, tear_down);
  status = g_test_run ();
  world_end ();
  return status;
}
