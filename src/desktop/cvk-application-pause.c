// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-application-private.h"

/* "app.paused" mirrors the engine, which keeps the user's pause: the action's state is what the
 * engine says, never what was wished. */

static void
show_paused (CvkApplication *self)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "paused");

  if (api != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action),
                               g_variant_new_boolean (cvk_api_engine_get_paused (api)));
}

static void
api_changed_cb (CvkApplication *self)
{
  g_signal_group_set_target (self->on_api, cvk_engine_client_peek_api (self->client));
  show_paused (self);
}

typedef struct
{
  CvkApplication *application; /* owned */
  gboolean is_paused;
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->application);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
refuse (Wish *wish, const GError *error)
{
  g_info ("The pause stays as it is: %s", error->message);
  cvk_application_say (wish->application,
                       wish->is_paused
                         ? _ ("Nothing is paused: the background service does not answer")
                         : _ ("Everything stays paused: the background service does not answer"));
}

static void
paused_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_api_engine_call_set_paused_finish (CVK_API_ENGINE (object), result, &error))
    refuse (wish, error);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      refuse (wish, error);
      return;
    }
  cvk_api_engine_call_set_paused (api, wish->is_paused, NULL, paused_cb, wish);
  g_steal_pointer (&wish);
}

static void
change_paused_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  CvkApplication *self = user_data;
  Wish *wish = g_new0 (Wish, 1);

  wish->application = g_object_ref (self);
  wish->is_paused = g_variant_get_boolean (value);
  cvk_engine_client_get_api_async (self->client, NULL, api_cb, wish);
}

void
cvk_application_init_pause (CvkApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "paused", .state = "false", .change_state = change_paused_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  self->on_api = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_swapped (self->on_api, "notify::paused", G_CALLBACK (show_paused), self);
  g_signal_connect_object (self->client, "api-changed", G_CALLBACK (api_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
