// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * The fields of a meeting, as a table: what Zoom's documentation of POST /users/{userId}/meetings
 * and PATCH /meetings/{meetingId} says about each.
 */
typedef enum
{
  CVK_SANDBOX_FIELD_BOOLEAN,
  CVK_SANDBOX_FIELD_INTEGER,
  CVK_SANDBOX_FIELD_TEXT,
  CVK_SANDBOX_FIELD_OBJECT,
  CVK_SANDBOX_FIELD_LIST, /* of objects with @fields, else of texts */
} CvkSandboxFieldType;

typedef enum
{
  CVK_SANDBOX_FORMAT_ANY,
  CVK_SANDBOX_FORMAT_EMAIL,
  CVK_SANDBOX_FORMAT_START, /* a start time; its zone is checked with it */
  CVK_SANDBOX_FORMAT_UTC,
  CVK_SANDBOX_FORMAT_ZONE,
  CVK_SANDBOX_FORMAT_PASSCODE,
  CVK_SANDBOX_FORMAT_WEEKDAYS,
  CVK_SANDBOX_FORMAT_COUNTRY,
  CVK_SANDBOX_FORMAT_REQUIRED, /* any text but an empty one */
} CvkSandboxFormat;

typedef enum
{
  CVK_SANDBOX_CREATE = 1 << 0,
  CVK_SANDBOX_UPDATE = 1 << 1,
  CVK_SANDBOX_OCCURRENCE = 1 << 2, /* may change for one occurrence */
} CvkSandboxPurpose;

typedef struct _CvkSandboxField CvkSandboxField;

struct _CvkSandboxField
{
  const char *name;
  CvkSandboxFieldType type;
  unsigned purposes; /* 0: create and update */
  gboolean required;
  int64_t minimum;    /* of an integer */
  int64_t maximum;    /* of an integer; characters of a text; elements of a list; 0 for no limit */
  const char *values; /* "a|b|c" */
  CvkSandboxFormat format;
  const CvkSandboxField *fields; /* ended by one without a name */
  const char *fallback;          /* JSON, shown where nothing was set */
};

extern const CvkSandboxField cvk_sandbox_meeting_fields[];
extern const CvkSandboxField cvk_sandbox_settings_fields[];

/* The settings of a meeting for which none were given. (transfer none) */
const CvkValue *cvk_sandbox_default_settings (void);

/* What of @input the table knows, in its proper types; unknown members are passed over, as Zoom
 * does. What is wrong goes to @errors as {"field","message"}. (transfer full) */
CvkValue *cvk_sandbox_check_fields (const CvkSandboxField *fields,
                                    const CvkValue *input,
                                    CvkSandboxPurpose purpose,
                                    const char *path,
                                    CvkArrayBuilder *errors) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_add_field_error (CvkArrayBuilder *errors, const char *field, const char *message);
gboolean cvk_sandbox_is_email (const char *text);

G_END_DECLS
