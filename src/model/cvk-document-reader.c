// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"
#include "model/cvk-document-private.h"
#include "model/cvk-document-reader.h"

/* --- Places and errors --- */

void
cvk_document_reader_get_place (CvkDocumentReader *self,
                               CvkJsonCursor cursor,
                               unsigned *line,
                               unsigned *column)
{
  size_t length;
  const char *at = cvk_json_cursor_get_source (cursor, &length);

  /* The text is read forwards, so that counting goes on from the last place asked for. */
  if (self->counted == NULL || at < self->counted)
    {
      self->counted = self->start;
      self->line = 1;
      self->column = 1;
    }
  for (; self->counted < at; self->counted++)
    {
      if (*self->counted == '\n' || (*self->counted == '\r' && self->counted[1] != '\n'))
        {
          self->line++;
          self->column = 1;
        }
      else if ((*self->counted & 0xc0) != 0x80)
        self->column++;
    }
  *line = self->line;
  *column = self->column;
}

gboolean
cvk_document_reader_fail (CvkJsonCursor cursor,
                          GError **error,
                          CvkDocumentError code,
                          const char *format,
                          ...)
{
  g_autofree char *message = NULL;
  GError *placed = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  cvk_json_cursor_set_error (cursor, &placed, CVK_JSON_ERROR_TYPE, "%s", message);
  cvk_document_error_take_json (error, code, placed);

  return FALSE;
}

/* --- Values --- */

CvkValue *
cvk_document_reader_read_value (CvkJsonCursor cursor, GError **error)
{
  GError *json_error = NULL;
  CvkValue *value = cvk_json_cursor_to_value (cursor, CVK_JSON_STRICT, &json_error);

  if (value == NULL)
    cvk_document_error_take_json (error, CVK_DOCUMENT_ERROR_FORMAT, json_error);

  return value;
}

gboolean
cvk_document_reader_read_string (CvkJsonCursor cursor,
                                 const char *name,
                                 char **string,
                                 GError **error)
{
  g_autoptr (CvkValue) value = NULL;

  if (cvk_json_cursor_get_kind (cursor) != CVK_VALUE_STRING)
    return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be a text, in quotation marks."), name);

  value = cvk_document_reader_read_value (cursor, error);
  if (value == NULL)
    return FALSE;
  g_free (*string);
  *string = g_strdup (cvk_value_get_string (value));

  return TRUE;
}

char *
cvk_document_reader_dup_source (CvkJsonCursor cursor)
{
  size_t length;
  const char *source = cvk_json_cursor_get_source (cursor, &length);

  return g_strndup (source, length);
}

/* The source of a member's name ends before the colon in front of its value; a quotation mark
 * inside of it has an odd number of backslashes in front. */
static const char *
find_name_source (CvkDocumentReader *self, CvkJsonCursor cursor, size_t *length)
{
  size_t value_length;
  const char *end = cvk_json_cursor_get_source (cursor, &value_length);
  const char *start;

  while (*--end != '"')
    ;
  for (start = end - 1; start > self->start; start--)
    {
      const char *before = start;

      if (*start != '"')
        continue;
      while (before[-1] == '\\')
        before--;
      if ((start - before) % 2 == 0)
        break;
    }
  *length = (size_t) (end + 1 - start);

  return start;
}

static char *
read_name (CvkDocumentReader *self, CvkJsonCursor cursor, GError **error)
{
  size_t length;
  const char *source = find_name_source (self, cursor, &length);
  g_autoptr (CvkValue) value = NULL;

  if (memchr (source, '\\', length) == NULL)
    return g_strndup (source + 1, length - 2);

  /* Escapes may hide what is refused in a name. */
  value = cvk_value_from_json (source, (gssize) length, CVK_JSON_STRICT, NULL);
  if (value == NULL)
    {
      cvk_document_reader_fail (
        cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
        _ ("The name of this member contains a character that is not allowed. Rename it."));
      return NULL;
    }

  return g_strdup (cvk_value_get_string (value));
}

gboolean
cvk_document_reader_read_members (CvkDocumentReader *self,
                                  CvkJsonCursor object,
                                  const char *what,
                                  CvkReadMember read,
                                  gpointer target,
                                  GError **error)
{
  g_autoptr (GHashTable) names = NULL;
  CvkJsonCursor member;

  if (cvk_json_cursor_get_kind (object) != CVK_VALUE_OBJECT)
    return cvk_document_reader_fail (object, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be an object, in braces."), what);
  if (!cvk_json_cursor_first (object, &member))
    return TRUE;

  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  do
    {
      char *name = read_name (self, member, error);

      if (name == NULL)
        return FALSE;
      if (!g_hash_table_add (names, name))
        /* The name went into the set and is what the set keeps. */
        return cvk_document_reader_fail (member, error, CVK_DOCUMENT_ERROR_FORMAT,
                                         /* Translators: a name in the text of a pipeline, and the
                                          * part of it. */
                                         _ ("“%s” stands twice in “%s”. Remove one of them."), name,
                                         what);
      if (!read (self, name, member, target, error))
        return FALSE;
    }
  while (cvk_json_cursor_next (&member));

  return TRUE;
}

void
cvk_document_reader_keep_unknown (GArray **unknown, const char *name, CvkJsonCursor cursor)
{
  size_t length;
  const char *source = cvk_json_cursor_get_source (cursor, &length);

  cvk_unknown_members_add (unknown, name, source, length);
}

gboolean
cvk_document_reader_check_id (CvkJsonCursor cursor, const char *id, GError **error)
{
  if (cvk_text_is_id (id))
    return TRUE;

  return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                   _ ("“%s” cannot be a name here: use lower-case letters, digits "
                                      "and hyphens, such as “read-csv”."),
                                   id);
}

/* --- Slots, links, notes, layout --- */

static gboolean
read_slot_member (CvkDocumentReader *self,
                  const char *name,
                  CvkJsonCursor value,
                  gpointer target,
                  GError **error)
{
  CvkConnectionSlot *slot = target;

  if (strcmp (name, "connector") == 0)
    return cvk_document_reader_read_string (value, name, &slot->connector, error);
  if (strcmp (name, "label") == 0)
    return cvk_document_reader_read_string (value, name, &slot->label, error);
  cvk_document_reader_keep_unknown (&slot->unknown, name, value);

  return TRUE;
}

static gboolean
read_slot (CvkDocumentReader *self,
           const char *name,
           CvkJsonCursor value,
           gpointer target,
           GError **error)
{
  g_autoptr (CvkConnectionSlot) slot = g_new0 (CvkConnectionSlot, 1);

  if (!cvk_document_reader_check_id (value, name, error))
    return FALSE;
  slot->name = g_strdup (name);
  if (!cvk_document_reader_read_members (self, value, name, read_slot_member, slot, error))
    return FALSE;
  if (slot->connector == NULL)
    return cvk_document_reader_fail (
      value, error, CVK_DOCUMENT_ERROR_FORMAT,
      _ ("The slot “%s” does not say for which “connector” it is, such as “zoom”."), name);
  cvk_document_take_slot (self->document, g_steal_pointer (&slot));

  return TRUE;
}

static gboolean
read_file_slot_member (CvkDocumentReader *self,
                       const char *name,
                       CvkJsonCursor value,
                       gpointer target,
                       GError **error)
{
  CvkFileSlot *slot = target;

  if (strcmp (name, "label") == 0)
    return cvk_document_reader_read_string (value, name, &slot->label, error);
  if (strcmp (name, "default") == 0)
    return cvk_document_reader_read_string (value, name, &slot->default_path, error);
  cvk_document_reader_keep_unknown (&slot->unknown, name, value);

  return TRUE;
}

static gboolean
read_file_slot (CvkDocumentReader *self,
                const char *name,
                CvkJsonCursor value,
                gpointer target,
                GError **error)
{
  g_autoptr (CvkFileSlot) slot = g_new0 (CvkFileSlot, 1);

  if (!cvk_document_reader_check_id (value, name, error))
    return FALSE;
  slot->name = g_strdup (name);
  cvk_document_reader_get_place (self, value, &slot->line, &slot->column);
  if (!cvk_document_reader_read_members (self, value, name, read_file_slot_member, slot, error))
    return FALSE;
  cvk_document_take_file_slot (self->document, g_steal_pointer (&slot));

  return TRUE;
}

static gboolean
read_links (CvkDocumentReader *self, CvkJsonCursor value, GError **error)
{
  CvkJsonCursor element;

  if (cvk_json_cursor_get_kind (value) != CVK_VALUE_ARRAY)
    return cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be a list, in square brackets."), "links");
  if (!cvk_json_cursor_first (value, &element))
    return TRUE;
  do
    {
      g_autofree char *text = NULL;
      CvkLink *link;

      if (!cvk_document_reader_read_string (element, "links", &text, error))
        return FALSE;
      link = cvk_link_parse (text);
      if (link == NULL)
        return cvk_document_reader_fail (
          element, error, CVK_DOCUMENT_ERROR_FORMAT,
          _ ("“%s” is no link. A link is written “node.port -> node.port”."), text);
      cvk_document_reader_get_place (self, element, &link->line, &link->column);
      g_ptr_array_add (self->document->links, link);
    }
  while (cvk_json_cursor_next (&element));

  return TRUE;
}

static gboolean
read_annotation (CvkDocumentReader *self,
                 const char *name,
                 CvkJsonCursor value,
                 gpointer target,
                 GError **error)
{
  GPtrArray *list = target;
  CvkAnnotation *annotation;

  if (!cvk_document_reader_check_id (value, name, error))
    return FALSE;
  if (cvk_json_cursor_get_kind (value) != CVK_VALUE_OBJECT)
    return cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be an object, in braces."), name);
  annotation = g_new0 (CvkAnnotation, 1);
  annotation->id = g_strdup (name);
  g_ptr_array_add (list, annotation);
  annotation->value = cvk_document_reader_read_value (value, error);
  annotation->source = cvk_document_reader_dup_source (value);

  return annotation->value != NULL;
}

static gboolean
read_position (CvkDocumentReader *self,
               const char *name,
               CvkJsonCursor value,
               gpointer target,
               GError **error)
{
  g_autoptr (CvkValue) position = NULL;
  CvkNode *node = cvk_document_get_node (self->document, name);

  if (node == NULL)
    {
      cvk_document_reader_keep_unknown (&self->document->unknown_layout, name, value);
      return TRUE;
    }

  position = cvk_document_reader_read_value (value, error);
  if (position == NULL)
    return FALSE;
  if (!cvk_value_is_array (position) || cvk_value_get_length (position) != 2 ||
      !cvk_value_is_number (cvk_value_get_element (position, 0)) ||
      !cvk_value_is_number (cvk_value_get_element (position, 1)))
    return cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("The place of “%s” must be two numbers, such as [0, 280]."),
                                     name);
  node->x = cvk_value_get_double (cvk_value_get_element (position, 0));
  node->y = cvk_value_get_double (cvk_value_get_element (position, 1));
  node->has_place = TRUE;

  return TRUE;
}

/* --- The pipeline --- */

static gboolean
read_pipeline_settings (CvkDocumentReader *self, CvkJsonCursor value, GError **error)
{
  CvkValue *settings;

  if (cvk_json_cursor_get_kind (value) != CVK_VALUE_OBJECT)
    return cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be an object, in braces."), "settings");
  settings = cvk_document_reader_read_value (value, error);
  if (settings == NULL)
    return FALSE;
  cvk_value_unref (self->document->settings);
  self->document->settings = settings;
  self->document->settings_source = cvk_document_reader_dup_source (value);

  return TRUE;
}

static CvkDocument *read_document (GBytes *bytes,
                                   gboolean any_version,
                                   unsigned depth,
                                   GError **error);

/* What is wrong in it is told at the place where it begins. */
static gboolean
read_pipeline (CvkDocumentReader *self,
               const char *name,
               CvkJsonCursor value,
               gpointer target,
               GError **error)
{
  size_t length;
  const char *source = cvk_json_cursor_get_source (value, &length);
  g_autoptr (GBytes) bytes = g_bytes_new (source, length);
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (GError) reason = NULL;

  if (self->depth == CVK_DOCUMENT_MAX_DEPTH)
    return cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” is a sub-pipeline too deep inside of others."), name);
  document = read_document (bytes, FALSE, self->depth + 1, &reason);
  if (document == NULL)
    return cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     /* Translators: a file, and a sentence that says why. */
                                     _ ("The sub-pipeline “%s” cannot be read: %s"), name,
                                     reason->message);
  cvk_document_carry_pipeline (self->document, name, document);
  return TRUE;
}

static gboolean
read_top_member (CvkDocumentReader *self,
                 const char *name,
                 CvkJsonCursor value,
                 gpointer target,
                 GError **error)
{
  CvkDocument *document = self->document;

  if (strcmp (name, "convoke") == 0)
    return TRUE;
  if (strcmp (name, "name") == 0)
    return cvk_document_reader_read_string (value, name, &document->name, error);
  if (strcmp (name, "description") == 0)
    return cvk_document_reader_read_string (value, name, &document->description, error);
  if (strcmp (name, "settings") == 0)
    return read_pipeline_settings (self, value, error);
  if (strcmp (name, "slots") == 0)
    return cvk_document_reader_read_members (self, value, name, read_slot, NULL, error);
  if (strcmp (name, "files") == 0)
    return cvk_document_reader_read_members (self, value, name, read_file_slot, NULL, error);
  if (strcmp (name, "nodes") == 0)
    return cvk_document_reader_read_members (self, value, name, cvk_document_reader_read_node, NULL,
                                             error);
  if (strcmp (name, "links") == 0)
    return read_links (self, value, error);
  if (strcmp (name, "notes") == 0)
    return cvk_document_reader_read_members (self, value, name, read_annotation, document->notes,
                                             error);
  if (strcmp (name, "frames") == 0)
    return cvk_document_reader_read_members (self, value, name, read_annotation, document->frames,
                                             error);
  if (strcmp (name, "pipelines") == 0)
    {
      if (document->pipelines == NULL)
        cvk_document_carry_nothing (document);
      return cvk_document_reader_read_members (self, value, name, read_pipeline, NULL, error);
    }
  /* Read when all nodes are there, wherever it stands. */
  if (strcmp (name, "layout") == 0)
    return TRUE;
  cvk_document_reader_keep_unknown (&document->unknown, name, value);

  return TRUE;
}

static gboolean
check_version (CvkJsonCursor root, GError **error)
{
  CvkJsonCursor cursor;
  g_autoptr (CvkValue) version = NULL;

  if (cvk_json_cursor_get_kind (root) != CVK_VALUE_OBJECT ||
      !cvk_json_cursor_find (root, "convoke", &cursor))
    return cvk_document_reader_fail (
      root, error, CVK_DOCUMENT_ERROR_FORMAT,
      _ ("This is no Convoke pipeline: it does not begin with { \"convoke\": 1."));

  version = cvk_json_cursor_to_value (cursor, CVK_JSON_STRICT, NULL);
  if (version == NULL || !cvk_value_is_integer (version) || cvk_value_get_integer (version) < 1)
    return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“convoke” is the version of the format and must be 1."));
  if (cvk_value_get_integer (version) > CVK_DOCUMENT_FORMAT_VERSION)
    return cvk_document_reader_fail (
      cursor, error, CVK_DOCUMENT_ERROR_VERSION,
      _ ("This pipeline was made by a newer version of Convoke. Update Convoke to open it."));

  return TRUE;
}

static CvkDocument *
read_document (GBytes *bytes, gboolean any_version, unsigned depth, GError **error)
{
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (CvkJson) json = NULL;
  GError *json_error = NULL;
  CvkJsonCursor root;
  CvkJsonCursor layout;
  size_t length;
  CvkDocumentReader reader = { 0 };

  json = cvk_json_parse (bytes, 0, 0, &json_error);
  if (json == NULL)
    {
      cvk_document_error_take_json (error, CVK_DOCUMENT_ERROR_SYNTAX, json_error);
      return NULL;
    }

  document = cvk_document_new ();
  root = cvk_json_get_root (json);
  reader.document = document;
  reader.depth = depth;
  /* White space in front of the root counts for the line; a byte order mark does not. */
  reader.start = g_bytes_get_data (bytes, &length);
  if (length >= 3 && memcmp (reader.start, "\xef\xbb\xbf", 3) == 0)
    reader.start += 3;

  if ((!any_version && !check_version (root, error)) ||
      !cvk_document_reader_read_members (&reader, root, "convoke", read_top_member, NULL, error))
    return NULL;
  if (cvk_json_cursor_find (root, "layout", &layout) &&
      !cvk_document_reader_read_members (&reader, layout, "layout", read_position, NULL, error))
    return NULL;

  return g_steal_pointer (&document);
}

CvkDocument *
cvk_document_new_from_bytes (GBytes *bytes, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return read_document (bytes, FALSE, 0, error);
}

CvkDocument *
cvk_document_new_from_newer_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GError) version_error = NULL;
  CvkDocument *document;

  g_return_val_if_fail (bytes != NULL, NULL);

  document = read_document (bytes, FALSE, 0, &version_error);
  if (document == NULL &&
      g_error_matches (version_error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_VERSION))
    document = read_document (bytes, TRUE, 0, NULL);
  if (document == NULL)
    g_propagate_error (error, g_steal_pointer (&version_error));

  return document;
}
