// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-server-metadata.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connection-private.h"

#define DEADLINE (20 * G_USEC_PER_SEC)
#define BUDGET ((size_t) 256 * 1024)
#define OAUTH "/.well-known/oauth-authorization-server"
#define OPENID "/.well-known/openid-configuration"

static const char *const headers[] = { "Accept", "application/json", NULL };

typedef struct
{
  CvkHttp *http;
  char *issuer;
  GStrv urls;
  unsigned next; /* of @urls */
} Reading;

static void
reading_free (Reading *self)
{
  g_object_unref (self->http);
  g_free (self->issuer);
  g_strfreev (self->urls);
  g_free (self);
}

GStrv
cvk_server_metadata_make_urls (const char *issuer)
{
  g_autoptr (GUri) uri =
    cvk_connection_is_safe_url (issuer) ? cvk_connection_parse_url (issuer) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *base = g_strdup (issuer);
  g_autofree char *oauth = NULL;
  g_autofree char *openid = NULL;
  const char *path;

  if (uri == NULL || strpbrk (issuer, "?#") != NULL)
    return NULL;
  /* Both say that a slash at the end goes first. */
  while (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  path = strchr (strstr (base, "://") + 3, '/');
  oauth =
    g_strdup_printf ("%.*s%s%s", (int) (path != NULL ? (size_t) (path - base) : strlen (base)),
                     base, OAUTH, path != NULL ? path : "");
  openid = g_strconcat (base, OPENID, NULL);
  g_strv_builder_add (builder, oauth);
  g_strv_builder_add (builder, openid);
  return g_strv_builder_end (builder);
}

static GError *
make_error (const char *message)
{
  return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED, message);
}

/* --- Reading --- */

/* RFC 8414, section 2: who says nothing may know PKCE all the same, and many do. */
static gboolean
lacks_pkce (const CvkValue *metadata)
{
  CvkValue *methods = cvk_value_get_member (metadata, "code_challenge_methods_supported");

  if (methods == NULL || !cvk_value_is_array (methods))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (methods); i++)
    {
      CvkValue *method = cvk_value_get_element (methods, i);

      if (cvk_value_is_string (method) && g_str_equal (cvk_value_get_string (method), "S256"))
        return FALSE;
    }
  return TRUE;
}

/* RFC 8414, section 2: who says nothing reads the header. */
static gboolean
wants_secret_in_form (const CvkValue *metadata)
{
  CvkValue *methods = cvk_value_get_member (metadata, "token_endpoint_auth_methods_supported");
  gboolean reads_form = FALSE;

  if (methods == NULL || !cvk_value_is_array (methods))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (methods); i++)
    {
      CvkValue *method = cvk_value_get_element (methods, i);

      if (!cvk_value_is_string (method))
        continue;
      if (g_str_equal (cvk_value_get_string (method), "client_secret_basic"))
        return FALSE;
      if (g_str_equal (cvk_value_get_string (method), "client_secret_post"))
        reads_form = TRUE;
    }
  return reads_form;
}

/* A server somewhere else has no business with this computer's own ports. */
static gboolean
is_acceptable (const char *issuer, const char *url)
{
  return cvk_connection_is_safe_url (url) &&
         (g_str_has_prefix (url, "https://") || g_str_has_prefix (issuer, "http://"));
}

CvkValue *
cvk_server_metadata_parse (const char *issuer, GBytes *body, GError **error)
{
  static const char *const names[][2] = {
    { "authorization_endpoint", "authorize_url" },
    { "token_endpoint", "token_url" },
    { "revocation_endpoint", "revoke_url" },
    { "device_authorization_endpoint", "device_url" },
  };
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (CvkValue) metadata = NULL;
  g_auto (CvkObjectBuilder) facts = { 0 };
  GError *problem = NULL;

  if (length > 0)
    metadata = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  if (metadata == NULL || !cvk_value_is_object (metadata))
    problem = make_error (_ ("What the issuer says of itself cannot be read. Check its address, or "
                             "give the addresses of the sign-in yourself."));
  else if (g_strcmp0 (cvk_value_lookup_string (metadata, "issuer", NULL), issuer) != 0)
    problem = make_error (_ ("The issuer calls itself something else than the address that it was "
                             "asked at. Give its name exactly as the service's documentation has "
                             "it."));
  else if (lacks_pkce (metadata))
    problem = make_error (_ ("The service does not know PKCE with S256, without which a sign-in "
                             "could be stolen on its way. Ask its operator to turn it on."));
  cvk_object_builder_init (&facts);
  for (size_t i = 0; i < G_N_ELEMENTS (names) && problem == NULL; i++)
    {
      const char *url = cvk_value_lookup_string (metadata, names[i][0], "");

      if (*url != '\0' && !is_acceptable (issuer, url))
        problem = make_error (_ ("The issuer names an address that a sign-in must not go to. Check "
                                 "the issuer."));
      else if (*url != '\0')
        cvk_object_builder_append (&facts, names[i][1], cvk_value_new_string (url));
    }
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (wants_secret_in_form (metadata))
    cvk_object_builder_append (&facts, "client_secret_in", cvk_value_new_string ("form"));
  /* RFC 9207, section 3. */
  cvk_object_builder_append (&facts, "issuer_required",
                             cvk_value_new_boolean (cvk_value_lookup_boolean (
                               metadata, "authorization_response_iss_parameter_supported", FALSE)));
  return cvk_object_builder_end (&facts);
}

/* --- Asking --- */

static void ask (GTask *task);

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = cvk_http_send_finish (CVK_HTTP (object), result, &error);
  CvkValue *facts;

  if (response == NULL)
    g_task_return_error (task, cvk_auth_error_from_http (error));
  else if (response->status == 200)
    {
      facts = cvk_server_metadata_parse (self->issuer, response->body, &error);
      if (facts != NULL)
        g_task_return_pointer (task, facts, (GDestroyNotify) cvk_value_unref);
      else
        g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (response->status >= 500 || response->status == 429)
    g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE,
                             _ ("The issuer does not say how to sign in now (HTTP %u). Try again "
                                "later."),
                             response->status);
  else if (self->urls[self->next] != NULL)
    ask (task);
  else
    g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                             _ ("The issuer does not say how to sign in (HTTP %u). Check its "
                                "address, or give the addresses of the sign-in yourself."),
                             response->status);
}

static void
ask (GTask *task)
{
  Reading *self = g_task_get_task_data (task);
  const CvkHttpRequest request = {
    .method = "GET",
    .url = self->urls[self->next++],
    .headers = headers,
    .deadline = DEADLINE,
    .budget = BUDGET,
  };

  cvk_http_send_async (self->http, &request, NULL, answered_cb, g_object_ref (task));
}

void
cvk_server_metadata_read_async (CvkHttp *http,
                                const char *issuer,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Reading *self = g_new0 (Reading, 1);

  g_return_if_fail (CVK_IS_HTTP (http));
  g_return_if_fail (issuer != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_server_metadata_read_async);
  self->http = g_object_ref (http);
  self->issuer = g_strdup (issuer);
  self->urls = cvk_server_metadata_make_urls (issuer);
  g_task_set_task_data (task, self, (GDestroyNotify) reading_free);
  if (self->urls != NULL)
    ask (task);
  else
    g_task_return_error (task, make_error (_ ("An issuer is an address that begins with https:// "
                                              "and has no “?” and no “#”.")));
}

CvkValue *
cvk_server_metadata_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
