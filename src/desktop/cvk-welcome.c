// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-welcome.h"

#include "desktop/connections/cvk-sign-in-dialog.h"
#include "desktop/cvk-page-header.h"

#define CONNECTOR "zoom"

struct _CvkWelcome
{
  GtkWidget parent_instance;

  /* Template children. */
  GtkWidget *header;
  GtkWidget *status;
  GtkWidget *sandbox;
  GtkWidget *sign_in;

  CvkEngineClient *client; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkWelcome, cvk_welcome, GTK_TYPE_WIDGET)

/* There is an account to try things with; what is missing is a pipeline. */
static void
connected_to_sandbox_cb (CvkWelcome *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "templates");
}

static CvkSignInDialog *
make_dialog (CvkWelcome *self)
{
  return cvk_sign_in_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client,
                                 CONNECTOR);
}

static void
sandbox_cb (CvkWelcome *self)
{
  CvkSignInDialog *dialog = make_dialog (self);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected_to_sandbox_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_sign_in_dialog_use_sandbox (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sign_in_cb (CvkWelcome *self)
{
  gtk_window_present (GTK_WINDOW (make_dialog (self)));
}

static void
cvk_welcome_dispose (GObject *object)
{
  g_clear_object (&CVK_WELCOME (object)->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_WELCOME);
  G_OBJECT_CLASS (cvk_welcome_parent_class)->dispose (object);
}

static void
cvk_welcome_class_init (CvkWelcomeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_welcome_dispose;
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkWelcome, header);
  gtk_widget_class_bind_template_child (widget_class, CvkWelcome, status);
  gtk_widget_class_bind_template_child (widget_class, CvkWelcome, sandbox);
  gtk_widget_class_bind_template_child (widget_class, CvkWelcome, sign_in);
}

static void
cvk_welcome_init (CvkWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->status), CVK_APPLICATION_ID);
  g_signal_connect_object (self->sandbox, "clicked", G_CALLBACK (sandbox_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "clicked", G_CALLBACK (sign_in_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_welcome_new (CvkEngineClient *client)
{
  CvkWelcome *self;

  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (client), NULL);

  self = g_object_new (CVK_TYPE_WELCOME, NULL);
  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}
