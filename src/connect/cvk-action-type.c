// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* Calls beyond the connection's turns are prepared while others wait for the network. */
#define CALLS_PER_TURN 2

GStrv
cvk_connector_dup_texts (const CvkValue *array)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (size_t i = 0; array != NULL && i < cvk_value_get_length (array); i++)
    g_strv_builder_add (builder, cvk_value_get_string (cvk_value_get_element (array, i)));
  return g_strv_builder_end (builder);
}

static void
check_node (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  const CvkAction *self = (const CvkAction *) type;

  cvk_action_check_rules (self, settings, TRUE, problems);
  if (self->connector->quirks->check != NULL)
    self->connector->quirks->check (self, settings, problems);
}

static gboolean
prepare_step (CvkStep *step, CvkProblem **problem)
{
  const CvkAction *self = (const CvkAction *) cvk_step_get_operations (step);
  GObject *connection = cvk_step_get_connection (step);

  if (connection == NULL)
    {
      *problem =
        cvk_problem_new ("empty-slot", N_ ("No {service} account is chosen. Choose a connection."),
                         "service", self->connector->title, NULL);
      return FALSE;
    }
  for (size_t i = 0; self->scopes[i] != NULL; i++)
    if (!cvk_connection_has_scope (CVK_CONNECTION (connection), self->scopes[i]))
      {
        *problem = cvk_problem_new (
          "scope-missing",
          N_ ("The connection “{connection}” lacks the permission “{scopes}”, which “{action}” "
              "needs. Choose Reconnect and leave every box ticked."),
          "connection", cvk_connection_get_name (CVK_CONNECTION (connection)), "scopes",
          self->scopes[i], "action", self->title, NULL);
        return FALSE;
      }
  return TRUE;
}

static unsigned
get_concurrency (CvkStep *step)
{
  const CvkAction *self = (const CvkAction *) cvk_step_get_operations (step);
  GObject *connection = cvk_step_get_connection (step);
  unsigned turns =
    connection != NULL ? cvk_connection_get_concurrency (CVK_CONNECTION (connection)) : 1;

  if (self->concurrency > 0)
    return self->concurrency;
  return turns * CALLS_PER_TURN;
}

static CvkOnUnknown
read_on_unknown (const CvkValue *description)
{
  const char *text = cvk_value_lookup_string (description, "unknown", "park");

  if (strcmp (text, "repeat") == 0)
    return CVK_ON_UNKNOWN_REPEAT;
  if (strcmp (text, "read-back") == 0)
    return CVK_ON_UNKNOWN_READ_BACK;
  if (strcmp (text, "reconcile") == 0)
    return CVK_ON_UNKNOWN_RECONCILE;
  return CVK_ON_UNKNOWN_PARK;
}

static void
fill_operations (CvkAction *self)
{
  CvkNodeType *type = &self->operations.type;
  gboolean is_change =
    g_str_equal (cvk_value_lookup_string (self->description, "effect", ""), "change");

  type->id = self->type_id;
  type->title = self->title;
  type->help = cvk_value_lookup_string (self->description, "help", self->title);
  type->icon = cvk_value_lookup_string (self->description, "icon", "network-server-symbolic");
  type->group = self->connector->title;
  type->connector = self->connector->id;
  type->mode = CVK_NODE_MODE_EACH;
  type->effect = is_change ? CVK_NODE_EFFECT_CHANGE : CVK_NODE_EFFECT_READ;
  type->settings_schema = cvk_value_get_member (self->description, "settings");
  type->output_schema = cvk_value_get_member (self->description, "output");
  type->keeps_input = cvk_value_lookup_boolean (self->description, "keeps_input", FALSE);
  type->check = check_node;
  type->data = self;
  self->operations.prepare = prepare_step;
  self->operations.get_concurrency = get_concurrency;
  if (is_change && self->read_back != NULL)
    self->operations.start = cvk_action_start_update;
  else if (is_change)
    self->operations.start = cvk_action_start_change;
  else if (cvk_value_get_member (self->description, "paging") != NULL)
    self->operations.start = cvk_action_start_list;
  else
    self->operations.start = cvk_action_start_read;
  if (is_change)
    {
      self->operations.rehearse = cvk_action_rehearse;
      self->operations.look = cvk_action_look;
    }
}

const CvkAction *
cvk_action_from_type (const CvkNodeType *type)
{
  const CvkAction *self = (const CvkAction *) type;

  return type->data == self ? self : NULL;
}

CvkAction *
cvk_action_new (const CvkConnector *connector, const char *id, GError **error)
{
  g_autoptr (CvkAction) self = g_new0 (CvkAction, 1);
  CvkValue *actions = cvk_value_get_member (connector->description, "actions");
  CvkValue *success;
  const char *read_back;

  self->connector = connector;
  self->success = g_array_new (FALSE, FALSE, sizeof (unsigned));
  self->id = g_strdup (id);
  self->type_id = g_strconcat (connector->id, ".", id, NULL);
  self->description =
    cvk_connector_expand (cvk_value_get_member (actions, id), connector->description, id, error);
  if (self->description == NULL)
    return NULL;
  self->title = cvk_value_lookup_string (self->description, "title", "");
  self->method = cvk_value_lookup_string (self->description, "method", "GET");
  self->path = cvk_value_lookup_string (self->description, "path", "/");
  self->scopes = cvk_connector_dup_texts (cvk_value_get_member (self->description, "scopes"));
  self->concurrency = (unsigned) cvk_value_lookup_integer (self->description, "concurrency", 0);
  self->on_unknown = read_on_unknown (self->description);
  success = cvk_value_get_member (self->description, "success");
  for (size_t i = 0; i < cvk_value_get_length (success); i++)
    {
      unsigned status = (unsigned) cvk_value_get_integer (cvk_value_get_element (success, i));

      g_array_append_val (self->success, status);
    }
  read_back = cvk_value_lookup_string (self->description, "read_back", NULL);
  if (read_back != NULL)
    {
      self->read_back = cvk_connector_get_action (connector, read_back);
      if (self->read_back == NULL)
        {
          g_set_error (error, CVK_CONNECTOR_ERROR, CVK_CONNECTOR_ERROR_DESCRIPTION,
                       /* Translators: two actions of a service; said to who writes a connector. */
                       _ ("The action “%s” reads back with “%s”, which must stand before it."), id,
                       read_back);
          return NULL;
        }
    }
  fill_operations (self);
  return g_steal_pointer (&self);
}

void
cvk_action_free (CvkAction *self)
{
  g_clear_pointer (&self->description, cvk_value_unref);
  g_clear_pointer (&self->scopes, g_strfreev);
  g_clear_pointer (&self->success, g_array_unref);
  g_free (self->id);
  g_free (self->type_id);
  g_free (self);
}
