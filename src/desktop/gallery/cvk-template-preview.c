// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-template-preview.h"

#include "base/cvk-i18n.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/gallery/cvk-template-picture.h"

struct _CvkTemplatePreview
{
  AdwWindow parent_instance;

  /* Template children. */
  CvkTemplatePicture *picture;
  GtkLabel *title;
  GtkLabel *description;
  AdwActionRow *needs;
  AdwActionRow *data;
  AdwPreferencesGroup *steps;
  GtkWidget *use;

  CvkTemplateItem *item; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkTemplatePreview, cvk_template_preview, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_USE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

CvkTemplateItem *
cvk_template_preview_get_item (CvkTemplatePreview *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_PREVIEW (self), NULL);

  return self->item;
}

static void
use_cb (CvkTemplatePreview *self)
{
  g_signal_emit (self, signals[SIGNAL_USE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Showing it --- */

/* Labels come from a file, so they are text and not markup. */
static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  return row;
}

static void
add_step (CvkTemplatePreview *self, const CvkNode *node)
{
  const CvkNodeType *type = cvk_node_types_lookup (cvk_node_catalogue_get (), node->type);
  const char *name = type != NULL ? _ (type->title) : node->type;
  gboolean has_label = node->label != NULL && *node->label != '\0';
  g_autoptr (GString) subtitle = g_string_new (has_label ? name : "");
  GtkWidget *row = NULL;

  if (node->muted)
    {
      /* Translators: {step} is the name of a kind of step, such as “Send mail”. */
      g_string_assign (subtitle, _ ("{step}. Muted: it does nothing until you unmute it."));
      g_string_replace (subtitle, "{step}", name, 1);
    }
  row = make_row (has_label ? node->label : name, subtitle->str);
  if (type != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (type->icon));
  adw_preferences_group_add (self->steps, row);
}

static void
show_data (CvkTemplatePreview *self)
{
  g_autofree char *names = g_strjoinv (", ", (char **) cvk_template_item_get_data (self->item));
  g_autofree char *markup = g_markup_escape_text (names, -1);

  adw_action_row_set_subtitle (self->data, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->data), *names != '\0');
}

static void
show (CvkTemplatePreview *self)
{
  CvkDocument *document = cvk_template_item_get_document (self->item);
  GPtrArray *nodes = cvk_document_get_nodes (document);
  const char *title = cvk_template_item_get_title (self->item);
  g_autofree char *needs = g_markup_escape_text (cvk_template_item_get_needs (self->item), -1);

  gtk_window_set_title (GTK_WINDOW (self), title);
  cvk_template_picture_set_document (self->picture, document);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->description, cvk_template_item_get_description (self->item));
  adw_action_row_set_subtitle (self->needs, needs);
  show_data (self);
  for (unsigned i = 0; i < nodes->len; i++)
    add_step (self, g_ptr_array_index (nodes, i));
}

/* --- Object --- */

static void
cvk_template_preview_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_TEMPLATE_PREVIEW);
  g_clear_object (&CVK_TEMPLATE_PREVIEW (object)->item);
  G_OBJECT_CLASS (cvk_template_preview_parent_class)->dispose (object);
}

static void
cvk_template_preview_class_init (CvkTemplatePreviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_template_preview_dispose;
  signals[SIGNAL_USE] = g_signal_new ("use", CVK_TYPE_TEMPLATE_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CVK_TYPE_TEMPLATE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-template-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, picture);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, title);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, description);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, needs);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, data);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, steps);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatePreview, use);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cvk_template_preview_init (CvkTemplatePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->use);
  gtk_window_set_focus (GTK_WINDOW (self), self->use);
  g_signal_connect_object (self->use, "clicked", G_CALLBACK (use_cb), self, G_CONNECT_SWAPPED);
}

CvkTemplatePreview *
cvk_template_preview_new (CvkTemplateItem *item, GtkWindow *parent)
{
  CvkTemplatePreview *self;

  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (item), NULL);
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);

  self = g_object_new (CVK_TYPE_TEMPLATE_PREVIEW, "transient-for", parent, NULL);
  self->item = g_object_ref (item);
  show (self);
  return self;
}
