// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"
#include "desktop/cvk-help.h"
#include "desktop/runs/cvk-run-panel-private.h"
#include "desktop/runs/cvk-run-step-title.h"
#include "desktop/runs/cvk-run-words.h"

/* Characters: a label lays out all that it is given. */
#define MAX_TITLE 200

/* The line above the items: which node, how many at which port, of which run. */

static void
update_title (CvkRunPanel *self)
{
  CvkDocument *document = self->session != NULL ? cvk_session_get_document (self->session) : NULL;
  gboolean has_node = self->node != NULL && cvk_document_get_node (document, self->node) != NULL;
  g_autofree char *title =
    has_node ? cvk_run_step_title (self->run, self->session, cvk_run_panel_get_place (self))
             : g_strdup (_ ("Run"));
  g_autofree char *shown = cvk_text_shorten (title, MAX_TITLE);

  gtk_label_set_label (self->title, shown);
  gtk_widget_set_visible (self->back, self->inside != NULL);
}

/* --- Ports --- */

static void
port_toggled_cb (GtkToggleButton *button, CvkRunPanel *self)
{
  if (!self->is_settling && gtk_toggle_button_get_active (button))
    cvk_run_panel_set_port (self, g_object_get_data (G_OBJECT (button), "port"));
}

static GtkWidget *
create_port_button (CvkRunPanel *self, const char *port, GtkToggleButton *group)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), group);
  g_object_set_data_full (G_OBJECT (button), "port", g_strdup (port), g_free);
  gtk_widget_add_css_class (button, "numeric");
  g_signal_connect_object (button, "toggled", G_CALLBACK (port_toggled_cb), self, 0);
  return button;
}

/* Outputs first: they are what one looks for. Failures stand last, and only where there are some.
 */
static GPtrArray *
list_ports (CvkRunPanel *self)
{
  const char *place = cvk_run_panel_get_place (self);
  GPtrArray *counted =
    self->run != NULL && place != NULL ? cvk_run_model_list_ports (self->run, place) : NULL;
  GPtrArray *ports = g_ptr_array_new ();
  gpointer out = NULL;
  unsigned index = 0;

  if (counted == NULL)
    return ports;
  if (cvk_run_panel_has_steps (self))
    g_ptr_array_add (ports, (gpointer) CVK_RUN_PANEL_STEPS);
  if (g_ptr_array_find_with_equal_func (counted, "out", g_str_equal, &index))
    out = g_ptr_array_index (counted, index);
  if (out != NULL)
    g_ptr_array_add (ports, out);
  for (unsigned i = 0; i < counted->len; i++)
    {
      char *port = g_ptr_array_index (counted, i);

      if (port != out &&
          (!g_str_equal (port, "failed") || cvk_run_model_get_count (self->run, place, port) > 0))
        g_ptr_array_add (ports, port);
    }
  return ports;
}

static gboolean
has_buttons_for (CvkRunPanel *self, GPtrArray *ports)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->ports));

  for (unsigned i = 0; i < ports->len; i++)
    {
      if (button == NULL || !g_str_equal (g_object_get_data (G_OBJECT (button), "port"),
                                          g_ptr_array_index (ports, i)))
        return FALSE;
      button = gtk_widget_get_next_sibling (button);
    }
  return button == NULL;
}

static void
create_port_buttons (CvkRunPanel *self, GPtrArray *ports)
{
  GtkWidget *child = NULL;
  GtkToggleButton *group = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->ports))) != NULL)
    gtk_box_remove (self->ports, child);
  for (unsigned i = 0; i < ports->len; i++)
    {
      GtkWidget *button = create_port_button (self, g_ptr_array_index (ports, i), group);

      if (group == NULL)
        group = GTK_TOGGLE_BUTTON (button);
      gtk_box_append (self->ports, button);
    }
}

static char *
label_port (CvkRunPanel *self, const char *port)
{
  g_autofree char *name = NULL;

  if (g_str_equal (port, CVK_RUN_PANEL_STEPS))
    /* Translators: how many steps there are in a sub-pipeline. */
    return g_strdup_printf (_ ("Steps %u"), cvk_run_model_list_inside (self->run, self->node)->len);
  name = cvk_run_words_port (port);
  /* Translators: the name of a port, and how many items are there: "Out 22". */
  return g_strdup_printf (
    _ ("%s %'u"), name, cvk_run_model_get_count (self->run, cvk_run_panel_get_place (self), port));
}

static void
update_ports (CvkRunPanel *self)
{
  g_autoptr (GPtrArray) ports = list_ports (self);

  self->is_settling = TRUE;
  if (!has_buttons_for (self, ports))
    create_port_buttons (self, ports);
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->ports)); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    {
      const char *port = g_object_get_data (G_OBJECT (button), "port");
      g_autofree char *label = label_port (self, port);

      gtk_button_set_label (GTK_BUTTON (button), label);
      if (g_str_equal (port, "failed"))
        gtk_widget_add_css_class (button, "failed");
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), g_strcmp0 (port, self->port) == 0);
    }
  self->is_settling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->ports), ports->len > 0);
}

static void
move_child (AdwBin *from, AdwBin *to, GtkWidget *child)
{
  g_object_ref (child);
  adw_bin_set_child (from, NULL);
  adw_bin_set_child (to, child);
  g_object_unref (child);
}

/* A run that was stopped has left some: they are tried like those that failed. */
static gboolean
has_rows_left (CvkRunPanel *self)
{
  const CvkRunStep *step = cvk_run_model_get_step (self->run, self->node);

  return step != NULL && step->state == CVK_STEP_CANCELLED && step->done < step->total;
}

static void
name_retry (CvkRunPanel *self)
{
  gboolean has_failed = self->run == NULL || self->node == NULL ||
                        cvk_run_model_get_count (self->run, self->node, "failed") > 0;
  const char *name = has_failed ? _ ("Retry _Failed Rows") : _ ("Do the _Rest");
  g_autofree char *plain = g_strdup (name);
  char *mark = strchr (plain, '_');

  if (mark != NULL)
    memmove (mark, mark + 1, strlen (mark));
  gtk_button_set_label (
    self->retry, cvk_adaptive_bin_is_narrow (self->adaptive) && has_failed ? _ ("_Retry") : name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->retry), plain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->retry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain, -1);
}

void
cvk_run_panel_place_ports (CvkRunPanel *self)
{
  gboolean is_narrow = cvk_adaptive_bin_is_narrow (self->adaptive);
  GtkWidget *retry = GTK_WIDGET (self->retry);

  move_child (is_narrow ? self->wide_ports : self->narrow_ports,
              is_narrow ? self->narrow_ports : self->wide_ports, GTK_WIDGET (self->ports));
  move_child (is_narrow ? self->wide_retry : self->narrow_retry,
              is_narrow ? self->narrow_retry : self->wide_retry, retry);
  name_retry (self);
  gtk_widget_set_visible (self->narrow_row, is_narrow);
}

/* --- The rest --- */

static void
update_progress (CvkRunPanel *self)
{
  gboolean is_running = self->run != NULL && *cvk_run_model_get_state (self->run) != '\0' &&
                        !cvk_run_model_has_ended (self->run);
  unsigned done = 0;
  unsigned total = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_running);
  if (!is_running)
    return;
  cvk_run_model_get_progress (self->run, &done, &total);
  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) done / total : 0);
}

static void
update_retry (CvkRunPanel *self)
{
  gboolean can_retry =
    self->run != NULL && self->node != NULL && self->inside == NULL &&
    cvk_run_model_has_ended (self->run) && cvk_run_model_has_items (self->run) &&
    (cvk_run_model_get_count (self->run, self->node, "failed") > 0 || has_rows_left (self));

  gtk_widget_set_visible (GTK_WIDGET (self->retry), can_retry);
  name_retry (self);
  if (can_retry)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry), "s", self->node);
}

/* What failed is in the list of troubles; else the panel is about its node. */
static void
update_help (CvkRunPanel *self)
{
  const CvkRunStep *step =
    self->run != NULL && self->node != NULL ? cvk_run_model_get_step (self->run, self->node) : NULL;
  gboolean has_failed =
    step != NULL && (step->state == CVK_STEP_FAILED ||
                     cvk_run_model_get_count (self->run, self->node, "failed") > 0);

  cvk_help_set_topic (GTK_WIDGET (self), has_failed ? "troubleshooting#run" : NULL);
  gtk_widget_set_visible (self->help, has_failed);
}

/* What a language model is answering just now; as text, because a stranger wrote it. */
static void
update_answer (CvkRunPanel *self)
{
  const CvkRunStep *step =
    self->run != NULL && self->node != NULL ? cvk_run_model_get_step (self->run, self->node) : NULL;
  const char *text = step != NULL ? step->shown : NULL;

  gtk_label_set_text (self->answer, text != NULL ? text : "");
  gtk_widget_set_visible (self->answer_box, text != NULL);
}

/* Its end is what one wants to see. */
static void
follow_answer_cb (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) -
                                          gtk_adjustment_get_page_size (adjustment));
}

void
cvk_run_panel_prepare_answer (CvkRunPanel *self)
{
  GtkScrolledWindow *box = GTK_SCROLLED_WINDOW (self->answer_box);

  gtk_widget_set_size_request (self->answer_box, -1, CVK_RUN_PANEL_ANSWER_HEIGHT);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (box), "changed",
                    G_CALLBACK (follow_answer_cb), NULL);
}

void
cvk_run_panel_update_bar (CvkRunPanel *self)
{
  g_autofree char *line = self->run != NULL && *cvk_run_model_get_state (self->run) != '\0'
                            ? cvk_run_words_line (self->run, g_get_real_time ())
                            : g_strdup ("");

  update_title (self);
  gtk_label_set_label (self->line, line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->line), *line != '\0' ? line : NULL);
  update_ports (self);
  update_progress (self);
  update_answer (self);
  update_retry (self);
  update_help (self);
}
