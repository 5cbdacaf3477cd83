// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/forms/cvk-form-layout.h"
#include "form-fixture.h"
#include "support/cvk-await.h"

static CvkValue *
get_setting (FormFixture *self, const char *name)
{
  return cvk_value_get_member (form_fixture_get_node (self)->settings, name);
}

/* What is typed stands in the document at once; undoing shows the text that was there. */
static void
test_text (void)
{
  FormFixture form = form_fixture_open ("output", NULL);
  CvkField *field = form_fixture_find_field (form.form, "name");

  g_assert_nonnull (field);
  cvk_field_take_value (field, cvk_value_new_string ("Links"));
  g_assert_cmpstr (cvk_value_get_string (get_setting (&form, "name")), ==, "Links");
  cvk_history_undo (cvk_session_get_history (form.session));
  g_assert_null (get_setting (&form, "name"));
  g_assert_null (cvk_field_get_value (field));
  form_fixture_close (&form);
}

/* --- Every type of node --- */

static CvkValue *make_value (const CvkValue *schema, unsigned depth);

static CvkValue *
make_object (const CvkValue *schema, unsigned depth)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (properties, i, &name, &member);
      cvk_object_builder_set (&builder, name, make_value (member, depth + 1));
    }
  if (properties == NULL)
    cvk_object_builder_set (
      &builder, "name",
      make_value (cvk_value_get_member (schema, "additionalProperties"), depth + 1));
  return cvk_object_builder_end (&builder);
}

/* A value as the schema asks for. */
static CvkValue *
make_value (const CvkValue *schema, unsigned depth)
{
  CvkValue *choices = cvk_value_get_member (schema, "enum");
  const char *type = cvk_value_lookup_string (schema, "type", "string");
  CvkValue *element;

  if (choices != NULL)
    return cvk_value_ref (cvk_value_get_element (choices, 0));
  if (g_str_equal (type, "boolean"))
    return cvk_value_new_boolean (TRUE);
  if (g_str_equal (type, "integer") || g_str_equal (type, "number"))
    return cvk_value_new_integer (cvk_value_lookup_integer (schema, "minimum", 7));
  if (g_str_equal (type, "object"))
    return make_object (schema, depth);
  if (!g_str_equal (type, "array"))
    return cvk_value_new_string ("text");
  element = make_value (cvk_value_get_member (schema, "items"), depth + 1);
  return cvk_value_new_array (&element, 1);
}

/* Values that nobody expects. */
static CvkValue *
make_odd_value (unsigned index)
{
  static const char *const texts[] = {
    "null",
    "\"\"",
    "\"{{ item.x }}\"",
    "\"{{ nodes[\\\"a\\\"].b }} and {{\"",
    "-9223372036854775808",
    "1e308",
    "[]",
    "[null,[],{}]",
    "{}",
    "{\"a\":{\"b\":[1]}}",
    "[{\"field\":1,\"operator\":\"none\",\"value\":null}]",
    "{\"type\":\"x\",\"rows\":7}",
    "\"<b>&amp;\\u0001\\ud83c\\udf89\"",
    "true",
    "\"2026-13-40T99:99\"",
    "[\"\",\"a\",\"a\"]",
  };
  g_autoptr (GError) error = NULL;
  CvkValue *value;

  if (index >= G_N_ELEMENTS (texts))
    return NULL;
  value = cvk_value_from_json (texts[index], -1, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
  return value;
}

static void
assert_shows (CvkField *field, const CvkValue *value)
{
  g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

  cvk_field_set_value (field, value);
  g_test_message ("%s: %s", cvk_field_get_path (field), json);
  g_assert_nonnull (cvk_field_get_value (field));
  g_assert_true (cvk_value_equal (cvk_field_get_value (field), value));
}

static void
no_change_cb (CvkField *field, gpointer user_data)
{
  g_test_message ("%s changes what it is given", cvk_field_get_path (field));
  g_test_fail ();
}

/* Each property has a row, which keeps and shows every value that a file may hold. */
static void
test_type (gconstpointer data)
{
  const CvkNodeType *type = data;
  FormFixture form = form_fixture_open (type->id, NULL);
  g_autoptr (CvkValue) empty = cvk_value_new_object (NULL, NULL);
  g_autoptr (GPtrArray) items =
    cvk_form_layout_list (cvk_node_type_get_settings_schema (type), empty);

  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (items, i);
      g_autoptr (CvkValue) value = make_value (item->schema, 0);
      CvkField *field;
      unsigned handler;

      cvk_form_focus_field (CVK_FORM (form.form), item->path);
      field = form_fixture_find_field (form.form, item->path);
      g_assert_nonnull (field);
      g_assert_cmpstr (cvk_field_get_title (field), !=, "");
      handler =
        (unsigned) g_signal_connect (field, "value-changed", G_CALLBACK (no_change_cb), NULL);
      assert_shows (field, value);
      form_fixture_settle ();
      for (unsigned j = 0;; j++)
        {
          g_autoptr (CvkValue) odd = make_odd_value (j);

          if (odd == NULL)
            break;
          assert_shows (field, odd);
        }
      form_fixture_settle ();
      cvk_field_set_value (field, NULL);
      g_assert_null (cvk_field_get_value (field));
      g_signal_handler_disconnect (field, handler);
    }
  form_fixture_close (&form);
}

/* The chooser of a time zone has a search too. */
static GtkWidget *
find_search (GtkWidget *widget)
{
  GtkWidget *found = NULL;
  g_autofree char *hint = NULL;

  if (GTK_IS_SEARCH_ENTRY (widget))
    g_object_get (widget, "placeholder-text", &hint, NULL);
  if (g_strcmp0 (hint, "Find a setting") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_search (child);
  return found;
}

static void
search (FormFixture *form, const char *text)
{
  GtkWidget *entry = find_search (form->form);

  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  form_fixture_settle ();
}

typedef struct
{
  FormFixture *form;
  const char *path;
  gboolean is_shown;
} Shown;

static gboolean
is_as_expected (gpointer user_data)
{
  const Shown *shown = user_data;
  CvkField *field = form_fixture_find_field (shown->form->form, shown->path);

  return (field != NULL && gtk_widget_get_mapped (GTK_WIDGET (field))) == shown->is_shown;
}

/* Rows unfold by and by. */
static void
await_shown (FormFixture *form, const char *path, gboolean is_shown)
{
  Shown shown = { form, path, is_shown };

  cvk_await (path, is_as_expected, &shown);
}

/* What is not important is found by its title, by its group, and by what the service calls it. */
static void
test_search (void)
{
  FormFixture form = form_fixture_open ("zoom.create-meeting", NULL);

  g_assert_true (cvk_form_focus_field (CVK_FORM (form.form), "settings.mute_upon_entry"));
  form_fixture_settle ();
  await_shown (&form, "settings.mute_upon_entry", TRUE);
  search (&form, "waiting");
  await_shown (&form, "settings.waiting_room_options", TRUE);
  await_shown (&form, "settings.mute_upon_entry", FALSE);
  search (&form, "mute_upon");
  await_shown (&form, "settings.mute_upon_entry", TRUE);
  search (&form, "no such setting");
  await_shown (&form, "settings.mute_upon_entry", FALSE);
  search (&form, "");
  await_shown (&form, "settings.mute_upon_entry", FALSE);
  /* A place that a problem leads to is shown whatever was searched for. */
  search (&form, "waiting");
  g_assert_true (cvk_form_focus_field (CVK_FORM (form.form), "settings.mute_upon_entry"));
  form_fixture_settle ();
  await_shown (&form, "settings.mute_upon_entry", TRUE);
  form_fixture_close (&form);
}

static void
add_types (void)
{
  g_autoptr (GPtrArray) types = cvk_node_types_list (cvk_node_catalogue_get ());

  g_assert_cmpuint (types->len, >, 20);
  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);
      g_autofree char *name = g_strconcat ("/form/type/", type->id, NULL);

      g_test_add_data_func (name, type, test_type);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/form/text", test_text);
  g_test_add_func ("/form/search", test_search);
  add_types ();
  return g_test_run ();
}
