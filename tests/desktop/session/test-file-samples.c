// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "desktop/forms/cvk-file-samples.h"
#include "session-bench.h"
#include "support/cvk-await.h"

/* A pipeline beside its files, and what is known of them. */
typedef struct
{
  SessionBench bench;
  CvkSession *session;
  CvkFileSamples *samples;
  gboolean has_changed;
} Fixture;

static void
write_file (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->bench.folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
changed_cb (CvkFileSamples *samples, gpointer user_data)
{
  ((Fixture *) user_data)->has_changed = TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  session_bench_set_up (&self->bench, NULL);
  write_file (self, "table.csv", "who;when\nAda;today\nBob;tomorrow\n");
  write_file (self, "list.json", "[{\"topic\": \"Hello\"}]");
  write_file (self, "one.convoke",
              "{\"convoke\":1,\"nodes\":{"
              "\"table\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"table.csv\"}},"
              "\"list\":{\"type\":\"json.read\",\"settings\":{\"file\":\"list.json\"}},"
              "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"table.csv\"}}}}");
  self->session = session_bench_load (self->bench.file, &error);
  g_assert_no_error (error);
  self->samples = cvk_file_samples_new (self->session);
  g_signal_connect (self->samples, "changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->samples);
  g_assert_true (session_bench_close_session (self->session, NULL));
  g_object_unref (self->session);
  session_bench_tear_down (&self->bench, NULL);
}

static const char *
await_field (Fixture *self, const char *node, const char *field)
{
  CvkValue *item = cvk_file_samples_lookup (self->samples, node);

  if (item == NULL)
    {
      self->has_changed = FALSE;
      cvk_await_flag ("a file", &self->has_changed);
      item = cvk_file_samples_lookup (self->samples, node);
    }
  g_assert_nonnull (item);
  return cvk_value_lookup_string (item, field, NULL);
}

/* Without any run, by the settings of the node. */
static void
test_files (Fixture *self, gconstpointer data)
{
  g_assert_cmpstr (await_field (self, "table", "who"), ==, "Ada");
  g_assert_cmpstr (await_field (self, "table", "when"), ==, "today");
  g_assert_cmpstr (await_field (self, "list", "topic"), ==, "Hello");
  g_assert_null (cvk_file_samples_lookup (self->samples, "out"));
  g_assert_null (cvk_file_samples_lookup (self->samples, "nobody"));
}

/* How it is read counts too: another way is another item. */
static void
test_settings (Fixture *self, gconstpointer data)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  g_autoptr (CvkCommand) command = cvk_command_new (document, NULL);
  g_autoptr (CvkValue) comma = cvk_value_new_string (",");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (await_field (self, "table", "who"), ==, "Ada");
  g_assert_true (cvk_command_set_node_field (command, "table", "delimiter", comma, &error));
  g_assert_no_error (error);
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
  g_assert_cmpstr (await_field (self, "table", "who;when"), ==, "Ada;today");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/file-samples/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/file-samples/settings", Fixture, NULL, set_up, test_settings, tear_down);
  return g_test_run ();
}
