// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sign-in-options.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* The type of each option; whoever sends another one does not know what it asks for. */
static const struct
{
  const char *name;
  const char *type;
} known[] = {
  { "server", "s" },    { "client_id", "s" }, { "client_secret", "h" }, { "connector", "ay" },
  { "reconnect", "s" }, { "port", "q" },      { "memory", "b" },        { "sandbox", "b" },
  { "device", "b" },    { "answers", "s" },
};

static const char *
find_type (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      return known[i].type;
  return NULL;
}

static gboolean
check_types (GVariant *options, CvkProblem **problem)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      const char *type = find_type (name);
      gboolean fits = type != NULL && g_str_equal (g_variant_get_type_string (value), type);

      g_variant_unref (value);
      if (fits)
        continue;
      *problem = cvk_problem_new ("wrong-option",
                                  N_ ("There is no option “{name}” of that kind for signing in. "
                                      "The documentation of the interface lists them."),
                                  "name", name, NULL);
      return FALSE;
    }
  return TRUE;
}

/* FALSE sets @problem. */
static gboolean
read_answers (CvkSignInOptions *self, GVariantDict *dict, CvkProblem **problem)
{
  const char *json = NULL;

  if (!g_variant_dict_lookup (dict, "answers", "&s", &json))
    return TRUE;
  self->answers = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  if (self->answers != NULL && cvk_value_is_object (self->answers))
    return TRUE;
  *problem = cvk_problem_new ("wrong-option", N_ ("The details are not a JSON object."), NULL);
  return FALSE;
}

CvkSignInOptions *
cvk_sign_in_options_new (const char *connector,
                         GVariant *options,
                         int *handle,
                         CvkProblem **problem)
{
  g_autoptr (CvkSignInOptions) self = g_new0 (CvkSignInOptions, 1);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (options);
  g_autoptr (GVariant) file = NULL;

  *handle = -1;
  if (!check_types (options, problem))
    return NULL;
  self->connector = g_strdup (connector);
  if (!read_answers (self, &dict, problem))
    return NULL;
  g_variant_dict_lookup (&dict, "server", "s", &self->server);
  g_variant_dict_lookup (&dict, "client_id", "s", &self->client_id);
  g_variant_dict_lookup (&dict, "client_secret", "h", handle);
  g_variant_dict_lookup (&dict, "reconnect", "s", &self->reconnect);
  g_variant_dict_lookup (&dict, "port", "q", &self->port);
  g_variant_dict_lookup (&dict, "memory", "b", &self->memory);
  g_variant_dict_lookup (&dict, "sandbox", "b", &self->sandbox);
  g_variant_dict_lookup (&dict, "device", "b", &self->device);
  file = g_variant_dict_lookup_value (&dict, "connector", G_VARIANT_TYPE_BYTESTRING);
  self->file = file != NULL ? g_variant_get_data_as_bytes (file) : NULL;
  return g_steal_pointer (&self);
}

void
cvk_sign_in_options_free (CvkSignInOptions *self)
{
  g_free (self->connector);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_clear_pointer (&self->answers, cvk_value_unref);
  g_free (self->server);
  g_free (self->client_id);
  g_clear_pointer (&self->client_secret, cvk_secret_unref);
  g_free (self->reconnect);
  g_free (self);
}
