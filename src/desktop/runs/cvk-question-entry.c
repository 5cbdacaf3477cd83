// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-question-entry.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/runs/cvk-run-words.h"
#include "model/cvk-sub-pipeline.h"

struct _CvkQuestionEntry
{
  GObject parent_instance;

  CvkQuestion *question;
  char *name;
  char *step;
  char *message; /* nullable */
  gboolean is_busy;
};

G_DEFINE_FINAL_TYPE (CvkQuestionEntry, cvk_question_entry, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

const CvkQuestion *
cvk_question_entry_get_question (CvkQuestionEntry *self)
{
  return self->question;
}

gboolean
cvk_question_entry_is_busy (CvkQuestionEntry *self)
{
  return self->is_busy;
}

const char *
cvk_question_entry_get_message (CvkQuestionEntry *self)
{
  return self->message;
}

void
cvk_question_entry_set_progress (CvkQuestionEntry *self, gboolean is_busy, const char *message)
{
  g_return_if_fail (CVK_IS_QUESTION_ENTRY (self));

  self->is_busy = is_busy;
  g_free (self->message);
  self->message = g_strdup (message);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
append (GString *line, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

/* In the time of this computer. (transfer full) (nullable) */
static char *
format_deadline (const CvkQuestion *question)
{
  int64_t deadline = cvk_question_get_deadline (question);

  return deadline != 0 ? cvk_local_instant (deadline, CVK_DATE_SHORT_YEAR) : NULL;
}

char *
cvk_question_entry_dup_text (CvkQuestionEntry *self)
{
  g_autofree char *time = NULL;

  g_return_val_if_fail (CVK_IS_QUESTION_ENTRY (self), NULL);

  if (!cvk_question_is_for_person (self->question))
    time = format_deadline (self->question);
  if (time == NULL)
    return cvk_run_words_problem (cvk_question_get_text (self->question));
  /* Translators: %s is a date and a time of day. */
  return g_strdup_printf (_ ("Waits until %s"), time);
}

/* What happens at the deadline without an answer. (transfer full) (nullable) */
static char *
describe_deadline (const CvkQuestion *question)
{
  int choice = cvk_question_find_choice (question, cvk_question_get_deadline_choice (question));
  g_autofree char *time = NULL;
  g_autofree char *label = NULL;

  if (choice < 0 || !cvk_question_is_for_person (question))
    return NULL;
  time = format_deadline (question);
  if (time == NULL)
    return NULL;
  label = cvk_question_dup_label (question, (unsigned) choice);
  /* Translators: what a button says, such as “Decline”, and a date with a time of day. */
  return g_strdup_printf (_ ("“%s” from %s on"), label, time);
}

char *
cvk_question_entry_describe (CvkQuestionEntry *self, gboolean has_context)
{
  GString *line = g_string_new (NULL);
  int64_t item = cvk_question_get_item (self->question);
  g_autofree char *deadline = describe_deadline (self->question);
  g_autofree char *number = NULL;

  if (item >= 0)
    /* Translators: the number of an item in a list, from 1. */
    number = g_strdup_printf (_ ("item %d"), (int) item + 1);
  if (!has_context)
    append (line, *self->name != '\0' ? self->name : _ ("Without a name"));
  append (line, self->step);
  append (line, number);
  append (line, deadline);
  return g_string_free (line, FALSE);
}

static void
cvk_question_entry_finalize (GObject *object)
{
  CvkQuestionEntry *self = CVK_QUESTION_ENTRY (object);

  g_clear_pointer (&self->question, cvk_question_unref);
  g_free (self->name);
  g_free (self->step);
  g_free (self->message);
  G_OBJECT_CLASS (cvk_question_entry_parent_class)->finalize (object);
}

static void
cvk_question_entry_class_init (CvkQuestionEntryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_question_entry_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_QUESTION_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_question_entry_init (CvkQuestionEntry *self)
{
}

/* What the canvas calls it: its label, else what it does. (transfer full) */
static char *
name_step (const CvkQuestion *question, const CvkValue *description)
{
  const char *label = cvk_value_lookup_string (description, "label", NULL);
  const char *type_name = cvk_value_lookup_string (description, "type", NULL);
  const CvkNodeType *type =
    type_name != NULL ? cvk_node_types_lookup (cvk_node_catalogue_get (), type_name) : NULL;

  if (label != NULL && *label != '\0')
    return g_strdup (label);
  return type != NULL ? g_strdup (_ (type->title))
                      : cvk_place_dup_path (cvk_question_get_node (question));
}

CvkQuestionEntry *
cvk_question_entry_new (const CvkValue *description)
{
  g_autoptr (CvkQuestion) question = cvk_question_from_value (description);
  CvkQuestionEntry *self = NULL;

  if (question == NULL || cvk_question_get_id (question) == NULL ||
      cvk_question_get_run (question) == NULL)
    return NULL;
  self = g_object_new (CVK_TYPE_QUESTION_ENTRY, NULL);
  self->question = g_steal_pointer (&question);
  self->name = g_strdup (cvk_value_lookup_string (description, "run_name", ""));
  self->step = name_step (self->question, description);
  return self;
}
