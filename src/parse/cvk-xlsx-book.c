// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-xlsx-book.h"

#include <string.h>

/* Sheets and styles beyond these are left out: nobody makes so many. */
#define MAX_SHEETS 1000
#define MAX_STYLES 65536

void
cvk_xlsx_book_clear (CvkXlsxBook *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->strings, g_ptr_array_unref);
  g_clear_pointer (&self->kinds, g_array_unref);
}

/* "_x000D_" stands for a character that XML cannot hold (ST_Xstring: ECMA-376, part 1, 22.9.2.19).
 * One that no text may hold stays as it is written. */
static void
resolve_escapes (GString *text)
{
  const char *from = text->str;
  char *to = text->str;

  while (*from != '\0')
    {
      gunichar character = 0;
      unsigned digits = 0;

      if (from[0] == '_' && from[1] == 'x')
        for (; digits < 4 && g_ascii_isxdigit (from[2 + digits]); digits++)
          character = character * 16 + (unsigned) g_ascii_xdigit_value (from[2 + digits]);
      if (digits == 4 && from[6] == '_' && character != 0 && g_unichar_validate (character))
        {
          /* Never longer than the seven characters that it takes the place of. */
          to += g_unichar_to_utf8 (character, to);
          from += 7;
        }
      else
        *to++ = *from++;
    }
  g_string_truncate (text, (gsize) (to - text->str));
}

char *
cvk_xlsx_read_text (CvkXlsxPart *part, const char *element)
{
  GString *text = g_string_new (NULL);
  gboolean is_text = FALSE;
  gboolean is_phonetic = FALSE;

  if (cvk_xlsx_part_is_empty (part))
    return g_string_free (text, FALSE);
  while (cvk_xlsx_part_read (part) && !cvk_xlsx_part_ends (part, element))
    {
      const char *piece = cvk_xlsx_part_get_text (part);

      if (cvk_xlsx_part_begins (part, "rPh"))
        is_phonetic = !cvk_xlsx_part_is_empty (part);
      else if (cvk_xlsx_part_ends (part, "rPh"))
        is_phonetic = FALSE;
      else if (cvk_xlsx_part_begins (part, "t"))
        is_text = !cvk_xlsx_part_is_empty (part);
      else if (cvk_xlsx_part_ends (part, "t"))
        is_text = FALSE;
      else if (piece != NULL && is_text && !is_phonetic)
        g_string_append (text, piece);
    }
  resolve_escapes (text);
  return g_string_free (text, FALSE);
}

/* --- Sheets --- */

/* A target is relative to the workbook, or begins at the root. */
static char *
resolve_target (const char *target)
{
  if (target[0] == '/')
    return g_strdup (target + 1);
  while (g_str_has_prefix (target, "./"))
    target += 2;
  return g_str_has_prefix (target, "../") ? g_strdup (target + 3)
                                          : g_strconcat ("xl/", target, NULL);
}

/* Id -> part. */
static GHashTable *
read_relations (CvkXlsxArchive *archive)
{
  GHashTable *targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CvkXlsxPart) part = cvk_xlsx_part_open (archive, "xl/_rels/workbook.xml.rels");

  while (part != NULL && cvk_xlsx_part_read (part))
    {
      g_autofree char *id = NULL;
      g_autofree char *target = NULL;

      if (!cvk_xlsx_part_begins (part, "Relationship") ||
          g_hash_table_size (targets) >= MAX_SHEETS * 2)
        continue;
      id = cvk_xlsx_part_dup_attribute (part, "Id");
      target = cvk_xlsx_part_dup_attribute (part, "Target");
      if (id != NULL && target != NULL)
        g_hash_table_insert (targets, g_steal_pointer (&id), resolve_target (target));
    }
  return targets;
}

static void
add_sheet (CvkXlsxBook *self, CvkXlsxPart *part, GHashTable *targets)
{
  char *name = cvk_xlsx_part_dup_attribute (part, "name");
  g_autofree char *id = cvk_xlsx_part_dup_attribute (part, "id");
  const char *target = id != NULL ? g_hash_table_lookup (targets, id) : NULL;

  g_ptr_array_add (self->names, name != NULL ? name : g_strdup (""));
  g_ptr_array_add (self->targets, g_strdup (target));
}

static gboolean
read_workbook (CvkXlsxBook *self, CvkXlsxArchive *archive)
{
  g_autoptr (GHashTable) targets = read_relations (archive);
  g_autoptr (CvkXlsxPart) part = cvk_xlsx_part_open (archive, "xl/workbook.xml");

  if (part == NULL)
    return FALSE;
  while (cvk_xlsx_part_read (part))
    {
      if (cvk_xlsx_part_begins (part, "sheet") && self->names->len < MAX_SHEETS)
        add_sheet (self, part, targets);
      else if (cvk_xlsx_part_begins (part, "workbookPr"))
        {
          g_autofree char *value = cvk_xlsx_part_dup_attribute (part, "date1904");

          self->is_1904 =
            value != NULL && (g_str_equal (value, "1") || g_str_equal (value, "true"));
        }
    }
  return cvk_xlsx_part_is_whole (part);
}

/* --- Styles --- */

static void
read_styles (CvkXlsxBook *self, CvkXlsxArchive *archive)
{
  g_autoptr (GHashTable) codes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (CvkXlsxPart) part = cvk_xlsx_part_open (archive, "xl/styles.xml");
  gboolean is_in_cells = FALSE;

  while (part != NULL && cvk_xlsx_part_read (part))
    {
      gint64 id = 0;

      if (cvk_xlsx_part_begins (part, "cellXfs"))
        is_in_cells = !cvk_xlsx_part_is_empty (part);
      else if (cvk_xlsx_part_ends (part, "cellXfs"))
        is_in_cells = FALSE;
      else if (cvk_xlsx_part_begins (part, "numFmt") && g_hash_table_size (codes) < MAX_STYLES)
        g_hash_table_insert (codes,
                             GINT_TO_POINTER (cvk_xlsx_part_get_number (part, "numFmtId", -1)),
                             cvk_xlsx_part_dup_attribute (part, "formatCode"));
      else if (is_in_cells && cvk_xlsx_part_begins (part, "xf") && self->kinds->len < MAX_STYLES)
        {
          CvkXlsxKind kind;

          id = cvk_xlsx_part_get_number (part, "numFmtId", 0);
          kind = cvk_xlsx_kind_of_format (id, g_hash_table_lookup (codes, GINT_TO_POINTER (id)));
          g_array_append_val (self->kinds, kind);
        }
    }
}

static void
read_strings (CvkXlsxBook *self, CvkXlsxArchive *archive)
{
  g_autoptr (CvkXlsxPart) part = cvk_xlsx_part_open (archive, "xl/sharedStrings.xml");

  while (part != NULL && cvk_xlsx_part_read (part))
    if (cvk_xlsx_part_begins (part, "si"))
      g_ptr_array_add (self->strings, cvk_xlsx_read_text (part, "si"));
}

gboolean
cvk_xlsx_book_read (CvkXlsxBook *self, CvkXlsxArchive *archive)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->targets = g_ptr_array_new_with_free_func (g_free);
  self->strings = g_ptr_array_new_with_free_func (g_free);
  self->kinds = g_array_new (FALSE, FALSE, sizeof (CvkXlsxKind));
  if (!read_workbook (self, archive))
    return FALSE;
  read_styles (self, archive);
  read_strings (self, archive);
  return !archive->is_too_large;
}
