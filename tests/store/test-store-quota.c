// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-quota.h"
#include "store/cvk-store-quota.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

/* 2026-03-01, and a moment in the middle of it. */
#define DAY INT64_C (20513)
#define NOON (DAY * CVK_QUOTA_DAY + CVK_QUOTA_DAY / 2)
#define KEY "https://api.example.org:443 sam sam"

typedef struct
{
  char *directory;
  CvkStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  self->directory = g_dir_make_tmp ("cvk-quota-XXXXXX", NULL);
  self->store = cvk_store_new (self->directory);
  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup ("r1");
  record->payload =
    g_strdup ("{\"pipeline\":\"{}\\n\",\"hash\":\"h\",\"name\":\"N\",\"seed\":\"7\"}");
  cvk_journal_write (CVK_JOURNAL (self->store), record);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->store);
  cvk_remove_folder (self->directory);
  g_free (self->directory);
}

static void
write_effect (Fixture *self, const char *id, const char *quota, CvkEffectState state, int64_t wall)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_EFFECT;
  record->run = g_strdup ("r1");
  record->node = g_strdup ("create");
  record->effect = g_strdup (id);
  record->action = g_strdup ("zoom.create-meeting");
  record->request_hash = g_strdup ("abc");
  record->quota = g_strdup (quota);
  record->state = state;
  record->wall = wall;
  cvk_journal_write (CVK_JOURNAL (self->store), record);
}

static void
send (Fixture *self, const char *id, const char *quota, int64_t wall)
{
  write_effect (self, id, quota, CVK_EFFECT_PLANNED, wall);
  write_effect (self, id, quota, CVK_EFFECT_SENT, wall);
}

static CvkQuotaUse
load (Fixture *self, const char *quota, int64_t day)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;
  CvkQuotaUse use = { 0 };

  cvk_journal_load_quota_async (CVK_JOURNAL (self->store), quota, day, cvk_await_result_cb,
                                &result);
  loaded = cvk_await_result (&result);
  cvk_journal_load_quota_finish (CVK_JOURNAL (self->store), loaded, &use, &error);
  g_assert_no_error (error);
  return use;
}

/* Everything that was sent that day and not refused, and nothing else. */
static void
test_count (Fixture *self, gconstpointer data)
{
  send (self, "confirmed", KEY, NOON);
  write_effect (self, "confirmed", KEY, CVK_EFFECT_CONFIRMED, NOON + 1);
  send (self, "unknown", KEY, NOON);
  write_effect (self, "unknown", KEY, CVK_EFFECT_UNKNOWN, NOON + 1);
  send (self, "sent", KEY, NOON);
  g_assert_cmpint (load (self, KEY, DAY).used, ==, 3);

  send (self, "refused", KEY, NOON);
  write_effect (self, "refused", KEY, CVK_EFFECT_REFUSED, NOON + 1);
  send (self, "taken-back", KEY, NOON);
  write_effect (self, "taken-back", KEY, CVK_EFFECT_PLANNED, NOON + 1);
  write_effect (self, "planned", KEY, CVK_EFFECT_PLANNED, NOON);
  send (self, "other", "https://api.example.org:443 sam kim", NOON);
  send (self, "none", NULL, NOON);
  send (self, "yesterday", KEY, DAY * CVK_QUOTA_DAY - 1);
  send (self, "tomorrow", KEY, (DAY + 1) * CVK_QUOTA_DAY);
  g_assert_cmpint (load (self, KEY, DAY).used, ==, 3);
  g_assert_cmpint (load (self, KEY, DAY - 1).used, ==, 1);
  g_assert_cmpint (load (self, KEY, DAY + 1).used, ==, 1);
}

static void
test_full (Fixture *self, gconstpointer data)
{
  CvkQuotaUse use = load (self, KEY, DAY);

  g_assert_false (use.is_full);
  g_assert_cmpint (use.limit, ==, 0);
  cvk_journal_fill_quota (CVK_JOURNAL (self->store), KEY, DAY, 50);
  cvk_journal_fill_quota (CVK_JOURNAL (self->store), KEY, DAY, 0);
  use = load (self, KEY, DAY);
  g_assert_true (use.is_full);
  g_assert_cmpint (use.limit, ==, 50);
  /* The limit stays, the day does not. */
  use = load (self, KEY, DAY + 1);
  g_assert_false (use.is_full);
  g_assert_cmpint (use.limit, ==, 50);
}

static void
test_list (Fixture *self, gconstpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autofree char *text = NULL;

  send (self, "one", KEY, NOON);
  send (self, "two", "https://api.example.org:443 sam kim", NOON);
  send (self, "three", "https://api.example.org:443 pat pat", NOON);
  cvk_journal_fill_quota (CVK_JOURNAL (self->store), KEY, DAY, 50);
  cvk_store_list_quotas_async (self->store, "https://api.example.org:443 sam ", DAY,
                               cvk_await_result_cb, &result);
  loaded = cvk_await_result (&result);
  text = cvk_store_text_finish (self->store, loaded, NULL);
  g_assert_cmpstr (
    text, ==,
    "[{\"name\":\"https://api.example.org:443 sam kim\",\"used\":1,\"limit\":null,\"full\":false},"
    "{\"name\":\"https://api.example.org:443 sam sam\",\"used\":1,\"limit\":50,\"full\":true}]");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store-quota/count", Fixture, NULL, set_up, test_count, tear_down);
  g_test_add ("/store-quota/full", Fixture, NULL, set_up, test_full, tear_down);
  g_test_add ("/store-quota/list", Fixture, NULL, set_up, test_list, tear_down);
  return g_test_run ();
}
