// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-meeting.h"

#include <string.h>

#include "base/cvk-random.h"

/* Ids live on after their last use: a month, or a year for a series without an end. */
#define LIFETIME (30 * INT64_C (86400))
#define SERIES_LIFETIME (365 * INT64_C (86400))
#define EMBEDDED_LENGTH 30

static void
clear_occurrence (CvkSandboxOccurrence *occurrence)
{
  g_clear_pointer (&occurrence->changes, cvk_value_unref);
}

CvkSandboxMeeting *
cvk_sandbox_meeting_new (void)
{
  CvkSandboxMeeting *self = g_new0 (CvkSandboxMeeting, 1);

  self->occurrences = g_array_new (FALSE, FALSE, sizeof (CvkSandboxOccurrence));
  g_array_set_clear_func (self->occurrences, (GDestroyNotify) clear_occurrence);
  return self;
}

void
cvk_sandbox_meeting_free (CvkSandboxMeeting *self)
{
  g_free (self->uuid);
  g_free (self->zone);
  g_free (self->passcode);
  g_free (self->embedded);
  g_clear_pointer (&self->fields, cvk_value_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->recurrence, cvk_value_unref);
  g_array_unref (self->occurrences);
  g_free (self);
}

gboolean
cvk_sandbox_meeting_has_time (const CvkSandboxMeeting *self)
{
  return self->type == CVK_SANDBOX_SCHEDULED || self->type == CVK_SANDBOX_FIXED_TIME;
}

int64_t
cvk_sandbox_meeting_get_end (const CvkSandboxMeeting *self)
{
  int64_t end = INT64_MIN;

  if (self->type == CVK_SANDBOX_NO_FIXED_TIME)
    return INT64_MAX;
  if (self->type != CVK_SANDBOX_FIXED_TIME)
    return self->start + self->duration * 60;
  for (unsigned i = 0; i < self->occurrences->len; i++)
    {
      const CvkSandboxOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkSandboxOccurrence, i);

      if (!occurrence->deleted)
        end = MAX (end, occurrence->start + occurrence->duration * 60);
    }
  return end;
}

int64_t
cvk_sandbox_meeting_get_expiry (const CvkSandboxMeeting *self)
{
  int64_t used = self->last_used;

  if (self->type == CVK_SANDBOX_NO_FIXED_TIME || self->type == CVK_SANDBOX_FIXED_TIME)
    return MAX (used,
                self->type == CVK_SANDBOX_FIXED_TIME ? cvk_sandbox_meeting_get_end (self) : 0) +
           SERIES_LIFETIME;
  return MAX (used, cvk_sandbox_meeting_get_end (self)) + LIFETIME;
}

CvkSandboxOccurrence *
cvk_sandbox_meeting_find_occurrence (const CvkSandboxMeeting *self, const char *id)
{
  int64_t number;

  if (!g_ascii_string_to_signed (id, 10, 0, INT64_MAX, &number, NULL))
    return NULL;
  for (unsigned i = 0; i < self->occurrences->len; i++)
    {
      CvkSandboxOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkSandboxOccurrence, i);

      if (occurrence->id == number)
        return occurrence;
    }
  return NULL;
}

void
cvk_sandbox_meeting_set_passcode (CvkSandboxMeeting *self, const char *passcode)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  uint8_t bytes[EMBEDDED_LENGTH];
  g_autoptr (GError) error = NULL;
  GString *embedded;

  if (g_strcmp0 (self->passcode, passcode) == 0)
    return;
  g_free (self->passcode);
  self->passcode = g_strdup (passcode);
  g_free (self->embedded);
  self->embedded = NULL;
  if (*passcode == '\0')
    return;
  if (!cvk_random_fill (bytes, sizeof bytes, &error))
    g_error ("%s", error->message);
  embedded = g_string_sized_new (EMBEDDED_LENGTH + 2);
  for (size_t i = 0; i < sizeof bytes; i++)
    g_string_append_c (embedded, alphabet[bytes[i] % (sizeof alphabet - 1)]);
  g_string_append (embedded, ".1");
  self->embedded = g_string_free (embedded, FALSE);
}

/* The state */

static CvkValue *
describe_kept_occurrences (const CvkSandboxMeeting *self)
{
  CvkArrayBuilder builder;

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->occurrences->len; i++)
    {
      const CvkSandboxOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkSandboxOccurrence, i);
      CvkValue *changes =
        occurrence->changes != NULL ? cvk_value_ref (occurrence->changes) : cvk_value_new_null ();

      cvk_array_builder_append (
        &builder, cvk_value_new_object ("id", cvk_value_new_integer (occurrence->id), "start",
                                        cvk_value_new_integer (occurrence->start), "duration",
                                        cvk_value_new_integer (occurrence->duration), "deleted",
                                        cvk_value_new_boolean (occurrence->deleted), "changes",
                                        changes, NULL));
    }
  return cvk_array_builder_end (&builder);
}

CvkValue *
cvk_sandbox_meeting_to_value (const CvkSandboxMeeting *self)
{
  return cvk_value_new_object (
    "id", cvk_value_new_integer (self->id), "sequence", cvk_value_new_integer (self->sequence),
    "uuid", cvk_value_new_string (self->uuid), "host", cvk_value_new_string (self->host->id),
    "type", cvk_value_new_integer (self->type), "start", cvk_value_new_integer (self->start),
    "duration", cvk_value_new_integer (self->duration), "zone", cvk_value_new_string (self->zone),
    "created", cvk_value_new_integer (self->created), "visible",
    cvk_value_new_integer (self->visible), "last_used", cvk_value_new_integer (self->last_used),
    "started", cvk_value_new_boolean (self->started), "passcode",
    cvk_value_new_string (self->passcode), "embedded", cvk_value_new_string (self->embedded),
    "fields", cvk_value_ref (self->fields), "settings", cvk_value_ref (self->settings),
    "recurrence",
    self->recurrence != NULL ? cvk_value_ref (self->recurrence) : cvk_value_new_null (),
    "occurrences", describe_kept_occurrences (self), NULL);
}

static CvkValue *
read_object (const CvkValue *value, const char *name)
{
  const CvkValue *member = cvk_value_get_member (value, name);

  return member != NULL && cvk_value_is_object (member) ? cvk_value_ref (member) : NULL;
}

static void
read_occurrences (CvkSandboxMeeting *self, const CvkValue *list)
{
  for (size_t i = 0; list != NULL && i < cvk_value_get_length (list); i++)
    {
      const CvkValue *value = cvk_value_get_element (list, i);
      CvkSandboxOccurrence occurrence = {
        .id = cvk_value_lookup_integer (value, "id", 0),
        .start = cvk_value_lookup_integer (value, "start", 0),
        .duration = cvk_value_lookup_integer (value, "duration", 0),
        .deleted = cvk_value_lookup_boolean (value, "deleted", FALSE),
        .changes = read_object (value, "changes"),
      };

      g_array_append_val (self->occurrences, occurrence);
    }
}

CvkSandboxMeeting *
cvk_sandbox_meeting_from_value (const CvkValue *value, CvkSandboxAccounts *accounts)
{
  g_autoptr (CvkSandboxMeeting) self = cvk_sandbox_meeting_new ();

  self->id = cvk_value_lookup_integer (value, "id", 0);
  self->sequence = cvk_value_lookup_integer (value, "sequence", 0);
  self->uuid = g_strdup (cvk_value_lookup_string (value, "uuid", ""));
  self->host =
    cvk_sandbox_accounts_find_user (accounts, cvk_value_lookup_string (value, "host", ""));
  self->type = (CvkSandboxMeetingType) cvk_value_lookup_integer (value, "type", 0);
  self->start = cvk_value_lookup_integer (value, "start", 0);
  self->duration = cvk_value_lookup_integer (value, "duration", 0);
  self->zone = g_strdup (cvk_value_lookup_string (value, "zone", "UTC"));
  self->created = cvk_value_lookup_integer (value, "created", 0);
  self->visible = cvk_value_lookup_integer (value, "visible", 0);
  self->last_used = cvk_value_lookup_integer (value, "last_used", 0);
  self->started = cvk_value_lookup_boolean (value, "started", FALSE);
  self->passcode = g_strdup (cvk_value_lookup_string (value, "passcode", ""));
  self->embedded = g_strdup (cvk_value_lookup_string (value, "embedded", NULL));
  self->fields = read_object (value, "fields");
  self->settings = read_object (value, "settings");
  self->recurrence = read_object (value, "recurrence");
  read_occurrences (self, cvk_value_get_member (value, "occurrences"));
  if (self->host == NULL || self->fields == NULL || self->settings == NULL)
    return NULL;
  return g_steal_pointer (&self);
}
