// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store-activations.h"
#include "store/cvk-store-history.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

/* What makes it impossible that something fires twice: keys that are there once, and a start of a
 * run that the journal takes only together with its occurrence. */

typedef struct
{
  char *directory;
  CvkStore *store;
} Fixture;

static gboolean
finish (Fixture *fixture, GAsyncResult **pending, GError **error)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (pending);

  return cvk_store_boolean_finish (fixture->store, result, error);
}

static void
save (Fixture *fixture, const char *id, const char *path)
{
  g_autoptr (CvkValue) activation = cvk_value_new_object (
    "id", cvk_value_new_string (id), "path", cvk_value_new_string (path), "name",
    cvk_value_new_string ("Name"), "hash", cvk_value_new_string ("h"), "pipeline",
    cvk_value_new_string ("{}"), "bindings", cvk_value_new_object (NULL, NULL), "since",
    cvk_value_new_integer (1), NULL);
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;

  cvk_store_save_activation_async (fixture->store, activation, cvk_await_result_cb, &pending);
  finish (fixture, &pending, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("convoke-store-XXXXXX", NULL);
  fixture->store = cvk_store_new (fixture->directory);
  save (fixture, "a", "/a.convoke");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  cvk_store_close (fixture->store);
  g_clear_object (&fixture->store);
  cvk_remove_folder (fixture->directory);
  g_free (fixture->directory);
}

/* Whether it was not known. @memory: (nullable): JSON. */
static gboolean
note (Fixture *fixture, const char *node, const char *key, const char *state, const char *memory)
{
  CvkValue *occurrence = cvk_value_new_object (
    "key", cvk_value_new_string (key), "state", cvk_value_new_string (state), "items",
    cvk_value_new_array (NULL, 0), "noted", cvk_value_new_integer (7), NULL);
  g_autoptr (CvkValue) list = cvk_value_new_array (&occurrence, 1);
  g_autoptr (CvkValue) remembered =
    memory != NULL ? cvk_value_from_json (memory, -1, CVK_JSON_STRICT, NULL) : NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_new = FALSE;

  cvk_store_note_occurrences_async (fixture->store, "a", node, list, remembered,
                                    cvk_await_result_cb, &pending);
  is_new = finish (fixture, &pending, &error);
  g_assert_no_error (error);
  return is_new;
}

static gboolean
begin_run (Fixture *fixture, const char *run, const char *key, GError **error)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup (run);
  record->payload =
    g_strdup_printf ("{\"pipeline\":\"{}\",\"hash\":\"h\",\"trigger\":{\"node\":\"n\",\"items\":[],"
                     "\"activation\":\"a\",\"key\":\"%s\"}}",
                     key);
  cvk_journal_write_durably (CVK_JOURNAL (fixture->store), record, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_journal_write_durably_finish (CVK_JOURNAL (fixture->store), result, error);
}

static CvkValue *
take_text (Fixture *fixture, GAsyncResult **pending)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (pending);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (fixture->store, result, &error);
  CvkValue *value = NULL;

  g_assert_no_error (error);
  value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  return value;
}

static void
assert_occurrences (Fixture *fixture, const char *expected)
{
  GAsyncResult *pending = NULL;
  g_autoptr (CvkValue) list = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  cvk_store_load_occurrences_async (fixture->store, "a", 10, cvk_await_result_cb, &pending);
  list = take_text (fixture, &pending);
  for (size_t i = cvk_value_get_length (list); i-- > 0;)
    {
      const CvkValue *occurrence = cvk_value_get_element (list, i);

      g_string_append_printf (text, "%s%s=%s/%s", text->len > 0 ? " " : "",
                              cvk_value_lookup_string (occurrence, "key", ""),
                              cvk_value_lookup_string (occurrence, "state", ""),
                              cvk_value_lookup_string (occurrence, "run", ""));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static CvkValue *
load (Fixture *fixture)
{
  GAsyncResult *pending = NULL;

  cvk_store_load_activations_async (fixture->store, cvk_await_result_cb, &pending);
  return take_text (fixture, &pending);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_true (note (fixture, "n", "k", "queued", NULL));
  g_assert_false (note (fixture, "n", "k", "queued", NULL));
  g_assert_false (note (fixture, "n", "k", "skipped", NULL));
  g_assert_true (note (fixture, "other", "k", "skipped", NULL));
  assert_occurrences (fixture, "k=queued/ k=skipped/");
}

static void
test_one_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (CvkValue) query = cvk_value_new_object ("limit", cvk_value_new_integer (10), NULL);
  g_autoptr (CvkValue) runs = NULL;

  note (fixture, "n", "k", "queued", NULL);
  g_assert_true (begin_run (fixture, "first", "k", &error));
  g_assert_no_error (error);
  assert_occurrences (fixture, "k=fired/first");
  g_assert_false (begin_run (fixture, "second", "k", &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (begin_run (fixture, "third", "never noted", &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);
  assert_occurrences (fixture, "k=fired/first");
  cvk_store_find_runs_async (fixture->store, query, cvk_await_result_cb, &pending);
  runs = take_text (fixture, &pending);
  g_assert_cmpuint (cvk_value_get_length (runs), ==, 1);
}

static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CvkValue) list = NULL;
  const CvkValue *first = NULL;

  note (fixture, "n", "k", "queued", "{\"seen\":1}");
  note (fixture, "n", "k", "queued", "{\"seen\":2}");
  note (fixture, "n", "l", "queued", NULL);
  save (fixture, "a", "/a.convoke");
  list = load (fixture);
  first = cvk_value_get_element (list, 0);
  g_assert_cmpint (cvk_value_lookup_integer (
                     cvk_value_get_member (cvk_value_get_member (first, "memory"), "n"), "seen", 0),
                   ==, 2);
  const CvkValue *queued = cvk_value_get_member (first, "queued");
  g_assert_cmpuint (cvk_value_get_length (queued), ==, 2);
  g_assert_cmpstr (cvk_value_lookup_string (cvk_value_get_element (queued, 0), "key", ""), ==, "k");
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_element (queued, 0), "noted", 0), ==, 7);
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) list = NULL;

  note (fixture, "n", "k", "queued", "{\"seen\":1}");
  cvk_store_end_activation_async (fixture->store, "a", cvk_await_result_cb, &pending);
  finish (fixture, &pending, &error);
  g_assert_no_error (error);
  assert_occurrences (fixture, "k=skipped/");
  list = load (fixture);
  const CvkValue *first = cvk_value_get_element (list, 0);
  g_assert_cmpstr (cvk_value_lookup_string (first, "state", ""), ==, "inactive");
  g_assert_cmpuint (cvk_value_get_length (cvk_value_get_member (first, "memory")), ==, 0);
  g_assert_false (begin_run (fixture, "late", "k", &error));
  g_clear_error (&error);
  /* The key stays taken. */
  save (fixture, "a", "/a.convoke");
  g_assert_false (note (fixture, "n", "k", "queued", NULL));
}

static void
test_skip (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;

  note (fixture, "n", "k", "queued", NULL);
  cvk_store_skip_occurrence_async (fixture->store, "a", "n", "k", "paused", cvk_await_result_cb,
                                   &pending);
  finish (fixture, &pending, &error);
  g_assert_no_error (error);
  assert_occurrences (fixture, "k=skipped/");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/store-activations/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("keys", test_keys);
  ADD ("one-run", test_one_run);
  ADD ("memory", test_memory);
  ADD ("end", test_end);
  ADD ("skip", test_skip);
  return g_test_run ();
}
