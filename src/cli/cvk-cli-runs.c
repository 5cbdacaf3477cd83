// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-client.h"

#define DEFAULT_LIMIT 20
#define MAX_LIMIT 1000

static int option_limit = DEFAULT_LIMIT;
static char *option_state;
static char *option_search;
static int option_keep_days = -1;
static int option_keep_megabytes = -1;

static const GOptionEntry options[] = {
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_limit,
    N_ ("How many to show (20, at most 1000)"), N_ ("N") },
  { "state", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_state,
    N_ ("Only runs in this state: running, waiting, succeeded, failed, cancelled"), N_ ("STATE") },
  { "search", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_search,
    N_ ("Only runs with this text in the name, path or id"), N_ ("TEXT") },
  { "keep-days", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_keep_days,
    N_ ("Keep runs for so many days from now on (90)"), N_ ("N") },
  { "keep-megabytes", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_keep_megabytes,
    N_ ("Keep runs as long as they take no more than this (500)"), N_ ("N") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static char *
format_count (const CvkValue *entry)
{
  int64_t count = cvk_value_lookup_integer (entry, "failures", 0);

  return count > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : g_strdup ("");
}

static char *
format_duration (const CvkValue *entry)
{
  int64_t started = cvk_value_lookup_integer (entry, "started", 0);
  int64_t finished = cvk_value_lookup_integer (entry, "finished", 0);

  return finished > started ? cvk_history_format_duration (finished - started) : g_strdup ("");
}

static void
print_runs (const CvkValue *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { C_ ("run", "Number"), _ ("Run"),      _ ("Pipeline"),
                           _ ("State"),          _ ("Kind"),     _ ("Started"),
                           _ ("Duration"),       _ ("Failures"), NULL };

  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *entry = cvk_value_get_element (list, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (cells, g_strdup_printf ("%" G_GINT64_FORMAT,
                                               cvk_value_lookup_integer (entry, "number", 0)));
      g_ptr_array_add (cells,
                       cvk_text_for_terminal (cvk_value_lookup_string (entry, "run", ""), FALSE));
      g_ptr_array_add (cells,
                       cvk_text_for_terminal (cvk_value_lookup_string (entry, "name", ""), FALSE));
      g_ptr_array_add (cells, g_strdup (cvk_history_get_state_words (
                                cvk_value_lookup_string (entry, "state", ""))));
      g_ptr_array_add (cells, g_strdup (cvk_history_get_kind_words (entry)));
      g_ptr_array_add (cells, cvk_history_format_instant (cvk_value_get_member (entry, "started")));
      g_ptr_array_add (cells, format_duration (entry));
      g_ptr_array_add (cells, format_count (entry));
      g_ptr_array_add (rows, cells);
    }
  if (rows->len > 0)
    cvk_print_table (titles, rows);
  else
    puts (_ ("There are no such runs."));
}

static GVariant *
make_query (void)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "limit", "u", (uint32_t) option_limit);
  if (option_state != NULL)
    g_variant_dict_insert (&dict, "state", "s", option_state);
  if (option_search != NULL)
    g_variant_dict_insert (&dict, "search", "s", option_search);
  return g_variant_new ("(@a{sv})", g_variant_dict_end (&dict));
}

/* (transfer full) (nullable): NULL when it failed, which is printed then. */
static CvkValue *
keep_runs (GDBusConnection *client)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (option_keep_days >= 0)
    g_variant_dict_insert (&dict, "days", "u", (uint32_t) option_keep_days);
  if (option_keep_megabytes >= 0)
    g_variant_dict_insert (&dict, "megabytes", "u", (uint32_t) option_keep_megabytes);
  return cvk_history_call (client, "KeepRuns",
                           g_variant_new ("(@a{sv})", g_variant_dict_end (&dict)));
}

static void
print_kept (const CvkValue *kept)
{
  int days = (int) cvk_value_lookup_integer (kept, "days", 0);
  g_autofree char *line =
    /* Translators: a number of days, and megabytes. */
    g_strdup_printf (
      ngettext ("Runs are kept for %'d day, as long as they take no more than %'d MB.",
                "Runs are kept for %'d days, as long as they take no more than %'d MB.",
                (unsigned long) days),
      days, (int) cvk_value_lookup_integer (kept, "megabytes", 0));

  cvk_print_line (line);
}

static CvkExit
run_runs (int argc, char **argv)
{
  gboolean sets = option_keep_days >= 0 || option_keep_megabytes >= 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = NULL;
  g_autoptr (CvkValue) list = NULL;

  if (option_limit < 1 || option_limit > MAX_LIMIT)
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (_ ("--limit takes a number from 1 to 1000."));
      return CVK_EXIT_USAGE;
    }
  client = cvk_client_connect (cvk_option_data_dir, &error);
  if (client != NULL)
    list = sets ? keep_runs (client) : cvk_history_call (client, "ListRuns", make_query ());
  else
    cvk_print_error (error->message);
  if (list == NULL)
    {
      if (cvk_option_json)
        puts ("[]");
      return CVK_EXIT_FAILED;
    }
  if (cvk_option_json)
    cvk_print_json (list);
  else if (sets)
    print_kept (list);
  else
    print_runs (list);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_runs = {
  .name = "runs",
  .usage = "[--limit N] [--state STATE] [--search TEXT] [--keep-days N] [--keep-megabytes N] "
           "[--json] [--data-dir DIR]",
  .summary = N_ ("List past and present runs"),
  .details = N_ ("--keep-days and --keep-megabytes list nothing, and say how much is kept from now "
                 "on. Runs that wait, are under way or ended within two days always are."),
  .options = options,
  .max_arguments = 0,
  .run = run_runs,
};
