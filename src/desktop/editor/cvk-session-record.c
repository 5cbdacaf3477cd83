// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-session-record.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-file-replace.h"

#define FORMAT_VERSION 1
#define MAX_SIZE (256u * 1024 * 1024)
#define MAX_AGE (90 * G_TIME_SPAN_DAY)

void
cvk_session_record_free (CvkSessionRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->uri);
  g_free (self->base);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_clear_pointer (&self->history, g_bytes_unref);
  g_free (self);
}

char *
cvk_session_record_dup_key (GFile *file)
{
  g_autofree char *uri = NULL;

  if (file == NULL)
    return g_uuid_string_random ();
  uri = g_file_get_uri (file);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
}

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "convoke", "sessions", NULL);
}

static char *
dup_path (const char *key)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *name = g_strconcat (key, ".json", NULL);

  return g_build_filename (folder, name, NULL);
}

/* --- Writing --- */

static void
write_string (GString *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (json, ",\n\"%s\":", name);
  cvk_json_append_string (json, text, strlen (text));
}

/* What is JSON already goes in as it is: numbers that no reader of ours can hold survive. */
static void
write_source (GString *json, const char *name, GBytes *source)
{
  size_t length;
  const char *text;

  if (source == NULL)
    return;
  text = g_bytes_get_data (source, &length);
  g_string_append_printf (json, ",\n\"%s\":", name);
  g_string_append_len (json, text, (gssize) length);
}

static gboolean
allow_cb (const char *path, gpointer user_data, GError **error)
{
  return TRUE;
}

gboolean
cvk_session_record_write (const CvkSessionRecord *self, GError **error)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = dup_path (self->key);
  GString *json = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_string_append_printf (json, "{\"convoke-session\":%d", FORMAT_VERSION);
  write_string (json, "uri", self->uri);
  write_string (json, "base", self->base);
  write_source (json, "text", self->text);
  write_source (json, "history", self->history);
  if (self->is_own)
    g_string_append (json, ",\n\"own\":true");
  g_string_append (json, "}\n");
  bytes = g_string_free_to_bytes (json);
  if (g_mkdir_with_parents (folder, 0700) < 0)
    {
      g_set_error_literal (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno),
                           g_strerror (errno));
      return FALSE;
    }
  return cvk_file_replace (path, bytes, allow_cb, NULL, NULL, error);
}

/* --- Reading --- */

static char *
dup_string (CvkJsonCursor root, const char *name)
{
  CvkJsonCursor cursor;
  g_autoptr (CvkValue) value = NULL;

  if (!cvk_json_cursor_find (root, name, &cursor) ||
      cvk_json_cursor_get_kind (cursor) != CVK_VALUE_STRING)
    return NULL;
  value = cvk_json_cursor_to_value (cursor, CVK_JSON_STRICT, NULL);
  return value != NULL ? g_strdup (cvk_value_get_string (value)) : NULL;
}

static GBytes *
dup_source (CvkJsonCursor root, const char *name)
{
  CvkJsonCursor cursor;
  const char *source;
  size_t length;

  if (!cvk_json_cursor_find (root, name, &cursor))
    return NULL;
  source = cvk_json_cursor_get_source (cursor, &length);
  return g_bytes_new (source, length);
}

CvkSessionRecord *
cvk_session_record_read (const char *key)
{
  g_autofree char *path = dup_path (key);
  g_autoptr (GBytes) bytes = cvk_file_read (path, MAX_SIZE, NULL);
  g_autoptr (CvkJson) json = bytes != NULL ? cvk_json_parse (bytes, 0, 0, NULL) : NULL;
  CvkSessionRecord *self;
  CvkJsonCursor root;
  CvkJsonCursor own;
  size_t length = 0;

  if (json == NULL)
    return NULL;
  root = cvk_json_get_root (json);
  if (cvk_json_cursor_get_kind (root) != CVK_VALUE_OBJECT)
    return NULL;
  self = g_new0 (CvkSessionRecord, 1);
  self->key = g_strdup (key);
  self->uri = dup_string (root, "uri");
  self->base = dup_string (root, "base");
  self->text = dup_source (root, "text");
  self->history = dup_source (root, "history");
  self->is_own = cvk_json_cursor_find (root, "own", &own) &&
                 cvk_json_cursor_get_kind (own) == CVK_VALUE_BOOLEAN &&
                 *cvk_json_cursor_get_source (own, &length) == 't';
  return self;
}

void
cvk_session_record_remove (const char *key)
{
  g_autofree char *path = dup_path (key);

  if (g_unlink (path) < 0 && errno != ENOENT)
    g_debug ("A record cannot be removed: %s", g_strerror (errno));
}

static gboolean
is_old (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 &&
         g_get_real_time () - (int64_t) status.st_mtime * G_USEC_PER_SEC > MAX_AGE;
}

GPtrArray *
cvk_session_record_list (void)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_session_record_free);
  g_autofree char *path = dup_folder ();
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *key = NULL;
      g_autoptr (CvkSessionRecord) record = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      key = g_strndup (name, strlen (name) - strlen (".json"));
      record = cvk_session_record_read (key);
      if (record != NULL && record->text != NULL)
        g_ptr_array_add (records, g_steal_pointer (&record));
      else if (is_old (file))
        cvk_session_record_remove (key);
    }
  return records;
}
