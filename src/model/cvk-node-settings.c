// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-problem.h"
#include "model/cvk-command-private.h"

/* Settings stand in a node, which stands in "nodes". */
#define INDENT 3

static void
start_member (GString *text, const char *name)
{
  g_string_append (text, text->len > 1 ? ",\n" : "\n");
  g_string_append_printf (text, "%*s", (INDENT + 1) * 2, "");
  cvk_json_append_string (text, name, strlen (name));
  g_string_append (text, ": ");
}

/* Of members that stand twice, the last is the one whose value counts. */
static gboolean
append_source (GString *text, CvkJsonCursor root, const char *name)
{
  CvkJsonCursor member;
  const char *source = NULL;
  size_t length = 0;

  for (gboolean more = cvk_json_cursor_first (root, &member); more;
       more = cvk_json_cursor_next (&member))
    {
      g_autofree char *member_name = cvk_json_cursor_dup_name (member);

      if (strcmp (member_name, name) == 0)
        source = cvk_json_cursor_get_source (member, &length);
    }
  if (source != NULL)
    g_string_append_len (text, source, (gssize) length);

  return source != NULL;
}

/* Members of the source that could not be read live on, unless they are set now. */
static void
append_unreadable (const CvkNode *node, const CvkValue *settings, CvkJsonCursor root, GString *text)
{
  CvkJsonCursor member;

  for (gboolean more = cvk_json_cursor_first (root, &member); more;
       more = cvk_json_cursor_next (&member))
    {
      g_autofree char *name = cvk_json_cursor_dup_name (member);
      size_t length;
      const char *source;

      if (cvk_value_get_member (node->settings, name) != NULL ||
          cvk_value_get_member (settings, name) != NULL)
        continue;
      start_member (text, name);
      source = cvk_json_cursor_get_source (member, &length);
      g_string_append_len (text, source, (gssize) length);
    }
}

static char *
compose_source (const CvkNode *node, const CvkValue *settings, const CvkJson *json)
{
  GString *text = g_string_new ("{");
  CvkJsonCursor root = cvk_json_get_root (json);

  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;
      CvkValue *before;

      cvk_value_get_member_at (settings, i, &name, &value);
      before = cvk_value_get_member (node->settings, name);
      start_member (text, name);
      if (before == NULL || !cvk_value_equal (before, value) || !append_source (text, root, name))
        cvk_value_append_json (value, CVK_JSON_PRETTY, INDENT + 1, text);
    }
  if (node->settings_problems != NULL)
    append_unreadable (node, settings, root, text);
  if (text->len > 1)
    g_string_append_printf (text, "\n%*s", INDENT * 2, "");
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

/* What is still wrong: the fields that were not set anew. */
static GPtrArray *
keep_problems (GPtrArray *problems, const CvkValue *settings)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *field = cvk_problem_get_field (problem);

      if (field != NULL && cvk_value_get_member (settings, field) == NULL)
        g_ptr_array_add (kept, cvk_problem_ref (problem));
    }
  if (kept->len > 0)
    return kept;
  g_ptr_array_unref (kept);

  return NULL;
}

void
cvk_node_set_settings (CvkNode *self, const CvkValue *settings)
{
  if (self->settings_source != NULL)
    {
      g_autoptr (GBytes) bytes =
        g_bytes_new (self->settings_source, strlen (self->settings_source));
      g_autoptr (CvkJson) json = cvk_json_parse (bytes, 0, 0, NULL);
      g_autofree char *source = json != NULL ? compose_source (self, settings, json) : NULL;

      g_free (self->settings_source);
      self->settings_source = g_steal_pointer (&source);
    }
  if (self->settings_problems != NULL)
    {
      g_autoptr (GPtrArray) problems = g_steal_pointer (&self->settings_problems);

      self->settings_problems = keep_problems (problems, settings);
    }
  cvk_value_unref (self->settings);
  self->settings = cvk_value_ref (settings);
}
