// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-past-run.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "desktop/client/cvk-bindings.h"
#include "model/cvk-document-file.h"

typedef struct
{
  char *run;
  GFile *file;           /* nullable: of the run's pipeline */
  CvkValue *start;       /* the record of the run's start */
  CvkDocument *document; /* as it was */
} Search;

static void
free_search (gpointer data)
{
  Search *search = data;

  g_free (search->run);
  g_clear_object (&search->file);
  g_clear_pointer (&search->start, cvk_value_unref);
  g_clear_object (&search->document);
  g_free (search);
}

/* --- What is shown --- */

typedef enum
{
  TODAY_OTHER,
  TODAY_GONE,
  TODAY_NONE, /* it was in no file */
} Today;

static char *
describe (const Search *search, Today today)
{
  int64_t started = cvk_value_lookup_integer (search->start, "started", 0);
  g_autofree char *date = cvk_local_instant (started, CVK_DATE_LONG_YEAR);
  g_autoptr (GString) text = NULL;

  switch (today)
    {
    case TODAY_OTHER:
      /* Translators: {date} is a date and a time. */
      text = g_string_new (_ ("As it was on {date}, when this run began. The pipeline has been "
                              "changed since; what you see here can be looked at only."));
      break;
    case TODAY_GONE:
      /* Translators: {date} is a date and a time. */
      text = g_string_new (_ ("As it was on {date}, when this run began. The file of the pipeline "
                              "cannot be read any more; a copy can go on with it."));
      break;
    case TODAY_NONE:
    default:
      /* Translators: {date} is a date and a time. */
      text = g_string_new (_ ("As it was on {date}, when this run began. The pipeline was in no "
                              "file; a copy can go on with it."));
      break;
    }
  g_string_replace (text, "{date}", date, 1);
  return g_strdup (text->str);
}

/* The accounts are those that it ran with. They are not kept: there is no file that they belong to.
 */
static void
take_accounts (CvkSession *session, const Search *search)
{
  const CvkValue *slots =
    cvk_value_get_member (cvk_value_get_member (search->start, "bindings"), "slots");

  for (size_t i = 0; slots != NULL && i < cvk_value_get_length (slots); i++)
    {
      const char *slot = NULL;
      CvkValue *connection = NULL;

      cvk_value_get_member_at (slots, i, &slot, &connection);
      cvk_bindings_set_connection (cvk_bindings_get (session), slot,
                                   cvk_value_get_string (connection));
    }
}

static void
return_past (GTask *task, Today today)
{
  const Search *search = g_task_get_task_data (task);
  g_autofree char *message = describe (search, today);
  CvkSession *session = cvk_session_new_past (g_object_ref (search->document), search->run,
                                              today == TODAY_OTHER ? search->file : NULL, message);

  take_accounts (session, search);
  g_task_return_pointer (task, session, g_object_unref);
}

static void
compare (GTask *task, CvkDocument *today)
{
  const Search *search = g_task_get_task_data (task);
  g_autofree char *then = cvk_document_dup_content_hash (search->document);
  g_autofree char *now = cvk_document_dup_content_hash (today);

  if (g_str_equal (then, now))
    g_task_return_pointer (task, NULL, NULL);
  else
    return_past (task, TODAY_OTHER);
}

/* --- Finding --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) today = cvk_document_load_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (today != NULL)
    compare (task, today);
  else
    return_past (task, TODAY_GONE);
}

/* What is edited in this window counts, and not what is saved of it. */
static void
find_today (GTask *task)
{
  const Search *search = g_task_get_task_data (task);
  CvkSession *session = search->file != NULL ? cvk_session_find (search->file) : NULL;

  if (search->file == NULL)
    return_past (task, TODAY_NONE);
  else if (session != NULL)
    compare (task, cvk_session_get_document (session));
  else
    cvk_document_load_async (search->file, g_task_get_cancellable (task), loaded_cb,
                             g_object_ref (task));
}

static void
read_start (GTask *task, const char *json)
{
  Search *search = g_task_get_task_data (task);
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  const char *text = value != NULL ? cvk_value_lookup_string (value, "pipeline", NULL) : NULL;
  CvkValue *start = value != NULL ? cvk_value_get_member (value, "start") : NULL;
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  const char *path = start != NULL ? cvk_value_lookup_string (start, "path", "") : "";
  GError *error = NULL;

  if (bytes == NULL || start == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                               _ ("What this run began with is not kept any more."));
      return;
    }
  search->document = cvk_document_new_from_bytes (bytes, &error);
  if (search->document == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  search->start = cvk_value_ref (start);
  search->file = *path != '\0' ? g_file_new_for_path (path) : NULL;
  find_today (task);
}

static void
start_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *json = NULL;
  GError *error = NULL;

  if (cvk_api_engine_call_get_run_start_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      read_start (task, json);
      return;
    }
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api != NULL)
    cvk_api_engine_call_get_run_start (api, search->run, g_task_get_cancellable (task), start_cb,
                                       g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
cvk_past_run_find_async (CvkEngineClient *client,
                         const char *run,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->run = g_strdup (run);
  g_task_set_source_tag (task, cvk_past_run_find_async);
  g_task_set_task_data (task, search, free_search);
  cvk_engine_client_get_api_async (client, cancellable, api_cb, g_object_ref (task));
}

CvkSession *
cvk_past_run_find_finish (GAsyncResult *result, GFile **file, GError **error)
{
  Search *search = g_task_get_task_data (G_TASK (result));

  *file = search->file != NULL ? g_object_ref (search->file) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
