// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* The link by which an event is joined: its CONFERENCE (RFC 7986, section 5.11), or the first in
 * its URL, location or description that leads to a service for meetings. A text, or null when there
 * is none. (transfer full) */
CvkValue *cvk_meeting_link_find (const CvkValue *event) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
