// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-calendar-trigger.h"
#include "service/cvk-file-trigger.h"
#include "service/cvk-pipeline-trigger.h"
#include "service/cvk-schedule-trigger.h"
#include "service/cvk-webhook-trigger.h"
#include "service/cvk-zoom-trigger.h"

typedef CvkTrigger *(*Maker) (const CvkTriggerContext *context, CvkProblem **problem);

static const struct
{
  const char *type;
  Maker make;
} kinds[] = {
  { "trigger.calendar", cvk_calendar_trigger_new },
  { "trigger.file", cvk_file_trigger_new },
  { "trigger.pipeline", cvk_pipeline_trigger_new },
  { "trigger.schedule", cvk_schedule_trigger_new },
  { "trigger.webhook", cvk_webhook_trigger_new },
  { "trigger.zoom", cvk_zoom_trigger_new },
};

CvkTrigger *
cvk_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].type, context->node->type) == 0)
      return kinds[i].make (context, problem);
  *problem = cvk_problem_new (
    "unknown-trigger",
    N_ ("This version of Convoke does not know how to wait for “{type}”. Update Convoke."), "type",
    context->node->type, NULL);
  return NULL;
}
