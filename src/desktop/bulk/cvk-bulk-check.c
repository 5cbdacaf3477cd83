// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-check.h"

#include <string.h>

#include "base/cvk-local-text.h"
#include "base/cvk-time-zone.h"
#include "desktop/bulk/cvk-bulk-pipeline.h"
#include "desktop/forms/cvk-time-truth.h"
#include "model/cvk-checks.h"
#include "model/cvk-command.h"

struct _CvkBulkCheck
{
  const CvkNodeTypes *types;
  GPtrArray *fields;
  CvkValue *fixed;
  CvkDocument *document;
  char *own_zone;
  GHashTable *usual; /* sentences that the pipeline has without any row: they are about no row */
};

/* What is said about one row. */
typedef struct
{
  GString *text;
  gboolean has_errors;
  GHashTable *said;   /* sentences, so that none comes twice */
  GHashTable *doubts; /* path of a date -> CvkProblem: what else may have been meant */
  GHashTable *unread; /* paths of fields whose text says nothing: they are not missed as well */
} Findings;

static void
add_sentence (Findings *findings, const char *title, const char *sentence, gboolean is_error)
{
  findings->has_errors |= is_error;
  if (!g_hash_table_add (findings->said, g_strdup (sentence)))
    return;
  if (findings->text->len > 0)
    g_string_append_c (findings->text, ' ');
  /* Translators: the title of a field, and what is wrong with its value. */
  if (title != NULL)
    g_string_append_printf (findings->text, "%s: ", title);
  g_string_append (findings->text, sentence);
}

static const CvkBulkField *
find_field (CvkBulkCheck *self, const char *path)
{
  for (unsigned i = 0; path != NULL && i < self->fields->len; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->path, path))
        return field;
    }
  return NULL;
}

static void
add_problem (CvkBulkCheck *self, Findings *findings, const CvkProblem *problem, const char *path)
{
  const CvkBulkField *field = find_field (self, path);
  g_autofree char *sentence = cvk_local_problem (problem);

  add_sentence (findings, field != NULL ? field->title : NULL, sentence,
                !cvk_problem_is_warning (problem));
}

/* --- The values --- */

/* The place whose clocks the row's dates are written for. (transfer none) */
static const char *
find_zone (CvkBulkCheck *self, const CvkValue *settings)
{
  const char *zone = cvk_value_lookup_string (settings, "timezone", NULL);

  return zone != NULL && cvk_time_zone_is_known (zone) ? zone : NULL;
}

/* Braces in a cell are text, and the checks read settings with expressions. (transfer full) */
static CvkValue *
escape (const CvkValue *value)
{
  if (!cvk_value_is_string (value) || strstr (cvk_value_get_string (value), "{{") == NULL)
    return cvk_value_ref (value);
  g_auto (GStrv) parts = g_strsplit (cvk_value_get_string (value), "{{", -1);
  return cvk_value_take_string (g_strjoinv ("{{ \"{{\" }}", parts));
}

static void
take_value (CvkObjectBuilder *values,
            CvkValue **settings,
            const CvkBulkField *field,
            CvkValue *value)
{
  g_autoptr (CvkValue) before = *settings;
  g_autoptr (CvkValue) escaped = value != NULL ? escape (value) : NULL;

  *settings = cvk_bulk_settings_set (before, field->path, escaped);
  cvk_object_builder_set (values, field->name, value != NULL ? value : cvk_value_new_null ());
}

/* Dates last: they are read with the zone of the row. The settings with all of them. */
static CvkValue *
read_values (CvkBulkCheck *self,
             CvkBulkRow *row,
             const CvkDateOrder *orders,
             GPtrArray *zones,
             Findings *findings)
{
  CvkValue *settings = cvk_value_ref (self->fixed);
  g_auto (CvkObjectBuilder) values = { 0 };

  cvk_object_builder_init (&values);
  for (unsigned i = 0; i < 2 * self->fields->len; i++)
    {
      unsigned index = i % self->fields->len;
      const CvkBulkField *field = g_ptr_array_index (self->fields, index);
      const char *zone = find_zone (self, settings);
      CvkBulkReading reading = { .now = g_get_real_time (),
                                 .zone = zone != NULL ? zone : self->own_zone,
                                 .order = orders[index],
                                 .zones = zones };
      g_autoptr (CvkProblem) problem = NULL;
      CvkValue *value;

      if ((field->kind == CVK_BULK_DATE) != (i >= self->fields->len))
        continue;
      value =
        cvk_bulk_field_read (field, cvk_bulk_row_get_text (row, field->path), &reading, &problem);
      if (problem != NULL && value != NULL && field->kind == CVK_BULK_DATE)
        g_hash_table_insert (findings->doubts, field->path, cvk_problem_ref (problem));
      else if (problem != NULL)
        add_problem (self, findings, problem, field->path);
      if (problem != NULL && value == NULL)
        g_hash_table_add (findings->unread, field->path);
      take_value (&values, &settings, field, value);
    }
  g_clear_pointer (&row->values, cvk_value_unref);
  row->values = cvk_object_builder_end (&values);
  return settings;
}

/* --- The checks --- */

static void
check_settings (CvkBulkCheck *self, const CvkValue *settings, Findings *findings)
{
  g_autoptr (CvkCommand) command = cvk_command_new (self->document, NULL);
  g_autoptr (GPtrArray) problems = NULL;

  cvk_command_set_node_settings (command, CVK_BULK_ACTION, settings, NULL);
  problems = cvk_document_check (self->document, self->types);
  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *path = cvk_problem_get_field (problem);
      g_autofree char *sentence = cvk_local_problem (problem);

      if (g_strcmp0 (cvk_problem_get_node (problem), CVK_BULK_ACTION) == 0 &&
          (path == NULL || !g_hash_table_contains (findings->unread, path)) &&
          (self->usual == NULL || !g_hash_table_contains (self->usual, sentence)))
        add_problem (self, findings, problem, path);
    }
}

/* Nobody wants sixty meetings at an hour that is not the one in the table, so what a form only
 * warns of has to be looked at first here. */
static void
check_date (CvkBulkCheck *self,
            CvkBulkRow *row,
            const CvkBulkField *field,
            const CvkValue *settings,
            Findings *findings)
{
  const char *text = cvk_value_lookup_string (row->values, field->name, NULL);
  const CvkProblem *doubt = g_hash_table_lookup (findings->doubts, field->path);
  g_autoptr (CvkTimeTruth) truth = NULL;

  if (text == NULL)
    return;
  truth = cvk_time_truth_new (text, find_zone (self, settings), self->own_zone, g_get_real_time (),
                              g_str_equal (field->path, "start_time"));
  if (row->truth == NULL && *truth->line != '\0')
    row->truth = g_strdup (truth->line);
  /* That it is in the past says the truth already. */
  if (doubt != NULL && (truth->flags & CVK_TIME_TRUTH_PAST) == 0)
    add_problem (self, findings, doubt, field->path);
  if (truth->warning != NULL)
    add_sentence (findings, NULL, truth->warning,
                  (truth->flags & (CVK_TIME_TRUTH_PAST | CVK_TIME_TRUTH_GAP)) != 0);
}

void
cvk_bulk_check_row (CvkBulkCheck *self,
                    CvkBulkRow *row,
                    const CvkDateOrder *orders,
                    GPtrArray *zones)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) unread = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) doubts =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cvk_problem_unref);
  Findings findings = {
    .text = g_string_new (NULL), .said = said, .doubts = doubts, .unread = unread
  };
  g_autoptr (CvkValue) settings = read_values (self, row, orders, zones, &findings);

  g_clear_pointer (&row->truth, g_free);
  g_clear_pointer (&row->problem, g_free);
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (self->fields, i);

      if (field->kind == CVK_BULK_DATE)
        check_date (self, row, field, settings, &findings);
    }
  check_settings (self, settings, &findings);
  row->has_errors = findings.has_errors;
  row->problem = g_string_free (findings.text, findings.text->len == 0);
  row->is_checked = TRUE;
}

/* --- The object --- */

/* What is said of the action when nothing is filled in but what cells will fill. */
static GHashTable *
list_usual (CvkBulkCheck *self)
{
  GHashTable *usual = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) problems = cvk_document_check (self->document, self->types);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);

      if (cvk_problem_is_warning (problem))
        g_hash_table_add (usual, cvk_local_problem (problem));
    }
  return usual;
}

void
cvk_bulk_check_free (CvkBulkCheck *self)
{
  g_clear_pointer (&self->usual, g_hash_table_unref);
  g_clear_object (&self->document);
  g_ptr_array_unref (self->fields);
  cvk_value_unref (self->fixed);
  g_free (self->own_zone);
  g_free (self);
}

CvkBulkCheck *
cvk_bulk_check_new (const CvkNodeTypes *types,
                    const CvkNodeType *type,
                    GPtrArray *fields,
                    const CvkValue *fixed)
{
  CvkBulkCheck *self = g_new0 (CvkBulkCheck, 1);

  self->types = types;
  self->fields = g_ptr_array_ref (fields);
  self->fixed = fixed != NULL ? cvk_value_ref (fixed) : cvk_value_new_object (NULL, NULL);
  self->document = cvk_bulk_pipeline_new (type, fields, fixed, NULL);
  self->own_zone = cvk_time_zone_dup_own ();
  self->usual = list_usual (self);
  return self;
}
