// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkModelQuestion:
 *
 * What a language model is asked, whatever service it is at. Plain data, filled in by its maker.
 */
typedef enum
{
  CVK_MODEL_ROLE_USER,
  CVK_MODEL_ROLE_ASSISTANT,
} CvkModelRole;

typedef struct
{
  CvkModelRole role;
  char *text; /* owned */
} CvkModelMessage;

typedef struct
{
  char *model;              /* owned: as the service names it */
  char *system;             /* owned, nullable: how to answer */
  GArray *messages;         /* owned CvkModelMessage */
  CvkValue *temperature;    /* owned, nullable: a number; NULL: as the service has it */
  int64_t max_tokens;       /* of the answer; 0: as the service has it */
  CvkValue *schema;         /* owned, nullable: the answer is to be JSON of this schema */
  gboolean is_strict;       /* every member of the schema is required, and there are no others */
  gboolean is_unstructured; /* the service did not take the schema: the words have to do */
} CvkModelQuestion;

CvkModelQuestion *cvk_model_question_new (const char *model) G_GNUC_WARN_UNUSED_RESULT;
void cvk_model_question_free (CvkModelQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkModelQuestion, cvk_model_question_free)
void cvk_model_question_add (CvkModelQuestion *self, CvkModelRole role, const char *text);
/* [{"role","content"}], as most services take them; @with_system: what is said to the model in
 * advance stands first among them. (transfer full) */
CvkValue *cvk_model_question_make_messages (const CvkModelQuestion *self, gboolean with_system)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * CvkModelAnswer:
 *
 * What has come of an answer so far.
 */
typedef enum
{
  CVK_MODEL_STOP_NOT_YET,
  CVK_MODEL_STOP_END,
  CVK_MODEL_STOP_LENGTH,  /* the most tokens that were allowed */
  CVK_MODEL_STOP_CONTEXT, /* the most that the model can hold */
  CVK_MODEL_STOP_REFUSAL, /* the model does not want to */
  CVK_MODEL_STOP_FILTER,  /* the service does not let it */
} CvkModelStop;

typedef struct
{
  GString *text;                 /* owned */
  GString *refusal;              /* owned: what the model says in place of an answer */
  char *model;                   /* owned, nullable: the one that answers, as the service says */
  int64_t tokens_in, tokens_out; /* -1: not said */
  CvkModelStop stop;
  gboolean is_ended; /* the service has said that nothing more comes */
  char *error;       /* owned, nullable: what went wrong in the middle, in the service's words */
  gboolean may_pass; /* of @error: asking again may help */
} CvkModelAnswer;

CvkModelAnswer *cvk_model_answer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_model_answer_free (CvkModelAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkModelAnswer, cvk_model_answer_free)
/* Of services' words too long to be shown, the beginning. Keeps the first error. */
void cvk_model_answer_set_error (CvkModelAnswer *self, const char *message, gboolean may_pass);
/* "end", "length", "context", "refusal", "filter". */
const char *cvk_model_stop_to_string (CvkModelStop stop);

/**
 * CvkLanguageModel:
 *
 * How one kind of service is spoken to; the facts with their sources are in
 * connectors/language-models.md. Constant and without state.
 */
typedef struct _CvkLanguageModel CvkLanguageModel;

typedef enum
{
  CVK_MODEL_STREAM_EVENTS, /* server-sent events (HTML Living Standard, section 9.2) */
  CVK_MODEL_STREAM_LINES,  /* a JSON text in each line */
} CvkModelStreamKind;

struct _CvkLanguageModel
{
  const char *connector; /* its id */
  CvkModelStreamKind stream;

  const char *ask_path; /* below the connection's address; asked with POST */
  /* @host: who is asked, because not all take the same. (transfer full) */
  CvkValue *(*make_body) (const CvkModelQuestion *question, const char *host);
  /* One object of the stream, or the only one of an answer that is no stream. */
  void (*read_event) (CvkModelAnswer *answer, const CvkValue *event);

  const char *list_path; /* asked with GET */
  /* {"id", "title"} of each model in the reply to that; NULL when it is none. (transfer full)
   * (nullable) */
  CvkValue *(*read_list) (const CvkValue *reply);
};

extern const CvkLanguageModel cvk_openai_model;
extern const CvkLanguageModel cvk_anthropic_model;
extern const CvkLanguageModel cvk_ollama_model;

/* How connections of @connector are spoken to. (nullable) */
const CvkLanguageModel *cvk_language_model_find (const char *connector);
/* The members of that name, one below the other: "error", "message". The last one's text, or
 * @fallback. */
const char *cvk_language_model_find_text (const CvkValue *value,
                                          const char *outer,
                                          const char *inner,
                                          const char *fallback);
/* {"id", "title"} of each object in the array @models (nullable), by the members @id and @title.
 * (transfer full) (nullable) */
CvkValue *cvk_language_model_list (const CvkValue *models, const char *id, const char *title)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
