// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/forms/cvk-field.h"
#include "desktop/forms/cvk-form.h"
#include "model/cvk-checks.h"
#include "node-examples.h"
#include "node-view.h"
#include "support/cvk-await.h"

/* Every node type is finished: who adds one without a word, a picture or an example is told here,
 * and so is who makes a form that cannot be read or used where the window is narrow. A complaint of
 * a library ends the test. */

#define NARROW 360
/* More steps of the Tab key than any form has places. */
#define MANY_TABS 2000

/* --- Words --- */

static void
assert_described (const CvkNodeType *type)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  size_t length = strlen (type->help);

  g_assert_cmpstr (type->title, !=, "");
  g_assert_cmpuint (length, >, 20);
  g_assert_true (type->help[length - 1] == '.');
  if (!gtk_icon_theme_has_icon (theme, type->icon))
    g_test_fail_printf ("%s has the icon “%s”, which is in no theme", type->id, type->icon);
}

/* --- Its example --- */

/* What fills a slot is the user's business, and an account is in no file. */
static void
assert_example_is_right (const CvkNodeType *type, NodeView *view)
{
  g_autoptr (GPtrArray) problems = cvk_document_check (cvk_session_get_document (view->session),
                                                       cvk_session_get_types (view->session));
  CvkValue *properties =
    cvk_value_get_member (cvk_node_type_get_settings_schema (type), "properties");

  if (!type->is_incomplete && !node_examples_has (type) && properties != NULL &&
      cvk_value_get_length (properties) > 0)
    g_test_fail_printf ("%s has no example in examples.json", type->id);
  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *message = cvk_problem_dup_message (problem);

      if (g_strcmp0 (cvk_problem_get_node (problem), NODE_EXAMPLES_STEP) == 0 &&
          !g_str_equal (cvk_problem_get_code (problem), "choose-action"))
        g_test_fail_printf ("The example of %s is wrong: %s", type->id, message);
    }
}

/* --- Its form --- */

/* What cannot be read. (transfer full) (nullable) */
static char *
dup_cut (NodeView *view)
{
  g_autoptr (GPtrArray) cut = node_view_list_cut (view);

  return cut->len > 0 ? g_strdup (g_ptr_array_index (cut, 0)) : NULL;
}

/* Whether the Tab key has come to something in @field. */
static gboolean
is_visited (GHashTable *visited, GtkWidget *field)
{
  GHashTableIter iter;
  gpointer widget;

  g_hash_table_iter_init (&iter, visited);
  while (g_hash_table_iter_next (&iter, &widget, NULL))
    if (gtk_widget_is_ancestor (widget, field))
      return TRUE;
  return FALSE;
}

static GHashTable *
press_tab (NodeView *view)
{
  GHashTable *visited = g_hash_table_new (NULL, NULL);

  for (unsigned i = 0; i < MANY_TABS && gtk_widget_child_focus (view->window, GTK_DIR_TAB_FORWARD);
       i++)
    if (!g_hash_table_add (visited, gtk_root_get_focus (GTK_ROOT (view->window))))
      break;
  return visited;
}

/* The path of a field that the Tab key does not come to. (transfer full) (nullable) */
static char *
dup_unreachable (NodeView *view)
{
  g_autoptr (GPtrArray) fields = node_view_list_widgets (view, CVK_TYPE_FIELD);
  g_autoptr (GHashTable) visited = press_tab (view);

  g_assert_cmpuint (g_hash_table_size (visited), >, 3);
  for (unsigned i = 0; i < fields->len; i++)
    {
      GtkWidget *field = g_ptr_array_index (fields, i);

      if (gtk_widget_is_sensitive (field) && !is_visited (visited, field))
        return g_strdup (cvk_field_get_path (CVK_FIELD (field)));
    }
  return NULL;
}

static void
test_type (gconstpointer data)
{
  const CvkNodeType *type = data;
  NodeView view = node_view_open (type, NULL, NARROW);
  g_autoptr (GPtrArray) forms = node_view_list_widgets (&view, CVK_TYPE_FORM);
  g_autofree char *cut = NULL;
  g_autofree char *unreachable = NULL;
  int width;

  assert_described (type);
  assert_example_is_right (type, &view);
  g_assert_cmpuint (forms->len, ==, type->is_incomplete ? 0 : 1);
  (void) node_view_unfold (&view);
  gtk_widget_measure (view.inspector, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, NARROW);
  cut = dup_cut (&view);
  if (cut != NULL)
    g_test_fail_printf ("%s has no room for “%s”", type->id, cut);
  unreachable = dup_unreachable (&view);
  if (unreachable != NULL)
    g_test_fail_printf ("The Tab key does not come to “%s” of %s", unreachable, type->id);
  node_view_close (&view);
}

/* What nothing was found of above, is found. */
static void
test_control (void)
{
  NodeView view =
    node_view_open (cvk_node_types_lookup (cvk_node_catalogue_get (), "limit"), NULL, NARROW);
  g_autoptr (GPtrArray) fields = node_view_list_widgets (&view, CVK_TYPE_FIELD);
  g_autoptr (GPtrArray) labels = node_view_list_widgets (&view, GTK_TYPE_LABEL);
  g_autofree char *long_text = g_strnfill (200, 'm');
  g_autofree char *cut = NULL;
  g_autofree char *unreachable = NULL;

  gtk_label_set_ellipsize (g_ptr_array_index (labels, 0), PANGO_ELLIPSIZE_END);
  gtk_label_set_label (g_ptr_array_index (labels, 0), long_text);
  cut = dup_cut (&view);
  g_assert_cmpstr (cut, ==, long_text);
  gtk_widget_set_can_focus (g_ptr_array_index (fields, 1), FALSE);
  unreachable = dup_unreachable (&view);
  g_assert_cmpstr (unreachable, ==, "skip");
  node_view_close (&view);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) types = NULL;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  node_view_begin ();
  node_examples_begin ();
  types = cvk_node_types_list (cvk_node_catalogue_get ());
  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);
      g_autofree char *path = g_strdup_printf ("/node-forms/%s", type->id);

      g_test_add_data_func (path, type, test_type);
    }
  g_test_add_func ("/node-forms/control", test_control);
  g_print ("# figure: node types with help, icon, example and form: %u\n", types->len);
  return g_test_run ();
}
