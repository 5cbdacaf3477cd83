// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "net/cvk-http.h"

G_BEGIN_DECLS

/**
 * The limits of a service, as its connector's description has them:
 *
 * {"plans": [{"name": "free", "classes": {"light": {"second": 4, "day": 6000}, ...}}, ...]}
 *
 * The first plan is the smallest. Which one an account has is rarely known, so it begins with that
 * one, and what the service says in its replies moves it up and down.
 */

/* Requests a second of @class in the smallest plan; 0: nothing is said of that class, or @limits is
 * NULL. */
unsigned cvk_rate_table_get_limit (const CvkValue *limits, const char *class);

/* What a reply says about requests a second of @class: X-RateLimit-Limit of the type QPS, or a
 * limit of the day that only one plan has. 0: nothing. X-RateLimit-Category names the class that
 * the service has counted the request as; of another one nothing is learned. (Names as Zoom has
 * them: developers.zoom.us, "Rate limits".) */
unsigned cvk_rate_table_learn (const CvkValue *limits,
                               const char *class,
                               const CvkHttpResponse *response);

G_END_DECLS
