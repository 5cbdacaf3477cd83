// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-held-strip.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-adaptive-bin.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/runs/cvk-run-model.h"

struct _CvkRunHeldStrip
{
  GtkWidget parent_instance;

  /* Template children. */
  GtkRevealer *revealer;
  CvkAdaptiveBin *adaptive;
  GtkWidget *box;
  GtkLabel *text;
  GtkWidget *go_on;

  CvkSession *session;      /* owned; nullable */
  GSignalGroup *on_session; /* owned */
  GSignalGroup *on_run;     /* owned */
};

G_DEFINE_FINAL_TYPE (CvkRunHeldStrip, cvk_run_held_strip, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
get_name (CvkRunHeldStrip *self, const char *id)
{
  const CvkNode *node = cvk_document_get_node (cvk_session_get_document (self->session), id);

  return node != NULL ? cvk_editing_get_node_name (self->session, node) : id;
}

static void
show (CvkRunHeldStrip *self)
{
  g_autoptr (GObject) run = g_signal_group_dup_target (self->on_run);
  const char *held = run != NULL ? cvk_run_model_get_held (CVK_RUN_MODEL (run)) : NULL;

  /* The text stays while the strip slides away. */
  if (held != NULL)
    {
      /* Translators: {name} is the name of a step. */
      g_autoptr (GString) text = g_string_new (_ ("Held before “{name}”"));

      g_string_replace (text, "{name}", get_name (self, held), 1);
      gtk_label_set_text (self->text, text->str);
    }
  gtk_revealer_set_reveal_child (self->revealer, held != NULL);
}

static void
run_cb (CvkRunHeldStrip *self)
{
  GObject *run = self->session != NULL ? cvk_session_get_run (self->session) : NULL;

  g_signal_group_set_target (self->on_run, CVK_IS_RUN_MODEL (run) ? run : NULL);
  show (self);
}

static void
narrow_cb (CvkRunHeldStrip *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  cvk_adaptive_bin_is_narrow (self->adaptive)
                                    ? GTK_ORIENTATION_VERTICAL
                                    : GTK_ORIENTATION_HORIZONTAL);
}

/* --- The object --- */

void
cvk_run_held_strip_set_session (CvkRunHeldStrip *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_RUN_HELD_STRIP (self));
  g_return_if_fail (session == NULL || CVK_IS_SESSION (session));

  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->on_session, session);
  run_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
cvk_run_held_strip_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, CVK_RUN_HELD_STRIP (object)->session);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_run_held_strip_set_property (GObject *object,
                                 unsigned id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      cvk_run_held_strip_set_session (CVK_RUN_HELD_STRIP (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_run_held_strip_dispose (GObject *object)
{
  CvkRunHeldStrip *self = CVK_RUN_HELD_STRIP (object);

  g_clear_object (&self->on_run);
  g_clear_object (&self->on_session);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_RUN_HELD_STRIP);
  G_OBJECT_CLASS (cvk_run_held_strip_parent_class)->dispose (object);
}

static void
cvk_run_held_strip_class_init (CvkRunHeldStripClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_run_held_strip_get_property;
  object_class->set_property = cvk_run_held_strip_set_property;
  object_class->dispose = cvk_run_held_strip_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-run-held-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkRunHeldStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, CvkRunHeldStrip, adaptive);
  gtk_widget_class_bind_template_child (widget_class, CvkRunHeldStrip, box);
  gtk_widget_class_bind_template_child (widget_class, CvkRunHeldStrip, text);
  gtk_widget_class_bind_template_child (widget_class, CvkRunHeldStrip, go_on);
}

static void
cvk_run_held_strip_init (CvkRunHeldStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->on_session, "notify::run", G_CALLBACK (run_cb), self);
  self->on_run = g_signal_group_new (CVK_TYPE_RUN_MODEL);
  g_signal_group_connect_swapped (self->on_run, "changed", G_CALLBACK (show), self);
  g_signal_connect_object (self->adaptive, "notify::narrow", G_CALLBACK (narrow_cb), self,
                           G_CONNECT_SWAPPED);
}
