// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-templates-page.h"

#include "desktop/cvk-help.h"
#include "desktop/cvk-page-header.h"
#include "desktop/gallery/cvk-library-deeds.h"
#include "desktop/gallery/cvk-template-card.h"
#include "desktop/gallery/cvk-template-preview.h"

struct _CvkTemplatesPage
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkEditable *search;
  GtkFlowBox *cards;

  char *words;    /* (nullable): what is searched for, casefolded */
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
  g_autofree char *escaped = NULL;

  if (self->toasts == NULL)
    return;
  if (file != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_OPEN], 0, file);
      return;
    }
  escaped = g_markup_escape_text (error->message, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
use (CvkTemplatesPage *self, CvkTemplateItem *item)
{
  cvk_library_copy_async (cvk_template_item_get_file (item), self->library,
                          cvk_template_item_get_title (item), cvk_template_item_get_data (item),
                          copied_cb, g_object_ref (self));
}

static void
use_cb (CvkTemplateCard *card, gpointer user_data)
{
  use (user_data, cvk_template_card_get_item (card));
}

static void
use_preview_cb (CvkTemplatePreview *preview, gpointer user_data)
{
  use (user_data, cvk_template_preview_get_item (preview));
}

static void
preview_cb (CvkTemplateCard *card, gpointer user_data)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (card));
  CvkTemplatePreview *preview = cvk_template_preview_new (
    cvk_template_card_get_item (card), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);

  g_signal_connect_object (preview, "use", G_CALLBACK (use_preview_cb), user_data, 0);
  gtk_window_present (GTK_WINDOW (preview));
}

/* --- Searching --- */

static gboolean
has_words (const char *text, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, words) != NULL;
}

static gboolean
matches (CvkTemplatesPage *self, CvkTemplateItem *item)
{
  return self->words == NULL || has_words (cvk_template_item_get_title (item), self->words) ||
         has_words (cvk_template_item_get_description (item), self->words) ||
         has_words (cvk_template_item_get_needs (item), self->words);
}

static gboolean
filter_cb (GtkFlowBoxChild *child, gpointer user_data)
{
  CvkTemplateCard *card = CVK_TEMPLATE_CARD (gtk_flow_box_child_get_child (child));

  return matches (user_data, cvk_template_card_get_item (card));
}

static gboolean
has_any (CvkTemplatesPage *self)
{
  GtkFlowBoxChild *child = NULL;

  for (int i = 0; (child = gtk_flow_box_get_child_at_index (self->cards, i)) != NULL; i++)
    if (filter_cb (child, self))
      return TRUE;
  return FALSE;
}

static void
search_cb (CvkTemplatesPage *self)
{
  const char *text = gtk_editable_get_text (self->search);

  g_free (self->words);
  self->words = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  gtk_flow_box_invalidate_filter (self->cards);
  gtk_stack_set_visible_child_name (self->stack, has_any (self) ? "templates" : "none");
}

/* --- Showing them --- */

/* The card's button is what can be focused, not the place around it. */
static void
add_card (CvkTemplatesPage *self, CvkTemplateItem *item)
{
  GtkWidget *card = cvk_template_card_new (item);
  GtkWidget *child = gtk_flow_box_child_new ();

  g_signal_connect_object (card, "use", G_CALLBACK (use_cb), self, 0);
  g_signal_connect_object (card, "preview", G_CALLBACK (preview_cb), self, 0);
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
  gtk_widget_set_visible (GTK_WIDGET (self->search), items != NULL);
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

  g_free (self->words);
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
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatesPage, search);
  gtk_widget_class_bind_template_child (widget_class, CvkTemplatesPage, cards);
}

static void
cvk_templates_page_init (CvkTemplatesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "templates");
  gtk_flow_box_set_filter_func (self->cards, filter_cb, self, NULL);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
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
