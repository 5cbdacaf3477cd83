// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-i18n.h"
#include "service/cvk-problems.h"
#include "service/cvk-secret-reader.h"
#include "service/cvk-service-private.h"
#include "service/cvk-webhook-proof.h"

/* Another address or another secret for a webhook that is active, without publishing anything. */

typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *name; /* of the activation */
  char *node;
  gboolean new_address;
  int fd; /* -1: no secret comes with it */
} Request;

static void
free_request (Request *request)
{
  if (request->fd >= 0)
    close (request->fd);
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_free (request->name);
  g_free (request->node);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

/* Takes @problem (nullable). */
static void
answer (Request *request, CvkProblem *problem)
{
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *json = cvk_problems_to_json (problems);

  cvk_api_engine_complete_renew_webhook (request->service->api,
                                         g_steal_pointer (&request->invocation), NULL, json);
}

static void
renew (Request *request)
{
  CvkActivation *activation = cvk_activations_find (request->service->activations, request->name);

  if (activation == NULL)
    answer (request, cvk_problem_new ("not-active", N_ ("“{name}” is not active."), "name",
                                      request->name, NULL));
  else if (!cvk_activation_renew_webhook (activation, request->node, request->new_address))
    answer (request, cvk_problem_new ("no-webhook", N_ ("“{name}” is no webhook that is active."),
                                      "name", request->node, NULL));
  else
    answer (request, NULL);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_token_store_save_finish (CVK_TOKEN_STORE (object), result, &error))
    renew (request);
  else
    answer (request, cvk_problem_new_from_error ("keyring-failed", error));
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) secret = cvk_secret_read_finish (result, &error);
  CvkActivation *activation = cvk_activations_find (self->activations, request->name);
  g_autofree char *item = NULL;

  if (secret == NULL)
    {
      answer (request, cvk_problem_new_from_error ("webhook-secret", error));
      return;
    }
  /* The keyring keeps nothing for what is not there. */
  if (activation == NULL)
    {
      renew (request);
      return;
    }
  item = cvk_webhook_proof_dup_item (cvk_activation_get_path (activation));
  cvk_token_store_save_async (cvk_host_get_token_store (self->host, FALSE), item,
                              _ ("Convoke: secret token of a webhook"), secret, NULL, saved_cb,
                              g_steal_pointer (&request));
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  int fd = request->fd;

  if (!cvk_activations_load_finish (CVK_ACTIVATIONS (object), result, &error))
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else if (fd < 0)
    renew (request);
  else
    {
      /* The reader closes it. */
      request->fd = -1;
      cvk_secret_read_async (fd, read_cb, g_steal_pointer (&request));
    }
}

static gboolean
renew_webhook_cb (CvkApiEngine *api,
                  GDBusMethodInvocation *invocation,
                  GUnixFDList *descriptors,
                  const char *activation,
                  const char *node,
                  GVariant *options,
                  gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = g_new0 (Request, 1);
  int handle = -1;

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->name = g_strdup (activation);
  request->node = g_strdup (node);
  request->fd = -1;
  g_variant_lookup (options, "address", "b", &request->new_address);
  if (g_variant_lookup (options, "secret", "h", &handle) && descriptors != NULL && handle >= 0 &&
      handle < g_unix_fd_list_get_length (descriptors))
    request->fd = g_unix_fd_list_get (descriptors, handle, NULL);
  cvk_host_touch (self->host);
  cvk_activations_load_async (self->activations, loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_webhook_method (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-renew-webhook", G_CALLBACK (renew_webhook_cb), self,
                           0);
}
