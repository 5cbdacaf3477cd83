// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkPickedField:
 *
 * A name that is typed or pasted, or picked from a list behind a button at the end of the line
 * (CvkPickerPopover). Under it stands what the name means.
 */
#define CVK_TYPE_PICKED_FIELD (cvk_picked_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (CvkPickedField, cvk_picked_field, CVK, PICKED_FIELD, CvkField)

struct _CvkPickedFieldClass
{
  CvkFieldClass parent_class;

  GType (*get_picker_type) (void);
  const char *icon;
  const char *label;       /* of the button; untranslated, N_() */
  const char *placeholder; /* nullable; likewise */
  /* What @text means, which may be empty. (transfer full) (nullable) */
  char *(*describe) (CvkPickedField *self, const char *text);
};

/* What the text means may be something else by now. */
void cvk_picked_field_describe (CvkPickedField *self);

G_END_DECLS
