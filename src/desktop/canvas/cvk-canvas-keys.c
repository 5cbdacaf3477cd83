// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-keys.h"

#include "desktop/cvk-commands.h"

/* A note that is written lies on the canvas, and its keys bubble up to it. */
static gboolean
has_keyboard (GtkWidget *canvas)
{
  GtkRoot *root = gtk_widget_get_root (canvas);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == canvas || (focus != NULL && gtk_widget_get_parent (focus) == canvas &&
                             gtk_widget_get_first_child (focus) == NULL);
}

static gboolean
activate_cb (GtkWidget *canvas, GVariant *args, gpointer user_data)
{
  const CvkCommandInfo *command = user_data;
  g_autoptr (GVariant) target = NULL;

  if (!has_keyboard (canvas))
    return FALSE;
  if (command->target != NULL)
    target = g_variant_ref_sink (g_variant_new_string (command->target));
  return gtk_widget_activate_action_variant (canvas, command->action, target);
}

void
cvk_canvas_keys_add (GtkWidget *canvas)
{
  GtkEventController *controller;
  unsigned n_commands;
  const CvkCommandInfo *commands = cvk_commands_list (&n_commands);

  g_return_if_fail (GTK_IS_WIDGET (canvas));

  controller = gtk_shortcut_controller_new ();
  for (unsigned i = 0; i < n_commands; i++)
    for (unsigned j = 0; commands[i].is_canvas_key && commands[i].accels[j] != NULL; j++)
      gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (commands[i].accels[j]),
                          gtk_callback_action_new (activate_cb, (gpointer) &commands[i], NULL)));
  gtk_widget_add_controller (canvas, controller);
}
