// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-engine"

#include "config.h"

#include "engine/cvk-script-text.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"

/* Number.MAX_SAFE_INTEGER */
#define LARGEST_EXACT ((INT64_C (1) << 53) - 1)
#define LONGEST_REASON 1000

static gboolean
is_exact (int64_t integer)
{
  return integer >= -LARGEST_EXACT && integer <= LARGEST_EXACT;
}

gboolean
cvk_script_needs_tags (const CvkValue *value)
{
  const char *name;
  CvkValue *member;

  if (value == NULL)
    return FALSE;
  if (cvk_value_is_integer (value))
    return !is_exact (cvk_value_get_integer (value));
  if (cvk_value_is_array (value))
    for (size_t i = 0; i < cvk_value_get_length (value); i++)
      if (cvk_script_needs_tags (cvk_value_get_element (value, i)))
        return TRUE;
  if (cvk_value_is_object (value))
    for (size_t i = 0; i < cvk_value_get_length (value); i++)
      {
        cvk_value_get_member_at (value, i, &name, &member);
        if (cvk_script_needs_tags (member))
          return TRUE;
      }
  return FALSE;
}

static void
append_tagged (GString *text, const CvkValue *value)
{
  g_autoptr (GString) tagged = NULL;

  if (cvk_value_is_integer (value) && !is_exact (cvk_value_get_integer (value)))
    {
      g_string_append_printf (text, "\"i%" G_GINT64_FORMAT "\"", cvk_value_get_integer (value));
      return;
    }
  if (!cvk_value_is_string (value))
    {
      cvk_value_append_json (value, CVK_JSON_COMPACT, 0, text);
      return;
    }
  tagged = g_string_new ("s");
  g_string_append_len (tagged, cvk_value_get_string (value), cvk_value_get_string_length (value));
  cvk_json_append_string (text, tagged->str, tagged->len);
}

static void
append_tagged_tree (GString *text, const CvkValue *value)
{
  const char *name;
  CvkValue *member;

  if (cvk_value_is_array (value))
    {
      g_string_append_c (text, '[');
      for (size_t i = 0; i < cvk_value_get_length (value); i++)
        {
          g_string_append (text, i > 0 ? "," : "");
          append_tagged_tree (text, cvk_value_get_element (value, i));
        }
      g_string_append_c (text, ']');
    }
  else if (cvk_value_is_object (value))
    {
      g_string_append_c (text, '{');
      for (size_t i = 0; i < cvk_value_get_length (value); i++)
        {
          cvk_value_get_member_at (value, i, &name, &member);
          g_string_append (text, i > 0 ? "," : "");
          cvk_json_append_string (text, name, strlen (name));
          g_string_append_c (text, ':');
          append_tagged_tree (text, member);
        }
      g_string_append_c (text, '}');
    }
  else
    append_tagged (text, value);
}

void
cvk_script_append_value (GString *text, const CvkValue *value, gboolean tagged)
{
  if (tagged)
    append_tagged_tree (text, value);
  else
    cvk_value_append_json (value, CVK_JSON_COMPACT, 0, text);
}

static void
append_member (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, ",\"%s\":", name);
  cvk_json_append_string (text, value, strlen (value));
}

static void
append_member_value (GString *text, const char *name, const CvkValue *value, gboolean tagged)
{
  g_autoptr (GString) inner = g_string_new (NULL);

  if (value != NULL)
    cvk_script_append_value (inner, value, tagged);
  else
    g_string_append (inner, "{}");
  append_member (text, name, inner->str);
}

char *
cvk_script_request_to_text (const CvkScriptRequest *request)
{
  static const char *const kinds[] = {
    [CVK_SCRIPT_EXPRESSION] = "expression",
    [CVK_SCRIPT_EACH] = "each",
    [CVK_SCRIPT_ALL] = "all",
  };
  gboolean tagged = cvk_script_needs_tags (request->run) || cvk_script_needs_tags (request->inputs);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *seed = NULL;

  seed = g_strdup_printf ("%" G_GUINT64_FORMAT "\n%s", request->seed,
                          request->node != NULL ? request->node : "");
  g_string_append_printf (text, "{\"kind\":\"%s\",\"tagged\":%s", kinds[request->kind],
                          tagged ? "true" : "false");
  append_member (text, "source", request->source);
  append_member (text, "seed", seed);
  append_member_value (text, "run", request->run, tagged);
  append_member_value (text, "inputs", request->inputs, tagged);
  g_string_append_c (text, '}');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
cvk_script_append_scope (GString *payload, uint64_t index, const CvkValue *scope)
{
  uint64_t little_endian = GUINT64_TO_LE (index);
  gboolean tagged = cvk_script_needs_tags (scope);

  g_string_append_len (payload, (const char *) &little_endian, sizeof little_endian);
  g_string_append_c (payload, tagged ? 1 : 0);
  cvk_script_append_value (payload, scope, tagged);
}

static CvkProblem *
make_result_problem (const char *code, const char *what)
{
  static const struct
  {
    const char *code;
    const char *message;
  } messages[] = {
    { "result-date", N_ ("The result is a date that does not exist. Check the text that it was "
                         "made from.") },
    { "result-depth", N_ ("The result contains itself or is nested more than 500 levels deep. "
                          "Return less of it.") },
    { "result-integer", N_ ("The result has an integer of more than 64 bits. Return it as text, "
                            "with String (value).") },
    { "result-number", N_ ("The result has the number {what}, which items cannot hold. Check for "
                           "texts that are no numbers and for a division by zero.") },
    { "result-object", N_ ("The result is or has a {what}, which items cannot hold. Return "
                           "objects, lists, texts, numbers, true, false or null.") },
    { "result-size", N_ ("The result is longer than 16 million characters. Return less.") },
    { "result-type", N_ ("The result is or has a {what}, which items cannot hold. Return "
                         "objects, lists, texts, numbers, true, false or null.") },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (messages); i++)
    if (g_str_equal (messages[i].code, code))
      return cvk_problem_new ("script-result", messages[i].message, "what", what, NULL);
  return NULL;
}

static CvkProblem *
make_error_problem (CvkScriptKind kind, CvkScriptFrame frame, const char *reason)
{
  gboolean expression = kind == CVK_SCRIPT_EXPRESSION;

  if (frame == CVK_SCRIPT_FRAME_SYNTAX)
    return cvk_problem_new ("script-syntax",
                            expression ? N_ ("The expression cannot be read: {reason} Check its "
                                             "brackets, quotes and commas.")
                                       : N_ ("The script cannot be read: {reason} Check its "
                                             "brackets, quotes and commas."),
                            "reason", reason, NULL);
  return cvk_problem_new ("script-error",
                          expression ? N_ ("The expression failed: {reason} Check the fields "
                                           "that it uses.")
                                     : N_ ("The script failed: {reason} Check the code and the "
                                           "fields that it uses."),
                          "reason", reason, NULL);
}

/* What the code or the language engine said, as one sentence. */
static char *
make_sentence (const char *message)
{
  g_autofree char *reason = cvk_text_shorten (message, LONGEST_REASON);
  g_autofree char *clean = cvk_text_for_terminal (reason, FALSE);
  size_t length = strlen (clean);

  if (length > 0 && strchr (".!?", clean[length - 1]) != NULL)
    return g_steal_pointer (&clean);
  return g_strconcat (length > 0 ? clean : "Error", ".", NULL);
}

CvkProblem *
cvk_script_problem_from_text (CvkScriptKind kind,
                              CvkScriptFrame frame,
                              const char *text,
                              size_t length,
                              size_t memory_limit)
{
  g_autoptr (CvkValue) report = cvk_value_from_json (text, length, CVK_JSON_DATA, NULL);
  const char *code = cvk_value_lookup_string (report, "code", "");
  const char *message = cvk_value_lookup_string (report, "message", "");
  int64_t line = cvk_value_lookup_integer (report, "line", 0);
  int64_t column = cvk_value_lookup_integer (report, "column", 0);
  g_autofree char *sentence = make_sentence (message);
  g_autofree char *what = cvk_text_shorten (message, 100);
  CvkProblem *problem = NULL;

  if (g_str_equal (code, "memory"))
    return cvk_script_memory_problem (memory_limit);
  if (frame == CVK_SCRIPT_FRAME_PROBLEM)
    problem = make_result_problem (code, what);
  if (problem == NULL)
    problem = make_error_problem (kind, frame, sentence);
  if (line > 0 && line <= INT_MAX)
    cvk_problem_set_line (problem, line, CLAMP (column, 0, INT_MAX));
  return problem;
}

CvkProblem *
cvk_script_memory_problem (size_t memory_limit)
{
  g_autofree char *limit = g_format_size_full (memory_limit, G_FORMAT_SIZE_IEC_UNITS);

  return cvk_problem_new ("script-memory",
                          N_ ("The code needed more than {limit} of memory and was stopped. Check "
                              "it for a loop that never ends, or work on less data at once."),
                          "limit", limit, NULL);
}

CvkProblem *
cvk_script_time_problem (int64_t time_limit)
{
  g_autofree char *limit = g_strdup_printf ("%.3g", (double) time_limit / G_USEC_PER_SEC);

  return cvk_problem_new ("script-time",
                          N_ ("The code worked for more than {limit} s and was stopped. Check it "
                              "for a loop that never ends, or work on less data at once."),
                          "limit", limit, NULL);
}

CvkProblem *
cvk_script_ended_problem (void)
{
  return cvk_problem_new ("script-ended",
                          N_ ("The code ended the program that evaluates it, twice. Simplify the "
                              "code, or work on less data at once."),
                          NULL);
}

CvkProblem *
cvk_script_unavailable_problem (const char *reason)
{
  g_autofree char *sentence = make_sentence (reason);

  return cvk_problem_new ("script-unavailable",
                          N_ ("Expressions and scripts cannot run here: {reason} Install Convoke "
                              "anew, or run it on a system that can confine programs."),
                          "reason", sentence, NULL);
}

CvkProblem *
cvk_script_broken_text_problem (void)
{
  return cvk_problem_new ("script-result",
                          N_ ("The result has a text with half a character. Check where the code "
                              "cuts texts apart."),
                          NULL);
}
