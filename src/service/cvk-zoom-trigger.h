// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-trigger.h"

G_BEGIN_DECLS

/**
 * CvkZoomTrigger:
 *
 * A trigger.zoom: lists the meetings of an account every few minutes and says what has changed. The
 * first look is what there is. Its memory is {"connection", "sequence", "meetings", "live"}
 * (service/cvk-meeting-changes.h).
 */
#define CVK_TYPE_ZOOM_TRIGGER (cvk_zoom_trigger_get_type ())
G_DECLARE_FINAL_TYPE (CvkZoomTrigger, cvk_zoom_trigger, CVK, ZOOM_TRIGGER, GObject)

CvkTrigger *cvk_zoom_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
