// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store-history.h"
#include "support/cvk-await.h"

typedef struct
{
  char *directory;
  CvkStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("cvk-history-XXXXXX", NULL);
  self->store = cvk_store_new (self->directory);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_clear_object (&self->store);
  dir = g_dir_open (self->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->directory);
  g_free (self->directory);
}

static void
write_record (Fixture *self, CvkRecordKind kind, const char *run, char *payload)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = kind;
  record->run = g_strdup (run);
  record->payload = payload;
  cvk_journal_write (CVK_JOURNAL (self->store), record);
}

static void
start_run (Fixture *self, const char *run, const char *name)
{
  write_record (self, CVK_RECORD_RUN_STARTED, run,
                g_strdup_printf ("{\"pipeline\":\"{}\\n\",\"hash\":\"h\",\"name\":\"%s\","
                                 "\"seed\":\"7\",\"path\":\"/%s.convoke\"}",
                                 name, name));
}

static char *
finish_text (Fixture *self, GAsyncResult **place)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (place);
  g_autoptr (GError) error = NULL;
  char *text = cvk_store_text_finish (self->store, result, &error);

  g_assert_no_error (error);
  return text;
}

/* The ids of what is found, in order. */
static char *
find (Fixture *self, const char *query)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (query, -1, CVK_JSON_STRICT, NULL);
  GAsyncResult *result = NULL;
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) list = NULL;
  GString *ids = g_string_new (NULL);

  cvk_store_find_runs_async (self->store, value, cvk_await_result_cb, &result);
  json = finish_text (self, &result);
  list = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    g_string_append_printf (ids, "%s ",
                            cvk_value_lookup_string (cvk_value_get_element (list, i), "run", "?"));
  return g_string_free (ids, FALSE);
}

static void
test_find (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *query;
    const char *found;
  } cases[] = {
    { "{\"limit\":10}", "r3 r2 r1 " },
    { "{\"limit\":2}", "r3 r2 " },
    { "{\"limit\":10,\"which\":\"/Interviews.convoke\"}", "r2 " },
    { "{\"limit\":10,\"which\":\"r1\"}", "r1 " },
    { "{\"limit\":10,\"which\":\"/elsewhere.convoke\"}", "" },
    { "{\"limit\":10,\"state\":\"failed\"}", "r2 " },
    { "{\"limit\":10,\"state\":\"running\"}", "r3 r1 " },
    { "{\"limit\":10,\"text\":\"VIEW\"}", "r2 " },
    { "{\"limit\":10,\"text\":\"r3\"}", "r3 " },
    /* Not a pattern. */
    { "{\"limit\":10,\"text\":\"%\"}", "" },
  };

  start_run (self, "r1", "Classes");
  start_run (self, "r2", "Interviews");
  start_run (self, "r3", "Classes");
  write_record (self, CVK_RECORD_RUN_FINISHED, "r2",
                g_strdup ("{\"state\":\"failed\",\"failures\":[{}]}"));
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = find (self, cases[i].query);

      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

static void
test_start_and_effects (Fixture *self, gconstpointer data)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);
  GAsyncResult *result = NULL;
  g_autofree char *start = NULL;
  g_autofree char *none = NULL;
  g_autofree char *effects = NULL;
  g_autoptr (CvkValue) list = NULL;

  start_run (self, "r1", "Classes");
  record->kind = CVK_RECORD_EFFECT;
  record->run = g_strdup ("r1");
  record->node = g_strdup ("create");
  record->effect = g_strdup ("r1/create/0");
  record->action = g_strdup ("zoom.create-meeting");
  record->request_hash = g_strdup ("abc");
  record->payload = g_strdup ("{\"method\":\"POST\"}");
  record->state = CVK_EFFECT_PLANNED;
  cvk_journal_write (CVK_JOURNAL (self->store), record);

  cvk_store_load_start_async (self->store, "r1", cvk_await_result_cb, &result);
  start = finish_text (self, &result);
  g_assert_nonnull (strstr (start, "\"pipeline\":\"{}\\n\""));
  g_assert_nonnull (strstr (start, "\"name\":\"Classes\""));
  cvk_store_load_start_async (self->store, "r9", cvk_await_result_cb, &result);
  none = finish_text (self, &result);
  g_assert_null (none);
  cvk_store_load_effects_async (self->store, "r1", cvk_await_result_cb, &result);
  effects = finish_text (self, &result);
  list = cvk_value_from_json (effects, -1, CVK_JSON_STRICT, NULL);
  g_assert_cmpuint (cvk_value_get_length (list), ==, 1);
  g_assert_cmpstr (cvk_value_lookup_string (cvk_value_get_element (list, 0), "state", NULL), ==,
                   "planned");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/history/find", test_find);
  ADD ("/history/start-and-effects", test_start_and_effects);
#undef ADD
  return g_test_run ();
}
