// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkRecord:
 *
 * The members of an object as fields in a list of their own, inside of another field.
 *
 * Signal "changed" (): the user changed a member.
 */
#define CVK_TYPE_RECORD (cvk_record_get_type ())
G_DECLARE_FINAL_TYPE (CvkRecord, cvk_record, CVK, RECORD, GtkBox)

/* Inside of @field; @path: of the object, for the places of problems; @schema: of the object. */
GtkWidget *cvk_record_new (CvkField *field, const char *path, const CvkValue *schema)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether all of @value can be shown: an object, with members that the fields know. */
gboolean cvk_record_can_show (const CvkValue *schema, const CvkValue *value);
/* Nullable: an object without members. */
void cvk_record_set_value (CvkRecord *self, const CvkValue *value);
/* An object. (transfer none) */
CvkValue *cvk_record_get_value (CvkRecord *self);
/* (element-type CvkProblem); @path (nullable) is where the record is now. */
void cvk_record_set_problems (CvkRecord *self, const char *path, GPtrArray *problems);
/* (nullable) (transfer none) */
CvkField *cvk_record_get_field (CvkRecord *self, const char *name);

G_END_DECLS
