// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "desktop/forms/cvk-time-truth.h"
#include "desktop/forms/cvk-time-zone-names.h"

struct _CvkOccurrenceField
{
  CvkField parent_instance;

  char *own_zone;
  GtkText *text; /* borrowed from the control */
};

G_DEFINE_FINAL_TYPE (CvkOccurrenceField, cvk_occurrence_field, CVK_TYPE_FIELD)

/* The years that thirteen digits can be: Zoom's own documentation calls the id no more than a text,
 * so that anything else is let through without a word about a date. */
#define FIRST_MILLISECOND G_GINT64_CONSTANT (1000000000000)
#define LAST_MILLISECOND G_GINT64_CONSTANT (4102444800000)

static void
show_note (CvkOccurrenceField *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  g_autoptr (CvkTimeTruth) truth = NULL;
  g_autofree char *start = NULL;
  g_autofree char *note = NULL;
  int64_t milliseconds;

  if (*g_strstrip (text) == '\0')
    note =
      g_strdup (_ ("Empty: the whole series. A meeting that was read with “Get a meeting” lists "
                   "its dates under “occurrences”."));
  else if (g_ascii_string_to_signed (text, 10, FIRST_MILLISECOND, LAST_MILLISECOND, &milliseconds,
                                     NULL))
    {
      start = cvk_instant_to_utc_string (milliseconds * 1000);
      truth = cvk_time_truth_new (start, self->own_zone, self->own_zone, g_get_real_time (), FALSE);
      /* Translators: a date and time. */
      note = g_strdup_printf (_ ("First planned for %s"), truth->line);
    }
  cvk_field_set_note (CVK_FIELD (self), note);
}

/* Ids are pasted with spaces around them. */
static void
changed_cb (CvkOccurrenceField *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));

  g_strstrip (text);
  cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
  show_note (self);
}

static void
cvk_occurrence_field_show (CvkField *field, const CvkValue *value)
{
  CvkOccurrenceField *self = CVK_OCCURRENCE_FIELD (field);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->text));

  gtk_editable_set_text (GTK_EDITABLE (self->text), value != NULL && cvk_value_is_string (value)
                                                      ? cvk_value_get_string (value)
                                                      : "");
  gtk_editable_set_position (GTK_EDITABLE (self->text), position);
  show_note (self);
}

static void
cvk_occurrence_field_build (CvkField *field)
{
  CvkOccurrenceField *self = CVK_OCCURRENCE_FIELD (field);

  self->text = GTK_TEXT (gtk_text_new ());
  gtk_text_set_placeholder_text (self->text, _ ("The whole series"));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  show_note (self);
}

static void
cvk_occurrence_field_finalize (GObject *object)
{
  g_free (CVK_OCCURRENCE_FIELD (object)->own_zone);
  G_OBJECT_CLASS (cvk_occurrence_field_parent_class)->finalize (object);
}

static void
cvk_occurrence_field_class_init (CvkOccurrenceFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_occurrence_field_finalize;
  field_class->build = cvk_occurrence_field_build;
  field_class->show = cvk_occurrence_field_show;
}

static void
cvk_occurrence_field_init (CvkOccurrenceField *self)
{
  self->own_zone = cvk_time_zone_dup_own ();
}
