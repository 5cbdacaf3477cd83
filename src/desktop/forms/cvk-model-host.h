// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/* Where the texts of a step go that asks a language model: the host of its connection's address.
 * NULL while no connection is chosen, or nobody knows which. (transfer full) (nullable) */
char *cvk_model_host_dup (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the service is on this computer, so that no text leaves it. */
gboolean cvk_model_host_is_local (const char *host);

G_END_DECLS
