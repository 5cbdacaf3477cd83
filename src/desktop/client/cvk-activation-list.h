// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-activation-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkActivationList:
 *
 * Which pipelines run by themselves. Read when it is made, and again whenever the host says that
 * something is different; a host that leaves takes nothing along, as activations outlive it.
 *
 * Signal "changed" (): after each reading.
 */
#define CVK_TYPE_ACTIVATION_LIST (cvk_activation_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivationList, cvk_activation_list, CVK, ACTIVATION_LIST, GObject)

/* For CvkEngineClient, which owns it and calls detach before it goes. */
CvkActivationList *cvk_activation_list_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;
void cvk_activation_list_detach (CvkActivationList *self);

void cvk_activation_list_reload (CvkActivationList *self);
/* That of the pipeline in @file. (nullable) (transfer none): NULL when it does not run by itself,
 * or nobody knows yet. @file: (nullable) */
CvkActivationInfo *cvk_activation_list_find (CvkActivationList *self, GFile *file);

G_END_DECLS
