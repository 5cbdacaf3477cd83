// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkEvaluator:
 *
 * The language engine with its realms. A realm is a context in which prelude.js has frozen
 * everything; the requests of one run share one, another run gets another. Texts are those of
 * base/cvk-script-protocol.h.
 */
#define CVK_TYPE_EVALUATOR (cvk_evaluator_get_type ())
G_DECLARE_FINAL_TYPE (CvkEvaluator, cvk_evaluator, CVK, EVALUATOR, GObject)

/* Answers a date operation with a DATE frame's text. (transfer full) */
typedef char *(*CvkDateFunction) (const char *operation, const char *arguments);

/* Loads what the language engine loads late. NULL when prelude.js cannot be evaluated. */
CvkEvaluator *cvk_evaluator_new (CvkDateFunction ask_for_date) G_GNUC_WARN_UNUSED_RESULT;

/* Compiles the source of a BEGIN frame's text; @new_run takes a fresh realm.
 * Returns: (transfer full) (nullable): a SYNTAX frame's text, NULL when it is ready */
char *cvk_evaluator_begin (CvkEvaluator *self, const char *text, size_t length, gboolean new_run)
  G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): "V" or "P" and the text of a VALUE or PROBLEM frame */
char *cvk_evaluator_evaluate (CvkEvaluator *self,
                              const char *scope,
                              size_t length,
                              gboolean tagged,
                              uint64_t index) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the next realm while nobody waits. */
void cvk_evaluator_rest (CvkEvaluator *self);

G_END_DECLS
