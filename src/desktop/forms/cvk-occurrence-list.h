// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/* One meeting of a series that a node in front has read. */
typedef struct
{
  char *id;
  char *start; /* RFC 3339 */
} CvkOccurrence;

void cvk_occurrence_free (CvkOccurrence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkOccurrence, cvk_occurrence_free)

/* The dates of the series that the last run, or pinned data, holds in front of the node: those of
 * its meeting where the setting "meeting_id" names one, else the nearest. Dates that were deleted
 * are left out. (transfer full) (element-type CvkOccurrence) */
GPtrArray *cvk_occurrence_list (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;
/* Adds the dates of @item, a meeting as its service describes it; of anything else none. */
void cvk_occurrence_list_add_item (GPtrArray *list, const CvkValue *item);

G_END_DECLS
