// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include "script/cvk-evaluation.h"

#include <stdio.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "support/cvk-await.h"

static CvkValue *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);

  g_assert_no_error (error);
  return value;
}

CvkScriptRequest *
cvk_evaluation_request_new (CvkScriptKind kind, const char *source, const char *const *scopes)
{
  CvkScriptRequest *request = g_new0 (CvkScriptRequest, 1);

  request->kind = kind;
  request->source = g_strdup (source);
  request->run = parse ("{\"id\":\"r1\",\"started\":\"2026-03-03T13:00:00Z\","
                        "\"now\":\"2026-03-03T13:00:00Z\"}");
  request->inputs = parse ("{\"city\":\"Ulm\",\"list\":[1]}");
  request->seed = 42;
  /* A computer that is busy with other things must not look like code that never ends. */
  request->time_limit = 600 * (int64_t) G_USEC_PER_SEC;
  request->scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  for (unsigned i = 0; scopes[i] != NULL; i++)
    g_ptr_array_add (request->scopes, parse (scopes[i]));
  return request;
}

void
cvk_evaluation_request_free (CvkScriptRequest *request)
{
  g_free ((char *) request->source);
  cvk_value_unref (request->run);
  cvk_value_unref (request->inputs);
  g_ptr_array_unref (request->scopes);
  g_free (request);
}

GPtrArray *
cvk_evaluation_run (CvkScriptHost *host, const CvkScriptRequest *request)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  GPtrArray *results;

  cvk_script_host_evaluate_async (host, request, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  results = cvk_script_host_evaluate_finish (host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, request->scopes->len);
  return results;
}

char *
cvk_evaluation_describe (const CvkScriptResult *result)
{
  g_assert_true ((result->value == NULL) != (result->problem == NULL));
  if (result->value != NULL)
    return cvk_value_to_json (result->value, CVK_JSON_COMPACT);
  return g_strconcat ("!", cvk_problem_get_code (result->problem), NULL);
}

char *
cvk_evaluation_of (CvkScriptHost *host, CvkScriptKind kind, const char *source, const char *scope)
{
  const char *scopes[] = { scope, NULL };
  g_autoptr (CvkScriptRequest) request = cvk_evaluation_request_new (kind, source, scopes);
  g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);

  return cvk_evaluation_describe (results->pdata[0]);
}

static gboolean
is_ours (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *name;
  char state;
  int parent;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  name = strstr (text, "(convoke-script)");
  return name != NULL &&
         sscanf (name + strlen ("(convoke-script)"), " %c %d", &state, &parent) == 2 &&
         parent == getpid () && state != 'Z';
}

GArray *
cvk_evaluation_list_processes (void)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      int pid = (int) g_ascii_strtoll (name, NULL, 10);

      if (pid > 0 && is_ours (pid))
        g_array_append_val (pids, pid);
    }
  return pids;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
has_processes (gpointer user_data)
{
  g_autoptr (GArray) processes = cvk_evaluation_list_processes ();

  return (processes->len > 0) == GPOINTER_TO_INT (user_data);
}

void
cvk_evaluation_await_processes (gboolean some)
{
  /* No event tells of them, so they are looked for now and then. */
  unsigned wake = g_timeout_add (5, wake_cb, NULL);

  cvk_await (some ? "a process" : "the end of the processes", has_processes,
             GINT_TO_POINTER (some));
  g_source_remove (wake);
}

CvkScriptHost *
cvk_evaluation_host_new (void)
{
  g_autoptr (CvkClock) clock = CVK_CLOCK (cvk_system_clock_new ());

  cvk_evaluation_await_processes (FALSE);
  return cvk_script_host_new (clock, NULL);
}
