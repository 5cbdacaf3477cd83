// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-lines-field.h"
#include "desktop/forms/cvk-node-options.h"
#include "desktop/forms/cvk-token-view.h"
#include "form-fixture.h"

/* The first widget below @widget of @type, in order; with @label, the button of that text. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *label)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
assert_settings (FormFixture *self, const char *json)
{
  g_autofree char *text =
    cvk_value_to_json (form_fixture_get_node (self)->settings, CVK_JSON_COMPACT);

  g_assert_cmpstr (text, ==, json);
}

static void
type_text (CvkField *field, const char *text)
{
  g_signal_emit_by_name (find (GTK_WIDGET (field), CVK_TYPE_TOKEN_VIEW, NULL), "insert-at-cursor",
                         text);
}

/* --- Rows --- */

static void
test_three_state (void)
{
  FormFixture form = form_fixture_open ("zoom.create-meeting", "{}");
  CvkField *field = form_fixture_find_field (form.form, "settings.waiting_room");
  GtkWidget *widget = GTK_WIDGET (field);

  gtk_test_accessible_assert_property (cvk_field_get_control (field), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Waiting room");
  gtk_test_accessible_assert_role (cvk_field_get_control (field), GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (widget, GTK_TYPE_TOGGLE_BUTTON, "On")),
                                TRUE);
  assert_settings (&form, "{\"settings\":{\"waiting_room\":true}}");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (widget, GTK_TYPE_TOGGLE_BUTTON, "Off")),
                                TRUE);
  assert_settings (&form, "{\"settings\":{\"waiting_room\":false}}");
  gtk_toggle_button_set_active (
    GTK_TOGGLE_BUTTON (find (widget, GTK_TYPE_TOGGLE_BUTTON, "As in Zoom")), TRUE);
  assert_settings (&form, "{}");
  form_fixture_close (&form);
}

/* Of a step that changes a meeting, what is not set is neither Zoom's default nor nothing. */
static void
test_unchanged (void)
{
  FormFixture form = form_fixture_open ("zoom.update-meeting", "{\"meeting_id\":\"1\"}");
  GtkWidget *passcode = GTK_WIDGET (form_fixture_find_field (form.form, "password"));
  GtkWidget *repeats = GTK_WIDGET (form_fixture_find_field (form.form, "recurrence"));
  GtkWidget *switches = GTK_WIDGET (form_fixture_find_field (form.form, "settings.waiting_room"));
  GListModel *patterns =
    gtk_drop_down_get_model (GTK_DROP_DOWN (find (repeats, GTK_TYPE_DROP_DOWN, NULL)));

  g_assert_cmpstr (gtk_text_get_placeholder_text (GTK_TEXT (find (passcode, GTK_TYPE_TEXT, NULL))),
                   ==, "Unchanged");
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (patterns), 0), ==, "Unchanged");
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (patterns), 1), ==, "Every day");
  g_assert_nonnull (find (switches, GTK_TYPE_TOGGLE_BUTTON, "Unchanged"));
  assert_settings (&form, "{\"meeting_id\":\"1\"}");
  form_fixture_close (&form);

  form = form_fixture_open ("zoom.create-meeting", "{}");
  passcode = GTK_WIDGET (form_fixture_find_field (form.form, "password"));
  g_assert_cmpstr (gtk_text_get_placeholder_text (GTK_TEXT (find (passcode, GTK_TYPE_TEXT, NULL))),
                   ==, "Made by Zoom");
  form_fixture_close (&form);
}

static void
test_choice (void)
{
  FormFixture form = form_fixture_open ("csv.read", "{\"file\":\"a.csv\"}");
  CvkField *field = form_fixture_find_field (form.form, "encoding");
  GtkDropDown *control = GTK_DROP_DOWN (cvk_field_get_control (field));

  gtk_test_accessible_assert_property (control, GTK_ACCESSIBLE_PROPERTY_LABEL, "Encoding");
  gtk_drop_down_set_selected (control, 2);
  assert_settings (&form, "{\"file\":\"a.csv\",\"encoding\":\"latin-1\"}");
  cvk_history_undo (cvk_session_get_history (form.session));
  g_assert_cmpuint (gtk_drop_down_get_selected (control), ==, 0);
  form_fixture_close (&form);
}

static void
test_switch (void)
{
  FormFixture form = form_fixture_open ("csv.read", "{\"file\":\"a.csv\"}");
  GtkSwitch *control =
    GTK_SWITCH (cvk_field_get_control (form_fixture_find_field (form.form, "header")));

  g_assert_true (gtk_switch_get_active (control));
  gtk_switch_set_active (control, FALSE);
  assert_settings (&form, "{\"file\":\"a.csv\",\"header\":false}");
  form_fixture_close (&form);
}

/* A number is a number, what is none stays a text and is told of; buttons keep to the limits. */
static void
test_number (void)
{
  FormFixture form = form_fixture_open ("limit", "{\"count\":1}");
  CvkField *field = form_fixture_find_field (form.form, "count");

  type_text (field, "2");
  assert_settings (&form, "{\"count\":12}");
  type_text (field, "x");
  assert_settings (&form, "{\"count\":\"12x\"}");
  form_fixture_settle ();
  g_assert_nonnull (cvk_field_get_error (field));
  cvk_history_undo (cvk_session_get_history (form.session));
  assert_settings (&form, "{\"count\":1}");
  form_fixture_settle ();
  g_assert_null (cvk_field_get_error (field));
  for (unsigned i = 0; i < 3; i++)
    g_signal_emit_by_name (find (gtk_widget_get_last_child (gtk_widget_get_first_child (
                                   gtk_widget_get_first_child (GTK_WIDGET (field)))),
                                 GTK_TYPE_BUTTON, NULL),
                           "clicked");
  assert_settings (&form, "{\"count\":0}");
  form_fixture_close (&form);
}

static void
test_list (void)
{
  FormFixture form = form_fixture_open ("deduplicate", "{\"by\":[\"a\",\"b\"]}");
  CvkLinesField *field = CVK_LINES_FIELD (form_fixture_find_field (form.form, "by"));
  GtkWidget *line;

  cvk_lines_field_add (field);
  assert_settings (&form, "{\"by\":[\"a\",\"b\"]}");
  g_signal_emit_by_name (cvk_lines_field_get_line (field, 2), "insert-at-cursor", "c");
  assert_settings (&form, "{\"by\":[\"a\",\"b\",\"c\"]}");
  cvk_lines_field_move (field, 2, 0);
  assert_settings (&form, "{\"by\":[\"c\",\"a\",\"b\"]}");
  /* By the menu of a line too. */
  line = cvk_lines_field_get_line (field, 1);
  gtk_widget_activate_action (line, "line.up", NULL);
  assert_settings (&form, "{\"by\":[\"a\",\"c\",\"b\"]}");
  gtk_widget_activate_action (line, "line.up", NULL);
  assert_settings (&form, "{\"by\":[\"a\",\"c\",\"b\"]}");
  gtk_widget_activate_action (line, "line.down", NULL);
  assert_settings (&form, "{\"by\":[\"c\",\"a\",\"b\"]}");
  cvk_lines_field_remove (field, 1);
  assert_settings (&form, "{\"by\":[\"c\",\"b\"]}");
  cvk_lines_field_remove (field, 1);
  cvk_lines_field_remove (field, 0);
  assert_settings (&form, "{}");
  form_fixture_close (&form);
}

static void
test_table (void)
{
  FormFixture form = form_fixture_open ("set", "{\"fields\":{\"n\":3}}");
  CvkLinesField *field = CVK_LINES_FIELD (form_fixture_find_field (form.form, "fields"));
  GtkWidget *line;

  cvk_lines_field_add (field);
  line = cvk_lines_field_get_line (field, 1);
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_first_child (line)), "m");
  g_signal_emit_by_name (gtk_widget_get_last_child (line), "insert-at-cursor", "{{ item.a }}");
  assert_settings (&form, "{\"fields\":{\"n\":3,\"m\":\"{{ item.a }}\"}}");
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_first_child (line)), "n");
  g_assert_nonnull (cvk_field_get_error (CVK_FIELD (field)));
  form_fixture_close (&form);
}

static void
test_conditions (void)
{
  FormFixture form = form_fixture_open ("filter", "{\"rows\":[]}");
  CvkLinesField *field = CVK_LINES_FIELD (form_fixture_find_field (form.form, "rows"));
  GtkWidget *line;
  GtkWidget *value;

  cvk_lines_field_add (field);
  line = cvk_lines_field_get_line (field, 0);
  g_signal_emit_by_name (gtk_widget_get_first_child (line), "insert-at-cursor", "age");
  value = gtk_widget_get_last_child (gtk_widget_get_last_child (line));
  g_signal_emit_by_name (value, "insert-at-cursor", "7");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (line, GTK_TYPE_DROP_DOWN, NULL)), 9);
  assert_settings (&form, "{\"rows\":[{\"field\":\"age\",\"operator\":\"greater\",\"value\":7}]}");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (line, GTK_TYPE_DROP_DOWN, NULL)), 11);
  g_assert_false (gtk_widget_get_visible (value));
  form_fixture_close (&form);
}

static void
test_records (void)
{
  FormFixture form = form_fixture_open ("sort", "{\"by\":[{\"field\":\"a\"}]}");
  CvkField *field = form_fixture_find_field (form.form, "by[0].descending");

  gtk_switch_set_active (GTK_SWITCH (cvk_field_get_control (field)), TRUE);
  assert_settings (&form, "{\"by\":[{\"field\":\"a\",\"descending\":true}]}");
  form_fixture_close (&form);
}

/* --- Value or expression --- */

static void
test_expression (void)
{
  FormFixture form =
    form_fixture_open ("csv.read", "{\"file\":\"a.csv\",\"header\":\"{{ item.x }}\"}");
  CvkField *field = form_fixture_find_field (form.form, "header");

  g_assert_nonnull (find (GTK_WIDGET (field), CVK_TYPE_TOKEN_VIEW, NULL));
  g_assert_null (find (GTK_WIDGET (field), GTK_TYPE_SWITCH, NULL));
  gtk_toggle_button_set_active (
    GTK_TOGGLE_BUTTON (find (GTK_WIDGET (field), GTK_TYPE_TOGGLE_BUTTON, "{ }")), FALSE);
  assert_settings (&form, "{\"file\":\"a.csv\"}");
  g_assert_nonnull (find (GTK_WIDGET (field), GTK_TYPE_SWITCH, NULL));
  form_fixture_close (&form);
}

/* --- The whole form --- */

/* One field is one step of undo until the focus leaves it, another field is another step. */
static void
test_undo (void)
{
  FormFixture form = form_fixture_open ("date", "{\"value\":\"\",\"operation\":\"parse\"}");
  CvkHistory *history = cvk_session_get_history (form.session);

  type_text (form_fixture_find_field (form.form, "value"), "a");
  type_text (form_fixture_find_field (form.form, "value"), "b");
  type_text (form_fixture_find_field (form.form, "format"), "c");
  cvk_history_undo (history);
  assert_settings (&form, "{\"value\":\"ab\",\"operation\":\"parse\"}");
  cvk_history_undo (history);
  g_assert_cmpstr (
    cvk_value_lookup_string (form_fixture_get_node (&form)->settings, "value", "none"), ==, "");
  form_fixture_close (&form);
}

/* Groups that are closed have no rows yet. */
static void
test_lazy (void)
{
  FormFixture form = form_fixture_open ("zoom.create-meeting", "{}");

  g_assert_null (form_fixture_find_field (form.form, "settings.watermark"));
  g_assert_true (cvk_form_focus_field (CVK_FORM (form.form), "settings.watermark"));
  g_assert_nonnull (form_fixture_find_field (form.form, "settings.watermark"));
  while (gtk_widget_get_focus_child (
           GTK_WIDGET (form_fixture_find_field (form.form, "settings.watermark"))) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (form_fixture_find_field (form.form, "settings.contact_name"));
  g_assert_false (cvk_form_focus_field (CVK_FORM (form.form), "none"));
  form_fixture_close (&form);
}

/* What was probably meant is one click away. */
static void
test_fix (void)
{
  FormFixture form = form_fixture_open ("text", "{\"template\":\"{{ nodes.frist.x }}\"}");
  CvkField *field = form_fixture_find_field (form.form, "template");

  form_fixture_settle ();
  g_assert_nonnull (cvk_field_get_error (field));
  g_signal_emit_by_name (find (GTK_WIDGET (field), GTK_TYPE_BUTTON, "Use “first”"), "clicked");
  assert_settings (&form, "{\"template\":\"{{ nodes.first.x }}\"}");
  form_fixture_settle ();
  g_assert_null (cvk_field_get_error (field));
  form_fixture_close (&form);
}

/* A field that this version does not know is shown, and kept. */
static void
test_unknown (void)
{
  FormFixture form = form_fixture_open ("stop", "{\"message\":\"m\",\"odd\":{\"x\":[1]}}");

  g_assert_nonnull (form_fixture_find_field (form.form, "odd"));
  type_text (form_fixture_find_field (form.form, "message"), "n");
  assert_settings (&form, "{\"message\":\"mn\",\"odd\":{\"x\":[1]}}");
  form_fixture_close (&form);
}

static void
test_options (void)
{
  FormFixture form = form_fixture_open ("stop", "{}");
  GtkWidget *options = find (form.form, CVK_TYPE_NODE_OPTIONS, NULL);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (find (options, ADW_TYPE_EXPANDER_ROW, NULL)),
                                 TRUE);
  gtk_editable_set_text (GTK_EDITABLE (find (options, ADW_TYPE_ENTRY_ROW, NULL)), "End");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find (options, ADW_TYPE_COMBO_ROW, NULL)), 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find (options, GTK_TYPE_SPIN_BUTTON, NULL)), 30);
  g_assert_cmpstr (form_fixture_get_node (&form)->label, ==, "End");
  g_assert_cmpint (form_fixture_get_node (&form)->on_error, ==, CVK_ON_ERROR_CONTINUE);
  g_assert_cmpint (form_fixture_get_node (&form)->timeout, ==, 30);
  for (unsigned i = 0; i < 3; i++)
    cvk_history_undo (cvk_session_get_history (form.session));
  g_assert_null (form_fixture_get_node (&form)->label);
  g_assert_cmpuint (
    adw_combo_row_get_selected (ADW_COMBO_ROW (find (options, ADW_TYPE_COMBO_ROW, NULL))), ==, 0);
  form_fixture_close (&form);
}

/* A node that is removed leaves the form empty; one that comes back fills it. */
static void
test_removed (void)
{
  FormFixture form = form_fixture_open ("stop", "{\"message\":\"m\"}");
  CvkHistory *history = cvk_session_get_history (form.session);
  g_autoptr (CvkCommand) command = cvk_command_new (cvk_session_get_document (form.session), NULL);

  g_assert_true (cvk_command_remove_node (command, "node", NULL));
  cvk_history_push (history, g_steal_pointer (&command));
  g_assert_null (form_fixture_find_field (form.form, "message"));
  cvk_history_undo (history);
  g_assert_nonnull (form_fixture_find_field (form.form, "message"));
  form_fixture_close (&form);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/form-fields/three-state", test_three_state);
  g_test_add_func ("/form-fields/unchanged", test_unchanged);
  g_test_add_func ("/form-fields/choice", test_choice);
  g_test_add_func ("/form-fields/switch", test_switch);
  g_test_add_func ("/form-fields/number", test_number);
  g_test_add_func ("/form-fields/list", test_list);
  g_test_add_func ("/form-fields/table", test_table);
  g_test_add_func ("/form-fields/conditions", test_conditions);
  g_test_add_func ("/form-fields/records", test_records);
  g_test_add_func ("/form-fields/expression", test_expression);
  g_test_add_func ("/form-fields/undo", test_undo);
  g_test_add_func ("/form-fields/lazy", test_lazy);
  g_test_add_func ("/form-fields/fix", test_fix);
  g_test_add_func ("/form-fields/unknown", test_unknown);
  g_test_add_func ("/form-fields/options", test_options);
  g_test_add_func ("/form-fields/removed", test_removed);
  return g_test_run ();
}
