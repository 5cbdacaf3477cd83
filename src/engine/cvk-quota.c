// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-quota.h"

typedef struct
{
  int64_t day; /* that @use is of, from 1970; -1: of none yet */
  CvkQuotaUse use;
  int64_t reserved;
} Page;

struct _CvkQuotaBook
{
  CvkJournal *journal; /* borrowed: the book hangs on it */
  GHashTable *pages;   /* key -> Page */
};

static void
book_free (gpointer data)
{
  CvkQuotaBook *self = data;

  g_hash_table_unref (self->pages);
  g_free (self);
}

CvkQuotaBook *
cvk_quota_book_get (CvkJournal *journal)
{
  CvkQuotaBook *self = g_object_get_data (G_OBJECT (journal), "cvk-quota-book");

  if (self != NULL)
    return self;
  self = g_new0 (CvkQuotaBook, 1);
  self->journal = journal;
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_object_set_data_full (G_OBJECT (journal), "cvk-quota-book", self, book_free);
  return self;
}

static Page *
get_page (CvkQuotaBook *self, const char *key)
{
  Page *page = g_hash_table_lookup (self->pages, key);

  if (page == NULL)
    {
      page = g_new0 (Page, 1);
      page->day = -1;
      g_hash_table_insert (self->pages, g_strdup (key), page);
    }
  return page;
}

typedef struct
{
  char *key;
  int64_t day;
} Load;

static void
load_free (Load *load)
{
  g_free (load->key);
  g_free (load);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  CvkQuotaBook *self = cvk_quota_book_get (CVK_JOURNAL (object));
  Page *page = get_page (self, load->key);
  CvkQuotaUse use = { 0 };
  GError *error = NULL;

  if (!cvk_journal_load_quota_finish (CVK_JOURNAL (object), result, &use, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* Somebody else may have been faster, and have sent something since. */
  if (page->day != load->day)
    {
      page->day = load->day;
      page->use = use;
    }
  g_task_return_boolean (task, TRUE);
}

void
cvk_quota_book_load_async (CvkQuotaBook *self,
                           const char *key,
                           int64_t now,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self->journal, NULL, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, cvk_quota_book_load_async);
  load->key = g_strdup (key);
  load->day = now / CVK_QUOTA_DAY;
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  if (get_page (self, key)->day == load->day)
    g_task_return_boolean (task, TRUE);
  else
    cvk_journal_load_quota_async (self->journal, key, load->day, loaded_cb,
                                  g_steal_pointer (&task));
}

gboolean
cvk_quota_book_load_finish (CvkQuotaBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self->journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

int64_t
cvk_quota_book_get_limit (CvkQuotaBook *self, const char *key, int64_t limit)
{
  const Page *page = get_page (self, key);

  return page->use.limit > 0 ? page->use.limit : limit;
}

int64_t
cvk_quota_book_get_left (CvkQuotaBook *self, const char *key, int64_t limit)
{
  const Page *page = get_page (self, key);

  if (page->use.is_full)
    return 0;
  return MAX (cvk_quota_book_get_limit (self, key, limit) - page->use.used - page->reserved, 0);
}

void
cvk_quota_book_reserve (CvkQuotaBook *self, const char *key)
{
  get_page (self, key)->reserved++;
}

void
cvk_quota_book_give_back (CvkQuotaBook *self, const char *key)
{
  get_page (self, key)->reserved--;
}

void
cvk_quota_book_count (CvkQuotaBook *self, const char *key)
{
  Page *page = get_page (self, key);

  page->use.used++;
  page->reserved--;
}

void
cvk_quota_book_uncount (CvkQuotaBook *self, const char *key)
{
  Page *page = get_page (self, key);

  page->use.used = MAX (page->use.used - 1, 0);
  page->reserved++;
}

void
cvk_quota_book_fill (CvkQuotaBook *self, const char *key, int64_t now, int64_t limit)
{
  Page *page = get_page (self, key);
  int64_t day = now / CVK_QUOTA_DAY;

  if (page->day == day)
    page->use.is_full = TRUE;
  if (limit > 0)
    page->use.limit = limit;
  cvk_journal_fill_quota (self->journal, key, day, limit);
}
