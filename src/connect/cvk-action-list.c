// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-action-private.h"

#define DEFAULT_MAX_PAGES 1000

/* A list on its way, page by page. */
typedef struct
{
  CvkValue *paging; /* borrowed from the action */
  GPtrArray *items; /* owned CvkValue */
  GHashTable *seen; /* tokens */
  CvkActionRequest page;
  int64_t limit; /* 0: none */
  unsigned pages;
  gboolean was_restarted;
} List;

static void read_page (CvkExecution *self, const char *token);

static void
list_free (gpointer data)
{
  List *self = data;

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->seen);
  cvk_action_request_clear (&self->page);
  g_free (self);
}

static void
emit_items (CvkExecution *self)
{
  List *list = self->extra;
  CvkOutput *output = cvk_call_get_output (self->call);

  for (unsigned i = 0; i < list->items->len; i++)
    cvk_output_emit_new (output, 0, cvk_call_get_item (self->call),
                         cvk_value_ref (g_ptr_array_index (list->items, i)));
  cvk_call_succeed (self->call);
}

/* A token lives for minutes only. What was read so far cannot be continued, so all of it is read
 * again; once, because a service that never keeps its word would never end. */
static gboolean
restart (CvkExecution *self)
{
  List *list = self->extra;

  if (list->was_restarted || list->pages == 0 ||
      g_strcmp0 (cvk_problem_get_code (self->reply->problem), "page-token-expired") != 0)
    return FALSE;
  list->was_restarted = TRUE;
  list->pages = 0;
  g_ptr_array_set_size (list->items, 0);
  g_hash_table_remove_all (list->seen);
  read_page (self, NULL);
  return TRUE;
}

static void
fail_loop (CvkExecution *self)
{
  cvk_call_fail (self->call,
                 cvk_problem_new ("paging-loop",
                                  N_ ("{service} never came to the end of the list. Ask for a "
                                      "shorter time, or set “limit”."),
                                  "service", self->action->connector->title, NULL));
}

/* TRUE when enough items are there. */
static gboolean
take_items (const CvkAction *action, List *list, CvkValue *page)
{
  CvkValue *items =
    cvk_value_get_member (page, cvk_value_lookup_string (list->paging, "items", ""));

  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      CvkValue *item = cvk_value_get_element (items, i);

      if (!cvk_value_is_object (item))
        continue;
      g_ptr_array_add (list->items, cvk_action_lift (action, item));
      if (list->limit > 0 && list->items->len >= list->limit)
        return TRUE;
    }
  return FALSE;
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  List *list = self->extra;
  const char *token;
  gboolean is_enough;

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_exchange_finish (result);
  if (self->reply->kind != CVK_REPLY_DONE)
    {
      if (!restart (self))
        cvk_execution_fail (self);
      return;
    }

  list->pages++;
  is_enough = take_items (self->action, list, self->reply->value);
  token = cvk_action_get_page_token (self->action, self->reply->value);
  if (is_enough || *token == '\0')
    emit_items (self);
  else if (!g_hash_table_add (list->seen, g_strdup (token)) ||
           list->pages >= cvk_value_lookup_integer (list->paging, "max_pages", DEFAULT_MAX_PAGES))
    fail_loop (self);
  else
    read_page (self, token);
}

static void
read_page (CvkExecution *self, const char *token)
{
  List *list = self->extra;

  cvk_action_build_page (self->action, &self->request, self->settings, token, &list->page);
  cvk_execution_exchange (self, self->action, &list->page, FALSE, page_cb);
}

void
cvk_action_start_list (CvkCall *call)
{
  CvkExecution *self = cvk_execution_begin (call);
  List *list;

  if (self == NULL)
    return;
  list = g_new0 (List, 1);
  list->paging = cvk_value_get_member (self->action->description, "paging");
  list->items = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  list->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  list->limit = cvk_value_lookup_integer (self->settings, "limit", 0);
  self->extra = list;
  self->extra_free = list_free;
  read_page (self, NULL);
}
