// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-token-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-javascript.h"

/* As much of a script as fits into a line of a form. */
#define MAX_SCRIPT_LENGTH 32

static void
free_part (gpointer data)
{
  CvkTokenPart *part = data;

  g_free (part->source);
  g_free (part->expression);
  g_free (part);
}

static void
add_part (GPtrArray *parts, const char *start, const char *end, char *expression)
{
  CvkTokenPart *part;

  if (start == end)
    return;
  part = g_new (CvkTokenPart, 1);
  part->source = g_strndup (start, (size_t) (end - start));
  part->expression = expression;
  g_ptr_array_add (parts, part);
}

GPtrArray *
cvk_token_text_split (const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (free_part);
  const char *literal = text;
  const char *braces;

  while ((braces = strstr (literal, "{{")) != NULL)
    {
      g_auto (CvkJavascriptScan) scan = { 0 };
      const char *code = braces + 2;
      g_autofree char *expression = NULL;

      if (!cvk_javascript_scan (code, strlen (code), TRUE, &scan))
        break;
      expression = g_strstrip (g_strndup (code, scan.length));
      if (expression[0] == '\0')
        break;
      add_part (parts, literal, braces, NULL);
      literal = code + scan.length + 2;
      add_part (parts, braces, literal, g_steal_pointer (&expression));
    }
  add_part (parts, literal, literal + strlen (literal), NULL);
  return parts;
}

const CvkSegment *
cvk_token_text_parse_path (const char *expression, CvkTemplate **parsed)
{
  g_autofree char *text = g_strdup_printf ("{{ %s }}", expression);
  g_autoptr (CvkTemplate) template = cvk_template_parse (text, NULL);
  const CvkSegment *segments;
  size_t count = 0;

  *parsed = NULL;
  if (template == NULL)
    return NULL;
  segments = cvk_template_get_segments (template, &count);
  *parsed = g_steal_pointer (&template);
  return count == 1 && segments[0].kind == CVK_SEGMENT_PATH ? &segments[0] : NULL;
}

/* --- Labels --- */

/* "occurrences[0].start" in words: titles of the schema where there are any. */
static void
append_steps (GString *label, const CvkSegment *path, const CvkValue *schema)
{
  for (size_t i = 0; i < path->n_steps; i++)
    {
      const CvkPathStep *step = &path->steps[i];
      const char *title = "";

      if (label->len > 0)
        g_string_append (label, " › ");
      if (step->name == NULL)
        {
          g_string_append_printf (label, "%" G_GINT64_FORMAT, step->index + 1);
          schema = cvk_value_get_member (schema, "items");
          continue;
        }
      schema = cvk_value_get_member (cvk_value_get_member (schema, "properties"), step->name);
      title = cvk_value_lookup_string (schema, "title", "");
      g_string_append (label, title[0] != '\0' ? _ (title) : step->name);
    }
}

static gboolean
append_path (GString *label, CvkUpstream *upstream, const CvkSegment *path)
{
  gboolean is_known = TRUE;
  CvkValue *schema = NULL;

  switch (path->root)
    {
    case CVK_PATH_ROOT_NODES:
      g_string_append (label, cvk_upstream_get_node_title (upstream, path->node_id));
      is_known = cvk_upstream_contains (upstream, path->node_id);
      schema = cvk_upstream_get_output_schema (upstream, path->node_id);
      break;
    case CVK_PATH_ROOT_INPUTS:
      g_string_append (label, _ ("Input"));
      break;
    case CVK_PATH_ROOT_RUN:
      g_string_append (label, _ ("Run"));
      break;
    case CVK_PATH_ROOT_ITEM:
    default:
      schema = cvk_upstream_get_item_schema (upstream);
      if (path->n_steps == 0)
        g_string_append (label, _ ("whole item"));
    }
  append_steps (label, path, schema);
  return is_known;
}

static gboolean
knows_nodes (CvkUpstream *upstream, const CvkTemplate *template)
{
  size_t count;
  const CvkSegment *segments = cvk_template_get_segments (template, &count);

  for (size_t i = 0; i < count; i++)
    for (unsigned j = 0; segments[i].nodes != NULL && segments[i].nodes[j] != NULL; j++)
      if (!cvk_upstream_contains (upstream, segments[i].nodes[j]))
        return FALSE;
  return TRUE;
}

char *
cvk_token_text_dup_label (CvkUpstream *upstream, const char *expression, gboolean *is_known)
{
  g_autoptr (CvkTemplate) template = NULL;
  const CvkSegment *path = cvk_token_text_parse_path (expression, &template);
  g_autoptr (GString) label = g_string_new (NULL);
  gboolean known = template != NULL;

  if (path != NULL && upstream != NULL)
    known = append_path (label, upstream, path);
  else
    {
      g_autofree char *start = NULL;

      if (template != NULL && upstream != NULL)
        known = knows_nodes (upstream, template);
      if (g_utf8_strlen (expression, -1) > MAX_SCRIPT_LENGTH)
        {
          start = g_utf8_substring (expression, 0, MAX_SCRIPT_LENGTH - 1);
          g_string_append_printf (label, "%s…", start);
        }
      else
        g_string_append (label, expression);
    }
  if (is_known != NULL)
    *is_known = known;
  return g_string_free (g_steal_pointer (&label), FALSE);
}
