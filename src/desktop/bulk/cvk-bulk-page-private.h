// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/bulk/cvk-bulk-columns.h"
#include "desktop/bulk/cvk-bulk-grid.h"
#include "desktop/bulk/cvk-bulk-page.h"
#include "desktop/bulk/cvk-bulk-run.h"
#include "desktop/connections/cvk-connection-picker.h"
#include "desktop/connections/cvk-quota-meter.h"

G_BEGIN_DECLS

struct _CvkBulkPage
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwPreferencesGroup *setup;
  AdwComboRow *action;
  GtkLabel *headline;
  GtkLabel *status;
  GtkProgressBar *progress;
  GtkWidget *open_run;
  AdwBin *grid_place;
  GtkButton *run_button;
  GtkButton *retry_button;
  GtkWidget *rehearse_button;
  GtkWidget *stop_button;
  GtkWidget *more_button;

  CvkEngineClient *client;
  CvkBulkSheet *sheet;
  CvkBulkRun *run;
  GCancellable *cancellable;
  GPtrArray *actions;          /* const CvkNodeType: that are offered */
  CvkConnectionPicker *picker; /* nullable, borrowed */
  CvkQuotaMeter *meter;        /* nullable, borrowed */
  GtkWidget *columns;          /* borrowed */
  CvkBulkGrid *grid;           /* borrowed */
  char *text;                  /* nullable: what was pasted */
  char *connector;             /* nullable: that the picker is for */
  gboolean was_busy;           /* when it was last looked at */
  gboolean is_updating;
};

/* cvk-bulk-page-deeds.c */
void cvk_bulk_page_install_deeds (GtkWidgetClass *class);
void cvk_bulk_page_init_drop (CvkBulkPage *self);

/* cvk-bulk-page.c: what can be done now, and what is said about it */
void cvk_bulk_page_update (CvkBulkPage *self);
/* Reads @text as a table; says so when it is none. */
gboolean cvk_bulk_page_read (CvkBulkPage *self, const char *text, CvkTableHeader header);
void cvk_bulk_page_say (CvkBulkPage *self, const char *sentence);

/* A table from a file, and the rows with their results into one (cvk-bulk-files.h). */
void cvk_bulk_page_load (CvkBulkPage *self, GFile *file);
void cvk_bulk_page_save (CvkBulkPage *self, GFile *file);

G_END_DECLS
