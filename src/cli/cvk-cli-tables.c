// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/cvk-data-file.h"
#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "nodes/cvk-csv.h"
#include "service/cvk-problems.h"

#define WINDOW 500
/* Rows of an import that travel, and are written, at a time. */
#define BATCH 1000
#define DEFAULT_LIMIT 100

static int option_limit = DEFAULT_LIMIT;
static char *option_search;
static char *option_key;

static const GOptionEntry options[] = {
  { "key", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_key,
    N_ ("The column that tells rows apart: those that are there are changed"), N_ ("COLUMN") },
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_limit,
    N_ ("How many rows to show (100)"), N_ ("N") },
  { "search", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_search,
    N_ ("Only rows with this text in a field"), N_ ("TEXT") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* (transfer full) (nullable): NULL when it failed, which is printed then. */
static CvkValue *
load_window (GDBusConnection *client, const char *table, unsigned offset, unsigned count)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "offset", "u", offset);
  g_variant_dict_insert (&dict, "count", "u", count);
  if (option_search != NULL)
    g_variant_dict_insert (&dict, "search", "s", option_search);
  return cvk_history_call (client, "GetTableRows",
                           g_variant_new ("(s@a{sv})", table, g_variant_dict_end (&dict)));
}

/* The fields of the first @limit rows. (transfer full) (nullable) */
static CvkValue *
load_rows (GDBusConnection *client, const char *table, unsigned limit)
{
  g_auto (CvkArrayBuilder) all = { 0 };
  unsigned n_rows = 0;
  unsigned n_new = 1;

  cvk_array_builder_init (&all);
  while (n_rows < limit && n_new > 0)
    {
      g_autoptr (CvkValue) window =
        load_window (client, table, n_rows, MIN (limit - n_rows, WINDOW));
      const CvkValue *rows = cvk_value_get_member (window, "rows");

      if (rows == NULL)
        return NULL;
      n_new = cvk_value_get_length (rows);
      for (unsigned i = 0; i < n_new; i++)
        cvk_array_builder_append (
          &all, cvk_value_ref (cvk_value_get_member (cvk_value_get_element (rows, i), "fields")));
      n_rows += n_new;
    }
  return cvk_array_builder_end (&all);
}

/* The entry of the list of tables. (transfer full) (nullable): NULL when there is none, which is
 * printed then. */
static CvkValue *
find_table (GDBusConnection *client, const char *name)
{
  g_autoptr (CvkValue) list = cvk_history_call (client, "ListTables", NULL);
  g_autofree char *message = NULL;

  if (list == NULL)
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      CvkValue *entry = cvk_value_get_element (list, i);

      if (g_str_equal (cvk_value_lookup_string (entry, "name", ""), name))
        return cvk_value_ref (entry);
    }
  message =
    g_strdup_printf (_ ("There is no table named “%s”. “convokectl tables” lists them."), name);
  cvk_print_error (message);
  return NULL;
}

/* --- Listing and showing --- */

static char *
join_columns (const CvkValue *columns)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < cvk_value_get_length (columns); i++)
    {
      g_autofree char *name =
        cvk_text_for_terminal (cvk_value_get_string (cvk_value_get_element (columns, i)), FALSE);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (text, FALSE);
}

static void
print_tables (const CvkValue *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Name"), _ ("Rows"), _ ("Key"), _ ("Columns"), NULL };

  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *entry = cvk_value_get_element (list, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (cells,
                       cvk_text_for_terminal (cvk_value_lookup_string (entry, "name", ""), FALSE));
      g_ptr_array_add (
        cells, g_strdup_printf ("%" G_GINT64_FORMAT, cvk_value_lookup_integer (entry, "rows", 0)));
      g_ptr_array_add (cells,
                       cvk_text_for_terminal (cvk_value_lookup_string (entry, "key", ""), FALSE));
      g_ptr_array_add (cells, join_columns (cvk_value_get_member (entry, "columns")));
      g_ptr_array_add (rows, cells);
    }
  if (rows->len > 0)
    cvk_print_table (titles, rows);
  else
    puts (
      _ ("There are no tables. The step Write Table makes one, and “convokectl tables import”."));
}

static CvkExit
list_tables (GDBusConnection *client)
{
  g_autoptr (CvkValue) list = cvk_history_call (client, "ListTables", NULL);

  if (list == NULL)
    return CVK_EXIT_FAILED;
  if (cvk_option_json)
    cvk_print_json (list);
  else
    print_tables (list);
  return CVK_EXIT_DONE;
}

static CvkExit
show_table (GDBusConnection *client, const char *name)
{
  g_autoptr (CvkValue) table = find_table (client, name);
  g_autoptr (CvkValue) rows = table != NULL ? load_rows (client, name, option_limit) : NULL;

  if (rows == NULL)
    return CVK_EXIT_FAILED;
  if (cvk_option_json)
    cvk_print_json (rows);
  else
    cvk_print_items (rows);
  return CVK_EXIT_DONE;
}

/* --- Files --- */

/* Rows @first and the @count after it, as a change. (transfer full) */
static CvkValue *
make_change (const CvkValue *rows, size_t first, size_t count)
{
  g_auto (CvkArrayBuilder) batch = { 0 };

  cvk_array_builder_init (&batch);
  for (size_t i = first; i < MIN (first + count, cvk_value_get_length (rows)); i++)
    cvk_array_builder_append (&batch, cvk_value_ref (cvk_value_get_element (rows, i)));
  return cvk_value_new_object ("op", cvk_value_new_string ("write"), "mode",
                               cvk_value_new_string (option_key != NULL ? "upsert" : "add"), "key",
                               cvk_value_new_string (option_key), "rows",
                               cvk_array_builder_end (&batch), NULL);
}

static gboolean
send_change (GDBusConnection *client, const char *table, const CvkValue *change)
{
  g_autofree char *json = cvk_value_to_json (change, CVK_JSON_COMPACT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "ChangeTable", g_variant_new ("(ss)", table, json), "(ss)", &error);
  g_autoptr (GPtrArray) problems = NULL;
  const char *text = NULL;

  if (reply == NULL)
    {
      if (g_dbus_error_is_remote_error (error))
        g_dbus_error_strip_remote_error (error);
      cvk_print_error (error->message);
      return FALSE;
    }
  g_variant_get (reply, "(s&s)", NULL, &text);
  problems = cvk_problems_from_json (text);
  cvk_print_problems (problems, NULL);
  return problems->len == 0;
}

static CvkExit
import_file (GDBusConnection *client, const char *name, const char *path)
{
  CvkCsvOptions how = { .delimiter = "auto", .encoding = "auto", .header = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cvk_data_file_read (path, &error);
  g_autoptr (CvkValue) rows = bytes != NULL ? cvk_csv_read (bytes, &how, &error) : NULL;
  g_autofree char *line = NULL;
  size_t count = 0;

  if (rows == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  count = cvk_value_get_length (rows);
  for (size_t first = 0; first == 0 || first < count; first += BATCH)
    {
      g_autoptr (CvkValue) change = make_change (rows, first, BATCH);

      if (!send_change (client, name, change))
        return CVK_EXIT_FAILED;
    }
  line = g_strdup_printf (
    ngettext ("%'zu row was read into the table.", "%'zu rows were read into the table.", count),
    count);
  if (!cvk_option_json)
    cvk_print_line (line);
  return cvk_option_json ? list_tables (client) : CVK_EXIT_DONE;
}

static GStrv
list_columns (const CvkValue *table)
{
  const CvkValue *columns = cvk_value_get_member (table, "columns");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (size_t i = 0; i < cvk_value_get_length (columns); i++)
    g_strv_builder_add (names, cvk_value_get_string (cvk_value_get_element (columns, i)));
  return g_strv_builder_end (names);
}

static CvkExit
export_file (GDBusConnection *client, const char *name, const char *path)
{
  g_autoptr (CvkValue) table = find_table (client, name);
  g_autoptr (CvkValue) rows = table != NULL ? load_rows (client, name, UINT_MAX) : NULL;
  g_auto (GStrv) columns = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (rows == NULL)
    return CVK_EXIT_FAILED;
  columns = list_columns (table);
  text = cvk_csv_write (rows, (const char *const *) columns, ',', TRUE);
  if (cvk_data_file_write (path, text, strlen (text), &error))
    return cvk_option_json ? list_tables (client) : CVK_EXIT_DONE;
  cvk_print_error (error->message);
  return CVK_EXIT_FAILED;
}

/* --- The command --- */

static gboolean
is_understood (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "list";

  for (int i = 1; i < MIN (argc, 3); i++)
    if (!g_utf8_validate (argv[i], -1, NULL))
      return FALSE;
  if (option_limit < 1)
    return FALSE;
  return (g_str_equal (what, "list") && argc <= 2) || (g_str_equal (what, "show") && argc == 3) ||
         ((g_str_equal (what, "import") || g_str_equal (what, "export")) && argc == 4);
}

static CvkExit
run_tables (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = NULL;
  CvkExit status = CVK_EXIT_FAILED;

  if (!is_understood (argc, argv))
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (_ ("“convokectl help tables” says how this is used."));
      return CVK_EXIT_USAGE;
    }
  client = cvk_client_connect (cvk_option_data_dir, &error);
  if (client == NULL)
    cvk_print_error (error->message);
  else if (argc < 3)
    status = list_tables (client);
  else if (g_str_equal (argv[1], "show"))
    status = show_table (client, argv[2]);
  else if (g_str_equal (argv[1], "import"))
    status = import_file (client, argv[2], argv[3]);
  else
    status = export_file (client, argv[2], argv[3]);
  if (status != CVK_EXIT_DONE && cvk_option_json)
    puts ("[]");
  return status;
}

const CvkCommand cvk_command_tables = {
  .name = "tables",
  .usage = "[list | show TABLE | import TABLE FILE | export TABLE FILE] [--key COLUMN] [--limit N] "
           "[--search TEXT] [--json] [--data-dir DIR]",
  .summary = N_ ("List, show, import and export data tables"),
  .details = N_ ("Tables are what pipelines share: the steps Read Table and Write Table work with "
                 "them. Files are CSV. An import makes the table and the columns that are not "
                 "there; with --key it changes rows that are there in place of adding them again."),
  .options = options,
  .takes_file = TRUE,
  .max_arguments = 3,
  .run = run_tables,
};
