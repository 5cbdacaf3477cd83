// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-action-private.h"

G_BEGIN_DECLS

/**
 * CvkListing:
 *
 * Reads one whole list for all who look for something in it. What a list does not show is only then
 * known not to have been there when it was asked for if the list was begun after that: so whoever
 * comes while one is being read shares the next one, with all others who have come by then, and
 * however many look, there is never more than one under way.
 *
 * Shared by executions over the same connection that would send the same requests and wait equally
 * long for them. Belongs to the connection. Main thread.
 */
typedef struct _CvkListing CvkListing;

/* One page as the service gave it; (transfer none). May not leave. */
typedef void (*CvkListingPage) (const CvkValue *page, gpointer user_data);
/* The end; it is left by then. @is_whole: every page was there. Never called by join itself. */
typedef void (*CvkListingDone) (gboolean is_whole, gpointer user_data);

/* @request: of the list, without a page. (transfer none): good until @done or leave. */
CvkListing *cvk_listing_join (CvkExecution *execution,
                              const CvkAction *list,
                              const CvkActionRequest *request,
                              CvkListingPage page,
                              CvkListingDone done,
                              gpointer user_data);
/* Nothing is called any more; a list that nobody waits for is not read on. */
void cvk_listing_leave (CvkListing *self, gpointer user_data);

G_END_DECLS
