// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "engine/cvk-question.h"
#include "model/cvk-sub-pipeline.h"
#include "service/cvk-problems.h"

static char *option_text;

static const GOptionEntry options[] = {
  { "text", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_text,
    N_ ("Add the remark TEXT to the answer"), N_ ("TEXT") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* (transfer full) (nullable) */
static CvkValue *
load_questions (GDBusConnection *client, GError **error)
{
  g_autoptr (GVariant) reply = cvk_client_call (client, "ListQuestions", NULL, "(s)", error);
  const char *json = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(&s)", &json);
  return cvk_value_from_json (json, -1, CVK_JSON_DATA, error);
}

/* --- Listing --- */

static void
print_choices (const CvkQuestion *question)
{
  for (unsigned i = 0; i < cvk_question_get_n_choices (question); i++)
    {
      g_autofree char *label = cvk_question_dup_label (question, i);
      g_autofree char *line =
        g_strdup_printf ("  → convokectl answer %s %s  (%s)", cvk_question_get_id (question),
                         cvk_question_get_choice (question, i), label);

      cvk_print_line (line);
    }
}

static void
print_question (const CvkValue *entry)
{
  g_autoptr (CvkQuestion) question = cvk_question_from_value (entry);
  g_autofree char *text = NULL;
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  g_autofree char *place = NULL;
  int64_t item = 0;

  if (question == NULL || cvk_question_get_id (question) == NULL)
    return;
  item = cvk_question_get_item (question);
  text = cvk_local_problem (cvk_question_get_text (question));
  place = cvk_place_dup_path (cvk_question_get_node (question));
  head =
    item < 0
      ? g_strdup_printf ("%s: %s", cvk_value_lookup_string (entry, "run_name", ""), place)
      /* Translators: the names of a pipeline and of a step, and the number of an item. */
      : g_strdup_printf (_ ("%s: %s, item %ld"), cvk_value_lookup_string (entry, "run_name", ""),
                         place, (long) item + 1);
  body = g_strconcat ("  ", text, NULL);
  cvk_print_line (head);
  cvk_print_line (body);
  if (cvk_question_get_deadline (question) != 0 && cvk_question_is_for_person (question))
    {
      g_autofree char *time =
        cvk_local_instant (cvk_question_get_deadline (question), CVK_DATE_SHORT_YEAR);
      g_autofree char *line =
        /* Translators: a time, and the name of a choice. */
        g_strdup_printf (_ ("  Without an answer until %s: %s"), time,
                         cvk_question_get_deadline_choice (question));

      cvk_print_line (line);
    }
  print_choices (question);
}

static CvkExit
list_questions (const CvkValue *questions)
{
  if (cvk_option_json)
    {
      cvk_print_json (questions);
      return CVK_EXIT_DONE;
    }
  for (size_t i = 0; i < cvk_value_get_length (questions); i++)
    print_question (cvk_value_get_element (questions, i));
  if (cvk_value_get_length (questions) == 0)
    puts (_ ("Nothing waits for an answer."));
  return CVK_EXIT_DONE;
}

/* --- Answering --- */

/* The whole id, or the only one that begins with @name. */
static const char *
find_question (const CvkValue *questions, const char *name)
{
  const char *found = NULL;

  for (size_t i = 0; i < cvk_value_get_length (questions); i++)
    {
      const char *id = cvk_value_lookup_string (cvk_value_get_element (questions, i), "id", "");

      if (g_str_equal (id, name))
        return id;
      if (!g_str_has_prefix (id, name))
        continue;
      if (found != NULL)
        return name;
      found = id;
    }
  return found != NULL ? found : name;
}

static CvkExit
answer (GDBusConnection *client, const char *question, const char *choice, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const char *json = NULL;

  reply = cvk_client_call (
    client, "Answer",
    g_variant_new ("(sss)", question, choice, option_text != NULL ? option_text : ""), "(s)",
    error);
  if (reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (reply, "(&s)", &json);
  problems = cvk_problems_from_json (json);
  if (cvk_option_json)
    {
      g_autoptr (CvkValue) document =
        cvk_value_new_object ("question", cvk_value_new_string (question), "answered",
                              cvk_value_new_boolean (problems->len == 0), "failures",
                              cvk_problems_to_failures (problems), NULL);

      cvk_print_json (document);
    }
  else if (problems->len > 0)
    cvk_print_problems (problems, NULL);
  else
    puts (_ ("Answered. The run goes on."));
  return problems->len == 0 ? CVK_EXIT_DONE : CVK_EXIT_FAILED;
}

static CvkExit
run_answer (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = NULL;
  g_autoptr (CvkValue) questions = NULL;
  CvkExit status = CVK_EXIT_FAILED;

  if (argc == 2)
    {
      cvk_print_error (_ ("Which choice? “convokectl answer” lists questions and choices."));
      return CVK_EXIT_USAGE;
    }
  client = cvk_client_connect (cvk_option_data_dir, &error);
  questions = client != NULL ? load_questions (client, &error) : NULL;
  if (questions != NULL && argc > 2)
    status = answer (client, find_question (questions, argv[1]), argv[2], &error);
  else if (questions != NULL)
    status = list_questions (questions);
  if (error != NULL)
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (error->message);
    }
  return status;
}

const CvkCommand cvk_command_answer = {
  .name = "answer",
  .usage = "[QUESTION CHOICE] [--text TEXT] [--json] [--data-dir DIR]",
  .summary = N_ ("Answer what runs ask"),
  .details = N_ ("Without arguments, lists what is open, each with its choices. QUESTION may be "
                 "shortened to the beginning of one. The first answer stays, and the run goes on "
                 "with it, wherever it was started."),
  .options = options,
  .max_arguments = 2,
  .run = run_answer,
};
