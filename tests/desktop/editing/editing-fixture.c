// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/editing/editing-fixture.h"

#include <string.h>

static const char example[] =
  "{\n"
  "  \"convoke\": 1,\n"
  "  \"name\": \"N\",\n"
  "  \"nodes\": {\n"
  "    \"read\": { \"type\": \"csv.read\", \"settings\": { \"file\": \"a.csv\" } },\n"
  "    \"create\": { \"type\": \"zoom.create-meeting\", \"x\": [1,   2] },\n"
  "    \"results\": {\n"
  "      \"type\": \"output\"\n"
  "    }\n"
  "  },\n"
  "  \"links\": [\n"
  "    \"read.out -> create.in\",\n"
  "    \"create.out -> results.in\"\n"
  "  ],\n"
  "  \"notes\": {\n"
  "    \"n\": {\"text\": \"T\", \"x\": 10, \"y\": 400}\n"
  "  },\n"
  "  \"frames\": {\n"
  "    \"f\": {\"title\": \"F\", \"nodes\": [\"read\", \"create\"]}\n"
  "  },\n"
  "  \"layout\": {\n"
  "    \"read\": [0, 0],\n"
  "    \"create\": [280, 0],\n"
  "    \"results\": [560, 0]\n"
  "  }\n"
  "}\n";

char *
editing_dup_text (CvkDocument *document)
{
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (document);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
editing_set_up (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (example, strlen (example));
  g_autoptr (GError) error = NULL;

  fixture->document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  fixture->session = cvk_session_new (fixture->document);
  fixture->history = cvk_session_get_history (fixture->session);
  fixture->selection = cvk_session_get_selection (fixture->session);
  fixture->name = NULL;
  fixture->before = editing_dup_text (fixture->document);
}

void
editing_tear_down (EditingFixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  g_assert_null (fixture->session);
  g_free (fixture->before);
  g_free (fixture->name);
}

void
editing_remember (EditingFixture *fixture)
{
  g_free (fixture->before);
  fixture->before = editing_dup_text (fixture->document);
  g_free (fixture->name);
  fixture->name = g_strdup (cvk_history_get_undo_name (fixture->history));
}

void
editing_assert_one_step (EditingFixture *fixture, const char *name)
{
  g_autofree char *after = editing_dup_text (fixture->document);
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;

  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, name);
  g_assert_true (cvk_history_undo (fixture->history));
  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, fixture->name);
  undone = editing_dup_text (fixture->document);
  g_assert_cmpstr (undone, ==, fixture->before);
  g_assert_true (cvk_history_redo (fixture->history));
  redone = editing_dup_text (fixture->document);
  g_assert_cmpstr (redone, ==, after);
}

void
editing_assert_nothing_happened (EditingFixture *fixture)
{
  g_autofree char *after = editing_dup_text (fixture->document);

  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, fixture->name);
  g_assert_cmpstr (after, ==, fixture->before);
}

void
editing_assert_links (EditingFixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *links = cvk_document_get_links (fixture->document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      g_autofree char *one = cvk_editing_make_link_text (link->source, link->source_port,
                                                         link->target, link->target_port);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

void
editing_assert_place (EditingFixture *fixture, const char *id, double x, double y)
{
  const CvkNode *node = cvk_document_get_node (fixture->document, id);

  g_assert_nonnull (node);
  g_assert_cmpfloat (node->x, ==, x);
  g_assert_cmpfloat (node->y, ==, y);
}
