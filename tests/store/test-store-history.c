// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store-history.h"
#include "store/cvk-store-retention.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

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
  g_clear_object (&self->store);
  cvk_remove_folder (self->directory);
  g_free (self->directory);
}

static void
write_record (Fixture *self, CvkRecordKind kind, const char *run, char *payload)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = kind;
  record->run = g_strdup (run);
  record->node = g_strdup (kind == CVK_RECORD_OUTPUT ? "read" : NULL);
  record->payload = payload;
  cvk_journal_write (CVK_JOURNAL (self->store), record);
}

static void
end_run (Fixture *self, const char *run, const char *state, int64_t wall)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_RUN_FINISHED;
  record->run = g_strdup (run);
  record->payload = g_strdup_printf ("{\"state\":\"%s\",\"failures\":[]}", state);
  record->wall = wall;
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

/* @kind: members of the record of its start. */
static void
start_kind (Fixture *self, const char *run, const char *kind)
{
  write_record (self, CVK_RECORD_RUN_STARTED, run,
                g_strdup_printf ("{\"pipeline\":\"{}\\n\",\"hash\":\"h\",\"name\":\"Classes\","
                                 "\"seed\":\"7\",\"path\":null%s}",
                                 kind));
}

/* Whether something real happened in it. Older records say nothing of practice. */
static void
test_kinds (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *record;
    gboolean rehearses;
    gboolean uses_sandbox;
  } cases[] = {
    { "", FALSE, FALSE },
    { ",\"rehearses\":false,\"practice\":false", FALSE, FALSE },
    { ",\"rehearses\":true,\"practice\":false", TRUE, FALSE },
    { ",\"rehearses\":false,\"practice\":true", FALSE, TRUE },
    { ",\"rehearses\":true,\"practice\":true", TRUE, TRUE },
  };
  g_autoptr (CvkValue) query = cvk_value_from_json ("{\"limit\":10}", -1, CVK_JSON_STRICT, NULL);
  GAsyncResult *result = NULL;
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) list = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *run = g_strdup_printf ("r%zu", i);

      start_kind (self, run, cases[i].record);
    }
  cvk_store_find_runs_async (self->store, query, cvk_await_result_cb, &result);
  json = finish_text (self, &result);
  list = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_assert_cmpuint (cvk_value_get_length (list), ==, G_N_ELEMENTS (cases));
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CvkValue *entry = cvk_value_get_element (list, G_N_ELEMENTS (cases) - 1 - i);

      g_assert_cmpint (cvk_value_lookup_boolean (entry, "rehearses", -1), ==, cases[i].rehearses);
      g_assert_cmpint (cvk_value_lookup_boolean (entry, "sandbox", -1), ==, cases[i].uses_sandbox);
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

/* Until nothing is left to forget. */
static unsigned
forget (Fixture *self, int64_t now)
{
  for (unsigned count = 0;; count++)
    {
      GAsyncResult *place = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      gboolean more = FALSE;

      cvk_store_forget_old_runs_async (self->store, now, cvk_await_result_cb, &place);
      result = cvk_await_result (&place);
      more = cvk_store_boolean_finish (self->store, result, &error);
      g_assert_no_error (error);
      if (!more)
        return count;
    }
}

static void
set (Fixture *self, const char *name, const char *value)
{
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_store_save_setting_async (self->store, name, value, cvk_await_result_cb, &place);
  result = cvk_await_result (&place);
  g_assert_true (cvk_store_boolean_finish (self->store, result, NULL));
}

#define NOW (1000 * G_TIME_SPAN_DAY)

static void
open_effect (Fixture *self, const char *run)
{
  for (CvkEffectState state = CVK_EFFECT_PLANNED; state <= CVK_EFFECT_SENT; state++)
    {
      CvkRecord *record = g_new0 (CvkRecord, 1);

      record->kind = CVK_RECORD_EFFECT;
      record->run = g_strdup (run);
      record->node = g_strdup ("create");
      record->effect = g_strdup_printf ("%s/create/0", run);
      record->action = g_strdup ("zoom.create-meeting");
      record->request_hash = g_strdup ("abc");
      record->state = state;
      cvk_journal_write (CVK_JOURNAL (self->store), record);
    }
}

static void
test_forget_by_age (Fixture *self, gconstpointer data)
{
  g_autofree char *all = NULL;
  g_autofree char *left = NULL;
  g_autofree char *fewer = NULL;

  start_run (self, "old", "Classes");
  end_run (self, "old", "succeeded", NOW - 91 * G_TIME_SPAN_DAY);
  start_run (self, "waits", "Classes");
  end_run (self, "waits", "waiting", NOW - 91 * G_TIME_SPAN_DAY);
  start_run (self, "runs", "Classes");
  start_run (self, "open", "Classes");
  open_effect (self, "open");
  end_run (self, "open", "cancelled", NOW - 91 * G_TIME_SPAN_DAY);
  start_run (self, "kept", "Classes");
  end_run (self, "kept", "failed", NOW - 91 * G_TIME_SPAN_DAY);
  write_record (self, CVK_RECORD_RUN_STARTED, "goes-on",
                g_strdup ("{\"pipeline\":\"{}\",\"hash\":\"h\",\"name\":\"N\","
                          "\"part\":{\"kept\":\"kept\"}}"));
  start_run (self, "young", "Classes");
  end_run (self, "young", "succeeded", NOW - 89 * G_TIME_SPAN_DAY);
  start_run (self, "today", "Classes");
  end_run (self, "today", "succeeded", NOW);

  all = find (self, "{\"limit\":10,\"text\":\"old\"}");
  g_assert_cmpstr (all, ==, "old ");
  g_assert_cmpuint (forget (self, NOW), ==, 1);
  left = find (self, "{\"limit\":10}");
  g_assert_cmpstr (left, ==, "today young goes-on kept open runs waits ");
  /* However little is to be kept, today counts. */
  set (self, CVK_RETENTION_DAYS_SETTING, "0");
  forget (self, NOW);
  fewer = find (self, "{\"limit\":10}");
  g_assert_cmpstr (fewer, ==, "today goes-on kept open runs waits ");
}

static void
test_forget_by_size (Fixture *self, gconstpointer data)
{
  g_autofree char *left = NULL;
  g_autofree char *fewer = NULL;

  for (unsigned i = 0; i < 12; i++)
    {
      g_autofree char *run = g_strdup_printf ("r%02u", i);
      g_autofree char *padding = g_strnfill (200000, 'x');

      start_run (self, run, "Classes");
      write_record (self, CVK_RECORD_OUTPUT, run, g_strdup_printf ("\"%u%s\"", i, padding));
      end_run (self, run, "succeeded", NOW - 10 * G_TIME_SPAN_DAY);
    }
  g_assert_cmpuint (forget (self, NOW), ==, 0);
  left = find (self, "{\"limit\":20}");
  g_assert_cmpuint (strlen (left), ==, 12 * 4);
  set (self, CVK_RETENTION_MEGABYTES_SETTING, "2");
  g_assert_cmpuint (forget (self, NOW), ==, 1);
  fewer = find (self, "{\"limit\":20}");
  /* The oldest went, a few at a time. */
  g_assert_cmpstr (fewer, ==, "r11 r10 r09 r08 r07 r06 r05 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/history/find", test_find);
  ADD ("/history/kinds", test_kinds);
  ADD ("/history/start-and-effects", test_start_and_effects);
  ADD ("/history/forget-by-age", test_forget_by_age);
  ADD ("/history/forget-by-size", test_forget_by_size);
#undef ADD
  return g_test_run ();
}
