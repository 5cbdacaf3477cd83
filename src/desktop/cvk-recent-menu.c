// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-recent-menu.h"

#include "base/cvk-i18n.h"
#include "desktop/gallery/cvk-library-folder.h"

/* More than one looks through without reading. */
#define MAX_FILES 10

typedef struct
{
  GMenu *menu; /* borrowed: it owns this */
  int position;
  gboolean is_there;
} RecentMenu;

/* The newest first. */
static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

/* Underlines in names are no mnemonics. */
static char *
dup_label (const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base);
  g_autoptr (GString) label = g_string_new (shown);

  if (g_str_has_suffix (label->str, CVK_PIPELINE_SUFFIX))
    g_string_truncate (label, label->len - strlen (CVK_PIPELINE_SUFFIX));
  g_string_replace (label, "_", "__", 0);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

static GMenu *
make_submenu (void)
{
  GMenu *submenu = g_menu_new ();
  GList *infos =
    g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), compare_cb);
  int count = 0;

  for (GList *l = infos; l != NULL && count < MAX_FILES; l = l->next)
    {
      const char *uri = gtk_recent_info_get_uri (l->data);
      g_autofree char *label = NULL;
      g_autoptr (GMenuItem) item = NULL;

      if (!g_str_has_suffix (uri, CVK_PIPELINE_SUFFIX))
        continue;
      label = dup_label (uri);
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "win.open-recent", "s", uri);
      g_menu_append_item (submenu, item);
      count++;
    }
  g_list_free_full (infos, (GDestroyNotify) gtk_recent_info_unref);
  return submenu;
}

static void
update (RecentMenu *self)
{
  g_autoptr (GMenu) submenu = make_submenu ();
  gboolean is_wanted = g_menu_model_get_n_items (G_MENU_MODEL (submenu)) > 0;

  if (self->is_there)
    g_menu_remove (self->menu, self->position);
  if (is_wanted)
    g_menu_insert_submenu (self->menu, self->position, _ ("Open _recent"), G_MENU_MODEL (submenu));
  self->is_there = is_wanted;
}

static void
changed_cb (GMenu *menu)
{
  update (g_object_get_data (G_OBJECT (menu), "recent-menu"));
}

void
cvk_recent_menu_add (GMenu *menu, int position)
{
  RecentMenu *self;

  g_return_if_fail (G_IS_MENU (menu));

  self = g_new0 (RecentMenu, 1);
  self->menu = menu;
  self->position = position;
  g_object_set_data_full (G_OBJECT (menu), "recent-menu", self, g_free);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (changed_cb),
                           menu, G_CONNECT_SWAPPED);
  update (self);
}

void
cvk_recent_menu_remember (GFile *file)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (G_IS_FILE (file));

  uri = g_file_get_uri (file);
  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}
