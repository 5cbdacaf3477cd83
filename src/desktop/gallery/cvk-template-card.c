// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-template-card.h"

#include "base/cvk-i18n.h"
#include "desktop/gallery/cvk-template-picture.h"

struct _CvkTemplateCard
{
  GtkWidget parent_instance;

  /* Template children. */
  CvkTemplatePicture *picture;
  GtkWidget *text;
  GtkLabel *title;
  GtkLabel *description;
  GtkLabel *needs;
  GtkWidget *use;
  GtkWidget *preview;

  CvkTemplateItem *item; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkTemplateCard, cvk_template_card, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_USE,
  SIGNAL_PREVIEW,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
use_cb (CvkTemplateCard *self)
{
  g_signal_emit (self, signals[SIGNAL_USE], 0);
}

static void
preview_cb (CvkTemplateCard *self)
{
  g_signal_emit (self, signals[SIGNAL_PREVIEW], 0);
}

static void
show (CvkTemplateCard *self)
{
  /* Translators: {needs} is what one needs for a template, such as “A Zoom account.” */
  g_autoptr (GString) needs = g_string_new (_ ("What you need: {needs}"));
  /* Translators: {name} is the name of a template. */
  g_autoptr (GString) use = g_string_new (_ ("Use the template “{name}”"));
  /* Translators: {name} is the name of a template. */
  g_autoptr (GString) preview = g_string_new (_ ("Look at the template “{name}”"));
  const char *title = cvk_template_item_get_title (self->item);

  g_string_replace (needs, "{needs}", cvk_template_item_get_needs (self->item), 1);
  g_string_replace (use, "{name}", title, 1);
  g_string_replace (preview, "{name}", title, 1);
  cvk_template_picture_set_document (self->picture, cvk_template_item_get_document (self->item));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->description, cvk_template_item_get_description (self->item));
  gtk_label_set_text (self->needs, needs->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->use), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  use->str, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  preview->str, -1);
}

CvkTemplateItem *
cvk_template_card_get_item (CvkTemplateCard *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_CARD (self), NULL);

  return self->item;
}

static void
cvk_template_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_TEMPLATE_CARD);
  g_clear_object (&CVK_TEMPLATE_CARD (object)->item);
  G_OBJECT_CLASS (cvk_template_card_parent_class)->dispose (object);
}

static void
cvk_template_card_class_init (CvkTemplateCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_template_card_dispose;
  signals[SIGNAL_USE] = g_signal_new ("use", CVK_TYPE_TEMPLATE_CARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PREVIEW] = g_signal_new ("preview", CVK_TYPE_TEMPLATE_CARD, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CVK_TYPE_TEMPLATE_PICTURE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-template-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, picture);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, text);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, title);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, description);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, needs);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, use);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplateCard, preview);
}

static void
cvk_template_card_init (CvkTemplateCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->use, "clicked", G_CALLBACK (use_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preview, "clicked", G_CALLBACK (preview_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_template_card_new (CvkTemplateItem *item)
{
  CvkTemplateCard *self;

  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (item), NULL);

  self = g_object_new (CVK_TYPE_TEMPLATE_CARD, NULL);
  self->item = g_object_ref (item);
  show (self);
  return GTK_WIDGET (self);
}
