// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* The UID in setting "uid", or else one for the item's new event, which is the same whenever the
 * run is made again. @item: (nullable). (transfer full) */
char *cvk_event_uid_choose (CvkStep *step, CvkItem *item, const CvkValue *settings)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
