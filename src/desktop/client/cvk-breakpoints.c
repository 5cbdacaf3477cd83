// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-breakpoints.h"

#include "base/cvk-json.h"

struct _CvkBreakpoints
{
  GObject parent_instance;

  GPtrArray *nodes; /* char *, in the order in which they were set */
  char *path;       /* nullable: the pipeline is in no file */
  GCancellable *cancellable;
  gboolean is_saving;
  gboolean is_stale; /* another one was set while they were being saved */
};

G_DEFINE_FINAL_TYPE (CvkBreakpoints, cvk_breakpoints, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The file --- */

char *
cvk_breakpoints_make_path (GFile *pipeline)
{
  g_autofree char *uri = g_file_get_uri (pipeline);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *name = g_strconcat (hash, ".json", NULL);

  return g_build_filename (g_get_user_state_dir (), "convoke", "breakpoints", name, NULL);
}

static void
save_thread (GTask *task, gpointer source, gpointer text, GCancellable *cancellable)
{
  const char *path = g_object_get_data (G_OBJECT (task), "path");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_info ("The breakpoints are not remembered: %s", error != NULL ? error->message : folder);
  g_task_return_boolean (task, TRUE);
}

static char *
write_nodes (CvkBreakpoints *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };
  g_autoptr (CvkValue) value = NULL;

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->nodes->len; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (g_ptr_array_index (self->nodes, i)));
  value = cvk_array_builder_end (&builder);
  return cvk_value_to_json (value, CVK_JSON_PRETTY);
}

static void save (CvkBreakpoints *self);

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkBreakpoints *self = CVK_BREAKPOINTS (object);

  self->is_saving = FALSE;
  if (self->is_stale)
    save (self);
}

/* One after the other: threads would overtake each other. */
static void
save (CvkBreakpoints *self)
{
  g_autoptr (GTask) task = NULL;

  self->is_stale = self->is_saving;
  if (self->path == NULL || self->is_saving)
    return;
  self->is_saving = TRUE;
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, write_nodes (self), g_free);
  g_object_set_data_full (G_OBJECT (task), "path", g_strdup (self->path), g_free);
  g_task_run_in_thread (task, save_thread);
}

static gboolean
find (CvkBreakpoints *self, const char *node, unsigned *index)
{
  return g_ptr_array_find_with_equal_func (self->nodes, node, g_str_equal, index);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBreakpoints) self = user_data;
  g_autofree char *text = NULL;
  size_t length = 0;
  g_autoptr (CvkValue) value = NULL;

  if (!g_file_load_contents_finish (G_FILE (object), result, &text, &length, NULL, NULL))
    return;
  value = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  for (size_t i = 0;
       value != NULL && cvk_value_is_array (value) && i < cvk_value_get_length (value); i++)
    {
      CvkValue *node = cvk_value_get_element (value, i);

      if (cvk_value_is_string (node) && !find (self, cvk_value_get_string (node), NULL))
        g_ptr_array_add (self->nodes, g_strdup (cvk_value_get_string (node)));
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A pipeline that gets a file, or another one, takes its breakpoints along. */
static void
file_changed_cb (CvkBreakpoints *self, GParamSpec *pspec, CvkSession *session)
{
  GFile *file = cvk_session_get_file (session);
  g_autoptr (GFile) kept = NULL;

  g_clear_pointer (&self->path, g_free);
  if (file == NULL)
    return;
  self->path = cvk_breakpoints_make_path (file);
  if (self->nodes->len > 0)
    {
      save (self);
      return;
    }
  kept = g_file_new_for_path (self->path);
  g_file_load_contents_async (kept, self->cancellable, loaded_cb, g_object_ref (self));
}

/* --- Reading and setting --- */

gboolean
cvk_breakpoints_has (CvkBreakpoints *self, const char *node)
{
  g_return_val_if_fail (CVK_IS_BREAKPOINTS (self), FALSE);

  return find (self, node, NULL);
}

void
cvk_breakpoints_toggle (CvkBreakpoints *self, const char *node)
{
  unsigned index = 0;

  g_return_if_fail (CVK_IS_BREAKPOINTS (self));
  g_return_if_fail (node != NULL);

  if (find (self, node, &index))
    g_ptr_array_remove_index (self->nodes, index);
  else
    g_ptr_array_add (self->nodes, g_strdup (node));
  save (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

GVariant *
cvk_breakpoints_make_option (CvkBreakpoints *self)
{
  g_return_val_if_fail (CVK_IS_BREAKPOINTS (self), NULL);

  return g_variant_new_strv ((const char *const *) self->nodes->pdata, self->nodes->len);
}

/* --- The object --- */

static void
cvk_breakpoints_dispose (GObject *object)
{
  CvkBreakpoints *self = CVK_BREAKPOINTS (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (cvk_breakpoints_parent_class)->dispose (object);
}

static void
cvk_breakpoints_finalize (GObject *object)
{
  CvkBreakpoints *self = CVK_BREAKPOINTS (object);

  g_ptr_array_unref (self->nodes);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_breakpoints_parent_class)->finalize (object);
}

static void
cvk_breakpoints_class_init (CvkBreakpointsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_breakpoints_dispose;
  object_class->finalize = cvk_breakpoints_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BREAKPOINTS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_breakpoints_init (CvkBreakpoints *self)
{
  self->nodes = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
}

CvkBreakpoints *
cvk_breakpoints_get (CvkSession *session)
{
  static const char key[] = "cvk-breakpoints";
  CvkBreakpoints *self;

  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);

  self = g_object_get_data (G_OBJECT (session), key);
  if (self != NULL)
    return self;
  self = g_object_new (CVK_TYPE_BREAKPOINTS, NULL);
  g_object_set_data_full (G_OBJECT (session), key, self, g_object_unref);
  g_signal_connect_object (session, "notify::file", G_CALLBACK (file_changed_cb), self,
                           G_CONNECT_SWAPPED);
  file_changed_cb (self, NULL, session);
  return self;
}
