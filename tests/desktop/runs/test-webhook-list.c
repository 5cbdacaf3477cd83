// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "cvk-run-bench.h"
#include "desktop/client/cvk-activation-list.h"
#include "desktop/runs/cvk-activation-controller.h"
#include "desktop/runs/cvk-webhook-list.h"

#define HOOK                                                                                       \
  "{\"convoke\":1,\"name\":\"Hook\",\"nodes\":{\"hook\":{\"type\":\"trigger.webhook\","            \
  "\"settings\":{}},\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                 \
  "\"links\":[\"hook.out -> out.in\"]}"

static GtkWidget *
find_row (GtkWidget *widget)
{
  GtkWidget *found = ADW_IS_ACTION_ROW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child);
  return found;
}

/* The address that is shown, when it is another than @known. (transfer full) */
static char *
await_address (GtkWidget *list, const char *known)
{
  for (;;)
    {
      GtkWidget *row = find_row (list);
      const char *address = row != NULL ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;

      if (address != NULL && g_strcmp0 (address, known) != 0)
        return g_strdup (address);
      g_main_context_iteration (NULL, TRUE);
    }
}

static gboolean
answers_to (const char *address)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_uri (client, address, 80, NULL, NULL);
  g_autofree char *request = NULL;
  const char *path = strchr (address + strlen ("http://"), '/');
  char status[16] = "";
  gsize length = 0;

  if (connection == NULL)
    return FALSE;
  request = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: %.*s\r\nContent-Type: application/json\r\n"
                             "Content-Length: 2\r\n\r\n{}",
                             path, (int) (path - address - (int) strlen ("http://")),
                             address + strlen ("http://"));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, NULL);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), status,
                           sizeof status - 1, &length, NULL, NULL);
  return g_str_has_prefix (status, "HTTP/1.1 204");
}

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

/* There is nothing to call before it is active; then the address can be copied, and exchanged for
 * another one at which alone it is called from then on. */
static void
test_address (void)
{
  CvkRunBench bench;
  CvkActivationController *controller;
  GtkWidget *list;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *copied = NULL;

  cvk_run_bench_init (&bench, HOOK, TRUE);
  cvk_run_bench_edit (&bench, "hook");
  controller = cvk_activation_controller_new (bench.session, bench.client);
  cvk_activation_controller_attach (controller, bench.window);
  list = cvk_webhook_list_new (bench.session, bench.client, "hook");
  cvk_run_bench_show (&bench, list);
  g_assert_false (gtk_widget_get_visible (list));
  cvk_run_bench_act (&bench, "activation.activate", NULL);
  first = await_address (list, NULL);
  g_assert_true (gtk_widget_get_visible (list));
  g_assert_true (answers_to (first));

  gtk_widget_activate_action (list, "webhook.copy", "s", first);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (list), NULL, copied_cb, &copied);
  while (copied == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (copied, ==, first);

  gtk_widget_activate_action (list, "webhook.renew", "s", "hook");
  cvk_run_bench_respond (cvk_run_bench_get_dialog (&bench), "cancel");
  g_assert_true (answers_to (first));
  gtk_widget_activate_action (list, "webhook.renew", "s", "hook");
  cvk_run_bench_respond (cvk_run_bench_get_dialog (&bench), "renew");
  second = await_address (list, first);
  g_assert_true (answers_to (second));
  g_assert_false (answers_to (first));

  gtk_window_set_child (GTK_WINDOW (bench.window), NULL);
  g_object_add_weak_pointer (G_OBJECT (controller), (gpointer *) &controller);
  g_object_unref (controller);
  while (controller != NULL)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/webhook-list/address", test_address);
  return g_test_run ();
}
