// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkReviewSheet:
 *
 * What a pipeline of somebody else wants of this computer and of others, for the user to look
 * through before it runs for the first time. Closing it allows nothing.
 *
 * Signal "allowed" (gboolean is_trusted): it may run; from now on when @is_trusted, else this time.
 */
#define CVK_TYPE_REVIEW_SHEET (cvk_review_sheet_get_type ())
G_DECLARE_FINAL_TYPE (CvkReviewSheet, cvk_review_sheet, CVK, REVIEW_SHEET, AdwWindow)

typedef enum
{
  CVK_REVIEW_RUN,
  CVK_REVIEW_REHEARSE,
  CVK_REVIEW_ACTIVATE, /* from now on, or not at all */
} CvkReviewDeed;

/* @review: of CvkWant (model/cvk-review.h); @names: (nullable) slot to the name of the connection
 * that fills it. */
CvkReviewSheet *cvk_review_sheet_new (GtkWindow *parent,
                                      GPtrArray *review,
                                      GHashTable *names,
                                      CvkReviewDeed deed);

G_END_DECLS
