// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-listing.h"

#define MAX_PAGES 1000
#define LISTINGS "cvk-listings"

/* Who waits. */
typedef struct
{
  CvkListingPage page;
  CvkListingDone done;
  gpointer user_data;
} Reader;

struct _CvkListing
{
  char *key;
  CvkExchangeOptions options; /* what it borrows is owned below */
  CvkConnection *connection;
  CvkClock *clock;
  CvkPause *pause; /* nullable */
  CvkValue *settings;
  CvkActionRequest request;
  CvkActionRequest page;

  GPtrArray *reading;        /* owned Reader: of the list that is being read */
  GPtrArray *waiting;        /* owned Reader: of the next one */
  GCancellable *cancellable; /* nullable: none is being read */
  GHashTable *seen;          /* owned: page tokens */
  unsigned n_pages;
  unsigned timeout;
};

static void
free_listing (CvkListing *self)
{
  cvk_clock_remove_timeout (self->clock, self->timeout);
  g_ptr_array_unref (self->reading);
  g_ptr_array_unref (self->waiting);
  g_hash_table_unref (self->seen);
  cvk_action_request_clear (&self->request);
  cvk_action_request_clear (&self->page);
  cvk_value_unref (self->settings);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->pause);
  g_object_unref (self->clock);
  g_object_unref (self->connection);
  g_free (self->key);
  g_free (self);
}

static GHashTable *
get_listings (CvkConnection *connection)
{
  GHashTable *listings = g_object_get_data (G_OBJECT (connection), LISTINGS);

  if (listings == NULL)
    {
      listings = g_hash_table_new (g_str_hash, g_str_equal);
      g_object_set_data_full (G_OBJECT (connection), LISTINGS, listings,
                              (GDestroyNotify) g_hash_table_unref);
    }
  return listings;
}

static void
free_when_unused (CvkListing *self)
{
  if (self->reading->len > 0 || self->waiting->len > 0 || self->cancellable != NULL)
    return;
  g_hash_table_remove (get_listings (self->connection), self->key);
  free_listing (self);
}

/* --- Reading --- */

static void read_page (CvkListing *self, const char *token);
static void plan_list (CvkListing *self);

/* One after the other, because what one does may have others leave. */
static void
end_list (CvkListing *self, gboolean is_whole)
{
  while (self->reading->len > 0)
    {
      g_autofree Reader *reader = g_ptr_array_steal_index (self->reading, 0);

      reader->done (is_whole, reader->user_data);
    }
  g_clear_object (&self->cancellable);
  if (self->waiting->len > 0)
    plan_list (self);
  else
    free_when_unused (self);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkListing *self = user_data;
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);
  const char *token = NULL;

  if (reply->kind != CVK_REPLY_DONE)
    {
      end_list (self, FALSE);
      return;
    }
  for (unsigned i = 0; i < self->reading->len; i++)
    {
      const Reader *reader = g_ptr_array_index (self->reading, i);

      reader->page (reply->value, reader->user_data);
    }
  token = cvk_action_get_page_token (self->options.action, reply->value);
  if (*token == '\0')
    end_list (self, TRUE);
  else if (self->reading->len == 0 || !g_hash_table_add (self->seen, g_strdup (token)) ||
           ++self->n_pages >= MAX_PAGES)
    end_list (self, FALSE);
  else
    read_page (self, token);
}

static void
read_page (CvkListing *self, const char *token)
{
  cvk_action_build_page (self->options.action, &self->request, NULL, token, &self->page);
  cvk_exchange_async (&self->options, page_cb, self);
}

static gboolean
begin_cb (gpointer user_data)
{
  CvkListing *self = user_data;

  self->timeout = 0;
  g_ptr_array_extend_and_steal (self->reading, g_steal_pointer (&self->waiting));
  self->waiting = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->options.cancellable = self->cancellable;
  g_hash_table_remove_all (self->seen);
  self->n_pages = 0;
  read_page (self, NULL);
  return G_SOURCE_REMOVE;
}

/* In a moment: many begin to look at the same time. */
static void
plan_list (CvkListing *self)
{
  if (self->timeout == 0 && self->cancellable == NULL)
    self->timeout = cvk_clock_add_timeout (self->clock, 0, begin_cb, self, NULL);
}

/* --- Who waits --- */

static CvkListing *
create_listing (const char *key, const CvkExchangeOptions *options)
{
  CvkListing *self = g_new0 (CvkListing, 1);

  self->key = g_strdup (key);
  self->options = *options;
  self->connection = g_object_ref (options->connection);
  self->clock = g_object_ref (options->clock);
  self->pause = options->pause != NULL ? g_object_ref (options->pause) : NULL;
  self->settings = cvk_value_ref (options->settings);
  self->request.path = g_strdup (options->request->path);
  self->options.owner = NULL;
  self->options.request = &self->page;
  self->reading = g_ptr_array_new_with_free_func (g_free);
  self->waiting = g_ptr_array_new_with_free_func (g_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (get_listings (self->connection), self->key, self);
  return self;
}

CvkListing *
cvk_listing_join (CvkExecution *execution,
                  const CvkAction *list,
                  const CvkActionRequest *request,
                  CvkListingPage page,
                  CvkListingDone done,
                  gpointer user_data)
{
  CvkExchangeOptions options = cvk_execution_make_options (execution, list, request);
  g_autofree char *key = g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %p", list->type_id,
                                          request->path, options.max_wait, (void *) options.pause);
  CvkListing *self = g_hash_table_lookup (get_listings (options.connection), key);
  Reader *reader = g_new0 (Reader, 1);

  if (self == NULL)
    self = create_listing (key, &options);
  reader->page = page;
  reader->done = done;
  reader->user_data = user_data;
  g_ptr_array_add (self->waiting, reader);
  plan_list (self);
  return self;
}

static void
remove_reader (GPtrArray *readers, gpointer user_data)
{
  for (unsigned i = readers->len; i-- > 0;)
    if (((Reader *) g_ptr_array_index (readers, i))->user_data == user_data)
      g_ptr_array_remove_index (readers, i);
}

void
cvk_listing_leave (CvkListing *self, gpointer user_data)
{
  remove_reader (self->waiting, user_data);
  remove_reader (self->reading, user_data);
  if (self->reading->len == 0 && self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  free_when_unused (self);
}
