// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "model/cvk-schedule.h"

G_BEGIN_DECLS

/**
 * CvkNextRuns:
 *
 * When a schedule runs the next times, one line each, in the time of its zone. What daylight saving
 * does to a run, or to its day, stands under it in words.
 */
#define CVK_TYPE_NEXT_RUNS (cvk_next_runs_get_type ())
G_DECLARE_FINAL_TYPE (CvkNextRuns, cvk_next_runs, CVK, NEXT_RUNS, GtkBox)

#define CVK_NEXT_RUNS_USUAL_COUNT 10

GtkWidget *cvk_next_runs_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @schedule: (nullable): nothing is shown. @after: microseconds since 1970. */
void cvk_next_runs_show (CvkNextRuns *self,
                         const CvkSchedule *schedule,
                         int64_t after,
                         unsigned count);
/* The same of what is active: an array as GetNext has it. */
void cvk_next_runs_show_answer (CvkNextRuns *self, const CvkValue *runs);

G_END_DECLS
