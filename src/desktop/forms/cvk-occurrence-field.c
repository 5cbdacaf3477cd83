// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-field.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-occurrence-picker.h"
#include "desktop/forms/cvk-time-truth.h"

struct _CvkOccurrenceField
{
  CvkPickedField parent_instance;

  char *own_zone;
};

G_DEFINE_FINAL_TYPE (CvkOccurrenceField, cvk_occurrence_field, CVK_TYPE_PICKED_FIELD)

/* The years that thirteen digits can be: Zoom's own documentation calls the id no more than a text,
 * so that anything else is let through without a word about a date. */
#define FIRST_MILLISECOND G_GINT64_CONSTANT (1000000000000)
#define LAST_MILLISECOND G_GINT64_CONSTANT (4102444800000)

static char *
cvk_occurrence_field_describe (CvkPickedField *field, const char *text)
{
  CvkOccurrenceField *self = CVK_OCCURRENCE_FIELD (field);
  g_autoptr (CvkTimeTruth) truth = NULL;
  g_autofree char *start = NULL;
  int64_t milliseconds;

  if (*text == '\0')
    return g_strdup (
      _ ("Empty: the whole series. The calendar at the end of the line lists its dates."));
  if (!g_ascii_string_to_signed (text, 10, FIRST_MILLISECOND, LAST_MILLISECOND, &milliseconds,
                                 NULL))
    return NULL;
  start = cvk_instant_to_utc_string (milliseconds * 1000);
  truth = cvk_time_truth_new (start, self->own_zone, self->own_zone, g_get_real_time (), FALSE);
  /* Translators: a date and time. */
  return g_strdup_printf (_ ("First planned for %s"), truth->line);
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
  CvkPickedFieldClass *picked_class = CVK_PICKED_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_occurrence_field_finalize;
  picked_class->get_picker_type = cvk_occurrence_picker_get_type;
  picked_class->icon = "x-office-calendar-symbolic";
  picked_class->label = N_ ("Pick a Date of the Series");
  picked_class->placeholder = N_ ("The whole series");
  picked_class->describe = cvk_occurrence_field_describe;
}

static void
cvk_occurrence_field_init (CvkOccurrenceField *self)
{
  self->own_zone = cvk_date_dup_own_zone ();
}
