// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-model-picker.h"
#include "desktop/forms/cvk-date-picker.h"
#include "desktop/forms/cvk-date-zone-chooser.h"
#include "desktop/forms/cvk-field-factory.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/forms/cvk-file-slot-field.h"
#include "desktop/rows.h"

/* --- Dates --- */

static void
test_date_typed (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "start_time", "{'timezone':'Europe/Berlin'}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  g_assert_nonnull (text);
  gtk_test_accessible_assert_property (text, GTK_ACCESSIBLE_PROPERTY_LABEL, "Start");
  gtk_editable_set_text (GTK_EDITABLE (text), "3 Mar 2036 at 2pm");
  rows_assert_value (rows, "'2036-03-03T14:00:00'");
  g_assert_nonnull (strstr (rows_get_note (rows), "14:00 Berlin = 13:00 UTC"));
  /* Half a date leaves the last whole one; when one is done, what can be seen counts. */
  rows_type (text, " and lunch");
  rows_assert_value (rows, "'2036-03-03T14:00:00'");
  g_assert_null (cvk_field_get_error (rows->field));
  g_signal_emit_by_name (text, "activate");
  rows_assert_value (rows, "'3 Mar 2036 at 2pm and lunch'");
  g_assert_nonnull (cvk_field_get_error (rows->field));
  gtk_editable_set_text (GTK_EDITABLE (text), "4 March 2036 9:30");
  g_assert_null (cvk_field_get_error (rows->field));
  g_signal_emit_by_name (text, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "4 Mar 2036 09:30");
  rows_assert_value (rows, "'2036-03-04T09:30:00'");
  /* A day alone keeps the time. */
  gtk_editable_set_text (GTK_EDITABLE (text), "5 March 2036");
  rows_assert_value (rows, "'2036-03-05T09:30:00'");
  gtk_editable_set_text (GTK_EDITABLE (text), "");
  rows_assert_value (rows, NULL);
  rows_close (rows);
}

static void
test_date_picked (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "start_time",
                          "{'start_time':'2036-03-03T14:00:00','timezone':'Europe/Berlin'}");
  CvkDatePicker *picker = rows_find (rows->field, CVK_TYPE_DATE_PICKER, 0);
  GtkCalendar *calendar = rows_find (GTK_WIDGET (picker), GTK_TYPE_CALENDAR, 0);
  GtkSpinButton *hour = rows_find (GTK_WIDGET (picker), GTK_TYPE_SPIN_BUTTON, 0);
  g_autoptr (GDateTime) day = g_date_time_new_local (2036, 3, 10, 12, 0, 0);
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  g_assert_cmpint (gtk_spin_button_get_value_as_int (hour), ==, 14);
  gtk_calendar_select_day (calendar, day);
  rows_assert_value (rows, "'2036-03-10T14:00:00'");
  gtk_spin_button_set_value (hour, 16);
  rows_assert_value (rows, "'2036-03-10T16:00:00'");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "10 Mar 2036 16:00");
  rows_close (rows);
}

/* The line under a start tells what is wrong with it. */
static void
test_date_warnings (void)
{
  static const struct
  {
    const char *settings, *note;
  } cases[] = {
    { "{'start_time':'2020-11-29T11:00:00','timezone':'Europe/Berlin'}", "in the past" },
    { "{'start_time':'2036-03-03T14:00:00'}", "account's zone" },
    { "{'start_time':'2026-03-08T02:30:00','timezone':'America/New_York'}", "does not exist" },
    { "{'start_time':'2026-10-25T02:30:00','timezone':'Europe/Berlin'}", "comes twice" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Rows *rows = rows_open ("zoom.create-meeting", "start_time", cases[i].settings);

      g_assert_nonnull (strstr (rows_get_note (rows), " 20"));
      g_assert_nonnull (strstr (cvk_field_get_error (rows->field), cases[i].note));
      rows_close (rows);
    }
}

/* Where no setting beside says the zone, the value does. */
static void
test_date_with_zone (void)
{
  Rows *rows = rows_open ("date", "value", "{}");
  CvkDateZoneChooser *chooser;
  GtkText *text;

  rows_replace_field (rows, "{'type':'string','x-widget':'date-time'}");
  text = rows_find (rows->field, GTK_TYPE_TEXT, 0);
  chooser = rows_find (rows->field, CVK_TYPE_DATE_ZONE_CHOOSER, 0);
  gtk_editable_set_text (GTK_EDITABLE (text), "2036-07-01 10:00");
  rows_assert_value (rows, "'2036-07-01T10:00:00+00:00[UTC]'");
  g_signal_emit_by_name (chooser, "chosen", "Asia/Tokyo");
  rows_assert_value (rows, "'2036-07-01T10:00:00+09:00[Asia/Tokyo]'");
  rows_close (rows);
}

static void
test_day (void)
{
  Rows *rows = rows_open ("zoom.list-meetings", "from", "{}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  gtk_editable_set_text (GTK_EDITABLE (text), "1 March 2036");
  rows_assert_value (rows, "'2036-03-01'");
  rows_close (rows);
}

/* With variables, the first row of the last run tells what a start means. */
static void
test_date_variable (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "start_time",
                          "{'timezone':'Europe/Berlin','start_time':'{{ item.when }}'}");

  rows_add_source (rows, "csv.read", "[{'when':'2036-03-03 14:00'}]");
  cvk_field_set_value (rows->field, NULL);
  cvk_field_set_value (rows->field, cvk_field_context_lookup (rows->context, "start_time"));
  g_assert_nonnull (
    strstr (rows_get_note (rows), "In the last run: Mon 3 Mar 2036, 14:00 Berlin = 13:00 UTC"));
  g_assert_null (cvk_field_get_error (rows->field));
  rows_close (rows);
}

/* --- Zones --- */

static void
test_zone (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "timezone", "{}");
  GtkMenuButton *button = rows_find (rows->field, GTK_TYPE_MENU_BUTTON, 0);
  CvkDateZoneChooser *chooser = rows_find (rows->field, CVK_TYPE_DATE_ZONE_CHOOSER, 0);
  GtkSearchEntry *search = rows_find (GTK_WIDGET (chooser), GTK_TYPE_SEARCH_ENTRY, 0);
  GtkListView *list = rows_find (GTK_WIDGET (chooser), GTK_TYPE_LIST_VIEW, 0);
  GListModel *zones = G_LIST_MODEL (gtk_list_view_get_model (list));

  gtk_menu_button_popup (button);
  while (g_list_model_get_n_items (zones) < 100)
    g_main_context_iteration (NULL, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (search), "buenos");
  while (g_list_model_get_n_items (zones) != 1)
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (search, "activate");
  rows_assert_value (rows, "'America/Argentina/Buenos_Aires'");
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Time zone: Buenos Aires, America");
  rows_click (rows->field, "Remove the Time Zone");
  rows_assert_value (rows, NULL);
  rows_close (rows);
}

/* --- Durations --- */

static void
test_duration (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "duration", "{'duration':45}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "45 minutes");
  gtk_editable_set_text (GTK_EDITABLE (text), "1 h 30");
  rows_assert_value (rows, "90");
  g_signal_emit_by_name (text, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "1 hour 30 minutes");
  rows_click (rows->field, "Longer");
  rows_assert_value (rows, "105");
  rows_click (rows->field, "Shorter");
  rows_click (rows->field, "Shorter");
  rows_assert_value (rows, "75");
  gtk_editable_set_text (GTK_EDITABLE (text), "long");
  g_signal_emit_by_name (text, "activate");
  g_assert_nonnull (cvk_field_get_error (rows->field));
  rows_assert_value (rows, "'long'");
  rows_close (rows);
}

/* --- Passcodes --- */

static void
test_passcode (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "password", "{}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  g_assert_false (gtk_text_get_visibility (text));
  gtk_editable_set_text (GTK_EDITABLE (text), "abc");
  rows_assert_value (rows, "'abc'");
  g_assert_nonnull (strstr (rows_get_note (rows), "six characters"));
  rows_click (rows->field, "Make a Passcode");
  g_assert_cmpuint (gtk_text_get_text_length (text), ==, 8);
  g_assert_true (gtk_text_get_visibility (text));
  g_assert_cmpstr (rows_get_note (rows), ==, "8 characters");
  rows_close (rows);
}

/* --- Series --- */

static void
test_recurrence (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "recurrence",
                          "{'start_time':'2036-03-04T14:00:00','timezone':'Europe/Berlin'}");
  GtkDropDown *pattern = rows_find (rows->field, GTK_TYPE_DROP_DOWN, 0);
  GtkSpinButton *interval = rows_find (rows->field, GTK_TYPE_SPIN_BUTTON, 0);

  g_assert_cmpuint (gtk_drop_down_get_selected (pattern), ==, 0);
  gtk_drop_down_set_selected (pattern, 2);
  /* A Tuesday, as its start is. */
  rows_assert_value (rows, "{'type':2,'repeat_interval':1,'weekly_days':'3','end_times':10}");
  gtk_spin_button_set_value (interval, 2);
  gtk_toggle_button_set_active (rows_find_named (rows->field, "Thursday"), TRUE);
  rows_assert_value (rows, "{'type':2,'repeat_interval':2,'weekly_days':'3,5','end_times':10}");
  g_assert_nonnull (
    rows_find_text (rows->field, "Every 2 weeks on Tuesday and Thursday, 10 times."));
  g_assert_nonnull (rows_find_text (rows->field, "Thu 6 Mar 2036, 14:00 Berlin = 13:00 UTC"));
  /* A series needs a day. */
  gtk_toggle_button_set_active (rows_find_named (rows->field, "Thursday"), FALSE);
  gtk_toggle_button_set_active (rows_find_named (rows->field, "Tuesday"), FALSE);
  rows_assert_value (rows, "{'type':2,'repeat_interval':2,'weekly_days':'3','end_times':10}");
  gtk_drop_down_set_selected (pattern, 3);
  rows_assert_value (rows, "{'type':3,'repeat_interval':2,'monthly_day':4,'end_times':10}");
  gtk_drop_down_set_selected (pattern, 0);
  rows_assert_value (rows, NULL);
  rows_close (rows);
}

static void
test_recurrence_shown (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "recurrence",
                          "{'start_time':'2036-03-04T14:00:00','timezone':'Europe/Berlin',"
                          "'recurrence':{'type':3,'monthly_week':-1,'monthly_week_day':6,"
                          "'end_date_time':'2036-06-30T23:59:00Z'}}");

  g_assert_nonnull (
    rows_find_text (rows->field, "Every month on the last Friday, until Mon 30 Jun 2036."));
  g_assert_nonnull (rows_find_text (rows->field, "Fri 28 Mar 2036, 14:00 Berlin = 13:00 UTC\n"
                                                 "Fri 25 Apr 2036, 14:00 Berlin = 12:00 UTC\n"));
  gtk_spin_button_set_value (rows_find (rows->field, GTK_TYPE_SPIN_BUTTON, 0), 2);
  rows_assert_value (rows, "{'type':3,'repeat_interval':2,'monthly_week':-1,'monthly_week_day':6,"
                           "'end_date_time':'2036-06-30T23:59:00Z'}");
  rows_close (rows);
}

/* --- People --- */

static void
test_people (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "settings.alternative_hosts", "{}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  gtk_test_accessible_assert_property (text, GTK_ACCESSIBLE_PROPERTY_LABEL, "Alternative hosts");
  rows_type (text, "Ana Lind <ana@school.example>, bo@school.example;");
  rows_assert_value (rows, "'ana@school.example;bo@school.example'");
  g_assert_cmpuint (gtk_text_get_text_length (text), ==, 0);
  rows_type (text, "cy@school");
  rows_assert_value (rows, "'ana@school.example;bo@school.example'");
  g_signal_emit_by_name (text, "activate");
  rows_assert_value (rows, "'ana@school.example;bo@school.example;cy@school'");
  g_assert_nonnull (strstr (cvk_field_get_error (rows->field), "cy@school"));
  rows_click (rows->field, "Remove cy@school");
  g_assert_null (cvk_field_get_error (rows->field));
  rows_click (rows->field, "Remove ana@school.example");
  rows_assert_value (rows, "'bo@school.example'");
  rows_click (rows->field, "Remove bo@school.example");
  rows_assert_value (rows, NULL);
  rows_close (rows);
}

static void
test_people_objects (void)
{
  Rows *rows = rows_open ("zoom.create-meeting", "settings.meeting_invitees",
                          "{'settings':{'meeting_invitees':[{'email':'ana@school.example'}]}}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  g_assert_nonnull (rows_find_text (rows->field, "ana@school.example"));
  rows_type (text, "bo@school.example\n");
  rows_assert_value (rows, "[{'email':'ana@school.example'},{'email':'bo@school.example'}]");
  rows_close (rows);
}

/* --- Occurrences --- */

static void
test_occurrence (void)
{
  Rows *rows = rows_open ("zoom.delete-meeting", "occurrence_id", "{}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);

  g_assert_nonnull (strstr (rows_get_note (rows), "the whole series"));
  gtk_editable_set_text (GTK_EDITABLE (text), " 1772542800000 ");
  rows_assert_value (rows, "'1772542800000'");
  g_assert_nonnull (strstr (rows_get_note (rows), "First planned for Tue 3 Mar 2026, 13:00 UTC"));
  rows_close (rows);
}

static void
test_occurrence_picked (void)
{
  Rows *rows = rows_open ("zoom.delete-meeting", "occurrence_id", "{'meeting_id':'812 3456 7890'}");
  GtkMenuButton *button = rows_find (rows->field, GTK_TYPE_MENU_BUTTON, 0);
  GtkListBox *list;

  gtk_widget_grab_focus (GTK_WIDGET (button));
  gtk_menu_button_popup (button);
  rows_settle ();
  g_assert_nonnull (rows_find_text (rows->field, "No series was read yet"));
  gtk_menu_button_popdown (button);
  rows_add_source (rows, "zoom.get-meeting",
                   "[{'id':81234567890,'occurrences':["
                   "{'occurrence_id':'1772542800000','start_time':'2026-03-03T13:00:00Z'},"
                   "{'occurrence_id':'2','start_time':'2026-03-10T13:00:00Z','status':'deleted'},"
                   "{'occurrence_id':'3','start_time':'2026-03-17T13:00:00Z'}]}]");
  gtk_menu_button_popup (button);
  rows_settle ();
  list = rows_find (rows->field, GTK_TYPE_LIST_BOX, 0);
  g_assert_nonnull (rows_find_text (GTK_WIDGET (list), "Tue 3 Mar 2026, 13:00 UTC"));
  g_assert_null (gtk_list_box_get_row_at_index (list, 2));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 1));
  rows_assert_value (rows, "'3'");
  rows_close (rows);
}

/* --- Models --- */

/* Names are pasted with spaces; who is asked is said before anybody is. */
static void
test_model (void)
{
  Rows *rows = rows_open ("ai.ask", "model", "{}");
  GtkText *text = rows_find (rows->field, GTK_TYPE_TEXT, 0);
  GtkMenuButton *button = rows_find (rows->field, GTK_TYPE_MENU_BUTTON, 0);

  g_assert_true (CVK_IS_MODEL_PICKER (gtk_menu_button_get_popover (button)));
  g_assert_nonnull (strstr (rows_get_note (rows), "go to the service of its connection"));
  gtk_editable_set_text (GTK_EDITABLE (text), " llama3.2 ");
  rows_assert_value (rows, "'llama3.2'");
  gtk_widget_grab_focus (GTK_WIDGET (button));
  gtk_menu_button_popup (button);
  rows_settle ();
  g_assert_nonnull (rows_find_text (rows->field, "Choose a connection for this step first"));
  gtk_menu_button_popdown (button);
  rows_close (rows);
}

/* --- Files --- */

static void
wait_for_note (Rows *rows, const char *text)
{
  while (strstr (rows_get_note (rows), text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rows-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "people.csv", NULL);
  g_autofree char *bound = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GVariant) option = NULL;
  Rows *rows = rows_open ("csv.read", "file", "{}");

  g_assert_true (
    g_file_set_contents (path, "name,mail\nAna,a@x.example\nBo,b@x.example\n", -1, NULL));
  cvk_file_slot_field_take_file (CVK_FILE_SLOT_FIELD (rows->field), file);
  rows_assert_value (rows, "'people.csv'");
  wait_for_note (rows, "2 rows");
  g_assert_nonnull (strstr (rows_get_note (rows), "name, mail"));
  bound = cvk_file_bindings_dup_path (rows->session, "people.csv");
  g_assert_cmpstr (bound, ==, path);
  option = g_variant_ref_sink (cvk_file_bindings_make_option (rows->session));
  g_assert_cmpuint (g_variant_n_children (option), ==, 1);

  /* A choice for what the pipeline does not name any more stays at home. */
  cvk_file_bindings_choose (rows->session, "gone.csv", path);
  g_variant_unref (option);
  option = g_variant_ref_sink (cvk_file_bindings_make_option (rows->session));
  g_assert_cmpuint (g_variant_n_children (option), ==, 1);

  g_assert_true (g_file_set_contents (path, "name,mail\n\"Ana,a@x.example\n", -1, NULL));
  cvk_file_slot_field_take_file (CVK_FILE_SLOT_FIELD (rows->field), file);
  wait_for_note (rows, "quotation mark");
  g_remove (path);
  cvk_file_slot_field_take_file (CVK_FILE_SLOT_FIELD (rows->field), file);
  wait_for_note (rows, "no such file");
  rows_close (rows);
  g_rmdir (folder);
}

/* The field may go while its file is being read. */
static void
test_file_gone (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rows-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "people.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Rows *rows = rows_open ("csv.write", "file", "{}");

  cvk_file_slot_field_take_file (CVK_FILE_SLOT_FIELD (rows->field), file);
  wait_for_note (rows, "made when");
  cvk_file_slot_field_take_file (CVK_FILE_SLOT_FIELD (rows->field), file);
  rows_close (rows);
  g_rmdir (folder);
}

/* --- Code --- */

static void
test_script (void)
{
  Rows *rows = rows_open ("script", "code", "{'code':'return item'}");
  GtkSourceView *view = rows_find (rows->field, GTK_SOURCE_TYPE_VIEW, 0);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autoptr (GSList) tags = NULL;
  GtkTextIter iter;

  g_assert_cmpstr (
    gtk_source_language_get_id (gtk_source_buffer_get_language (GTK_SOURCE_BUFFER (buffer))), ==,
    "js");
  gtk_text_buffer_set_text (buffer, "// {{ is no variable here\nreturn 1", -1);
  rows_assert_value (rows, "'// {{ is no variable here\\nreturn 1'");
  g_assert_null (cvk_field_get_error (rows->field));
  gtk_text_buffer_set_text (buffer, "return 1\nreturn 'open", -1);
  g_assert_nonnull (strstr (cvk_field_get_error (rows->field), "Line 2"));
  gtk_text_buffer_get_iter_at_line (buffer, &iter, 1);
  tags = gtk_text_iter_get_tags (&iter);
  g_assert_nonnull (tags);
  rows_close (rows);
}

static void
test_json (void)
{
  Rows *rows = rows_open ("script", "code", "{}");
  GtkTextBuffer *buffer;

  rows_replace_field (rows, "{'x-widget':'json'}");
  buffer = gtk_text_view_get_buffer (rows_find (rows->field, GTK_SOURCE_TYPE_VIEW, 0));
  gtk_text_buffer_set_text (buffer, "{\"a\": [1, 2]}", -1);
  rows_assert_value (rows, "{'a':[1,2]}");
  gtk_text_buffer_insert_at_cursor (buffer, "}", -1);
  g_assert_nonnull (cvk_field_get_error (rows->field));
  rows_assert_value (rows, "{'a':[1,2]}");
  gtk_text_buffer_set_text (buffer, "{\"a\": 1}", -1);
  g_assert_null (cvk_field_get_error (rows->field));
  rows_assert_value (rows, "{'a':1}");
  rows_close (rows);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/rows/date/typed", test_date_typed);
  g_test_add_func ("/rows/date/picked", test_date_picked);
  g_test_add_func ("/rows/date/warnings", test_date_warnings);
  g_test_add_func ("/rows/date/with-zone", test_date_with_zone);
  g_test_add_func ("/rows/date/day", test_day);
  g_test_add_func ("/rows/date/variable", test_date_variable);
  g_test_add_func ("/rows/zone", test_zone);
  g_test_add_func ("/rows/duration", test_duration);
  g_test_add_func ("/rows/passcode", test_passcode);
  g_test_add_func ("/rows/recurrence", test_recurrence);
  g_test_add_func ("/rows/recurrence/shown", test_recurrence_shown);
  g_test_add_func ("/rows/people", test_people);
  g_test_add_func ("/rows/people/objects", test_people_objects);
  g_test_add_func ("/rows/occurrence", test_occurrence);
  g_test_add_func ("/rows/occurrence/picked", test_occurrence_picked);
  g_test_add_func ("/rows/model", test_model);
  g_test_add_func ("/rows/file", test_file);
  g_test_add_func ("/rows/file/gone", test_file_gone);
  g_test_add_func ("/rows/script", test_script);
  g_test_add_func ("/rows/json", test_json);
  return g_test_run ();
}
