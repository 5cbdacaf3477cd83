// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-status-menu.h"

#include "base/cvk-i18n.h"
#include "service/cvk-dbusmenu-api.h"

#define ROOT_ID 0

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

G_DEFINE_FINAL_TYPE (CvkStatusMenu, cvk_status_menu, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Rows and their numbers --- */

static int
get_id (CvkStatusMenu *self, const CvkStatusRow *row)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->ids, cvk_status_row_get_key (row)));
}

static const CvkStatusRow *
find_row (CvkStatusMenu *self, int id)
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
  g_hash_table_insert (self->rows, GINT_TO_POINTER (get_id (self, row)), row);
  for (unsigned i = 0; i < children->len; i++)
    number_rows (self, g_ptr_array_index (children, i));
}

static gboolean
is_asked_for (const char *const *names, const char *name)
{
  return names[0] == NULL || g_strv_contains (names, name);
}

/* a{sv}; @names: empty for all. (transfer floating) */
static GVariant *
select_properties (const CvkStatusRow *row, const char *const *names)
{
  g_autoptr (GVariant) properties = cvk_status_row_dup_properties (row);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantIter iter;
  const char *name = NULL;
  GVariant *value = NULL;

  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (is_asked_for (names, name))
      g_variant_builder_add (&builder, "{sv}", name, value);
  return g_variant_builder_end (&builder);
}

/* (ia{sv}av); @depth: levels below, -1 for all. (transfer floating) */
static GVariant *
lay_out (CvkStatusMenu *self, const CvkStatusRow *row, int depth, const char *const *names)
{
  GPtrArray *children = cvk_status_row_get_children (row);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (unsigned i = 0; depth != 0 && i < children->len; i++)
    g_variant_builder_add (
      &builder, "v",
      lay_out (self, g_ptr_array_index (children, i), depth < 0 ? depth : depth - 1, names));
  return g_variant_new ("(i@a{sv}@av)", get_id (self, row), select_properties (row, names),
                        g_variant_builder_end (&builder));
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
    g_variant_builder_add (updated, "(i@a{sv})", get_id (self, row), changed);
  if (g_variant_n_children (lost) > 0)
    g_variant_builder_add (removed, "(i@as)", get_id (self, row), lost);
}

static void
compare_trees (CvkStatusMenu *self,
               const CvkStatusRow *told,
               GVariantBuilder *updated,
               GVariantBuilder *removed)
{
  const CvkStatusRow *row = find_row (self, get_id (self, told));
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

/* --- What panels ask --- */

static gboolean
return_unknown_id (GDBusMethodInvocation *invocation, int id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                         "There is no row %d in this menu.", id);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
get_layout_cb (CvkStatusMenu *self,
               GDBusMethodInvocation *invocation,
               int parent,
               int depth,
               const char *const *names)
{
  const CvkStatusRow *row = find_row (self, parent);

  if (row == NULL)
    return return_unknown_id (invocation, parent);
  cvk_menu_dbusmenu_complete_get_layout (self->api, invocation, self->revision,
                                         lay_out (self, row, depth, names));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
add_properties (CvkStatusMenu *self,
                GVariantBuilder *builder,
                const CvkStatusRow *row,
                const char *const *names)
{
  g_variant_builder_add (builder, "(i@a{sv})", get_id (self, row), select_properties (row, names));
}

static gboolean
get_group_properties_cb (CvkStatusMenu *self,
                         GDBusMethodInvocation *invocation,
                         GVariant *ids,
                         const char *const *names)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  GHashTableIter rows;
  GVariantIter iter;
  gpointer value = NULL;
  int id = 0;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    if (find_row (self, id) != NULL)
      add_properties (self, &builder, find_row (self, id), names);
  g_hash_table_iter_init (&rows, self->rows);
  while (g_variant_n_children (ids) == 0 && g_hash_table_iter_next (&rows, NULL, &value))
    add_properties (self, &builder, value, names);
  cvk_menu_dbusmenu_complete_get_group_properties (self->api, invocation,
                                                   g_variant_builder_end (&builder));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* (transfer full) (nullable) */
static GVariant *
make_default (const char *name)
{
  GVariant *value = NULL;

  if (g_str_equal (name, "type"))
    value = g_variant_new_string ("standard");
  else if (g_str_equal (name, "enabled") || g_str_equal (name, "visible"))
    value = g_variant_new_boolean (TRUE);
  else if (g_str_equal (name, "toggle-state"))
    value = g_variant_new_int32 (-1);
  else if (g_str_equal (name, "label") || g_str_equal (name, "icon-name") ||
           g_str_equal (name, "toggle-type") || g_str_equal (name, "children-display"))
    value = g_variant_new_string ("");
  return value != NULL ? g_variant_ref_sink (value) : NULL;
}

static gboolean
get_property_cb (CvkStatusMenu *self, GDBusMethodInvocation *invocation, int id, const char *name)
{
  const CvkStatusRow *row = find_row (self, id);
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) value = NULL;

  if (row == NULL)
    return return_unknown_id (invocation, id);
  properties = cvk_status_row_dup_properties (row);
  value = g_variant_lookup_value (properties, name, NULL);
  if (value == NULL)
    value = make_default (name);
  if (value == NULL)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                           "Rows have no property “%s”.", name);
  else
    cvk_menu_dbusmenu_complete_get_property (self->api, invocation, g_variant_new_variant (value));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- What panels report --- */

/* FALSE: there is no such row. A row that cannot be clicked may have been one that could, when the
 * user aimed: nothing happens then. */
static gboolean
take_event (CvkStatusMenu *self, int id, const char *event)
{
  const CvkStatusRow *row = find_row (self, id);

  if (row == NULL)
    return FALSE;
  if (g_str_equal (event, "clicked") && cvk_status_row_get_action (row) != NULL)
    {
      /* Whoever acts may change the rows. */
      g_autofree char *action = g_strdup (cvk_status_row_get_action (row));

      g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, action);
    }
  return TRUE;
}

static gboolean
event_cb (CvkStatusMenu *self,
          GDBusMethodInvocation *invocation,
          int id,
          const char *event,
          GVariant *data,
          unsigned timestamp)
{
  if (!take_event (self, id, event))
    return return_unknown_id (invocation, id);
  cvk_menu_dbusmenu_complete_event (self->api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
event_group_cb (CvkStatusMenu *self, GDBusMethodInvocation *invocation, GVariant *events)
{
  GVariantBuilder unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  GVariantIter iter;
  int id = 0;
  const char *event = NULL;

  g_variant_iter_init (&iter, events);
  while (g_variant_iter_next (&iter, "(i&s@vu)", &id, &event, NULL, NULL))
    if (!take_event (self, id, event))
      g_variant_builder_add (&unknown, "i", id);
  cvk_menu_dbusmenu_complete_event_group (self->api, invocation, g_variant_builder_end (&unknown));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Whoever is about to show the menu gets what has not been told at once, and has to ask again when
 * the rows are others. */
static gboolean
bring_up_to_date (CvkStatusMenu *self)
{
  gboolean has_new_shape = self->has_new_shape;

  if (self->tell_source != 0)
    tell (self);
  return has_new_shape;
}

static gboolean
about_to_show_cb (CvkStatusMenu *self, GDBusMethodInvocation *invocation, int id)
{
  if (find_row (self, id) == NULL)
    return return_unknown_id (invocation, id);
  cvk_menu_dbusmenu_complete_about_to_show (self->api, invocation, bring_up_to_date (self));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
about_to_show_group_cb (CvkStatusMenu *self, GDBusMethodInvocation *invocation, GVariant *ids)
{
  GVariantBuilder needed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  GVariantBuilder unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  gboolean has_new_shape = bring_up_to_date (self);
  GVariantIter iter;
  int id = 0;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    {
      if (find_row (self, id) == NULL)
        g_variant_builder_add (&unknown, "i", id);
      else if (has_new_shape)
        g_variant_builder_add (&needed, "i", id);
    }
  cvk_menu_dbusmenu_complete_about_to_show_group (
    self->api, invocation, g_variant_builder_end (&needed), g_variant_builder_end (&unknown));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
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
connect_methods (CvkStatusMenu *self)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } methods[] = {
    { "handle-get-layout", G_CALLBACK (get_layout_cb) },
    { "handle-get-group-properties", G_CALLBACK (get_group_properties_cb) },
    { "handle-get-property", G_CALLBACK (get_property_cb) },
    { "handle-event", G_CALLBACK (event_cb) },
    { "handle-event-group", G_CALLBACK (event_group_cb) },
    { "handle-about-to-show", G_CALLBACK (about_to_show_cb) },
    { "handle-about-to-show-group", G_CALLBACK (about_to_show_group_cb) },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect_object (self->api, methods[i].signal, methods[i].callback, self,
                             G_CONNECT_SWAPPED);
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
  connect_methods (self);
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
