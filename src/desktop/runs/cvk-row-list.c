// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-list.h"
#include "desktop/runs/cvk-whole-items.h"

/* What lies on the screen is never more than a few pages: the newest of what is asked for. */
#define MAX_UNDER_WAY 2
#define MAX_WAITING 4

typedef struct
{
  unsigned number;
  gboolean is_asked;                    /* waiting, or under way */
  gboolean is_stale;                    /* fetched before the run went on */
  CvkRow *rows[CVK_ROW_LIST_PAGE_SIZE]; /* owned, nullable */
} Page;

struct _CvkRowList
{
  GObject parent_instance;

  CvkEngineClient *client;
  CvkRowQuery *query; /* nullable */
  GCancellable *cancellable;
  GHashTable *pages; /* number + 1 -> Page */
  GQueue recent;     /* Page, the last looked at first */
  GQueue waiting;    /* Page, the last asked for first */
  unsigned under_way;
  unsigned n_rows;
  unsigned n_requests;
  gboolean is_loading;
};

static void model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkRowList,
                               cvk_row_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

enum
{
  SIGNAL_LOADED,
  SIGNAL_TOTAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void send_waiting (CvkRowList *self);

static void
free_page (gpointer data)
{
  Page *page = data;

  for (unsigned i = 0; i < CVK_ROW_LIST_PAGE_SIZE; i++)
    g_clear_object (&page->rows[i]);
  g_free (page);
}

/* --- Pages --- */

static Page *
find_page (CvkRowList *self, unsigned number)
{
  return g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number + 1));
}

static void
drop_old_pages (CvkRowList *self)
{
  while (g_queue_get_length (&self->recent) > CVK_ROW_LIST_MAX_PAGES)
    {
      Page *page = g_queue_pop_tail (&self->recent);

      g_queue_remove (&self->waiting, page);
      g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number + 1));
    }
}

static Page *
use_page (CvkRowList *self, unsigned number)
{
  Page *page = find_page (self, number);

  if (page != NULL && g_queue_peek_head (&self->recent) == page)
    return page;
  if (page != NULL)
    g_queue_remove (&self->recent, page);
  else
    {
      page = g_new0 (Page, 1);
      page->number = number;
      page->is_stale = TRUE;
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number + 1), page);
    }
  g_queue_push_head (&self->recent, page);
  drop_old_pages (self);
  return page;
}

static void
fill_page (CvkRowList *self, Page *page, const CvkValue *rows)
{
  page->is_stale = FALSE;
  for (unsigned i = 0; i < CVK_ROW_LIST_PAGE_SIZE && i < cvk_value_get_length (rows); i++)
    {
      if (page->rows[i] == NULL)
        page->rows[i] = cvk_row_new ();
      cvk_row_fill (page->rows[i], cvk_value_get_element (rows, i));
    }
}

static void
set_total (CvkRowList *self, unsigned total)
{
  unsigned before = self->n_rows;

  if (total == before)
    return;
  self->n_rows = total;
  if (total > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, total - before);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), total, before - total, 0);
  g_signal_emit (self, signals[SIGNAL_TOTAL_CHANGED], 0);
}

/* --- Fetching --- */

typedef struct
{
  CvkRowList *list; /* owned */
  unsigned number;
  GCancellable *cancellable; /* owned: of the query that it belongs to */
} Fetch;

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Fetch *fetch = user_data;
  g_autoptr (CvkRowList) self = fetch->list;
  g_autoptr (GCancellable) cancellable = fetch->cancellable;
  g_autoptr (GError) error = NULL;
  unsigned total = 0;
  g_autoptr (CvkValue) rows = cvk_row_page_load_finish (result, &total, &error);
  Page *page;

  /* Of another query, which is not shown any more. */
  if (cancellable != self->cancellable)
    return;
  self->under_way--;
  page = find_page (self, fetch->number);
  if (page != NULL)
    page->is_asked = FALSE;
  if (rows == NULL)
    g_debug ("No rows: %s", error->message);
  else
    {
      if (page != NULL)
        fill_page (self, page, rows);
      set_total (self, total);
    }
  self->is_loading = FALSE;
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
  send_waiting (self);
}

static void
send_waiting (CvkRowList *self)
{
  while (self->under_way < MAX_UNDER_WAY && !g_queue_is_empty (&self->waiting))
    {
      const Page *page = g_queue_pop_head (&self->waiting);
      Fetch *fetch = g_new0 (Fetch, 1);

      fetch->list = g_object_ref (self);
      fetch->cancellable = g_object_ref (self->cancellable);
      fetch->number = page->number;
      self->under_way++;
      self->n_requests++;
      cvk_row_page_load_async (self->client, self->query, page->number * CVK_ROW_LIST_PAGE_SIZE,
                               CVK_ROW_LIST_PAGE_SIZE, self->cancellable, fetched_cb, fetch);
    }
}

static void
ask_for (CvkRowList *self, Page *page)
{
  if (self->query == NULL || page->is_asked || !page->is_stale)
    return;
  page->is_asked = TRUE;
  g_queue_push_head (&self->waiting, page);
  while (g_queue_get_length (&self->waiting) > MAX_WAITING)
    ((Page *) g_queue_pop_tail (&self->waiting))->is_asked = FALSE;
  send_waiting (self);
}

/* --- The query --- */

static void
forget_pages (CvkRowList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->under_way = 0;
  g_queue_clear (&self->waiting);
  g_queue_clear (&self->recent);
  g_hash_table_remove_all (self->pages);
}

void
cvk_row_list_set_query (CvkRowList *self, const CvkRowQuery *query)
{
  unsigned before;

  g_return_if_fail (CVK_IS_ROW_LIST (self));

  before = self->n_rows;
  g_clear_pointer (&self->query, cvk_row_query_free);
  forget_pages (self);
  self->n_rows = 0;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  self->is_loading = query != NULL;
  if (query == NULL)
    return;
  self->query = cvk_row_query_copy (query);
  ask_for (self, use_page (self, 0));
}

const CvkRowQuery *
cvk_row_list_get_query (CvkRowList *self)
{
  g_return_val_if_fail (CVK_IS_ROW_LIST (self), NULL);

  return self->query;
}

void
cvk_row_list_refresh (CvkRowList *self)
{
  unsigned count = 0;

  g_return_if_fail (CVK_IS_ROW_LIST (self));

  for (GList *link = self->recent.head; link != NULL; link = link->next)
    ((Page *) link->data)->is_stale = TRUE;
  /* The others are asked for when somebody looks at them again. */
  for (GList *link = self->recent.head; link != NULL && count < MAX_UNDER_WAY; link = link->next)
    {
      ask_for (self, link->data);
      count++;
    }
}

/* --- Large values --- */

typedef struct
{
  GPtrArray *rows;   /* owned, CvkRow: those that are shortened */
  GtkWidget *widget; /* owned */
  CvkRowListDeed deed;
} Wait;

static void
free_wait (Wait *wait)
{
  g_ptr_array_unref (wait->rows);
  g_object_unref (wait->widget);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, free_wait)

static void
whole_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) whole = cvk_whole_items_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (whole == NULL)
    {
      gtk_widget_error_bell (wait->widget);
      return;
    }
  for (unsigned i = 0; i < wait->rows->len; i++)
    cvk_row_fill (g_ptr_array_index (wait->rows, i), cvk_value_get_element (whole, i));
  wait->deed (wait->widget);
}

void
cvk_row_list_with_whole (CvkRowList *self, GPtrArray *rows, GtkWidget *widget, CvkRowListDeed deed)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  CvkApiEngine *api = NULL;
  Wait *wait = NULL;

  g_return_if_fail (CVK_IS_ROW_LIST (self));

  wait = g_new0 (Wait, 1);
  wait->rows = g_ptr_array_new_with_free_func (g_object_unref);
  wait->widget = g_object_ref (widget);
  wait->deed = deed;
  for (unsigned i = 0; i < rows->len; i++)
    {
      CvkRow *row = g_ptr_array_index (rows, i);
      unsigned number = (unsigned) cvk_row_get_number (row);

      if (!cvk_row_is_shortened (row))
        continue;
      g_ptr_array_add (wait->rows, g_object_ref (row));
      g_array_append_val (numbers, number);
    }
  api = cvk_engine_client_peek_api (self->client);
  if (numbers->len > 0 && self->query != NULL && api != NULL)
    {
      cvk_whole_items_load_async (api, CVK_WHOLE_ROWS, self->query->run, self->query->node,
                                  self->query->port, numbers, self->cancellable, whole_cb, wait);
      return;
    }
  if (numbers->len == 0)
    deed (widget);
  else
    gtk_widget_error_bell (widget);
  free_wait (wait);
}

/* --- The model --- */

static GType
cvk_row_list_get_item_type (GListModel *model)
{
  return CVK_TYPE_ROW;
}

static unsigned
cvk_row_list_get_n_items (GListModel *model)
{
  return CVK_ROW_LIST (model)->n_rows;
}

static gpointer
cvk_row_list_get_item (GListModel *model, unsigned position)
{
  CvkRowList *self = CVK_ROW_LIST (model);
  Page *page;
  CvkRow **row;

  if (position >= self->n_rows)
    return NULL;
  page = use_page (self, position / CVK_ROW_LIST_PAGE_SIZE);
  row = &page->rows[position % CVK_ROW_LIST_PAGE_SIZE];
  if (*row == NULL)
    *row = cvk_row_new ();
  ask_for (self, page);
  return g_object_ref (*row);
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cvk_row_list_get_item_type;
  iface->get_n_items = cvk_row_list_get_n_items;
  iface->get_item = cvk_row_list_get_item;
}

gboolean
cvk_row_list_is_loading (CvkRowList *self)
{
  g_return_val_if_fail (CVK_IS_ROW_LIST (self), FALSE);

  return self->is_loading;
}

unsigned
cvk_row_list_get_n_requests (CvkRowList *self)
{
  g_return_val_if_fail (CVK_IS_ROW_LIST (self), 0);

  return self->n_requests;
}

unsigned
cvk_row_list_get_n_pages (CvkRowList *self)
{
  g_return_val_if_fail (CVK_IS_ROW_LIST (self), 0);

  return g_hash_table_size (self->pages);
}

static void
cvk_row_list_finalize (GObject *object)
{
  CvkRowList *self = CVK_ROW_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_queue_clear (&self->waiting);
  g_queue_clear (&self->recent);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_clear_pointer (&self->query, cvk_row_query_free);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_row_list_parent_class)->finalize (object);
}

static void
cvk_row_list_class_init (CvkRowListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_row_list_finalize;
  signals[SIGNAL_LOADED] = g_signal_new ("loaded", CVK_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOTAL_CHANGED] = g_signal_new (
    "total-changed", CVK_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_row_list_init (CvkRowList *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, free_page);
  self->cancellable = g_cancellable_new ();
}

CvkRowList *
cvk_row_list_new (CvkEngineClient *client)
{
  CvkRowList *self = g_object_new (CVK_TYPE_ROW_LIST, NULL);

  self->client = g_object_ref (client);
  return self;
}
