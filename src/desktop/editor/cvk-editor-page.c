// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editor-page.h"

#include "desktop/canvas/cvk-canvas.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-editor-header.h"
#include "desktop/editor/cvk-node-search.h"

struct _CvkEditorPage
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwBin *search_row;
  AdwFlap *flap;
  GtkPaned *paned;
  GtkOverlay *overlay;
  CvkCanvas *canvas;
  AdwBin *inspector_place;

  CvkSession *session;     /* owned */
  CvkEngineClient *client; /* owned */
  GtkWidget *search;       /* owned */
  GtkWidget *header;       /* owned */
};

G_DEFINE_FINAL_TYPE (CvkEditorPage, cvk_editor_page, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  PROP_CLIENT,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- The search --- */

static void
chosen_cb (CvkEditorPage *self, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  double x, y;

  cvk_canvas_to_document (self->canvas, gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0,
                          gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0, &x, &y);
  id = cvk_editing_add_node (self->session, type, x, y, &error);
  if (id == NULL)
    g_info ("No node was added: %s", error->message);
}

/* Where the header bar has no room for it, the search stands in a row under it. */
static void
place_search (CvkEditorPage *self)
{
  CvkEditorHeader *header = CVK_EDITOR_HEADER (self->header);
  gboolean is_narrow = cvk_editor_header_is_narrow (header);

  cvk_editor_header_set_search (header, NULL);
  adw_bin_set_child (self->search_row, NULL);
  if (is_narrow)
    adw_bin_set_child (self->search_row, self->search);
  else
    cvk_editor_header_set_search (header, self->search);
  gtk_widget_set_visible (GTK_WIDGET (self->search_row), is_narrow);
}

static void
title_cb (CvkEditorPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* --- Object --- */

static void
cvk_editor_page_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_TITLE:
      g_value_set_string (value, cvk_editor_page_get_title (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_editor_page_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_editor_page_constructed (GObject *object)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  G_OBJECT_CLASS (cvk_editor_page_parent_class)->constructed (object);
  g_signal_connect_object (self->session, "notify::title", G_CALLBACK (title_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_canvas_set_session (self->canvas, self->session);
  cvk_editor_header_set_session (CVK_EDITOR_HEADER (self->header), self->session);
}

static void
cvk_editor_page_dispose (GObject *object)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  g_clear_object (&self->header);
  g_clear_object (&self->search);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_EDITOR_PAGE);
  G_OBJECT_CLASS (cvk_editor_page_parent_class)->dispose (object);
}

static void
cvk_editor_page_class_init (CvkEditorPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_editor_page_get_property;
  object_class->set_property = cvk_editor_page_set_property;
  object_class->constructed = cvk_editor_page_constructed;
  object_class->dispose = cvk_editor_page_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, CVK_TYPE_ENGINE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-editor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, search_row);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, flap);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, paned);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, inspector_place);
}

static void
cvk_editor_page_init (CvkEditorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->header = g_object_ref_sink (cvk_editor_header_new ());
  self->search = g_object_ref_sink (cvk_node_search_new ());
  g_signal_connect_object (self->search, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->header, "notify::narrow", G_CALLBACK (place_search), self,
                           G_CONNECT_SWAPPED);
  place_search (self);
}

GtkWidget *
cvk_editor_page_new (CvkSession *session, CvkEngineClient *client)
{
  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);
  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (client), NULL);

  return g_object_new (CVK_TYPE_EDITOR_PAGE, "session", session, "client", client, NULL);
}

CvkSession *
cvk_editor_page_get_session (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->session;
}

CvkEngineClient *
cvk_editor_page_get_client (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->client;
}

GtkWidget *
cvk_editor_page_get_header (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->header;
}

const char *
cvk_editor_page_get_title (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->session != NULL ? cvk_session_get_title (self->session) : NULL;
}
