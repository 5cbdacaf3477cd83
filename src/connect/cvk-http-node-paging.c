// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

#define DEFAULT_MAX_PAGES 100

static void read_page (CvkExecution *self);

/* --- Elements --- */

CvkValue *
cvk_http_node_find_list (const CvkValue *settings, CvkValue *body)
{
  const char *path = cvk_value_lookup_string (settings, "list", "");
  gboolean is_asked = *path != '\0' || cvk_value_lookup_boolean (settings, "split", FALSE);
  CvkValue *found = *path != '\0' && body != NULL ? cvk_value_get_path (body, path) : body;

  return is_asked && found != NULL && cvk_value_is_array (found) ? found : NULL;
}

static gboolean
is_list_asked (const CvkValue *settings)
{
  return *cvk_value_lookup_string (settings, "list", "") != '\0' ||
         cvk_value_lookup_boolean (settings, "split", FALSE);
}

static void
emit (CvkExecution *self, CvkValue *body)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init_from (&builder, self->reply->value);
  if (body != NULL)
    cvk_object_builder_set (&builder, "body", cvk_value_ref (body));
  cvk_output_emit_over (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                        cvk_object_builder_end (&builder));
}

static void
finish (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);

  if (is_list_asked (self->settings))
    for (unsigned i = 0; i < call->elements->len; i++)
      emit (self, g_ptr_array_index (call->elements, i));
  else if (call->n_pages > 1)
    {
      g_autoptr (CvkValue) all =
        cvk_value_new_array ((CvkValue *const *) call->elements->pdata, call->elements->len);

      emit (self, all);
    }
  else
    emit (self, NULL);
  cvk_call_succeed (self->call);
}

/* TRUE when enough is there. @n_taken: how many this page had. */
static gboolean
take_elements (CvkExecution *self, CvkValue *list, size_t *n_taken)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  int64_t limit = cvk_value_lookup_integer (self->settings, "limit", 0);

  *n_taken = 0;
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      if (limit > 0 && call->elements->len >= limit)
        return TRUE;
      g_ptr_array_add (call->elements, cvk_value_ref (cvk_value_get_element (list, i)));
      ++*n_taken;
    }
  return limit > 0 && call->elements->len >= limit;
}

/* --- The next page --- */

typedef enum
{
  NEXT_NONE,
  NEXT_ASK,   /* @url is set */
  NEXT_WRONG, /* it leads elsewhere */
} Next;

static Next
follow_reference (CvkExecution *self, const char *reference, char **url)
{
  *url = cvk_http_node_resolve (cvk_http_call_get (self)->url, reference);
  return *url != NULL ? NEXT_ASK : NEXT_WRONG;
}

static Next
find_by_field (CvkExecution *self, CvkValue *body, char **url)
{
  const char *parameter = cvk_value_lookup_string (self->settings, "page_parameter", "");
  const char *path = cvk_value_lookup_string (self->settings, "next", "");
  CvkValue *value = *path != '\0' ? cvk_value_get_path (body, path) : NULL;
  g_autofree char *text = NULL;

  if (value == NULL || cvk_value_is_null (value) || cvk_value_is_boolean (value))
    return NEXT_NONE;
  text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
  if (*text == '\0')
    return NEXT_NONE;
  if (*parameter == '\0')
    return follow_reference (self, text, url);
  *url = cvk_http_node_set_query (self->request.url, parameter, text);
  return NEXT_ASK;
}

static Next
find_by_number (CvkExecution *self, gboolean is_offset, size_t n_taken, char **url)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  const char *parameter =
    cvk_value_lookup_string (self->settings, "page_parameter", is_offset ? "offset" : "page");
  int64_t number = is_offset
                     ? call->elements->len
                     : cvk_value_lookup_integer (self->settings, "first_page", 1) + call->n_pages;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (n_taken == 0)
    return NEXT_NONE;
  *url = cvk_http_node_set_query (self->request.url, parameter, text);
  return NEXT_ASK;
}

static Next
find_next (CvkExecution *self, size_t n_taken, char **url)
{
  const char *paging = cvk_value_lookup_string (self->settings, "paging", "none");
  CvkValue *headers = cvk_value_get_member (self->reply->value, "headers");
  CvkValue *body = cvk_value_get_member (self->reply->value, "body");

  if (g_str_equal (paging, "link"))
    {
      g_autofree char *target =
        cvk_http_link_find (cvk_value_lookup_string (headers, "link", NULL), "next");

      return target != NULL ? follow_reference (self, target, url) : NEXT_NONE;
    }
  if (g_str_equal (paging, "next"))
    return find_by_field (self, body, url);
  if (g_str_equal (paging, "page") || g_str_equal (paging, "offset"))
    return find_by_number (self, g_str_equal (paging, "offset"), n_taken, url);
  return NEXT_NONE;
}

/* --- Reading --- */

static CvkProblem *
describe_end (CvkHttpCall *call, const char *code, const char *message)
{
  return cvk_problem_new (code, message, "host", call->host, NULL);
}

/* Which elements a page has when nobody said where they are. */
static CvkValue *
find_elements (CvkExecution *self)
{
  CvkValue *body = cvk_value_get_member (self->reply->value, "body");
  CvkValue *list = cvk_http_node_find_list (self->settings, body);

  if (list == NULL && !is_list_asked (self->settings) && body != NULL && cvk_value_is_array (body))
    list = body;
  return list;
}

static CvkProblem *
check_page (CvkExecution *self, const CvkValue *list)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  const char *paging = cvk_value_lookup_string (self->settings, "paging", "none");
  CvkProblem *problem;

  if (list != NULL || (!is_list_asked (self->settings) && g_str_equal (paging, "none")))
    return NULL;
  problem = describe_end (call, "no-list",
                          N_ ("There is no list at that place in the answer of {host}. Look at the "
                              "answer of one page, and say where its list is."));
  cvk_problem_set_field (problem, "list");
  return problem;
}

/* A server that does not know the parameter gives its first page for ever. */
static gboolean
is_same_page (CvkHttpCall *call, CvkValue *list)
{
  gboolean is_same = list != NULL && call->last_page != NULL && cvk_value_get_length (list) > 0 &&
                     cvk_value_equal (list, call->last_page);

  g_clear_pointer (&call->last_page, cvk_value_unref);
  call->last_page = list != NULL ? cvk_value_ref (list) : NULL;
  return is_same;
}

static CvkProblem *
check_next (CvkExecution *self, Next next, CvkValue *list, const char *url)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  int64_t max_pages = cvk_value_lookup_integer (self->settings, "max_pages", DEFAULT_MAX_PAGES);

  if (next == NEXT_WRONG)
    return describe_end (call, "foreign-page",
                         N_ ("The next page that {host} names is on another server, which is not "
                             "asked. Nothing more was read."));
  if (is_same_page (call, list) ||
      (next == NEXT_ASK && !g_hash_table_add (call->seen, g_strdup (url))))
    return describe_end (call, "paging-loop",
                         N_ ("{host} gives the same page again and would never come to the end. "
                             "Check the settings of the pages."));
  if (next == NEXT_ASK && call->n_pages >= max_pages)
    return describe_end (call, "too-many-pages",
                         N_ ("{host} has more pages than the step reads. Ask for fewer, or let it "
                             "read more pages."));
  return NULL;
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  CvkHttpCall *call = cvk_http_call_get (self);
  CvkValue *list;
  CvkProblem *problem;
  g_autofree char *url = NULL;
  gboolean is_enough;
  size_t n_taken = 0;
  Next next;

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_exchange_finish (result);
  if (self->reply->kind != CVK_REPLY_DONE)
    {
      cvk_execution_fail (self);
      return;
    }
  if (call->target != NULL)
    {
      cvk_http_node_save_answer (self);
      return;
    }
  call->n_pages++;
  list = find_elements (self);
  problem = check_page (self, list);
  is_enough = list != NULL && take_elements (self, list, &n_taken);
  next = problem == NULL && !is_enough ? find_next (self, n_taken, &url) : NEXT_NONE;
  if (problem == NULL)
    problem = check_next (self, next, list, url);
  if (problem != NULL)
    cvk_call_fail (self->call, problem);
  else if (next == NEXT_NONE)
    finish (self);
  else
    {
      g_free (call->url);
      call->url = g_strdup (url);
      g_free (self->request.url);
      self->request.url = g_steal_pointer (&url);
      read_page (self);
    }
}

static void
read_page (CvkExecution *self)
{
  cvk_execution_exchange (self, self->action, &self->request, FALSE, page_cb);
}

void
cvk_http_node_start_read (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);

  call->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  call->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (call->seen, g_strdup (self->request.url));
  read_page (self);
}
