// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-dbusmenu-api.h"
#include "service/cvk-status-menu.h"

G_BEGIN_DECLS

struct _CvkStatusMenu
{
  GObject parent_instance;

  CvkMenuDbusmenu *api;
  CvkStatusRow *root;
  CvkStatusRow *told_root; /* as the panels know it */
  GHashTable *ids;         /* key -> id; never forgotten */
  GHashTable *rows;        /* id -> borrowed row below root */
  unsigned revision;
  unsigned tell_source;
  gboolean has_new_shape; /* and the panels have not been told */
};

int cvk_status_menu_get_id (CvkStatusMenu *self, const CvkStatusRow *row);
/* (transfer none) (nullable) */
const CvkStatusRow *cvk_status_menu_find_row (CvkStatusMenu *self, int id);
/* Tells at once what has not been told, for whoever is about to show the menu. TRUE when the rows
 * are others, so that they have to be asked for again. */
gboolean cvk_status_menu_bring_up_to_date (CvkStatusMenu *self);
/* Does nothing when @row is one that only tells something. */
void cvk_status_menu_activate (CvkStatusMenu *self, const CvkStatusRow *row);

/* cvk-status-menu-methods.c: what panels ask and report. */
void cvk_status_menu_connect_methods (CvkStatusMenu *self);

G_END_DECLS
