// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

typedef enum
{
  PLACE_BODY,
  PLACE_PATH,
  PLACE_QUERY,
  PLACE_NONE,
} Place;

void
cvk_action_request_clear (CvkActionRequest *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->body, cvk_value_unref);
  g_clear_pointer (&self->match_key, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
}

static CvkValue *
get_field (const CvkAction *self, const char *name)
{
  CvkValue *settings = cvk_value_get_member (self->description, "settings");

  return cvk_value_get_member (cvk_value_get_member (settings, "properties"), name);
}

static Place
get_place (const CvkAction *self, const char *name)
{
  const char *place = cvk_value_lookup_string (get_field (self, name), "x-in", "body");

  if (g_str_equal (place, "path"))
    return PLACE_PATH;
  if (g_str_equal (place, "query"))
    return PLACE_QUERY;
  if (g_str_equal (place, "none"))
    return PLACE_NONE;
  return PLACE_BODY;
}

static char *
dup_plain_text (const CvkValue *value)
{
  if (cvk_value_is_string (value))
    return g_strdup (cvk_value_get_string (value));
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* One segment of the path. "." and ".." would change what the path means however they are
 * encoded, and nothing would make it another path (RFC 3986, section 6.2.2.3). */
static char *
make_segment (const CvkAction *self, CvkValue *settings, const char *name, CvkProblem **problem)
{
  CvkValue *value = cvk_value_get_member (settings, name);
  const char *standard = cvk_value_lookup_string (get_field (self, name), "x-default", "");
  g_autofree char *text = value != NULL ? dup_plain_text (value) : g_strdup (standard);

  if (*text == '\0')
    *problem = cvk_problem_new ("missing-field", N_ ("“{field}” is missing."), "field", name, NULL);
  else if (g_str_equal (text, ".") || g_str_equal (text, "..") || strchr (text, '/') != NULL)
    *problem = cvk_problem_new ("invalid-field",
                                N_ ("“{value}” cannot be used for “{field}”. Check how it is "
                                    "written."),
                                "field", name, "value", text, NULL);
  else
    return g_uri_escape_string (text, NULL, FALSE);
  cvk_problem_set_field (*problem, name);
  return NULL;
}

static GString *
build_path (const CvkAction *self, CvkValue *settings, CvkProblem **problem)
{
  g_auto (GStrv) parts = g_strsplit (self->path + 1, "/", -1);
  GString *path = g_string_new (NULL);

  for (size_t i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *segment = NULL;

      g_string_append_c (path, '/');
      if (parts[i][0] != '{')
        {
          g_string_append (path, parts[i]);
          continue;
        }
      name = g_strndup (parts[i] + 1, strlen (parts[i]) - 2);
      segment = make_segment (self, settings, name, problem);
      if (segment == NULL)
        {
          g_string_free (path, TRUE);
          return NULL;
        }
      g_string_append (path, segment);
    }
  return path;
}

static void
append_query (GString *path, const char *name, const char *text)
{
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

  g_string_append_printf (path, "%c%s=%s", strchr (path->str, '?') == NULL ? '?' : '&',
                          escaped_name, escaped);
}

void
cvk_action_request_set_query (CvkActionRequest *self, const char *name, const char *value)
{
  GString *path = g_string_new (self->path);

  append_query (path, name, value);
  g_free (self->path);
  self->path = g_string_free (path, FALSE);
}

/* Whatever would make the service make an equal thing: what is matched on, and where. */
static char *
make_match_key (const CvkAction *self, CvkValue *settings)
{
  CvkValue *names = cvk_value_get_member (self->description, "match");
  g_auto (CvkArrayBuilder) parts = { NULL };
  g_autoptr (CvkValue) value = NULL;
  g_autofree char *json = NULL;

  if (names == NULL)
    return NULL;
  cvk_array_builder_init (&parts);
  cvk_array_builder_append (&parts, cvk_value_new_string (self->type_id));
  for (size_t i = 0; i < cvk_value_get_length (names); i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (names, i));
      CvkValue *part = cvk_value_get_member (settings, name);

      cvk_array_builder_append (&parts,
                                part != NULL ? cvk_value_ref (part) : cvk_value_new_null ());
    }
  value = cvk_array_builder_end (&parts);
  json = cvk_value_to_json (value, CVK_JSON_COMPACT);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

/* What goes into every query of this action. */
static void
append_constants (const CvkAction *self, GString *path)
{
  CvkValue *query = cvk_value_get_member (self->description, "query");

  for (size_t i = 0; query != NULL && i < cvk_value_get_length (query); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (query, i, &name, &value);
      append_query (path, name, cvk_value_get_string (value));
    }
}

static gboolean
is_in_query (const CvkAction *self, const char *name)
{
  return get_field (self, name) != NULL && get_place (self, name) == PLACE_QUERY;
}

gboolean
cvk_action_build_request (const CvkAction *self,
                          CvkValue *settings,
                          CvkActionRequest *request,
                          CvkProblem **problem)
{
  g_auto (CvkObjectBuilder) body = { NULL };
  GString *path = build_path (self, settings, problem);
  gboolean has_body = !g_str_equal (self->method, "GET") && !g_str_equal (self->method, "DELETE");

  if (path == NULL)
    return FALSE;
  cvk_object_builder_init (&body);
  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (settings, i, &name, &value);
      if (get_place (self, name) == PLACE_BODY && has_body)
        cvk_object_builder_append (&body, name, cvk_value_ref (value));
      else if (get_place (self, name) == PLACE_QUERY)
        {
          g_autofree char *text = dup_plain_text (value);

          append_query (path, name, text);
        }
    }
  append_constants (self, path);
  request->path = g_string_free (path, FALSE);
  request->body = cvk_action_fill_body (self, settings);
  if (request->body == NULL && has_body)
    request->body = cvk_object_builder_end (&body);
  request->match_key = make_match_key (self, settings);
  return TRUE;
}

const char *
cvk_action_get_page_token (const CvkAction *self, const CvkValue *page)
{
  CvkValue *paging = cvk_value_get_member (self->description, "paging");
  CvkValue *token = cvk_value_get_path (page, cvk_value_lookup_string (paging, "token", ""));

  return token != NULL && cvk_value_is_string (token) ? cvk_value_get_string (token) : "";
}

void
cvk_action_build_page (const CvkAction *self,
                       const CvkActionRequest *whole,
                       const CvkValue *settings,
                       const char *token,
                       CvkActionRequest *page)
{
  CvkValue *paging = cvk_value_get_member (self->description, "paging");
  const char *size = cvk_value_lookup_string (paging, "size", "");
  int64_t default_size = cvk_value_lookup_integer (paging, "default_size", 0);

  cvk_action_request_clear (page);
  page->path = g_strdup (whole->path);
  if (default_size > 0 &&
      !(is_in_query (self, size) && cvk_value_get_member (settings, size) != NULL))
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, default_size);

      cvk_action_request_set_query (page, size, text);
    }
  if (token != NULL)
    cvk_action_request_set_query (
      page,
      cvk_value_lookup_string (paging, "parameter", cvk_value_lookup_string (paging, "token", "")),
      token);
}

CvkValue *
cvk_action_request_to_value (const CvkAction *self, const CvkActionRequest *request)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "method", cvk_value_new_string (self->method));
  if (request->url != NULL)
    cvk_object_builder_append (&builder, "url", cvk_value_new_string (request->url));
  else
    cvk_object_builder_append (&builder, "path", cvk_value_new_string (request->path));
  if (request->body != NULL)
    cvk_object_builder_append (&builder, "body", cvk_value_ref (request->body));
  else if (request->content != NULL)
    cvk_object_builder_append (
      &builder, "content",
      cvk_value_take_string (g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request->content)));
  return cvk_object_builder_end (&builder);
}
