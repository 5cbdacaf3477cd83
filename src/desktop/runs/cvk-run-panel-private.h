// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-adaptive-bin.h"
#include "desktop/runs/cvk-row-list.h"
#include "desktop/runs/cvk-row-table.h"
#include "desktop/runs/cvk-row-tree.h"
#include "desktop/runs/cvk-run-held-strip.h"
#include "desktop/runs/cvk-run-model.h"
#include "desktop/runs/cvk-run-overview.h"
#include "desktop/runs/cvk-run-panel.h"
#include "desktop/runs/cvk-run-questions.h"
#include "desktop/runs/cvk-run-warnings.h"

G_BEGIN_DECLS

/* In place of a port: the steps of the sub-pipeline that the node runs. No port has this name. */
#define CVK_RUN_PANEL_STEPS "/"

/* Some three lines, however long the answer is and however fast it comes. */
#define CVK_RUN_PANEL_ANSWER_HEIGHT 72

struct _CvkRunPanel
{
  GtkWidget parent_instance;

  /* Template children. */
  CvkAdaptiveBin *adaptive;
  GtkWidget *bar;
  GtkWidget *back;
  GtkLabel *title;
  AdwBin *wide_ports;
  AdwBin *wide_retry;
  GtkWidget *narrow_row;
  AdwBin *narrow_ports;
  AdwBin *narrow_retry;
  GtkBox *ports;
  GtkLabel *line;
  GtkWidget *tools;
  GtkWidget *filter_button;
  GtkDropDown *views;
  GtkButton *retry;
  GtkWidget *help;
  GtkProgressBar *progress;
  GtkWidget *answer_box;
  GtkLabel *answer;
  GtkSearchBar *filter_bar;
  GtkSearchEntry *filter;
  GtkStack *stack;
  GtkLabel *message;
  CvkRunOverview *overview;
  CvkRunOverview *steps; /* of the sub-pipeline */
  CvkRowTable *table;
  CvkRowTree *tree;
  GtkTextView *raw;

  CvkRunQuestions *questions; /* borrowed from the children */
  CvkRunWarnings *warnings;   /* likewise */
  GtkWidget *held_strip;      /* likewise */
  CvkEngineClient *client;
  CvkSession *session; /* nullable */
  CvkRunModel *run;    /* nullable */
  CvkRowList *rows;
  GCancellable *cancellable;
  char *node;   /* nullable: the one that is shown */
  char *port;   /* nullable; may be CVK_RUN_PANEL_STEPS */
  char *inside; /* nullable: the place in the node's sub-pipeline that is shown instead of it */
  char *sort;   /* nullable */
  unsigned refresh_source;
  unsigned shown_items; /* of the port, when its rows were asked for last */
  gboolean is_settling; /* the port's button is pressed by the panel itself */
};

/* cvk-run-panel-bar.c */
void cvk_run_panel_update_bar (CvkRunPanel *self);
void cvk_run_panel_place_ports (CvkRunPanel *self);
void cvk_run_panel_prepare_answer (CvkRunPanel *self);

/* cvk-run-panel-rows.c: what the stack shows */
void cvk_run_panel_show_rows (CvkRunPanel *self);
/* The run has gone on. */
void cvk_run_panel_refresh_rows (CvkRunPanel *self);
void cvk_run_panel_connect_rows (CvkRunPanel *self);
void cvk_run_panel_save_csv (CvkRunPanel *self);

/* cvk-run-panel.c */
/* What is shown: the node, or the place in its sub-pipeline. (transfer none) (nullable) */
const char *cvk_run_panel_get_place (CvkRunPanel *self);
gboolean cvk_run_panel_has_steps (CvkRunPanel *self);
void cvk_run_panel_show_node (CvkRunPanel *self, const char *node, const char *field);

G_END_DECLS
