// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-background.h"

#include "base/cvk-i18n.h"
#include "service/cvk-autostart.h"

/* What the store keeps: only what differs from the default. */
#define NOT_ALLOWED "background-off"
#define AT_LOGIN "start-at-login"
/* Of AT_LOGIN, when only active pipelines want it; they take it back with the last of them. */
#define FOR_PIPELINES "pipelines"

struct _CvkBackground
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  GDBusConnection *bus; /* nullable */
  gboolean is_allowed;
  gboolean starts_at_login;
  gboolean is_for_pipelines; /* so that the last of them takes it back */
  gboolean wants_login;      /* what was asked for last */
  gboolean is_recalled;
  gboolean is_said; /* by the user, who may be faster than the store */
  gboolean is_active;
  gboolean is_joining; /* the session bus */
  GPtrArray *waiting;  /* GTask that want to know whether there is one */
};

G_DEFINE_FINAL_TYPE (CvkBackground, cvk_background, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static gboolean
has_kept_connection (CvkBackground *self)
{
  GPtrArray *list;

  if (!cvk_host_connections_is_loaded (self->connections))
    return FALSE;
  list = cvk_host_connections_list (self->connections);
  for (unsigned i = 0; i < list->len; i++)
    if (!cvk_connection_is_in_memory (g_ptr_array_index (list, i)))
      return TRUE;
  return FALSE;
}

static void
update (CvkBackground *self)
{
  gboolean is_active =
    self->bus != NULL && self->is_recalled && self->is_allowed && has_kept_connection (self);

  if (is_active == self->is_active)
    return;
  self->is_active = is_active;
  if (is_active)
    cvk_host_hold (self->host);
  else
    cvk_host_release (self->host);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- What the user has said --- */

static void
allowed_recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBackground) self = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);

  if (!self->is_said)
    self->is_allowed = text == NULL;
  self->is_recalled = TRUE;
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
login_recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBackground) self = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);

  if (!self->is_said)
    {
      self->starts_at_login = text != NULL;
      self->wants_login = text != NULL;
      self->is_for_pipelines = g_strcmp0 (text, FOR_PIPELINES) == 0;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_background_is_allowed (CvkBackground *self)
{
  return self->is_allowed;
}

gboolean
cvk_background_starts_at_login (CvkBackground *self)
{
  return self->starts_at_login;
}

gboolean
cvk_background_is_active (CvkBackground *self)
{
  return self->is_active;
}

static void set_autostart (CvkBackground *self, GTask *task);

static void
autostart_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkBackground *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean wish = GPOINTER_TO_INT (g_task_get_task_data (task));
  const char *kept = self->is_for_pipelines ? FOR_PIPELINES : "yes";

  if (!cvk_autostart_set_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (wish != self->wants_login)
    {
      /* The user has changed their mind meanwhile, and this may have come after that. */
      set_autostart (self, g_steal_pointer (&task));
      return;
    }
  self->starts_at_login = wish;
  cvk_store_save_setting_async (cvk_host_get_store (self->host), AT_LOGIN, wish ? kept : NULL, NULL,
                                NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
set_autostart (CvkBackground *self, GTask *task)
{
  g_task_set_task_data (task, GINT_TO_POINTER (self->wants_login), NULL);
  cvk_autostart_set_async (cvk_is_in_flatpak () ? self->bus : NULL, self->wants_login,
                           autostart_set_cb, task);
}

void
cvk_background_set_allowed_async (CvkBackground *self,
                                  gboolean is_allowed,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_background_set_allowed_async);
  cvk_store_save_setting_async (cvk_host_get_store (self->host), NOT_ALLOWED,
                                is_allowed ? NULL : "yes", NULL, NULL);
  self->is_allowed = is_allowed;
  self->is_said = TRUE;
  self->wants_login = is_allowed;
  self->is_for_pipelines = FALSE;
  update (self);
  set_autostart (self, g_steal_pointer (&task));
}

gboolean
cvk_background_set_allowed_finish (CvkBackground *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- What active pipelines want --- */

static void
fail_need (GTask *task, int code, const char *message)
{
  g_task_return_new_error (task, G_IO_ERROR, code, "%s", message);
}

static void
ask_for_login (CvkBackground *self, GTask *task)
{
  if (!self->is_allowed)
    fail_need (task, G_IO_ERROR_PERMISSION_DENIED,
               _ ("Convoke may not stay in the background, so this runs only while Convoke is "
                  "open. Let it stay in the preferences, or with “convokectl background on”."));
  else if (self->bus == NULL)
    fail_need (task, G_IO_ERROR_NOT_SUPPORTED,
               _ ("Convoke is started at login only in a desktop session, and for the default data "
                  "directory. Here this runs only while the service does."));
  else if (self->wants_login)
    g_task_return_boolean (task, TRUE);
  else
    {
      self->is_said = TRUE;
      self->wants_login = TRUE;
      self->is_for_pipelines = TRUE;
      set_autostart (self, g_object_ref (task));
    }
}

static void
withdraw_from_login (CvkBackground *self, GTask *task)
{
  if (!self->is_for_pipelines)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->is_said = TRUE;
  self->wants_login = FALSE;
  self->is_for_pipelines = FALSE;
  set_autostart (self, g_object_ref (task));
}

void
cvk_background_set_needed_async (CvkBackground *self,
                                 gboolean is_needed,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_background_set_needed_async);
  if (!is_needed)
    withdraw_from_login (self, task);
  else if (self->is_joining)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    ask_for_login (self, task);
}

gboolean
cvk_background_set_needed_finish (CvkBackground *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- The bus --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBackground) self = user_data;

  /* Without connections there is nothing to stay for; whoever asks for them hears why. */
  (void) cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, NULL);
  update (self);
  cvk_host_release (self->host);
}

static void
end_joining (CvkBackground *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_joining = FALSE;
  for (unsigned i = 0; i < waiting->len; i++)
    ask_for_login (self, g_ptr_array_index (waiting, i));
}

void
cvk_background_expect_bus (CvkBackground *self)
{
  self->is_joining = TRUE;
}

void
cvk_background_set_bus (CvkBackground *self, GDBusConnection *bus)
{
  g_set_object (&self->bus, bus);
  end_joining (self);
  update (self);
  if (bus == NULL)
    return;
  cvk_host_hold (self->host);
  cvk_host_connections_load_async (self->connections, loaded_cb, g_object_ref (self));
}

/* --- The object --- */

static void
cvk_background_finalize (GObject *object)
{
  CvkBackground *self = CVK_BACKGROUND (object);

  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->bus);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_background_parent_class)->finalize (object);
}

static void
cvk_background_class_init (CvkBackgroundClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_background_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BACKGROUND, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_background_init (CvkBackground *self)
{
  self->is_allowed = TRUE;
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

CvkBackground *
cvk_background_new (CvkHost *host, CvkHostConnections *connections)
{
  CvkBackground *self = g_object_new (CVK_TYPE_BACKGROUND, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  g_signal_connect_object (connections, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connections, "loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  cvk_store_load_setting_async (cvk_host_get_store (host), NOT_ALLOWED, allowed_recalled_cb,
                                g_object_ref (self));
  cvk_store_load_setting_async (cvk_host_get_store (host), AT_LOGIN, login_recalled_cb,
                                g_object_ref (self));
  return self;
}
