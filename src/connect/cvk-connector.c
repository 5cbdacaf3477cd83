// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connectors.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connector-private.h"
#include "cvk-connectors-resource.h"

#define RESOURCE_FOLDER "/app/convoke/Convoke/connectors/"

G_DEFINE_QUARK (cvk_connector_error, cvk_connector_error)

static const CvkConnectorQuirks no_quirks = { NULL };

/* The services that come with Convoke: their quirks, and the client id of this build. */
static const struct
{
  const char *id;
  const CvkConnectorQuirks *quirks;
  const char *client_id;
} built_in[] = {
  { "zoom", &cvk_zoom_quirks, CVK_ZOOM_CLIENT_ID },
  { "anthropic", &cvk_model_quirks, "" },
  { "discord", &no_quirks, "" },
  { "http", &no_quirks, "" },
  { "hubspot", &no_quirks, "" },
  { "mattermost", &no_quirks, "" },
  { "ollama", &cvk_model_quirks, "" },
  { "openai", &cvk_model_quirks, "" },
  { "slack", &no_quirks, "" },
  { "smtp", &no_quirks, "" },
  { "teams", &no_quirks, "" },
};

/* What the connectors of a family have in common. */
static const struct
{
  const char *id;
  const char *title;
} families[] = {
  /* Translators: a kind of services, such as OpenAI. */
  { "language-model", N_ ("Language model") },
};

/* A description that somebody brings speaks of the same service when it has the same id. */
static void
set_built_in_part (CvkConnector *self)
{
  self->quirks = &no_quirks;
  for (size_t i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (g_str_equal (built_in[i].id, self->id))
      {
        self->quirks = built_in[i].quirks;
        self->client_id = *built_in[i].client_id != '\0' ? built_in[i].client_id : NULL;
      }
}

static void
fill_incomplete (CvkConnector *self)
{
  CvkNodeType *type = &self->incomplete.type;

  type->id = self->id;
  type->title = self->title;
  type->help = cvk_value_lookup_string (self->description, "help", self->title);
  type->icon = cvk_value_lookup_string (self->description, "icon", "network-server-symbolic");
  type->group = self->title;
  type->connector = self->id;
  type->mode = CVK_NODE_MODE_EACH;
  type->effect = CVK_NODE_EFFECT_PURE;
  type->is_incomplete = TRUE;
  type->settings_schema_text = "{\"type\":\"object\"}";
}

CvkConnector *
cvk_connector_new_from_bytes (GBytes *source, GError **error)
{
  g_autoptr (CvkConnector) self = g_new0 (CvkConnector, 1);
  CvkValue *actions;

  self->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_action_free);
  self->description = cvk_connector_read_description (source, error);
  if (self->description == NULL)
    return NULL;
  self->id = cvk_value_lookup_string (self->description, "id", NULL);
  self->title = cvk_value_lookup_string (self->description, "title", NULL);
  self->family = cvk_value_lookup_string (self->description, "family", NULL);
  self->scopes = cvk_connector_dup_texts (
    cvk_value_get_member (cvk_value_get_member (self->description, "auth"), "scopes"));
  set_built_in_part (self);
  fill_incomplete (self);

  actions = cvk_value_get_member (self->description, "actions");
  for (size_t i = 0; i < cvk_value_get_length (actions); i++)
    {
      const char *id;
      CvkValue *description;
      CvkAction *action;

      cvk_value_get_member_at (actions, i, &id, &description);
      action = cvk_action_new (self, id, error);
      if (action == NULL)
        return NULL;
      g_ptr_array_add (self->actions, action);
    }
  return g_steal_pointer (&self);
}

void
cvk_connector_free (CvkConnector *self)
{
  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_pointer (&self->incomplete.type.settings_schema, cvk_value_unref);
  g_clear_pointer (&self->scopes, g_strfreev);
  g_clear_pointer (&self->description, cvk_value_unref);
  g_free (self);
}

static CvkConnector *
load_built_in (const char *id)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, id, ".json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = NULL;
  CvkConnector *self;

  source = g_resource_lookup_data (cvk_connectors_get_resource (), path,
                                   G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (source == NULL)
    g_error ("%s", error->message);
  self = cvk_connector_new_from_bytes (source, &error);
  if (self == NULL)
    g_error ("%s: %s", path, error->message);
  return self;
}

const CvkConnector *
cvk_connector_get (const char *id)
{
  GPtrArray *own = cvk_connector_list_own ();
  static CvkConnector *loaded[G_N_ELEMENTS (built_in)];

  for (size_t i = 0; i < G_N_ELEMENTS (built_in); i++)
    {
      if (!g_str_equal (built_in[i].id, id))
        continue;
      if (g_once_init_enter (&loaded[i]))
        g_once_init_leave (&loaded[i], load_built_in (id));
      return loaded[i];
    }
  for (unsigned i = 0; i < own->len; i++)
    {
      const CvkConnector *connector = g_ptr_array_index (own, i);

      if (g_str_equal (connector->id, id))
        return connector;
    }
  return NULL;
}

const char *const *
cvk_connector_list (void)
{
  static GPtrArray *ids;
  GPtrArray *own = cvk_connector_list_own ();

  if (ids != NULL && ids->len == G_N_ELEMENTS (built_in) + own->len + 1)
    return (const char *const *) ids->pdata;
  g_clear_pointer (&ids, g_ptr_array_unref);
  ids = g_ptr_array_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (built_in); i++)
    g_ptr_array_add (ids, (gpointer) built_in[i].id);
  for (unsigned i = 0; i < own->len; i++)
    g_ptr_array_add (ids, (gpointer) ((const CvkConnector *) g_ptr_array_index (own, i))->id);
  g_ptr_array_add (ids, NULL);
  return (const char *const *) ids->pdata;
}

const char *
cvk_connector_get_id (const CvkConnector *self)
{
  return self->id;
}

const char *
cvk_connector_get_title (const CvkConnector *self)
{
  return self->title;
}

const char *
cvk_connector_get_help (const CvkConnector *self)
{
  return self->incomplete.type.help;
}

const char *
cvk_connector_get_icon (const CvkConnector *self)
{
  return self->incomplete.type.icon;
}

const char *
cvk_connector_get_family (const CvkConnector *self)
{
  return self->family;
}

gboolean
cvk_connector_fits (const char *connector, const char *wanted)
{
  const CvkConnector *found;

  if (connector == NULL || wanted == NULL || g_str_equal (connector, wanted))
    return g_strcmp0 (connector, wanted) == 0;
  found = cvk_connector_get (connector);
  return found != NULL && g_strcmp0 (found->family, wanted) == 0;
}

const char *
cvk_connector_get_wanted_title (const char *wanted)
{
  const CvkConnector *found = cvk_connector_get (wanted);

  if (found != NULL)
    return found->title;
  for (size_t i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_equal (families[i].id, wanted))
      return families[i].title;
  return wanted;
}

GStrv
cvk_connector_dup_headers (const CvkConnector *self)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  CvkValue *headers = cvk_value_get_member (api, "headers");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add_many (builder, "Accept", "application/json", NULL);
  for (size_t i = 0; headers != NULL && i < cvk_value_get_length (headers); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (headers, i, &name, &value);
      g_strv_builder_add (builder, name);
      g_strv_builder_add (builder, cvk_value_get_string (value));
    }
  return g_strv_builder_end (builder);
}

void
cvk_connector_register (const CvkConnector *self, CvkNodeTypes *types)
{
  if (self->family != NULL)
    cvk_node_types_add_family (types, self->id, self->family);
  /* Of a service that only other node types use there is nothing to choose an action from. */
  if (self->actions->len == 0)
    return;
  cvk_node_types_add (types, &self->incomplete.type);
  for (unsigned i = 0; i < self->actions->len; i++)
    {
      const CvkAction *action = g_ptr_array_index (self->actions, i);

      cvk_node_types_add (types, &action->operations.type);
    }
}

const CvkAction *
cvk_connector_get_action (const CvkConnector *self, const char *id)
{
  for (unsigned i = 0; i < self->actions->len; i++)
    {
      const CvkAction *action = g_ptr_array_index (self->actions, i);

      if (g_str_equal (action->id, id))
        return action;
    }
  return NULL;
}

const char *const *
cvk_connector_get_scopes (const CvkConnector *self)
{
  return (const char *const *) self->scopes;
}

const char *const *
cvk_connector_get_action_scopes (const CvkConnector *self, const char *action)
{
  const CvkAction *found = cvk_connector_get_action (self, action);

  return found != NULL ? (const char *const *) found->scopes : NULL;
}
