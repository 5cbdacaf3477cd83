// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gtk/gtk.h>

#include "desktop/cvk-commands.h"

/* Each command has a name of its own, and each key one command. */
static void
test_table (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) accels = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned n_commands;
  const CvkCommandInfo *commands = cvk_commands_list (&n_commands);

  g_assert_cmpuint (n_commands, >, 20);
  for (unsigned i = 0; i < n_commands; i++)
    {
      g_assert_true (g_hash_table_add (titles, (gpointer) commands[i].title));
      for (unsigned j = 0; commands[i].accels[j] != NULL; j++)
        {
          unsigned key;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (commands[i].accels[j], &key, &modifiers));
          g_assert_true (g_hash_table_add (accels, (gpointer) commands[i].accels[j]));
        }
    }
}

static void
test_match (void)
{
  static const struct
  {
    const char *title, *query;
    gboolean is_match;
  } rows[] = {
    { "New pipeline", "", TRUE },         { "New pipeline", "pipe", TRUE },
    { "New pipeline", "PIPE new", TRUE }, { "New pipeline", "npl", TRUE },
    { "New pipeline", "pipes", FALSE },   { "New pipeline", "z", FALSE },
    { "New pipeline", "l", FALSE },       { "Préférences", "prefer", TRUE },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s in %s", rows[i].query, rows[i].title);
      g_assert_cmpint (cvk_commands_match (rows[i].title, rows[i].query) > 0, ==, rows[i].is_match);
    }
}

/* Whole words before beginnings, beginnings before letters. */
static void
test_order (void)
{
  unsigned whole = cvk_commands_match ("Run", "run");
  unsigned beginning = cvk_commands_match ("Running", "run");
  unsigned letters = cvk_commands_match ("Rename a union", "run");

  g_assert_cmpuint (whole, >, beginning);
  g_assert_cmpuint (beginning, >, letters);
  g_assert_cmpuint (letters, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/commands/table", test_table);
  g_test_add_func ("/commands/match", test_match);
  g_test_add_func ("/commands/order", test_order);
  return g_test_run ();
}
