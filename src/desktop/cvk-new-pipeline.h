// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkNewPipeline:
 *
 * Asks what a new pipeline is called; Enter is enough for a blank canvas. Who would rather start
 * from a template is led there ("win.page" of the parent).
 *
 * Signal "create" (const char *name): a name that is not empty. The dialog closes by itself.
 */
#define CVK_TYPE_NEW_PIPELINE (cvk_new_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (CvkNewPipeline, cvk_new_pipeline, CVK, NEW_PIPELINE, AdwWindow)

/* The toolkit's until it is closed; not presented yet. (transfer none) */
CvkNewPipeline *cvk_new_pipeline_new (GtkWindow *parent);

G_END_DECLS
