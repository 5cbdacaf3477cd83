// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "engine/cvk-journal.h"

G_BEGIN_DECLS

/**
 * CvkQuota:
 *
 * How many effects a service permits in a day, and how many there were. A quota is named by a key,
 * which says whom the service counts ("https://api.zoom.us:443 ACCOUNT HOST"). The count is the
 * journal's: every effect with that key that was sent today and not refused. One CvkQuotaBook
 * stands in front of each journal, so that a run that is about to send need not ask the disk each
 * time; it also knows who is about to send. Days are those of UTC.
 */
#define CVK_QUOTA_DAY (INT64_C (24) * 60 * 60 * G_USEC_PER_SEC)

typedef struct _CvkQuotaBook CvkQuotaBook;

/* The book of @journal, made when it is first asked for; lives as long. (transfer none) */
CvkQuotaBook *cvk_quota_book_get (CvkJournal *journal);
/* How many more of @key may be sent today, with those that others are about to send taken off;
 * @limit is what is permitted as long as the service has not said otherwise. Asks the journal when
 * the day is another. Errors: of the journal. */
void cvk_quota_book_load_async (CvkQuotaBook *self,
                                const char *key,
                                int64_t now,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean cvk_quota_book_load_finish (CvkQuotaBook *self, GAsyncResult *result, GError **error);
/* Right after that. */
int64_t cvk_quota_book_get_left (CvkQuotaBook *self, const char *key, int64_t limit);
/* What the service permits, as far as is known. */
int64_t cvk_quota_book_get_limit (CvkQuotaBook *self, const char *key, int64_t limit);

/* One more is about to be sent; it will not be after all. */
void cvk_quota_book_reserve (CvkQuotaBook *self, const char *key);
void cvk_quota_book_give_back (CvkQuotaBook *self, const char *key);
/* One that was about to be is sent; it was not after all. */
void cvk_quota_book_count (CvkQuotaBook *self, const char *key);
void cvk_quota_book_uncount (CvkQuotaBook *self, const char *key);
/* The service has said that there are no more today. @limit: how many it permits, 0 when it did not
 * say. Kept in the journal too. */
void cvk_quota_book_fill (CvkQuotaBook *self, const char *key, int64_t now, int64_t limit);

G_END_DECLS
