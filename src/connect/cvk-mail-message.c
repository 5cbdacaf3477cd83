// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-mail-message.h"

#include <gmime/gmime.h>
#include <string.h>

/* --- Attachments --- */

CvkMailAttachment *
cvk_mail_attachment_new (const char *name, GBytes *data, gboolean is_text)
{
  CvkMailAttachment *self = g_new0 (CvkMailAttachment, 1);

  self->name = g_strdup (name);
  self->data = g_bytes_ref (data);
  self->is_text = is_text;
  return self;
}

void
cvk_mail_attachment_free (CvkMailAttachment *self)
{
  g_free (self->name);
  g_bytes_unref (self->data);
  g_free (self);
}

static char *
guess_type (const CvkMailAttachment *attachment)
{
  g_autofree char *type = g_content_type_guess (attachment->name, NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);

  if (mime == NULL || strchr (mime, '/') == NULL ||
      (attachment->is_text && g_str_equal (mime, "application/octet-stream")))
    return g_strdup (attachment->is_text ? "text/plain" : "application/octet-stream");
  return g_steal_pointer (&mime);
}

/* The word behind METHOD in front of the first event. (transfer full) (nullable) */
static char *
find_method (const char *text, size_t length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", 64);

  for (size_t i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (g_ascii_strncasecmp (line, "METHOD:", strlen ("METHOD:")) == 0)
        {
          char *method = line + strlen ("METHOD:");

          for (const char *p = method; *p != '\0'; p++)
            if (!g_ascii_isalpha (*p))
              return NULL;
          return *method != '\0' ? g_ascii_strup (method, -1) : NULL;
        }
      if (g_ascii_strcasecmp (line, "BEGIN:VEVENT") == 0)
        return NULL;
    }
  return NULL;
}

/* --- Parts --- */

static void
set_content (GMimePart *part, const void *data, size_t length)
{
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (data, length);
  GMimeDataWrapper *content =
    g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_part_set_content (part, content);
  g_object_unref (content);
  g_object_unref (stream);
}

static GMimeObject *
make_text (const char *subtype, const char *text)
{
  GMimePart *part = g_mime_part_new_with_type ("text", subtype);
  g_autoptr (GString) lines = g_string_new (text);

  /* Ends of lines are written as mail has them, and would be twice. */
  g_string_replace (lines, "\r\n", "\n", 0);
  set_content (part, lines->str, lines->len);
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  /* Quoted-printable also keeps a line "From " or "." and lines of any length as they are. */
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return GMIME_OBJECT (part);
}

static GMimeObject *
make_attachment (const CvkMailAttachment *attachment)
{
  g_autofree char *type = guess_type (attachment);
  g_autofree char *method = NULL;
  char *slash = strchr (type, '/');
  size_t length;
  const char *data = g_bytes_get_data (attachment->data, &length);
  GMimePart *part;

  if (g_str_equal (type, "text/calendar"))
    method = find_method (data != NULL ? data : "", length);
  *slash = '\0';
  part = g_mime_part_new_with_type (type, slash + 1);
  set_content (part, data != NULL ? data : "", length);
  if (attachment->is_text)
    g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  if (method != NULL)
    g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "method", method);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, attachment->name);
  return GMIME_OBJECT (part);
}

/* Takes @child. */
static void
add (GMimeMultipart *multipart, GMimeObject *child)
{
  g_mime_multipart_add (multipart, child);
  g_object_unref (child);
}

/* Both forms of the words, the better one last (RFC 2046, section 5.1.4). */
static GMimeObject *
make_words (const CvkMailParts *parts)
{
  GMimeMultipart *alternative;

  if (parts->html == NULL)
    return make_text ("plain", parts->text != NULL ? parts->text : "");
  if (parts->text == NULL)
    return make_text ("html", parts->html);
  alternative = g_mime_multipart_new_with_subtype ("alternative");
  add (alternative, make_text ("plain", parts->text));
  add (alternative, make_text ("html", parts->html));
  return GMIME_OBJECT (alternative);
}

static GMimeObject *
make_body (const CvkMailParts *parts)
{
  GMimeObject *words = make_words (parts);
  GMimeMultipart *mixed;

  if (parts->attachments == NULL || parts->attachments->len == 0)
    return words;
  mixed = g_mime_multipart_new_with_subtype ("mixed");
  add (mixed, words);
  for (unsigned i = 0; i < parts->attachments->len; i++)
    add (mixed, make_attachment (g_ptr_array_index (parts->attachments, i)));
  return GMIME_OBJECT (mixed);
}

/* --- The message --- */

/* Longer ones may stand in no header (RFC 2047, section 2): 45 octets make 60 letters. */
#define WORD_LENGTH 45

/* What looks like an encoded word is one to every reader, and would be shown as what it stands for,
 * line ends included: a text with such a thing in it is encoded itself. (transfer full) */
static char *
dup_unambiguous (const char *text)
{
  GString *words = g_string_new (NULL);

  if (strstr (text, "=?") == NULL)
    {
      g_string_append (words, text);
      return g_string_free (words, FALSE);
    }
  while (*text != '\0')
    {
      const char *end = text;
      g_autofree char *code = NULL;

      while (*end != '\0' && g_utf8_next_char (end) - text <= WORD_LENGTH)
        end = g_utf8_next_char (end);
      code = g_base64_encode ((const guchar *) text, (gsize) (end - text));
      g_string_append_printf (words, "%s=?utf-8?B?%s?=", words->len > 0 ? " " : "", code);
      text = end;
    }
  return g_string_free (words, FALSE);
}

static void
add_mailbox (GMimeMessage *message, GMimeAddressType type, const CvkMailAddress *address)
{
  g_autofree char *name = address->name != NULL ? dup_unambiguous (address->name) : NULL;

  g_mime_message_add_mailbox (message, type, name, address->address);
}

static void
add_addresses (GMimeMessage *message, GMimeAddressType type, GPtrArray *addresses)
{
  for (unsigned i = 0; addresses != NULL && i < addresses->len; i++)
    add_mailbox (message, type, g_ptr_array_index (addresses, i));
}

/* Before the first of its types is made. */
static void
prepare_library (void)
{
  static gsize is_ready = 0;

  if (g_once_init_enter (&is_ready))
    {
      g_mime_init ();
      g_once_init_leave (&is_ready, 1);
    }
}

GBytes *
cvk_mail_message_write (const CvkMailParts *parts)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (parts->date / G_USEC_PER_SEC);
  GMimeMessage *message;
  GMimeObject *body;
  GMimeStream *stream;
  GMimeFormatOptions *format;
  GByteArray *bytes;
  g_autofree char *subject = dup_unambiguous (parts->subject);

  prepare_library ();
  message = g_mime_message_new (TRUE);
  add_mailbox (message, GMIME_ADDRESS_TYPE_FROM, parts->from);
  add_addresses (message, GMIME_ADDRESS_TYPE_TO, parts->to);
  add_addresses (message, GMIME_ADDRESS_TYPE_CC, parts->cc);
  add_addresses (message, GMIME_ADDRESS_TYPE_REPLY_TO, parts->reply_to);
  g_mime_message_set_subject (message, subject, "utf-8");
  g_mime_message_set_date (message, date);
  g_mime_message_set_message_id (message, parts->message_id);
  body = make_body (parts);
  g_mime_message_set_mime_part (message, body);

  format = g_mime_format_options_new ();
  g_mime_format_options_set_newline_format (format, GMIME_NEWLINE_FORMAT_DOS);
  stream = g_mime_stream_mem_new ();
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), format, stream);
  g_mime_format_options_free (format);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  g_object_unref (stream);
  g_object_unref (body);
  g_object_unref (message);
  return g_byte_array_free_to_bytes (bytes);
}
