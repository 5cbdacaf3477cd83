// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-problem.h"
#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* Does what the button of a failure says, from @widget, which has the actions of the run: signs in
 * again, unlocks the keyring, or tries the failed items of the node again. FALSE when it is for
 * others to show the node or the field. */
gboolean cvk_run_mending_do (GtkWidget *widget,
                             CvkSession *session,
                             CvkEngineClient *client,
                             const CvkProblem *problem);

G_END_DECLS
