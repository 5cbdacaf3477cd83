// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-fix-private.h"
#include "model/cvk-javascript.h"
#include "model/cvk-template.h"

/* Problems of single settings. */

static const char *
get_text (const CvkFixOffer *offer)
{
  CvkValue *value = offer->node == NULL || offer->field == NULL
                      ? NULL
                      : cvk_fix_settings_lookup (offer->node->settings, offer->field);

  return value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;
}

/* --- Names of settings --- */

static gboolean
apply_rename (const CvkFix *self, CvkCommand *command, GError **error)
{
  const CvkNode *node = cvk_document_get_node (self->document, self->node);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (node->settings); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (node->settings, i, &name, &value);
      cvk_object_builder_set (&builder, strcmp (name, self->field) == 0 ? self->name : name,
                              cvk_value_ref (value));
    }
  g_autoptr (CvkValue) settings = cvk_object_builder_end (&builder);
  return cvk_command_set_node_settings (command, self->node, settings, error);
}

static void
offer_setting_name (CvkFixOffer *offer)
{
  const char *suggestion = cvk_problem_get_argument (offer->problem, "suggestion");
  CvkFix *fix;

  if (suggestion != NULL && cvk_value_get_member (offer->node->settings, offer->field) != NULL &&
      cvk_value_get_member (offer->node->settings, suggestion) == NULL)
    {
      fix = cvk_fix_offer (offer, apply_rename,
                           /* Translators: the name of a setting. */
                           g_strdup_printf (_ ("Call it “%s”"), suggestion));
      fix->name = g_strdup (suggestion);
    }
  cvk_fix_offer_value (offer, NULL, NULL,
                       /* Translators: the name of a setting. */
                       g_strdup_printf (_ ("Remove “%s”"), offer->field));
}

/* --- Inputs of the run --- */

static CvkNode *
find_input_node (CvkDocument *document)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (nodes, i);

      if (strcmp (node->type, "input") == 0)
        return node;
    }
  return NULL;
}

/* A field more in the input node, and the node where there is none. */
static gboolean
apply_input (const CvkFix *self, CvkCommand *command, GError **error)
{
  const CvkNode *input = find_input_node (self->document);
  const CvkNode *reader = cvk_document_get_node (self->document, self->node);
  CvkValue *fields = input == NULL ? NULL : cvk_value_get_member (input->settings, "fields");
  const char *id = input == NULL ? NULL : input->id;
  g_auto (CvkArrayBuilder) builder = { 0 };
  g_autoptr (CvkValue) all = NULL;

  cvk_array_builder_init (&builder);
  for (size_t i = 0;
       fields != NULL && cvk_value_is_array (fields) && i < cvk_value_get_length (fields); i++)
    cvk_array_builder_append (&builder, cvk_value_ref (cvk_value_get_element (fields, i)));
  cvk_array_builder_append (&builder,
                            cvk_value_new_object ("name", cvk_value_new_string (self->name), "type",
                                                  cvk_value_new_string ("text"), NULL));
  all = cvk_array_builder_end (&builder);
  if (id == NULL)
    id = cvk_command_add_node (command, NULL, "input", reader->x - 280, reader->y - 140, error);
  return id != NULL && cvk_command_set_node_field (command, id, "fields", all, error);
}

/* --- Expressions --- */

/* The last name in the expression that the problem is about, where the description of what is read
 * has another. */
static void
offer_expression_name (CvkFixOffer *offer, const char *expression)
{
  const char *name = cvk_problem_get_argument (offer->problem, "name");
  const char *suggestion = cvk_problem_get_argument (offer->problem, "suggestion");
  const char *text = get_text (offer);
  const char *start = text == NULL ? NULL : strstr (text, expression);
  const char *place = start == NULL || name == NULL ? NULL : g_strrstr (expression, name);
  g_autoptr (GString) changed = NULL;

  if (place == NULL || suggestion == NULL)
    return;
  place = start + (place - expression);
  changed = g_string_new_len (text, place - text);
  g_string_append (changed, suggestion);
  g_string_append (changed, place + strlen (name));
  cvk_fix_offer_value (offer, NULL, cvk_value_new_string (changed->str),
                       /* Translators: the name of a field. */
                       g_strdup_printf (_ ("Read “%s”"), suggestion));
}

void
cvk_fix_offer_unknown_field (CvkFixOffer *offer)
{
  const char *expression = cvk_problem_get_argument (offer->problem, "expression");
  const char *name = cvk_problem_get_argument (offer->problem, "name");
  const char *text = get_text (offer);

  if (offer->node == NULL || offer->field == NULL)
    return;
  if (expression != NULL)
    offer_expression_name (offer, expression);
  else if (name == NULL)
    offer_setting_name (offer);
  else if (text != NULL && strstr (text, "inputs") != NULL &&
           cvk_node_types_lookup (offer->types, "input") != NULL)
    {
      CvkFix *fix = cvk_fix_offer (offer, apply_input,
                                   /* Translators: the name of a run's input. */
                                   g_strdup_printf (_ ("Ask for “%s” when it runs"), name));

      fix->name = g_strdup (name);
    }
}

void
cvk_fix_offer_unknown_reference (CvkFixOffer *offer)
{
  const char *other = cvk_problem_get_argument (offer->problem, "other");
  const char *suggestion = cvk_problem_get_argument (offer->problem, "suggestion");
  const char *text = get_text (offer);
  g_autofree char *changed = NULL;

  if (other == NULL || suggestion == NULL || text == NULL)
    return;
  changed = cvk_template_rename_node (text, other, suggestion);
  if (changed == NULL)
    changed = cvk_javascript_rename_node (text, strlen (text), other, suggestion);
  if (changed != NULL)
    cvk_fix_offer_value (offer, NULL, cvk_value_new_string (changed),
                         /* Translators: the name of a node. */
                         g_strdup_printf (_ ("Read from “%s”"), suggestion));
}

void
cvk_fix_offer_plain_braces (CvkFixOffer *offer)
{
  const char *found = cvk_problem_get_argument (offer->problem, "text");
  const char *text = get_text (offer);
  const char *start = found == NULL || text == NULL ? NULL : strstr (text, found);
  g_autofree char *path = NULL;
  g_autoptr (GString) changed = NULL;

  if (start == NULL)
    return;
  path = g_strdup (strchr (found, '{') + 1);
  path[strlen (path) - 1] = '\0';
  g_strstrip (path);
  changed = g_string_new_len (text, start - text);
  g_string_append_printf (changed, "{{ %s }}%s", path, start + strlen (found));
  cvk_fix_offer_value (offer, NULL, cvk_value_new_string (changed->str),
                       g_strdup (_ ("Make it a variable")));
}

/* --- Values --- */

/* Settings that may not stand together: either can go. */
void
cvk_fix_offer_excluded_field (CvkFixOffer *offer)
{
  const char *other = cvk_problem_get_argument (offer->problem, "other");
  g_autofree char *title = NULL;
  g_autofree char *other_title = NULL;

  if (other == NULL || offer->node == NULL || offer->field == NULL ||
      cvk_fix_settings_lookup (offer->node->settings, offer->field) == NULL)
    return;
  title = cvk_fix_dup_field_title (offer, offer->field);
  cvk_fix_offer_value (offer, NULL, NULL,
                       /* Translators: the title of a setting. */
                       g_strdup_printf (_ ("Remove “%s”"), title));
  /* Where the other one has to have certain values, taking it away would not mend it. */
  if (cvk_problem_get_argument (offer->problem, "values") != NULL &&
      *cvk_problem_get_argument (offer->problem, "values") != '\0')
    return;
  other_title = cvk_fix_dup_field_title (offer, other);
  if (cvk_fix_settings_lookup (offer->node->settings, other) != NULL)
    cvk_fix_offer_value (offer, other, NULL,
                         /* Translators: the title of a setting. */
                         g_strdup_printf (_ ("Remove “%s”"), other_title));
}

void
cvk_fix_offer_suggestion (CvkFixOffer *offer)
{
  const char *suggestion = cvk_problem_get_argument (offer->problem, "suggestion");

  if (suggestion != NULL)
    cvk_fix_offer_value (offer, NULL, cvk_value_new_string (suggestion),
                         /* Translators: the name of a field. */
                         g_strdup_printf (_ ("Use “%s”"), suggestion));
}

/* --- Files --- */

static gboolean
apply_file_slot (const CvkFix *self, CvkCommand *command, GError **error)
{
  const CvkNode *node = cvk_document_get_node (self->document, self->node);
  g_autoptr (CvkValue) value = cvk_value_new_string (self->name);
  g_autoptr (CvkValue) settings = cvk_fix_settings_replace (node->settings, self->field, value);

  return settings != NULL &&
         cvk_command_set_file_slot (command, self->name, NULL, self->other, error) &&
         cvk_command_set_node_settings (command, self->node, settings, error);
}

/* "/home/me/My Interviews.csv" becomes the slot "my-interviews". */
static char *
make_slot_name (CvkDocument *document, const char *file_name)
{
  g_autoptr (GString) name = g_string_new (NULL);
  size_t length = strcspn (file_name, ".");
  unsigned number = 2;
  g_autofree char *unique = NULL;

  for (size_t i = 0; i < length; i++)
    if (g_ascii_isalnum (file_name[i]))
      g_string_append_c (name, g_ascii_tolower (file_name[i]));
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_assign (name, "file");
  unique = g_strdup (name->str);
  while (cvk_document_get_file_slot (document, unique) != NULL)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s-%u", name->str, number++);
    }
  return g_steal_pointer (&unique);
}

void
cvk_fix_offer_file_slot (CvkFixOffer *offer)
{
  const char *path = cvk_problem_get_argument (offer->problem, "path");
  g_autofree char *file_name = NULL;
  CvkFix *fix;

  if (path == NULL || offer->node == NULL || offer->field == NULL)
    return;
  file_name = g_path_get_basename (path);
  if (*file_name == '.' || strchr (file_name, '/') != NULL || strchr (file_name, ':') != NULL)
    return;
  fix = cvk_fix_offer (offer, apply_file_slot, g_strdup (_ ("Make it a file slot")));
  fix->name = make_slot_name (offer->document, file_name);
  fix->other = g_steal_pointer (&file_name);
}
