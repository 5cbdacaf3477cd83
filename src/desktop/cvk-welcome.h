// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkWelcome:
 *
 * The first thing one sees, while there is neither a pipeline nor a connection: try it in the
 * sandbox, which leads on to the templates, or sign in.
 */
#define CVK_TYPE_WELCOME (cvk_welcome_get_type ())
G_DECLARE_FINAL_TYPE (CvkWelcome, cvk_welcome, CVK, WELCOME, GtkWidget)

GtkWidget *cvk_welcome_new (CvkEngineClient *client);

G_END_DECLS
