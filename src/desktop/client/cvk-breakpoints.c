// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-breakpoints.h"

#include "desktop/client/cvk-pipeline-state.h"

#define KIND "breakpoints"

struct _CvkBreakpoints
{
  GObject parent_instance;

  GPtrArray *nodes; /* char *, in the order in which they were set */
  CvkPipelineState *state;
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
  return cvk_pipeline_state_make_path (KIND, pipeline);
}

static void
save (CvkBreakpoints *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->nodes->len; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (g_ptr_array_index (self->nodes, i)));
  cvk_pipeline_state_save (self->state, cvk_array_builder_end (&builder));
}

static gboolean
find (CvkBreakpoints *self, const char *node, unsigned *index)
{
  return g_ptr_array_find_with_equal_func (self->nodes, node, g_str_equal, index);
}

static void
loaded_cb (CvkBreakpoints *self, const CvkValue *value)
{
  for (size_t i = 0; cvk_value_is_array (value) && i < cvk_value_get_length (value); i++)
    {
      const CvkValue *node = cvk_value_get_element (value, i);

      if (cvk_value_is_string (node) && !find (self, cvk_value_get_string (node), NULL))
        g_ptr_array_add (self->nodes, g_strdup (cvk_value_get_string (node)));
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A pipeline that gets a file, or another one, takes its breakpoints along. */
static void
file_changed_cb (CvkBreakpoints *self, GParamSpec *pspec, CvkSession *session)
{
  cvk_pipeline_state_set_file (self->state, cvk_session_get_file (session));
  if (self->nodes->len > 0)
    save (self);
  else
    cvk_pipeline_state_load (self->state);
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
cvk_breakpoints_finalize (GObject *object)
{
  CvkBreakpoints *self = CVK_BREAKPOINTS (object);

  g_ptr_array_unref (self->nodes);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (cvk_breakpoints_parent_class)->finalize (object);
}

static void
cvk_breakpoints_class_init (CvkBreakpointsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = cvk_breakpoints_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BREAKPOINTS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_breakpoints_init (CvkBreakpoints *self)
{
  self->nodes = g_ptr_array_new_with_free_func (g_free);
  self->state = cvk_pipeline_state_new (KIND);
  g_signal_connect_object (self->state, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
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
