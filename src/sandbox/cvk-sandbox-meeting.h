// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

typedef enum
{
  CVK_SANDBOX_INSTANT = 1,
  CVK_SANDBOX_SCHEDULED = 2,
  CVK_SANDBOX_NO_FIXED_TIME = 3,
  CVK_SANDBOX_FIXED_TIME = 8,
  CVK_SANDBOX_SCREEN_SHARE = 10,
} CvkSandboxMeetingType;

typedef struct
{
  int64_t id; /* milliseconds of the slot it was made for */
  int64_t start;
  int64_t duration; /* minutes */
  gboolean deleted;
  CvkValue *changes; /* nullable: fields that differ from the series */
} CvkSandboxOccurrence;

/* One meeting. Times are seconds since 1970 unless they say otherwise. */
typedef struct
{
  int64_t id;
  int64_t sequence; /* in the order of making */
  char *uuid;
  CvkSandboxUser *host;
  CvkSandboxMeetingType type;
  int64_t start; /* of what has a time */
  int64_t duration;
  char *zone;
  int64_t created;
  int64_t visible;   /* microseconds: from when lists show it */
  int64_t hidden;    /* microseconds: from when lists leave it out; 0 while it exists */
  int64_t last_used; /* ids expire */
  gboolean started;
  char *passcode;       /* "" for none */
  char *embedded;       /* the passcode as links carry it */
  CvkValue *fields;     /* topic, agenda and other fields that are kept as they came */
  CvkValue *settings;   /* all of them */
  CvkValue *recurrence; /* nullable */
  GArray *occurrences;  /* of CvkSandboxOccurrence */
} CvkSandboxMeeting;

CvkSandboxMeeting *cvk_sandbox_meeting_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_meeting_free (CvkSandboxMeeting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxMeeting, cvk_sandbox_meeting_free)

gboolean cvk_sandbox_meeting_has_time (const CvkSandboxMeeting *self);
/* When it is over; INT64_MAX for one without a time. */
int64_t cvk_sandbox_meeting_get_end (const CvkSandboxMeeting *self);
/* When its id stops to exist. */
int64_t cvk_sandbox_meeting_get_expiry (const CvkSandboxMeeting *self);
/* (nullable) */
CvkSandboxOccurrence *cvk_sandbox_meeting_find_occurrence (const CvkSandboxMeeting *self,
                                                           const char *id);
void cvk_sandbox_meeting_set_passcode (CvkSandboxMeeting *self, const char *passcode);

/* What GET answers; what POST answers when @created. (transfer full) */
CvkValue *cvk_sandbox_meeting_describe (const CvkSandboxMeeting *self,
                                        const CvkSandbox *sandbox,
                                        const CvkSandboxOccurrence *occurrence,
                                        gboolean previous,
                                        gboolean created) G_GNUC_WARN_UNUSED_RESULT;
/* The thin record of a list. (transfer full) */
CvkValue *cvk_sandbox_meeting_describe_thin (const CvkSandboxMeeting *self, int64_t now)
  G_GNUC_WARN_UNUSED_RESULT;

/* For the state. */
CvkValue *cvk_sandbox_meeting_to_value (const CvkSandboxMeeting *self) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) */
CvkSandboxMeeting *cvk_sandbox_meeting_from_value (const CvkValue *value,
                                                   CvkSandboxAccounts *accounts)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
