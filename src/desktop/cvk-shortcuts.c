// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-shortcuts.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-commands.h"

void
cvk_shortcuts_set_accels (GtkApplication *application)
{
  unsigned n_commands;
  const CvkCommandInfo *commands = cvk_commands_list (&n_commands);

  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (unsigned i = 0; i < n_commands; i++)
    {
      g_autofree char *name = NULL;

      if (commands[i].accels[0] == NULL || commands[i].is_canvas_key)
        continue;
      if (commands[i].target != NULL)
        {
          g_autoptr (GVariant) target =
            g_variant_ref_sink (g_variant_new_string (commands[i].target));

          name = g_action_print_detailed_name (commands[i].action, target);
        }
      gtk_application_set_accels_for_action (application, name != NULL ? name : commands[i].action,
                                             commands[i].accels);
    }
}

/* Before GTK 4.14 there is no way to fill the window but a description. */
static void
describe_command (GString *xml, const CvkCommandInfo *command)
{
  g_autofree char *accels = g_strjoinv (" ", (GStrv) command->accels);
  g_autofree char *escaped = g_markup_escape_text (accels, -1);
  g_autofree char *title = g_markup_escape_text (_ (command->title), -1);

  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsShortcut'>"
                          "<property name='accelerator'>%s</property>"
                          "<property name='title'>%s</property></object></child>",
                          escaped, title);
}

static void
describe_group (GString *xml, const CvkCommandInfo *commands, unsigned n_commands)
{
  g_autofree char *title = g_markup_escape_text (_ (commands[0].group), -1);

  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsGroup'>"
                          "<property name='title'>%s</property>",
                          title);
  for (unsigned i = 0; i < n_commands; i++)
    if (commands[i].accels[0] != NULL)
      describe_command (xml, &commands[i]);
  g_string_append (xml, "</object></child>");
}

GtkWidget *
cvk_shortcuts_window_new (GtkWindow *parent)
{
  g_autoptr (GString) xml = g_string_new (
    "<interface><object class='GtkShortcutsWindow' id='window'><property name='modal'>1</property>"
    "<child><object class='GtkShortcutsSection'><property name='section-name'>all</property>"
    "<property name='max-height'>14</property>");
  g_autoptr (GtkBuilder) builder = NULL;
  unsigned n_commands, end;
  const CvkCommandInfo *commands = cvk_commands_list (&n_commands);
  GtkWidget *window;

  for (unsigned begin = 0; begin < n_commands; begin = end)
    {
      for (end = begin + 1; end < n_commands; end++)
        if (!g_str_equal (commands[end].group, commands[begin].group))
          break;
      describe_group (xml, &commands[begin], end - begin);
    }
  g_string_append (xml, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (xml->str, (gssize) xml->len);
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  return window;
}
