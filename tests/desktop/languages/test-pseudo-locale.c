// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "../node-forms/node-examples.h"
#include "../node-forms/node-view.h"
#include "../shell/shell-fixture.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"
#include "desktop/canvas/cvk-canvas.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/cvk-connect-dialog.h"
#include "desktop/cvk-application-private.h"
#include "marks.h"
#include "support/cvk-await.h"

/* The pages, windows and forms in a language in which every message stands in brackets and is
 * longer (with-pseudo-locale): who forgets to mark a text is told here, and so is whose text has no
 * room in a narrow window, or in German. */

#define WIDE 1200
#define NARROW 360
#define PIPELINE "Interviews"

static unsigned n_looked_at;

static void
report (const char *where, GPtrArray *complaints)
{
  for (unsigned i = 0; i < complaints->len; i++)
    g_test_message ("%s: %s", where, (char *) g_ptr_array_index (complaints, i));
  if (complaints->len > 0)
    g_test_fail ();
}

static void
painted_cb (gboolean *is_painted)
{
  *is_painted = TRUE;
}

/* Everything has its place once a frame with it was painted. */
static void
paint (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean is_painted = FALSE;
  unsigned long handler =
    g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &is_painted);

  gtk_widget_queue_draw (widget);
  cvk_await_flag ("a frame", &is_painted);
  g_signal_handler_disconnect (clock, handler);
}

static void
look (const char *where, GtkWidget *widget)
{
  /* Names of products, formats and zones, what the toolkit says, and the test's own things. */
  static const char *const data[] = { "Zoom",      "Convoke",       "CSV",  "JSON",
                                      "UTC",       "POST",          "Join", PIPELINE,
                                      "Show Text", "Show Password", NULL };
  /* In the examples of the forms, and in what the locale makes of them. */
  static const char *const parts[] = { "Ada Lovelace", "example.",  "Europe/",
                                       "interview-1",  " bytes",    "~/",
                                       "Can we",       "Interview", NULL };
  g_autoptr (GPtrArray) unmarked = NULL;
  g_autoptr (GPtrArray) cut = NULL;

  /* What one frame has put into the window gets its place in the next. */
  paint (widget);
  cvk_drain_main_context ();
  paint (widget);
  unmarked = marks_list_unmarked (widget, data, parts);
  cut = marks_list_cut (widget);
  report (where, unmarked);
  report (where, cut);
  n_looked_at++;
}

/* --- The window --- */

static void
test_pages (void)
{
  static const char *const names[] = { "pipelines", "connections", "runs",
                                       "templates", "tables",      "editor" };
  static const int widths[] = { WIDE, NARROW };
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session (PIPELINE, TRUE);

  cvk_window_add_session (window, session);
  for (unsigned w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      shell_resize (GTK_WINDOW (window), widths[w], 800);
      for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *where = g_strdup_printf ("%s at %d px", names[i], widths[w]);
          int least;

          cvk_window_show_page (window, names[i]);
          cvk_drain_main_context ();
          look (where, GTK_WIDGET (window));
          /* Without the frame around it. */
          gtk_widget_measure (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)),
                              GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
          if (least > NARROW)
            {
              g_test_message ("%s needs %d px", names[i], least);
              g_test_fail ();
            }
        }
    }
  shell_close_window (window);
}

/* --- What opens in it --- */

static void
close_others (CvkWindow *window)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != (gpointer) window && GTK_IS_WINDOW (l->data))
      gtk_window_destroy (l->data);
}

static const struct
{
  const char *action;
  gboolean has_selection; /* everything is selected before */
} deeds[] = {
  { "win.command-search", FALSE }, { "edit.find", FALSE },      { "edit.outline", FALSE },
  { "edit.add-note", FALSE },      { "edit.rename", TRUE },     { "edit.select-all", FALSE },
  { "edit.menu", TRUE },           { "edit.menu", FALSE },      { "win.add-node", FALSE },
  { "edit.search-here", FALSE },   { "win.from-table", FALSE },
};

static void
close_popovers (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    close_popovers (child);
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
}

static GtkWidget *
get_focus (CvkWindow *window)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus != NULL ? focus : GTK_WIDGET (window);
}

/* Where there is least room. */
static void
test_deeds (void)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      CvkWindow *window = shell_open_window ();
      g_autoptr (CvkSession) session = shell_make_session (PIPELINE, TRUE);
      GtkWidget *canvas;

      shell_resize (GTK_WINDOW (window), NARROW, 800);
      cvk_window_add_session (window, session);
      cvk_drain_main_context ();
      canvas = shell_find (GTK_WIDGET (window), CVK_TYPE_CANVAS, NULL);
      g_assert_nonnull (canvas);
      gtk_widget_grab_focus (canvas);
      if (deeds[i].has_selection)
        g_assert_true (gtk_widget_activate_action (canvas, "edit.select-all", NULL));
      g_assert_true (gtk_widget_activate_action (get_focus (window), deeds[i].action, NULL));
      cvk_drain_main_context ();
      look (deeds[i].action, GTK_WIDGET (window));
      close_others (window);
      close_popovers (GTK_WIDGET (window));
      cvk_drain_main_context ();
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* --- Windows beside it --- */

static void
look_at_others (const char *where, CvkWindow *window)
{
  g_autoptr (GList) windows = NULL;
  unsigned n_seen = 0;

  cvk_drain_main_context ();
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != (gpointer) window && gtk_widget_get_mapped (l->data))
      {
        look (where, l->data);
        n_seen++;
      }
  g_assert_cmpuint (n_seen, >, 0);
}

static void
test_windows (void)
{
  /* That of shortcuts shows what the search for commands does, and GTK 4.8 warns of its labels. */
  static const char *const actions[] = { "app.preferences", "win.new" };
  CvkWindow *window = shell_open_window ();

  for (unsigned i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      GActionGroup *group = g_str_has_prefix (actions[i], "app.")
                              ? G_ACTION_GROUP (shell_get_application ())
                              : G_ACTION_GROUP (window);

      g_action_group_activate_action (group, actions[i] + 4, NULL);
      look_at_others (actions[i], window);
      close_others (window);
    }
  shell_close_window (window);
}

/* What each service asks for when one connects it. */
static void
test_services (void)
{
  CvkWindow *window = shell_open_window ();
  const char *const *ids = cvk_connector_list ();

  for (unsigned i = 0; ids[i] != NULL; i++)
    {
      GtkWindow *dialog =
        cvk_connect_dialog_new_for (GTK_WINDOW (window), shell_get_application ()->client, ids[i]);

      gtk_window_present (dialog);
      look_at_others (ids[i], window);
      close_others (window);
    }
  shell_close_window (window);
}

/* --- Forms --- */

static void
test_forms (void)
{
  g_autoptr (GPtrArray) types = cvk_node_types_list (cvk_node_catalogue_get ());

  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);
      NodeView view = node_view_open (type, NULL, NARROW);

      (void) node_view_unfold (&view);
      look (type->id, view.inspector);
      node_view_close (&view);
    }
}

/* --- That it can find something --- */

static void
test_control (void)
{
  static const char *const data[] = { "Zoom", NULL };
  static const char *const parts[] = { "example.", NULL };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new ("[Ñöt çût]: Zoom");
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) unmarked = NULL;
  g_autoptr (GPtrArray) cut = NULL;

  gtk_window_set_title (GTK_WINDOW (window), "Zoom");
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_box_append (GTK_BOX (box), label);
  gtk_window_present (GTK_WINDOW (window));
  cvk_drain_main_context ();
  none = marks_list_cut (window);
  g_assert_cmpuint (none->len, ==, 0);
  unmarked = marks_list_unmarked (window, data, parts);
  g_assert_cmpuint (unmarked->len, ==, 1);

  gtk_label_set_label (GTK_LABEL (label), "[Çût]");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 3);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_label_set_label (GTK_LABEL (label), "[Thîš îš çût åt thé éñd]");
  gtk_widget_set_tooltip_text (label, "Tooltip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, "Name", -1);
  cvk_drain_main_context ();
  cut = marks_list_cut (window);
  g_assert_cmpuint (cut->len, ==, 1);
  g_ptr_array_unref (unmarked);
  unmarked = marks_list_unmarked (window, data, parts);
  g_assert_cmpuint (unmarked->len, ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  int status;

  cvk_i18n_init ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  node_view_begin ();
  node_examples_begin ();
  g_test_add_func ("/languages/control", test_control);
  g_test_add_func ("/languages/pages", test_pages);
  g_test_add_func ("/languages/deeds", test_deeds);
  g_test_add_func ("/languages/windows", test_windows);
  g_test_add_func ("/languages/services", test_services);
  g_test_add_func ("/languages/forms", test_forms);
  status = g_test_run ();
  g_print ("# figure: pages, windows and forms looked at in the pseudo-locale: %u\n", n_looked_at);
  return status;
}
