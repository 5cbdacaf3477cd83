// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "base/cvk-json.h"
#include "engine/cvk-engine-private.h"

/* What a run begins with, in the journal. */

static CvkValue *
dup_or_null (const CvkValue *value)
{
  return value != NULL ? cvk_value_ref (value) : cvk_value_new_null ();
}

static CvkValue *
table_to_value (GHashTable *table)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    cvk_object_builder_set (&builder, key, cvk_value_new_string (value));
  return cvk_object_builder_end (&builder);
}

gboolean
cvk_run_spreads_from_start (const CvkRunOptions *options)
{
  return options->replay != NULL
           ? cvk_value_lookup_boolean (cvk_replay_get_start (options->replay), "spreads", FALSE)
           : options->spreads;
}

/* The frozen pipeline and everything a resumed run must see again. */
static CvkRecord *
create_start_record (CvkRun *self)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (self->document);
  g_autofree char *hash = cvk_document_dup_content_hash (self->document);
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *seed = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", self->seed);
  g_autoptr (CvkValue) payload = cvk_value_new_object (
    "pipeline", cvk_value_new_string_length (text, length), "hash", cvk_value_new_string (hash),
    "name", cvk_value_new_string (cvk_document_get_name (self->document)), "path",
    cvk_value_new_string (self->path), "seed", cvk_value_new_string (seed), "started",
    cvk_value_new_integer (self->now), "inputs", cvk_value_ref (self->inputs), "files",
    table_to_value (self->files), "part", dup_or_null (self->part), "bindings",
    dup_or_null (self->bindings), "trigger", dup_or_null (self->trigger), "rehearses",
    cvk_value_new_boolean (self->plan != NULL), "practice",
    cvk_value_new_boolean (self->environment.is_practice), "approval",
    self->approval != NULL ? cvk_approval_to_value (self->approval) : cvk_value_new_null (),
    "spreads", cvk_value_new_boolean (self->spreads), "handler",
    cvk_value_new_string (
      cvk_value_lookup_string (cvk_document_get_settings (self->document), "on_failure", NULL)),
    "breakpoints", cvk_run_write_breakpoints (self), NULL);

  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup (self->id);
  record->payload = cvk_value_to_json (payload, CVK_JSON_COMPACT);
  record->wall = cvk_clock_get_wall (self->environment.clock);
  return record;
}

static void
start_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRun) self = user_data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  if (cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, &error))
    {
      cvk_run_begin (self);
      return;
    }
  task = g_steal_pointer (&self->task);
  self->state = CVK_RUN_FAILED;
  g_task_return_error (task, error);
}

/* Steps may write files, which no effect's flush comes before. */
gboolean
cvk_run_write_start (CvkRun *self)
{
  if (cvk_value_get_member (self->trigger, "activation") != NULL)
    return FALSE;
  cvk_journal_write (self->environment.journal, create_start_record (self));
  return TRUE;
}

void
cvk_run_begin_durably (CvkRun *self)
{
  cvk_journal_write_durably (self->environment.journal, create_start_record (self),
                             start_written_cb, g_object_ref (self));
}

/* Who goes on with an earlier run goes on with what began that one; its occurrence is done with. */
static CvkValue *
dup_kept_trigger (const CvkRun *kept)
{
  if (kept == NULL || kept->trigger == NULL)
    return NULL;
  return cvk_value_new_object ("node", cvk_value_ref (cvk_value_get_member (kept->trigger, "node")),
                               "items",
                               cvk_value_ref (cvk_value_get_member (kept->trigger, "items")), NULL);
}

CvkValue *
cvk_run_create_trigger (const CvkRunOptions *options)
{
  const CvkRunTrigger *trigger = options->trigger;
  CvkValue *past = options->replay != NULL
                     ? cvk_value_get_member (cvk_replay_get_start (options->replay), "trigger")
                     : NULL;

  if (past != NULL)
    return cvk_value_is_object (past) ? cvk_value_ref (past) : NULL;
  if (trigger == NULL)
    return dup_kept_trigger (options->kept);
  if (trigger->activation == NULL)
    return cvk_value_new_object ("node", cvk_value_new_string (trigger->node), "items",
                                 cvk_value_ref (trigger->items), NULL);
  return cvk_value_new_object ("node", cvk_value_new_string (trigger->node), "items",
                               cvk_value_ref (trigger->items), "activation",
                               cvk_value_new_string (trigger->activation), "key",
                               cvk_value_new_string (trigger->key), NULL);
}
