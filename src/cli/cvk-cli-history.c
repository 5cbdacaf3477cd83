// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-history.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"

/* Among so many of the last runs a beginning or a number is looked for. */
#define MAX_SEARCHED 1000

CvkValue *
cvk_history_call (GDBusConnection *client, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = cvk_client_call (client, method, parameters, "(s)", &error);
  const char *json = NULL;
  CvkValue *value = NULL;

  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &json);
      value = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
    }
  if (value == NULL)
    {
      if (g_dbus_error_is_remote_error (error))
        g_dbus_error_strip_remote_error (error);
      cvk_print_error (error->message);
    }
  return value;
}

static CvkValue *
list_runs (GDBusConnection *client, const char *option, const char *value)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (option != NULL)
    g_variant_dict_insert (&dict, option, "s", value);
  g_variant_dict_insert (&dict, "limit", "u", MAX_SEARCHED);
  return cvk_history_call (client, "ListRuns",
                           g_variant_new ("(@a{sv})", g_variant_dict_end (&dict)));
}

static gboolean
has_number (const CvkValue *entry, const char *name)
{
  g_autofree char *number =
    g_strdup_printf ("%" G_GINT64_FORMAT, cvk_value_lookup_integer (entry, "number", 0));

  return g_str_equal (number, name);
}

char *
cvk_history_find_run (GDBusConnection *client, const char *name)
{
  g_autoptr (CvkValue) exact = list_runs (client, "run", name);
  g_autoptr (CvkValue) all = NULL;
  const char *found = NULL;
  gboolean is_clear = FALSE;
  g_autofree char *message = NULL;

  if (exact == NULL || cvk_value_get_length (exact) == 1)
    return exact != NULL
             ? g_strdup (cvk_value_lookup_string (cvk_value_get_element (exact, 0), "run", name))
             : NULL;
  all = list_runs (client, NULL, NULL);
  for (size_t i = 0; all != NULL && i < cvk_value_get_length (all); i++)
    {
      const CvkValue *entry = cvk_value_get_element (all, i);

      /* An id may begin with the digits of a number. */
      if (has_number (entry, name))
        return g_strdup (cvk_value_lookup_string (entry, "run", ""));
      if (!g_str_has_prefix (cvk_value_lookup_string (entry, "run", ""), name))
        continue;
      is_clear = found == NULL;
      found = cvk_value_lookup_string (entry, "run", "");
    }
  if ((found != NULL && is_clear) || all == NULL)
    return g_strdup (found);
  message = g_strdup_printf (found != NULL
                               ? _ ("Several runs begin with “%s”. “convokectl runs” lists them.")
                               : _ ("There is no run “%s”. “convokectl runs” lists them."),
                             name);
  cvk_print_error (message);
  return NULL;
}

char *
cvk_history_format_instant (const CvkValue *instant)
{
  return instant != NULL && cvk_value_is_integer (instant)
           ? cvk_local_instant (cvk_value_get_integer (instant), CVK_DATE_SHORT_YEAR)
           : g_strdup ("");
}

char *
cvk_history_format_duration (int64_t duration)
{
  int64_t seconds = duration / G_USEC_PER_SEC;

  if (duration < G_USEC_PER_SEC)
    /* Translators: milliseconds. */
    return g_strdup_printf (_ ("%d ms"), (int) (duration / G_TIME_SPAN_MILLISECOND));
  if (seconds < 60)
    /* Translators: seconds. */
    return g_strdup_printf (_ ("%.1f s"), (double) duration / G_USEC_PER_SEC);
  if (seconds < 3600)
    /* Translators: minutes and seconds. */
    return g_strdup_printf (_ ("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));
  /* Translators: hours and minutes. */
  return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

const char *
cvk_history_get_kind_words (const CvkValue *entry)
{
  gboolean uses_sandbox = cvk_value_lookup_boolean (entry, "sandbox", FALSE);

  if (cvk_value_lookup_boolean (entry, "rehearses", FALSE))
    /* Translators: what kind of run it is: one that changes nothing, in the stand-in for Zoom. */
    return uses_sandbox ? _ ("rehearsal, sandbox") : _ ("rehearsal");
  return uses_sandbox ? _ ("sandbox") : "";
}

const char *
cvk_history_get_state_words (const char *state)
{
  static const struct
  {
    const char *state;
    const char *words;
  } states[] = {
    /* Translators: these are states of a run or a step, in a column of a table. */
    { "running", N_ ("running") },     { "succeeded", N_ ("succeeded") },
    { "failed", N_ ("failed") },       { "waiting", N_ ("waiting") },
    { "cancelled", N_ ("cancelled") }, { "skipped", N_ ("skipped") },
    { "pending", N_ ("not begun") },   { "interrupted", N_ ("interrupted") },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (states); i++)
    if (strcmp (states[i].state, state) == 0)
      return _ (states[i].words);
  return state;
}
