// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "cli/cvk-cli.h"

G_BEGIN_DECLS

/* Before a pipeline of a stranger runs for the first time, a person looks through what it wants.
 *
 * Whoever names a file in a script has decided: nobody sits there to be asked, and it runs, as any
 * program would that is named. Somebody at a terminal is asked about what was not trusted yet. So
 * is, everywhere, who names a file that came from somebody else as far as this computer can know,
 * or one that runs such a file, or gives --review: without a terminal that ends in the problem
 * "needs-review" and the list. --trust answers beforehand.
 *
 * A script that only tries a file out has said nothing about the window, schedules and real
 * accounts, so that is not remembered. */

#define CVK_OPTION_TRUST                                                                           \
  {                                                                                                \
    "trust", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &cvk_option_trust,                          \
      N_ ("Let it run without asking, from now on"), NULL                                          \
  }
#define CVK_OPTION_REVIEW                                                                          \
  {                                                                                                \
    "review", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &cvk_option_review,                        \
      N_ ("List what it wants first, unless it was trusted before"), NULL                          \
  }

extern gboolean cvk_option_trust;
extern gboolean cvk_option_review;

typedef enum
{
  CVK_CONSENT_NONE,
  CVK_CONSENT_ONCE,
  CVK_CONSENT_TRUST,
} CvkConsent;

/* What can be said without asking anybody of a pipeline that is made of the files at @paths
 * (element-type filename): CVK_CONSENT_TRUST, _ONCE when it is only tried out, or _NONE when the
 * service is to say whether it was trusted before. @is_trial: it uses a sandbox, or changes
 * nothing. */
CvkConsent cvk_review_start (GPtrArray *paths, gboolean is_trial);
/* Whether @error of a call says that a person has to look through the pipeline. */
gboolean cvk_review_is_wanted (const GError *error);
/* Asks, or says why there is nobody to be asked. A pipeline that wants nothing is trusted. @text:
 * with what it carries; @files: (nullable): the arguments of --file; @can_once: FALSE for what goes
 * on by itself. */
CvkConsent cvk_review_ask (const char *file, GBytes *text, char **files, gboolean can_once);
/* "trust" or "once" of StartRun. */
void cvk_review_insert (GVariantDict *options, CvkConsent consent);

G_END_DECLS
