// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-status-menu-private.h"

/* --- Rows as panels read them --- */

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
  return g_variant_new ("(i@a{sv}@av)", cvk_status_menu_get_id (self, row),
                        select_properties (row, names), g_variant_builder_end (&builder));
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
  const CvkStatusRow *row = cvk_status_menu_find_row (self, parent);

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
  g_variant_builder_add (builder, "(i@a{sv})", cvk_status_menu_get_id (self, row),
                         select_properties (row, names));
}

static gboolean
get_group_properties_cb (CvkStatusMenu *self,
                         GDBusMethodInvocation *invocation,
                         GVariant *ids,
                         const char *const *names)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GHashTableIter rows;
  GVariantIter iter;
  gpointer value = NULL;
  int id = 0;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    /* Once each: a message full of one number would be answered with a hundred times its size. */
    if (cvk_status_menu_find_row (self, id) != NULL &&
        g_hash_table_add (seen, GINT_TO_POINTER (id)))
      add_properties (self, &builder, cvk_status_menu_find_row (self, id), names);
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
  const CvkStatusRow *row = cvk_status_menu_find_row (self, id);
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
  const CvkStatusRow *row = cvk_status_menu_find_row (self, id);

  if (row == NULL)
    return FALSE;
  if (g_str_equal (event, "clicked"))
    cvk_status_menu_activate (self, row);
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

static gboolean
about_to_show_cb (CvkStatusMenu *self, GDBusMethodInvocation *invocation, int id)
{
  if (cvk_status_menu_find_row (self, id) == NULL)
    return return_unknown_id (invocation, id);
  cvk_menu_dbusmenu_complete_about_to_show (self->api, invocation,
                                            cvk_status_menu_bring_up_to_date (self));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
about_to_show_group_cb (CvkStatusMenu *self, GDBusMethodInvocation *invocation, GVariant *ids)
{
  GVariantBuilder needed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  GVariantBuilder unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  gboolean has_new_shape = cvk_status_menu_bring_up_to_date (self);
  GVariantIter iter;
  int id = 0;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    {
      if (cvk_status_menu_find_row (self, id) == NULL)
        g_variant_builder_add (&unknown, "i", id);
      else if (has_new_shape)
        g_variant_builder_add (&needed, "i", id);
    }
  cvk_menu_dbusmenu_complete_about_to_show_group (
    self->api, invocation, g_variant_builder_end (&needed), g_variant_builder_end (&unknown));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_status_menu_connect_methods (CvkStatusMenu *self)
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
