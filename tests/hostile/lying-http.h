// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "net/cvk-http.h"

G_BEGIN_DECLS

/* An HTTP layer with a mistake: what was lost it calls not sent. */
CvkHttp *lying_http_new (CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
