// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-hold.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "service/cvk-address.h"

/* So many items are shown, and of each so many characters: it is a look, "show" has all of them. */
#define MAX_ITEMS 20
#define MAX_CHARACTERS 300

struct _CvkHold
{
  GDBusConnection *client;
  char *run;
  char *node; /* nullable: before whose step it holds */
  GDataInputStream *input;
  GCancellable *cancellable;
  unsigned subscription;
  gboolean is_reading;
};

static void read_line (CvkHold *self);

static void
ask (CvkHold *self)
{
  g_autofree char *safe = cvk_text_for_terminal (self->node, FALSE);

  fprintf (stderr,
           _ ("The run holds before “%s”. Enter: go on. s and Enter: go on by one step. l and "
              "Enter: list the items in front of it.\n"),
           safe);
  read_line (self);
}

/* --- Doing --- */

static void
send (CvkHold *self, const char *method, GVariant *parameters)
{
  g_dbus_connection_call (self->client, cvk_client_get_destination (self->client), CVK_ENGINE_PATH,
                          CVK_ENGINE_INTERFACE, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, NULL, NULL, NULL);
}

static void
release (CvkHold *self, gboolean by_one_step)
{
  g_clear_pointer (&self->node, g_free);
  send (self, "ReleaseRun", g_variant_new ("(sb)", self->run, by_one_step));
}

static void
print_items (const CvkValue *items, unsigned total)
{
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      g_autofree char *json =
        cvk_value_to_json (cvk_value_get_element (items, i), CVK_JSON_COMPACT);
      g_autofree char *masked = cvk_secret_reference_mask (json);
      g_autofree char *safe = cvk_text_for_terminal (masked, FALSE);
      g_autofree char *line = cvk_text_shorten (safe, MAX_CHARACTERS);

      fprintf (stderr, "%s\n", line);
    }
  if (total > cvk_value_get_length (items))
    fprintf (stderr, ngettext ("It is %'u item in all.\n", "They are %'u items in all.\n", total),
             total);
}

static void
items_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkHold *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_autoptr (CvkValue) items = NULL;
  const char *json = NULL;
  unsigned total = 0;

  /* With the run, or with the service, the asking ends. */
  if (reply == NULL)
    return;
  g_variant_get (reply, "(&sus)", &json, &total, NULL);
  items = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (items != NULL)
    print_items (items, total);
  if (self->node != NULL)
    ask (self);
}

static void
list_items (CvkHold *self)
{
  g_dbus_connection_call (
    self->client, cvk_client_get_destination (self->client), CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE,
    "GetItems",
    g_variant_new ("(sssuuss)", self->run, self->node, "in", 0u, (unsigned) MAX_ITEMS, "", ""),
    G_VARIANT_TYPE ("(sus)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, items_cb, self);
}

/* --- Asking --- */

static void
line_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);
  CvkHold *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  if (line == NULL)
    send (self, "SetBreakpoints",
          g_variant_new ("(s@as)", self->run, g_variant_new_strv (NULL, 0)));
  if (self->node == NULL)
    return;
  if (line == NULL || *g_strstrip (line) == '\0')
    release (self, FALSE);
  else if (g_str_equal (line, "s"))
    release (self, TRUE);
  else if (g_str_equal (line, "l"))
    list_items (self);
  else
    ask (self);
}

static void
read_line (CvkHold *self)
{
  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, self->cancellable, line_cb,
                                       self);
}

/* @held: a text or null; NULL when nothing is said of it. */
static void
note_held (CvkHold *self, const CvkValue *held)
{
  const char *node =
    held != NULL && cvk_value_is_string (held) ? cvk_value_get_string (held) : NULL;

  if (held == NULL || g_strcmp0 (node, self->node) == 0)
    return;
  g_free (self->node);
  self->node = g_strdup (node);
  if (node != NULL)
    ask (self);
}

static void
run_changed_cb (const CvkValue *delta, gpointer user_data)
{
  note_held (user_data, cvk_value_get_member (delta, "held"));
}

/* It may hold since before anyone listened. */
static void
described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  const char *json = NULL;
  g_autoptr (CvkValue) description = NULL;

  if (reply == NULL)
    return;
  g_variant_get (reply, "(&s)", &json);
  description = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (description != NULL)
    note_held (user_data, cvk_value_get_member (description, "held"));
}

CvkHold *
cvk_hold_new (GDBusConnection *client, const char *run)
{
  CvkHold *self = g_new0 (CvkHold, 1);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  self->client = g_object_ref (client);
  self->run = g_strdup (run);
  self->input = g_data_input_stream_new (input);
  self->cancellable = g_cancellable_new ();
  self->subscription = cvk_client_follow_run (client, run, run_changed_cb, self);
  g_dbus_connection_call (client, cvk_client_get_destination (client), CVK_ENGINE_PATH,
                          CVK_ENGINE_INTERFACE, "GetRun", g_variant_new ("(s)", run),
                          G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          described_cb, self);
  return self;
}

void
cvk_hold_free (CvkHold *self)
{
  g_cancellable_cancel (self->cancellable);
  g_dbus_connection_signal_unsubscribe (self->client, self->subscription);
  g_object_unref (self->cancellable);
  g_object_unref (self->input);
  g_object_unref (self->client);
  g_free (self->run);
  g_free (self->node);
  g_free (self);
}
