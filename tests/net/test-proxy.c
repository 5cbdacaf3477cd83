// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "fault-server.h"
#include "net/cvk-http.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

/* Names the fault server as the proxy for everything. */
#define TEST_TYPE_PROXY_RESOLVER (test_proxy_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestProxyResolver, test_proxy_resolver, TEST, PROXY_RESOLVER, GObject)

struct _TestProxyResolver
{
  GObject parent_instance;
};

static char **
dup_proxies (void)
{
  char *proxies[] = { g_strdup_printf ("http://127.0.0.1:%u", fault_server_get_port ()), NULL };
  char **copy = g_strdupv (proxies);

  g_free (proxies[0]);
  return copy;
}

static char **
test_proxy_resolver_lookup (GProxyResolver *resolver,
                            const char *uri,
                            GCancellable *cancellable,
                            GError **error)
{
  return dup_proxies ();
}

static void
test_proxy_resolver_lookup_async (GProxyResolver *resolver,
                                  const char *uri,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, dup_proxies (), (GDestroyNotify) g_strfreev);
}

static char **
test_proxy_resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
test_proxy_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
test_proxy_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = test_proxy_resolver_is_supported;
  iface->lookup = test_proxy_resolver_lookup;
  iface->lookup_async = test_proxy_resolver_lookup_async;
  iface->lookup_finish = test_proxy_resolver_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestProxyResolver,
                               test_proxy_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      test_proxy_resolver_iface_init))

static void
test_proxy_resolver_class_init (TestProxyResolverClass *klass)
{
}

static void
test_proxy_resolver_init (TestProxyResolver *self)
{
}

static char *
send_to (CvkHttp *http, const char *url)
{
  g_autoptr (CvkSecret) bearer = cvk_secret_new ("CANARYAT", -1);
  CvkHttpRequest request = { .method = "GET", .url = url, .bearer = bearer };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) sent = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = NULL;

  cvk_http_send_async (http, &request, NULL, cvk_await_result_cb, &result);
  sent = cvk_await_result (&result);
  response = cvk_http_send_finish (http, sent, &error);
  g_assert_no_error (error);
  return fault_server_read_line ();
}

/* A proxy would read what goes to this computer, which is not encrypted. */
static void
test_past_the_proxy (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autofree char *local = g_strdup_printf ("http://127.0.0.1:%u/ok", fault_server_get_port ());
  g_autofree char *direct = NULL;
  g_autofree char *proxied = NULL;

  direct = send_to (http, local);
  g_assert_nonnull (strstr (direct, "\"path\": \"/ok\""));
  /* The proxy is there: anything else comes by it. */
  proxied = send_to (http, "http://elsewhere.invalid/ok");
  g_assert_nonnull (strstr (proxied, "\"path\": \"http://elsewhere.invalid/ok\""));
}

/* The proxy is near this computer, which is nobody's business but the user's; where it leads to is
 * looked at. */
static void
test_guarded (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autofree char *local = g_strdup_printf ("http://127.0.0.1:%u/ok", fault_server_get_port ());
  const char *const urls[] = { local, "http://10.0.0.1/ok", "http://[::1]/ok" };
  CvkHttpRequest request = { .method = "GET",
                             .url = "http://1.1.1.1/ok",
                             .reach = CVK_HTTP_REACH_PUBLIC };
  g_autofree char *line = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      CvkHttpRequest refused = { .method = "GET", .url = urls[i], .reach = CVK_HTTP_REACH_PUBLIC };
      GAsyncResult *result = NULL;
      g_autoptr (GAsyncResult) sent = NULL;
      g_autoptr (GError) error = NULL;

      cvk_http_send_async (http, &refused, NULL, cvk_await_result_cb, &result);
      sent = cvk_await_result (&result);
      g_assert_null (cvk_http_send_finish (http, sent, &error));
      g_assert_error (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_PRIVATE);
    }
  {
    GAsyncResult *result = NULL;
    g_autoptr (GAsyncResult) sent = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (CvkHttpResponse) response = NULL;

    cvk_http_send_async (http, &request, NULL, cvk_await_result_cb, &result);
    sent = cvk_await_result (&result);
    response = cvk_http_send_finish (http, sent, &error);
    g_assert_no_error (error);
  }
  line = fault_server_read_line ();
  g_assert_nonnull (strstr (line, "\"path\": \"http://1.1.1.1/ok\""));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "test", TRUE);
  /* The extension point is there once its interface is. */
  g_type_ensure (G_TYPE_PROXY_RESOLVER);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_PROXY_RESOLVER,
                                  "test", 1000);
  g_test_add_func ("/http/past-the-proxy", test_past_the_proxy);
  g_test_add_func ("/http/guarded-proxy", test_guarded);

  fault_server_start ();
  status = g_test_run ();
  fault_server_stop ();
  return status;
}
