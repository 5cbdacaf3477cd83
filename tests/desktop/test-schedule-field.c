// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "desktop/forms/cvk-schedule-editor.h"
#include "desktop/forms/cvk-weekday-buttons.h"
#include "desktop/runs/cvk-next-runs.h"
#include "form-fixture.h"

/* The first visible widget below @widget of @type with that accessible name; without @name, any. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *name)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      g_autofree char *wrong =
        name == NULL ? NULL
                     : gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                           GTK_ACCESSIBLE_PROPERTY_LABEL, name);

      if (wrong == NULL)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

static unsigned
count_class (GtkWidget *widget, const char *name)
{
  unsigned n = gtk_widget_has_css_class (widget, name) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_class (child, name);
  return n;
}

static void
assert_schedule (FormFixture *self, const char *json)
{
  CvkValue *value = cvk_value_get_member (form_fixture_get_node (self)->settings, "schedule");
  g_autofree char *text = value == NULL ? NULL : cvk_value_to_json (value, CVK_JSON_COMPACT);

  g_assert_cmpstr (text, ==, json);
}

static void
choose (CvkField *field, const char *name, unsigned selected)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (GTK_WIDGET (field), GTK_TYPE_DROP_DOWN, name)),
                              selected);
}

static void
type_text (CvkField *field, const char *name, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (field), GTK_TYPE_ENTRY, name)), text);
}

static void
set_number (CvkField *field, const char *name, double number)
{
  gtk_spin_button_set_value (
    GTK_SPIN_BUTTON (find (GTK_WIDGET (field), GTK_TYPE_SPIN_BUTTON, name)), number);
}

/* Each pattern by its controls. */
static void
test_patterns (void)
{
  FormFixture form = form_fixture_open ("trigger.schedule", "{\"timezone\":\"Europe/Berlin\"}");
  CvkField *field = form_fixture_find_field (form.form, "schedule");
  GtkWidget *widget = GTK_WIDGET (field);

  g_assert_true (has_text (widget, "Choose when the pipeline runs."));
  g_assert_null (find (widget, CVK_TYPE_NEXT_RUNS, NULL));
  choose (field, "How often", 2);
  assert_schedule (&form, "{\"repeat\":\"days\",\"times\":[\"09:00\"]}");
  g_assert_true (has_text (widget, "Every day at 09:00, Berlin time"));
  g_assert_cmpuint (count_class (widget, "cvk-next-run"), ==, 10);
  /* A time that is not written to its end changes nothing. */
  type_text (field, "Times of the day", "09:00, 17:");
  assert_schedule (&form, "{\"repeat\":\"days\",\"times\":[\"09:00\"]}");
  gtk_test_accessible_assert_state (find (widget, GTK_TYPE_ENTRY, "Times of the day"),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  type_text (field, "Times of the day", "09:00, 17:30");
  assert_schedule (&form, "{\"repeat\":\"days\",\"times\":[\"09:00\",\"17:30\"]}");
  choose (field, "How often", 3);
  g_assert_true (has_text (widget, "Every weekday at 09:00 and 17:30, Berlin time"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (widget, GTK_TYPE_TOGGLE_BUTTON, "Monday")),
                                FALSE);
  set_number (field, "Interval", 2);
  assert_schedule (&form,
                   "{\"repeat\":\"weeks\",\"every\":2,\"weekdays\":[\"tuesday\","
                   "\"wednesday\",\"thursday\",\"friday\"],\"times\":[\"09:00\",\"17:30\"]}");
  choose (field, "How often", 4);
  set_number (field, "Interval", 1);
  set_number (field, "Day of the month", 15);
  assert_schedule (&form, "{\"repeat\":\"months\",\"day\":15,\"times\":[\"09:00\",\"17:30\"]}");
  choose (field, "How often", 0);
  set_number (field, "Interval", 15);
  assert_schedule (&form, "{\"repeat\":\"minutes\",\"every\":15}");
  g_assert_true (has_text (widget, "Every 15 minutes"));
  form_fixture_close (&form);
}

static void
test_cron (void)
{
  FormFixture form = form_fixture_open (
    "trigger.schedule",
    "{\"schedule\":{\"repeat\":\"weeks\",\"times\":[\"9:00\"]},\"timezone\":\"Asia/Tokyo\"}");
  CvkField *field = form_fixture_find_field (form.form, "schedule");
  GtkWidget *widget = GTK_WIDGET (field);

  choose (field, "How often", 5);
  assert_schedule (&form, "\"0 9 * * 1,2,3,4,5\"");
  type_text (field, "Cron text", "0 9 * * 1#2");
  g_assert_true (has_text (widget, "Every month on the second Monday at 09:00, Tokyo time"));
  choose (field, "How often", 4);
  assert_schedule (&form, "{\"repeat\":\"months\",\"week\":2,\"week_day\":\"monday\",\"times\":["
                          "\"09:00\"]}");
  choose (field, "How often", 5);
  /* What is wrong is said, and stays. */
  type_text (field, "Cron text", "0 0 31 2 *");
  form_fixture_settle ();
  assert_schedule (&form, "\"0 0 31 2 *\"");
  g_assert_cmpstr (cvk_field_get_error (field), ==,
                   "The schedule never comes: there is no such day in any year. Choose another "
                   "day or month.");
  g_assert_null (find (widget, CVK_TYPE_NEXT_RUNS, NULL));
  form_fixture_close (&form);
}

/* Cron cannot say every other week: it begins anew and says so, and undo brings the old back. */
static void
test_no_cron (void)
{
  FormFixture form = form_fixture_open (
    "trigger.schedule", "{\"schedule\":{\"repeat\":\"weeks\",\"every\":2,\"times\":[\"9:00\"]}}");
  CvkField *field = form_fixture_find_field (form.form, "schedule");
  GtkWidget *widget = GTK_WIDGET (field);

  g_assert_true (
    has_text (GTK_WIDGET (form_fixture_find_field (form.form, "timezone")), "This computer’s"));
  choose (field, "How often", 5);
  assert_schedule (&form, "\"0 9 * * mon-fri\"");
  g_assert_true (has_text (widget, "Cron cannot say what was set here. This is a new text."));
  cvk_history_undo (cvk_session_get_history (form.session));
  assert_schedule (&form, "{\"repeat\":\"weeks\",\"every\":2,\"times\":[\"9:00\"]}");
  g_assert_cmpuint (
    gtk_drop_down_get_selected (GTK_DROP_DOWN (find (widget, GTK_TYPE_DROP_DOWN, "How often"))), ==,
    3);
  form_fixture_close (&form);
}

/* Alone: what it was given, and nothing while nothing is chosen. */
static void
test_editor (void)
{
  CvkScheduleEditor *editor = CVK_SCHEDULE_EDITOR (g_object_ref_sink (cvk_schedule_editor_new ()));
  g_autoptr (CvkValue) value = cvk_value_new_string ("@weekly");
  g_autoptr (CvkValue) settings =
    cvk_value_new_object ("timezone", cvk_value_new_string ("Pacific/Apia"), NULL);
  g_autoptr (CvkValue) shown = NULL;

  g_assert_null (cvk_schedule_editor_get_value (editor));
  cvk_schedule_editor_set_value (editor, value);
  cvk_schedule_editor_set_settings (editor, settings);
  shown = cvk_schedule_editor_get_value (editor);
  g_assert_true (cvk_value_equal (shown, value));
  g_assert_true (has_text (GTK_WIDGET (editor), "Every Sunday at 00:00, Apia time"));
  cvk_schedule_editor_set_value (editor, NULL);
  g_assert_null (cvk_schedule_editor_get_value (editor));
  g_object_unref (editor);
}

/* What the controls do not have is not lost. */
static void
test_foreign (void)
{
  static const char *const foreign[] = {
    "{\"schedule\":{\"repeat\":\"days\",\"jitter\":5}}",
    "{\"schedule\":{\"repeat\":\"fortnights\"}}",
    "{\"schedule\":{\"times\":[\"25:00\"]}}",
    "{\"schedule\":{\"repeat\":\"minutes\",\"every\":100000}}",
    "{\"schedule\":[1]}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      FormFixture form = form_fixture_open ("trigger.schedule", foreign[i]);
      g_autofree char *text = NULL;

      form_fixture_settle ();
      text = cvk_value_to_json (form_fixture_get_node (&form)->settings, CVK_JSON_COMPACT);
      g_assert_cmpstr (text, ==, foreign[i]);
      g_assert_null (find (GTK_WIDGET (form_fixture_find_field (form.form, "schedule")),
                           GTK_TYPE_DROP_DOWN, "How often"));
      form_fixture_close (&form);
    }
}

/* Days on which clocks change are marked, with the reason. */
static void
test_marks (void)
{
  g_autoptr (CvkDateTime) after = cvk_date_time_parse ("2026-03-27T12:00:00Z", NULL);
  g_autoptr (CvkValue) settings = cvk_value_from_json (
    "{\"schedule\":{\"times\":[\"02:30\",\"12:00\"]},\"timezone\":\"Europe/Berlin\"}", -1,
    CVK_JSON_STRICT, NULL);
  g_autoptr (CvkSchedule) schedule = cvk_schedule_new (settings, "UTC", NULL);
  GtkWidget *widget = g_object_ref_sink (cvk_next_runs_new ());

  cvk_next_runs_show (CVK_NEXT_RUNS (widget), schedule, after->instant, 6);
  g_assert_cmpuint (count_class (widget, "cvk-next-run"), ==, 6);
  g_assert_cmpuint (count_class (widget, "cvk-next-run-note"), ==, 2);
  g_assert_true (
    has_text (widget, "Clocks skip 02:30 on this day: runs as soon as they have gone forward."));
  g_assert_true (has_text (widget, "03:00"));
  g_assert_true (has_text (widget, "Clocks go forward on this day."));
  cvk_next_runs_show (CVK_NEXT_RUNS (widget), NULL, 0, 6);
  g_assert_null (gtk_widget_get_first_child (widget));
  g_object_unref (widget);
}

static void
count_cb (unsigned *count)
{
  (*count)++;
}

/* One day stays pressed at least, and only what the user does is told. */
static void
test_weekday_buttons (void)
{
  CvkWeekdayButtons *buttons = g_object_ref_sink (g_object_new (CVK_TYPE_WEEKDAY_BUTTONS, NULL));
  GtkWidget *monday;
  unsigned count = 0;

  g_signal_connect_swapped (buttons, "changed", G_CALLBACK (count_cb), &count);
  cvk_weekday_buttons_set (buttons, 0x3);
  g_assert_cmpuint (count, ==, 0);
  monday = find (GTK_WIDGET (buttons), GTK_TYPE_TOGGLE_BUTTON, "Monday");
  gtk_toggle_button_set_active (
    GTK_TOGGLE_BUTTON (find (GTK_WIDGET (buttons), GTK_TYPE_TOGGLE_BUTTON, "Sunday")), FALSE);
  g_assert_cmpuint (cvk_weekday_buttons_get (buttons), ==, 0x2);
  g_assert_cmpuint (count, ==, 1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (monday), FALSE);
  g_assert_cmpuint (cvk_weekday_buttons_get (buttons), ==, 0x2);
  g_assert_cmpuint (count, ==, 1);
  g_object_unref (buttons);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/schedule-field/patterns", test_patterns);
  g_test_add_func ("/schedule-field/cron", test_cron);
  g_test_add_func ("/schedule-field/no-cron", test_no_cron);
  g_test_add_func ("/schedule-field/editor", test_editor);
  g_test_add_func ("/schedule-field/foreign", test_foreign);
  g_test_add_func ("/schedule-field/marks", test_marks);
  g_test_add_func ("/schedule-field/weekday-buttons", test_weekday_buttons);
  return g_test_run ();
}
