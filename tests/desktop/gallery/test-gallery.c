// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/cvk-settings.h"
#include "desktop/gallery/cvk-library-choice.h"
#include "desktop/gallery/cvk-library-page.h"
#include "desktop/gallery/cvk-library-row.h"
#include "desktop/gallery/cvk-template-card.h"
#include "desktop/gallery/cvk-template-preview.h"
#include "desktop/gallery/cvk-templates-page.h"
#include "desktop/session/session-bench.h"
#include "support/cvk-await.h"

#define SCHEDULED                                                                                  \
  "{\"convoke\":1,\"nodes\":{\"t\":{\"type\":\"trigger.schedule\",\"settings\":{\"schedule\":"     \
  "\"0 9 * * *\"}}}}"

typedef struct
{
  SessionBench bench;
  GFile *folder;
  GtkWidget *window;
  GtkWidget *page;
  GFile *opened; /* nullable: what the page wanted to have opened */
} Fixture;

static void
open_cb (GtkWidget *page, GFile *file, Fixture *fixture)
{
  g_set_object (&fixture->opened, file);
}

static void
show_page (Fixture *fixture, GtkWidget *page)
{
  fixture->page = page;
  fixture->window = adw_window_new ();
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  g_signal_connect (page, "open", G_CALLBACK (open_cb), fixture);
  adw_window_set_content (ADW_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  session_bench_set_up (&fixture->bench, NULL);
  fixture->folder = g_file_new_for_path (fixture->bench.folder);
}

/* A page that is closed leaves nothing behind. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->window != NULL || fixture->page != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&fixture->opened);
  g_object_unref (fixture->folder);
  session_bench_tear_down (&fixture->bench, NULL);
}

/* The first widget of that type below @widget that can be seen, in the order of the tree. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (widget == NULL || G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_child_visible (child) ? find_widget (child, type) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* For classes that a library keeps to itself. */
static GtkWidget *
find_named (GtkWidget *widget, const char *type)
{
  GType number = g_type_from_name (type);

  return number != 0 ? find_widget (widget, number) : NULL;
}

typedef struct
{
  Fixture *fixture;
  GType type;
  const char *title; /* nullable: of the first row */
} WidgetWait;

static gboolean
has_widget (gpointer user_data)
{
  WidgetWait *wait = user_data;
  GtkWidget *widget = find_widget (wait->fixture->page, wait->type);

  return widget != NULL &&
         (wait->title == NULL ||
          g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), wait->title));
}

static void
await_widget (Fixture *fixture, GType type, const char *title)
{
  WidgetWait wait = { fixture, type, title };

  cvk_await (title != NULL ? title : g_type_name (type), has_widget, &wait);
}

static gboolean
has_opened (gpointer user_data)
{
  return ((Fixture *) user_data)->opened != NULL;
}

/* --- The library --- */

static void
show_library (Fixture *fixture)
{
  g_autoptr (CvkLibrary) library = cvk_library_new (fixture->folder);

  show_page (fixture, cvk_library_page_new (library, NULL));
}

static void
add_pipeline (Fixture *fixture, const char *file, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->bench.folder, file, NULL);
  g_autofree char *text = g_strdup_printf ("{\"convoke\":1,\"name\":\"%s\"}", name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  row = find_widget (fixture->page, CVK_TYPE_LIBRARY_ROW);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "One");
  gtk_widget_activate (row);
  g_assert_true (g_file_equal (fixture->opened, fixture->bench.file));
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  GtkWidget *search;

  add_pipeline (fixture, "a.convoke", "Morning digest");
  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, NULL);
  search = find_widget (fixture->page, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "DIGEST");
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "Morning digest");
  gtk_editable_set_text (GTK_EDITABLE (search), "one");
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  g_signal_emit_by_name (search, "activate");
  g_assert_true (g_file_equal (fixture->opened, fixture->bench.file));
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  GtkWidget *order;

  add_pipeline (fixture, "a.convoke", "A newer one");
  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "A newer one");
  add_pipeline (fixture, "one.convoke", "One");
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  order = find_widget (fixture->page, GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (order), 1);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "A newer one");
}

/* A dialog of another window: its entry and its answer. */
static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog;
  GtkEditable *entry;

  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  gtk_widget_activate_action (find_widget (fixture->page, CVK_TYPE_LIBRARY_ROW), "row.rename",
                              NULL);
  dialog = find_dialog ();
  entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "One");
  gtk_editable_set_text (entry, " ");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "rename"));
  gtk_editable_set_text (entry, "Another");
  adw_message_dialog_response (dialog, "rename");
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "Another");
}

static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  gtk_widget_activate_action (find_widget (fixture->page, CVK_TYPE_LIBRARY_ROW), "row.duplicate",
                              NULL);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One (copy)");
}

static gboolean
has_undo (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *toast = find_named (fixture->page, "AdwToastWidget");

  return toast != NULL && find_widget (toast, GTK_TYPE_BUTTON) != NULL;
}

/* The folder of the test lies beside the home of the test, so that there is a trash. */
static void
test_delete (Fixture *fixture, gconstpointer data)
{
  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  gtk_widget_activate_action (find_widget (fixture->page, CVK_TYPE_LIBRARY_ROW), "row.delete",
                              NULL);
  await_widget (fixture, ADW_TYPE_STATUS_PAGE, NULL);
  g_assert_false (g_file_query_exists (fixture->bench.file, NULL));
  cvk_await ("the way back", has_undo, fixture);
  g_signal_emit_by_name (
    find_widget (find_named (fixture->page, "AdwToastWidget"), GTK_TYPE_BUTTON), "clicked");
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
}

/* --- Running by itself --- */

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  gboolean is_found = FALSE;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return gtk_widget_get_visible (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !is_found;
       child = gtk_widget_get_next_sibling (child))
    is_found = has_label (child, text);
  return is_found;
}

static void
deed_cb (CvkLibraryRow *row, const char *deed, char **heard)
{
  g_free (*heard);
  *heard = g_strdup (deed);
}

static CvkActivationInfo *
make_activation (const char *file, const char *problem)
{
  g_autofree char *text = g_strdup_printf (
    "{\"id\":\"a\",\"path\":\"/x\",\"hash\":\"h\",\"since\":1,\"file\":\"%s\",\"problem\":%s,"
    "\"triggers\":[{\"node\":\"t\",\"next\":{\"time\":2082758400000000},\"problem\":null}]}",
    file, problem);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = cvk_value_from_json (text, -1, CVK_JSON_DATA, &error);

  g_assert_no_error (error);
  return cvk_activation_info_new (value);
}

static void
assert_activation (CvkLibraryRow *row, const char *file, const char *problem, const char *text)
{
  g_autoptr (CvkActivationInfo) info = make_activation (file, problem);
  g_autoptr (CvkEngineClient) client = cvk_engine_client_new (NULL);

  cvk_library_row_set_activation (row, info, client);
  g_assert_true (has_label (GTK_WIDGET (row), text));
}

/* The switch waits for the host, and goes back when that refuses. */
static void
test_activation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CvkLibraryItem) item = NULL;
  g_autofree char *heard = NULL;
  GtkWidget *row;
  GtkSwitch *active;

  g_assert_true (g_file_replace_contents (fixture->bench.file, SCHEDULED, strlen (SCHEDULED), NULL,
                                          FALSE, 0, NULL, NULL, NULL));
  item = cvk_library_item_read (fixture->bench.file, cvk_node_catalogue_get ());
  g_assert_true (cvk_library_item_has_trigger (item));
  row = g_object_ref_sink (cvk_library_row_new (item));
  active = GTK_SWITCH (find_widget (row, GTK_TYPE_SWITCH));
  g_signal_connect (row, "deed", G_CALLBACK (deed_cb), &heard);
  cvk_library_row_set_activation (CVK_LIBRARY_ROW (row), NULL, NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (active)));
  gtk_switch_set_active (active, TRUE);
  g_assert_cmpstr (heard, ==, "activate");
  g_assert_false (gtk_switch_get_state (active));
  cvk_library_row_set_refusal (CVK_LIBRARY_ROW (row), "There is no account yet.");
  g_assert_false (gtk_switch_get_active (active));
  g_assert_true (has_label (row, "There is no account yet."));
  cvk_library_row_set_refusal (CVK_LIBRARY_ROW (row), NULL);
  g_assert_false (has_label (row, "There is no account yet."));

  assert_activation (CVK_LIBRARY_ROW (row), "same", "null", "Next run on 1 Jan 2036 at 00:00");
  g_assert_true (gtk_switch_get_state (active));
  assert_activation (CVK_LIBRARY_ROW (row), "changed", "null", "Active, and changed since");
  assert_activation (CVK_LIBRARY_ROW (row), "same",
                     "{\"code\":\"x\",\"message_id\":\"The clock stands still.\"}",
                     "The clock stands still.");
  gtk_switch_set_active (active, FALSE);
  g_assert_cmpstr (heard, ==, "deactivate");
  g_object_unref (row);
  /* show_page() is what the other tests close. */
  show_library (fixture);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_delete (fixture->bench.file, NULL, NULL));
  show_library (fixture);
  await_widget (fixture, ADW_TYPE_STATUS_PAGE, NULL);
  add_pipeline (fixture, "a.convoke", "A");
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "A");
}

/* A folder that is away is no empty library. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) missing = g_file_get_child (fixture->folder, "missing");
  g_autoptr (CvkLibrary) library = NULL;
  AdwStatusPage *page;

  cvk_library_choice_take (missing);
  library = cvk_library_new (missing);
  show_page (fixture, cvk_library_page_new (library, NULL));
  await_widget (fixture, ADW_TYPE_STATUS_PAGE, NULL);
  page = ADW_STATUS_PAGE (find_widget (fixture->page, ADW_TYPE_STATUS_PAGE));
  g_assert_cmpstr (adw_status_page_get_title (page), ==, "The folder cannot be read");
  g_assert_nonnull (strstr (adw_status_page_get_description (page), "missing"));
  cvk_library_set_folder (library, fixture->folder);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  g_settings_reset (cvk_settings_get (), "library-folder");
}

/* --- Templates --- */

static GtkWidget *
find_card (Fixture *fixture, const char *title)
{
  GtkWidget *box = find_widget (fixture->page, GTK_TYPE_FLOW_BOX);

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *card = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));
      CvkTemplateItem *item = cvk_template_card_get_item (CVK_TEMPLATE_CARD (card));

      if (g_str_equal (cvk_template_item_get_title (item), title))
        return card;
    }
  g_assert_not_reached ();
}

static void
test_templates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) templates =
    g_file_new_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "data", "templates", NULL);
  g_autoptr (GFile) calendar = g_file_get_child (fixture->folder, "calendar.ics");
  GtkWidget *card;
  GtkWidget *use;

  show_page (fixture, cvk_templates_page_new (templates, fixture->folder));
  await_widget (fixture, CVK_TYPE_TEMPLATE_CARD, NULL);
  card = find_card (fixture, "Zoom links for calendar events");
  use = find_widget (card, GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_property (use, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Use the template “Zoom links for calendar events”");
  g_signal_emit_by_name (use, "clicked");
  cvk_await ("the copy", has_opened, fixture);
  session_bench_assert_content (fixture->opened, "\"name\": \"Zoom links for calendar events\"");
  session_bench_assert_content (calendar, "Team meeting (Zoom)");
}

static gboolean
has_row (GtkWidget *widget, const char *text)
{
  if (ADW_IS_ACTION_ROW (widget))
    return strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) != NULL ||
           strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)), text) != NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_row (child, text))
      return TRUE;
  return FALSE;
}

/* Shows what it is, and copies only when asked to. */
static void
test_preview (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) templates =
    g_file_new_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "data", "templates", NULL);
  g_autoptr (GFile) calendar = g_file_get_child (fixture->folder, "calendar.ics");
  g_autoptr (GListModel) windows = NULL;
  CvkTemplatePreview *preview = NULL;
  GtkWidget *card;

  show_page (fixture, cvk_templates_page_new (templates, fixture->folder));
  await_widget (fixture, CVK_TYPE_TEMPLATE_CARD, NULL);
  card = find_card (fixture, "Zoom links for calendar events");
  g_signal_emit_by_name (card, "preview");
  windows = g_object_ref (gtk_window_get_toplevels ());
  for (unsigned i = 0; preview == NULL && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (CVK_IS_TEMPLATE_PREVIEW (window))
        preview = CVK_TEMPLATE_PREVIEW (window);
    }
  g_assert_nonnull (preview);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (preview)), ==,
                   "Zoom links for calendar events");
  g_assert_true (has_row (GTK_WIDGET (preview), "calendar.ics"));
  g_assert_true (has_row (GTK_WIDGET (preview), "Never the same event twice"));
  g_assert_false (has_row (GTK_WIDGET (preview), "Never the same event three times"));
  g_assert_false (g_file_query_exists (calendar, NULL));
  g_signal_emit_by_name (preview, "use");
  cvk_await ("the copy", has_opened, fixture);
  session_bench_assert_content (calendar, "Team meeting (Zoom)");
  gtk_window_destroy (GTK_WINDOW (preview));
}

static unsigned
count_shown_cards (Fixture *fixture)
{
  GtkWidget *box = find_widget (fixture->page, GTK_TYPE_FLOW_BOX);
  unsigned count = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += gtk_widget_get_child_visible (child);
  return count;
}

static void
test_search_templates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) templates =
    g_file_new_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "data", "templates", NULL);
  GtkWidget *search;
  unsigned all;

  show_page (fixture, cvk_templates_page_new (templates, fixture->folder));
  await_widget (fixture, CVK_TYPE_TEMPLATE_CARD, NULL);
  search = find_widget (fixture->page, GTK_TYPE_SEARCH_ENTRY);
  all = count_shown_cards (fixture);
  gtk_editable_set_text (GTK_EDITABLE (search), "CLASH");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_shown_cards (fixture), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such words");
  g_signal_emit_by_name (search, "search-changed");
  await_widget (fixture, ADW_TYPE_STATUS_PAGE, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_shown_cards (fixture), ==, all);
  g_assert_cmpuint (all, >, 1);
}

static void
test_no_templates (Fixture *fixture, gconstpointer data)
{
  g_test_expect_message ("cvk-desktop", G_LOG_LEVEL_WARNING, "The templates cannot be read*");
  show_page (fixture, cvk_templates_page_new (fixture->folder, fixture->folder));
  await_widget (fixture, ADW_TYPE_STATUS_PAGE, NULL);
  g_test_assert_expected_messages ();
}

/* --- Narrow windows --- */

static void
assert_narrow (Fixture *fixture)
{
  int minimum;

  /* As GNOME has it; the toolkit alone would show three buttons. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);

  gtk_widget_measure (fixture->page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_test_message ("The page needs %d pixels.", minimum);
  g_assert_cmpint (minimum, <=, 360);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  show_library (fixture);
  await_widget (fixture, CVK_TYPE_LIBRARY_ROW, "One");
  assert_narrow (fixture);
}

static void
test_narrow_templates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) templates =
    g_file_new_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "data", "templates", NULL);

  show_page (fixture, cvk_templates_page_new (templates, fixture->folder));
  await_widget (fixture, CVK_TYPE_TEMPLATE_CARD, NULL);
  assert_narrow (fixture);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  add ("/gallery/open", test_open);
  add ("/gallery/search", test_search);
  add ("/gallery/order", test_order);
  add ("/gallery/rename", test_rename);
  add ("/gallery/duplicate", test_duplicate);
  add ("/gallery/delete", test_delete);
  add ("/gallery/activation", test_activation);
  add ("/gallery/empty", test_empty);
  add ("/gallery/unreadable", test_unreadable);
  add ("/gallery/templates", test_templates);
  add ("/gallery/preview", test_preview);
  add ("/gallery/search-templates", test_search_templates);
  add ("/gallery/no-templates", test_no_templates);
  add ("/gallery/narrow", test_narrow);
  add ("/gallery/narrow-templates", test_narrow_templates);
  return g_test_run ();
}
