// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-problems-group.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/editor/cvk-problem-row.h"

/* As many as one can look at; the rest comes when these are mended. */
#define MOST_PROBLEMS 20

struct _CvkProblemsGroup
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group; /* owned by the bin */
  CvkSession *session;        /* nullable */
  GSignalGroup *on_session;
  char *node;      /* nullable */
  GPtrArray *rows; /* GtkListBoxRow, borrowed */
};

G_DEFINE_FINAL_TYPE (CvkProblemsGroup, cvk_problems_group, ADW_TYPE_BIN)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
activated_cb (AdwActionRow *row, CvkProblemsGroup *self)
{
  g_autoptr (CvkProblem) problem =
    cvk_problem_ref (g_object_get_data (G_OBJECT (row), "cvk-problem"));

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, cvk_problem_get_node (problem),
                 cvk_problem_get_field (problem));
}

/* An action row for its activation only: what it shows is the problem's own row. */
static void
add_problem (CvkProblemsGroup *self, CvkProblem *problem)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *content = cvk_problem_row_new ();
  g_autofree char *message = cvk_local_problem (problem);

  cvk_problem_row_set (CVK_PROBLEM_ROW (content), self->session, problem);
  gtk_widget_add_css_class (row, "problem-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row),
                                    self->node == NULL && cvk_problem_get_node (problem) != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, message, -1);
  g_object_set_data_full (G_OBJECT (row), "cvk-problem", cvk_problem_ref (problem),
                          (GDestroyNotify) cvk_problem_unref);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, 0);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static gboolean
is_wanted (CvkProblemsGroup *self, const CvkProblem *problem)
{
  return self->node == NULL || (cvk_problem_get_field (problem) == NULL &&
                                g_strcmp0 (cvk_problem_get_node (problem), self->node) == 0);
}

static void
show (CvkProblemsGroup *self)
{
  GPtrArray *problems = self->session != NULL ? cvk_session_get_problems (self->session) : NULL;

  for (unsigned i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (unsigned i = 0; problems != NULL && i < problems->len && self->rows->len < MOST_PROBLEMS;
       i++)
    if (is_wanted (self, g_ptr_array_index (problems, i)))
      add_problem (self, g_ptr_array_index (problems, i));
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

void
cvk_problems_group_set (CvkProblemsGroup *self, CvkSession *session, const char *node)
{
  g_return_if_fail (CVK_IS_PROBLEMS_GROUP (self));
  g_return_if_fail (session == NULL || CVK_IS_SESSION (session));

  g_free (self->node);
  self->node = g_strdup (node);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->on_session, session);
  show (self);
}

/* --- Object --- */

static void
cvk_problems_group_dispose (GObject *object)
{
  CvkProblemsGroup *self = CVK_PROBLEMS_GROUP (object);

  g_clear_object (&self->on_session);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cvk_problems_group_parent_class)->dispose (object);
}

static void
cvk_problems_group_finalize (GObject *object)
{
  CvkProblemsGroup *self = CVK_PROBLEMS_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_problems_group_parent_class)->finalize (object);
}

static void
cvk_problems_group_class_init (CvkProblemsGroupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_problems_group_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_problems_group_finalize;
  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", CVK_TYPE_PROBLEMS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cvk_problems_group_init (CvkProblemsGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("To look at"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->on_session, "problems-changed", G_CALLBACK (show), self);
  g_signal_group_connect_swapped (self->on_session, "notify::document", G_CALLBACK (show), self);
  show (self);
}
