// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-question.h"

#include <glib/gi18n-lib.h>

#define MAX_CHOICES 3

typedef struct
{
  const char *name;
  const char *label; /* marked for translation */
  gboolean looks_again;
  gboolean is_risky;
} Choice;

typedef struct
{
  const char *name;
  unsigned n_choices;
  Choice choices[MAX_CHOICES];
} Kind;

static const Kind kinds[] = {
  [CVK_QUESTION_OUTCOME_UNKNOWN] = { "outcome-unknown",
                                     3,
                                     { { "check", N_ ("Check again"), TRUE, FALSE },
                                       { "again", N_ ("Send again"), FALSE, TRUE },
                                       { "done", N_ ("Treat as done"), FALSE, FALSE } } },
  [CVK_QUESTION_REQUEST_DIFFERS] = { "request-differs",
                                     2,
                                     { { "again", N_ ("Send as it is now"), FALSE, TRUE },
                                       { "skip", N_ ("Skip"), FALSE, FALSE } } },
  [CVK_QUESTION_APPROVAL] = { "approval",
                              2,
                              { { "approve", N_ ("Approve"), FALSE, FALSE },
                                { "decline", N_ ("Decline"), FALSE, FALSE } } },
  [CVK_QUESTION_MANY_DELETES] = { "many-deletes",
                                  2,
                                  { { "approve", N_ ("Delete"), FALSE, TRUE },
                                    { "decline", N_ ("Keep"), FALSE, FALSE } } },
  [CVK_QUESTION_QUOTA] = { "quota",
                           2,
                           { { "wait", N_ ("Spread over days"), FALSE, FALSE },
                             { "stop", N_ ("Stop"), FALSE, FALSE } } },
  [CVK_QUESTION_WAIT] = { "wait", 1, { { "continue", N_ ("Continue now"), FALSE, FALSE } } },
};

struct _CvkQuestion
{
  unsigned ref_count;
  CvkQuestionKind kind;
  CvkProblem *text;            /* owned */
  char *labels[MAX_CHOICES];   /* owned, nullable: other words */
  char *id;                    /* owned, nullable */
  char *run;                   /* owned, nullable */
  int64_t since;               /* 0: none */
  int64_t deadline;            /* 0: none */
  const char *deadline_choice; /* static, nullable */
  CvkAnswer *answer;           /* owned, nullable */
};

G_DEFINE_BOXED_TYPE (CvkQuestion, cvk_question, cvk_question_ref, cvk_question_unref)

const char *
cvk_question_kind_to_string (CvkQuestionKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);
  return kinds[kind].name;
}

/* --- Answers --- */

CvkAnswer *
cvk_answer_new (const char *choice, const char *text, gboolean by_deadline, int64_t wall)
{
  CvkAnswer *self = g_new0 (CvkAnswer, 1);

  self->choice = g_strdup (choice);
  self->text = g_strdup (text);
  self->by_deadline = by_deadline;
  self->wall = wall;
  return self;
}

CvkAnswer *
cvk_answer_copy (const CvkAnswer *self)
{
  return cvk_answer_new (self->choice, self->text, self->by_deadline, self->wall);
}

void
cvk_answer_free (CvkAnswer *self)
{
  g_free (self->choice);
  g_free (self->text);
  g_free (self);
}

CvkValue *
cvk_answer_to_value (const CvkAnswer *self)
{
  return cvk_value_new_object ("choice", cvk_value_new_string (self->choice), "text",
                               cvk_value_new_string (self->text), "by",
                               cvk_value_new_string (self->by_deadline ? "deadline" : "person"),
                               "wall", cvk_value_new_integer (self->wall), NULL);
}

static CvkAnswer *
read_answer (const CvkValue *value)
{
  const char *choice = cvk_value_lookup_string (value, "choice", NULL);

  if (choice == NULL)
    return NULL;
  return cvk_answer_new (choice, cvk_value_lookup_string (value, "text", NULL),
                         g_str_equal (cvk_value_lookup_string (value, "by", "person"), "deadline"),
                         cvk_value_lookup_integer (value, "wall", 0));
}

/* --- Questions --- */

CvkQuestion *
cvk_question_new (CvkQuestionKind kind, CvkProblem *text)
{
  CvkQuestion *self = NULL;

  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds) && text != NULL, NULL);

  self = g_new0 (CvkQuestion, 1);
  self->ref_count = 1;
  self->kind = kind;
  self->text = text;
  return self;
}

CvkQuestion *
cvk_question_ref (CvkQuestion *self)
{
  self->ref_count++;
  return self;
}

void
cvk_question_unref (CvkQuestion *self)
{
  if (--self->ref_count > 0)
    return;
  cvk_problem_unref (self->text);
  for (unsigned i = 0; i < MAX_CHOICES; i++)
    g_free (self->labels[i]);
  g_clear_pointer (&self->answer, cvk_answer_free);
  g_free (self->id);
  g_free (self->run);
  g_free (self);
}

void
cvk_question_set_label (CvkQuestion *self, const char *choice, const char *label)
{
  int index = cvk_question_find_choice (self, choice);

  g_return_if_fail (index >= 0);

  g_free (self->labels[index]);
  self->labels[index] = g_strdup (label);
}

void
cvk_question_set_deadline (CvkQuestion *self, int64_t instant, const char *choice)
{
  int index = cvk_question_find_choice (self, choice);

  g_return_if_fail (index >= 0);

  self->deadline = instant;
  self->deadline_choice = kinds[self->kind].choices[index].name;
}

void
cvk_question_set_since (CvkQuestion *self, int64_t instant)
{
  self->since = instant;
}

char *
cvk_question_make_id (CvkQuestionKind kind, const char *run, const char *node, uint64_t descent)
{
  return g_strdup_printf ("%s/%s/%016" G_GINT64_MODIFIER "x/%s", run, node, descent,
                          cvk_question_kind_to_string (kind));
}

void
cvk_question_set_place (CvkQuestion *self,
                        const char *run,
                        const char *node,
                        uint64_t descent,
                        int64_t item)
{
  CvkProblem *text = cvk_problem_copy (self->text);

  /* The text may be known elsewhere by now, with another place. */
  cvk_problem_unref (self->text);
  self->text = text;
  cvk_problem_set_node (text, node);
  cvk_problem_set_item (text, item);
  g_free (self->id);
  self->id = cvk_question_make_id (self->kind, run, node, descent);
  g_free (self->run);
  self->run = g_strdup (run);
}

const char *
cvk_question_get_id (const CvkQuestion *self)
{
  return self->id;
}

const char *
cvk_question_get_run (const CvkQuestion *self)
{
  return self->run;
}

const char *
cvk_question_get_node (const CvkQuestion *self)
{
  return cvk_problem_get_node (self->text);
}

CvkQuestionKind
cvk_question_get_kind (const CvkQuestion *self)
{
  return self->kind;
}

int64_t
cvk_question_get_item (const CvkQuestion *self)
{
  return cvk_problem_get_item (self->text);
}

const CvkProblem *
cvk_question_get_text (const CvkQuestion *self)
{
  return self->text;
}

int64_t
cvk_question_get_deadline (const CvkQuestion *self)
{
  return self->deadline;
}

const char *
cvk_question_get_deadline_choice (const CvkQuestion *self)
{
  return self->deadline_choice;
}

const CvkAnswer *
cvk_question_get_answer (const CvkQuestion *self)
{
  return self->answer;
}

gboolean
cvk_question_is_for_person (const CvkQuestion *self)
{
  return self->kind != CVK_QUESTION_WAIT;
}

unsigned
cvk_question_get_n_choices (const CvkQuestion *self)
{
  return kinds[self->kind].n_choices;
}

const char *
cvk_question_get_choice (const CvkQuestion *self, unsigned index)
{
  g_return_val_if_fail (index < kinds[self->kind].n_choices, NULL);
  return kinds[self->kind].choices[index].name;
}

int
cvk_question_find_choice (const CvkQuestion *self, const char *name)
{
  const Kind *kind = &kinds[self->kind];

  for (unsigned i = 0; name != NULL && i < kind->n_choices; i++)
    if (g_str_equal (kind->choices[i].name, name))
      return (int) i;
  return -1;
}

static const char *
get_label (const CvkQuestion *self, unsigned index)
{
  return self->labels[index] != NULL ? self->labels[index] : kinds[self->kind].choices[index].label;
}

/* The label's placeholders are filled in as those of the text are. */
char *
cvk_question_dup_label (const CvkQuestion *self, unsigned index)
{
  g_autoptr (CvkValue) text = cvk_problem_to_value (self->text);
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (CvkProblem) label = NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };

  g_return_val_if_fail (index < kinds[self->kind].n_choices, NULL);

  cvk_object_builder_init_from (&builder, text);
  cvk_object_builder_set (&builder, "message_id", cvk_value_new_string (get_label (self, index)));
  value = cvk_object_builder_end (&builder);
  label = cvk_problem_from_value (value);
  return cvk_problem_dup_message (label);
}

gboolean
cvk_question_is_final (const CvkQuestion *self, unsigned index)
{
  g_return_val_if_fail (index < kinds[self->kind].n_choices, FALSE);
  return !kinds[self->kind].choices[index].looks_again;
}

gboolean
cvk_question_is_risky (const CvkQuestion *self, unsigned index)
{
  g_return_val_if_fail (index < kinds[self->kind].n_choices, FALSE);
  return kinds[self->kind].choices[index].is_risky;
}

/* --- As a value --- */

static CvkValue *
choices_to_value (const CvkQuestion *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < cvk_question_get_n_choices (self); i++)
    cvk_array_builder_append (
      &builder,
      cvk_value_new_object ("name", cvk_value_new_string (cvk_question_get_choice (self, i)),
                            "label", cvk_value_new_string (get_label (self, i)), "final",
                            cvk_value_new_boolean (cvk_question_is_final (self, i)), "risky",
                            cvk_value_new_boolean (cvk_question_is_risky (self, i)), NULL));
  return cvk_array_builder_end (&builder);
}

static void
set_text (CvkObjectBuilder *builder, const char *name, const char *text)
{
  if (text != NULL)
    cvk_object_builder_set (builder, name, cvk_value_new_string (text));
}

CvkValue *
cvk_question_to_value (const CvkQuestion *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  set_text (&builder, "id", self->id);
  set_text (&builder, "run", self->run);
  set_text (&builder, "node", cvk_question_get_node (self));
  if (cvk_question_get_item (self) >= 0)
    cvk_object_builder_set (&builder, "item", cvk_value_new_integer (cvk_question_get_item (self)));
  set_text (&builder, "kind", cvk_question_kind_to_string (self->kind));
  cvk_object_builder_set (&builder, "text", cvk_problem_to_value (self->text));
  cvk_object_builder_set (&builder, "choices", choices_to_value (self));
  if (self->since != 0)
    cvk_object_builder_set (&builder, "since", cvk_value_new_integer (self->since));
  if (self->deadline != 0)
    {
      cvk_object_builder_set (&builder, "deadline", cvk_value_new_integer (self->deadline));
      set_text (&builder, "on_deadline", self->deadline_choice);
    }
  if (self->answer != NULL)
    cvk_object_builder_set (&builder, "answer", cvk_answer_to_value (self->answer));
  return cvk_object_builder_end (&builder);
}

static void
read_labels (CvkQuestion *self, const CvkValue *choices)
{
  for (size_t i = 0; choices != NULL && i < cvk_value_get_length (choices); i++)
    {
      const CvkValue *choice = cvk_value_get_element (choices, i);
      const char *label = cvk_value_lookup_string (choice, "label", NULL);
      int index = cvk_question_find_choice (self, cvk_value_lookup_string (choice, "name", NULL));

      if (index >= 0 && label != NULL && !g_str_equal (label, get_label (self, (unsigned) index)))
        cvk_question_set_label (self, cvk_question_get_choice (self, (unsigned) index), label);
    }
}

CvkQuestion *
cvk_question_from_value (const CvkValue *value)
{
  const char *name = cvk_value_lookup_string (value, "kind", NULL);
  const CvkValue *text = cvk_value_get_member (value, "text");
  const CvkValue *choices = cvk_value_get_member (value, "choices");
  const char *on_deadline = cvk_value_lookup_string (value, "on_deadline", NULL);
  int64_t deadline = cvk_value_lookup_integer (value, "deadline", 0);
  CvkQuestionKind kind = CVK_QUESTION_OUTCOME_UNKNOWN;
  CvkQuestion *self = NULL;

  while (kind < G_N_ELEMENTS (kinds) && g_strcmp0 (kinds[kind].name, name) != 0)
    kind++;
  if (kind == G_N_ELEMENTS (kinds) || text == NULL || !cvk_value_is_object (text))
    return NULL;
  self = cvk_question_new (kind, cvk_problem_from_value (text));
  self->id = g_strdup (cvk_value_lookup_string (value, "id", NULL));
  self->run = g_strdup (cvk_value_lookup_string (value, "run", NULL));
  self->since = cvk_value_lookup_integer (value, "since", 0);
  if (choices != NULL && cvk_value_is_array (choices))
    read_labels (self, choices);
  if (deadline != 0 && cvk_question_find_choice (self, on_deadline) >= 0)
    cvk_question_set_deadline (self, deadline, on_deadline);
  self->answer = read_answer (cvk_value_get_member (value, "answer"));
  return self;
}
