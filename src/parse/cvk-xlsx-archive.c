// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-xlsx-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

struct _CvkXlsxPart
{
  CvkXlsxArchive *archive; /* borrowed */
  struct archive *zip;     /* owned */
  xmlTextReader *reader;   /* owned, nullable */
  gboolean is_damaged;
  gboolean is_whole;
};

static gboolean
find_entry (struct archive *zip, const char *name)
{
  struct archive_entry *entry = NULL;

  while (archive_read_next_header (zip, &entry) == ARCHIVE_OK)
    {
      const char *path = archive_entry_pathname (entry);

      if (path == NULL)
        path = archive_entry_pathname_utf8 (entry);
      if (path != NULL && g_ascii_strcasecmp (path[0] == '/' ? path + 1 : path, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static int
read_cb (void *user_data, char *buffer, int size)
{
  CvkXlsxPart *self = user_data;
  la_ssize_t count = archive_read_data (self->zip, buffer, size);

  if (count < 0)
    self->is_damaged = TRUE;
  else if ((guint64) count > self->archive->left)
    self->archive->is_too_large = TRUE;
  else
    {
      self->archive->left -= count;
      return (int) count;
    }
  return -1;
}

CvkXlsxPart *
cvk_xlsx_part_open (CvkXlsxArchive *archive, const char *name)
{
  g_autoptr (CvkXlsxPart) self = g_new0 (CvkXlsxPart, 1);

  self->archive = archive;
  self->zip = archive_read_new ();
  archive_read_support_format_zip_seekable (self->zip);
  if (archive_read_open_memory (self->zip, archive->data, archive->length) != ARCHIVE_OK ||
      !find_entry (self->zip, name))
    return NULL;
  self->reader =
    xmlReaderForIO (read_cb, NULL, self, NULL, NULL,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
  return self->reader != NULL ? g_steal_pointer (&self) : NULL;
}

void
cvk_xlsx_part_close (CvkXlsxPart *self)
{
  g_clear_pointer (&self->reader, xmlFreeTextReader);
  archive_read_free (self->zip);
  g_free (self);
}

gboolean
cvk_xlsx_part_read (CvkXlsxPart *self)
{
  int result = self->is_whole || self->is_damaged ? 0 : xmlTextReaderRead (self->reader);

  /* No file of this kind has a document type: what declares one wants its entities expanded. */
  if (result == 1 && xmlTextReaderNodeType (self->reader) == XML_READER_TYPE_DOCUMENT_TYPE)
    result = -1;
  if (result == 1)
    return TRUE;
  self->is_damaged = self->is_damaged || result != 0;
  self->is_whole = !self->is_damaged;
  return FALSE;
}

gboolean
cvk_xlsx_part_is_whole (const CvkXlsxPart *self)
{
  return self->is_whole;
}

static gboolean
is_node (CvkXlsxPart *self, int type, const char *element)
{
  return xmlTextReaderNodeType (self->reader) == type &&
         strcmp ((const char *) xmlTextReaderConstLocalName (self->reader), element) == 0;
}

gboolean
cvk_xlsx_part_begins (CvkXlsxPart *self, const char *element)
{
  return is_node (self, XML_READER_TYPE_ELEMENT, element);
}

gboolean
cvk_xlsx_part_ends (CvkXlsxPart *self, const char *element)
{
  return is_node (self, XML_READER_TYPE_END_ELEMENT, element);
}

gboolean
cvk_xlsx_part_is_empty (CvkXlsxPart *self)
{
  return xmlTextReaderIsEmptyElement (self->reader) == 1;
}

char *
cvk_xlsx_part_dup_attribute (CvkXlsxPart *self, const char *name)
{
  char *value = NULL;

  if (xmlTextReaderMoveToFirstAttribute (self->reader) != 1)
    return NULL;
  do
    {
      if (strcmp ((const char *) xmlTextReaderConstLocalName (self->reader), name) == 0)
        value = g_strdup ((const char *) xmlTextReaderConstValue (self->reader));
    }
  while (value == NULL && xmlTextReaderMoveToNextAttribute (self->reader) == 1);
  xmlTextReaderMoveToElement (self->reader);
  return value;
}

gint64
cvk_xlsx_part_get_number (CvkXlsxPart *self, const char *name, gint64 fallback)
{
  g_autofree char *text = cvk_xlsx_part_dup_attribute (self, name);
  gint64 number = fallback;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL))
    return fallback;
  return number;
}

const char *
cvk_xlsx_part_get_text (CvkXlsxPart *self)
{
  int type = xmlTextReaderNodeType (self->reader);

  if (type != XML_READER_TYPE_TEXT && type != XML_READER_TYPE_CDATA &&
      type != XML_READER_TYPE_SIGNIFICANT_WHITESPACE && type != XML_READER_TYPE_WHITESPACE)
    return NULL;
  return (const char *) xmlTextReaderConstValue (self->reader);
}
