// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-extract-references.h"

#include <string.h>

#include "model/cvk-javascript.h"
#include "model/cvk-template.h"

/* TRUE ends the search: it was found. */
typedef gboolean (*TextFunc) (const char *text, gboolean is_code, gpointer data);

static gboolean
search_value (const CvkValue *value, gboolean is_code, TextFunc func, gpointer data)
{
  if (cvk_value_is_string (value))
    return func (cvk_value_get_string (value), is_code, data);
  if (cvk_value_is_array (value))
    for (size_t i = 0; i < cvk_value_get_length (value); i++)
      if (search_value (cvk_value_get_element (value, i), is_code, func, data))
        return TRUE;
  if (cvk_value_is_object (value))
    for (size_t i = 0; i < cvk_value_get_length (value); i++)
      {
        const char *name = NULL;
        CvkValue *member = NULL;

        cvk_value_get_member_at (value, i, &name, &member);
        if (search_value (member, is_code || g_str_equal (name, "code"), func, data))
          return TRUE;
      }
  return FALSE;
}

/* --- Other nodes --- */

typedef struct
{
  CvkDocument *document;
  GHashTable *inside;
  gboolean is_inside;
} Across;

static gboolean
is_across (const Across *self, const char *id)
{
  return cvk_document_get_node (self->document, id) != NULL &&
         g_hash_table_contains (self->inside, id) != self->is_inside;
}

static gboolean
is_code_across (const Across *self, const char *text)
{
  g_auto (CvkJavascriptScan) scan = { 0 };
  gboolean found = FALSE;

  if (!cvk_javascript_scan (text, strlen (text), FALSE, &scan))
    return FALSE;
  for (unsigned i = 0; scan.references != NULL && i < scan.references->len; i++)
    found = found || is_across (self, g_array_index (scan.references, CvkNodeReference, i).id);
  return found || scan.all_nodes;
}

static gboolean
is_segment_across (const Across *self, const CvkSegment *segment)
{
  if (segment->kind == CVK_SEGMENT_PATH && segment->root == CVK_PATH_ROOT_NODES)
    return is_across (self, segment->node_id);
  if (segment->kind != CVK_SEGMENT_SCRIPT)
    return FALSE;
  for (size_t i = 0; segment->nodes != NULL && segment->nodes[i] != NULL; i++)
    if (is_across (self, segment->nodes[i]))
      return TRUE;
  return segment->all_nodes;
}

static gboolean
is_text_across (const char *text, gboolean is_code, gpointer data)
{
  const Across *self = data;
  CvkProblem *problem = NULL;
  g_autoptr (CvkTemplate) template = NULL;
  const CvkSegment *segments = NULL;
  size_t count = 0;

  if (is_code)
    return is_code_across (self, text);
  if (strstr (text, "{{") == NULL)
    return FALSE;
  template = cvk_template_parse (text, &problem);
  g_clear_pointer (&problem, cvk_problem_unref);
  segments = template != NULL ? cvk_template_get_segments (template, &count) : NULL;
  for (size_t i = 0; i < count; i++)
    if (is_segment_across (self, &segments[i]))
      return TRUE;
  return FALSE;
}

gboolean
cvk_extract_reads_across (CvkDocument *document, const CvkNode *node, GHashTable *inside)
{
  Across across = { document, inside, g_hash_table_contains (inside, node->id) };

  return search_value (node->settings, FALSE, is_text_across, &across);
}

/* --- Inputs of the pipeline --- */

/* In a script a word is enough: a false alarm can be gone around, a silent change could not. */
static gboolean
names_inputs (const char *text, gboolean is_code, gpointer data)
{
  return (is_code || strstr (text, "{{") != NULL) &&
         g_regex_match_simple ("\\binputs\\b", text, 0, 0);
}

gboolean
cvk_extract_reads_inputs (const CvkNode *node)
{
  return search_value (node->settings, FALSE, names_inputs, NULL);
}
