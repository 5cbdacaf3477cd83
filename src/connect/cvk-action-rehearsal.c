// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

/* What a change would do, without doing it: the thing is read as it is, and what would come of it
 * is put together from what is there, what is asked for, and guesses for what only the service can
 * know. */
typedef struct
{
  CvkActionRequest reading;
  CvkValue *before; /* nullable: there is nothing yet, or it may not be read */
} Rehearsal;

static void
rehearsal_free (gpointer data)
{
  Rehearsal *self = data;

  cvk_action_request_clear (&self->reading);
  g_clear_pointer (&self->before, cvk_value_unref);
  g_free (self);
}

const char *
cvk_action_get_kind (const CvkAction *self)
{
  const char *fallback = "send";

  if (g_str_equal (self->method, "DELETE"))
    fallback = "delete";
  else if (g_str_equal (self->method, "PATCH") || g_str_equal (self->method, "PUT"))
    fallback = "update";
  else if (cvk_value_get_member (self->description, "result") != NULL)
    fallback = "create";
  return cvk_value_lookup_string (self->description, "kind", fallback);
}

gboolean
cvk_node_type_is_update (const CvkNodeType *type)
{
  const CvkAction *action = type != NULL ? cvk_action_from_type (type) : NULL;

  return action != NULL && type->effect == CVK_NODE_EFFECT_CHANGE &&
         g_str_equal (cvk_action_get_kind (action), "update");
}

/* --- Changes, field by field --- */

typedef struct
{
  CvkExecution *execution;
  const CvkValue *before; /* nullable */
  CvkArrayBuilder changes;
} Differences;

static gboolean
is_same (const Differences *self, const char *field, const CvkValue *asked, const CvkValue *value)
{
  const CvkConnectorQuirks *quirks = self->execution->action->connector->quirks;

  if (value == NULL)
    return FALSE;
  return cvk_value_equal (asked, value) ||
         (quirks->is_same != NULL &&
          quirks->is_same (field, self->execution->request.body, asked, value));
}

static void
add_field (Differences *self, const char *field, CvkValue *asked)
{
  CvkValue *before = cvk_value_get_path (self->before, field);
  g_auto (CvkObjectBuilder) change = { NULL };

  if (is_same (self, field, asked, before))
    return;
  cvk_object_builder_init (&change);
  cvk_object_builder_append (&change, "field", cvk_value_new_string (field));
  if (before != NULL)
    cvk_object_builder_append (&change, "from", cvk_value_ref (before));
  cvk_object_builder_append (&change, "to", cvk_value_ref (asked));
  cvk_object_builder_append (
    &change, "guess", cvk_value_new_boolean (cvk_call_holds_guess (self->execution->call, asked)));
  cvk_array_builder_append (&self->changes, cvk_object_builder_end (&change));
}

static void
add_fields (Differences *self, const CvkValue *asked, const char *path)
{
  for (size_t i = 0; i < cvk_value_get_length (asked); i++)
    {
      const char *name;
      CvkValue *value;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (asked, i, &name, &value);
      field = path != NULL ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
      if (cvk_value_is_object (value))
        add_fields (self, value, field);
      else
        add_field (self, field, value);
    }
}

static CvkValue *
list_changes (CvkExecution *self, const CvkValue *before)
{
  Differences differences = { .execution = self, .before = before };

  cvk_array_builder_init (&differences.changes);
  if (self->request.body != NULL)
    add_fields (&differences, self->request.body, NULL);
  return cvk_array_builder_end (&differences.changes);
}

/* --- What would come out --- */

static gboolean
is_secret (const CvkAction *self, const char *name)
{
  CvkValue *secrets =
    cvk_value_get_member (cvk_value_get_member (self->description, "result"), "secrets");

  for (size_t i = 0; secrets != NULL && i < cvk_value_get_length (secrets); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (secrets, i)), name))
      return TRUE;
  return FALSE;
}

/* What the output's schema promises and @known does not have is a guess. */
static CvkValue *
complete_output (CvkExecution *self, const CvkValue *known)
{
  CvkValue *properties =
    cvk_value_get_member (self->action->operations.type.output_schema, "properties");
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init_from (&builder, known);
  for (size_t i = 0; i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *schema;
      const char *type;

      cvk_value_get_member_at (properties, i, &name, &schema);
      type = cvk_value_lookup_string (schema, "type", "");
      if (cvk_value_get_member (known, name) == NULL && !is_secret (self->action, name) &&
          (g_str_equal (type, "string") || g_str_equal (type, "integer")))
        cvk_object_builder_append (&builder, name, cvk_call_make_guess (self->call, name));
    }
  return cvk_object_builder_end (&builder);
}

static CvkValue *
make_output (CvkExecution *self, const CvkValue *before, CvkValue *changes)
{
  const CvkAction *action = self->action;
  g_autoptr (CvkValue) known = NULL;
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (action->operations.type.keeps_input)
    return cvk_action_add_members (NULL, cvk_value_get_member (action->description, "adds"));
  known = cvk_action_add_members (before, self->request.body);
  if (before == NULL)
    return complete_output (self, known);
  cvk_object_builder_init_from (&builder, known);
  cvk_object_builder_set (&builder, "changed", cvk_value_ref (changes));
  return cvk_object_builder_end (&builder);
}

/* --- Saying it --- */

/* A field that the description names, of the thing, of what is asked
 * for, or of the item; else what the path names. */
char *
cvk_execution_find_subject (CvkExecution *self, const CvkValue *before)
{
  CvkValue *subject = cvk_value_get_member (self->action->description, "subject");
  const char *field = cvk_value_lookup_string (subject, "field", "");
  const char *id = cvk_value_lookup_string (subject, "id", "");
  CvkItem *item = cvk_call_get_item (self->call);
  CvkValue *of_item = item != NULL ? cvk_item_get_field (item, field) : NULL;
  const char *text = cvk_value_lookup_string (before, field, NULL);

  if (text == NULL)
    text = cvk_value_lookup_string (self->request.body, field, NULL);
  if (text == NULL && of_item != NULL && cvk_value_is_string (of_item))
    text = cvk_value_get_string (of_item);
  if (text == NULL)
    text = cvk_value_lookup_string (self->settings, id, NULL);
  return g_strdup (text);
}

gboolean
cvk_execution_is_series (CvkExecution *self, const CvkValue *before)
{
  CvkValue *series = cvk_value_get_member (self->action->description, "series");
  const char *field = cvk_value_lookup_string (series, "field", "");
  const char *unless = cvk_value_lookup_string (series, "unless", "");
  CvkValue *values = cvk_value_get_member (series, "values");
  CvkItem *item = cvk_call_get_item (self->call);
  CvkValue *value = cvk_value_get_member (before, field);

  if (value == NULL && item != NULL)
    value = cvk_item_get_field (item, field);
  if (values == NULL || value == NULL || cvk_value_get_member (self->settings, unless) != NULL)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (values); i++)
    if (cvk_value_equal (cvk_value_get_element (values, i), value))
      return TRUE;
  return FALSE;
}

static void
pretend (CvkExecution *self, const CvkValue *before)
{
  g_autoptr (CvkValue) request = cvk_action_request_to_value (self->action, &self->request);
  g_autoptr (CvkValue) changes = list_changes (self, before);
  g_autofree char *subject = cvk_execution_find_subject (self, before);
  CvkOutput *output = cvk_call_get_output (self->call);
  CvkItem *item = cvk_call_get_item (self->call);
  CvkPretence pretence = { .kind = cvk_action_get_kind (self->action),
                           .subject = subject,
                           .request = request,
                           .changes = changes,
                           .is_series = cvk_execution_is_series (self, before) };

  cvk_call_pretend (self->call, &pretence);
  if (self->action->operations.type.keeps_input)
    cvk_output_emit_over (output, 0, item, make_output (self, before, changes));
  else
    cvk_output_emit_new (output, 0, item, make_output (self, before, changes));
  cvk_call_succeed (self->call);
}

/* What should go is not there, and the user has said that this is no failure. */
static void
emit_gone (CvkExecution *self)
{
  CvkValue *added = cvk_value_get_member (self->action->description, "adds");

  cvk_output_emit_over (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                        cvk_action_add_members (self->reply->value, added));
  cvk_call_succeed (self->call);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  Rehearsal *rehearsal = self->extra;

  self->reply = cvk_exchange_finish (result);
  if (self->reply->kind != CVK_REPLY_DONE)
    {
      cvk_execution_accept_gone (self);
      if (self->reply->kind == CVK_REPLY_DONE)
        emit_gone (self);
      else
        cvk_execution_fail (self);
      return;
    }
  rehearsal->before = cvk_value_ref (self->reply->value);
  pretend (self, rehearsal->before);
}

const CvkAction *
cvk_execution_get_reading (CvkExecution *self)
{
  CvkValue *subject = cvk_value_get_member (self->action->description, "subject");
  const char *id = cvk_value_lookup_string (subject, "read", NULL);
  const CvkAction *reading = self->action->read_back;

  if (reading == NULL && id != NULL)
    reading = cvk_connector_get_action (self->action->connector, id);
  if (reading == NULL || !cvk_execution_may_use (self, reading) ||
      cvk_call_holds_guess (self->call, self->settings))
    return NULL;
  return reading;
}

void
cvk_action_rehearse (CvkCall *call)
{
  CvkExecution *self = cvk_execution_begin (call);
  CvkProblem *problem = NULL;
  const CvkAction *reading;
  Rehearsal *rehearsal;

  if (self == NULL)
    return;
  reading = cvk_execution_get_reading (self);
  if (reading == NULL)
    {
      pretend (self, NULL);
      return;
    }
  rehearsal = g_new0 (Rehearsal, 1);
  self->extra = rehearsal;
  self->extra_free = rehearsal_free;
  if (!cvk_execution_build_reading (self, reading, &rehearsal->reading, &problem))
    {
      cvk_call_fail (call, problem);
      return;
    }
  cvk_execution_exchange (self, reading, &rehearsal->reading, FALSE, read_cb);
}

gboolean
cvk_action_pretend_read (CvkExecution *self)
{
  if (!cvk_call_holds_guess (self->call, self->settings))
    return FALSE;
  cvk_output_emit_new (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                       complete_output (self, NULL));
  cvk_call_succeed (self->call);
  return TRUE;
}
