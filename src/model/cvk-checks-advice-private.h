// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-checks-private.h"

G_BEGIN_DECLS

/* A rule looks at one node and adds warnings. */
typedef void (*CvkAdviceRule) (CvkChecks *checks, unsigned node);

/* A warning at @field (nullable: the node as a whole) of @node; the rest as cvk_problem_new(). */
#define cvk_advice_warn(checks, node, field, ...)                                                  \
  cvk_advice_take (checks, node, field, cvk_problem_new (__VA_ARGS__, NULL))
void cvk_advice_take (CvkChecks *checks, unsigned node, const char *field, CvkProblem *problem);

/* A setting of the node by its dotted path; NULL when it is absent or null. (transfer none)
 * (nullable) */
CvkValue *cvk_advice_lookup (CvkChecks *checks, unsigned node, const char *path);
/* The same as a text without expressions; NULL for anything else. (transfer none) (nullable) */
const char *cvk_advice_lookup_text (CvkChecks *checks, unsigned node, const char *path);
/* Whether @value, nullable, is a text that holds an expression: nothing is known of it. */
gboolean cvk_advice_is_open (const CvkValue *value);
/* The number at @path, or @fallback. */
int64_t cvk_advice_lookup_integer (CvkChecks *checks,
                                   unsigned node,
                                   const char *path,
                                   int64_t fallback);
/* The node that made the items of @node, when only such nodes stand between as leave items as they
 * are; CVK_CHECKS_NONE when that is not certain. @n_sorted (nullable): how many of them sort. */
unsigned cvk_advice_find_maker (CvkChecks *checks, unsigned node, unsigned *n_sorted);
gboolean cvk_advice_is_of_type (CvkChecks *checks, unsigned node, const char *type);

/* Rules for meetings: cvk-checks-advice-meeting.c. */
void cvk_advice_start (CvkChecks *checks, unsigned node);
void cvk_advice_zone (CvkChecks *checks, unsigned node);
void cvk_advice_passcode (CvkChecks *checks, unsigned node);
void cvk_advice_early_entry (CvkChecks *checks, unsigned node);
void cvk_advice_registration (CvkChecks *checks, unsigned node);
void cvk_advice_recurrence (CvkChecks *checks, unsigned node);
void cvk_advice_range (CvkChecks *checks, unsigned node);
void cvk_advice_name (CvkChecks *checks, unsigned node);

/* Rules for what flows between nodes: cvk-checks-advice-items.c. */
void cvk_advice_split (CvkChecks *checks, unsigned node);
void cvk_advice_limit (CvkChecks *checks, unsigned node);
void cvk_advice_series (CvkChecks *checks, unsigned node);
void cvk_advice_secrets (CvkChecks *checks, unsigned node);
void cvk_advice_start_links (CvkChecks *checks, unsigned node);
void cvk_advice_texts (CvkChecks *checks, unsigned node);

G_END_DECLS
