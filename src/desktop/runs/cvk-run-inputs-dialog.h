// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-run-quota.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/**
 * CvkRunInputsDialog:
 *
 * Asks for what a pipeline is given when it runs: a row for each field of its input nodes.
 *
 * Signal "accepted" (): the user wants it to run with cvk_run_inputs_dialog_dup_values(); the
 * dialog closes by itself.
 */
#define CVK_TYPE_RUN_INPUTS_DIALOG (cvk_run_inputs_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunInputsDialog, cvk_run_inputs_dialog, CVK, RUN_INPUTS_DIALOG, AdwWindow)

/* Whether there is anything to ask. */
gboolean cvk_run_inputs_are_needed (CvkDocument *document);

/* @parent: (nullable); @last: (nullable): what was given the last time, object of name and value.
 * GTK owns the dialog until it is closed. */
CvkRunInputsDialog *cvk_run_inputs_dialog_new (GtkWindow *parent,
                                               CvkDocument *document,
                                               const CvkValue *last);
/* @quotas: of CvkRunQuota: what may still be changed today, shown below the fields. */
void cvk_run_inputs_dialog_show_quotas (CvkRunInputsDialog *self, GPtrArray *quotas);
/* Object of name and value, without what was left empty. (transfer full) */
CvkValue *cvk_run_inputs_dialog_dup_values (CvkRunInputsDialog *self) G_GNUC_WARN_UNUSED_RESULT;
/* As the button does: runs, or shows what is missing. */
void cvk_run_inputs_dialog_accept (CvkRunInputsDialog *self);

G_END_DECLS
