// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-status-menu.h"

#include "base/cvk-i18n.h"
#include "service/cvk-status-menu-private.h"

#define ROOT_ID 0

G_DEFINE_FINAL_TYPE (CvkStatusMenu, cvk_status_menu, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Rows and their numbers --- */

int
cvk_status_menu_get_id (CvkStatusMenu *self, const CvkStatusRow *row)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->ids, cvk_status_row_get_key (row)));
}

const CvkStatusRow *
cvk_status_menu_find_row (CvkStatusMenu *self, int id)
{
  return g_hash_table_lookup (self->rows, GINT_TO_POINTER (id));
}

static void
number_rows (CvkStatusMenu *self, CvkStatusRow *row)
{
  const char *key = cvk_status_row_get_key (row);
  GPtrArray *children = cvk_status_row_get_children (row);

  if (!g_hash_table_contains (self->ids, key))
    g_hash_table_insert (
      self->ids, g_strdup (key),
      GINT_TO_POINTER (row == self->root ? ROOT_ID : g_hash_table_size (self->ids)));
  g_hash_table_insert (self->rows, GINT_TO_POINTER (cvk_status_menu_get_id (self, row)), row);
  for (unsigned i = 0; i < children->len; i++)
    number_rows (self, g_ptr_array_index (children, i));
}

/* --- Telling the panels --- */

/* Adds what @row has and @told has not, or has otherwise, to @updated, and the names of what it has
 * no more to @removed. */
static void
compare_rows (CvkStatusMenu *self,
              const CvkStatusRow *told,
              const CvkStatusRow *row,
              GVariantBuilder *updated,
              GVariantBuilder *removed)
{
  g_autoptr (GVariant) before = cvk_status_row_dup_properties (told);
  g_autoptr (GVariant) after = cvk_status_row_dup_properties (row);
  GVariantBuilder changes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder gone = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_autoptr (GVariant) changed = NULL;
  g_autoptr (GVariant) lost = NULL;
  GVariantIter iter;
  const char *name = NULL;
  GVariant *value = NULL;

  g_variant_iter_init (&iter, after);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) old = g_variant_lookup_value (before, name, NULL);

      if (old == NULL || !g_variant_equal (old, value))
        g_variant_builder_add (&changes, "{sv}", name, value);
    }
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) kept = g_variant_lookup_value (after, name, NULL);

      if (kept == NULL)
        g_variant_builder_add (&gone, "s", name);
    }
  changed = g_variant_ref_sink (g_variant_builder_end (&changes));
  lost = g_variant_ref_sink (g_variant_builder_end (&gone));
  if (g_variant_n_children (changed) > 0)
    g_variant_builder_add (updated, "(i@a{sv})", cvk_status_menu_get_id (self, row), changed);
  if (g_variant_n_children (lost) > 0)
    g_variant_builder_add (removed, "(i@as)", cvk_status_menu_get_id (self, row), lost);
}

static void
compare_trees (CvkStatusMenu *self,
               const CvkStatusRow *told,
               GVariantBuilder *updated,
               GVariantBuilder *removed)
{
  const CvkStatusRow *row = cvk_status_menu_find_row (self, cvk_status_menu_get_id (self, told));
  GPtrArray *children = cvk_status_row_get_children (told);

  if (row != NULL)
    compare_rows (self, told, row, updated, removed);
  for (unsigned i = 0; i < children->len; i++)
    compare_trees (self, g_ptr_array_index (children, i), updated, removed);
}

static void
tell (CvkStatusMenu *self)
{
  GVariantBuilder updated = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  GVariantBuilder removed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ias)"));
  g_autoptr (GVariant) updates = NULL;
  g_autoptr (GVariant) removals = NULL;

  g_clear_handle_id (&self->tell_source, g_source_remove);
  compare_trees (self, self->told_root, &updated, &removed);
  updates = g_variant_ref_sink (g_variant_builder_end (&updated));
  removals = g_variant_ref_sink (g_variant_builder_end (&removed));
  cvk_status_row_unref (self->told_root);
  self->told_root = cvk_status_row_ref (self->root);
  /* Rows that stay keep what panels know of them, also when the shape is another. */
  if (g_variant_n_children (updates) > 0 || g_variant_n_children (removals) > 0)
    cvk_menu_dbusmenu_emit_items_properties_updated (self->api, updates, removals);
  if (self->has_new_shape)
    cvk_menu_dbusmenu_emit_layout_updated (self->api, self->revision, ROOT_ID);
  self->has_new_shape = FALSE;
}

static gboolean
tell_cb (gpointer user_data)
{
  CvkStatusMenu *self = user_data;

  self->tell_source = 0;
  tell (self);
  return G_SOURCE_REMOVE;
}

void
cvk_status_menu_take_rows (CvkStatusMenu *self, CvkStatusRow *root)
{
  if (!cvk_status_row_has_shape_of (root, self->root) && !self->has_new_shape)
    {
      self->has_new_shape = TRUE;
      self->revision++;
    }
  cvk_status_row_unref (self->root);
  self->root = root;
  g_hash_table_remove_all (self->rows);
  number_rows (self, root);
  if (self->tell_source == 0)
    self->tell_source = g_idle_add (tell_cb, self);
}

gboolean
cvk_status_menu_bring_up_to_date (CvkStatusMenu *self)
{
  gboolean has_new_shape = self->has_new_shape;

  if (self->tell_source != 0)
    tell (self);
  return has_new_shape;
}

void
cvk_status_menu_activate (CvkStatusMenu *self, const CvkStatusRow *row)
{
  /* Whoever acts may change the rows. */
  g_autofree char *action = g_strdup (cvk_status_row_get_action (row));

  if (action != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, action);
}

/* --- The object --- */

static void
cvk_status_menu_finalize (GObject *object)
{
  CvkStatusMenu *self = CVK_STATUS_MENU (object);

  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->api));
  g_clear_object (&self->api);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->told_root, cvk_status_row_unref);
  g_clear_pointer (&self->root, cvk_status_row_unref);
  G_OBJECT_CLASS (cvk_status_menu_parent_class)->finalize (object);
}

static void
cvk_status_menu_class_init (CvkStatusMenuClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_status_menu_finalize;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CVK_TYPE_STATUS_MENU, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_status_menu_init (CvkStatusMenu *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rows = g_hash_table_new (NULL, NULL);
  self->root = cvk_status_row_new ("", NULL, NULL);
  self->told_root = cvk_status_row_ref (self->root);
  self->revision = 1;
  number_rows (self, self->root);
  self->api = cvk_menu_dbusmenu_skeleton_new ();
  cvk_status_menu_connect_methods (self);
}

CvkStatusMenu *
cvk_status_menu_new (void)
{
  CvkStatusMenu *self = g_object_new (CVK_TYPE_STATUS_MENU, NULL);
  const char *const no_paths[] = { NULL };
  /* Translators: in a language that is written from right to left, this must be "rtl". */
  const char *direction = C_ ("text direction", "ltr");

  cvk_menu_dbusmenu_set_version (self->api, 3);
  cvk_menu_dbusmenu_set_status (self->api, "normal");
  cvk_menu_dbusmenu_set_text_direction (self->api, direction);
  cvk_menu_dbusmenu_set_icon_theme_path (self->api, no_paths);
  return self;
}

gboolean
cvk_status_menu_export (CvkStatusMenu *self, GDBusConnection *bus, const char *path, GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->api), bus, path, error);
}
