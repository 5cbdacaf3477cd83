// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-compare.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "engine/cvk-question.h"
#include "service/cvk-client.h"
#include "service/cvk-problems.h"

/* Of the rows of a node, at most so many are printed. */
#define MAX_ROWS 500
/* Of the failures, for a person. */
#define MAX_FAILURES 50

static char *option_node;
static char *option_compare;

static const GOptionEntry options[] = {
  { "node", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_node,
    N_ ("Show the items of the step NODE"), N_ ("NODE") },
  { "compare", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_compare,
    N_ ("Say what came out differently in another run"), N_ ("RUN") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* Everything that is known of a run; all owned, nullable. */
typedef struct
{
  CvkValue *entry; /* of ListRuns */
  CvkValue *start;
  CvkValue *description;
  CvkValue *effects;
  CvkValue *questions;
  CvkValue *rows;       /* of --node */
  CvkValue *comparison; /* of --compare */
} Run;

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->entry, cvk_value_unref);
  g_clear_pointer (&run->start, cvk_value_unref);
  g_clear_pointer (&run->description, cvk_value_unref);
  g_clear_pointer (&run->effects, cvk_value_unref);
  g_clear_pointer (&run->questions, cvk_value_unref);
  g_clear_pointer (&run->rows, cvk_value_unref);
  g_clear_pointer (&run->comparison, cvk_value_unref);
}

/* --- Asking --- */

static CvkValue *
load_entry (GDBusConnection *client, const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (CvkValue) list = NULL;

  g_variant_dict_insert (&dict, "run", "s", id);
  list =
    cvk_history_call (client, "ListRuns", g_variant_new ("(@a{sv})", g_variant_dict_end (&dict)));
  return list != NULL && cvk_value_get_length (list) == 1
           ? cvk_value_ref (cvk_value_get_element (list, 0))
           : NULL;
}

/* Those of this run. */
static CvkValue *
load_questions (GDBusConnection *client, const char *id)
{
  g_autoptr (CvkValue) all = cvk_history_call (client, "ListQuestions", NULL);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; all != NULL && i < cvk_value_get_length (all); i++)
    {
      CvkValue *question = cvk_value_get_element (all, i);

      if (g_str_equal (cvk_value_lookup_string (question, "run", ""), id))
        cvk_array_builder_append (&builder, cvk_value_ref (question));
    }
  return cvk_array_builder_end (&builder);
}

/* @row itself when it is whole, else all of it. (transfer full) */
static CvkValue *
complete_row (GDBusConnection *client, const char *id, CvkValue *row)
{
  CvkValue *whole = NULL;

  if (cvk_value_get_member (row, "shortened") != NULL)
    whole =
      cvk_history_call (client, "GetRow",
                        g_variant_new ("(sssu)", id, option_node, "out",
                                       (unsigned) cvk_value_lookup_integer (row, "number", 0)));
  return whole != NULL ? whole : cvk_value_ref (row);
}

/* People get the beginnings of large values, programs all of them. */
static CvkValue *
complete_rows (GDBusConnection *client, const char *id, const CvkValue *rows)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    cvk_array_builder_append (&builder, complete_row (client, id, cvk_value_get_element (rows, i)));
  return cvk_array_builder_end (&builder);
}

static CvkValue *
load_rows (GDBusConnection *client, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = cvk_client_call (
    client, "GetRows", g_variant_new ("(sssuuss)", id, option_node, "out", 0, MAX_ROWS, "", ""),
    "(su)", &error);
  g_autoptr (CvkValue) rows = NULL;
  const char *json = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(&su)", &json, NULL);
  rows = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  return rows != NULL && cvk_option_json ? complete_rows (client, id, rows)
                                         : g_steal_pointer (&rows);
}

static gboolean
has_node (const Run *run)
{
  g_autofree char *message = NULL;

  if (option_node == NULL ||
      cvk_value_get_member (cvk_value_get_member (run->description, "steps"), option_node) != NULL)
    return TRUE;
  message = g_strdup_printf (_ ("The pipeline has no node “%s”."), option_node);
  cvk_print_error (message);
  return FALSE;
}

static gboolean
load_comparison (GDBusConnection *client, const char *id, Run *run)
{
  g_autofree char *other = cvk_history_find_run (client, option_compare);
  g_autoptr (CvkValue) description = NULL;

  if (other == NULL)
    return FALSE;
  description = cvk_history_call (client, "GetRun", g_variant_new ("(s)", other));
  if (description == NULL)
    return FALSE;
  run->comparison = cvk_compare_runs (client, id, cvk_value_get_member (run->description, "steps"),
                                      other, cvk_value_get_member (description, "steps"));
  return run->comparison != NULL;
}

static gboolean
load_run (GDBusConnection *client, const char *id, Run *run)
{
  run->entry = load_entry (client, id);
  run->start = cvk_history_call (client, "GetRunStart", g_variant_new ("(s)", id));
  run->description = cvk_history_call (client, "GetRun", g_variant_new ("(s)", id));
  run->effects = cvk_history_call (client, "GetEffects", g_variant_new ("(s)", id));
  run->questions = load_questions (client, id);
  if (run->entry == NULL || run->start == NULL || run->description == NULL ||
      run->effects == NULL || !has_node (run))
    return FALSE;
  if (option_node != NULL)
    run->rows = load_rows (client, id);
  return option_compare == NULL || load_comparison (client, id, run);
}

/* --- As JSON --- */

static CvkValue *
dup_member (const CvkValue *value, const char *name)
{
  CvkValue *member = cvk_value_get_member (value, name);

  return member != NULL ? cvk_value_ref (member) : cvk_value_new_null ();
}

static void
print_as_json (const Run *run)
{
  const CvkValue *start = cvk_value_get_member (run->start, "start");
  g_autoptr (GPtrArray) failures =
    cvk_problems_from_value (cvk_value_get_member (run->description, "failures"));
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) document = NULL;

  cvk_object_builder_init_from (&builder, run->entry);
  cvk_object_builder_set (&builder, "inputs", dup_member (start, "inputs"));
  cvk_object_builder_set (&builder, "part", dup_member (start, "part"));
  cvk_object_builder_set (&builder, "steps", dup_member (run->description, "steps"));
  cvk_object_builder_set (&builder, "failures", cvk_problems_to_failures (failures));
  cvk_object_builder_set (&builder, "questions", cvk_value_ref (run->questions));
  cvk_object_builder_set (&builder, "effects", cvk_value_ref (run->effects));
  if (run->rows != NULL)
    cvk_object_builder_set (&builder, "rows", cvk_value_ref (run->rows));
  if (run->comparison != NULL)
    cvk_object_builder_set (&builder, "comparison", cvk_value_ref (run->comparison));
  document = cvk_object_builder_end (&builder);
  cvk_print_json (document);
}

/* --- For a person --- */

static void
print_pair (const char *name, const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", name, value);

  if (*value != '\0')
    cvk_print_line (line);
}

static void
print_head (const Run *run)
{
  const CvkValue *start = cvk_value_get_member (run->start, "start");
  const CvkValue *inputs = cvk_value_get_member (start, "inputs");
  g_autofree char *started =
    cvk_history_format_instant (cvk_value_get_member (run->entry, "started"));
  g_autofree char *finished =
    cvk_history_format_instant (cvk_value_get_member (run->entry, "finished"));

  print_pair (_ ("Pipeline"), cvk_value_lookup_string (run->entry, "name", ""));
  print_pair (_ ("File"), cvk_value_lookup_string (run->entry, "path", ""));
  print_pair (_ ("Run"), cvk_value_lookup_string (run->entry, "run", ""));
  print_pair (_ ("State"),
              cvk_history_get_state_words (cvk_value_lookup_string (run->entry, "state", "")));
  print_pair (_ ("Kind"), cvk_history_get_kind_words (run->entry));
  print_pair (_ ("Started"), started);
  print_pair (_ ("Finished"), finished);
  for (size_t i = 0; inputs != NULL && i < cvk_value_get_length (inputs); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;
      g_autofree char *json = NULL;
      g_autofree char *title = NULL;

      cvk_value_get_member_at (inputs, i, &name, &value);
      json = cvk_value_to_json (value, CVK_JSON_COMPACT);
      /* Translators: the name of a field of the pipeline's input. */
      title = g_strdup_printf (_ ("Input %s"), name);
      print_pair (title, cvk_value_is_string (value) ? cvk_value_get_string (value) : json);
    }
}

static void
print_steps (const Run *run)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const CvkValue *steps = cvk_value_get_member (run->description, "steps");
  const char *titles[] = { _ ("Step"),   _ ("State"),    _ ("In"), _ ("Out"),
                           _ ("Failed"), _ ("Duration"), NULL };
  static const char *const ports[] = { "in", "out", "failed" };

  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    {
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
      const char *node = NULL;
      CvkValue *step = NULL;

      cvk_value_get_member_at (steps, i, &node, &step);
      g_ptr_array_add (cells, cvk_text_for_terminal (node, FALSE));
      g_ptr_array_add (cells, g_strdup (cvk_history_get_state_words (
                                cvk_value_lookup_string (step, "state", ""))));
      for (size_t k = 0; k < G_N_ELEMENTS (ports); k++)
        {
          const CvkValue *count =
            cvk_value_get_member (cvk_value_get_member (step, "counts"), ports[k]);

          g_ptr_array_add (cells, count != NULL ? cvk_value_to_json (count, CVK_JSON_COMPACT)
                                                : g_strdup (""));
        }
      g_ptr_array_add (
        cells, cvk_history_format_duration (cvk_value_lookup_integer (step, "duration", 0)));
      g_ptr_array_add (rows, cells);
    }
  putchar ('\n');
  cvk_print_table (titles, rows);
}

static void
print_failures (const Run *run)
{
  g_autoptr (GPtrArray) failures =
    cvk_problems_from_value (cvk_value_get_member (run->description, "failures"));
  unsigned count = failures != NULL ? failures->len : 0;
  /* Translators: how many items failed, in a row of facts about a run. */
  g_autofree char *title = g_strdup_printf (ngettext ("%'u failure", "%'u failures", count), count);

  if (count == 0)
    return;
  putchar ('\n');
  cvk_print_line (title);
  for (unsigned i = 0; i < MIN (count, MAX_FAILURES); i++)
    {
      g_autofree char *line = cvk_problem_dup_line (g_ptr_array_index (failures, i), NULL);

      cvk_print_line (line);
    }
  if (count > MAX_FAILURES)
    puts (_ ("And more; --json has all of them."));
}

static void
print_questions (const Run *run)
{
  for (size_t i = 0; i < cvk_value_get_length (run->questions); i++)
    {
      g_autoptr (CvkQuestion) question =
        cvk_question_from_value (cvk_value_get_element (run->questions, i));
      g_autofree char *text = NULL;

      if (question == NULL)
        continue;
      text = cvk_local_problem (cvk_question_get_text (question));
      if (i == 0)
        putchar ('\n');
      print_pair (_ ("Waits"), text);
      print_pair (_ ("Question"), cvk_question_get_id (question));
    }
}

/* How many effects of each kind of step came to what. */
static void
print_effects (const Run *run)
{
  unsigned n_done = 0;
  unsigned n_open = 0;

  for (size_t i = 0; i < cvk_value_get_length (run->effects); i++)
    {
      const char *state =
        cvk_value_lookup_string (cvk_value_get_element (run->effects, i), "state", "");

      n_done += g_str_equal (state, "confirmed");
      n_open += g_str_equal (state, "unknown") || g_str_equal (state, "sent");
    }
  if (n_done + n_open == 0)
    return;
  putchar ('\n');
  /* Translators: what a run has created, changed or deleted in a service. */
  printf (ngettext ("%'u change was made.", "%'u changes were made.", n_done), n_done);
  putchar ('\n');
  if (n_open > 0)
    {
      printf (ngettext ("Of %'u more it is not known what came of it.",
                        "Of %'u more it is not known what came of them.", n_open),
              n_open);
      putchar ('\n');
    }
}

static void
print_rows (const Run *run)
{
  g_auto (CvkArrayBuilder) builder = { 0 };
  g_autoptr (CvkValue) items = NULL;
  gboolean is_whole = TRUE;

  cvk_array_builder_init (&builder);
  for (size_t i = 0; run->rows != NULL && i < cvk_value_get_length (run->rows); i++)
    {
      CvkValue *row = cvk_value_get_element (run->rows, i);
      CvkValue *item = cvk_value_get_member (row, "item");

      if (item != NULL && cvk_value_is_object (item) &&
          cvk_value_is_null (cvk_value_get_member (row, "problem")))
        {
          cvk_array_builder_append (&builder, cvk_value_ref (item));
          is_whole = is_whole && cvk_value_get_member (row, "shortened") == NULL;
        }
    }
  items = cvk_array_builder_end (&builder);
  putchar ('\n');
  cvk_print_items (items);
  if (!is_whole)
    puts (_ ("Of large values only the beginning is shown; --json has all of them."));
}

static CvkExit
run_show (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autofree char *id = NULL;
  Run run = { 0 };

  if (client == NULL)
    cvk_print_error (error->message);
  else
    id = cvk_history_find_run (client, argv[1]);
  if (id == NULL || !load_run (client, id, &run))
    {
      clear_run (&run);
      if (cvk_option_json)
        puts ("null");
      return CVK_EXIT_FAILED;
    }
  if (cvk_option_json)
    print_as_json (&run);
  else
    {
      print_head (&run);
      print_steps (&run);
      if (option_node != NULL)
        print_rows (&run);
      if (run.comparison != NULL)
        cvk_compare_print (run.comparison);
      print_failures (&run);
      print_questions (&run);
      print_effects (&run);
    }
  clear_run (&run);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_show = {
  .name = "show",
  .usage = "RUN [--node NODE] [--compare RUN] [--json] [--data-dir DIR]",
  .summary = N_ ("Show what came of a run"),
  .details = N_ ("RUN is a run's id, the beginning of one, or its number; “convokectl runs” lists "
                 "them. Looking at a run sends nothing."),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_show,
};
