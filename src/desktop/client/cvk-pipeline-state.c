// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-pipeline-state.h"

#include "base/cvk-json.h"

struct _CvkPipelineState
{
  GObject parent_instance;

  const char *kind;
  char *path;        /* nullable: the pipeline is in no file */
  CvkValue *waiting; /* nullable: to be saved when what is being saved has been */
  GCancellable *cancellable;
  gboolean is_saving;
};

G_DEFINE_FINAL_TYPE (CvkPipelineState, cvk_pipeline_state, G_TYPE_OBJECT)

enum
{
  SIGNAL_LOADED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

char *
cvk_pipeline_state_make_path (const char *kind, GFile *pipeline)
{
  g_autofree char *uri = g_file_get_uri (pipeline);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *name = g_strconcat (hash, ".json", NULL);

  return g_build_filename (g_get_user_state_dir (), "convoke", kind, name, NULL);
}

void
cvk_pipeline_state_set_file (CvkPipelineState *self, GFile *file)
{
  g_return_if_fail (CVK_IS_PIPELINE_STATE (self));

  g_free (self->path);
  self->path = file != NULL ? cvk_pipeline_state_make_path (self->kind, file) : NULL;
}

/* --- Saving --- */

typedef struct
{
  char *path;
  char *text;
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_free (kept->path);
  g_free (kept->text);
  g_free (kept);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Kept *kept = data;
  g_autofree char *folder = g_path_get_dirname (kept->path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (kept->path, kept->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    g_info ("“%s” is not kept: %s", kept->path, error != NULL ? error->message : folder);
  g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkPipelineState *self = CVK_PIPELINE_STATE (object);

  self->is_saving = FALSE;
  if (self->waiting != NULL)
    cvk_pipeline_state_save (self, g_steal_pointer (&self->waiting));
}

/* One after the other: threads would overtake each other, and the last choice would be lost. */
void
cvk_pipeline_state_save (CvkPipelineState *self, CvkValue *value)
{
  g_autoptr (GTask) task = NULL;
  Kept *kept = NULL;

  g_return_if_fail (CVK_IS_PIPELINE_STATE (self));
  g_return_if_fail (value != NULL);

  g_clear_pointer (&self->waiting, cvk_value_unref);
  if (self->is_saving)
    {
      self->waiting = value;
      return;
    }
  if (self->path != NULL)
    {
      kept = g_new0 (Kept, 1);
      kept->path = g_strdup (self->path);
      kept->text = cvk_value_to_json (value, CVK_JSON_PRETTY);
      self->is_saving = TRUE;
      task = g_task_new (self, NULL, saved_cb, NULL);
      g_task_set_source_tag (task, cvk_pipeline_state_save);
      g_task_set_task_data (task, kept, free_kept);
      g_task_run_in_thread (task, save_thread);
    }
  cvk_value_unref (value);
}

/* --- Loading --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPipelineState) self = user_data;
  g_autofree char *text = NULL;
  size_t length = 0;
  g_autoptr (CvkValue) value = NULL;

  if (!g_file_load_contents_finish (G_FILE (object), result, &text, &length, NULL, NULL))
    return;
  value = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  if (value != NULL)
    g_signal_emit (self, signals[SIGNAL_LOADED], 0, value);
}

void
cvk_pipeline_state_load (CvkPipelineState *self)
{
  g_autoptr (GFile) file = NULL;

  g_return_if_fail (CVK_IS_PIPELINE_STATE (self));

  if (self->path == NULL)
    return;
  file = g_file_new_for_path (self->path);
  g_file_load_contents_async (file, self->cancellable, loaded_cb, g_object_ref (self));
}

/* --- The object --- */

static void
cvk_pipeline_state_dispose (GObject *object)
{
  CvkPipelineState *self = CVK_PIPELINE_STATE (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (cvk_pipeline_state_parent_class)->dispose (object);
}

static void
cvk_pipeline_state_finalize (GObject *object)
{
  CvkPipelineState *self = CVK_PIPELINE_STATE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->waiting, cvk_value_unref);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_pipeline_state_parent_class)->finalize (object);
}

static void
cvk_pipeline_state_class_init (CvkPipelineStateClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_pipeline_state_dispose;
  object_class->finalize = cvk_pipeline_state_finalize;
  signals[SIGNAL_LOADED] = g_signal_new ("loaded", CVK_TYPE_PIPELINE_STATE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, CVK_TYPE_VALUE);
}

static void
cvk_pipeline_state_init (CvkPipelineState *self)
{
  self->cancellable = g_cancellable_new ();
}

CvkPipelineState *
cvk_pipeline_state_new (const char *kind)
{
  CvkPipelineState *self = g_object_new (CVK_TYPE_PIPELINE_STATE, NULL);

  self->kind = kind;
  return self;
}
