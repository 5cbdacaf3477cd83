// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "engine/cvk-quota.h"

struct _CvkMemoryJournal
{
  GObject parent;

  GPtrArray *records; /* owned CvkRecord */
  GHashTable *quotas; /* owned: quota -> CvkQuotaUse, of what the service has said */
  int64_t full_day;
  unsigned fail_after;
  char *fail_message; /* owned, nullable: failing when set and fail_after is 0 */
};

static void cvk_memory_journal_journal_init (CvkJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkMemoryJournal,
                               cvk_memory_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_JOURNAL,
                                                      cvk_memory_journal_journal_init))

static void
cvk_memory_journal_write (CvkJournal *journal, CvkRecord *record, GTask *task)
{
  CvkMemoryJournal *self = CVK_MEMORY_JOURNAL (journal);
  g_autoptr (GTask) owned_task = task;

  if (task != NULL && self->fail_message != NULL)
    {
      if (self->fail_after == 0)
        {
          cvk_record_free (record);
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "%s", self->fail_message);
          return;
        }
      self->fail_after--;
    }
  g_ptr_array_add (self->records, record);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

/* The effects of a test are few. */
static void
cvk_memory_journal_load_quota (CvkJournal *journal, const char *quota, int64_t day, GTask *task)
{
  CvkMemoryJournal *self = CVK_MEMORY_JOURNAL (journal);
  const CvkQuotaUse *said = g_hash_table_lookup (self->quotas, quota);
  g_autoptr (GHashTable) sent = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GTask) owned_task = task;
  CvkQuotaUse *use = g_new0 (CvkQuotaUse, 1);

  for (unsigned i = 0; i < self->records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (self->records, i);

      if (record->kind != CVK_RECORD_EFFECT || g_strcmp0 (record->quota, quota) != 0)
        continue;
      if (record->state == CVK_EFFECT_SENT && record->wall / CVK_QUOTA_DAY == day)
        g_hash_table_add (sent, record->effect);
      else if (record->state == CVK_EFFECT_REFUSED || record->state == CVK_EFFECT_PLANNED)
        g_hash_table_remove (sent, record->effect);
    }
  if (said != NULL)
    *use = *said;
  use->is_full = use->is_full && self->full_day == day;
  use->used = g_hash_table_size (sent);
  g_task_return_pointer (task, use, g_free);
}

static void
cvk_memory_journal_fill_quota (CvkJournal *journal, const char *quota, int64_t day, int64_t limit)
{
  CvkMemoryJournal *self = CVK_MEMORY_JOURNAL (journal);
  CvkQuotaUse *use = g_new0 (CvkQuotaUse, 1);

  use->limit = limit;
  use->is_full = TRUE;
  self->full_day = day;
  g_hash_table_insert (self->quotas, g_strdup (quota), use);
}

static void
cvk_memory_journal_load_results (CvkJournal *journal,
                                 const char *action,
                                 const char *field,
                                 int64_t since,
                                 GTask *task)
{
  CvkMemoryJournal *self = CVK_MEMORY_JOURNAL (journal);
  g_autoptr (GTask) owned_task = task;
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);

  for (unsigned i = 0; i < self->records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (self->records, i);
      g_autoptr (CvkValue) result = NULL;
      CvkValue *member = NULL;

      if (record->kind == CVK_RECORD_EFFECT && record->state == CVK_EFFECT_CONFIRMED &&
          record->wall >= since && record->payload != NULL &&
          g_strcmp0 (record->action, action) == 0)
        result = cvk_value_from_json (record->payload, -1, CVK_JSON_STRICT, NULL);
      member = result != NULL ? cvk_value_get_member (result, field) : NULL;
      if (member != NULL)
        g_ptr_array_add (results, cvk_value_ref (member));
    }
  g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
cvk_memory_journal_journal_init (CvkJournalInterface *iface)
{
  iface->write = cvk_memory_journal_write;
  iface->load_quota = cvk_memory_journal_load_quota;
  iface->fill_quota = cvk_memory_journal_fill_quota;
  iface->load_results = cvk_memory_journal_load_results;
}

static void
cvk_memory_journal_finalize (GObject *object)
{
  CvkMemoryJournal *self = CVK_MEMORY_JOURNAL (object);

  g_ptr_array_unref (self->records);
  g_hash_table_unref (self->quotas);
  g_free (self->fail_message);

  G_OBJECT_CLASS (cvk_memory_journal_parent_class)->finalize (object);
}

static void
cvk_memory_journal_class_init (CvkMemoryJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_memory_journal_finalize;
}

static void
cvk_memory_journal_init (CvkMemoryJournal *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_record_free);
  self->quotas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CvkMemoryJournal *
cvk_memory_journal_new (void)
{
  return g_object_new (CVK_TYPE_MEMORY_JOURNAL, NULL);
}

GPtrArray *
cvk_memory_journal_get_records (CvkMemoryJournal *self)
{
  return self->records;
}

void
cvk_memory_journal_fail (CvkMemoryJournal *self, unsigned after, const char *error_message)
{
  self->fail_after = after;
  g_free (self->fail_message);
  self->fail_message = g_strdup (error_message);
}
