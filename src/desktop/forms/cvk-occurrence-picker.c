// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-picker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/forms/cvk-connection-read.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-occurrence-list.h"
#include "desktop/forms/cvk-time-truth.h"

struct _CvkOccurrencePicker
{
  CvkPickerPopover parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkOccurrencePicker, cvk_occurrence_picker, CVK_TYPE_PICKER_POPOVER)

/* (transfer full) */
static CvkValue *
make_entries (GPtrArray *occurrences)
{
  g_autofree char *zone = cvk_date_dup_own_zone ();
  g_auto (CvkArrayBuilder) entries = { 0 };

  cvk_array_builder_init (&entries);
  for (unsigned i = 0; i < occurrences->len; i++)
    {
      const CvkOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      g_autoptr (CvkTimeTruth) truth =
        cvk_time_truth_new (occurrence->start, zone, zone, g_get_real_time (), FALSE);

      cvk_array_builder_append (
        &entries, cvk_value_new_object ("id", cvk_value_new_string (occurrence->id), "title",
                                        cvk_value_new_string (truth->line), NULL));
    }
  return cvk_array_builder_end (&entries);
}

/* Why the service cannot be asked; NULL: it can. (transfer full) (nullable) */
static char *
dup_obstacle (CvkFieldContext *context)
{
  CvkValue *setting = cvk_field_context_lookup (context, "meeting_id");
  const char *meeting =
    setting != NULL && cvk_value_is_string (setting) ? cvk_value_get_string (setting) : "";
  g_autofree char *connection = NULL;

  if (cvk_field_context_get_client (context) == NULL || strstr (meeting, "{{") != NULL)
    return g_strdup (_ ("No series was read yet. Put “Get meeting” in front of this node and run "
                        "it once: then its dates can be picked here."));
  if (*meeting == '\0')
    return g_strdup (_ ("Enter the ID of the meeting first: then the dates of its series can be "
                        "picked here."));
  connection = cvk_connection_read_dup_connection (context);
  if (connection == NULL)
    return g_strdup (_ ("Choose an account for this node first: the dates of the series are asked "
                        "for with it."));
  return NULL;
}

/* An ID names one meeting, so one item comes. The picker may have gone when this is called as
 * cancelled. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) items =
    cvk_connection_read_finish (CVK_FIELD_CONTEXT (object), result, &error);
  g_autoptr (GPtrArray) occurrences =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_occurrence_free);
  g_autoptr (CvkValue) entries = NULL;

  if (items != NULL && cvk_value_is_array (items) && cvk_value_get_length (items) > 0)
    cvk_occurrence_list_add_item (occurrences, cvk_value_get_element (items, 0));
  entries = make_entries (occurrences);
  cvk_picker_popover_take (user_data, entries, error);
}

static void
cvk_occurrence_picker_ask (CvkPickerPopover *picker,
                           CvkFieldContext *context,
                           GCancellable *cancellable)
{
  g_autoptr (GPtrArray) occurrences = cvk_occurrence_list (context);
  g_autofree char *obstacle = NULL;
  g_autoptr (CvkValue) value = NULL;

  if (occurrences->len > 0)
    {
      value = make_entries (occurrences);
      cvk_picker_popover_take (picker, value, NULL);
      return;
    }
  obstacle = dup_obstacle (context);
  if (obstacle != NULL)
    {
      cvk_picker_popover_show_text (picker, obstacle);
      return;
    }
  value = cvk_value_new_object (
    "meeting_id", cvk_value_ref (cvk_field_context_lookup (context, "meeting_id")), NULL);
  cvk_connection_read_async (context, "zoom.get-meeting", value, cancellable, read_cb, picker);
}

static void
cvk_occurrence_picker_class_init (CvkOccurrencePickerClass *class)
{
  CvkPickerPopoverClass *picker_class = CVK_PICKER_POPOVER_CLASS (class);

  picker_class->ask = cvk_occurrence_picker_ask;
  picker_class->waiting = N_ ("Asking for the dates…");
  picker_class->list = N_ ("Dates of the series");
  picker_class->filter = N_ ("Find a date");
  picker_class->nothing = N_ ("This meeting has no dates to pick from: it is not a series, or all "
                              "its dates have passed.");
}

static void
cvk_occurrence_picker_init (CvkOccurrencePicker *self)
{
}
