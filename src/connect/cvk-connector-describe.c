// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connector-private.h"
#include "connect/cvk-loopback-request.h"

static CvkValue *
make_texts (const char *const *texts)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; texts[i] != NULL; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (texts[i]));
  return cvk_array_builder_end (&builder);
}

CvkValue *
cvk_connector_describe (const CvkConnector *self)
{
  CvkValue *auth = cvk_value_get_member (self->description, "auth");
  CvkValue *registration = cvk_value_get_member (auth, "registration");

  return cvk_value_new_object (
    "id", cvk_value_new_string (self->id), "title", cvk_value_new_string (self->title), "scopes",
    make_texts ((const char *const *) self->scopes), "registration",
    registration != NULL ? cvk_value_ref (registration) : cvk_value_new_array (NULL, 0),
    "redirect_uri", cvk_value_new_string ("http://127.0.0.1" CVK_LOOPBACK_CALLBACK_PATH),
    "has_client_id", cvk_value_new_boolean (self->client_id != NULL), "device",
    cvk_value_new_boolean (cvk_value_get_member (auth, "device_url") != NULL), NULL);
}

static GStrv
dup_missing_scopes (CvkConnection *connection)
{
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GStringChunk *arena = g_string_chunk_new (256);
  CvkSignInRequest request;

  if (cvk_sign_in_request_read (&request, record, arena))
    for (size_t i = 0; request.scopes[i] != NULL; i++)
      if (!cvk_connection_has_scope (connection, request.scopes[i]))
        g_strv_builder_add (builder, request.scopes[i]);
  g_string_chunk_free (arena);
  return g_strv_builder_end (builder);
}

CvkValue *
cvk_connector_list_missing_scopes (CvkConnection *connection)
{
  g_auto (GStrv) missing = dup_missing_scopes (connection);

  return make_texts ((const char *const *) missing);
}

/* Those of the action's scopes that are among @missing. (nullable) */
static CvkValue *
describe_missing (const CvkAction *action, const char *const *missing)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) scopes = NULL;

  for (size_t i = 0; action->scopes[i] != NULL; i++)
    if (g_strv_contains (missing, action->scopes[i]))
      g_strv_builder_add (builder, action->scopes[i]);
  scopes = g_strv_builder_end (builder);
  if (scopes[0] == NULL)
    return NULL;
  return cvk_value_new_object ("id", cvk_value_new_string (action->type_id), "title",
                               cvk_value_new_string (action->title), "scopes",
                               make_texts ((const char *const *) scopes), NULL);
}

CvkValue *
cvk_connector_list_missing_actions (CvkConnection *connection)
{
  const CvkConnector *self = cvk_connector_get (cvk_connection_get_connector (connection));
  g_auto (GStrv) missing = dup_missing_scopes (connection);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; self != NULL && i < self->actions->len; i++)
    {
      CvkValue *action =
        describe_missing (g_ptr_array_index (self->actions, i), (const char *const *) missing);

      if (action != NULL)
        cvk_array_builder_append (&builder, action);
    }
  return cvk_array_builder_end (&builder);
}
