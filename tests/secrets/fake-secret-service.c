// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "support/cvk-fake-service.h"

/* A Secret Service as KDE's wallet once was: always unlocked, and with no other session than
 * "plain". Prints "ready", and "plain" for each session that is opened. Just as much of
 * https://specifications.freedesktop.org/secret-service/ as a client needs that keeps items in the
 * default collection. */

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/default"
#define ALIAS ROOT "/aliases/default"
#define SESSION ROOT "/session/1"
#define PREFIX "org.freedesktop.Secret."

typedef struct
{
  char *path;
  char *label;
  GVariant *attributes; /* a{ss} */
  char *type;
  GBytes *secret;
} Item;

static const char introspection[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/>"
  "<arg type='ao' direction='out'/></method>"
  "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
  "<arg type='o' direction='out'/></method>"
  "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
  "<arg type='a{o(oayays)}' direction='out'/></method>"
  "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
  "<property name='Collections' type='ao' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  "<method name='CreateItem'><arg type='a{sv}' direction='in'/>"
  "<arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>"
  "<arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
  "<property name='Items' type='ao' access='read'/>"
  "<property name='Label' type='s' access='read'/>"
  "<property name='Locked' type='b' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  "<method name='Delete'><arg type='o' direction='out'/></method>"
  "<method name='GetSecret'><arg type='o' direction='in'/>"
  "<arg type='(oayays)' direction='out'/></method>"
  "<method name='SetSecret'><arg type='(oayays)' direction='in'/></method>"
  "<property name='Attributes' type='a{ss}' access='read'/>"
  "<property name='Label' type='s' access='read'/>"
  "<property name='Locked' type='b' access='read'/>"
  "<property name='Created' type='t' access='read'/>"
  "<property name='Modified' type='t' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Session'><method name='Close'/></interface>"
  "</node>";

static GDBusNodeInfo *node;
static GPtrArray *items;
static unsigned last_item;

static void register_object (GDBusConnection *bus, const char *path, const char *interface);

static void
free_item (gpointer data)
{
  Item *item = data;

  g_free (item->path);
  g_free (item->label);
  g_variant_unref (item->attributes);
  g_free (item->type);
  g_bytes_unref (item->secret);
  g_free (item);
}

static Item *
find_item (const char *path)
{
  for (unsigned i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->path, path))
        return item;
    }
  return NULL;
}

static gboolean
matches (const Item *item, GVariant *attributes)
{
  GVariantIter iter;
  const char *name = NULL;
  const char *value = NULL;

  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    {
      const char *own = NULL;

      if (!g_variant_lookup (item->attributes, name, "&s", &own) || !g_str_equal (own, value))
        return FALSE;
    }
  return TRUE;
}

static GVariant *
make_secret (const Item *item)
{
  gsize size = 0;
  const void *bytes = g_bytes_get_data (item->secret, &size);

  return g_variant_new (
    "(o@ay@ays)", SESSION, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1),
    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size, 1), item->type);
}

static void
take_secret (Item *item, GVariant *secret)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (secret, 2);
  gsize size = 0;
  const void *bytes = g_variant_get_fixed_array (value, &size, 1);

  g_clear_pointer (&item->secret, g_bytes_unref);
  g_clear_pointer (&item->type, g_free);
  item->secret = g_bytes_new (bytes, size);
  g_variant_get_child (secret, 3, "s", &item->type);
}

static void
open_session (GVariant *arguments, GDBusMethodInvocation *invocation)
{
  const char *algorithm = NULL;

  g_variant_get_child (arguments, 0, "&s", &algorithm);
  printf ("%s\n", algorithm);
  fflush (stdout);
  if (g_str_equal (algorithm, "plain"))
    g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(vo)", g_variant_new_string (""), SESSION));
  else
    g_dbus_method_invocation_return_dbus_error (
      invocation, "org.freedesktop.DBus.Error.NotSupported", "Only plain is supported.");
}

static void
search_items (GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (arguments, 0);
  GVariantBuilder found;

  g_variant_builder_init (&found, G_VARIANT_TYPE ("ao"));
  for (unsigned i = 0; i < items->len; i++)
    {
      const Item *item = g_ptr_array_index (items, i);

      if (matches (item, attributes))
        g_variant_builder_add (&found, "o", item->path);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoao)", &found, NULL));
}

static void
get_secrets (GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) paths = NULL;
  const char *path = NULL;
  GVariantBuilder secrets;

  g_variant_builder_init (&secrets, G_VARIANT_TYPE ("a{o(oayays)}"));
  g_variant_get_child (arguments, 0, "ao", &paths);
  while (g_variant_iter_next (paths, "&o", &path))
    {
      const Item *item = find_item (path);

      if (item != NULL)
        g_variant_builder_add (&secrets, "{o@(oayays)}", path, make_secret (item));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static Item *
find_equal (GVariant *attributes)
{
  for (unsigned i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (g_variant_equal (item->attributes, attributes))
        return item;
    }
  return NULL;
}

static void
create_item (GDBusConnection *bus, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (arguments, 0);
  g_autoptr (GVariant) secret = g_variant_get_child_value (arguments, 1);
  g_autoptr (GVariant) attributes =
    g_variant_lookup_value (properties, PREFIX "Item.Attributes", G_VARIANT_TYPE ("a{ss}"));
  Item *item = find_equal (attributes);

  if (item == NULL)
    {
      item = g_new0 (Item, 1);
      item->path = g_strdup_printf (COLLECTION "/%u", ++last_item);
      item->attributes = g_variant_ref (attributes);
      g_variant_lookup (properties, PREFIX "Item.Label", "s", &item->label);
      g_ptr_array_add (items, item);
      register_object (bus, item->path, PREFIX "Item");
    }
  take_secret (item, secret);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item->path, "/"));
}

static void
call_item (Item *item, const char *method, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) secret = NULL;

  if (item == NULL)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, PREFIX "Error.NoSuchObject", "Gone.");
    }
  else if (g_str_equal (method, "Delete"))
    {
      g_ptr_array_remove (items, item);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
    }
  else if (g_str_equal (method, "GetSecret"))
    {
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(@(oayays))", make_secret (item)));
    }
  else
    {
      secret = g_variant_get_child_value (arguments, 0);
      take_secret (item, secret);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *arguments,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  g_autoptr (GVariant) paths = NULL;

  if (g_str_equal (method, "OpenSession"))
    open_session (arguments, invocation);
  else if (g_str_equal (method, "SearchItems"))
    search_items (arguments, invocation);
  else if (g_str_equal (method, "GetSecrets"))
    get_secrets (arguments, invocation);
  else if (g_str_equal (method, "CreateItem"))
    create_item (bus, arguments, invocation);
  else if (g_str_equal (interface, PREFIX "Item"))
    call_item (find_item (path), method, arguments, invocation);
  else if (g_str_equal (method, "ReadAlias"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", COLLECTION));
  else if (g_str_equal (method, "Unlock"))
    {
      paths = g_variant_get_child_value (arguments, 0);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aoo)", paths, "/"));
    }
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
list_items (void)
{
  GVariantBuilder paths;

  g_variant_builder_init (&paths, G_VARIANT_TYPE ("ao"));
  for (unsigned i = 0; i < items->len; i++)
    g_variant_builder_add (&paths, "o", ((Item *) g_ptr_array_index (items, i))->path);
  return g_variant_builder_end (&paths);
}

static GVariant *
property_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  static const char *const collections[] = { COLLECTION, NULL };
  const Item *item = find_item (path);

  if (g_str_equal (property, "Collections"))
    return g_variant_new_objv (collections, -1);
  if (g_str_equal (property, "Items"))
    return list_items ();
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (property, "Label"))
    return g_variant_new_string (item != NULL && item->label != NULL ? item->label : "Default");
  if (g_str_equal (property, "Attributes") && item != NULL)
    return g_variant_ref (item->attributes);
  return g_variant_new_uint64 (0);
}

static void
register_object (GDBusConnection *bus, const char *path, const char *interface)
{
  static const GDBusInterfaceVTable table = { method_cb, property_cb, NULL, { 0 } };
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (bus, path, g_dbus_node_info_lookup_interface (node, interface),
                                     &table, NULL, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GDBusConnection) bus = cvk_fake_service_connect (G_BUS_TYPE_SESSION);
  g_autoptr (GError) error = NULL;

  node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  items = g_ptr_array_new_with_free_func (free_item);
  register_object (bus, ROOT, PREFIX "Service");
  register_object (bus, COLLECTION, PREFIX "Collection");
  register_object (bus, ALIAS, PREFIX "Collection");
  register_object (bus, SESSION, PREFIX "Session");
  cvk_fake_service_run (bus, "org.freedesktop.secrets", NULL, NULL);
  return 0;
}
