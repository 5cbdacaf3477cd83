// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-warnings.h"

#include "base/cvk-i18n.h"
#include "desktop/runs/cvk-run-step-title.h"
#include "desktop/runs/cvk-run-words.h"

/* Each is a label, seen or not, and a run may warn of every row of a file. */
#define MOST_LINES 20
/* As many are shown without scrolling; the rows of the run are what the panel is for. */
#define FEW_LINES 3
#define MOST_HEIGHT 88

struct _CvkRunWarnings
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkBox *lines;
  GPtrArray *texts; /* of the lines that are shown */
};

G_DEFINE_FINAL_TYPE (CvkRunWarnings, cvk_run_warnings, GTK_TYPE_WIDGET)

static gboolean
is_of (const CvkProblem *problem, const char *node)
{
  const char *place = cvk_problem_get_node (problem);
  size_t length;

  if (node == NULL)
    return TRUE;
  length = strlen (node);
  return place != NULL && strncmp (place, node, length) == 0 &&
         (place[length] == '\0' || place[length] == '/');
}

/* (transfer full) */
static char *
describe (CvkRunModel *run, CvkSession *session, const CvkProblem *problem, const char *node)
{
  const char *place = cvk_problem_get_node (problem);
  g_autofree char *message = cvk_run_words_problem (problem);

  if (place == NULL || g_strcmp0 (place, node) == 0)
    return g_steal_pointer (&message);
  g_autofree char *title = cvk_run_step_title (run, session, place);
  /* Translators: the name of a step, and a sentence about it. */
  return g_strdup_printf (_ ("%s: %s"), title, message);
}

/* (transfer full) (element-type utf8) */
static GPtrArray *
list_texts (CvkRunModel *run, CvkSession *session, const char *node)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *warnings = run != NULL ? cvk_run_model_get_warnings (run) : NULL;
  unsigned others = 0;

  for (unsigned i = 0; warnings != NULL && i < warnings->len; i++)
    {
      const CvkProblem *warning = g_ptr_array_index (warnings, i);

      if (!is_of (warning, node))
        continue;
      if (texts->len < MOST_LINES)
        g_ptr_array_add (texts, describe (run, session, warning, node));
      else
        others++;
    }
  if (others > 0)
    g_ptr_array_add (
      texts,
      g_strdup_printf (ngettext ("and %'u more warning", "and %'u more warnings", others), others));
  return texts;
}

static void
add_line (CvkRunWarnings *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (self->lines, label);
}

void
cvk_run_warnings_show (CvkRunWarnings *self,
                       CvkRunModel *run,
                       CvkSession *session,
                       const char *node)
{
  GtkWidget *child;
  g_autoptr (GPtrArray) texts = list_texts (run, session, node);

  g_return_if_fail (CVK_IS_RUN_WARNINGS (self));

  gtk_widget_set_visible (GTK_WIDGET (self), texts->len > 0);
  /* A run under way tells often, and a text that is being selected has to stay. */
  if (self->texts != NULL && texts->len == self->texts->len)
    {
      unsigned same = 0;

      while (same < texts->len && g_str_equal (texts->pdata[same], self->texts->pdata[same]))
        same++;
      if (same == texts->len)
        return;
    }
  /* What can scroll asks for a height that one line does not need. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  texts->len <= FEW_LINES ? GTK_POLICY_NEVER
                                                          : GTK_POLICY_AUTOMATIC);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  for (unsigned i = 0; i < texts->len; i++)
    add_line (self, g_ptr_array_index (texts, i));
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  self->texts = g_steal_pointer (&texts);
}

static void
cvk_run_warnings_dispose (GObject *object)
{
  CvkRunWarnings *self = CVK_RUN_WARNINGS (object);

  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_run_warnings_parent_class)->dispose (object);
}

static void
cvk_run_warnings_class_init (CvkRunWarningsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_run_warnings_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cvk_run_warnings_init (CvkRunWarnings *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_widget_set_hexpand (GTK_WIDGET (self->lines), TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Warning"), -1);
  gtk_widget_add_css_class (row, "run-warnings");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->lines));
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), MOST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), row);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
cvk_run_warnings_new (void)
{
  return g_object_new (CVK_TYPE_RUN_WARNINGS, NULL);
}
