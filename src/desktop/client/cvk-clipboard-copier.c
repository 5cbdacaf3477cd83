// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-clipboard-copier.h"

#include <gtk/gtk.h>
#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

struct _CvkClipboardCopier
{
  GObject parent_instance;

  CvkEngineClient *client;
  gboolean is_wanted; /* there may be a text */
};

G_DEFINE_FINAL_TYPE (CvkClipboardCopier, cvk_clipboard_copier, G_TYPE_OBJECT)

#ifdef GDK_WINDOWING_WAYLAND
static gboolean
has_active_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean is_active = FALSE;

  for (unsigned i = 0; i < g_list_model_get_n_items (windows) && !is_active; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      is_active = gtk_window_is_active (window);
    }
  return is_active;
}
#endif

static gboolean
can_copy (GdkDisplay *display)
{
#ifdef GDK_WINDOWING_WAYLAND
  if (GDK_IS_WAYLAND_DISPLAY (display))
    return has_active_window ();
#endif
  return display != NULL;
}

/* Who has offered it knows it already, or has gone. */
static void
told_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!cvk_api_engine_call_clipboard_taken_finish (CVK_API_ENGINE (object), result, &error))
    g_info ("%s", error->message);
}

static void
taken_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkClipboardCopier) self = user_data;
  CvkApiEngine *api = CVK_API_ENGINE (object);
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  if (!cvk_api_engine_call_take_clipboard_finish (api, &id, &text, result, &error))
    {
      g_info ("%s", error->message);
      return;
    }
  if (*id == '\0')
    return;
  if (!can_copy (display))
    {
      self->is_wanted = TRUE;
      return;
    }
  gdk_clipboard_set_text (gdk_display_get_clipboard (display), text);
  cvk_api_engine_call_clipboard_taken (api, id, NULL, told_cb, NULL);
}

void
cvk_clipboard_copier_look (CvkClipboardCopier *self)
{
  CvkApiEngine *api = NULL;

  g_return_if_fail (CVK_IS_CLIPBOARD_COPIER (self));

  api = cvk_engine_client_peek_api (self->client);
  if (!self->is_wanted || api == NULL || !can_copy (gdk_display_get_default ()))
    return;
  self->is_wanted = FALSE;
  cvk_api_engine_call_take_clipboard (api, NULL, taken_cb, g_object_ref (self));
}

static void
changed_cb (CvkClipboardCopier *self)
{
  self->is_wanted = TRUE;
  cvk_clipboard_copier_look (self);
}

static void
cvk_clipboard_copier_finalize (GObject *object)
{
  g_object_unref (CVK_CLIPBOARD_COPIER (object)->client);
  G_OBJECT_CLASS (cvk_clipboard_copier_parent_class)->finalize (object);
}

static void
cvk_clipboard_copier_class_init (CvkClipboardCopierClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_clipboard_copier_finalize;
}

static void
cvk_clipboard_copier_init (CvkClipboardCopier *self)
{
}

CvkClipboardCopier *
cvk_clipboard_copier_new (CvkEngineClient *client)
{
  CvkClipboardCopier *self = g_object_new (CVK_TYPE_CLIPBOARD_COPIER, NULL);

  self->client = g_object_ref (client);
  /* Another host may have a text too. */
  g_signal_connect_object (client, "api-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "desk-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
