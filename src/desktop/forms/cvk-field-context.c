// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-field-context.h"

#include <glib/gi18n-lib.h>

#include "connect/cvk-connectors.h"
#include "desktop/forms/cvk-samples.h"
#include "desktop/forms/cvk-settings-path.h"
#include "desktop/forms/cvk-variables.h"

struct _CvkFieldContext
{
  GObject parent_instance;

  CvkSession *session;     /* nullable */
  char *node_id;           /* nullable */
  CvkEngineClient *client; /* nullable */
  CvkSamples *samples;     /* nullable */
  CvkValue *settings;
  CvkUpstream *upstream; /* nullable: not looked for yet */
};

G_DEFINE_FINAL_TYPE (CvkFieldContext, cvk_field_context, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

CvkSession *
cvk_field_context_get_session (CvkFieldContext *self)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  return self->session;
}

const char *
cvk_field_context_get_node_id (CvkFieldContext *self)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  return self->node_id;
}

CvkNode *
cvk_field_context_get_node (CvkFieldContext *self)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  if (self->session == NULL || self->node_id == NULL)
    return NULL;
  return cvk_document_get_node (cvk_session_get_document (self->session), self->node_id);
}

const CvkNodeType *
cvk_field_context_get_node_type (CvkFieldContext *self)
{
  CvkNode *node = cvk_field_context_get_node (self);

  return node != NULL ? cvk_node_types_lookup (cvk_session_get_types (self->session), node->type)
                      : NULL;
}

CvkEngineClient *
cvk_field_context_get_client (CvkFieldContext *self)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  return self->client;
}

static void
samples_changed_cb (CvkFieldContext *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_field_context_set_client (CvkFieldContext *self, CvkEngineClient *client)
{
  g_return_if_fail (CVK_IS_FIELD_CONTEXT (self));

  if (!g_set_object (&self->client, client))
    return;
  if (self->samples != NULL)
    g_signal_handlers_disconnect_by_data (self->samples, self);
  g_clear_object (&self->samples);
  if (client != NULL && self->session != NULL)
    {
      self->samples = g_object_ref (cvk_samples_of_session (self->session, client));
      g_signal_connect_object (self->samples, "changed", G_CALLBACK (samples_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

CvkValue *
cvk_field_context_get_settings (CvkFieldContext *self)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  return self->settings;
}

void
cvk_field_context_set_settings (CvkFieldContext *self, const CvkValue *settings)
{
  CvkValue *old;

  g_return_if_fail (CVK_IS_FIELD_CONTEXT (self));
  g_return_if_fail (settings != NULL);

  old = self->settings;
  self->settings = cvk_value_ref (settings);
  g_clear_pointer (&old, cvk_value_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

CvkValue *
cvk_field_context_lookup (CvkFieldContext *self, const char *path)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  return cvk_settings_path_lookup (self->settings, path);
}

char *
cvk_field_context_dup_absent_label (CvkFieldContext *self)
{
  const CvkNodeType *type = cvk_field_context_get_node_type (self);
  const CvkConnector *connector =
    type != NULL && type->connector != NULL ? cvk_connector_get (type->connector) : NULL;

  if (connector == NULL)
    return g_strdup (_ ("Not set"));
  if (cvk_node_type_is_update (type))
    return g_strdup (_ ("Unchanged"));
  /* Translators: %s is the name of a service, such as Zoom. */
  return g_strdup_printf (_ ("As in %s"), _ (cvk_connector_get_title (connector)));
}

/* --- What flows in --- */

CvkUpstream *
cvk_field_context_get_upstream (CvkFieldContext *self)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  if (self->upstream == NULL && self->session != NULL)
    self->upstream = cvk_upstream_new (cvk_session_get_document (self->session),
                                       cvk_session_get_types (self->session), self->node_id);
  return self->upstream;
}

void
cvk_field_context_forget_upstream (CvkFieldContext *self)
{
  g_return_if_fail (CVK_IS_FIELD_CONTEXT (self));

  g_clear_pointer (&self->upstream, cvk_upstream_free);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

CvkValue *
cvk_field_context_dup_sample (CvkFieldContext *self, const char *node_id)
{
  CvkNode *node = NULL;
  CvkValue *sample;

  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (self), NULL);

  if (self->session != NULL)
    node = cvk_document_get_node (cvk_session_get_document (self->session), node_id);
  if (node != NULL && node->pinned != NULL && cvk_value_get_length (node->pinned) > 0)
    return cvk_value_ref (cvk_value_get_element (node->pinned, 0));
  sample = self->samples != NULL ? cvk_samples_lookup (self->samples, node_id) : NULL;
  return sample != NULL ? cvk_value_ref (sample) : NULL;
}

static CvkValue *
get_sample_cb (const char *id, gpointer user_data)
{
  return cvk_field_context_dup_sample (user_data, id);
}

char *
cvk_field_context_dup_preview (CvkFieldContext *self, const char *text)
{
  CvkUpstream *upstream = cvk_field_context_get_upstream (self);

  return upstream != NULL ? cvk_variables_dup_preview (upstream, text, get_sample_cb, self) : NULL;
}

static void
cvk_field_context_finalize (GObject *object)
{
  CvkFieldContext *self = CVK_FIELD_CONTEXT (object);

  g_clear_object (&self->samples);
  g_clear_object (&self->client);
  g_clear_object (&self->session);
  g_free (self->node_id);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->upstream, cvk_upstream_free);
  G_OBJECT_CLASS (cvk_field_context_parent_class)->finalize (object);
}

static void
cvk_field_context_class_init (CvkFieldContextClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_field_context_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_FIELD_CONTEXT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_field_context_init (CvkFieldContext *self)
{
  self->settings = cvk_value_new_object (NULL, NULL);
}

CvkFieldContext *
cvk_field_context_new (CvkSession *session, const char *node_id)
{
  CvkFieldContext *self = g_object_new (CVK_TYPE_FIELD_CONTEXT, NULL);
  CvkNode *node;

  g_set_object (&self->session, session);
  self->node_id = g_strdup (node_id);
  node = cvk_field_context_get_node (self);
  if (node != NULL)
    cvk_field_context_set_settings (self, node->settings);
  return self;
}
