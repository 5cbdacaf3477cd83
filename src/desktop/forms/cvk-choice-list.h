// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkChoiceList:
 *
 * What can be chosen for a setting, and how the choices are called: from "enum" and "x-labels",
 * or from "x-suggestions". A choice that stands for an absent setting comes first,
 * unless the setting must be there or has a default, which then is what an absent one shows.
 */
typedef struct _CvkChoiceList CvkChoiceList;

/* @absent: what the choice for an absent setting says. */
CvkChoiceList *cvk_choice_list_new (const CvkValue *schema,
                                    gboolean is_required,
                                    const char *absent) G_GNUC_WARN_UNUSED_RESULT;
void cvk_choice_list_free (CvkChoiceList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkChoiceList, cvk_choice_list_free)

unsigned cvk_choice_list_get_length (CvkChoiceList *self);
/* NULL-terminated. */
const char *const *cvk_choice_list_get_labels (CvkChoiceList *self);
/* NULL for the one that stands for an absent setting. (transfer none) (nullable) */
CvkValue *cvk_choice_list_get_value (CvkChoiceList *self, unsigned index);
/* G_MAXUINT when @value (nullable: absent) is none of them. */
unsigned cvk_choice_list_find (CvkChoiceList *self, const CvkValue *value);

G_END_DECLS
