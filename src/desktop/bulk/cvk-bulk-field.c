// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-field.h"

#include "base/cvk-i18n.h"
#include "desktop/forms/cvk-duration-text.h"
#include "desktop/forms/cvk-form-layout.h"
#include "desktop/forms/cvk-time-zone-names.h"
#include "model/cvk-schema.h"

static void
free_field (gpointer data)
{
  CvkBulkField *self = data;

  g_free (self->path);
  g_free (self->name);
  g_free (self->title);
  cvk_value_unref (self->schema);
  g_free (self);
}

/* --- Which there are --- */

static gboolean
find_kind (const CvkValue *schema, CvkBulkKind *kind)
{
  const char *widget = cvk_value_lookup_string (schema, "x-widget", "");
  const char *type = cvk_value_lookup_string (schema, "type", "");

  if (g_str_equal (widget, "date-time"))
    *kind = CVK_BULK_DATE;
  else if (g_str_equal (widget, "duration"))
    *kind = CVK_BULK_DURATION;
  else if (g_str_equal (widget, "time-zone"))
    *kind = CVK_BULK_ZONE;
  else if (cvk_value_get_member (schema, "enum") != NULL)
    *kind = CVK_BULK_CHOICE;
  else if (g_str_equal (type, "boolean"))
    *kind = CVK_BULK_BOOLEAN;
  else if (g_str_equal (type, "string"))
    *kind = CVK_BULK_TEXT;
  else if (g_str_equal (type, "integer") || g_str_equal (type, "number"))
    *kind = CVK_BULK_OTHER;
  else
    return FALSE;
  return TRUE;
}

GPtrArray *
cvk_bulk_field_list (const CvkNodeType *type)
{
  g_autoptr (CvkValue) none = cvk_value_new_object (NULL, NULL);
  g_autoptr (GPtrArray) items =
    cvk_form_layout_list (cvk_node_type_get_settings_schema (type), none);
  GPtrArray *fields = g_ptr_array_new_with_free_func (free_field);

  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (items, i);
      const char *title = cvk_value_lookup_string (item->schema, "title", item->path);
      CvkBulkKind kind;
      CvkBulkField *field;

      if (!find_kind (item->schema, &kind))
        continue;
      field = g_new0 (CvkBulkField, 1);
      field->path = g_strdup (item->path);
      field->name = g_strdelimit (g_strdup (item->path), ".", '_');
      field->title = g_strdup (_ (title));
      field->kind = kind;
      field->schema = cvk_value_ref (item->schema);
      field->is_required = item->is_required;
      g_ptr_array_add (fields, field);
    }
  return fields;
}

/* --- Reading --- */

static gboolean
is_same_word (const char *a, const char *b)
{
  g_autofree char *left = g_utf8_casefold (a, -1);
  g_autofree char *right = g_utf8_casefold (b, -1);

  return g_str_equal (left, right);
}

/* By what the form calls it, or as the service does. (nullable) */
static CvkValue *
find_choice (const CvkValue *schema, const char *text)
{
  CvkValue *values = cvk_value_get_member (schema, "enum");
  CvkValue *labels = cvk_value_get_member (schema, "x-labels");
  size_t n_labels = labels != NULL ? cvk_value_get_length (labels) : 0;

  for (size_t i = 0; i < n_labels && i < cvk_value_get_length (values); i++)
    {
      const char *label = cvk_value_get_string (cvk_value_get_element (labels, i));

      if (is_same_word (label, text) || is_same_word (_ (label), text))
        return cvk_value_ref (cvk_value_get_element (values, i));
    }
  return NULL;
}

/* A name of the table of zones, or a city. (nullable) */
static CvkValue *
find_zone (const char *text, GPtrArray *zones)
{
  if (cvk_time_zone_is_known (text))
    return cvk_value_new_string (text);
  for (unsigned i = 0; zones != NULL && i < zones->len; i++)
    {
      const CvkTimeZoneName *zone = g_ptr_array_index (zones, i);

      if (is_same_word (zone->city, text))
        return cvk_value_new_string (zone->name);
    }
  return NULL;
}

/* The words of a table in German; those of English the schema knows. (nullable) */
static CvkValue *
find_boolean (const char *text)
{
  static const char *const yes[] = { "ja", "x", "wahr", "on", "an", NULL };
  static const char *const no[] = { "nein", "falsch", "off", "aus", NULL };
  g_autofree char *word = g_utf8_casefold (text, -1);

  if (g_strv_contains (yes, word))
    return cvk_value_new_boolean (TRUE);
  return g_strv_contains (no, word) ? cvk_value_new_boolean (FALSE) : NULL;
}

static CvkValue *
read_date (const char *text, const CvkBulkReading *reading, CvkProblem **problem)
{
  char *date = cvk_written_date_read (text, reading->order, reading->now, reading->zone, problem);

  if (date != NULL && *problem != NULL)
    {
      g_autoptr (CvkProblem) doubt = *problem;

      *problem = cvk_problem_copy (doubt);
      cvk_problem_set_warning (*problem, TRUE);
    }
  return date != NULL ? cvk_value_take_string (date) : NULL;
}

static CvkValue *
read_known (const CvkBulkField *self,
            const char *text,
            const CvkBulkReading *reading,
            CvkProblem **problem)
{
  int64_t minutes = 0;

  switch (self->kind)
    {
    case CVK_BULK_DATE:
      return read_date (text, reading, problem);
    case CVK_BULK_DURATION:
      return cvk_duration_parse (text, &minutes) ? cvk_value_new_integer (minutes) : NULL;
    case CVK_BULK_ZONE:
      return find_zone (text, reading->zones);
    case CVK_BULK_CHOICE:
      return find_choice (self->schema, text);
    case CVK_BULK_BOOLEAN:
      return find_boolean (text);
    case CVK_BULK_TEXT:
    case CVK_BULK_OTHER:
    default:
      return NULL;
    }
}

CvkValue *
cvk_bulk_field_read (const CvkBulkField *self,
                     const char *text,
                     const CvkBulkReading *reading,
                     CvkProblem **problem)
{
  CvkValue *value;

  *problem = NULL;
  if (*text == '\0')
    return NULL;
  value = read_known (self, text, reading, problem);
  if (value != NULL || *problem != NULL)
    return value;
  g_autoptr (CvkValue) plain = cvk_value_new_string (text);
  value = self->kind == CVK_BULK_ZONE
            ? NULL
            : cvk_schema_coerce (self->schema, plain, self->path, problem);
  if (self->kind == CVK_BULK_ZONE)
    *problem = cvk_problem_new (
      "invalid-zone", N_ ("“{zone}” is no time zone. Write it like “Europe/Berlin” or “Berlin”."),
      "zone", text, NULL);
  return value;
}
