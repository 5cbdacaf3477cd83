// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-sign-in-flow.h"

#include <gio/gunixfdlist.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "desktop/client/cvk-secret-pipe.h"
#include "service/cvk-browser.h"
#include "service/cvk-problems.h"

struct _CvkSignInFlow
{
  GObject parent_instance;

  CvkEngineClient *client;
  GCancellable *cancellable; /* of the attempt; nullable: there is none */
  CvkApiEngine *api;         /* nullable; the host that has the attempt */
  char *connector;
  GVariant *options;        /* nullable */
  GUnixFDList *descriptors; /* nullable */
  char *attempt;            /* nullable */
  char *url;                /* nullable */
  char *user_code;          /* nullable */
  int64_t until;            /* monotonic time */
  CvkProblem *problem;      /* nullable */
  char *connection;         /* nullable */
  CvkSignInState state;
  gboolean needs_address;
};

G_DEFINE_FINAL_TYPE (CvkSignInFlow, cvk_sign_in_flow, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
set_state (CvkSignInFlow *self, CvkSignInState state)
{
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* @problem: (transfer full) */
static void
fail (CvkSignInFlow *self, CvkProblem *problem)
{
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_clear_pointer (&self->attempt, g_free);
  self->problem = problem;
  set_state (self, CVK_SIGN_IN_FAILED);
}

/* A call that was cancelled belongs to an attempt that is not shown any more. */
static void
fail_with_error (CvkSignInFlow *self, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      fail (self, cvk_problem_new ("service-ended",
                                   N_ ("The Convoke service has ended, and the sign-in with it. "
                                       "Sign in again."),
                                   NULL));
      return;
    }
  g_dbus_error_strip_remote_error (error);
  fail (self, cvk_problem_new_from_error ("service", error));
}

/* --- After signing in --- */

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *report = NULL;

  /* The connection is there, whatever its health: its row shows that. */
  if (cvk_api_engine_call_check_health_finish (CVK_API_ENGINE (object), &report, result, &error) ||
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (self, CVK_SIGN_IN_DONE);
}

static void
take_connection (CvkSignInFlow *self, const char *json)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);

  g_clear_pointer (&self->attempt, g_free);
  g_free (self->connection);
  self->connection = g_strdup (cvk_value_lookup_string (value, "id", ""));
  set_state (self, CVK_SIGN_IN_CHECKING);
  cvk_api_engine_call_check_health (self->api, self->connection, self->cancellable, checked_cb,
                                    g_object_ref (self));
}

static void
take_end (CvkSignInFlow *self, const char *connection, const char *problems_json)
{
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (problems_json);
  CvkProblem *first = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;

  if (first == NULL)
    {
      take_connection (self, connection);
      return;
    }
  if (g_strcmp0 (cvk_problem_get_code (first), "another-account") != 0)
    {
      fail (self, cvk_problem_ref (first));
      return;
    }
  g_clear_pointer (&self->problem, cvk_problem_unref);
  self->problem = cvk_problem_ref (first);
  set_state (self, CVK_SIGN_IN_QUESTION);
}

static void
waited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *connection = NULL;
  g_autofree char *problems = NULL;

  if (cvk_api_engine_call_wait_connect_finish (CVK_API_ENGINE (object), &connection, &problems,
                                               result, &error))
    take_end (self, connection, problems);
  else
    fail_with_error (self, error);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *connection = NULL;
  g_autofree char *problems = NULL;

  if (!cvk_api_engine_call_answer_connect_finish (CVK_API_ENGINE (object), &connection, &problems,
                                                  result, &error))
    fail_with_error (self, error);
  else if (g_strcmp0 (connection, "null") == 0 && g_strcmp0 (problems, "[]") == 0)
    cvk_sign_in_flow_cancel (self);
  else
    take_end (self, connection, problems);
}

void
cvk_sign_in_flow_answer (CvkSignInFlow *self, gboolean replace)
{
  g_return_if_fail (CVK_IS_SIGN_IN_FLOW (self));
  g_return_if_fail (self->state == CVK_SIGN_IN_QUESTION);

  set_state (self, CVK_SIGN_IN_CHECKING);
  cvk_api_engine_call_answer_connect (self->api, self->attempt, replace, self->cancellable,
                                      answered_cb, g_object_ref (self));
}

/* --- The browser --- */

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_browser_open_finish (result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->state != CVK_SIGN_IN_WAITING)
    return;
  self->needs_address = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_sign_in_flow_open_browser (CvkSignInFlow *self)
{
  g_return_if_fail (CVK_IS_SIGN_IN_FLOW (self));
  g_return_if_fail (self->url != NULL);

  cvk_browser_open_async (self->url, self->cancellable, opened_cb, g_object_ref (self));
}

static void
described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) description = NULL;
  const char *code;

  (void) cvk_api_engine_call_get_connect_finish (CVK_API_ENGINE (object), &json, result, &error);
  /* It may have ended at once; whoever waits for that has said so then. */
  if (self->state != CVK_SIGN_IN_STARTING)
    return;
  if (json == NULL)
    {
      fail_with_error (self, error);
      return;
    }
  description = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  code = cvk_value_lookup_string (description, "user_code", "");
  self->user_code = *code != '\0' ? g_strdup (code) : NULL;
  self->until = g_get_monotonic_time () +
                cvk_value_lookup_integer (description, "remaining", 0) * G_USEC_PER_SEC;
  if (self->user_code == NULL)
    cvk_sign_in_flow_open_browser (self);
  set_state (self, CVK_SIGN_IN_WAITING);
}

/* --- Beginning --- */

static void
take_beginning (CvkSignInFlow *self, const char *attempt, const char *url, const char *json)
{
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (json);

  if (problems->len > 0)
    {
      fail (self, cvk_problem_ref (g_ptr_array_index (problems, 0)));
      return;
    }
  self->attempt = g_strdup (attempt);
  self->url = g_strdup (url);
  cvk_api_engine_call_get_connect (self->api, attempt, self->cancellable, described_cb,
                                   g_object_ref (self));
  cvk_api_engine_call_wait_connect (self->api, attempt, self->cancellable, waited_cb,
                                    g_object_ref (self));
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_proxy_call_with_unix_fd_list_finish (G_DBUS_PROXY (object), NULL, result, &error);
  const char *attempt;
  const char *url;
  const char *problems;

  g_clear_object (&self->descriptors);
  if (reply == NULL)
    {
      fail_with_error (self, error);
      return;
    }
  g_variant_get (reply, "(&s&s&s)", &attempt, &url, &problems);
  take_beginning (self, attempt, url, problems);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      fail_with_error (self, error);
      return;
    }
  g_set_object (&self->api, api);
  g_dbus_proxy_call_with_unix_fd_list (G_DBUS_PROXY (api), "Connect",
                                       g_variant_new ("(s@a{sv})", self->connector, self->options),
                                       G_DBUS_CALL_FLAGS_NONE, G_MAXINT, self->descriptors,
                                       self->cancellable, begun_cb, g_object_ref (self));
}

static void
forget_attempt (CvkSignInFlow *self)
{
  if (self->attempt != NULL && self->api != NULL)
    cvk_api_engine_call_cancel_connect (self->api, self->attempt, NULL, NULL, NULL);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->api);
  g_clear_object (&self->descriptors);
  g_clear_pointer (&self->options, g_variant_unref);
  g_clear_pointer (&self->connector, g_free);
  g_clear_pointer (&self->attempt, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->user_code, g_free);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_clear_pointer (&self->connection, g_free);
  self->needs_address = FALSE;
}

void
cvk_sign_in_flow_start (CvkSignInFlow *self,
                        const char *connector,
                        GVariant *options,
                        const char *secret)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) sunk = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CVK_IS_SIGN_IN_FLOW (self));

  sunk = g_variant_ref_sink (options);
  forget_attempt (self);
  self->cancellable = g_cancellable_new ();
  self->connector = g_strdup (connector);
  g_variant_dict_init (&dict, sunk);
  if (secret != NULL && *secret != '\0')
    {
      self->descriptors = cvk_secret_pipe_new (secret, &error);
      g_variant_dict_insert (&dict, "client_secret", "h", 0);
    }
  self->options = g_variant_ref_sink (g_variant_dict_end (&dict));
  if (error != NULL)
    {
      fail_with_error (self, error);
      return;
    }
  set_state (self, CVK_SIGN_IN_STARTING);
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
}

void
cvk_sign_in_flow_cancel (CvkSignInFlow *self)
{
  g_return_if_fail (CVK_IS_SIGN_IN_FLOW (self));

  forget_attempt (self);
  set_state (self, CVK_SIGN_IN_IDLE);
}

/* --- What is known --- */

CvkSignInState
cvk_sign_in_flow_get_state (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), CVK_SIGN_IN_IDLE);

  return self->state;
}

const CvkProblem *
cvk_sign_in_flow_get_problem (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), NULL);

  return self->problem;
}

const char *
cvk_sign_in_flow_get_url (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), NULL);

  return self->url;
}

const char *
cvk_sign_in_flow_get_user_code (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), NULL);

  return self->user_code;
}

gboolean
cvk_sign_in_flow_needs_address (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), FALSE);

  return self->needs_address;
}

int64_t
cvk_sign_in_flow_get_time_left (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), 0);

  return MAX (self->until - g_get_monotonic_time (), 0) / G_USEC_PER_SEC;
}

const char *
cvk_sign_in_flow_get_connection (CvkSignInFlow *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_FLOW (self), NULL);

  return self->connection;
}

/* --- The object --- */

static void
cvk_sign_in_flow_dispose (GObject *object)
{
  CvkSignInFlow *self = CVK_SIGN_IN_FLOW (object);

  forget_attempt (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_sign_in_flow_parent_class)->dispose (object);
}

static void
cvk_sign_in_flow_class_init (CvkSignInFlowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_sign_in_flow_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_SIGN_IN_FLOW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_sign_in_flow_init (CvkSignInFlow *self)
{
}

CvkSignInFlow *
cvk_sign_in_flow_new (CvkEngineClient *client)
{
  CvkSignInFlow *self = g_object_new (CVK_TYPE_SIGN_IN_FLOW, NULL);

  self->client = g_object_ref (client);
  return self;
}
