// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-note-text.h"

#include <string.h>

static const struct
{
  const char *sign;
  enum
  {
    BOLD,
    CODE,
  } meaning;
} signs[] = {
  { "**", BOLD },
  { "*", BOLD },
  { "`", CODE },
};

static void
add_attribute (PangoAttrList *attributes, PangoAttribute *attribute, size_t start, size_t end)
{
  attribute->start_index = (unsigned) start;
  attribute->end_index = (unsigned) end;
  pango_attr_list_insert (attributes, attribute);
}

static PangoAttribute *
make_attribute (unsigned meaning)
{
  switch (meaning)
    {
    case BOLD:
      return pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    case CODE:
    default:
      return pango_attr_family_new ("monospace");
    }
}

/* How much of @text (up to @end) a pair of signs covers; 0 when none begins here. */
static size_t
take_span (const char *text, const char *end, GString *plain, PangoAttrList *attributes)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      size_t length = strlen (signs[i].sign);
      const char *inside = text + length;
      const char *close;
      size_t start = plain->len;

      if (strncmp (text, signs[i].sign, length) != 0)
        continue;
      close = g_strstr_len (inside, end - inside, signs[i].sign);
      if (close == NULL || close == inside || g_ascii_isspace (*inside))
        return 0;
      g_string_append_len (plain, inside, close - inside);
      add_attribute (attributes, make_attribute (signs[i].meaning), start, plain->len);
      return (size_t) (close - text) + length;
    }
  return 0;
}

static void
take_line (const char *line, const char *end, GString *plain, PangoAttrList *attributes)
{
  size_t start = plain->len;
  gboolean is_title = start == 0;

  if (is_title && g_str_has_prefix (line, "# "))
    line += 2;
  else if (g_str_has_prefix (line, "- "))
    {
      g_string_append (plain, "• ");
      line += 2;
    }
  while (line < end)
    {
      size_t taken = take_span (line, end, plain, attributes);

      if (taken == 0)
        {
          g_string_append_c (plain, *line);
          taken = 1;
        }
      line += taken;
    }
  if (is_title && plain->len > start)
    {
      add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, plain->len);
      add_attribute (attributes, pango_attr_scale_new (1.08), start, plain->len);
    }
}

char *
cvk_canvas_note_text_parse (const char *text, PangoAttrList **attributes)
{
  GString *plain = g_string_new (NULL);

  *attributes = pango_attr_list_new ();
  while (*text != '\0')
    {
      const char *end = strchr (text, '\n');

      if (end == NULL)
        end = text + strlen (text);
      take_line (text, end, plain, *attributes);
      if (*end == '\n')
        {
          g_string_append_c (plain, '\n');
          end++;
        }
      text = end;
    }
  return g_string_free (plain, FALSE);
}
