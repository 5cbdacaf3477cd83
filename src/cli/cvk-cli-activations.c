// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-activations.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-problems.h"

char *
cvk_activation_dup_argument (const char *argument)
{
  char *path = realpath (argument, NULL);
  char *copy = NULL;

  if (path == NULL && (strchr (argument, '/') != NULL || g_str_has_suffix (argument, ".convoke")))
    return g_canonicalize_filename (argument, NULL);
  copy = g_strdup (path != NULL ? path : argument);
  free (path);
  return copy;
}

CvkValue *
cvk_activations_call (GDBusConnection *client, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = cvk_client_call (client, method, parameters, "(s)", &error);
  CvkValue *value = NULL;
  const char *json = NULL;

  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &json);
      value = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
    }
  if (value != NULL)
    return value;
  if (cvk_option_json)
    puts ("[]");
  cvk_print_error (error->message);
  return NULL;
}

char *
cvk_next_dup_text (const CvkValue *next)
{
  const char *name = cvk_value_lookup_string (next, "zone", "UTC");
  int64_t time = cvk_value_lookup_integer (next, "time", 0);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) date =
    utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *place = NULL;

  if (date == NULL)
    return g_strdup ("");
  text = cvk_local_date_time (date, CVK_DATE_WEEKDAY_YEAR);
  place = cvk_local_zone (name);
  return g_strdup_printf ("%s (%s)", text, place);
}

char *
cvk_activation_dup_next_text (const CvkValue *activation)
{
  CvkValue *triggers = cvk_value_get_member (activation, "triggers");
  const CvkValue *first = NULL;

  for (size_t i = 0; triggers != NULL && i < cvk_value_get_length (triggers); i++)
    {
      CvkValue *next = cvk_value_get_member (cvk_value_get_element (triggers, i), "next");

      if (next != NULL && cvk_value_is_object (next) &&
          (first == NULL || cvk_value_lookup_integer (next, "time", 0) <
                              cvk_value_lookup_integer (first, "time", 0)))
        first = next;
    }
  return first != NULL ? cvk_next_dup_text (first) : g_strdup ("");
}

static void
print_problem (const CvkValue *holder, const char *path)
{
  CvkValue *value = cvk_value_get_member (holder, "problem");
  g_autoptr (CvkProblem) problem =
    value != NULL && cvk_value_is_object (value) ? cvk_problem_from_value (value) : NULL;
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (g_steal_pointer (&problem)) : NULL;

  if (problems != NULL)
    cvk_print_problems (problems, path);
}

void
cvk_activation_print_addresses (const CvkValue *activation)
{
  CvkValue *triggers = cvk_value_get_member (activation, "triggers");

  for (size_t i = 0; triggers != NULL && i < cvk_value_get_length (triggers); i++)
    {
      const CvkValue *trigger = cvk_value_get_element (triggers, i);
      const char *address = cvk_value_lookup_string (trigger, "address", NULL);

      if (address == NULL)
        continue;
      /* Translators: %s is a web address. */
      printf (_ ("Its webhook is called at %s"), address);
      putchar ('\n');
    }
}

void
cvk_activation_print_problems (const CvkValue *activation)
{
  CvkValue *triggers = cvk_value_get_member (activation, "triggers");
  const char *path = cvk_value_lookup_string (activation, "path", "");

  print_problem (activation, path);
  for (size_t i = 0; triggers != NULL && i < cvk_value_get_length (triggers); i++)
    print_problem (cvk_value_get_element (triggers, i), path);
}
