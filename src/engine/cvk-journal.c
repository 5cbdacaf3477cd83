// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-journal.h"

G_DEFINE_INTERFACE (CvkJournal, cvk_journal, G_TYPE_OBJECT)

static void
cvk_journal_default_init (CvkJournalInterface *iface)
{
}

void
cvk_record_free (CvkRecord *record)
{
  g_free (record->run);
  g_free (record->node);
  g_free (record->payload);
  g_free (record->question);
  g_free (record->effect);
  g_free (record->action);
  g_free (record->request_hash);
  g_free (record->match_key);
  g_free (record->quota);
  g_free (record);
}

const char *
cvk_effect_state_to_string (CvkEffectState state)
{
  static const char *const names[] = { "planned", "sent",    "confirmed",
                                       "refused", "unknown", "abandoned" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

void
cvk_journal_write (CvkJournal *self, CvkRecord *record)
{
  g_return_if_fail (CVK_IS_JOURNAL (self));

  CVK_JOURNAL_GET_IFACE (self)->write (self, record, NULL);
}

void
cvk_journal_write_durably (CvkJournal *self,
                           CvkRecord *record,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_journal_write_durably);
  CVK_JOURNAL_GET_IFACE (self)->write (self, record, task);
}

gboolean
cvk_journal_write_durably_finish (CvkJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_journal_load_quota_async (CvkJournal *self,
                              const char *quota,
                              int64_t day,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_journal_load_quota_async);
  CVK_JOURNAL_GET_IFACE (self)->load_quota (self, quota, day, task);
}

gboolean
cvk_journal_load_quota_finish (CvkJournal *self,
                               GAsyncResult *result,
                               CvkQuotaUse *use,
                               GError **error)
{
  g_autofree CvkQuotaUse *loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  *use = *loaded;
  return TRUE;
}

void
cvk_journal_fill_quota (CvkJournal *self, const char *quota, int64_t day, int64_t limit)
{
  g_return_if_fail (CVK_IS_JOURNAL (self));

  CVK_JOURNAL_GET_IFACE (self)->fill_quota (self, quota, day, limit);
}

void
cvk_journal_load_results_async (CvkJournal *self,
                                const char *action,
                                const char *field,
                                int64_t since,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_journal_load_results_async);
  CVK_JOURNAL_GET_IFACE (self)->load_results (self, action, field, since, task);
}

GPtrArray *
cvk_journal_load_results_finish (CvkJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
