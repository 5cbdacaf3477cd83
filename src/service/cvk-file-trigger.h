// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-trigger.h"

G_BEGIN_DECLS

/**
 * CvkFileTrigger:
 *
 * A trigger.file: a file, what lies in a folder, or the rows of a CSV file. It compares with what
 * it remembers, at the start too, so that nothing is lost while nobody watched; a change counts
 * when it has not gone on for a second. Its memory is {"path", "mode", "sequence", "files",
 * "rows"}.
 */
#define CVK_TYPE_FILE_TRIGGER (cvk_file_trigger_get_type ())
G_DECLARE_FINAL_TYPE (CvkFileTrigger, cvk_file_trigger, CVK, FILE_TRIGGER, GObject)

CvkTrigger *cvk_file_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
