// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-model-stream.h"

#include <string.h>

#include "base/cvk-json.h"

#define END_MARK "[DONE]"

struct _CvkModelStream
{
  const CvkLanguageModel *model;
  CvkModelAnswer *answer; /* owned */
  GString *line;          /* owned: the beginning of the one that comes */
  GString *event;         /* owned: the data of the event that comes */
  gboolean has_data;      /* the event has any */
  gboolean has_begun;     /* something other than white space has come */
  gboolean is_whole;      /* it is no stream but one JSON text, which some answer with */
  gboolean was_return;    /* the last character was CR */
  CvkModelStreamState state;
};

CvkModelStream *
cvk_model_stream_new (const CvkLanguageModel *model)
{
  CvkModelStream *self = g_new0 (CvkModelStream, 1);

  self->model = model;
  self->answer = cvk_model_answer_new ();
  self->line = g_string_new (NULL);
  self->event = g_string_new (NULL);
  return self;
}

void
cvk_model_stream_free (CvkModelStream *self)
{
  cvk_model_answer_free (self->answer);
  g_string_free (self->line, TRUE);
  g_string_free (self->event, TRUE);
  g_free (self);
}

static void
read_object (CvkModelStream *self, const char *text, size_t length)
{
  g_autoptr (CvkValue) object = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);

  if (object == NULL || !cvk_value_is_object (object))
    {
      self->state = CVK_MODEL_STREAM_DAMAGED;
      return;
    }
  self->model->read_event (self->answer, object);
  if (self->answer->text->len > CVK_MODEL_STREAM_MAX_TEXT ||
      self->answer->refusal->len > CVK_MODEL_STREAM_MAX_TEXT)
    self->state = CVK_MODEL_STREAM_TOO_LONG;
  else if (self->answer->is_ended || self->answer->error != NULL)
    self->state = CVK_MODEL_STREAM_DONE;
}

static void
end_event (CvkModelStream *self)
{
  if (self->has_data && g_str_equal (self->event->str, END_MARK))
    {
      self->answer->is_ended = TRUE;
      self->state = CVK_MODEL_STREAM_DONE;
    }
  else if (self->has_data && self->event->len > 0)
    read_object (self, self->event->str, self->event->len);
  g_string_truncate (self->event, 0);
  self->has_data = FALSE;
}

/* "data: …"; names, ids, times and comments say nothing that the data does not. */
static void
read_event_line (CvkModelStream *self)
{
  const char *data = self->line->str;

  if (self->line->len == 0)
    {
      end_event (self);
      return;
    }
  if (!g_str_has_prefix (data, "data") || (data[4] != ':' && data[4] != '\0'))
    return;
  data += data[4] == ':' ? 5 : 4;
  if (*data == ' ')
    data++;
  if (self->has_data)
    g_string_append_c (self->event, '\n');
  self->has_data = TRUE;
  g_string_append (self->event, data);
  if (self->event->len > CVK_MODEL_STREAM_MAX_EVENT)
    self->state = CVK_MODEL_STREAM_TOO_LONG;
}

static void
end_line (CvkModelStream *self)
{
  if (self->model->stream == CVK_MODEL_STREAM_EVENTS)
    read_event_line (self);
  else if (self->line->len > 0)
    read_object (self, self->line->str, self->line->len);
  g_string_truncate (self->line, 0);
}

static void
take_character (CvkModelStream *self, char c)
{
  gboolean ends_line = (c == '\n' && !self->was_return) || c == '\r';

  if (!self->has_begun && !g_ascii_isspace (c))
    {
      self->has_begun = TRUE;
      self->is_whole = c == '{' && self->model->stream == CVK_MODEL_STREAM_EVENTS;
    }
  if (ends_line && !self->is_whole)
    end_line (self);
  else if ((c != '\n' && c != '\r') || self->is_whole)
    g_string_append_c (self->line, c);
  self->was_return = c == '\r';
  if (self->line->len > CVK_MODEL_STREAM_MAX_EVENT)
    self->state = CVK_MODEL_STREAM_TOO_LONG;
  else if (c == '\0')
    self->state = CVK_MODEL_STREAM_DAMAGED;
}

gboolean
cvk_model_stream_feed (CvkModelStream *self, const char *data, size_t length)
{
  for (size_t i = 0; i < length && self->state == CVK_MODEL_STREAM_READING; i++)
    take_character (self, data[i]);
  return self->state == CVK_MODEL_STREAM_READING;
}

void
cvk_model_stream_end (CvkModelStream *self)
{
  if (self->state != CVK_MODEL_STREAM_READING)
    return;
  if (self->is_whole)
    read_object (self, self->line->str, self->line->len);
  else if (self->line->len > 0)
    end_line (self);
  if (self->state == CVK_MODEL_STREAM_READING)
    end_event (self);
  /* Half of an event: the rest is missing. */
  if (self->state == CVK_MODEL_STREAM_DAMAGED)
    self->state = CVK_MODEL_STREAM_READING;
  if (self->state == CVK_MODEL_STREAM_READING && self->answer->stop != CVK_MODEL_STOP_NOT_YET)
    self->state = CVK_MODEL_STREAM_DONE;
}

CvkModelStreamState
cvk_model_stream_get_state (const CvkModelStream *self)
{
  return self->state;
}

const CvkModelAnswer *
cvk_model_stream_get_answer (const CvkModelStream *self)
{
  return self->answer;
}
