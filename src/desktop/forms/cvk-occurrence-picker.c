// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-picker.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-occurrence-list.h"
#include "desktop/forms/cvk-occurrence-read.h"
#include "desktop/forms/cvk-time-truth.h"

struct _CvkOccurrencePicker
{
  GtkPopover parent_instance;

  CvkFieldContext *context;
  char *own_zone;
  GCancellable *cancellable; /* nullable: of the question under way */
};

G_DEFINE_FINAL_TYPE (CvkOccurrencePicker, cvk_occurrence_picker, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_PICKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Dates --- */

static void
row_activated_cb (CvkOccurrencePicker *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, g_object_get_data (G_OBJECT (row), "cvk-id"));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
add_row (CvkOccurrencePicker *self, GtkWidget *list, const CvkOccurrence *occurrence)
{
  g_autoptr (CvkTimeTruth) truth = cvk_time_truth_new (occurrence->start, self->own_zone,
                                                       self->own_zone, g_get_real_time (), FALSE);
  GtkWidget *label = gtk_label_new (truth->line);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_box_append (GTK_LIST_BOX (list), label);
  g_object_set_data_full (G_OBJECT (gtk_widget_get_parent (label)), "cvk-id",
                          g_strdup (occurrence->id), g_free);
}

static void
show_list (CvkOccurrencePicker *self, GPtrArray *occurrences)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Dates of the series"), -1);
  for (unsigned i = 0; i < occurrences->len; i++)
    add_row (self, list, g_ptr_array_index (occurrences, i));
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_popover_set_child (GTK_POPOVER (self), scrolled);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- Words --- */

static void
show_text (CvkOccurrencePicker *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_popover_set_child (GTK_POPOVER (self), label);
}

static void
show_waiting (CvkOccurrencePicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Asking for the dates…")));
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

/* --- Asking --- */

/* The picker may have gone when this is called as cancelled. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkOccurrencePicker *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) occurrences =
    cvk_occurrence_read_finish (CVK_FIELD_CONTEXT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (occurrences == NULL)
    show_text (self, error->message);
  else if (occurrences->len > 0)
    show_list (self, occurrences);
  else
    show_text (self, _ ("This meeting has no dates to pick from: it is not a series, or all its "
                        "dates have passed."));
}

static void
stop_asking (CvkOccurrencePicker *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
fill (CvkOccurrencePicker *self)
{
  g_autoptr (GPtrArray) occurrences = cvk_occurrence_list (self->context);
  g_autofree char *obstacle = NULL;

  stop_asking (self);
  if (occurrences->len > 0)
    {
      show_list (self, occurrences);
      return;
    }
  obstacle = cvk_occurrence_read_dup_obstacle (self->context);
  if (obstacle != NULL)
    {
      show_text (self, obstacle);
      return;
    }
  show_waiting (self);
  self->cancellable = g_cancellable_new ();
  cvk_occurrence_read_async (self->context, self->cancellable, read_cb, self);
}

/* --- Object --- */

static void
cvk_occurrence_picker_show (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cvk_occurrence_picker_parent_class)->show (widget);
  fill (CVK_OCCURRENCE_PICKER (widget));
}

static void
cvk_occurrence_picker_closed (GtkPopover *popover)
{
  stop_asking (CVK_OCCURRENCE_PICKER (popover));
}

static void
cvk_occurrence_picker_dispose (GObject *object)
{
  CvkOccurrencePicker *self = CVK_OCCURRENCE_PICKER (object);

  stop_asking (self);
  g_clear_object (&self->context);
  g_clear_pointer (&self->own_zone, g_free);
  G_OBJECT_CLASS (cvk_occurrence_picker_parent_class)->dispose (object);
}

static void
cvk_occurrence_picker_class_init (CvkOccurrencePickerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_occurrence_picker_dispose;
  GTK_WIDGET_CLASS (class)->show = cvk_occurrence_picker_show;
  GTK_POPOVER_CLASS (class)->closed = cvk_occurrence_picker_closed;
  signals[SIGNAL_PICKED] = g_signal_new ("picked", CVK_TYPE_OCCURRENCE_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_occurrence_picker_init (CvkOccurrencePicker *self)
{
  self->own_zone = cvk_date_dup_own_zone ();
}

GtkWidget *
cvk_occurrence_picker_new (CvkFieldContext *context)
{
  CvkOccurrencePicker *self;

  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  self = g_object_new (CVK_TYPE_OCCURRENCE_PICKER, NULL);
  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}
