// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-templates-page.h"

#include "desktop/cvk-page-header.h"
#include "desktop/gallery/cvk-library-deeds.h"
#include "desktop/gallery/cvk-template-card.h"

struct _CvkTemplatesPage
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkFlowBox *cards;

  GFile *library; /* owned */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CvkTemplatesPage, cvk_templates_page, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Using one --- */

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTemplatesPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = cvk_library_copy_finish (result, &error);
  g_autofree char *message = NULL;

  if (self->toasts == NULL)
    return;
  if (file != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_OPEN], 0, file);
      return;
    }
  message = g_markup_escape_text (error->message, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (message));
}

static void
use_cb (CvkTemplateCard *card, gpointer user_data)
{
  CvkTemplatesPage *self = user_data;
  CvkTemplateItem *item = cvk_template_card_get_item (card);

  cvk_library_copy_async (cvk_template_item_get_file (item), self->library,
                          cvk_template_item_get_title (item), cvk_template_item_get_data (item),
                          copied_cb, g_object_ref (self));
}

/* --- Showing them --- */

/* The card's button is what can be focused, not the place around it. */
static void
add_card (CvkTemplatesPage *self, CvkTemplateItem *item)
{
  GtkWidget *card = cvk_template_card_new (item);
  GtkWidget *child = gtk_flow_box_child_new ();

  g_signal_connect_object (card, "use", G_CALLBACK (use_cb), self, 0);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  gtk_flow_box_append (self->cards, child);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTemplatesPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = cvk_template_item_list_finish (result, &error);

  if (self->cards == NULL)
    return;
  if (items == NULL)
    g_warning ("The templates cannot be read: %s", error->message);
  for (unsigned i = 0; items != NULL && i < items->len; i++)
    add_card (self, g_ptr_array_index (items, i));
  gtk_stack_set_visible_child_name (self->stack, items != NULL ? "templates" : "missing");
}

/* --- Object --- */

static void
cvk_templates_page_dispose (GObject *object)
{
  CvkTemplatesPage *self = CVK_TEMPLATES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_TEMPLATES_PAGE);
  G_OBJECT_CLASS (cvk_templates_page_parent_class)->dispose (object);
}

static void
cvk_templates_page_finalize (GObject *object)
{
  CvkTemplatesPage *self = CVK_TEMPLATES_PAGE (object);

  g_clear_object (&self->library);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cvk_templates_page_parent_class)->finalize (object);
}

static void
cvk_templates_page_class_init (CvkTemplatesPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_templates_page_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_templates_page_finalize;
  signals[SIGNAL_OPEN] = g_signal_new ("open", CVK_TYPE_TEMPLATES_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-templates-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatesPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatesPage, cards);
}

static void
cvk_templates_page_init (CvkTemplatesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cvk_templates_page_set_library (CvkTemplatesPage *self, GFile *library)
{
  g_return_if_fail (CVK_IS_TEMPLATES_PAGE (self));
  g_return_if_fail (G_IS_FILE (library));

  g_set_object (&self->library, library);
}

GtkWidget *
cvk_templates_page_new (GFile *folder, GFile *library)
{
  CvkTemplatesPage *self;

  g_return_val_if_fail (G_IS_FILE (folder) && G_IS_FILE (library), NULL);

  self = g_object_new (CVK_TYPE_TEMPLATES_PAGE, NULL);
  self->library = g_object_ref (library);
  cvk_template_item_list_async (folder, self->cancellable, listed_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
