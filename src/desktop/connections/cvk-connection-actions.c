// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-actions.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/connections/cvk-connect-dialog.h"
#include "desktop/connections/cvk-connection-removal.h"
#include "desktop/connections/cvk-connection-rename.h"
#include "service/cvk-problems.h"

/* What the actions of one widget work with; owned by their group. */
typedef struct
{
  GtkWidget *widget; /* not owned: it owns the group */
  CvkEngineClient *client;
  CvkConnectionInfo *info;
} Target;

static void
target_free (gpointer data, GClosure *closure)
{
  Target *self = data;

  g_object_unref (self->client);
  g_object_unref (self->info);
  g_free (self);
}

GtkWindow *
cvk_connection_get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

void
cvk_connection_show_problem (GtkWidget *widget, const char *heading, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new (cvk_connection_get_window (widget), heading, message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Calls whose answer is only of interest when it is bad --- */

/* A call on its way, with a reference to the widget it was asked for at. */
typedef struct
{
  GWeakRef widget;
  char *id;
  gboolean is_unlock;
} Call;

static void
call_free (Call *self)
{
  g_weak_ref_clear (&self->widget);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
report (Call *self, const char *message)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);

  if (widget != NULL && gtk_widget_get_root (widget) != NULL)
    cvk_connection_show_problem (widget, self->is_unlock ? _ ("Still locked") : _ ("Not checked"),
                                 message);
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *message = NULL;

  if (!cvk_api_engine_call_unlock_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_dbus_error_strip_remote_error (error);
      report (call, error->message);
      return;
    }
  problems = cvk_problems_from_json (json);
  if (problems->len == 0)
    return;
  message = cvk_local_problem (g_ptr_array_index (problems, 0));
  report (call, message);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *reports = NULL;

  if (cvk_api_engine_call_check_health_finish (CVK_API_ENGINE (object), &reports, result, &error))
    return;
  g_dbus_error_strip_remote_error (error);
  report (call, error->message);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  const char *id = call->id;

  if (api == NULL)
    report (call, error->message);
  else if (call->is_unlock)
    cvk_api_engine_call_unlock (api, id, NULL, unlocked_cb, g_steal_pointer (&call));
  else
    cvk_api_engine_call_check_health (api, id, NULL, checked_cb, g_steal_pointer (&call));
}

static void
begin_call (Target *self, gboolean is_unlock)
{
  Call *call = g_new0 (Call, 1);

  g_weak_ref_init (&call->widget, self->widget);
  call->id = g_strdup (cvk_connection_info_get_id (self->info));
  call->is_unlock = is_unlock;
  cvk_engine_client_get_api_async (self->client, NULL, api_cb, call);
}

/* --- Actions --- */

static void
check_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  begin_call (user_data, FALSE);
}

static void
unlock_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  begin_call (user_data, TRUE);
}

static void
reconnect_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Target *self = user_data;

  gtk_window_present (cvk_connect_dialog_new_to_renew (cvk_connection_get_window (self->widget),
                                                       self->client, self->info));
}

static void
rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Target *self = user_data;

  cvk_connection_rename (self->widget, self->client, self->info);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Target *self = user_data;

  cvk_connection_remove (self->widget, self->client, self->info);
}

static void
add_action (GSimpleActionGroup *group, const char *name, GCallback callback, Target *target)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);
  Target *copy = g_new0 (Target, 1);

  copy->widget = target->widget;
  copy->client = g_object_ref (target->client);
  copy->info = g_object_ref (target->info);
  g_signal_connect_data (action, "activate", callback, copy, target_free, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

void
cvk_connection_actions_install (GtkWidget *widget, CvkEngineClient *client, CvkConnectionInfo *info)
{
  g_autoptr (GSimpleActionGroup) group = NULL;
  Target target = { widget, client, info };

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (info != NULL)
    {
      group = g_simple_action_group_new ();
      add_action (group, "check", G_CALLBACK (check_cb), &target);
      add_action (group, "unlock", G_CALLBACK (unlock_cb), &target);
      add_action (group, "reconnect", G_CALLBACK (reconnect_cb), &target);
      add_action (group, "rename", G_CALLBACK (rename_cb), &target);
      add_action (group, "delete", G_CALLBACK (delete_cb), &target);
    }
  gtk_widget_insert_action_group (widget, "connection",
                                  group != NULL ? G_ACTION_GROUP (group) : NULL);
}
