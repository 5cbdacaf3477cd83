// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* Lets the node @node run the pipeline in the file @path, which its settings name @file, and gives
 * the slots of this pipeline that are wanted in there (model/cvk-inner-slots.h): one step that can
 * be undone. The file is read first, in a thread; one that is no pipeline is chosen all the same,
 * and the checks say what is wrong with it. */
void cvk_pipeline_choice_make (CvkSession *session,
                               const char *node,
                               const char *file,
                               const char *path);

G_END_DECLS
