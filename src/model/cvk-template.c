// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-javascript.h"

struct _CvkTemplate
{
  GArray *segments; /* CvkSegment */
  gboolean has_expressions;
};

/* --- Paths --- */

typedef struct
{
  const char *at;
  const char *end;
} PathReader;

static void
skip_space (PathReader *self)
{
  while (self->at < self->end && g_ascii_isspace (*self->at))
    self->at++;
}

static char *
read_identifier (PathReader *self)
{
  size_t length = cvk_javascript_identifier_length (self->at, (size_t) (self->end - self->at));
  char *name = length > 0 ? g_strndup (self->at, length) : NULL;

  self->at += length;

  return name;
}

static char *
read_quoted (PathReader *self)
{
  const char *start = self->at++;

  while (self->at < self->end && *self->at != *start && *self->at != '\n')
    self->at += *self->at == '\\' && self->at + 1 < self->end ? 2 : 1;
  if (self->at >= self->end || *self->at != *start)
    return NULL;
  self->at++;

  return cvk_javascript_unquote (start, (size_t) (self->at - start));
}

static gboolean
read_index (PathReader *self, int64_t *index)
{
  const char *start = self->at;

  *index = 0;
  /* Fifteen digits are more than any list has elements, and fit. */
  while (self->at < self->end && g_ascii_isdigit (*self->at) && self->at - start < 15)
    *index = *index * 10 + (*self->at++ - '0');

  return self->at > start && (self->at - start == 1 || *start != '0') &&
         !(self->at < self->end && g_ascii_isdigit (*self->at));
}

/* One of .name, ["name"] and [0]. */
static gboolean
read_step (PathReader *self, CvkPathStep *step)
{
  *step = (CvkPathStep){ NULL, 0 };

  if (*self->at == '.')
    {
      self->at++;
      skip_space (self);
      step->name = read_identifier (self);
      return step->name != NULL;
    }
  if (*self->at != '[')
    return FALSE;
  self->at++;
  skip_space (self);
  if (self->at >= self->end)
    return FALSE;
  if (*self->at == '"' || *self->at == '\'')
    {
      step->name = read_quoted (self);
      if (step->name == NULL)
        return FALSE;
    }
  else if (!read_index (self, &step->index))
    return FALSE;
  skip_space (self);
  if (self->at >= self->end || *self->at != ']')
    return FALSE;
  self->at++;

  return TRUE;
}

static void
clear_step (gpointer data)
{
  g_free (((CvkPathStep *) data)->name);
}

static gboolean
read_root (PathReader *self, CvkPathRoot *root)
{
  static const char *const names[] = { "item", "nodes", "inputs", "run" };
  g_autofree char *name = read_identifier (self);

  for (unsigned i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      {
        *root = (CvkPathRoot) i;
        return TRUE;
      }

  return FALSE;
}

/* An item, the inputs and the run are objects: what looks for an element there is left to
 * JavaScript. Further down the scope knows lists and texts, their length included. */
static gboolean
steps_are_plain (const GArray *steps)
{
  return steps->len == 0 || g_array_index (steps, CvkPathStep, 0).name != NULL;
}

/* Fills @segment when @text is a plain path. */
static gboolean
parse_path (const char *text, size_t length, CvkSegment *segment)
{
  PathReader reader = { text, text + length };
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (CvkPathStep));
  CvkPathRoot root;

  g_array_set_clear_func (steps, clear_step);
  if (!read_root (&reader, &root))
    return FALSE;
  for (skip_space (&reader); reader.at < reader.end; skip_space (&reader))
    {
      CvkPathStep step;
      gboolean ok = read_step (&reader, &step);

      /* Also a broken step may own its name. */
      g_array_append_val (steps, step);
      if (!ok)
        return FALSE;
    }

  if (root == CVK_PATH_ROOT_NODES)
    {
      if (steps->len == 0 || g_array_index (steps, CvkPathStep, 0).name == NULL)
        return FALSE;
      segment->node_id = g_steal_pointer (&g_array_index (steps, CvkPathStep, 0).name);
      g_array_remove_index (steps, 0);
    }
  if (!steps_are_plain (steps))
    {
      g_clear_pointer (&segment->node_id, g_free);
      return FALSE;
    }
  segment->kind = CVK_SEGMENT_PATH;
  segment->root = root;
  segment->n_steps = steps->len;
  g_array_set_clear_func (steps, NULL);
  segment->steps = (CvkPathStep *) g_array_free (g_steal_pointer (&steps), FALSE);

  return TRUE;
}

/* --- Segments --- */

static void
clear_segment (gpointer data)
{
  CvkSegment *segment = data;

  for (size_t i = 0; i < segment->n_steps; i++)
    clear_step (&segment->steps[i]);
  g_free (segment->steps);
  g_free (segment->text);
  g_free (segment->node_id);
  g_strfreev (segment->nodes);
}

static void
append_text (CvkTemplate *self, const char *text, size_t length, size_t offset)
{
  CvkSegment segment = { .kind = CVK_SEGMENT_TEXT, .offset = (unsigned) offset };
  CvkSegment *last = NULL;

  if (length == 0)
    return;
  if (self->segments->len > 0)
    last = &g_array_index (self->segments, CvkSegment, self->segments->len - 1);
  if (last != NULL && last->kind == CVK_SEGMENT_TEXT)
    {
      g_autofree char *head = g_steal_pointer (&last->text);
      g_autofree char *tail = g_strndup (text, length);

      last->text = g_strconcat (head, tail, NULL);
      return;
    }
  segment.text = g_strndup (text, length);
  g_array_append_val (self->segments, segment);
}

static GStrv
list_nodes (const CvkJavascriptScan *scan)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < scan->references->len; i++)
    {
      char *id = g_array_index (scan->references, CvkNodeReference, i).id;

      if (g_hash_table_add (seen, id))
        g_ptr_array_add (nodes, g_strdup (id));
    }
  g_ptr_array_add (nodes, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&nodes), FALSE);
}

/* A string literal and nothing else: its value. */
static char *
parse_literal (const char *text, size_t length)
{
  PathReader reader = { text, text + length };
  g_autofree char *value = NULL;

  if (length < 2 || (*text != '"' && *text != '\''))
    return NULL;
  value = read_quoted (&reader);

  return reader.at == reader.end ? g_steal_pointer (&value) : NULL;
}

static CvkProblem *
describe_syntax (const char *text, size_t offset, const char *message)
{
  g_autofree char *place = g_strdup_printf ("%ld", g_utf8_strlen (text, (gssize) offset) + 1);
  CvkProblem *problem = cvk_problem_new ("expression-syntax", message, "character", place, NULL);

  return problem;
}

/* @start is behind the opening braces. Returns: the length up to behind the closing ones. */
static size_t
parse_expression (CvkTemplate *self,
                  const char *text,
                  const char *start,
                  size_t length,
                  CvkProblem **problem)
{
  g_auto (CvkJavascriptScan) scan = { 0 };
  CvkSegment segment = { .kind = CVK_SEGMENT_SCRIPT, .offset = (unsigned) (start - text) - 2 };
  g_autofree char *expression = NULL;
  g_autofree char *literal = NULL;

  self->has_expressions = TRUE;
  if (!cvk_javascript_scan (start, length, TRUE, &scan))
    {
      /* What is missing at the very end is best looked for from the beginning. */
      size_t offset = scan.message_offset < length ? (size_t) (start - text) + scan.message_offset
                                                   : segment.offset;

      *problem = describe_syntax (text, offset, scan.message);
      return 0;
    }
  expression = g_strstrip (g_strndup (start, scan.length));
  if (*expression == '\0')
    {
      *problem =
        describe_syntax (text, segment.offset, N_ ("There is nothing between the double braces."));
      return 0;
    }

  literal = parse_literal (expression, strlen (expression));
  if (literal != NULL)
    {
      append_text (self, literal, strlen (literal), segment.offset);
      return scan.length + 2;
    }
  if (!parse_path (expression, strlen (expression), &segment))
    {
      segment.nodes = list_nodes (&scan);
      segment.all_nodes = scan.all_nodes;
    }
  segment.text = g_steal_pointer (&expression);
  g_array_append_val (self->segments, segment);

  return scan.length + 2;
}

CvkTemplate *
cvk_template_parse (const char *text, CvkProblem **problem)
{
  g_autoptr (CvkTemplate) self = NULL;
  g_autoptr (CvkProblem) found = NULL;
  const char *at = text;
  const char *end;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_rc_box_new0 (CvkTemplate);
  self->segments = g_array_new (FALSE, FALSE, sizeof (CvkSegment));
  g_array_set_clear_func (self->segments, clear_segment);
  end = text + strlen (text);
  while (at < end)
    {
      const char *braces = strstr (at, "{{");
      size_t length;

      append_text (self, at, (size_t) ((braces != NULL ? braces : end) - at), (size_t) (at - text));
      if (braces == NULL)
        break;
      length = parse_expression (self, text, braces + 2, (size_t) (end - braces) - 2, &found);
      if (length == 0)
        {
          if (problem != NULL)
            *problem = g_steal_pointer (&found);
          return NULL;
        }
      at = braces + 2 + length;
    }

  return g_steal_pointer (&self);
}

CvkTemplate *
cvk_template_ref (CvkTemplate *self)
{
  return g_rc_box_acquire (self);
}

static void
clear_template (gpointer data)
{
  CvkTemplate *self = data;

  g_array_unref (self->segments);
}

void
cvk_template_unref (CvkTemplate *self)
{
  g_rc_box_release_full (self, clear_template);
}

gboolean
cvk_template_is_constant (const CvkTemplate *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return !self->has_expressions;
}

gboolean
cvk_template_is_single (const CvkTemplate *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->segments->len == 1 &&
         g_array_index (self->segments, CvkSegment, 0).kind != CVK_SEGMENT_TEXT;
}

const CvkSegment *
cvk_template_get_segments (const CvkTemplate *self, size_t *count)
{
  g_return_val_if_fail (self != NULL && count != NULL, NULL);

  *count = self->segments->len;

  return (const CvkSegment *) self->segments->data;
}

char *
cvk_template_rename_node (const char *text, const char *id, const char *new_id)
{
  g_autoptr (GString) renamed = NULL;
  const char *at = text;
  const char *braces;
  gboolean changed = FALSE;

  g_return_val_if_fail (text != NULL && id != NULL && new_id != NULL, NULL);

  renamed = g_string_new (NULL);
  while ((braces = strstr (at, "{{")) != NULL)
    {
      g_auto (CvkJavascriptScan) scan = { 0 };
      g_autofree char *code = NULL;

      /* A text with a broken expression is changed up to there. */
      if (!cvk_javascript_scan (braces + 2, strlen (braces + 2), TRUE, &scan))
        break;
      g_string_append_len (renamed, at, braces + 2 - at);
      code = cvk_javascript_rename_node (braces + 2, scan.length, id, new_id);
      if (code != NULL)
        g_string_append (renamed, code);
      else
        g_string_append_len (renamed, braces + 2, (gssize) scan.length);
      changed |= code != NULL;
      at = braces + 2 + scan.length;
      g_string_append (renamed, "}}");
      at += 2;
    }
  if (!changed)
    return NULL;
  g_string_append (renamed, at);

  return g_string_free (g_steal_pointer (&renamed), FALSE);
}
