// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-actions-private.h"

#define RESOURCE "/app/convoke/Convoke/ui/cvk-editing-menus.ui"

static GMenuModel *
get_menu (GtkBuilder *builder, const char *name)
{
  return G_MENU_MODEL (gtk_builder_get_object (builder, name));
}

/* By what is selected: the canvas has selected what the pointer is at. */
static const char *
choose_menu (CvkSelection *selection)
{
  static const char *const names[CVK_SELECTION_N_KINDS] = {
    [CVK_SELECTION_NODE] = "node",
    [CVK_SELECTION_LINK] = "link",
    [CVK_SELECTION_NOTE] = "note",
    [CVK_SELECTION_FRAME] = "frame",
  };
  unsigned count = cvk_selection_get_count (selection);

  if (count == 0)
    return "canvas";
  for (unsigned kind = 0; count == 1 && kind < CVK_SELECTION_N_KINDS; kind++)
    if (cvk_selection_list (selection, kind)->len == 1)
      return names[kind];
  return "several";
}

static GMenuModel *
make_menu (CvkSelection *selection)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (RESOURCE);
  const char *name = choose_menu (selection);
  GMenu *menu;
  gboolean has_paper = cvk_selection_list (selection, CVK_SELECTION_NOTE)->len > 0 ||
                       cvk_selection_list (selection, CVK_SELECTION_FRAME)->len > 0;

  if (g_str_equal (name, "canvas") || g_str_equal (name, "link"))
    return g_object_ref (get_menu (builder, name));
  menu = g_menu_new ();
  g_menu_append_section (menu, NULL, get_menu (builder, name));
  if (has_paper)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      g_menu_append_submenu (section, _ ("C_olor"), get_menu (builder, "colors"));
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    }
  g_menu_append_section (menu, NULL, get_menu (builder, "clipboard"));
  return G_MENU_MODEL (menu);
}

void
cvk_editing_actions_open_menu (CvkEditingActions *self, double x, double y)
{
  g_autoptr (GMenuModel) menu = NULL;
  GtkWidget *popover;
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) x, (float) y, 1, 1);

  if (self->session == NULL || self->canvas == NULL)
    return;
  menu = make_menu (cvk_session_get_selection (self->session));
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  cvk_editing_actions_popup (self, popover, &area);
  cvk_canvas_to_document (self->canvas, x, y, &self->menu_x, &self->menu_y);
}
