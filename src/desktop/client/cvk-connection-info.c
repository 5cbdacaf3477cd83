// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-connection-info.h"

struct _CvkConnectionInfo
{
  GObject parent_instance;

  CvkValue *description;
  CvkValue *report;    /* nullable: nothing is known yet */
  CvkProblem *problem; /* nullable */
  CvkConnectionState state;
  CvkConnectionAction action;
};

G_DEFINE_FINAL_TYPE (CvkConnectionInfo, cvk_connection_info, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_CONNECTOR,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

/* --- What the host says --- */

static CvkConnectionState
read_state (const CvkValue *report)
{
  static const char *const names[] = {
    [CVK_CONNECTION_UNKNOWN] = "unknown",
    [CVK_CONNECTION_HEALTHY] = "healthy",
    [CVK_CONNECTION_REFRESHING] = "refreshing",
    [CVK_CONNECTION_OFFLINE] = "offline",
    [CVK_CONNECTION_RATE_LIMITED] = "rate-limited",
    [CVK_CONNECTION_KEYRING_LOCKED] = "keyring-locked",
    [CVK_CONNECTION_SCOPE_MISSING] = "scope-missing",
    [CVK_CONNECTION_RECONNECT_NEEDED] = "reconnect-needed",
    [CVK_CONNECTION_ELSEWHERE] = "connected-elsewhere",
    [CVK_CONNECTION_DISABLED] = "disabled-by-admin",
  };
  const char *name = cvk_value_lookup_string (report, "state", "");

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return (CvkConnectionState) i;
  return CVK_CONNECTION_UNKNOWN;
}

static CvkConnectionAction
read_action (const CvkValue *report)
{
  static const char *const names[] = {
    [CVK_CONNECTION_ACTION_NONE] = "",
    [CVK_CONNECTION_ACTION_CHECK] = "check",
    [CVK_CONNECTION_ACTION_WAIT] = "wait",
    [CVK_CONNECTION_ACTION_UNLOCK] = "unlock",
    [CVK_CONNECTION_ACTION_RECONNECT] = "reconnect",
    [CVK_CONNECTION_ACTION_ASK_ADMIN] = "ask-admin",
  };
  const char *name = cvk_value_lookup_string (report, "action", "");

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return (CvkConnectionAction) i;
  return CVK_CONNECTION_ACTION_NONE;
}

void
cvk_connection_info_set_description (CvkConnectionInfo *self, CvkValue *description)
{
  g_autofree char *name = NULL;

  g_return_if_fail (CVK_IS_CONNECTION_INFO (self));

  if (cvk_value_equal (self->description, description))
    return;
  name = g_strdup (cvk_connection_info_get_name (self));
  cvk_value_unref (self->description);
  self->description = cvk_value_ref (description);
  if (!g_str_equal (name, cvk_connection_info_get_name (self)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_connection_info_set_report (CvkConnectionInfo *self, CvkValue *report)
{
  const CvkValue *problem = cvk_value_get_member (report, "problem");

  g_return_if_fail (CVK_IS_CONNECTION_INFO (self));

  if (self->report != NULL && cvk_value_equal (self->report, report))
    return;
  g_clear_pointer (&self->report, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  self->report = cvk_value_ref (report);
  self->state = read_state (report);
  self->action = read_action (report);
  if (problem != NULL && cvk_value_is_object (problem))
    self->problem = cvk_problem_from_value (problem);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Reading --- */

const char *
cvk_connection_info_get_id (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), "");

  return cvk_value_lookup_string (self->description, "id", "");
}

const char *
cvk_connection_info_get_name (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), "");

  return cvk_value_lookup_string (self->description, "name", "");
}

const char *
cvk_connection_info_get_connector (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), "");

  return cvk_value_lookup_string (self->description, "connector", "");
}

const char *
cvk_connection_info_get_kind (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), "");

  return cvk_value_lookup_string (self->description, "kind", "oauth2");
}

CvkValue *
cvk_connection_info_get_description (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), NULL);

  return self->description;
}

const char *
cvk_connection_info_get_api_url (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), "");

  return cvk_value_lookup_string (self->description, "api_url", "");
}

static CvkValue *
get_array (CvkConnectionInfo *self, const char *name)
{
  CvkValue *value = cvk_value_get_member (self->description, name);

  return value != NULL && cvk_value_is_array (value) ? value : NULL;
}

CvkValue *
cvk_connection_info_get_scopes (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), NULL);

  return get_array (self, "scopes");
}

gboolean
cvk_connection_info_has_scope (CvkConnectionInfo *self, const char *scope)
{
  CvkValue *scopes = cvk_connection_info_get_scopes (self);

  for (size_t i = 0; scopes != NULL && i < cvk_value_get_length (scopes); i++)
    {
      const CvkValue *granted = cvk_value_get_element (scopes, i);

      if (cvk_value_is_string (granted) && g_str_equal (cvk_value_get_string (granted), scope))
        return TRUE;
    }
  return FALSE;
}

gboolean
cvk_connection_info_is_in_memory (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), FALSE);

  return cvk_value_lookup_boolean (self->description, "memory", FALSE);
}

gboolean
cvk_connection_info_is_sandbox (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), FALSE);

  return cvk_value_lookup_boolean (self->description, "sandbox", FALSE);
}

CvkConnectionState
cvk_connection_info_get_state (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), CVK_CONNECTION_UNKNOWN);

  return self->state;
}

CvkConnectionAction
cvk_connection_info_get_action (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), CVK_CONNECTION_ACTION_NONE);

  return self->action;
}

const CvkProblem *
cvk_connection_info_get_problem (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), NULL);

  return self->problem;
}

int64_t
cvk_connection_info_get_checked (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), 0);

  return cvk_value_lookup_integer (self->report, "checked", 0);
}

int64_t
cvk_connection_info_get_last_success (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), 0);

  return cvk_value_lookup_integer (self->report, "last_success", 0);
}

int64_t
cvk_connection_info_get_until (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), 0);

  return cvk_value_lookup_integer (self->report, "until", 0);
}

int64_t
cvk_connection_info_get_expires (CvkConnectionInfo *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_INFO (self), 0);

  return cvk_value_lookup_integer (self->description, "expires", 0);
}

/* --- The object --- */

static void
cvk_connection_info_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkConnectionInfo *self = CVK_CONNECTION_INFO (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, cvk_connection_info_get_id (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, cvk_connection_info_get_name (self));
      break;
    case PROP_CONNECTOR:
      g_value_set_string (value, cvk_connection_info_get_connector (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_connection_info_finalize (GObject *object)
{
  CvkConnectionInfo *self = CVK_CONNECTION_INFO (object);

  g_clear_pointer (&self->description, cvk_value_unref);
  g_clear_pointer (&self->report, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  G_OBJECT_CLASS (cvk_connection_info_parent_class)->finalize (object);
}

static void
cvk_connection_info_class_init (CvkConnectionInfoClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_connection_info_get_property;
  object_class->finalize = cvk_connection_info_finalize;
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONNECTOR] =
    g_param_spec_string ("connector", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_CONNECTION_INFO, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_connection_info_init (CvkConnectionInfo *self)
{
}

CvkConnectionInfo *
cvk_connection_info_new (CvkValue *description)
{
  CvkConnectionInfo *self = g_object_new (CVK_TYPE_CONNECTION_INFO, NULL);

  self->description = cvk_value_ref (description);
  return self;
}
