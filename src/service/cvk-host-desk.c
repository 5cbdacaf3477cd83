// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-desk.h"

#include "base/cvk-i18n.h"
#include "service/cvk-autostart.h"
#include "service/cvk-browser.h"
#include "service/cvk-notifier.h"
#include "service/cvk-window.h"

#define OPEN "open"
#define COPY "copy"
#define CLIPBOARD "clipboard"
/* Who has not looked by then comes too late for most links, and the host can leave. */
#define BUTTON_SECONDS (30 * 60)
/* Notifications whose buttons lead somewhere, at a time. */
#define MAX_BUTTONS 50

struct _CvkHostDesk
{
  GObject parent_instance;

  CvkHost *host;
  GDBusConnection *bus;  /* nullable: not needed yet */
  CvkNotifier *notifier; /* likewise */
  GHashTable *buttons;   /* id of a notification -> Button */
  CvkClipboard *clipboard;
  gboolean is_held; /* for a text that waits */
};

/* A notification whose button leads somewhere. */
typedef struct
{
  CvkHostDesk *desk; /* borrowed: it owns this */
  char *id;
  char *link;
  unsigned timeout;
} Button;

static void desk_init (CvkDeskInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkHostDesk,
                               cvk_host_desk,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_DESK, desk_init))

static void
button_free (gpointer data)
{
  Button *self = data;

  g_source_remove (self->timeout);
  if (self->desk->host != NULL)
    cvk_host_release (self->desk->host);
  g_free (self->id);
  g_free (self->link);
  g_free (self);
}

/* --- Links --- */

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_browser_open_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
button_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHostDesk) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_browser_open_finish (result, &error))
    cvk_notifier_show (
      self->notifier, "link",
      &(CvkNotification){ .title = _ ("The link could not be opened"), .body = error->message });
}

static void
window_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHostDesk) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_window_open_finish (result, &error))
    cvk_notifier_show (
      self->notifier, CLIPBOARD,
      &(CvkNotification){ .title = _ ("The text could not be copied"), .body = error->message });
}

static void
action_cb (CvkNotifier *notifier, const char *id, const char *action, gpointer user_data)
{
  CvkHostDesk *self = user_data;
  Button *button = g_hash_table_lookup (self->buttons, id);

  /* The window takes the text when it is there. */
  if (g_str_equal (id, CLIPBOARD) && g_str_equal (action, COPY))
    cvk_window_open_async (self->bus, NULL, NULL, window_opened_cb, g_object_ref (self));
  if (button == NULL || !g_str_equal (action, OPEN))
    return;
  cvk_browser_open_link_async (button->link, NULL, button_opened_cb, g_object_ref (self));
  cvk_notifier_withdraw (notifier, id);
  g_hash_table_remove (self->buttons, id);
}

/* --- Notifications --- */

static gboolean
button_over_cb (gpointer user_data)
{
  Button *button = user_data;
  CvkHostDesk *self = button->desk;

  cvk_notifier_withdraw (self->notifier, button->id);
  g_hash_table_remove (self->buttons, button->id);
  return G_SOURCE_CONTINUE;
}

static gboolean
remember_button (CvkHostDesk *self, const CvkDeskRequest *request)
{
  Button *button;

  if (request->link == NULL || g_hash_table_size (self->buttons) >= MAX_BUTTONS)
    return FALSE;
  button = g_new0 (Button, 1);
  button->desk = self;
  button->id = g_strdup (request->id);
  button->link = g_strdup (request->link);
  button->timeout = g_timeout_add_seconds (BUTTON_SECONDS, button_over_cb, button);
  cvk_host_hold (self->host);
  g_hash_table_replace (self->buttons, button->id, button);
  return TRUE;
}

static void
shown_cb (gboolean is_shown, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkHostDesk *self = g_task_get_source_object (task);
  const CvkDeskRequest *request = g_task_get_task_data (task);

  if (is_shown)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_hash_table_remove (self->buttons, request->id);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("Nothing here shows notifications."));
}

/* What one looks at elsewhere when there is no button. */
static char *
make_body (const CvkDeskRequest *request, gboolean has_button)
{
  if (request->link == NULL || has_button)
    return g_strdup (request->text);
  return g_strdup_printf ("%s%s%s", request->text, *request->text != '\0' ? "\n" : "",
                          request->link);
}

/* Takes @task. */
static void
notify (CvkHostDesk *self, GTask *task)
{
  const CvkDeskRequest *request = g_task_get_task_data (task);
  gboolean has_button = remember_button (self, request);
  g_autofree char *body = make_body (request, has_button);

  cvk_notifier_show_told (self->notifier, request->id,
                          &(CvkNotification){ .title = request->title,
                                              .body = body,
                                              .hint = request->link,
                                              .action = has_button ? OPEN : NULL,
                                              .label = has_button ? request->label : NULL,
                                              .is_urgent = request->is_urgent },
                          shown_cb, task);
}

/* --- The session --- */

/* A request that waits for the bus, with texts of its own. */
static CvkDeskRequest *
request_copy (const CvkDeskRequest *request)
{
  CvkDeskRequest *copy = g_new (CvkDeskRequest, 1);

  *copy = *request;
  copy->id = g_strdup (request->id);
  copy->title = g_strdup (request->title);
  copy->text = g_strdup (request->text);
  copy->link = g_strdup (request->link);
  copy->label = g_strdup (request->label);
  return copy;
}

static void
request_free (gpointer data)
{
  CvkDeskRequest *self = data;

  g_free ((char *) self->id);
  g_free ((char *) self->title);
  g_free ((char *) self->text);
  g_free ((char *) self->link);
  g_free ((char *) self->label);
  g_free (self);
}

static void
prepare_notifier (CvkHostDesk *self, GDBusConnection *bus)
{
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  if (self->notifier != NULL)
    return;
  self->bus = g_object_ref (bus);
  self->notifier = cvk_notifier_new (bus, cvk_is_in_flatpak ());
  g_signal_connect_object (self->notifier, "action", G_CALLBACK (action_cb), self, 0);
}

static void
bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkHostDesk *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_info ("No session bus: %s", error->message);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _ ("Nothing here shows notifications."));
      g_object_unref (task);
    }
  else
    {
      prepare_notifier (self, bus);
      notify (self, task);
    }
}

/* --- The clipboard --- */

/* Whoever waits for a text that no window has taken. */
typedef struct
{
  CvkHostDesk *desk;
  char *id; /* of the text */
} Offer;

static void
offer_free (Offer *self)
{
  g_object_unref (self->desk);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, offer_free)

static void
settle (Offer *offer, gboolean is_shown)
{
  g_autoptr (GError) error = NULL;

  if (!is_shown)
    error = g_error_new_literal (
      G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      _ ("The text was not copied: no window of Convoke is there to do it, and "
         "nothing here shows notifications. Open Convoke on this computer and "
         "run the pipeline again."));
  cvk_clipboard_settle (offer->desk->clipboard, offer->id, error);
}

static void
offer_shown_cb (gboolean is_shown, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;

  settle (offer, is_shown);
}

/* Takes @offer. */
static void
tell_offer (Offer *offer, GDBusConnection *bus)
{
  prepare_notifier (offer->desk, bus);
  cvk_notifier_show_told (offer->desk->notifier, CLIPBOARD,
                          &(CvkNotification){ .title = _ ("Copied text is ready"),
                                              .body = _ ("It can be copied for a minute."),
                                              .hint = _ ("Open Convoke to copy it."),
                                              .action = COPY,
                                              .label = _ ("Copy") },
                          offer_shown_cb, offer);
}

static void
offer_bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_info ("No session bus: %s", error->message);
      settle (offer, FALSE);
    }
  /* Meanwhile a window may have taken it. */
  else if (g_strcmp0 (cvk_clipboard_get_id (offer->desk->clipboard), offer->id) == 0)
    tell_offer (g_steal_pointer (&offer), bus);
}

static void
untaken_cb (CvkHostDesk *self, CvkClipboard *clipboard)
{
  Offer *offer = g_new (Offer, 1);

  offer->desk = g_object_ref (self);
  offer->id = g_strdup (cvk_clipboard_get_id (clipboard));
  g_bus_get (G_BUS_TYPE_SESSION, NULL, offer_bus_cb, offer);
}

/* The text is in memory only, so the host stays as long as there is one. */
static void
clipboard_changed_cb (CvkHostDesk *self, CvkClipboard *clipboard)
{
  gboolean has_text = cvk_clipboard_get_id (clipboard) != NULL;

  if (has_text == self->is_held)
    return;
  self->is_held = has_text;
  if (has_text)
    {
      cvk_host_hold (self->host);
      return;
    }
  cvk_host_release (self->host);
  if (self->notifier != NULL)
    cvk_notifier_withdraw (self->notifier, CLIPBOARD);
}

/* --- What is asked for --- */

static void
cvk_host_desk_act (CvkDesk *desk, const CvkDeskRequest *request, GTask *task)
{
  if (request->deed == CVK_DESK_COPY)
    {
      cvk_clipboard_offer (CVK_HOST_DESK (desk)->clipboard, request->text, task);
      return;
    }
  if (request->deed == CVK_DESK_OPEN)
    {
      cvk_browser_open_link_async (request->link, NULL, opened_cb, task);
      return;
    }
  g_task_set_task_data (task, request_copy (request), request_free);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, task);
}

/* --- The object --- */

static void
cvk_host_desk_finalize (GObject *object)
{
  CvkHostDesk *self = CVK_HOST_DESK (object);

  /* It ends with the host, which nobody can release any more. */
  self->host = NULL;
  g_hash_table_unref (self->buttons);
  g_clear_object (&self->notifier);
  g_clear_object (&self->bus);
  g_clear_object (&self->clipboard);
  G_OBJECT_CLASS (cvk_host_desk_parent_class)->finalize (object);
}

static void
desk_init (CvkDeskInterface *iface)
{
  iface->act = cvk_host_desk_act;
}

static void
cvk_host_desk_class_init (CvkHostDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_host_desk_finalize;
}

static void
cvk_host_desk_init (CvkHostDesk *self)
{
  self->buttons = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, button_free);
}

CvkHostDesk *
cvk_host_desk_new (CvkHost *host, CvkClipboard *clipboard)
{
  CvkHostDesk *self = g_object_new (CVK_TYPE_HOST_DESK, NULL);

  self->host = host;
  self->clipboard = g_object_ref (clipboard);
  g_signal_connect_object (clipboard, "changed", G_CALLBACK (clipboard_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (clipboard, "untaken", G_CALLBACK (untaken_cb), self, G_CONNECT_SWAPPED);
  return self;
}
