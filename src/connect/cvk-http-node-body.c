// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"

static char *
dup_text (const CvkValue *value)
{
  if (cvk_value_is_null (value))
    return g_strdup ("");
  return cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
}

static void
take_content (CvkActionRequest *request, GBytes *content, const char *content_type)
{
  request->content = content;
  if (request->content_type == NULL)
    request->content_type = g_strdup (content_type);
}

static void
take_text (CvkActionRequest *request, char *text, const char *content_type)
{
  take_content (request, g_bytes_new_take (text, strlen (text)), content_type);
}

/* --- Files --- */

static gboolean
add_path (CvkStep *step,
          GStrvBuilder *paths,
          const char *field,
          const char *file,
          CvkProblem **problem)
{
  g_autofree char *path = cvk_step_resolve_file (step, file, problem);

  if (path == NULL)
    {
      cvk_problem_set_field (*problem, field);
      return FALSE;
    }
  g_strv_builder_add (paths, path);
  return TRUE;
}

GStrv
cvk_http_node_list_files (CvkStep *step, CvkValue *settings, CvkProblem **problem)
{
  const char *kind = cvk_value_lookup_string (settings, "body", "none");
  CvkValue *files = cvk_value_get_member (settings, "files");
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  if (g_str_equal (kind, "file") &&
      !add_path (step, paths, "body_file", cvk_value_lookup_string (settings, "body_file", ""),
                 problem))
    return NULL;
  for (size_t i = 0;
       g_str_equal (kind, "multipart") && files != NULL && i < cvk_value_get_length (files); i++)
    {
      const char *name;
      CvkValue *file;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (files, i, &name, &file);
      field = g_strconcat ("files.", name, NULL);
      if (cvk_value_is_string (file) &&
          !add_path (step, paths, field, cvk_value_get_string (file), problem))
        return NULL;
    }
  return g_strv_builder_end (paths);
}

/* What a setting names, as cvk_http_node_list_files() has found it. (transfer none) (nullable) */
static GBytes *
find_file (CvkCall *call, GHashTable *files, const char *file, char **base_name)
{
  CvkProblem *problem = NULL;
  g_autofree char *path = cvk_step_resolve_file (cvk_call_get_step (call), file, &problem);

  if (path == NULL)
    {
      cvk_problem_unref (problem);
      return NULL;
    }
  *base_name = g_path_get_basename (path);
  return g_hash_table_lookup (files, path);
}

static char *
guess_type (const char *name)
{
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);
  char *mime = g_content_type_get_mime_type (type);

  return mime != NULL ? mime : g_strdup ("application/octet-stream");
}

/* --- Forms --- */

/* application/x-www-form-urlencoded, as the URL Standard of WHATWG writes it, but for the space. */
static char *
make_form (const CvkValue *fields)
{
  GString *form = g_string_new (NULL);

  for (size_t i = 0; fields != NULL && i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *value;
      g_autofree char *text = NULL;
      g_autofree char *escaped_name = NULL;
      g_autofree char *escaped = NULL;

      cvk_value_get_member_at (fields, i, &name, &value);
      text = dup_text (value);
      escaped_name = g_uri_escape_string (name, NULL, FALSE);
      escaped = g_uri_escape_string (text, NULL, FALSE);
      g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", escaped_name, escaped);
    }
  return g_string_free (form, FALSE);
}

/* In the quotes of a Content-Disposition: as browsers do it (HTML, "multipart/form-data encoding
 * algorithm"). */
static char *
quote (const char *text)
{
  GString *quoted = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\r' || *p == '\n')
      g_string_append_printf (quoted, "%%%02X", (unsigned char) *p);
    else
      g_string_append_c (quoted, *p);
  return g_string_free (quoted, FALSE);
}

/* A piece of a form with files; the boundary is put in front of each at the end. */
static GByteArray *
make_piece (const char *name,
            const char *file_name,
            const char *type,
            const void *data,
            size_t size)
{
  GByteArray *piece = g_byte_array_new ();
  g_autofree char *quoted = quote (name);
  g_autoptr (GString) head = g_string_new (NULL);

  g_string_append_printf (head, "\r\nContent-Disposition: form-data; name=\"%s\"", quoted);
  if (file_name != NULL)
    {
      g_autofree char *quoted_file = quote (file_name);

      g_string_append_printf (head, "; filename=\"%s\"\r\nContent-Type: %s", quoted_file, type);
    }
  g_string_append (head, "\r\n\r\n");
  g_byte_array_append (piece, (const uint8_t *) head->str, (unsigned) head->len);
  g_byte_array_append (piece, data, (unsigned) size);
  return piece;
}

static gboolean
add_file_pieces (CvkCall *call, CvkValue *named, GHashTable *files, GPtrArray *pieces)
{
  for (size_t i = 0; named != NULL && i < cvk_value_get_length (named); i++)
    {
      const char *name;
      CvkValue *file;
      g_autofree char *base_name = NULL;
      g_autofree char *type = NULL;
      GBytes *bytes;
      size_t size;
      const void *data;

      cvk_value_get_member_at (named, i, &name, &file);
      if (!cvk_value_is_string (file))
        continue;
      bytes = find_file (call, files, cvk_value_get_string (file), &base_name);
      if (bytes == NULL)
        return FALSE;
      type = guess_type (base_name);
      data = g_bytes_get_data (bytes, &size);
      g_ptr_array_add (pieces, make_piece (name, base_name, type, data, size));
    }
  return TRUE;
}

/* The boundary follows from what it separates: a request that is made again is the same one, and
 * nobody who writes a part can know what would end it. */
static char *
make_boundary (GPtrArray *pieces)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (unsigned i = 0; i < pieces->len; i++)
    {
      GByteArray *piece = g_ptr_array_index (pieces, i);

      g_checksum_update (checksum, piece->data, piece->len);
    }
  return g_strdup_printf ("convoke-%.40s", g_checksum_get_string (checksum));
}

static gboolean
fill_multipart (CvkCall *call, CvkValue *settings, GHashTable *files, CvkActionRequest *request)
{
  g_autoptr (GPtrArray) pieces =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  CvkValue *fields = cvk_value_get_member (settings, "fields");
  GByteArray *all = g_byte_array_new ();
  g_autofree char *boundary = NULL;
  g_autofree char *line = NULL;
  g_autofree char *type = NULL;

  for (size_t i = 0; fields != NULL && i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *value;
      g_autofree char *text = NULL;

      cvk_value_get_member_at (fields, i, &name, &value);
      text = dup_text (value);
      g_ptr_array_add (pieces, make_piece (name, NULL, NULL, text, strlen (text)));
    }
  if (!add_file_pieces (call, cvk_value_get_member (settings, "files"), files, pieces))
    {
      g_byte_array_unref (all);
      return FALSE;
    }
  boundary = make_boundary (pieces);
  line = g_strconcat ("\r\n--", boundary, NULL);
  for (unsigned i = 0; i < pieces->len; i++)
    {
      GByteArray *piece = g_ptr_array_index (pieces, i);
      const char *separator = i == 0 ? line + 2 : line;

      g_byte_array_append (all, (const uint8_t *) separator, (unsigned) strlen (separator));
      g_byte_array_append (all, piece->data, piece->len);
    }
  g_byte_array_append (all, (const uint8_t *) line, (unsigned) strlen (line));
  g_byte_array_append (all, (const uint8_t *) "--\r\n", 4);
  type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  /* No other type says where a part ends. */
  g_clear_pointer (&request->content_type, g_free);
  take_content (request, g_byte_array_free_to_bytes (all), type);
  return TRUE;
}

/* --- All of them --- */

static void
fill_json (CvkCall *call, CvkValue *settings, CvkActionRequest *request)
{
  CvkValue *json = cvk_value_get_member (settings, "json");
  CvkItem *item = cvk_call_get_item (call);
  g_autoptr (CvkValue) all = NULL;

  if (json == NULL && item != NULL)
    {
      g_autoptr (CvkValue) fields = cvk_item_to_value (item);

      /* Nobody has looked at what else may be in the item. */
      all = cvk_secret_reference_mask_value (fields);
    }
  else
    all = json != NULL ? cvk_value_ref (json) : cvk_value_new_object (NULL, NULL);
  take_text (request, cvk_value_to_json (all, CVK_JSON_COMPACT), "application/json");
  request->body = g_steal_pointer (&all);
}

static gboolean
fill_file (CvkCall *call, CvkValue *settings, GHashTable *files, CvkActionRequest *request)
{
  g_autofree char *base_name = NULL;
  GBytes *bytes =
    find_file (call, files, cvk_value_lookup_string (settings, "body_file", ""), &base_name);
  const char *given = cvk_value_lookup_string (settings, "content_type", "");
  g_autofree char *guessed = NULL;

  if (bytes == NULL)
    return FALSE;
  guessed = guess_type (base_name);
  take_content (request, g_bytes_ref (bytes), *given != '\0' ? given : guessed);
  return TRUE;
}

gboolean
cvk_http_node_fill_body (CvkCall *call,
                         CvkValue *settings,
                         GHashTable *files,
                         CvkActionRequest *request,
                         CvkProblem **problem)
{
  const char *kind = cvk_value_lookup_string (settings, "body", "none");
  const char *type = cvk_value_lookup_string (settings, "content_type", "");
  gboolean is_filled = TRUE;

  if (g_str_equal (kind, "json"))
    fill_json (call, settings, request);
  else if (g_str_equal (kind, "form"))
    take_text (request, make_form (cvk_value_get_member (settings, "fields")),
               "application/x-www-form-urlencoded");
  else if (g_str_equal (kind, "multipart"))
    is_filled = fill_multipart (call, settings, files, request);
  else if (g_str_equal (kind, "text"))
    take_text (request, g_strdup (cvk_value_lookup_string (settings, "text", "")),
               *type != '\0' ? type : "text/plain; charset=utf-8");
  else if (g_str_equal (kind, "file"))
    is_filled = fill_file (call, settings, files, request);
  /* Of a message without content it would say nothing. */
  else
    g_clear_pointer (&request->content_type, g_free);
  if (!is_filled)
    *problem = cvk_problem_new (
      "file", N_ ("A file that is to be sent was not there. Check the step’s files."), NULL);
  return is_filled;
}
