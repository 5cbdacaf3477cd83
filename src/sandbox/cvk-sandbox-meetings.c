// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-meetings.h"

#include <string.h>

#include "base/cvk-random.h"
#include "sandbox/cvk-sandbox-journal.h"
#include "sandbox/cvk-sandbox-rates.h"

struct _CvkSandboxMeetings
{
  GHashTable *by_id; /* int64_t * in the meeting -> meeting; those that exist */
  GPtrArray *all;    /* owns them */
  int64_t next_sequence;
};

CvkSandboxMeetings *
cvk_sandbox_meetings_new (void)
{
  CvkSandboxMeetings *self = g_new0 (CvkSandboxMeetings, 1);

  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_sandbox_meeting_free);
  return self;
}

void
cvk_sandbox_meetings_free (CvkSandboxMeetings *self)
{
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->all);
  g_free (self);
}

static void
load_meeting_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandbox *sandbox = user_data;
  CvkSandboxMeetings *self = sandbox->meetings;
  CvkSandboxMeeting *meeting = cvk_sandbox_meeting_from_value (value, sandbox->accounts);

  if (meeting == NULL)
    return;
  g_hash_table_insert (self->by_id, &meeting->id, meeting);
  g_ptr_array_add (self->all, meeting);
  self->next_sequence = MAX (self->next_sequence, meeting->sequence + 1);
}

static int
compare_sequences (gconstpointer a, gconstpointer b)
{
  const CvkSandboxMeeting *const *first = a;
  const CvkSandboxMeeting *const *second = b;

  return ((*first)->sequence > (*second)->sequence) - ((*first)->sequence < (*second)->sequence);
}

gboolean
cvk_sandbox_meetings_load (CvkSandbox *sandbox, GError **error)
{
  if (!cvk_sandbox_state_load (sandbox->state, "meeting", load_meeting_cb, sandbox, error))
    return FALSE;
  g_ptr_array_sort (sandbox->meetings->all, compare_sequences);
  return TRUE;
}

CvkSandboxMeeting *
cvk_sandbox_meetings_find (CvkSandbox *sandbox, int64_t id)
{
  CvkSandboxMeeting *meeting = g_hash_table_lookup (sandbox->meetings->by_id, &id);
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock) / G_USEC_PER_SEC;

  return meeting != NULL && cvk_sandbox_meeting_get_expiry (meeting) > now ? meeting : NULL;
}

GPtrArray *
cvk_sandbox_meetings_get_all (CvkSandbox *sandbox)
{
  GPtrArray *all = sandbox->meetings->all;
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);
  unsigned kept = 0;
  gboolean gone = FALSE;

  for (unsigned i = 0; i < all->len && !gone; i++)
    {
      const CvkSandboxMeeting *meeting = g_ptr_array_index (all, i);

      gone = meeting->hidden != 0 && meeting->hidden <= now;
    }
  for (unsigned i = 0; i < all->len && gone; i++)
    {
      CvkSandboxMeeting *meeting = g_ptr_array_index (all, i);

      if (meeting->hidden != 0 && meeting->hidden <= now)
        cvk_sandbox_meeting_free (meeting);
      else
        all->pdata[kept++] = meeting;
    }
  if (gone)
    all->len = kept;
  return all;
}

static uint64_t
get_random (void)
{
  g_autoptr (GError) error = NULL;
  uint64_t number;

  if (!cvk_random_fill (&number, sizeof number, &error))
    g_error ("%s", error->message);
  return number;
}

/* Eleven digits, the first of them 7 to 9, as Zoom makes them today. */
static int64_t
make_id (CvkSandbox *sandbox)
{
  int64_t id;

  do
    id = INT64_C (70000000000) + (int64_t) (get_random () % UINT64_C (30000000000));
  while (g_hash_table_contains (sandbox->meetings->by_id, &id));
  return id;
}

/* Base64 of sixteen bytes. Every eighth starts with "/", another eighth holds "//": such ids need
 * encoding twice in a path, which is easily forgotten. */
static char *
make_uuid (void)
{
  uint64_t bytes[2] = { get_random (), get_random () };
  uint8_t *octets = (uint8_t *) bytes;
  unsigned choice = (unsigned) (get_random () % 8);

  if (choice == 0)
    octets[0] = 0xff;
  else if (choice == 1)
    memset (octets + 3, 0xff, 3);
  return g_base64_encode (octets, sizeof bytes);
}

void
cvk_sandbox_meetings_add (CvkSandbox *sandbox, CvkSandboxMeeting *meeting)
{
  CvkSandboxMeetings *self = sandbox->meetings;
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);

  meeting->id = make_id (sandbox);
  meeting->uuid = make_uuid ();
  meeting->sequence = self->next_sequence++;
  meeting->created = now / G_USEC_PER_SEC;
  meeting->visible = now + sandbox->list_lag * 1000;
  g_hash_table_insert (self->by_id, &meeting->id, meeting);
  g_ptr_array_add (self->all, meeting);
  cvk_sandbox_meetings_keep (sandbox, meeting);
}

void
cvk_sandbox_meetings_keep (CvkSandbox *sandbox, CvkSandboxMeeting *meeting)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, meeting->id);
  g_autoptr (CvkValue) value = NULL;

  meeting->last_used = cvk_sandbox_clock_get_now (&sandbox->clock) / G_USEC_PER_SEC;
  value = cvk_sandbox_meeting_to_value (meeting);
  cvk_sandbox_state_put (sandbox->state, "meeting", id, value);
}

void
cvk_sandbox_meetings_remove (CvkSandbox *sandbox, CvkSandboxMeeting *meeting)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, meeting->id);

  meeting->hidden = cvk_sandbox_clock_get_now (&sandbox->clock) + sandbox->list_lag * 1000;
  g_hash_table_remove (sandbox->meetings->by_id, &meeting->id);
  cvk_sandbox_state_put (sandbox->state, "meeting", id, NULL);
}

/* The actions */

static CvkSandboxReply *
refuse_occurrence (const CvkSandboxRequest *request)
{
  return cvk_sandbox_reply_new_error (request, 400, 300, "Invalid parameter: occurrence_id.", NULL);
}

static gboolean
asks_for (const CvkSandboxRequest *request, const char *name)
{
  return g_strcmp0 (cvk_sandbox_request_get_parameter (request, name), "true") == 0;
}

CvkSandboxReply *
cvk_sandbox_create_meeting (CvkSandbox *sandbox,
                            const CvkSandboxRequest *request,
                            CvkSandboxUser *user)
{
  CvkSandboxReply *refusal = NULL;
  g_autoptr (CvkValue) input = NULL;
  g_autoptr (CvkValue) described = NULL;
  CvkSandboxMeeting *meeting;
  CvkSandboxUser *host;

  input = cvk_sandbox_read_meeting (sandbox, request, CVK_SANDBOX_CREATE, user, NULL, &refusal);
  if (input == NULL)
    return refusal;
  host = cvk_sandbox_choose_host (sandbox, input, user);
  refusal = cvk_sandbox_rates_check_host (sandbox, request, host);
  if (refusal != NULL)
    return refusal;
  meeting = cvk_sandbox_meeting_new ();
  meeting->host = host;
  meeting->settings = cvk_value_ref (cvk_sandbox_default_settings ());
  cvk_sandbox_apply_fields (sandbox, meeting, input, TRUE);
  cvk_sandbox_meetings_add (sandbox, meeting);
  cvk_sandbox_rates_count_host (sandbox, host);
  cvk_sandbox_journal_add_effect (sandbox->journal, request, meeting->id);
  described = cvk_sandbox_meeting_describe (meeting, sandbox, NULL, FALSE, TRUE);
  return cvk_sandbox_reply_new_json (201, described);
}

CvkSandboxReply *
cvk_sandbox_get_meeting (CvkSandbox *sandbox,
                         const CvkSandboxRequest *request,
                         CvkSandboxMeeting *meeting)
{
  const char *id = cvk_sandbox_request_get_parameter (request, "occurrence_id");
  const CvkSandboxOccurrence *occurrence =
    id != NULL ? cvk_sandbox_meeting_find_occurrence (meeting, id) : NULL;
  g_autoptr (CvkValue) described = NULL;

  if (id != NULL && occurrence == NULL)
    return refuse_occurrence (request);
  described = cvk_sandbox_meeting_describe (meeting, sandbox, occurrence,
                                            asks_for (request, "show_previous_occurrences"), FALSE);
  return cvk_sandbox_reply_new_json (200, described);
}

static void
update_occurrence (CvkSandbox *sandbox,
                   CvkSandboxMeeting *meeting,
                   CvkSandboxOccurrence *occurrence,
                   const CvkValue *input)
{
  const char *start = cvk_value_lookup_string (input, "start_time", NULL);
  const CvkValue *settings = cvk_value_get_member (input, "settings");
  const CvkValue *earlier = cvk_value_get_member (occurrence->changes, "settings");
  CvkObjectBuilder builder, merged;
  int64_t instant;

  if (start != NULL &&
      cvk_sandbox_parse_start (start, cvk_value_lookup_string (input, "timezone", meeting->zone),
                               &instant) &&
      instant >= cvk_sandbox_clock_get_now (&sandbox->clock) / G_USEC_PER_SEC)
    occurrence->start = instant;
  occurrence->duration = cvk_value_lookup_integer (input, "duration", occurrence->duration);
  cvk_object_builder_init_from (&builder, occurrence->changes);
  if (cvk_value_get_member (input, "agenda") != NULL)
    cvk_object_builder_set (&builder, "agenda",
                            cvk_value_ref (cvk_value_get_member (input, "agenda")));
  cvk_object_builder_init_from (&merged, earlier);
  for (size_t i = 0; settings != NULL && i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (settings, i, &name, &value);
      cvk_object_builder_set (&merged, name, cvk_value_ref (value));
    }
  cvk_object_builder_set (&builder, "settings", cvk_object_builder_end (&merged));
  g_clear_pointer (&occurrence->changes, cvk_value_unref);
  occurrence->changes = cvk_object_builder_end (&builder);
}

CvkSandboxReply *
cvk_sandbox_update_meeting (CvkSandbox *sandbox,
                            const CvkSandboxRequest *request,
                            CvkSandboxMeeting *meeting)
{
  const char *id = cvk_sandbox_request_get_parameter (request, "occurrence_id");
  CvkSandboxOccurrence *occurrence =
    id != NULL ? cvk_sandbox_meeting_find_occurrence (meeting, id) : NULL;
  CvkSandboxReply *refusal = cvk_sandbox_rates_check_host (sandbox, request, meeting->host);
  g_autoptr (CvkValue) input = NULL;

  if (refusal != NULL)
    return refusal;
  if (id != NULL && (occurrence == NULL || occurrence->deleted))
    return refuse_occurrence (request);
  input = cvk_sandbox_read_meeting (sandbox, request,
                                    id != NULL ? CVK_SANDBOX_OCCURRENCE : CVK_SANDBOX_UPDATE,
                                    meeting->host, meeting, &refusal);
  if (input == NULL)
    return refusal;
  if (occurrence != NULL)
    update_occurrence (sandbox, meeting, occurrence, input);
  else
    cvk_sandbox_apply_fields (sandbox, meeting, input, FALSE);
  cvk_sandbox_meetings_keep (sandbox, meeting);
  cvk_sandbox_rates_count_host (sandbox, meeting->host);
  cvk_sandbox_journal_add_effect (sandbox->journal, request, meeting->id);
  return cvk_sandbox_reply_new (204);
}

CvkSandboxReply *
cvk_sandbox_delete_meeting (CvkSandbox *sandbox,
                            const CvkSandboxRequest *request,
                            CvkSandboxMeeting *meeting)
{
  const char *id = cvk_sandbox_request_get_parameter (request, "occurrence_id");
  CvkSandboxOccurrence *occurrence =
    id != NULL ? cvk_sandbox_meeting_find_occurrence (meeting, id) : NULL;

  if (id != NULL && (occurrence == NULL || occurrence->deleted))
    return refuse_occurrence (request);
  if (occurrence != NULL)
    {
      occurrence->deleted = TRUE;
      cvk_sandbox_meetings_keep (sandbox, meeting);
    }
  else
    cvk_sandbox_meetings_remove (sandbox, meeting);
  cvk_sandbox_journal_add_effect (sandbox->journal, request, meeting->id);
  return cvk_sandbox_reply_new (204);
}
