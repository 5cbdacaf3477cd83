// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-activations.h"
#include "service/cvk-failure-handler.h"
#include "service/cvk-notifier.h"
#include "service/cvk-questions.h"

G_BEGIN_DECLS

/**
 * CvkRunNotices:
 *
 * What a user hears about runs without asking: that one waits for an answer, with its buttons; that
 * an active pipeline has failed, cannot run, or has missed its times; that what was to run after a
 * failure cannot. A question is told once, also
 * across starts of the service, and withdrawn when it is answered, wherever that was. While one is
 * shown the host stays, because its buttons come to it.
 */
#define CVK_TYPE_RUN_NOTICES (cvk_run_notices_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunNotices, cvk_run_notices, CVK, RUN_NOTICES, GObject)

/* What is told, and by whom; kept. */
typedef struct
{
  CvkHost *host;
  CvkHostRuns *runs;
  CvkQuestions *questions;
  CvkActivations *activations;
  CvkFailureHandler *failures;
  CvkNotifier *notifier;
} CvkRunNoticesSubjects;

/* @bus: where the window can be opened; kept. */
CvkRunNotices *cvk_run_notices_new (GDBusConnection *bus, const CvkRunNoticesSubjects *subjects)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
