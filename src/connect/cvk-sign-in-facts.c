// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-sign-in-facts.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-connector-private.h"

/* RFC 6749, section 3.3: scopes stand in one text. */
static CvkValue *
split_scopes (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\n", -1);
  g_auto (CvkArrayBuilder) scopes = { 0 };

  cvk_array_builder_init (&scopes);
  for (size_t i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      cvk_array_builder_append (&scopes, cvk_value_new_string (words[i]));
  return cvk_array_builder_end (&scopes);
}

/* Where a client secret stands has no empty answer. */
static gboolean
is_left_to_issuer (const char *name, const CvkValue *value)
{
  return g_str_equal (name, "client_secret_in") && cvk_value_is_string (value) &&
         g_str_equal (cvk_value_get_string (value), "told");
}

/* The file's word comes first: only what it leaves open is the user's to say. */
static void
add_details (CvkObjectBuilder *facts, const CvkValue *way, const CvkValue *details)
{
  for (size_t i = 0; i < cvk_value_get_length (details); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (details, i, &name, &value);
      if (cvk_value_get_member (way, name) != NULL || is_left_to_issuer (name, value))
        continue;
      if (g_str_equal (name, "scopes") && cvk_value_is_string (value))
        cvk_object_builder_set (facts, name, split_scopes (cvk_value_get_string (value)));
      else
        cvk_object_builder_set (facts, name, cvk_value_ref (value));
    }
}

static void
add_text (CvkObjectBuilder *facts, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    cvk_object_builder_set (facts, name, cvk_value_new_string (text));
}

CvkValue *
cvk_sign_in_facts_new (const CvkConnector *connector, const CvkValue *answers, CvkProblem **problem)
{
  g_autoptr (CvkValue) none = cvk_value_new_object (NULL, NULL);
  const CvkValue *given = answers != NULL ? answers : none;
  const char *choice = cvk_value_lookup_string (given, "choice", NULL);
  CvkValue *api = cvk_value_get_member (connector->description, "api");
  CvkValue *hosts = cvk_value_get_member (api, "allowed_hosts");
  CvkValue *details = cvk_value_get_member (given, "details");
  const CvkValue *way = cvk_connector_find_way (connector, choice);
  g_autofree char *api_url = NULL;
  g_auto (CvkObjectBuilder) facts = { 0 };

  if (details == NULL || !cvk_value_is_object (details))
    details = none;
  if (way == NULL || cvk_connector_get_way_kind (way) != CVK_AUTH_KIND_OAUTH2)
    *problem = cvk_problem_new ("no-sign-in", N_ ("{service} is not connected by signing in."),
                                "service", connector->title, NULL);
  else
    *problem = cvk_connector_check_details (connector, way, details);
  if (*problem == NULL)
    api_url = cvk_connector_find_api_url (connector, CVK_AUTH_KIND_OAUTH2, given, NULL, problem);
  if (api_url == NULL)
    return NULL;

  cvk_object_builder_init_from (&facts, way);
  add_details (&facts, way, details);
  if (details != none)
    cvk_object_builder_set (&facts, "given", cvk_value_ref (details));
  add_text (&facts, "api_url", api_url);
  add_text (&facts, "choice", cvk_value_lookup_string (way, "id", NULL));
  add_text (&facts, "name", cvk_value_lookup_string (given, "name", NULL));
  if (cvk_connector_get_address (connector) != NULL)
    {
      g_autofree char *name = cvk_connector_choose_name (connector, given, api_url);

      add_text (&facts, "standard_name", name);
    }
  if (hosts != NULL)
    cvk_object_builder_set (&facts, "allowed_hosts", cvk_value_ref (hosts));
  return cvk_object_builder_end (&facts);
}

CvkValue *
cvk_sign_in_facts_renew (CvkConnection *connection, const CvkValue *given, CvkProblem **problem)
{
  const char *id = cvk_connection_get_connector (connection);
  const CvkConnector *connector = cvk_connector_get (id);
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  CvkValue *choice = cvk_value_get_member (record, "choice");
  g_autoptr (CvkValue) answers = NULL;
  g_auto (CvkObjectBuilder) details = { 0 };
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (connector == NULL)
    {
      *problem = cvk_problem_new ("unknown-connector", N_ ("There is no connector “{name}”."),
                                  "name", id, NULL);
      return NULL;
    }
  cvk_object_builder_init_from (&details, cvk_connection_get_details (connection));
  for (size_t i = 0; i < cvk_value_get_length (given); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (given, i, &name, &value);
      cvk_object_builder_set (&details, name, cvk_value_ref (value));
    }
  cvk_object_builder_init (&builder);
  if (choice != NULL)
    cvk_object_builder_append (&builder, "choice", cvk_value_ref (choice));
  cvk_object_builder_append (&builder, "address",
                             cvk_value_new_string (cvk_connection_get_api_url (connection)));
  cvk_object_builder_append (&builder, "details", cvk_object_builder_end (&details));
  answers = cvk_object_builder_end (&builder);
  return cvk_sign_in_facts_new (connector, answers, problem);
}

static gboolean
has_text (const CvkValue *facts, const char *name)
{
  return *cvk_value_lookup_string (facts, name, "") != '\0';
}

const char *
cvk_sign_in_facts_find_teller (const CvkValue *facts)
{
  if (has_text (facts, "authorize_url") && has_text (facts, "token_url"))
    return NULL;
  return has_text (facts, "issuer") ? cvk_value_lookup_string (facts, "issuer", NULL) : NULL;
}

CvkValue *
cvk_sign_in_facts_complete (const CvkValue *facts, const CvkValue *metadata)
{
  g_auto (CvkObjectBuilder) all = { 0 };

  cvk_object_builder_init_from (&all, facts);
  for (size_t i = 0; i < cvk_value_get_length (metadata); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (metadata, i, &name, &value);
      if (cvk_value_get_member (facts, name) == NULL)
        cvk_object_builder_set (&all, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&all);
}

/* --- Checking --- */

static CvkProblem *
make_problem (const char *field, const char *message)
{
  CvkProblem *problem = cvk_problem_new ("incomplete", message, NULL);

  cvk_problem_set_field (problem, field);
  return problem;
}

/* RFC 6749, section 3.1: an address may have a query of its own, and no parameter comes twice. */
static gboolean
has_own_parameters (const char *url)
{
  static const char *const ours[] = {
    "response_type",         "client_id", "redirect_uri", "scope",         "state",
    "code_challenge",        "request",   "request_uri",  "response_mode", "nonce",
    "code_challenge_method", NULL
  };
  const char *query = strchr (url, '?');
  GUriParamsIter iter;
  char *name;
  char *value;
  gboolean found = FALSE;

  if (query == NULL)
    return FALSE;
  g_uri_params_iter_init (&iter, query + 1, -1, "&", G_URI_PARAMS_NONE);
  while (!found && g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      found = g_strv_contains (ours, name);
      g_free (name);
      g_free (value);
    }
  return found;
}

static CvkProblem *
check_address (const CvkValue *facts, const char *name)
{
  const char *url = cvk_value_lookup_string (facts, name, "");

  if (*url == '\0')
    return NULL;
  if (!cvk_connection_is_safe_url (url) || strchr (url, '#') != NULL)
    return make_problem (name, N_ ("A sign-in goes only to addresses that begin with https://, or "
                                   "with http://127.0.0.1 on this computer. Check the address."));
  if (has_own_parameters (url))
    return make_problem (name, N_ ("This address names what Convoke says itself in each sign-in, "
                                   "such as state or redirect_uri. Leave that out."));
  return NULL;
}

CvkProblem *
cvk_sign_in_facts_check (const CvkValue *facts)
{
  static const char *const addresses[] = { "authorize_url", "token_url", "revoke_url",
                                           "device_url" };
  CvkProblem *problem = NULL;

  if (!has_text (facts, "authorize_url"))
    return make_problem ("authorize_url",
                         N_ ("The address where one signs in is missing. Give it, or the issuer if "
                             "the service has one that tells."));
  if (!has_text (facts, "token_url"))
    return make_problem ("token_url", N_ ("The address where tokens come from is missing. Give it, "
                                          "or the issuer if the service has one that tells."));
  for (size_t i = 0; i < G_N_ELEMENTS (addresses) && problem == NULL; i++)
    problem = check_address (facts, addresses[i]);
  return problem;
}
