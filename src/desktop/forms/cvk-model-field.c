// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-model-field.h"

#include <glib/gi18n-lib.h>

#include "desktop/client/cvk-bindings.h"
#include "desktop/forms/cvk-model-host.h"
#include "desktop/forms/cvk-model-picker.h"

struct _CvkModelField
{
  CvkPickedField parent_instance;

  gboolean follows_connections;
};

G_DEFINE_FINAL_TYPE (CvkModelField, cvk_model_field, CVK_TYPE_PICKED_FIELD)

/* Where its texts go is worth more than what the model is called. */
static char *
cvk_model_field_describe (CvkPickedField *self, const char *text)
{
  g_autofree char *host = cvk_model_host_dup (cvk_field_get_context (CVK_FIELD (self)));

  if (host != NULL && cvk_model_host_is_local (host))
    return g_strdup (_ ("The texts of this step stay on this computer."));
  if (host != NULL)
    return g_strdup_printf (_ ("The texts of this step go to %s."), host);
  return g_strdup (_ ("The texts of this step go to the service of its connection."));
}

/* Which connection it is may be decided while the form is open, and what is known of connections
 * may come later than the form. */
static void
follow_connections (CvkModelField *self)
{
  CvkFieldContext *context = cvk_field_get_context (CVK_FIELD (self));
  CvkEngineClient *client = cvk_field_context_get_client (context);
  CvkSession *session = cvk_field_context_get_session (context);

  cvk_picked_field_describe (CVK_PICKED_FIELD (self));
  if (self->follows_connections || client == NULL || session == NULL)
    return;
  self->follows_connections = TRUE;
  g_signal_connect_object (cvk_engine_client_get_connections (client), "changed",
                           G_CALLBACK (cvk_picked_field_describe), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_bindings_get (session), "changed",
                           G_CALLBACK (cvk_picked_field_describe), self, G_CONNECT_SWAPPED);
}

static void
cvk_model_field_build (CvkField *field)
{
  CVK_FIELD_CLASS (cvk_model_field_parent_class)->build (field);
  g_signal_connect_object (cvk_field_get_context (field), "changed",
                           G_CALLBACK (cvk_picked_field_describe), field, G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "map", G_CALLBACK (follow_connections), field, G_CONNECT_SWAPPED);
}

static void
cvk_model_field_class_init (CvkModelFieldClass *class)
{
  CvkPickedFieldClass *picked_class = CVK_PICKED_FIELD_CLASS (class);

  CVK_FIELD_CLASS (class)->build = cvk_model_field_build;
  picked_class->get_picker_type = cvk_model_picker_get_type;
  picked_class->icon = "view-list-symbolic";
  picked_class->label = N_ ("Pick a Model");
  picked_class->describe = cvk_model_field_describe;
}

static void
cvk_model_field_init (CvkModelField *self)
{
}
