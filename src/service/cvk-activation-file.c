// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-activation-file.h"

#include "model/cvk-document.h"

/* Editors write in several steps. */
#define QUIET_MILLISECONDS 200

struct _CvkActivationFile
{
  GObject parent_instance;

  GFile *file;
  GFileMonitor *monitor; /* nullable: nobody tells of changes here */
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

static void
set_state (CvkActivationFile *self, const char *state)
{
  if (g_str_equal (self->state, state))
    return;
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static const char *
compare (CvkActivationFile *self, char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autofree char *hash = document != NULL ? cvk_document_dup_content_hash (document) : NULL;

  return g_strcmp0 (hash, self->hash) == 0 ? "same" : "changed";
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  if (g_file_load_contents_finish (G_FILE (object), result, &text, &length, NULL, &error))
    set_state (user_data, compare (user_data, text, length));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    set_state (user_data, "gone");
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (user_data, "changed");
  g_object_unref (user_data);
}

static void
look (CvkActivationFile *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_file_load_contents_async (self->file, self->cancellable, loaded_cb, g_object_ref (self));
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
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  G_OBJECT_CLASS (cvk_activation_file_parent_class)->dispose (object);
}

static void
cvk_activation_file_finalize (GObject *object)
{
  CvkActivationFile *self = CVK_ACTIVATION_FILE (object);

  g_clear_object (&self->monitor);
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
  self->state = "same";
}

CvkActivationFile *
cvk_activation_file_new (const char *path, const char *hash)
{
  CvkActivationFile *self = g_object_new (CVK_TYPE_ACTIVATION_FILE, NULL);

  self->file = g_file_new_for_path (path);
  self->hash = g_strdup (hash);
  self->monitor = g_file_monitor_file (self->file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_cb), self,
                             G_CONNECT_SWAPPED);
  look (self);
  return self;
}

const char *
cvk_activation_file_get_state (CvkActivationFile *self)
{
  return self->state;
}
