// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-row.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-cell-text.h"

G_DEFINE_FINAL_TYPE (CvkBulkRow, cvk_bulk_row, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

void
cvk_bulk_row_changed (CvkBulkRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_bulk_row_is_ready (CvkBulkRow *self)
{
  return self->is_checked && !self->has_errors && !self->is_left_out &&
         (self->state == CVK_BULK_UNSENT || self->state == CVK_BULK_NOT_RUN);
}

const char *
cvk_bulk_row_get_text (CvkBulkRow *self, const char *path)
{
  const char *text = g_hash_table_lookup (self->texts, path);

  return text != NULL ? text : "";
}

char *
cvk_bulk_row_dup_outcome (CvkBulkRow *self)
{
  switch (self->state)
    {
    case CVK_BULK_SENT:
      return g_strdup (_ ("Running"));
    case CVK_BULK_DONE:
      return g_strdup (_ ("Done"));
    case CVK_BULK_FAILED:
      return g_strdup (self->failure != NULL ? self->failure : _ ("Failed"));
    case CVK_BULK_OPEN:
      return g_strdup (_ ("Waits for an answer"));
    case CVK_BULK_NOT_RUN:
      return g_strdup (_ ("Was not run"));
    case CVK_BULK_UNSENT:
    default:
      return g_strdup (self->is_left_out ? _ ("Left out") : "");
    }
}

char *
cvk_bulk_row_dup_result (CvkBulkRow *self, const char *field)
{
  return cvk_cell_text_full (self->result != NULL ? cvk_value_get_member (self->result, field)
                                                  : NULL);
}

static void
cvk_bulk_row_finalize (GObject *object)
{
  CvkBulkRow *self = CVK_BULK_ROW (object);

  g_strfreev (self->cells);
  g_hash_table_unref (self->edits);
  g_hash_table_unref (self->texts);
  g_clear_pointer (&self->values, cvk_value_unref);
  g_clear_pointer (&self->result, cvk_value_unref);
  g_free (self->truth);
  g_free (self->problem);
  g_free (self->failure);
  G_OBJECT_CLASS (cvk_bulk_row_parent_class)->finalize (object);
}

static void
cvk_bulk_row_class_init (CvkBulkRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_row_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BULK_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_bulk_row_init (CvkBulkRow *self)
{
  self->edits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CvkBulkRow *
cvk_bulk_row_new (unsigned number, GStrv cells)
{
  CvkBulkRow *self = g_object_new (CVK_TYPE_BULK_ROW, NULL);

  self->number = number;
  self->cells = cells;
  return self;
}
