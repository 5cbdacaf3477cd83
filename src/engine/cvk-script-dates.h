// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What `date.*` of expressions and scripts calculates, see cvk-script-host.h. @arguments is an
 * array, as the code gave them.
 * Returns: (transfer full) (nullable) */
CvkValue *cvk_script_calculate_date (const char *operation,
                                     const CvkValue *arguments,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
