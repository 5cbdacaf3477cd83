// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-runs-page.h"

#include <glib/gi18n-lib.h>

#include "desktop/cvk-help.h"
#include "desktop/cvk-page-header.h"
#include "desktop/runs/cvk-pipeline-filter.h"
#include "desktop/runs/cvk-question-row.h"
#include "desktop/runs/cvk-run-words.h"
#include "desktop/runs/cvk-runs-list.h"

struct _CvkRunsPage
{
  GtkWidget parent_instance;

  /* Template children. */
  CvkPageHeader *header;
  GtkStack *stack;
  GtkWidget *asking_group;
  GtkListBox *asking_rows;
  GtkWidget *waiting_group;
  GtkListBox *waiting_rows;
  GtkListBox *rows;
  GtkEditable *search;
  CvkPipelineFilter *pipelines;
  GtkDropDown *states;

  CvkRunsList *runs;
  CvkQuestionList *questions;
};

G_DEFINE_FINAL_TYPE (CvkRunsPage, cvk_runs_page, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPEN_RUN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Rows --- */

static void
update_row (CvkRunEntry *entry, AdwActionRow *row)
{
  const char *state = cvk_run_entry_get_shown_state (entry);
  const char *name = cvk_run_entry_get_name (entry);
  g_autofree char *line = cvk_run_entry_describe (entry, g_get_real_time ());
  GtkWidget *icon = g_object_get_data (G_OBJECT (row), "icon");
  GtkWidget *label = g_object_get_data (G_OBJECT (row), "state");
  const char *const classes[] = { cvk_run_words_class (state), NULL };

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *name != '\0' ? name : _ ("Without a name"));
  adw_action_row_set_subtitle (row, line);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), cvk_run_words_icon (state));
  gtk_widget_set_css_classes (icon, (const char **) classes);
  gtk_label_set_label (GTK_LABEL (label),
                       cvk_run_words_state (state, cvk_run_entry_is_paused (entry)));
}

static void
activated_cb (CvkRunsPage *self, AdwActionRow *row)
{
  CvkRunEntry *entry = g_object_get_data (G_OBJECT (row), "entry");

  g_signal_emit (self, signals[SIGNAL_OPEN_RUN], 0, cvk_run_entry_get_id (entry));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  CvkRunEntry *entry = item;
  CvkRunsPage *self = user_data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label = gtk_label_new (NULL);

  /* Names are data, and a row's title is markup unless one says otherwise. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  g_object_set_data (G_OBJECT (row), "icon", icon);
  g_object_set_data (G_OBJECT (row), "state", label);
  g_object_set_data_full (G_OBJECT (row), "entry", g_object_ref (entry), g_object_unref);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update_row), row, 0);
  update_row (entry, ADW_ACTION_ROW (row));
  return row;
}

static GtkWidget *
create_question_row (gpointer item, gpointer user_data)
{
  return cvk_question_row_new (CVK_RUNS_PAGE (user_data)->questions, item, FALSE);
}

/* --- The page --- */

static void
offer_pipelines (CvkRunsPage *self)
{
  GListModel *runs = G_LIST_MODEL (self->runs);

  for (unsigned i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (CvkRunEntry) entry = g_list_model_get_item (runs, i);

      if (*cvk_run_entry_get_path (entry) != '\0')
        cvk_pipeline_filter_add (self->pipelines, cvk_run_entry_get_path (entry),
                                 cvk_run_entry_get_name (entry));
    }
}

static void
update (CvkRunsPage *self)
{
  const char *page = "loading";

  offer_pipelines (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->runs)) > 0 ||
      cvk_runs_list_is_filtered (self->runs))
    page = "runs";
  else if (cvk_runs_list_is_loaded (self->runs))
    page = "empty";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
filter_cb (CvkRunsPage *self)
{
  /* In the order of the choices. */
  static const char *const states[] = { NULL,        "running", "waiting",
                                        "succeeded", "failed",  "cancelled" };
  unsigned chosen = gtk_drop_down_get_selected (self->states);

  cvk_runs_list_set_filter (self->runs, cvk_pipeline_filter_get_path (self->pipelines),
                            chosen < G_N_ELEMENTS (states) ? states[chosen] : NULL,
                            gtk_editable_get_text (self->search));
}

static GtkWidget *
create_placeholder (void)
{
  GtkWidget *label =
    gtk_label_new (_ ("No run is like that. Search for less, or choose all runs."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_top (label, 18);
  gtk_widget_set_margin_bottom (label, 18);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static gboolean
is_for_person (gpointer item, gpointer user_data)
{
  return cvk_question_is_for_person (cvk_question_entry_get_question (item));
}

static gboolean
is_for_clock (gpointer item, gpointer user_data)
{
  return !is_for_person (item, user_data);
}

static void
shown_cb (GListModel *shown, unsigned position, unsigned removed, unsigned added, GtkWidget *group)
{
  gtk_widget_set_visible (group, g_list_model_get_n_items (shown) > 0);
}

/* What a person is asked, and what only waits, are two things. */
static void
show_questions (CvkRunsPage *self, GtkListBox *rows, GtkWidget *group, GtkCustomFilterFunc filter)
{
  g_autoptr (GtkFilterListModel) shown =
    gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->questions)),
                               GTK_FILTER (gtk_custom_filter_new (filter, NULL, NULL)));

  gtk_list_box_bind_model (rows, G_LIST_MODEL (shown), create_question_row, self, NULL);
  g_signal_connect_object (shown, "items-changed", G_CALLBACK (shown_cb), group, 0);
  shown_cb (G_LIST_MODEL (shown), 0, 0, 0, group);
}

static void
cvk_runs_page_dispose (GObject *object)
{
  CvkRunsPage *self = CVK_RUNS_PAGE (object);

  g_clear_object (&self->questions);
  g_clear_object (&self->runs);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_RUNS_PAGE);
  G_OBJECT_CLASS (cvk_runs_page_parent_class)->dispose (object);
}

static void
cvk_runs_page_class_init (CvkRunsPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_runs_page_dispose;
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  g_type_ensure (CVK_TYPE_PIPELINE_FILTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-runs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, header);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, asking_group);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, asking_rows);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, waiting_group);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, waiting_rows);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, search);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, pipelines);
  gtk_widget_class_bind_template_child (widget_class, CvkRunsPage, states);
  signals[SIGNAL_OPEN_RUN] = g_signal_new ("open-run", CVK_TYPE_RUNS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_runs_page_init (CvkRunsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "look-inside");
}

GtkWidget *
cvk_runs_page_new (CvkEngineClient *client)
{
  CvkRunsPage *self = g_object_new (CVK_TYPE_RUNS_PAGE, NULL);

  self->runs = cvk_runs_list_new (client);
  self->questions = cvk_question_list_new (client);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->runs), create_row, self, NULL);
  show_questions (self, self->asking_rows, self->asking_group, is_for_person);
  show_questions (self, self->waiting_rows, self->waiting_group, is_for_clock);
  gtk_list_box_set_placeholder (self->rows, create_placeholder ());
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (filter_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pipelines, "changed", G_CALLBACK (filter_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->states, "notify::selected", G_CALLBACK (filter_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runs, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runs, "notify::loaded", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
