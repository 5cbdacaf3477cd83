// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "fake-resolver.h"

#include <string.h>

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

struct _FakeResolver
{
  GResolver parent_instance;

  GHashTable *names; /* text -> text */
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static FakeResolver *resolver;

static GList *
look_up (FakeResolver *self, const char *name, GResolverNameLookupFlags flags, GError **error)
{
  const char *known = g_hash_table_lookup (self->names, name);
  g_auto (GStrv) texts = g_strsplit (known != NULL ? known : "", " ", -1);
  GList *found = NULL;

  for (size_t i = 0; texts[i] != NULL && *texts[i] != '\0'; i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (texts[i]);
      gboolean is_ipv4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;

      if ((is_ipv4 && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) ||
          (!is_ipv4 && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY))
        found = g_list_append (found, g_steal_pointer (&address));
    }
  if (found == NULL)
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s is not known", name);
  return found;
}

static void
fake_resolver_lookup_async (GResolver *self,
                            const char *name,
                            GResolverNameLookupFlags flags,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  GList *found = look_up (FAKE_RESOLVER (self), name, flags, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_resolver_free_addresses);
  else
    g_task_return_error (task, error);
}

static void
fake_resolver_lookup_plainly_async (GResolver *self,
                                    const char *name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  fake_resolver_lookup_async (self, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                              callback, user_data);
}

static GList *
fake_resolver_lookup_finish (GResolver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_resolver_finalize (GObject *object)
{
  g_hash_table_unref (FAKE_RESOLVER (object)->names);
  G_OBJECT_CLASS (fake_resolver_parent_class)->finalize (object);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_resolver_finalize;
  resolver_class->lookup_by_name_async = fake_resolver_lookup_plainly_async;
  resolver_class->lookup_by_name_finish = fake_resolver_lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = fake_resolver_lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = fake_resolver_lookup_finish;
}

static void
fake_resolver_init (FakeResolver *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
fake_resolver_install (void)
{
  resolver = g_object_new (FAKE_TYPE_RESOLVER, NULL);
  g_resolver_set_default (G_RESOLVER (resolver));
  g_object_unref (resolver);
}

void
fake_resolver_add (const char *name, const char *addresses)
{
  g_hash_table_replace (resolver->names, g_strdup (name), g_strdup (addresses));
}
