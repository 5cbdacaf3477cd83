// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-fake-service.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  GDBusConnection *bus;
  CvkFakeServiceLineFunc line;
  gpointer user_data;
} Running;

GDBusConnection *
cvk_fake_service_connect (GBusType type)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_sync (type, NULL, &error);

  g_assert_no_error (error);
  setvbuf (stdout, NULL, _IOLBF, 0);
  return bus;
}

void
cvk_fake_service_add_object (GDBusConnection *bus,
                             const char *path,
                             const char *xml,
                             const GDBusInterfaceVTable *vtable,
                             gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, &error);

  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, path, info->interfaces[0], vtable, user_data, NULL,
                                     &error);
  g_assert_no_error (error);
}

static void read_line (Running *running, GDataInputStream *input);

static void
line_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Running *running = user_data;
  GDataInputStream *input = G_DATA_INPUT_STREAM (object);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (running->loop);
      return;
    }
  running->line (running->bus, line, running->user_data);
  read_line (running, input);
}

static void
read_line (Running *running, GDataInputStream *input)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, running);
}

static void
acquired_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  puts ("ready");
}

static void
lost_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  Running *running = user_data;

  g_main_loop_quit (running->loop);
}

void
cvk_fake_service_run (GDBusConnection *bus,
                      const char *name,
                      CvkFakeServiceLineFunc line,
                      gpointer user_data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  Running running = { .loop = loop, .bus = bus, .line = line, .user_data = user_data };
  unsigned id = g_bus_own_name_on_connection (bus, name, G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb,
                                              lost_cb, &running, NULL);

  if (line != NULL)
    read_line (&running, lines);
  g_main_loop_run (loop);
  g_bus_unown_name (id);
}

void
cvk_fake_service_print_call (const char *method, GVariant *arguments)
{
  g_autofree char *text = g_variant_print (arguments, FALSE);

  printf ("%s %s\n", method, text);
}
