// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"

/* Reads the thing, changes it, reads it again, and says what changed. A service that takes a
 * request and silently leaves something as it was (a start in the past) is found out here. */
typedef struct
{
  CvkActionRequest reading;
  CvkValue *before; /* nullable: reading is not permitted */
  CvkValue *after;  /* nullable */
  gboolean may_read;
} Update;

static void
update_free (gpointer data)
{
  Update *self = data;

  cvk_action_request_clear (&self->reading);
  g_clear_pointer (&self->before, cvk_value_unref);
  g_clear_pointer (&self->after, cvk_value_unref);
  g_free (self);
}

/* --- Comparing --- */

/* Everything that was asked for is there; the service may add to it. */
static gboolean
is_part_of (const CvkValue *asked, const CvkValue *value)
{
  if (cvk_value_is_object (asked) && cvk_value_is_object (value))
    {
      for (size_t i = 0; i < cvk_value_get_length (asked); i++)
        {
          const char *name;
          CvkValue *member;
          CvkValue *other;

          cvk_value_get_member_at (asked, i, &name, &member);
          other = cvk_value_get_member (value, name);
          if (other == NULL || !is_part_of (member, other))
            return FALSE;
        }
      return TRUE;
    }
  if (cvk_value_is_array (asked) && cvk_value_is_array (value))
    {
      if (cvk_value_get_length (asked) != cvk_value_get_length (value))
        return FALSE;
      for (size_t i = 0; i < cvk_value_get_length (asked); i++)
        if (!is_part_of (cvk_value_get_element (asked, i), cvk_value_get_element (value, i)))
          return FALSE;
      return TRUE;
    }
  return cvk_value_equal (asked, value);
}

typedef struct
{
  const CvkConnectorQuirks *quirks;
  const CvkValue *body;
  const CvkValue *before;
  const CvkValue *after;
  CvkArrayBuilder changed;
  CvkArrayBuilder unchanged;
  size_t n_unchanged;
  size_t n_hidden;
} Comparison;

static gboolean
is_as_asked (const Comparison *self,
             const char *field,
             const CvkValue *asked,
             const CvkValue *value)
{
  if (self->quirks->is_same != NULL && self->quirks->is_same (field, self->body, asked, value))
    return TRUE;
  return is_part_of (asked, value);
}

static void
compare_field (Comparison *self, const char *field, const CvkValue *asked)
{
  CvkValue *before = cvk_value_get_path (self->before, field);
  CvkValue *after = cvk_value_get_path (self->after, field);
  g_auto (CvkObjectBuilder) change = { NULL };

  /* What is never shown (whose template it was) cannot be compared. */
  if (after == NULL)
    {
      self->n_hidden++;
      return;
    }
  if (!is_as_asked (self, field, asked, after))
    {
      cvk_array_builder_append (&self->unchanged, cvk_value_new_string (field));
      self->n_unchanged++;
    }
  if (before != NULL && cvk_value_equal (before, after))
    return;
  cvk_object_builder_init (&change);
  cvk_object_builder_append (&change, "field", cvk_value_new_string (field));
  cvk_object_builder_append (&change, "from",
                             before != NULL ? cvk_value_ref (before) : cvk_value_new_null ());
  cvk_object_builder_append (&change, "to", cvk_value_ref (after));
  cvk_array_builder_append (&self->changed, cvk_object_builder_end (&change));
}

static void
compare_fields (Comparison *self, const CvkValue *asked, const char *path)
{
  for (size_t i = 0; i < cvk_value_get_length (asked); i++)
    {
      const char *name;
      CvkValue *value;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (asked, i, &name, &value);
      field = path != NULL ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
      if (cvk_value_is_object (value))
        compare_fields (self, value, field);
      else
        compare_field (self, field, value);
    }
}

static void
compare (CvkExecution *self, Comparison *comparison)
{
  Update *update = self->extra;

  *comparison = (Comparison){ .quirks = self->action->connector->quirks,
                              .body = self->request.body,
                              .before = update->before,
                              .after = update->after };
  cvk_array_builder_init (&comparison->changed);
  cvk_array_builder_init (&comparison->unchanged);
  compare_fields (comparison, self->request.body, NULL);
}

/* --- After --- */

static void
warn (CvkExecution *self, const char *code, const char *message, const char *fields)
{
  CvkStep *step = cvk_call_get_step (self->call);
  CvkProblem *problem = cvk_problem_new (code, message, "fields", fields, "service",
                                         self->action->connector->title, NULL);

  cvk_problem_set_warning (problem, TRUE);
  cvk_problem_set_node (problem, cvk_step_get_node (step)->id);
  cvk_step_warn (step, problem);
}

static void
warn_unchanged (CvkExecution *self, const CvkValue *unchanged)
{
  GString *fields = g_string_new (NULL);

  for (size_t i = 0; i < cvk_value_get_length (unchanged); i++)
    g_string_append_printf (fields, "%s%s", i > 0 ? ", " : "",
                            cvk_value_get_string (cvk_value_get_element (unchanged, i)));
  warn (self, "not-changed",
        N_ ("{service} took the change but did not do all of it: {fields} stayed as it was, or is "
            "not what was asked for. Check the value."),
        fields->str);
  g_string_free (fields, TRUE);
}

/* What could not be read is known by its id at least: the field that the path names. */
static void
set_id (CvkExecution *self, CvkObjectBuilder *builder)
{
  CvkValue *result = cvk_value_get_member (self->action->read_back->description, "result");
  const char *name = cvk_value_lookup_string (result, "id", NULL);
  const char *open = strchr (self->action->path, '{');
  g_autofree char *field = open != NULL ? g_strndup (open + 1, strcspn (open + 1, "}")) : NULL;
  const char *text = field != NULL ? cvk_value_lookup_string (self->settings, field, "") : "";
  int64_t number;

  if (name != NULL && g_ascii_string_to_signed (text, 10, 1, INT64_MAX, &number, NULL))
    cvk_object_builder_set (builder, name, cvk_value_new_integer (number));
}

static void
emit_updated (CvkExecution *self)
{
  Update *update = self->extra;
  const CvkValue *shown = update->after != NULL ? update->after : update->before;
  g_auto (CvkObjectBuilder) builder = { NULL };
  Comparison comparison;
  g_autoptr (CvkValue) unchanged = NULL;
  g_autoptr (CvkValue) fields = NULL;

  compare (self, &comparison);
  unchanged = cvk_array_builder_end (&comparison.unchanged);
  cvk_object_builder_init_from (&builder, shown);
  if (shown == NULL)
    set_id (self, &builder);
  cvk_object_builder_set (&builder, "changed", cvk_array_builder_end (&comparison.changed));
  cvk_object_builder_set (&builder, "unchanged", cvk_value_ref (unchanged));
  if (comparison.n_unchanged > 0)
    warn_unchanged (self, unchanged);
  fields = cvk_object_builder_end (&builder);
  /* The confirmation says nothing of what was read before and after it. */
  cvk_call_note_effect (self->call, cvk_value_new_object ("output", cvk_value_ref (fields), NULL));
  cvk_output_emit_new (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                       g_steal_pointer (&fields));
  cvk_call_succeed (self->call);
}

/* What was there before and after, for whoever goes through this again: it cannot be read then. */
static void
note (CvkExecution *self)
{
  Update *update = self->extra;
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init (&builder);
  if (update->before != NULL)
    cvk_object_builder_append (&builder, "before", cvk_value_ref (update->before));
  if (update->after != NULL)
    cvk_object_builder_append (&builder, "after", cvk_value_ref (update->after));
  cvk_call_note_effect (self->call, cvk_object_builder_end (&builder));
}

static CvkValue *
dup_noted (const CvkPastEffect *past, const char *name)
{
  CvkValue *value = past->note != NULL ? cvk_value_get_member (past->note, name) : NULL;

  return value != NULL ? cvk_value_ref (value) : NULL;
}

static void
read_after_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  Update *update = self->extra;
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);

  if (reply->kind == CVK_REPLY_DONE)
    {
      update->after = cvk_value_ref (reply->value);
      note (self);
    }
  else
    warn (self, "not-read-back",
          N_ ("The change was made, but what came of it could not be read from {service}."), NULL);
  emit_updated (self);
}

static void
read_after (CvkExecution *self)
{
  Update *update = self->extra;

  if (update->after != NULL || !update->may_read)
    emit_updated (self);
  else
    cvk_execution_exchange (self, self->action->read_back, &update->reading, FALSE, read_after_cb);
}

static void updated_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
send_again (CvkExecution *self)
{
  cvk_execution_exchange (self, self->action, &self->request, TRUE, updated_cb);
}

static gboolean
is_as_asked_for (CvkExecution *self)
{
  Comparison comparison;
  g_autoptr (CvkValue) changed = NULL;
  g_autoptr (CvkValue) unchanged = NULL;

  compare (self, &comparison);
  changed = cvk_array_builder_end (&comparison.changed);
  unchanged = cvk_array_builder_end (&comparison.unchanged);
  return comparison.n_unchanged == 0 && comparison.n_hidden == 0;
}

/* What is there now can be seen. The values are absolute, so sending them once more changes nothing
 * that they have not changed already. */
static void
verify_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  Update *update = self->extra;
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);

  if (reply->kind != CVK_REPLY_DONE)
    {
      cvk_execution_give_up (self);
      return;
    }
  g_clear_pointer (&update->after, cvk_value_unref);
  update->after = cvk_value_ref (reply->value);
  if (!is_as_asked_for (self))
    {
      g_clear_pointer (&update->after, cvk_value_unref);
      send_again (self);
      return;
    }
  self->reply->kind = CVK_REPLY_DONE;
  self->reply->value = cvk_value_ref (update->after);
  g_clear_pointer (&self->reply->problem, cvk_problem_unref);
  cvk_execution_resolve (self, read_after);
}

static void
find_out (CvkExecution *self)
{
  Update *update = self->extra;

  self->n_found_out++;
  if (update->may_read && self->action->on_unknown == CVK_ON_UNKNOWN_READ_BACK)
    cvk_execution_exchange_for (self, self->action->read_back, &update->reading, verify_cb, self);
  else
    cvk_execution_give_up (self);
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_exchange_finish (result);
  if (!cvk_execution_retake_quota (self, send_again))
    cvk_execution_resolve (self, read_after);
}

/* --- Before --- */

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_call_plan_effect_finish (self->call, result, &error))
    {
      cvk_execution_fail_plan (self, error, updated_cb);
      return;
    }
  if (cvk_execution_follow_past (self, read_after))
    return;
  note (self);
  send_again (self);
}

static void
plan_now (CvkExecution *self)
{
  g_autoptr (CvkValue) request = cvk_action_request_to_value (self->action, &self->request);

  cvk_call_plan_effect_async (self->call, request, self->request.match_key, planned_cb, self);
}

static void
plan (CvkExecution *self)
{
  cvk_execution_take_quota (self, plan_now);
}

static void
read_before_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  Update *update = self->extra;

  self->reply = cvk_exchange_finish (result);
  if (self->reply->kind != CVK_REPLY_DONE)
    {
      cvk_execution_fail (self);
      return;
    }
  update->before = cvk_value_ref (self->reply->value);
  g_clear_pointer (&self->reply, cvk_reply_free);
  plan (self);
}

void
cvk_action_start_update (CvkCall *call)
{
  CvkExecution *self = cvk_execution_begin (call);
  const CvkPastEffect *past = cvk_call_get_past_effect (call);
  CvkProblem *problem = NULL;
  Update *update;

  if (self == NULL)
    return;
  update = g_new0 (Update, 1);
  self->extra = update;
  self->extra_free = update_free;
  if (self->request.body == NULL || cvk_value_get_length (self->request.body) == 0)
    problem = cvk_problem_new ("nothing-to-change",
                               N_ ("There is nothing to change. Set at least one field."), NULL);
  if (problem != NULL ||
      !cvk_execution_build_reading (self, self->action->read_back, &update->reading, &problem))
    {
      cvk_call_fail (call, problem);
      return;
    }
  self->find_out = find_out;
  self->send_again = send_again;
  update->may_read = cvk_execution_may_use (self, self->action->read_back);
  if (past != NULL)
    {
      update->before = dup_noted (past, "before");
      update->after = dup_noted (past, "after");
      plan (self);
      return;
    }
  if (update->may_read)
    {
      cvk_execution_exchange (self, self->action->read_back, &update->reading, FALSE,
                              read_before_cb);
      return;
    }
  warn (self, "not-read-back",
        N_ ("The connection may not read from {service}, so what changes cannot be said. Reconnect "
            "and leave every box ticked to see it."),
        NULL);
  plan (self);
}
