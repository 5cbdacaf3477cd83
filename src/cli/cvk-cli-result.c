// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-result.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-print.h"
#include "service/cvk-problems.h"

GBytes *
cvk_result_read (GUnixFDList *list, GError **error)
{
  int fd = g_unix_fd_list_get (list, 0, error);

  if (fd < 0)
    return NULL;
  /* The map keeps the file when the descriptor is closed. */
  g_autoptr (GMappedFile) file = g_mapped_file_new_from_fd (fd, FALSE, error);
  close (fd);
  return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
}

void
cvk_result_print_without_run (GPtrArray *problems, const char *state)
{
  g_autoptr (CvkValue) document = cvk_value_new_object (
    "run", cvk_value_new_null (), "state", cvk_value_new_string (state), "outputs",
    cvk_value_new_object (NULL, NULL), "failures", cvk_problems_to_failures (problems), NULL);

  cvk_print_json (document);
}

static CvkExit
decide_status (const char *state, GPtrArray *failures, gboolean unhandled)
{
  if (g_str_equal (state, "invalid"))
    return CVK_EXIT_USAGE;
  if (unhandled && cvk_problems_are_about_connections (failures))
    return CVK_EXIT_CONNECTION;
  if (g_str_equal (state, "waiting"))
    return CVK_EXIT_WAITING;
  return unhandled || !g_str_equal (state, "succeeded") ? CVK_EXIT_FAILED : CVK_EXIT_DONE;
}

/* The outputs are the bulk of it and are passed on as their source text. */
static void
print_document (CvkJsonCursor root, const char *run, const char *state, GPtrArray *failures)
{
  g_autoptr (CvkValue) list = cvk_problems_to_failures (failures);
  g_autoptr (GString) text = g_string_new ("{\"run\":");
  CvkJsonCursor outputs;
  CvkJsonCursor plan;
  size_t length = 2;
  const char *source = "{}";

  if (cvk_json_cursor_find (root, "outputs", &outputs))
    source = cvk_json_cursor_get_source (outputs, &length);
  cvk_json_append_string (text, run, strlen (run));
  g_string_append (text, ",\"state\":");
  cvk_json_append_string (text, state, strlen (state));
  g_string_append (text, ",\"outputs\":");
  g_string_append_len (text, source, (gssize) length);
  g_string_append (text, ",\"failures\":");
  cvk_value_append_json (list, CVK_JSON_COMPACT, 0, text);
  if (cvk_json_cursor_find (root, "plan", &plan) &&
      cvk_json_cursor_get_kind (plan) == CVK_VALUE_ARRAY)
    {
      source = cvk_json_cursor_get_source (plan, &length);
      g_string_append (text, ",\"plan\":");
      g_string_append_len (text, source, (gssize) length);
    }
  g_string_append_c (text, '}');
  cvk_print_json_text (text->str);
}

static void
print_outputs (const CvkValue *outputs)
{
  for (size_t i = 0; i < cvk_value_get_length (outputs); i++)
    {
      const char *name = NULL;
      CvkValue *items = NULL;

      cvk_value_get_member_at (outputs, i, &name, &items);
      unsigned length = (unsigned) cvk_value_get_length (items);
      g_autofree char *title =
        /* Translators: the name of a result, and how many items it has. */
        g_strdup_printf (ngettext ("%s (%'u item)", "%s (%'u items)", length), name, length);
      if (i > 0)
        putchar ('\n');
      cvk_print_line (title);
      cvk_print_items (items);
    }
}

static void
print_end (const char *state, GPtrArray *failures)
{
  unsigned count = failures->len;

  cvk_print_problems (failures, NULL);
  if (g_str_equal (state, "cancelled"))
    cvk_print_error (_ ("The run was cancelled."));
  else if (g_str_equal (state, "waiting"))
    cvk_print_error (_ ("The run waits. “convokectl answer” lists what for."));
  else if (count > 0)
    {
      g_autofree char *message =
        g_strdup_printf (ngettext ("%'u failure.", "%'u failures.", count), count);

      cvk_print_error (message);
    }
}

/* A member of the document; null when it is not there. (transfer full) */
static CvkValue *
read_member (CvkJsonCursor root, const char *name)
{
  CvkJsonCursor at;
  CvkValue *value = NULL;

  if (cvk_json_cursor_find (root, name, &at))
    value = cvk_json_cursor_to_value (at, CVK_JSON_DATA, NULL);
  return value != NULL ? value : cvk_value_new_null ();
}

static GPtrArray *
read_problems (CvkJsonCursor root, const char *name)
{
  g_autoptr (CvkValue) value = read_member (root, name);
  GPtrArray *problems = cvk_problems_from_value (value);

  return problems != NULL ? problems : cvk_problems_new ();
}

static void
print_for_person (CvkJsonCursor root, const char *state, GPtrArray *failures)
{
  g_autoptr (CvkValue) outputs = read_member (root, "outputs");
  g_autoptr (GPtrArray) warnings = read_problems (root, "warnings");

  if (cvk_value_is_object (outputs))
    print_outputs (outputs);
  fflush (stdout);
  cvk_print_problems (warnings, NULL);
  print_end (state, failures);
}

CvkExit
cvk_result_print (GBytes *document, gboolean json, gboolean when_done)
{
  g_autoptr (CvkJson) parsed = cvk_json_parse (document, 0, G_MAXUINT32, NULL);

  if (parsed == NULL || cvk_json_cursor_get_kind (cvk_json_get_root (parsed)) != CVK_VALUE_OBJECT)
    {
      cvk_print_error (_ ("The service has sent a result that cannot be read."));
      return CVK_EXIT_FAILED;
    }
  CvkJsonCursor root = cvk_json_get_root (parsed);
  g_autoptr (CvkValue) run = read_member (root, "run");
  g_autoptr (CvkValue) state_value = read_member (root, "state");
  g_autoptr (CvkValue) unhandled_value = read_member (root, "unhandled");
  g_autoptr (GPtrArray) failures = read_problems (root, "failures");
  const char *state =
    cvk_value_is_string (state_value) ? cvk_value_get_string (state_value) : "failed";
  gboolean unhandled =
    cvk_value_is_boolean (unhandled_value) && cvk_value_get_boolean (unhandled_value);

  CvkExit status = decide_status (state, failures, unhandled);
  if (status == CVK_EXIT_DONE && !when_done)
    return status;
  if (json)
    print_document (root, cvk_value_is_string (run) ? cvk_value_get_string (run) : "", state,
                    failures);
  else
    print_for_person (root, state, failures);
  return status;
}
