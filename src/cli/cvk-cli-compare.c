// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-compare.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-print.h"

#define PAGE 500

/* --- Comparing --- */

static void
add_content (GHashTable *contents, const CvkValue *item)
{
  char *text = cvk_value_to_json (item, CVK_JSON_COMPACT);
  gpointer count = g_hash_table_lookup (contents, text);

  g_hash_table_replace (contents, text, GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
}

/* The items of a page; those that it has the beginnings of only are asked for one by one. */
static gboolean
take_page (GDBusConnection *client,
           const char *run,
           const char *node,
           const char *json,
           const char *shortened,
           GHashTable *contents)
{
  g_autoptr (CvkValue) items = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autoptr (CvkValue) marks = cvk_value_from_json (shortened, -1, CVK_JSON_DATA, NULL);
  size_t next = 0;

  for (size_t i = 0; items != NULL && i < cvk_value_get_length (items); i++)
    {
      const CvkValue *mark = marks != NULL ? cvk_value_get_element (marks, next) : NULL;
      g_autoptr (CvkValue) whole = NULL;

      if (mark == NULL || cvk_value_lookup_integer (mark, "index", -1) != (int64_t) i)
        {
          add_content (contents, cvk_value_get_element (items, i));
          continue;
        }
      whole =
        cvk_history_call (client, "GetItem",
                          g_variant_new ("(sssu)", run, node, "out",
                                         (unsigned) cvk_value_lookup_integer (mark, "number", 0)));
      if (whole == NULL)
        return FALSE;
      add_content (contents, whole);
      next++;
    }
  return items != NULL;
}

/* What came out: content as text -> how often. (transfer full) (nullable) */
static GHashTable *
load_contents (GDBusConnection *client, const char *run, const char *node)
{
  g_autoptr (GHashTable) contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  unsigned total = PAGE;

  for (unsigned offset = 0; offset < total; offset += PAGE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) reply = cvk_client_call (
        client, "GetItems", g_variant_new ("(sssuuss)", run, node, "out", offset, PAGE, "", ""),
        "(sus)", &error);
      const char *json = NULL;
      const char *shortened = NULL;

      if (reply == NULL)
        {
          cvk_print_error (error->message);
          return NULL;
        }
      g_variant_get (reply, "(&su&s)", &json, &total, &shortened);
      if (!take_page (client, run, node, json, shortened, contents))
        return NULL;
    }
  return g_steal_pointer (&contents);
}

static unsigned
count_missing (GHashTable *contents, GHashTable *others)
{
  GHashTableIter iter;
  gpointer text = NULL;
  gpointer count = NULL;
  unsigned missing = 0;

  g_hash_table_iter_init (&iter, contents);
  while (g_hash_table_iter_next (&iter, &text, &count))
    {
      unsigned here = GPOINTER_TO_UINT (count);
      unsigned there = GPOINTER_TO_UINT (g_hash_table_lookup (others, text));

      missing += here > there ? here - there : 0;
    }
  return missing;
}

static CvkValue *
get_count (const CvkValue *steps, const char *node)
{
  const CvkValue *step = cvk_value_get_member (steps, node);
  CvkValue *count =
    step != NULL ? cvk_value_get_member (cvk_value_get_member (step, "counts"), "out") : NULL;

  return count != NULL ? cvk_value_ref (count) : cvk_value_new_null ();
}

static CvkValue *
compare_node (GDBusConnection *client, const char *first, const char *second, const char *node)
{
  g_autoptr (GHashTable) here = load_contents (client, first, node);
  g_autoptr (GHashTable) there = here != NULL ? load_contents (client, second, node) : NULL;

  if (there == NULL)
    return NULL;
  return cvk_value_new_object ("only_first", cvk_value_new_integer (count_missing (here, there)),
                               "only_second", cvk_value_new_integer (count_missing (there, here)),
                               NULL);
}

CvkValue *
cvk_compare_runs (GDBusConnection *client,
                  const char *first,
                  const CvkValue *steps,
                  const char *second,
                  const CvkValue *other_steps)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  const CvkValue *both[] = { steps, other_steps };
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t k = 0; k < G_N_ELEMENTS (both); k++)
    for (size_t i = 0; i < cvk_value_get_length (both[k]); i++)
      {
        g_auto (CvkObjectBuilder) entry = { 0 };
        g_autoptr (CvkValue) found = NULL;
        const char *node = NULL;
        CvkValue *step = NULL;

        cvk_value_get_member_at (both[k], i, &node, &step);
        if (!g_hash_table_add (done, (gpointer) node))
          continue;
        found = compare_node (client, first, second, node);
        if (found == NULL)
          return NULL;
        cvk_object_builder_init_from (&entry, found);
        cvk_object_builder_set (&entry, "first", get_count (steps, node));
        cvk_object_builder_set (&entry, "second", get_count (other_steps, node));
        cvk_object_builder_append (&builder, node, cvk_object_builder_end (&entry));
      }
  return cvk_object_builder_end (&builder);
}

/* --- Printing --- */

void
cvk_compare_print (const CvkValue *comparison)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Step"),      _ ("Out here"),   _ ("Out there"),
                           _ ("Only here"), _ ("Only there"), NULL };
  static const char *const members[] = { "first", "second", "only_first", "only_second" };

  for (size_t i = 0; i < cvk_value_get_length (comparison); i++)
    {
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
      const char *node = NULL;
      CvkValue *entry = NULL;

      cvk_value_get_member_at (comparison, i, &node, &entry);
      g_ptr_array_add (cells, cvk_text_for_terminal (node, FALSE));
      for (size_t k = 0; k < G_N_ELEMENTS (members); k++)
        {
          const CvkValue *count = cvk_value_get_member (entry, members[k]);

          g_ptr_array_add (cells, cvk_value_is_null (count)
                                    ? g_strdup ("")
                                    : cvk_value_to_json (count, CVK_JSON_COMPACT));
        }
      g_ptr_array_add (rows, cells);
    }
  putchar ('\n');
  cvk_print_table (titles, rows);
}
