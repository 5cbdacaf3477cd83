// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulated-zoom.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"

#define FIRST_ID INT64_C (85000000001)
#define PAGE_SIZE 4

struct _CvkSimulatedZoom
{
  GPtrArray *meetings; /* owned CvkSimulatedMeeting, by id */
  int64_t lag;
};

static void
free_meeting (CvkSimulatedMeeting *meeting)
{
  g_free (meeting->topic);
  g_free (meeting->start_time);
  g_free (meeting->agenda);
  g_free (meeting);
}

CvkSimulatedZoom *
cvk_simulated_zoom_new (int64_t lag)
{
  CvkSimulatedZoom *self = g_new0 (CvkSimulatedZoom, 1);

  self->meetings = g_ptr_array_new_with_free_func ((GDestroyNotify) free_meeting);
  self->lag = lag;
  return self;
}

void
cvk_simulated_zoom_free (CvkSimulatedZoom *self)
{
  g_ptr_array_unref (self->meetings);
  g_free (self);
}

GPtrArray *
cvk_simulated_zoom_get_meetings (CvkSimulatedZoom *self)
{
  return self->meetings;
}

static CvkSimulatedMeeting *
add (CvkSimulatedZoom *self, const char *topic, const char *start_time, int64_t created)
{
  CvkSimulatedMeeting *meeting = g_new0 (CvkSimulatedMeeting, 1);

  meeting->id = FIRST_ID + self->meetings->len;
  meeting->topic = g_strdup (topic);
  meeting->start_time = g_strdup (start_time);
  meeting->duration = 30;
  meeting->created = created;
  g_ptr_array_add (self->meetings, meeting);
  return meeting;
}

void
cvk_simulated_zoom_add (CvkSimulatedZoom *self,
                        const char *topic,
                        const char *start_time,
                        int64_t created)
{
  add (self, topic, start_time, created);
}

/* --- Answering --- */

CvkHttpResponse *
cvk_simulated_zoom_make_reply (unsigned status, const char *body)
{
  CvkHttpResponse *response = g_new0 (CvkHttpResponse, 1);

  response->status = status;
  response->body = g_bytes_new (body, strlen (body));
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (response->headers, g_strdup ("content-type"), g_strdup ("application/json"));
  return response;
}

static CvkHttpResponse *
reply_with (unsigned status, CvkValue *value)
{
  g_autoptr (CvkValue) owned = value;
  g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

  return cvk_simulated_zoom_make_reply (status, json);
}

static CvkHttpResponse *
reply_missing (void)
{
  return cvk_simulated_zoom_make_reply (404,
                                        "{\"code\":3001,\"message\":\"Meeting does not exist.\"}");
}

static CvkValue *
describe (const CvkSimulatedMeeting *meeting)
{
  g_autofree char *created =
    cvk_instant_to_utc_string (meeting->created - meeting->created % (int64_t) G_USEC_PER_SEC);

  return cvk_value_new_object (
    "id", cvk_value_new_integer (meeting->id), "topic", cvk_value_new_string (meeting->topic),
    "type", cvk_value_new_integer (2), "start_time", cvk_value_new_string (meeting->start_time),
    "duration", cvk_value_new_integer (meeting->duration), "timezone", cvk_value_new_string ("UTC"),
    "agenda", cvk_value_new_string (meeting->agenda != NULL ? meeting->agenda : ""), "created_at",
    cvk_value_new_string (created), "join_url", cvk_value_new_string ("https://zoom.test/j/1"),
    NULL);
}

static gboolean
is_listed (const CvkSimulatedZoom *self, const CvkSimulatedMeeting *meeting, int64_t wall)
{
  return meeting->created + self->lag <= wall &&
         (meeting->deleted == 0 || meeting->deleted + self->lag > wall);
}

/* A page goes on behind the meeting that its token names. */
static CvkHttpResponse *
answer_list (CvkSimulatedZoom *self, const char *query, int64_t wall)
{
  const char *token = strstr (query, "next_page_token=");
  int64_t after =
    token != NULL ? g_ascii_strtoll (token + strlen ("next_page_token="), NULL, 10) : 0;
  g_auto (CvkArrayBuilder) page = { 0 };
  g_autofree char *next = NULL;
  unsigned count = 0;
  int64_t last = 0;

  cvk_array_builder_init (&page);
  for (unsigned i = 0; i < self->meetings->len && next == NULL; i++)
    {
      const CvkSimulatedMeeting *meeting = g_ptr_array_index (self->meetings, i);

      if (meeting->id <= after || !is_listed (self, meeting, wall))
        continue;
      if (count++ == PAGE_SIZE)
        next = g_strdup_printf ("%" G_GINT64_FORMAT, last);
      else
        cvk_array_builder_append (&page, describe (meeting));
      last = meeting->id;
    }
  return reply_with (200, cvk_value_new_object ("page_size", cvk_value_new_integer (PAGE_SIZE),
                                                "next_page_token",
                                                cvk_value_new_string (next != NULL ? next : ""),
                                                "meetings", cvk_array_builder_end (&page), NULL));
}

static CvkHttpResponse *
answer_create (CvkSimulatedZoom *self, const CvkValue *body, int64_t wall)
{
  CvkSimulatedMeeting *meeting = add (self, cvk_value_lookup_string (body, "topic", ""),
                                      cvk_value_lookup_string (body, "start_time", ""), wall);

  meeting->is_ours = TRUE;
  return reply_with (201, describe (meeting));
}

static CvkHttpResponse *
answer_meeting (CvkSimulatedZoom *self,
                const char *method,
                int64_t id,
                const CvkValue *body,
                int64_t wall)
{
  int64_t index = id - FIRST_ID;
  CvkSimulatedMeeting *meeting = index >= 0 && index < self->meetings->len
                                   ? g_ptr_array_index (self->meetings, (unsigned) index)
                                   : NULL;

  if (meeting == NULL || meeting->deleted != 0)
    return reply_missing ();
  if (g_str_equal (method, "GET"))
    return reply_with (200, describe (meeting));
  if (g_str_equal (method, "DELETE"))
    meeting->deleted = wall;
  else
    {
      g_free (meeting->agenda);
      meeting->agenda = g_strdup (cvk_value_lookup_string (body, "agenda", ""));
    }
  return cvk_simulated_zoom_make_reply (204, "");
}

CvkHttpResponse *
cvk_simulated_zoom_answer (CvkSimulatedZoom *self,
                           const char *method,
                           const char *target,
                           GBytes *body,
                           int64_t wall)
{
  static const char users[] = "/v2/users/me/meetings";
  static const char meetings[] = "/v2/meetings/";
  size_t size = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &size) : NULL;
  g_autoptr (CvkValue) value =
    text != NULL ? cvk_value_from_json (text, (gssize) size, CVK_JSON_STRICT, NULL) : NULL;

  if (g_str_has_prefix (target, users) && g_str_equal (method, "POST"))
    return answer_create (self, value, wall);
  if (g_str_has_prefix (target, users))
    return answer_list (self, target + strlen (users), wall);
  g_assert_true (g_str_has_prefix (target, meetings));
  return answer_meeting (self, method, g_ascii_strtoll (target + strlen (meetings), NULL, 10),
                         value, wall);
}
