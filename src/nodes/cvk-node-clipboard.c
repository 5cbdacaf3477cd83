// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-desk-task.h"

extern CvkNodeOperations cvk_node_clipboard;

static void
start (CvkCall *call)
{
  cvk_desk_task_start (call, CVK_DESK_COPY);
}

CvkNodeOperations cvk_node_clipboard = { .start = start, .look = cvk_desk_task_look };
