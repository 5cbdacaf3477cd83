// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-message.h"

#include <string.h>

#include "base/cvk-json.h"

static void
clear_header (CvkSandboxHeader *header)
{
  g_free (header->name);
  g_free (header->value);
}

CvkSandboxReply *
cvk_sandbox_reply_new (unsigned status)
{
  CvkSandboxReply *self = g_new0 (CvkSandboxReply, 1);

  self->status = status;
  self->body = g_string_new (NULL);
  self->headers = g_array_new (FALSE, FALSE, sizeof (CvkSandboxHeader));
  g_array_set_clear_func (self->headers, (GDestroyNotify) clear_header);
  return self;
}

void
cvk_sandbox_reply_free (CvkSandboxReply *self)
{
  g_string_free (self->body, TRUE);
  g_array_unref (self->headers);
  g_free (self);
}

CvkSandboxReply *
cvk_sandbox_reply_new_json (unsigned status, const CvkValue *value)
{
  CvkSandboxReply *self = cvk_sandbox_reply_new (status);

  self->type = "application/json;charset=UTF-8";
  cvk_value_append_json (value, CVK_JSON_COMPACT, 0, self->body);
  return self;
}

CvkSandboxReply *
cvk_sandbox_reply_new_html (unsigned status, const char *html)
{
  CvkSandboxReply *self = cvk_sandbox_reply_new (status);

  self->type = "text/html;charset=UTF-8";
  g_string_append (self->body, html);
  return self;
}

void
cvk_sandbox_reply_add_header (CvkSandboxReply *self, const char *name, const char *format, ...)
{
  CvkSandboxHeader header = { .name = g_strdup (name) };
  va_list arguments;

  va_start (arguments, format);
  header.value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_array_append_val (self->headers, header);
}

CvkSandboxReply *
cvk_sandbox_reply_new_xml_error (unsigned status,
                                 int code,
                                 const char *message,
                                 const CvkValue *errors)
{
  CvkSandboxReply *self = cvk_sandbox_reply_new (status);
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  self->type = "application/xml;charset=UTF-8";
  g_string_append_printf (self->body,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
                          "<result><code>%d</code><message>%s</message>",
                          code, escaped);
  for (size_t i = 0; errors != NULL && i < cvk_value_get_length (errors); i++)
    {
      const CvkValue *error = cvk_value_get_element (errors, i);
      g_autofree char *field =
        g_markup_escape_text (cvk_value_lookup_string (error, "field", ""), -1);
      g_autofree char *text =
        g_markup_escape_text (cvk_value_lookup_string (error, "message", ""), -1);

      g_string_append_printf (self->body, "<errors><field>%s</field><message>%s</message></errors>",
                              field, text);
    }
  g_string_append (self->body, "</result>");
  return self;
}

CvkSandboxReply *
cvk_sandbox_reply_new_error (const CvkSandboxRequest *request,
                             unsigned status,
                             int code,
                             const char *message,
                             const CvkValue *errors)
{
  CvkObjectBuilder builder;
  g_autoptr (CvkValue) value = NULL;

  if (!cvk_sandbox_request_accepts_json (request))
    return cvk_sandbox_reply_new_xml_error (status, code, message, errors);
  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "code", cvk_value_new_integer (code));
  cvk_object_builder_append (&builder, "message", cvk_value_new_string (message));
  if (errors != NULL)
    cvk_object_builder_append (&builder, "errors", cvk_value_ref (errors));
  value = cvk_object_builder_end (&builder);
  return cvk_sandbox_reply_new_json (status, value);
}

CvkSandboxReply *
cvk_sandbox_reply_new_refusal (const char *error, const char *reason)
{
  g_autoptr (CvkValue) value = cvk_value_new_object ("reason", cvk_value_new_string (reason),
                                                     "error", cvk_value_new_string (error), NULL);

  return cvk_sandbox_reply_new_json (400, value);
}

/* "+" is a space here; %00 and broken escapes are refused. */
static char *
decode_form_text (const char *text, size_t length)
{
  g_autoptr (GString) decoded = g_string_sized_new (length);

  for (size_t i = 0; i < length; i++)
    {
      int high, low;

      if (text[i] == '+')
        g_string_append_c (decoded, ' ');
      else if (text[i] != '%')
        g_string_append_c (decoded, text[i]);
      else
        {
          high = i + 2 < length ? g_ascii_xdigit_value (text[i + 1]) : -1;
          low = i + 2 < length ? g_ascii_xdigit_value (text[i + 2]) : -1;
          if (high < 0 || low < 0)
            return NULL;
          g_string_append_c (decoded, (char) (high * 16 + low));
          i += 2;
        }
    }
  if (strlen (decoded->str) != decoded->len || !g_utf8_validate (decoded->str, -1, NULL))
    return NULL;
  return g_strdup (decoded->str);
}

GHashTable *
cvk_sandbox_parse_form (const char *text, size_t length, gboolean *repeated)
{
  g_autoptr (GHashTable) form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *end = text + length;

  *repeated = FALSE;
  while (text < end)
    {
      const char *stop = memchr (text, '&', end - text);
      const char *equals;
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      stop = stop != NULL ? stop : end;
      equals = memchr (text, '=', stop - text);
      name = decode_form_text (text, (equals != NULL ? equals : stop) - text);
      value = equals != NULL ? decode_form_text (equals + 1, stop - equals - 1) : g_strdup ("");
      if (name == NULL || value == NULL)
        return NULL;
      if (*name != '\0' &&
          !g_hash_table_insert (form, g_steal_pointer (&name), g_steal_pointer (&value)))
        *repeated = TRUE;
      text = stop + 1;
    }
  return g_steal_pointer (&form);
}

gboolean
cvk_sandbox_request_accepts_json (const CvkSandboxRequest *self)
{
  return self->accept != NULL &&
         (strstr (self->accept, "application/json") != NULL ||
          strstr (self->accept, "application/*") != NULL || strstr (self->accept, "*/*") != NULL);
}

const char *
cvk_sandbox_request_get_parameter (const CvkSandboxRequest *self, const char *name)
{
  return g_hash_table_lookup (self->query, name);
}
