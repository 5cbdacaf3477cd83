// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-action-private.h"

G_BEGIN_DECLS

/* An action of a service that no file describes, made of a step's settings for one call, so that
 * waiting, trying again, the effect protocol and the questions are those of every other action. */

/* Fills @action and @connector, which the caller keeps side by side, for @call: @id is that of the
 * connector, @description what a file would say of the action (transfer full), @quirks live for
 * good. Method, what to do when an outcome is unknown, and the connector's title are the caller's
 * to set. */
void cvk_call_action_init (CvkAction *action,
                           CvkConnector *connector,
                           CvkCall *call,
                           const char *id,
                           CvkValue *description,
                           const CvkConnectorQuirks *quirks);
/* Of what init() has made. */
void cvk_call_action_clear (CvkAction *action, CvkConnector *connector);
/* Sixty-four hexadecimal digits that are the same for the same item of the same step of the same
 * run, however often that is gone through, and for no other. (transfer full) */
char *cvk_call_make_key (CvkCall *call) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
