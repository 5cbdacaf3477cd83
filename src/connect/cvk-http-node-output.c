// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include "base/cvk-json.h"

/* --- What came of a change --- */

void
cvk_http_node_emit (CvkItem *item,
                    const CvkValue *settings,
                    const CvkValue *reply,
                    CvkOutput *output)
{
  CvkValue *body = cvk_value_get_member (reply, "body");
  CvkValue *list = body != NULL ? cvk_http_node_find_list (settings, body) : NULL;
  const char *file = cvk_value_lookup_string (settings, "file", NULL);

  for (size_t i = 0; i < (list != NULL ? cvk_value_get_length (list) : 1); i++)
    {
      g_auto (CvkObjectBuilder) fields = { NULL };

      cvk_object_builder_init_from (&fields,
                                    reply != NULL && cvk_value_is_object (reply) ? reply : NULL);
      if (list != NULL)
        cvk_object_builder_set (&fields, "body", cvk_value_ref (cvk_value_get_element (list, i)));
      if (file != NULL && body == NULL &&
          g_str_equal (cvk_value_lookup_string (settings, "response", "json"), "file"))
        cvk_object_builder_set (&fields, "file", cvk_value_new_string (file));
      cvk_output_emit_over (output, 0, item, cvk_object_builder_end (&fields));
    }
}

/* --- What would come of it --- */

static const char *
get_kind (const CvkExecution *self)
{
  const char *method = self->action->method;

  if (g_str_equal (method, "GET") || g_str_equal (method, "HEAD"))
    return "write";
  if (g_str_equal (method, "DELETE"))
    return "delete";
  return g_str_equal (method, "POST") ? "send" : "update";
}

static CvkValue *
list_changes (CvkExecution *self)
{
  CvkValue *asked = self->request.body != NULL ? self->request.body
                                               : cvk_value_get_member (self->settings, "fields");
  g_auto (CvkArrayBuilder) changes = { NULL };

  cvk_array_builder_init (&changes);
  for (size_t i = 0;
       asked != NULL && cvk_value_is_object (asked) && i < cvk_value_get_length (asked); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (asked, i, &name, &value);
      cvk_array_builder_append (
        &changes, cvk_value_new_object (
                    "field", cvk_value_new_string (name), "to", cvk_value_ref (value), "guess",
                    cvk_value_new_boolean (cvk_call_holds_guess (self->call, value)), NULL));
    }
  return cvk_array_builder_end (&changes);
}

/* Only the service knows what it will say. */
static CvkValue *
make_guesses (CvkExecution *self)
{
  return cvk_value_new_object ("status", cvk_call_make_guess (self->call, "status"), "body",
                               cvk_call_make_guess (self->call, "body"), "url",
                               cvk_value_new_string (self->request.url), NULL);
}

void
cvk_http_node_pretend (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autoptr (CvkValue) request = cvk_action_request_to_value (self->action, &self->request);
  g_autoptr (CvkValue) changes = list_changes (self);
  const char *file = cvk_value_lookup_string (self->settings, "file", "");
  CvkPretence pretence = {
    .kind = get_kind (self),
    .subject = g_str_equal (get_kind (self), "write") ? file : self->request.url,
    .request = request,
    .changes = changes,
  };

  /* What only reads has nothing to say but what it would have read. */
  if (self->action->operations.type.effect == CVK_NODE_EFFECT_CHANGE || call->target != NULL)
    cvk_call_pretend (self->call, &pretence);
  cvk_output_emit_over (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                        make_guesses (self));
  cvk_call_succeed (self->call);
}
