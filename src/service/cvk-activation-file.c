// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-activation-file.h"

#include "model/cvk-bundle.h"
#include "model/cvk-document.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"

/* Editors write in several steps. */
#define QUIET_MILLISECONDS 200

struct _CvkActivationFile
{
  GObject parent_instance;

  GFile *file;
  GHashTable *files;   /* of its slots, as they were bound when it was activated */
  GPtrArray *monitors; /* GFileMonitor: of the file, and of the pipelines that it runs */
  GStrv watched;       /* nullable: paths of the latter */
  GCancellable *cancellable;
  char *hash;
  const char *state;
  unsigned quiet_source;
};

G_DEFINE_FINAL_TYPE (CvkActivationFile, cvk_activation_file, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void monitor_cb (CvkActivationFile *self);

static void
set_state (CvkActivationFile *self, const char *state)
{
  if (g_str_equal (self->state, state))
    return;
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What a thread finds out. */
typedef struct
{
  char *path;
  GHashTable *files;
  char *hash; /* nullable: it cannot be read */
  gboolean is_gone;
  GPtrArray *paths; /* of what it runs */
} Look;

static void
free_look (gpointer data)
{
  Look *look = data;

  g_hash_table_unref (look->files);
  g_ptr_array_unref (look->paths);
  g_free (look->path);
  g_free (look->hash);
  g_free (look);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = cvk_file_read (look->path, CVK_DOCUMENT_MAX_SIZE, &error);
  g_autoptr (GBytes) whole =
    text != NULL ? cvk_bundle_pipeline (text, look->path, look->files, NULL, look->paths) : NULL;
  g_autoptr (CvkDocument) document =
    whole != NULL ? cvk_document_new_from_bytes (whole, NULL) : NULL;

  look->is_gone = g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  look->hash = document != NULL ? cvk_document_dup_content_hash (document) : NULL;
  g_task_return_boolean (task, TRUE);
}

static void
watch (CvkActivationFile *self, GFile *file)
{
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  /* Where nobody tells of changes there are none to be told. */
  if (monitor == NULL)
    return;
  g_signal_connect_object (monitor, "changed", G_CALLBACK (monitor_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->monitors, monitor);
}

/* The file's own monitor stays. */
static void
watch_pipelines (CvkActivationFile *self, GPtrArray *paths)
{
  g_ptr_array_add (paths, NULL);
  if (self->watched != NULL &&
      g_strv_equal ((const char *const *) self->watched, (const char *const *) paths->pdata))
    return;
  g_strfreev (self->watched);
  self->watched = g_strdupv ((GStrv) paths->pdata);
  g_ptr_array_set_size (self->monitors, MIN (self->monitors->len, 1));
  for (size_t i = 0; self->watched[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->watched[i]);

      watch (self, file);
    }
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationFile) self = user_data;
  Look *look = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  watch_pipelines (self, look->paths);
  if (look->is_gone)
    set_state (self, "gone");
  else
    set_state (self, g_strcmp0 (look->hash, self->hash) == 0 ? "same" : "changed");
}

static void
look (CvkActivationFile *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look = g_new0 (Look, 1);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  look->path = g_file_get_path (self->file);
  look->files = g_hash_table_ref (self->files);
  look->paths = g_ptr_array_new_with_free_func (g_free);
  task = g_task_new (NULL, self->cancellable, looked_cb, g_object_ref (self));
  g_task_set_source_tag (task, look_in_thread);
  g_task_set_task_data (task, look, free_look);
  g_task_run_in_thread (task, look_in_thread);
}

static gboolean
quiet_cb (gpointer user_data)
{
  CvkActivationFile *self = user_data;

  self->quiet_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
monitor_cb (CvkActivationFile *self)
{
  if (self->quiet_source == 0)
    self->quiet_source = g_timeout_add (QUIET_MILLISECONDS, quiet_cb, self);
}

static void
cvk_activation_file_dispose (GObject *object)
{
  CvkActivationFile *self = CVK_ACTIVATION_FILE (object);

  g_clear_handle_id (&self->quiet_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_ptr_array_set_size (self->monitors, 0);
  G_OBJECT_CLASS (cvk_activation_file_parent_class)->dispose (object);
}

static void
cvk_activation_file_finalize (GObject *object)
{
  CvkActivationFile *self = CVK_ACTIVATION_FILE (object);

  g_ptr_array_unref (self->monitors);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_strfreev (self->watched);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_free (self->hash);
  G_OBJECT_CLASS (cvk_activation_file_parent_class)->finalize (object);
}

static void
cvk_activation_file_class_init (CvkActivationFileClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_activation_file_dispose;
  object_class->finalize = cvk_activation_file_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_ACTIVATION_FILE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_activation_file_init (CvkActivationFile *self)
{
  self->cancellable = g_cancellable_new ();
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->state = "same";
}

CvkActivationFile *
cvk_activation_file_new (const char *path, GHashTable *files, const char *hash)
{
  CvkActivationFile *self = g_object_new (CVK_TYPE_ACTIVATION_FILE, NULL);

  self->file = g_file_new_for_path (path);
  self->hash = g_strdup (hash);
  self->files = g_hash_table_ref (files);
  watch (self, self->file);
  look (self);
  return self;
}

const char *
cvk_activation_file_get_state (CvkActivationFile *self)
{
  return self->state;
}
