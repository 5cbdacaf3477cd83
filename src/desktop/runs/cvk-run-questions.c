// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-questions.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-question-row.h"
#include "model/cvk-sub-pipeline.h"

/* The items below stay in sight. */
#define MAX_HEIGHT 220
/* One question with its buttons. */
#define MIN_HEIGHT 110

struct _CvkRunQuestions
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  CvkQuestionList *questions;
  GtkFilterListModel *shown;
  char *run;  /* nullable */
  char *node; /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkRunQuestions, cvk_run_questions, GTK_TYPE_WIDGET)

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  CvkRunQuestions *self = user_data;
  const CvkQuestion *question = cvk_question_entry_get_question (item);

  g_autofree char *node = cvk_place_dup_node (cvk_question_get_node (question));

  return g_strcmp0 (cvk_question_get_run (question), self->run) == 0 &&
         (self->node == NULL || g_str_equal (node, self->node));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return cvk_question_row_new (CVK_RUN_QUESTIONS (user_data)->questions, item, TRUE);
}

static void
update (CvkRunQuestions *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0);
}

void
cvk_run_questions_set_run (CvkRunQuestions *self, const char *run, const char *node)
{
  g_return_if_fail (CVK_IS_RUN_QUESTIONS (self));

  if (g_strcmp0 (run, self->run) == 0 && g_strcmp0 (node, self->node) == 0)
    return;
  g_free (self->run);
  self->run = g_strdup (run);
  g_free (self->node);
  self->node = g_strdup (node);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
cvk_run_questions_dispose (GObject *object)
{
  CvkRunQuestions *self = CVK_RUN_QUESTIONS (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->shown);
  g_clear_object (&self->questions);
  G_OBJECT_CLASS (cvk_run_questions_parent_class)->dispose (object);
}

static void
cvk_run_questions_finalize (GObject *object)
{
  CvkRunQuestions *self = CVK_RUN_QUESTIONS (object);

  g_free (self->run);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_run_questions_parent_class)->finalize (object);
}

static void
cvk_run_questions_class_init (CvkRunQuestionsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_run_questions_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_run_questions_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
cvk_run_questions_init (CvkRunQuestions *self)
{
}

GtkWidget *
cvk_run_questions_new (CvkEngineClient *client)
{
  CvkRunQuestions *self = g_object_new (CVK_TYPE_RUN_QUESTIONS, NULL);
  GtkWidget *rows = gtk_list_box_new ();

  self->questions = cvk_question_list_new (client);
  self->shown =
    gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->questions)),
                               GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL)));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (rows), GTK_SELECTION_NONE);
  gtk_list_box_bind_model (GTK_LIST_BOX (rows), G_LIST_MODEL (self->shown), create_row, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Questions of this run"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), MIN_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), rows);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
