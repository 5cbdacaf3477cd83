// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-desk.h"
#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* Does @deed with the settings "title", "text", "link", "label" and "urgent", as an effect: what
 * was begun before a crash is not done again, because the person may have seen it and nobody needs
 * it hours later. Passes the item on and ends @call. */
void cvk_desk_task_start (CvkCall *call, CvkDeskDeed deed);
/* A CvkNodeOperations.look. */
gboolean cvk_desk_task_look (CvkStep *step,
                             CvkItem *item,
                             const CvkPastEffect *effect,
                             CvkOutput *output);

G_END_DECLS
