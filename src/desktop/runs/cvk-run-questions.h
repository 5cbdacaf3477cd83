// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkRunQuestions:
 *
 * What one run asks, or one step of it, with the buttons to answer. Invisible when that is nothing.
 */
#define CVK_TYPE_RUN_QUESTIONS (cvk_run_questions_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunQuestions, cvk_run_questions, CVK, RUN_QUESTIONS, GtkWidget)

GtkWidget *cvk_run_questions_new (CvkEngineClient *client);
/* @run: (nullable): the id of a run; @node: (nullable): of one of its steps only */
void cvk_run_questions_set_run (CvkRunQuestions *self, const char *run, const char *node);

G_END_DECLS
