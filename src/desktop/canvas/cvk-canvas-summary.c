// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-summary.h"

#include <glib/gi18n-lib.h>

#include "connect/cvk-connectors.h"

/* The parts of a line are put side by side, as facts in a table are, not glued into a sentence. */
#define SEPARATOR " · "

static char *
describe_file (CvkDocument *document, const CvkNode *node)
{
  const char *file = cvk_value_lookup_string (node->settings, "file", NULL);
  const CvkFileSlot *slot;

  if (file == NULL || *file == '\0')
    return NULL;
  slot = cvk_document_get_file_slot (document, file);
  if (slot != NULL)
    return g_strdup (slot->default_path != NULL ? slot->default_path
                     : slot->label != NULL      ? slot->label
                                                : slot->name);
  return g_path_get_basename (file);
}

static char *
describe_connector (CvkDocument *document,
                    const CvkNode *node,
                    const CvkNodeType *type,
                    GHashTable *accounts)
{
  const char *title = _ (cvk_connector_get_wanted_title (type->connector));
  const CvkConnectionSlot *slot =
    node->slot != NULL ? cvk_document_get_slot (document, node->slot) : NULL;
  const char *account =
    slot != NULL && accounts != NULL ? g_hash_table_lookup (accounts, slot->name) : NULL;

  if (type->is_incomplete)
    return g_strconcat (title, SEPARATOR, _ ("choose an action"), NULL);
  if (slot == NULL)
    return g_strdup (title);
  if (account == NULL)
    account = slot->label != NULL ? slot->label : slot->name;
  return g_strconcat (title, SEPARATOR, account, NULL);
}

/* --- Conditions --- */

static const struct
{
  const char *operator;
  const char *sign;
} signs[] = {
  { "equals", "=" }, { "not-equals", "≠" },    { "contains", "∋" }, { "not-contains", "∌" },
  { "less", "<" },   { "less-or-equal", "≤" }, { "greater", ">" },  { "greater-or-equal", "≥" },
  { "in", "∈" },
};

static char *
describe_row (CvkValue *row)
{
  const char *field = cvk_value_lookup_string (row, "field", "");
  const char *operator= cvk_value_lookup_string (row, "operator", "equals");
  CvkValue *value = cvk_value_get_member (row, "value");
  const char *text =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;
  g_autofree char *number = NULL;

  if (g_str_equal (operator, "is-empty"))
    return g_strdup_printf (C_ ("condition", "%s is empty"), field);
  if (g_str_equal (operator, "is-not-empty"))
    return g_strdup_printf (C_ ("condition", "%s is not empty"), field);
  if (value != NULL && cvk_value_is_integer (value))
    text = number = g_strdup_printf ("%" G_GINT64_FORMAT, cvk_value_get_integer (value));
  for (unsigned i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_equal (signs[i].operator, operator))
      return g_strdup_printf ("%s %s %s", field, signs[i].sign, text != NULL ? text : "…");
  return g_strdup_printf ("%s %s %s", field, operator, text != NULL ? text : "…");
}

static size_t
count_elements (CvkValue *value)
{
  return value != NULL && cvk_value_is_array (value) ? cvk_value_get_length (value) : 0;
}

static char *
describe_rows (const CvkNode *node)
{
  CvkValue *rows = cvk_value_get_member (node->settings, "rows");
  size_t length = count_elements (rows);
  g_autofree char *first = NULL;

  if (length == 0)
    return NULL;
  first = describe_row (cvk_value_get_element (rows, 0));
  if (length == 1)
    return g_steal_pointer (&first);
  /* Translators: the first condition of several, and how many more there are. */
  return g_strdup_printf (_ ("%s, %'zu more"), first, length - 1);
}

/* --- Lists --- */

static char *
describe_names (CvkValue *value)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (value != NULL && cvk_value_is_object (value))
    for (size_t i = 0; i < cvk_value_get_length (value); i++)
      {
        const char *name;
        CvkValue *member;

        cvk_value_get_member_at (value, i, &name, &member);
        g_ptr_array_add (names, (gpointer) name);
      }
  for (size_t i = 0; i < count_elements (value); i++)
    {
      CvkValue *element = cvk_value_get_element (value, i);
      const char *name = cvk_value_is_string (element)
                           ? cvk_value_get_string (element)
                           : cvk_value_lookup_string (
                               element, "field", cvk_value_lookup_string (element, "name", NULL));

      if (name != NULL)
        g_ptr_array_add (names, (gpointer) name);
    }
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (GStrv) names->pdata);
}

static char *
describe_limit (const CvkNode *node)
{
  int64_t count = cvk_value_lookup_integer (node->settings, "count", -1);

  if (count < 0)
    return NULL;
  return g_strdup_printf (ngettext ("the first item", "the first %'d items", (unsigned long) count),
                          (int) MIN (count, G_MAXINT));
}

/* A choice in the words of the form. */
static char *
describe_choice (const CvkNode *node, const CvkNodeType *type, const char *member)
{
  CvkValue *properties =
    cvk_value_get_member (cvk_node_type_get_settings_schema (type), "properties");
  CvkValue *schema = properties != NULL ? cvk_value_get_member (properties, member) : NULL;
  CvkValue *values = schema != NULL ? cvk_value_get_member (schema, "enum") : NULL;
  CvkValue *labels = schema != NULL ? cvk_value_get_member (schema, "x-labels") : NULL;
  const char *chosen = cvk_value_lookup_string (node->settings, member, NULL);

  if (chosen == NULL)
    return NULL;
  for (size_t i = 0; i < count_elements (values) && i < count_elements (labels); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (values, i)), chosen))
      return g_strdup (_ (cvk_value_get_string (cvk_value_get_element (labels, i))));
  return g_strdup (chosen);
}

static char *
describe_settings (CvkDocument *document, const CvkNode *node, const CvkNodeType *type)
{
  static const char *const members[] = { "fields", "by", "paths", NULL };
  static const char *const texts[] = { "field", "name", "message", "template", NULL };
  char *line = describe_file (document, node);

  if (line == NULL)
    line = describe_rows (node);
  if (line == NULL && g_str_equal (type->id, "limit"))
    line = describe_limit (node);
  for (unsigned i = 0; line == NULL && members[i] != NULL; i++)
    line = describe_names (cvk_value_get_member (node->settings, members[i]));
  if (line == NULL)
    line = describe_choice (node, type, "operation");
  for (unsigned i = 0; line == NULL && texts[i] != NULL; i++)
    line = g_strdup (cvk_value_lookup_string (node->settings, texts[i], NULL));
  return line;
}

char *
cvk_canvas_summary_new (CvkDocument *document,
                        const CvkNode *node,
                        const CvkNodeType *type,
                        GHashTable *accounts)
{
  gboolean has_label = node->label != NULL && *node->label != '\0';
  g_autofree char *line = NULL;

  /* Translators: a node whose type this version of Convoke does not know. */
  if (type == NULL)
    return g_strdup (_ ("Unknown type"));
  if (type->connector != NULL)
    return describe_connector (document, node, type, accounts);
  line = describe_settings (document, node, type);
  /* A name that says the same is no news; nor is the title twice. */
  if (line == NULL || *line == '\0' || (has_label && g_str_equal (line, node->label)))
    return g_strdup (has_label ? _ (type->title) : _ (type->group));
  return g_steal_pointer (&line);
}
