// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/* A passcode: hidden until it is asked for, with a button that makes a good one and, under it, what
 * a service or an account would say about it. */
#define CVK_TYPE_PASSCODE_FIELD (cvk_passcode_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkPasscodeField, cvk_passcode_field, CVK, PASSCODE_FIELD, CvkField)

G_END_DECLS
