// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-model-picker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/forms/cvk-model-read.h"

/* A longer list is narrowed down by a text. */
#define FEW_MODELS 8
#define LIST_HEIGHT 300

struct _CvkModelPicker
{
  GtkPopover parent_instance;

  CvkFieldContext *context;
  GtkEditable *filter;       /* borrowed, nullable: of the list that is shown */
  GCancellable *cancellable; /* nullable: of the question under way */
};

G_DEFINE_FINAL_TYPE (CvkModelPicker, cvk_model_picker, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_PICKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Models --- */

static const char *
get_id (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "cvk-id");
}

static void
row_activated_cb (CvkModelPicker *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, get_id (row));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *text_key = g_utf8_casefold (text, -1);
  g_autofree char *part_key = g_utf8_casefold (part, -1);

  return strstr (text_key, part_key) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  CvkModelPicker *self = user_data;
  const char *part = self->filter != NULL ? gtk_editable_get_text (self->filter) : "";
  GtkWidget *label = gtk_list_box_row_get_child (row);

  return contains (get_id (row), part) || contains (gtk_label_get_label (GTK_LABEL (label)), part);
}

static void
add_row (GtkWidget *list, const CvkValue *model)
{
  const char *id = cvk_value_lookup_string (model, "id", "");
  GtkWidget *label = gtk_label_new (cvk_value_lookup_string (model, "title", id));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_list_box_append (GTK_LIST_BOX (list), label);
  g_object_set_data_full (G_OBJECT (gtk_widget_get_parent (label)), "cvk-id", g_strdup (id),
                          g_free);
}

static GtkWidget *
create_list (CvkModelPicker *self, const CvkValue *models)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Models"), -1);
  for (size_t i = 0; i < cvk_value_get_length (models); i++)
    add_row (list, cvk_value_get_element (models, i));
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), filter_cb, self, NULL);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return list;
}

static void
show_models (CvkModelPicker *self, const CvkValue *models)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = create_list (self, models);

  if (cvk_value_get_length (models) > FEW_MODELS)
    {
      GtkWidget *filter = gtk_search_entry_new ();

      self->filter = GTK_EDITABLE (filter);
      gtk_accessible_update_property (GTK_ACCESSIBLE (filter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Find a Model"), -1);
      g_signal_connect_object (filter, "search-changed",
                               G_CALLBACK (gtk_list_box_invalidate_filter), list,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), filter);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- Words --- */

static void
show_text (CvkModelPicker *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_popover_set_child (GTK_POPOVER (self), label);
}

static void
show_waiting (CvkModelPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Asking for the models…")));
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

/* --- Asking --- */

/* The picker may have gone when this is called as cancelled. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkModelPicker *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) models = cvk_model_read_finish (CVK_FIELD_CONTEXT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (models == NULL)
    show_text (self, error->message);
  else if (cvk_value_is_array (models) && cvk_value_get_length (models) > 0)
    show_models (self, models);
  else
    show_text (self, _ ("This service has no models yet. With Ollama, fetch one with “ollama "
                        "pull”."));
}

static void
stop_asking (CvkModelPicker *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* --- Object --- */

static void
cvk_model_picker_show (GtkWidget *widget)
{
  CvkModelPicker *self = CVK_MODEL_PICKER (widget);

  GTK_WIDGET_CLASS (cvk_model_picker_parent_class)->show (widget);
  stop_asking (self);
  self->filter = NULL;
  show_waiting (self);
  self->cancellable = g_cancellable_new ();
  cvk_model_read_async (self->context, self->cancellable, read_cb, self);
}

static void
cvk_model_picker_closed (GtkPopover *popover)
{
  stop_asking (CVK_MODEL_PICKER (popover));
}

static void
cvk_model_picker_dispose (GObject *object)
{
  CvkModelPicker *self = CVK_MODEL_PICKER (object);

  stop_asking (self);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cvk_model_picker_parent_class)->dispose (object);
}

static void
cvk_model_picker_class_init (CvkModelPickerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_model_picker_dispose;
  GTK_WIDGET_CLASS (class)->show = cvk_model_picker_show;
  GTK_POPOVER_CLASS (class)->closed = cvk_model_picker_closed;
  signals[SIGNAL_PICKED] = g_signal_new ("picked", CVK_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_model_picker_init (CvkModelPicker *self)
{
}

GtkWidget *
cvk_model_picker_new (CvkFieldContext *context)
{
  CvkModelPicker *self;

  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  self = g_object_new (CVK_TYPE_MODEL_PICKER, NULL);
  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}
