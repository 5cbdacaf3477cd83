// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-session-strip.h"

#include "base/cvk-i18n.h"

struct _CvkSessionStrip
{
  GtkWidget parent_instance;

  /* Template children. */
  GtkRevealer *revealer;
  GtkWidget *box;
  GtkLabel *text;
  GtkWidget *theirs;
  GtkButton *mine;
  GtkWidget *save_as;
  GtkWidget *present;
  GtkWidget *copy;
  GtkWidget *dismiss;

  CvkSession *session;      /* owned; nullable */
  GSignalGroup *on_session; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkSessionStrip, cvk_session_strip, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Words for writing what is here over what is there; NULL where there is nothing to decide. */
static const char *
name_keeping (CvkSessionState state)
{
  switch (state)
    {
    case CVK_SESSION_CHANGED_ELSEWHERE:
      return _ ("_Keep mine");
    case CVK_SESSION_GONE:
      return _ ("_Save again");
    case CVK_SESSION_FAILED:
      return _ ("_Try again");
    case CVK_SESSION_SAVED:
    case CVK_SESSION_SAVING:
    case CVK_SESSION_UNSAVED:
    case CVK_SESSION_READ_ONLY:
    default:
      return NULL;
    }
}

static void
show_state (CvkSessionStrip *self)
{
  CvkSessionState state;
  const char *message, *notice, *keeping;
  gboolean is_past;

  if (self->session == NULL)
    {
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
      return;
    }
  state = cvk_session_get_state (self->session);
  message = cvk_session_get_message (self->session);
  notice = cvk_session_get_notice (self->session);
  keeping = name_keeping (state);
  is_past = cvk_session_get_past_run (self->session) != NULL;

  gtk_widget_set_visible (self->theirs, state == CVK_SESSION_CHANGED_ELSEWHERE);
  gtk_widget_set_visible (GTK_WIDGET (self->mine), keeping != NULL);
  if (keeping != NULL)
    gtk_button_set_label (self->mine, keeping);
  gtk_widget_set_visible (self->save_as,
                          keeping != NULL || (state == CVK_SESSION_READ_ONLY && !is_past));
  gtk_widget_set_visible (self->present, is_past && cvk_session_get_origin (self->session) != NULL);
  gtk_widget_set_visible (self->copy, is_past);
  gtk_widget_set_visible (self->dismiss, message == NULL && notice != NULL);
  /* The text stays while the strip slides away. */
  if (message != NULL || notice != NULL)
    gtk_label_set_text (self->text, message != NULL ? message : notice);
  gtk_revealer_set_reveal_child (self->revealer, message != NULL || notice != NULL);
}

static void
theirs_cb (CvkSessionStrip *self)
{
  cvk_session_take_theirs (self->session);
}

static void
mine_cb (CvkSessionStrip *self)
{
  cvk_session_keep_mine (self->session);
}

static void
dismiss_cb (CvkSessionStrip *self)
{
  cvk_session_dismiss_notice (self->session);
}

/* --- Object --- */

void
cvk_session_strip_set_session (CvkSessionStrip *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_SESSION_STRIP (self));
  g_return_if_fail (session == NULL || CVK_IS_SESSION (session));

  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->on_session, session);
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
cvk_session_strip_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, CVK_SESSION_STRIP (object)->session);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_session_strip_set_property (GObject *object,
                                unsigned id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      cvk_session_strip_set_session (CVK_SESSION_STRIP (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_session_strip_dispose (GObject *object)
{
  CvkSessionStrip *self = CVK_SESSION_STRIP (object);

  g_clear_object (&self->on_session);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_SESSION_STRIP);
  G_OBJECT_CLASS (cvk_session_strip_parent_class)->dispose (object);
}

static void
cvk_session_strip_class_init (CvkSessionStripClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_session_strip_get_property;
  object_class->set_property = cvk_session_strip_set_property;
  object_class->dispose = cvk_session_strip_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-session-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, box);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, text);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, theirs);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, mine);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, save_as);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, present);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, copy);
  gtk_widget_class_bind_template_child (widget_class, CvkSessionStrip, dismiss);
}

static void
cvk_session_strip_init (CvkSessionStrip *self)
{
  static const char *const signals[] = { "notify::state", "notify::message", "notify::notice" };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  for (unsigned i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_group_connect_swapped (self->on_session, signals[i], G_CALLBACK (show_state), self);
  g_signal_connect_object (self->theirs, "clicked", G_CALLBACK (theirs_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mine, "clicked", G_CALLBACK (mine_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dismiss, "clicked", G_CALLBACK (dismiss_cb), self,
                           G_CONNECT_SWAPPED);
}
