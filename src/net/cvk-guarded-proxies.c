// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-guarded-proxies.h"

#include "net/cvk-http-private.h"
#include "net/cvk-public-address.h"

#define DIRECT "direct://"

struct _CvkGuardedProxies
{
  GObject parent_instance;

  GProxyResolver *inner;
};

static void cvk_guarded_proxies_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkGuardedProxies,
                               cvk_guarded_proxies,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      cvk_guarded_proxies_iface_init))

/* One look-up; the data of its task. */
typedef struct
{
  char *host; /* nullable */
  GStrv proxies;
} Lookup;

static void
lookup_free (Lookup *self)
{
  g_free (self->host);
  g_strfreev (self->proxies);
  g_free (self);
}

static void
succeed (GTask *task)
{
  Lookup *self = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&self->proxies), (GDestroyNotify) g_strfreev);
}

static void
judge (GTask *task, GList *addresses)
{
  Lookup *self = g_task_get_task_data (task);

  for (const GList *item = addresses; item != NULL; item = item->next)
    if (!cvk_address_is_public (item->data))
      {
        g_autoptr (GError) error = cvk_http_error_new_private (self->host);

        g_task_return_error (task, g_steal_pointer (&error));
        return;
      }
  succeed (task);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, NULL);

  judge (task, addresses);
  g_resolver_free_addresses (addresses);
}

static gboolean
names_proxy (const char *const *proxies)
{
  for (size_t i = 0; proxies[i] != NULL; i++)
    if (!g_str_equal (proxies[i], DIRECT))
      return TRUE;
  return FALSE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GResolver) resolver = NULL;
  Lookup *self = g_task_get_task_data (task);

  self->proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);
  if (self->proxies == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Without a proxy the address is looked at when there is a connection. */
  if (self->host == NULL || !names_proxy ((const char *const *) self->proxies))
    {
      succeed (task);
      return;
    }
  address = g_inet_address_new_from_string (self->host);
  if (address != NULL)
    {
      GList addresses = { .data = address };

      judge (task, &addresses);
      return;
    }
  resolver = g_resolver_get_default ();
  g_resolver_lookup_by_name_async (resolver, self->host, g_task_get_cancellable (task), resolved_cb,
                                   g_object_ref (task));
}

static void
cvk_guarded_proxies_lookup_async (GProxyResolver *resolver,
                                  const char *text,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  CvkGuardedProxies *self = CVK_GUARDED_PROXIES (resolver);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  Lookup *lookup = g_new0 (Lookup, 1);

  g_task_set_source_tag (task, cvk_guarded_proxies_lookup_async);
  lookup->host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_proxy_resolver_lookup_async (self->inner, text, cancellable, found_cb, task);
}

static GStrv
cvk_guarded_proxies_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* It would have to wait for a name server. */
static GStrv
cvk_guarded_proxies_lookup (GProxyResolver *resolver,
                            const char *uri,
                            GCancellable *cancellable,
                            GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "lookup_async only");
  return NULL;
}

static gboolean
cvk_guarded_proxies_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
cvk_guarded_proxies_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = cvk_guarded_proxies_is_supported;
  iface->lookup = cvk_guarded_proxies_lookup;
  iface->lookup_async = cvk_guarded_proxies_lookup_async;
  iface->lookup_finish = cvk_guarded_proxies_lookup_finish;
}

GProxyResolver *
cvk_guarded_proxies_new (GProxyResolver *inner)
{
  CvkGuardedProxies *self = g_object_new (CVK_TYPE_GUARDED_PROXIES, NULL);

  self->inner = g_object_ref (inner);
  return G_PROXY_RESOLVER (self);
}

static void
cvk_guarded_proxies_dispose (GObject *object)
{
  g_clear_object (&CVK_GUARDED_PROXIES (object)->inner);
  G_OBJECT_CLASS (cvk_guarded_proxies_parent_class)->dispose (object);
}

static void
cvk_guarded_proxies_class_init (CvkGuardedProxiesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cvk_guarded_proxies_dispose;
}

static void
cvk_guarded_proxies_init (CvkGuardedProxies *self)
{
}
