// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <string.h>

#include "sandbox/cvk-sandbox-meeting.h"

#define AGENDA_IN_LISTS 250
/* A name below zoom.us that no account has: clients check the domain, and a click on a link from
 * the sandbox must not join a stranger's meeting. */
#define HOST "https://convoke-sandbox.zoom.us"
#define START_URL_LIFETIME 7200

static void
add_text (CvkObjectBuilder *builder, const char *name, const char *text)
{
  cvk_object_builder_append (builder, name, cvk_value_new_string (text));
}

static void
add_instant (CvkObjectBuilder *builder, const char *name, int64_t instant)
{
  cvk_object_builder_append (builder, name,
                             cvk_value_take_string (cvk_sandbox_format_instant (instant)));
}

static void
add_integer (CvkObjectBuilder *builder, const char *name, int64_t number)
{
  cvk_object_builder_append (builder, name, cvk_value_new_integer (number));
}

static gboolean
uses_pmi (const CvkSandboxMeeting *self)
{
  return cvk_value_lookup_boolean (self->settings, "use_pmi", FALSE);
}

static int64_t
get_link_id (const CvkSandboxMeeting *self)
{
  return uses_pmi (self) ? cvk_value_lookup_integer (self->host->facts, "pmi", self->id) : self->id;
}

static char *
make_join_url (const CvkSandboxMeeting *self)
{
  return g_strdup_printf (HOST "/j/%" G_GINT64_FORMAT "%s%s", get_link_id (self),
                          self->embedded != NULL ? "?pwd=" : "",
                          self->embedded != NULL ? self->embedded : "");
}

static char *
make_start_url (const CvkSandboxMeeting *self, int64_t now)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->id);
  g_autofree char *nonce = cvk_sandbox_make_token (24);
  g_autoptr (CvkValue) claims = cvk_value_new_object (
    "iss", cvk_value_new_string ("web"), "clt", cvk_value_new_integer (0), "mnum",
    cvk_value_new_string (number), "aud", cvk_value_new_string ("clientsm"), "uid",
    cvk_value_new_string (self->host->id), "zid", cvk_value_new_string (nonce), "sk",
    cvk_value_new_string ("0"), "sty", cvk_value_new_integer (1), "wcd",
    cvk_value_new_string ("us05"), "exp", cvk_value_new_integer (now + START_URL_LIFETIME), "iat",
    cvk_value_new_integer (now), "aid", cvk_value_new_string ("q6gBJVO5TzexKYTb_I2rpg"), "cid",
    cvk_value_new_string (""), NULL);
  g_autofree char *token = cvk_sandbox_make_jwt (claims);

  return g_strdup_printf (HOST "/s/%" G_GINT64_FORMAT "?zak=%s", get_link_id (self), token);
}

/* The six digits for people who dial in. */
static char *
make_phone_passcode (const CvkSandboxMeeting *self)
{
  if (strlen (self->passcode) <= 6 && self->passcode[strspn (self->passcode, "0123456789")] == '\0')
    return g_strdup (self->passcode);
  return g_strdup_printf ("%06u", g_str_hash (self->passcode) % 1000000);
}

static void
add_passcodes (CvkObjectBuilder *builder, const CvkSandboxMeeting *self)
{
  g_autofree char *phone = NULL;

  if (*self->passcode == '\0')
    return;
  phone = make_phone_passcode (self);
  add_text (builder, "password", self->passcode);
  add_text (builder, "h323_password", phone);
  add_text (builder, "pstn_password", phone);
  add_text (builder, "encrypted_password", self->embedded);
}

static CvkValue *
describe_occurrences (const CvkSandboxMeeting *self, int64_t now, gboolean previous)
{
  CvkArrayBuilder builder;

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->occurrences->len; i++)
    {
      const CvkSandboxOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkSandboxOccurrence, i);
      CvkObjectBuilder one;
      char *id;

      if (!previous && occurrence->start + occurrence->duration * 60 <= now)
        continue;
      id = g_strdup_printf ("%" G_GINT64_FORMAT, occurrence->id);
      cvk_object_builder_init (&one);
      cvk_object_builder_append (&one, "occurrence_id", cvk_value_take_string (id));
      add_instant (&one, "start_time", occurrence->start);
      add_integer (&one, "duration", occurrence->duration);
      add_text (&one, "status", occurrence->deleted ? "deleted" : "available");
      cvk_array_builder_append (&builder, cvk_object_builder_end (&one));
    }
  return cvk_array_builder_end (&builder);
}

/* Field by field, @changes over @base, one level into "settings". */
static CvkValue *
overlay (const CvkValue *base, const CvkValue *changes)
{
  CvkObjectBuilder builder;

  cvk_object_builder_init_from (&builder, base);
  for (size_t i = 0; changes != NULL && i < cvk_value_get_length (changes); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (changes, i, &name, &value);
      cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

static void
add_kept_fields (CvkObjectBuilder *builder,
                 const CvkSandboxMeeting *self,
                 const CvkSandboxOccurrence *occurrence)
{
  const CvkValue *tracking = cvk_value_get_member (self->fields, "tracking_fields");
  const CvkValue *changes = occurrence != NULL ? occurrence->changes : NULL;

  add_text (builder, "topic", cvk_value_lookup_string (self->fields, "topic", "Zoom Meeting"));
  add_text (builder, "agenda",
            cvk_value_lookup_string (changes, "agenda",
                                     cvk_value_lookup_string (self->fields, "agenda", "")));
  cvk_object_builder_append (
    builder, "pre_schedule",
    cvk_value_new_boolean (cvk_value_lookup_boolean (self->fields, "pre_schedule", FALSE)));
  if (tracking != NULL)
    cvk_object_builder_append (builder, "tracking_fields", cvk_value_ref (tracking));
}

static void
add_identity (CvkObjectBuilder *builder, const CvkSandboxMeeting *self, int64_t now)
{
  g_autofree char *join_url = make_join_url (self);
  g_autofree char *start_url = make_start_url (self, now);

  add_text (builder, "uuid", self->uuid);
  add_integer (builder, "id", self->id);
  add_text (builder, "host_id", self->host->id);
  add_text (builder, "host_email", self->host->email);
  add_text (builder, "assistant_id", "");
  add_integer (builder, "type", self->type);
  add_text (builder, "status", self->started ? "started" : "waiting");
  add_instant (builder, "created_at", self->created);
  add_text (builder, "join_url", join_url);
  add_text (builder, "start_url", start_url);
  add_text (builder, "creation_source", "open_api");
  cvk_object_builder_append (builder, "supportGoLive", cvk_value_new_boolean (FALSE));
}

static void
add_chat (CvkObjectBuilder *builder, const CvkSandboxMeeting *self)
{
  const CvkValue *chat = cvk_value_get_member (self->settings, "continuous_meeting_chat");
  g_autofree char *url = NULL;

  if (!cvk_value_lookup_boolean (chat, "enable", FALSE))
    return;
  url = g_strdup_printf (HOST "/launch/jc/%" G_GINT64_FORMAT, self->id);
  add_text (builder, "chat_join_url", url);
}

static void
add_registration (CvkObjectBuilder *builder, const CvkSandboxMeeting *self)
{
  if (cvk_value_lookup_integer (self->settings, "approval_type", 2) == 2)
    return;
  cvk_object_builder_append (
    builder, "registration_url",
    cvk_value_take_string (g_strconcat (HOST "/meeting/register/", self->host->id, NULL)));
}

CvkValue *
cvk_sandbox_meeting_describe (const CvkSandboxMeeting *self,
                              const CvkSandbox *sandbox,
                              const CvkSandboxOccurrence *occurrence,
                              gboolean previous,
                              gboolean created)
{
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock) / G_USEC_PER_SEC;
  const CvkValue *changes = occurrence != NULL ? occurrence->changes : NULL;
  CvkObjectBuilder builder;

  cvk_object_builder_init (&builder);
  add_identity (&builder, self, now);
  add_kept_fields (&builder, self, occurrence);
  if (cvk_sandbox_meeting_has_time (self))
    {
      add_instant (&builder, "start_time", occurrence != NULL ? occurrence->start : self->start);
      add_integer (&builder, "duration",
                   occurrence != NULL ? occurrence->duration : self->duration);
    }
  else if (self->type == CVK_SANDBOX_NO_FIXED_TIME)
    add_integer (&builder, "duration", self->duration);
  add_text (&builder, "timezone", self->zone);
  add_passcodes (&builder, self);
  if (uses_pmi (self))
    cvk_object_builder_append (
      &builder, "pmi",
      cvk_value_take_string (g_strdup_printf ("%" G_GINT64_FORMAT, get_link_id (self))));
  if (self->recurrence != NULL)
    {
      cvk_object_builder_append (&builder, "recurrence", cvk_value_ref (self->recurrence));
      if (occurrence == NULL)
        cvk_object_builder_append (&builder, "occurrences",
                                   describe_occurrences (self, now, previous || created));
    }
  add_registration (&builder, self);
  add_chat (&builder, self);
  cvk_object_builder_append (&builder, "settings",
                             overlay (self->settings, cvk_value_get_member (changes, "settings")));
  return cvk_object_builder_end (&builder);
}

/* When a series takes place next, or took place last. */
static const CvkSandboxOccurrence *
find_current (const CvkSandboxMeeting *self, int64_t now)
{
  const CvkSandboxOccurrence *found = NULL;

  for (unsigned i = 0; i < self->occurrences->len; i++)
    {
      const CvkSandboxOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkSandboxOccurrence, i);

      if (occurrence->deleted)
        continue;
      found = occurrence;
      if (occurrence->start + occurrence->duration * 60 > now)
        break;
    }
  return found;
}

CvkValue *
cvk_sandbox_meeting_describe_thin (const CvkSandboxMeeting *self, int64_t now)
{
  const CvkSandboxOccurrence *occurrence = find_current (self, now);
  const char *agenda = cvk_value_lookup_string (self->fields, "agenda", "");
  g_autofree char *join_url = make_join_url (self);
  CvkObjectBuilder builder;

  cvk_object_builder_init (&builder);
  add_text (&builder, "uuid", self->uuid);
  add_integer (&builder, "id", self->id);
  add_text (&builder, "host_id", self->host->id);
  add_text (&builder, "topic", cvk_value_lookup_string (self->fields, "topic", "Zoom Meeting"));
  add_integer (&builder, "type", self->type);
  if (cvk_sandbox_meeting_has_time (self))
    add_instant (&builder, "start_time", occurrence != NULL ? occurrence->start : self->start);
  add_integer (&builder, "duration", occurrence != NULL ? occurrence->duration : self->duration);
  add_text (&builder, "timezone", self->zone);
  if (*agenda != '\0')
    cvk_object_builder_append (&builder, "agenda",
                               cvk_value_take_string (g_utf8_substring (
                                 agenda, 0, MIN (g_utf8_strlen (agenda, -1), AGENDA_IN_LISTS))));
  add_instant (&builder, "created_at", self->created);
  add_text (&builder, "join_url", join_url);
  if (uses_pmi (self))
    cvk_object_builder_append (
      &builder, "pmi",
      cvk_value_take_string (g_strdup_printf ("%" G_GINT64_FORMAT, get_link_id (self))));
  return cvk_object_builder_end (&builder);
}
