// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkPeopleField:
 *
 * People by their e-mail addresses, each a chip that can be taken away; lists can be pasted as they
 * stand in mails and spreadsheets. The value is a text with semicolons, an array of texts, or an
 * array of objects with the member "email", as the schema has it.
 */
#define CVK_TYPE_PEOPLE_FIELD (cvk_people_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkPeopleField, cvk_people_field, CVK, PEOPLE_FIELD, CvkField)

G_END_DECLS
