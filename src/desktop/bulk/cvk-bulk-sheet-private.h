// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/bulk/cvk-bulk-check.h"
#include "desktop/bulk/cvk-bulk-sheet.h"

G_BEGIN_DECLS

struct _CvkBulkSheet
{
  GObject parent_instance;

  const CvkNodeTypes *types;
  const CvkNodeType *type; /* nullable */
  CvkValue *fixed;         /* nullable */
  GPtrArray *fields;       /* CvkBulkField */
  GPtrArray *filled;       /* CvkBulkField, of those */
  CvkTableText *table;     /* nullable */
  GPtrArray *rows;         /* CvkBulkRow */
  int *targets;            /* nullable: per column of the table */
  GPtrArray *templates;    /* char *, nullable: per field */
  GPtrArray *zones;        /* nullable: CvkTimeZoneName */
  GCancellable *cancellable;

  CvkBulkCheck *check;  /* nullable */
  CvkDateOrder *orders; /* nullable: per filled field */
  unsigned next;        /* the row that is checked next */
  unsigned source;      /* while there are rows to check */
};

/* cvk-bulk-sheet-columns.c: guesses targets of a new table or action. */
void cvk_bulk_sheet_guess_targets (CvkBulkSheet *self);
/* Lists the filled fields, and the order of their dates. */
void cvk_bulk_sheet_list_filled (CvkBulkSheet *self);
/* Fills the texts of @row from its cells, edits and templates. */
void cvk_bulk_sheet_fill_texts (CvkBulkSheet *self, CvkBulkRow *row);

G_END_DECLS
