// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-fix.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-fix-private.h"
#include "model/cvk-schema-private.h"

static const struct
{
  const char *code;
  void (*offer) (CvkFixOffer *offer);
} offers[] = {
  { "absolute-path", cvk_fix_offer_file_slot },
  { "dangling-link", cvk_fix_offer_links_of_node },
  { "duplicate-link", cvk_fix_offer_one_link },
  { "early-entry", cvk_fix_offer_meeting },
  { "empty-range", cvk_fix_offer_meeting },
  { "empty-slot", cvk_fix_offer_slot },
  { "instant-zone", cvk_fix_offer_meeting },
  { "invalid-field", cvk_fix_offer_excluded_field },
  { "no-approval", cvk_fix_offer_meeting },
  { "no-start", cvk_fix_offer_meeting },
  { "no-zone", cvk_fix_offer_meeting },
  { "plain-braces", cvk_fix_offer_plain_braces },
  { "split-absent", cvk_fix_offer_suggestion },
  { "unknown-field", cvk_fix_offer_unknown_field },
  { "unknown-file-slot", cvk_fix_offer_inner_file },
  { "unknown-port", cvk_fix_offer_links_of_port },
  { "unknown-reference", cvk_fix_offer_unknown_reference },
  { "unknown-slot", cvk_fix_offer_slot },
  { "unknown-type", cvk_fix_offer_type },
  { "unsorted", cvk_fix_offer_meeting },
  { "weak-passcode", cvk_fix_offer_meeting },
  { "whole-series", cvk_fix_offer_meeting },
  { "wrong-slot", cvk_fix_offer_slot },
};

void
cvk_fix_free (CvkFix *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->document);
  g_free (self->title);
  g_free (self->node);
  g_free (self->field);
  g_free (self->name);
  g_free (self->other);
  g_clear_pointer (&self->value, cvk_value_unref);
  g_free (self);
}

const char *
cvk_fix_get_title (const CvkFix *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->title;
}

CvkCommand *
cvk_fix_make_command (const CvkFix *self, GError **error)
{
  g_autoptr (CvkCommand) command = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  command = cvk_command_new (self->document, self->title);
  if (!self->apply (self, command, error))
    return NULL;
  return g_steal_pointer (&command);
}

GPtrArray *
cvk_fix_list (CvkDocument *document,
              const CvkNodeTypes *types,
              const CvkProblem *problem,
              const char *own_zone)
{
  const char *id = cvk_problem_get_node (problem);
  CvkFixOffer offer = { .document = document, .types = types, .problem = problem };

  g_return_val_if_fail (CVK_IS_DOCUMENT (document) && types != NULL && problem != NULL, NULL);

  offer.own_zone = own_zone;
  offer.field = cvk_problem_get_field (problem);
  offer.node = id == NULL ? NULL : cvk_document_get_node (document, id);
  offer.fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_fix_free);
  for (size_t i = 0; i < G_N_ELEMENTS (offers); i++)
    if (strcmp (offers[i].code, cvk_problem_get_code (problem)) == 0)
      offers[i].offer (&offer);
  return offer.fixes;
}

/* --- What offers share --- */

CvkFix *
cvk_fix_offer (CvkFixOffer *offer, CvkFixApply apply, char *title)
{
  CvkFix *fix = g_new0 (CvkFix, 1);

  fix->document = g_object_ref (offer->document);
  fix->types = offer->types;
  fix->apply = apply;
  fix->title = title;
  fix->node = g_strdup (offer->node != NULL ? offer->node->id : NULL);
  fix->field = g_strdup (offer->field);
  g_ptr_array_add (offer->fixes, fix);
  return fix;
}

static gboolean
apply_value (const CvkFix *self, CvkCommand *command, GError **error)
{
  const CvkNode *node = cvk_document_get_node (self->document, self->node);
  g_autoptr (CvkValue) settings =
    node == NULL ? NULL : cvk_fix_settings_replace (node->settings, self->field, self->value);

  if (settings == NULL)
    {
      g_set_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT,
                   _ ("“%s” is not there any more."), self->field);
      return FALSE;
    }
  return cvk_command_set_node_settings (command, self->node, settings, error);
}

void
cvk_fix_offer_value (CvkFixOffer *offer, const char *field, CvkValue *value, char *title)
{
  CvkFix *fix = cvk_fix_offer (offer, apply_value, title);

  fix->value = value;
  if (field != NULL)
    {
      g_free (fix->field);
      fix->field = g_strdup (field);
    }
}

char *
cvk_fix_dup_field_title (const CvkFixOffer *offer, const char *field)
{
  const CvkNodeType *type =
    offer->node == NULL ? NULL : cvk_node_types_lookup (offer->types, offer->node->type);
  g_auto (GStrv) names = g_strsplit (field, ".", -1);
  CvkValue *schema = type == NULL ? NULL : cvk_node_type_get_settings_schema (type);
  const char *title;

  for (char **name = names; *name != NULL && schema != NULL; name++)
    schema = g_ascii_isdigit (**name) ? cvk_value_get_member (schema, "items")
                                      : cvk_schema_get_member (schema, *name);
  title = cvk_value_lookup_string (schema, "title", "");
  return g_strdup (*title != '\0' ? _ (title) : field);
}
