// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-language-model.h"

#include "base/cvk-text.h"

/* What a service says of an error is shown; it is not trusted to be short. */
#define MAX_ERROR_LENGTH 300

/* --- Questions --- */

static void
clear_message (gpointer data)
{
  g_free (((CvkModelMessage *) data)->text);
}

CvkModelQuestion *
cvk_model_question_new (const char *model)
{
  CvkModelQuestion *self = g_new0 (CvkModelQuestion, 1);

  self->model = g_strdup (model);
  self->messages = g_array_new (FALSE, FALSE, sizeof (CvkModelMessage));
  g_array_set_clear_func (self->messages, clear_message);
  return self;
}

void
cvk_model_question_free (CvkModelQuestion *self)
{
  g_array_unref (self->messages);
  g_clear_pointer (&self->temperature, cvk_value_unref);
  g_clear_pointer (&self->schema, cvk_value_unref);
  g_free (self->model);
  g_free (self->system);
  g_free (self);
}

void
cvk_model_question_add (CvkModelQuestion *self, CvkModelRole role, const char *text)
{
  CvkModelMessage message = { role, g_strdup (text) };

  g_array_append_val (self->messages, message);
}

static void
append_message (CvkArrayBuilder *messages, const char *role, const char *text)
{
  cvk_array_builder_append (messages,
                            cvk_value_new_object ("role", cvk_value_new_string (role), "content",
                                                  cvk_value_new_string (text), NULL));
}

CvkValue *
cvk_model_question_make_messages (const CvkModelQuestion *self, gboolean with_system)
{
  g_auto (CvkArrayBuilder) messages = { NULL };

  cvk_array_builder_init (&messages);
  if (with_system && self->system != NULL)
    append_message (&messages, "system", self->system);
  for (unsigned i = 0; i < self->messages->len; i++)
    {
      const CvkModelMessage *message = &g_array_index (self->messages, CvkModelMessage, i);

      append_message (&messages, message->role == CVK_MODEL_ROLE_ASSISTANT ? "assistant" : "user",
                      message->text);
    }
  return cvk_array_builder_end (&messages);
}

/* --- Answers --- */

CvkModelAnswer *
cvk_model_answer_new (void)
{
  CvkModelAnswer *self = g_new0 (CvkModelAnswer, 1);

  self->text = g_string_new (NULL);
  self->refusal = g_string_new (NULL);
  self->tokens_in = -1;
  self->tokens_out = -1;
  return self;
}

void
cvk_model_answer_free (CvkModelAnswer *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->refusal, TRUE);
  g_free (self->model);
  g_free (self->error);
  g_free (self);
}

void
cvk_model_answer_set_error (CvkModelAnswer *self, const char *message, gboolean may_pass)
{
  if (self->error != NULL)
    return;
  self->error = cvk_text_shorten (message, MAX_ERROR_LENGTH);
  self->may_pass = may_pass;
}

const char *
cvk_model_stop_to_string (CvkModelStop stop)
{
  static const char *const names[] = { "", "end", "length", "context", "refusal", "filter" };

  return names[stop];
}

/* --- Services --- */

const CvkLanguageModel *
cvk_language_model_find (const char *connector)
{
  static const CvkLanguageModel *const models[] = { &cvk_openai_model, &cvk_anthropic_model,
                                                    &cvk_ollama_model };

  for (size_t i = 0; i < G_N_ELEMENTS (models); i++)
    if (g_strcmp0 (models[i]->connector, connector) == 0)
      return models[i];
  return NULL;
}

const char *
cvk_language_model_find_text (const CvkValue *value,
                              const char *outer,
                              const char *inner,
                              const char *fallback)
{
  return cvk_value_lookup_string (cvk_value_get_member (value, outer), inner, fallback);
}

CvkValue *
cvk_language_model_list (const CvkValue *models, const char *id, const char *title)
{
  g_auto (CvkArrayBuilder) builder = { NULL };

  if (models == NULL || !cvk_value_is_array (models))
    return NULL;
  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (models); i++)
    {
      const CvkValue *model = cvk_value_get_element (models, i);
      const char *name = cvk_value_lookup_string (model, id, NULL);

      if (name != NULL)
        cvk_array_builder_append (
          &builder, cvk_value_new_object (
                      "id", cvk_value_new_string (name), "title",
                      cvk_value_new_string (cvk_value_lookup_string (model, title, name)), NULL));
    }
  return cvk_array_builder_end (&builder);
}
