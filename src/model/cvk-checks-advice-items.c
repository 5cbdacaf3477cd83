// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-secret-reference.h"
#include "model/cvk-checks-advice-private.h"
#include "model/cvk-schema-private.h"

/* What flows from node to node, and is used as if it were something else. */

static const char *
get_id (CvkChecks *checks, unsigned node)
{
  return ((CvkNode *) g_ptr_array_index (checks->nodes, node))->id;
}

/* What the maker of the node's items says about the member @name. Services put out more than is
 * documented, so that an unlisted name is no error; a list or a secret that nobody mentions is not
 * there all the same. */
static gboolean
is_unlisted (CvkChecks *checks, unsigned maker, const char *name, CvkValue **properties)
{
  CvkValue *schema;

  if (maker == CVK_CHECKS_NONE || checks->node_types[maker]->connector == NULL)
    return FALSE;
  schema = cvk_node_type_get_output_schema (checks->node_types[maker]);
  *properties = cvk_value_get_member (schema, "properties");
  return *properties != NULL && !checks->node_types[maker]->keeps_input &&
         cvk_value_get_member (*properties, name) == NULL;
}

/* --- Splitting --- */

void
cvk_advice_split (CvkChecks *checks, unsigned node)
{
  const char *field = cvk_advice_lookup_text (checks, node, "field");
  unsigned maker = cvk_advice_find_maker (checks, node, NULL);
  CvkValue *properties;
  const char *suggestion;

  if (field == NULL || strchr (field, '.') != NULL || strchr (field, '[') != NULL ||
      !is_unlisted (checks, maker, field, &properties))
    return;
  suggestion = cvk_schema_suggest (properties, field);
  if (suggestion != NULL)
    cvk_advice_warn (checks, node, "field", "split-absent",
                     N_ ("“{name}” does not exist in what “{other}” puts out. Did you mean "
                         "“{suggestion}”?"),
                     "name", field, "other", get_id (checks, maker), "suggestion", suggestion);
  else
    cvk_advice_warn (
      checks, node, "field", "split-absent",
      N_ ("“{name}” does not exist in what “{other}” puts out: choose the field that "
          "holds the list. A list of meetings is one item for each already."),
      "name", field, "other", get_id (checks, maker));
}

/* --- Order --- */

/* Zoom's documentation promises no order, so the first of a list is not the newest. */
void
cvk_advice_limit (CvkChecks *checks, unsigned node)
{
  unsigned n_sorted = 0;
  unsigned maker = cvk_advice_find_maker (checks, node, &n_sorted);

  if (n_sorted > 0 || !cvk_advice_is_of_type (checks, maker, "zoom.list-meetings") ||
      cvk_advice_lookup (checks, node, "count") == NULL)
    return;
  cvk_advice_warn (checks, node, NULL, "unsorted",
                   N_ ("The list of “{other}” comes in no promised order, so that these may be any "
                       "of them. Sort it by its start first."),
                   "other", get_id (checks, maker));
}

/* --- Series --- */

/* An item for each date of a series, and then the whole series deleted for each of them. */
void
cvk_advice_series (CvkChecks *checks, unsigned node)
{
  unsigned maker = cvk_advice_find_maker (checks, node, NULL);

  if (!cvk_advice_is_of_type (checks, maker, "split") ||
      cvk_advice_lookup (checks, node, "occurrence_id") != NULL ||
      g_strcmp0 (cvk_advice_lookup_text (checks, maker, "field"), "occurrences") != 0)
    return;
  cvk_advice_warn (checks, node, "occurrence_id", "whole-series",
                   N_ ("This deletes the whole series, not the one date. Set “Occurrence” to the "
                       "date's id."));
}

/* --- Secrets --- */

/* The member of what @maker puts out that is a secret; NULL: none is. (transfer none) (nullable) */
static const char *
find_secret (CvkChecks *checks, unsigned maker)
{
  CvkValue *schema =
    maker != CVK_CHECKS_NONE ? cvk_node_type_get_output_schema (checks->node_types[maker]) : NULL;
  CvkValue *properties = schema != NULL ? cvk_value_get_member (schema, "properties") : NULL;

  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name = NULL;
      CvkValue *property = NULL;
      CvkValue *is_secret;

      cvk_value_get_member_at (properties, i, &name, &property);
      is_secret = cvk_value_get_member (property, "x-secret");
      if (is_secret != NULL && cvk_value_is_boolean (is_secret) &&
          cvk_value_get_boolean (is_secret))
        return name;
    }
  return NULL;
}

/* Whether the file gets a column @name. Without a choice it gets every field there is. */
static gboolean
writes_column (const CvkValue *columns, const char *name)
{
  if (columns == NULL || !cvk_value_is_array (columns) || cvk_value_get_length (columns) == 0)
    return TRUE;
  for (size_t i = 0; i < cvk_value_get_length (columns); i++)
    {
      const CvkValue *column = cvk_value_get_element (columns, i);

      if (cvk_value_is_string (column) && g_str_equal (cvk_value_get_string (column), name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
writes_links (CvkChecks *checks, unsigned node)
{
  const CvkValue *value = cvk_advice_lookup (checks, node, "start_links");

  return value != NULL && cvk_value_is_boolean (value) && cvk_value_get_boolean (value);
}

/* Switched on, it stays a warning: it is right for few. */
void
cvk_advice_start_links (CvkChecks *checks, unsigned node)
{
  const char *existing = cvk_advice_lookup_text (checks, node, "existing");

  if (!writes_links (checks, node))
    return;
  cvk_advice_warn (checks, node, "start_links", "start-links",
                   N_ ("Real start links are written here, and whoever reads one can start the "
                       "meeting as its host. They work for about two hours."));
  if (existing != NULL && strcmp (existing, "add") == 0)
    cvk_advice_warn (checks, node, "existing", "start-links-added",
                     N_ ("Real start links are new each time, so rows that the file has already "
                         "would be added again. Let the file be replaced, or write no start "
                         "links."));
}

/* A file gets dots where a secret would stand, and that is seen only when somebody needs it. */
void
cvk_advice_secrets (CvkChecks *checks, unsigned node)
{
  unsigned maker = cvk_advice_find_maker (checks, node, NULL);
  const char *name = find_secret (checks, maker);
  gboolean has_columns = cvk_advice_is_of_type (checks, node, "csv.write");

  if (name == NULL || !writes_column (cvk_advice_lookup (checks, node, "columns"), name))
    return;
  if (strcmp (name, CVK_SECRET_REFERENCE_START_LINK) == 0)
    {
      if (!writes_links (checks, node))
        cvk_advice_warn (
          checks, node, has_columns ? "columns" : NULL, "secret-as-dots",
          N_ ("“{name}” of “{other}” is as good as a password, so the file gets dots in its place. "
              "Leave it out, or switch on “Write real start links” when everybody who reads the "
              "file may start the meeting as its host."),
          "name", name, "other", get_id (checks, maker));
      return;
    }
  cvk_advice_warn (checks, node, has_columns ? "columns" : NULL, "secret-as-dots",
                   N_ ("“{name}” of “{other}” is as good as a password, so the file gets dots in "
                       "its place. Leave it out, and look it up at the service when it is needed."),
                   "name", name, "other", get_id (checks, maker));
}

/* --- Texts --- */

/* What a meeting has and the item of a list has not. */
static const char *const only_in_meetings[] = { "password",         "start_url",   "settings",
                                                "recurrence",       "occurrences", "host_email",
                                                "registration_url", "status",      "h323_password",
                                                "pstn_password",    NULL };

static void
check_segment (CvkChecks *checks, unsigned node, const CvkSegment *segment, const char *field)
{
  const char *name = segment->n_steps > 0 ? segment->steps[0].name : NULL;
  unsigned maker = CVK_CHECKS_NONE;
  gpointer index;

  if (segment->kind != CVK_SEGMENT_PATH || name == NULL ||
      !g_strv_contains (only_in_meetings, name))
    return;
  if (segment->root == CVK_PATH_ROOT_ITEM)
    maker = cvk_advice_find_maker (checks, node, NULL);
  else if (segment->root == CVK_PATH_ROOT_NODES &&
           g_hash_table_lookup_extended (checks->node_index, segment->node_id, NULL, &index))
    maker = GPOINTER_TO_UINT (index);
  if (!cvk_advice_is_of_type (checks, maker, "zoom.list-meetings"))
    return;
  cvk_advice_warn (checks, node, field, "not-in-list",
                   N_ ("A list of meetings holds no “{name}”. Read each meeting with “Get meeting” "
                       "between “{other}” and this node."),
                   "name", name, "other", get_id (checks, maker));
}

/* One pair of braces around a path, as other programs write variables. */
static GRegex *
get_braces (void)
{
  static GRegex *braces;

  if (g_once_init_enter (&braces))
    g_once_init_leave (
      &braces,
      g_regex_new ("(?<![{$%])[$%]?\\{\\s*(item|nodes|inputs|run)\\s*[.\\[][^{}]*\\}(?!\\})",
                   G_REGEX_OPTIMIZE, 0, NULL));
  return braces;
}

static void
check_braces (CvkChecks *checks, unsigned node, const char *text, const char *field)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *found = NULL;

  if (strchr (text, '{') == NULL || !g_regex_match (get_braces (), text, 0, &match))
    return;
  found = g_match_info_fetch (match, 0);
  cvk_advice_warn (checks, node, field, "plain-braces",
                   N_ ("“{text}” looks like a variable but is plain text. Variables stand in two "
                       "pairs of braces."),
                   "text", found);
}

static void
check_text (CvkChecks *checks,
            unsigned node,
            const CvkValue *schema,
            const char *text,
            const char *field)
{
  g_autoptr (CvkTemplate) template = NULL;
  const CvkSegment *segments;
  size_t count;

  /* Code has braces of its own, and an input's texts are data. */
  if (strcmp (cvk_value_lookup_string (schema, "x-widget", ""), "javascript") == 0)
    return;
  if (strstr (text, "{{") == NULL)
    {
      check_braces (checks, node, text, field);
      return;
    }
  template = cvk_template_parse (text, NULL);
  if (template == NULL)
    return;
  segments = cvk_template_get_segments (template, &count);
  for (size_t i = 0; i < count; i++)
    {
      check_segment (checks, node, &segments[i], field);
      if (segments[i].kind == CVK_SEGMENT_TEXT)
        check_braces (checks, node, segments[i].text, field);
    }
}

static void
check_value (CvkChecks *checks,
             unsigned node,
             const CvkValue *schema,
             const CvkValue *value,
             const char *field,
             unsigned depth)
{
  gboolean is_object = cvk_value_is_object (value);

  if (depth > CVK_SCHEMA_MAX_DEPTH || (schema != NULL && !cvk_schema_is_template (schema)))
    return;
  if (cvk_value_is_string (value))
    check_text (checks, node, schema, cvk_value_get_string (value), field);
  if (!is_object && !cvk_value_is_array (value))
    return;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name = NULL;
      CvkValue *child = NULL;
      g_autofree char *path = NULL;

      if (is_object)
        cvk_value_get_member_at (value, i, &name, &child);
      else
        child = cvk_value_get_element (value, i);
      path = is_object ? cvk_schema_join (field, name) : cvk_schema_join_index (field, i);
      check_value (checks, node,
                   is_object ? cvk_schema_get_member (schema, name)
                             : cvk_value_get_member (schema, "items"),
                   child, path, depth + 1);
    }
}

void
cvk_advice_texts (CvkChecks *checks, unsigned node)
{
  const CvkNode *element = g_ptr_array_index (checks->nodes, node);

  check_value (checks, node, cvk_node_type_get_settings_schema (checks->node_types[node]),
               element->settings, NULL, 0);
}
