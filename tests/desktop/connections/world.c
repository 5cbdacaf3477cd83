// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "world.h"

#include <glib/gstdio.h>

#include "desktop/connections/cvk-sign-in-flow.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *place = g_build_filename (g_get_home_dir (), folder, NULL);
  g_autofree char *path = g_build_filename (place, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
world_set_answer (const char *json)
{
  write_file ("", "answer", json);
}

static void
set_up_browser (void)
{
  const char *root = g_getenv ("CVK_TEST_SOURCE_ROOT");
  g_autofree char *entry =
    g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Browser\n"
                     "Exec=%s/tests/desktop/connections/answer-in-browser %%u\n"
                     "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n",
                     root);

  write_file (".local/share/applications", "browser.desktop", entry);
  write_file (".config", "mimeapps.list",
              "[Default Applications]\nx-scheme-handler/http=browser.desktop\n"
              "x-scheme-handler/https=browser.desktop\n");
}

static void
note_name_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static GSubprocess *keyring;

void
world_begin (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                               G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  gboolean is_there = FALSE;
  unsigned watch;

  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  keyring = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--unlock",
                                         "--components=secrets", "--foreground", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), "test", 4, NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, NULL);
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets",
                            G_BUS_NAME_WATCHER_FLAGS_NONE, note_name_cb, NULL, &is_there, NULL);
  cvk_await_flag ("the keyring", &is_there);
  g_bus_unwatch_name (watch);
}

void
world_end (void)
{
  g_subprocess_force_exit (keyring);
  g_clear_object (&keyring);
}

World *
world_new (void)
{
  World *self = g_new0 (World, 1);

  set_up_browser ();
  world_set_answer ("{\"button\": \"Allow\"}");
  self->client = cvk_engine_client_new (NULL);
  self->list = CVK_CONNECTION_LIST (cvk_engine_client_get_connections (self->client));
  return self;
}

static gboolean
has_no_api (gpointer client)
{
  return cvk_engine_client_peek_api (client) == NULL;
}

static gboolean
is_cleared (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

void
world_free (World *self)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "convoke", NULL);

  if (api != NULL)
    cvk_api_engine_call_quit (api, NULL, NULL, NULL);
  cvk_await ("the engine's end", has_no_api, self->client);
  g_object_add_weak_pointer (G_OBJECT (self->client), (gpointer *) &self->client);
  g_object_unref (self->client);
  cvk_await ("the client's end", is_cleared, &self->client);
  cvk_remove_folder (folder);
  g_free (self);
}

static gboolean
is_done (gpointer flow)
{
  g_assert_cmpint (cvk_sign_in_flow_get_state (flow), !=, CVK_SIGN_IN_FAILED);
  return cvk_sign_in_flow_get_state (flow) == CVK_SIGN_IN_DONE;
}

CvkConnectionInfo *
world_sign_in (World *self)
{
  g_autoptr (CvkSignInFlow) flow = cvk_sign_in_flow_new (self->client);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  CvkConnectionInfo *info;

  g_variant_dict_insert (&dict, "sandbox", "b", TRUE);
  cvk_sign_in_flow_start (flow, "zoom", g_variant_dict_end (&dict), NULL);
  cvk_await ("signing in", is_done, flow);
  while ((info = cvk_connection_list_find (self->list, cvk_sign_in_flow_get_connection (flow))) ==
         NULL)
    g_main_context_iteration (NULL, TRUE);
  return info;
}

typedef struct
{
  World *world;
  unsigned count;
} Count;

static gboolean
has_count (gpointer user_data)
{
  Count *count = user_data;

  return cvk_connection_list_is_loaded (count->world->list) &&
         g_list_model_get_n_items (G_LIST_MODEL (count->world->list)) == count->count;
}

void
world_await_count (World *self, unsigned count)
{
  Count data = { self, count };

  cvk_await ("the list of connections", has_count, &data);
}

static gboolean
matches (GtkWidget *widget, GType type, const char *property, const char *text)
{
  g_autofree char *value = NULL;

  if (!g_type_is_a (G_OBJECT_TYPE (widget), type) || !gtk_widget_get_visible (widget))
    return FALSE;
  if (property == NULL)
    return TRUE;
  g_object_get (widget, property, &value, NULL);
  return g_strcmp0 (value, text) == 0;
}

GtkWidget *
world_find (GtkWidget *widget, GType type, const char *property, const char *text)
{
  GtkWidget *child;

  if (matches (widget, type, property, text))
    return widget;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = world_find (child, type, property, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
world_get (GtkWidget *widget, GType type, const char *property, const char *text)
{
  GtkWidget *found = world_find (widget, type, property, text);

  if (found == NULL)
    g_error ("there is no %s with %s “%s”", g_type_name (type), property, text);
  return found;
}
