// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cvk-json.h"
#include "bus-values.h"
#include "service/cvk-address.h"
#include "service/cvk-engine-api.h"

/* fuzz-bus ADDRESS TEXTS COUNT SEED [WORD...]: calls the service at the address so many times, each
 * method and property of its interface, and a few that it does not have. TEXTS is a JSON object of
 * texts; words are what the service should know. Each call has to be answered, with values or with
 * an error that the interface or the bus has a name for. The last line on standard output is
 * "CALLS ANSWERED REFUSED". */

/* Only a hang reaches it. */
#define PATIENCE (120 * 1000)
/* So many are under way at once. */
#define CROWD 16

typedef struct
{
  GDBusConnection *connection;
  BusValues *values;
  GMainLoop *loop;
  unsigned left;
  unsigned waiting;
  unsigned called;
  unsigned answered;
  unsigned refused;
} Fuzz;

typedef struct
{
  Fuzz *fuzz;
  char *method;
  char *arguments; /* the beginning of them */
} Call;

/* Those end everything, which is not what is asked here. */
static gboolean
is_left_out (const char *method)
{
  return g_str_equal (method, "Quit") || g_str_equal (method, "ForgetEverything");
}

/* --- Answers --- */

static void
call_free (Call *call)
{
  g_free (call->method);
  g_free (call->arguments);
  g_free (call);
}

static void
learn (Fuzz *fuzz, GVariant *reply)
{
  for (size_t i = 0; i < g_variant_n_children (reply); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (reply, i);
      const char *text = NULL;

      if (!g_variant_is_of_type (child, G_VARIANT_TYPE_STRING))
        continue;
      text = g_variant_get_string (child, NULL);
      if (*text != '\0' && strlen (text) <= 64 && *text != '[' && *text != '{')
        bus_values_learn (fuzz->values, text);
    }
}

static gboolean
is_known (const char *name)
{
  static const char *const of_the_bus[] = {
    "InvalidArgs",      "UnknownMethod", "UnknownProperty",
    "UnknownInterface", "UnknownObject", "PropertyReadOnly"
  };

  if (name == NULL)
    return FALSE;
  if (g_str_has_prefix (name, CVK_ENGINE_ERROR_PREFIX))
    return TRUE;
  for (size_t i = 0; i < G_N_ELEMENTS (of_the_bus); i++)
    {
      g_autofree char *full = g_strconcat ("org.freedesktop.DBus.Error.", of_the_bus[i], NULL);

      if (g_str_equal (name, full))
        return TRUE;
    }
  return FALSE;
}

static void send_more (Fuzz *fuzz);

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  Fuzz *fuzz = call->fuzz;
  g_autoptr (GUnixFDList) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
    G_DBUS_CONNECTION (object), &files, result, &error);

  if (reply != NULL)
    {
      fuzz->answered++;
      learn (fuzz, reply);
    }
  else
    {
      g_autofree char *name = g_dbus_error_get_remote_error (error);

      if (!is_known (name))
        {
          fprintf (stderr, "%s %s: %s\n", call->method, call->arguments, error->message);
          exit (1);
        }
      fuzz->refused++;
    }
  call_free (call);
  fuzz->waiting--;
  if (fuzz->left == 0 && fuzz->waiting == 0)
    g_main_loop_quit (fuzz->loop);
  send_more (fuzz);
}

/* --- Calls --- */

static void
call_with (Fuzz *fuzz,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *arguments,
           GUnixFDList *files)
{
  Call *call = g_new0 (Call, 1);

  call->fuzz = fuzz;
  call->method = g_strdup (method);
  call->arguments = g_variant_print (arguments, TRUE);
  if (strlen (call->arguments) > 2000)
    call->arguments[2000] = '\0';
  fuzz->waiting++;
  fuzz->called++;
  g_dbus_connection_call_with_unix_fd_list (fuzz->connection, NULL, path, interface, method,
                                            arguments, NULL, G_DBUS_CALL_FLAGS_NONE, PATIENCE,
                                            files, NULL, answered_cb, call);
}

/* Who waits for a sign-in is not kept waiting for its ten minutes. */
static void
give_up (Fuzz *fuzz, GVariant *arguments)
{
  g_autoptr (GUnixFDList) none = g_unix_fd_list_new ();

  call_with (fuzz, CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, "CancelConnect", arguments, none);
}

static void
call_method (Fuzz *fuzz, const GDBusMethodInfo *method)
{
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_TUPLE);
  g_autoptr (GVariant) arguments = NULL;

  for (unsigned i = 0; method->in_args != NULL && method->in_args[i] != NULL; i++)
    g_variant_builder_add_value (&builder,
                                 bus_values_make_argument (fuzz->values, method->in_args[i]->name,
                                                           method->in_args[i]->signature, files));
  /* One too many, or not of the type. */
  if (bus_values_pick (fuzz->values, 25) == 0)
    g_variant_builder_add_value (&builder, bus_values_make_any (fuzz->values, files));
  arguments = g_variant_ref_sink (g_variant_builder_end (&builder));
  call_with (fuzz, CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, method->name, arguments, files);
  if (g_str_equal (method->name, "WaitConnect") &&
      g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(s)")))
    give_up (fuzz, arguments);
}

static void
call_property (Fuzz *fuzz, const GDBusInterfaceInfo *interface, unsigned number)
{
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  const char *name = interface->properties[number]->name;

  if (bus_values_pick (fuzz->values, 2) == 0)
    call_with (fuzz, CVK_ENGINE_PATH, "org.freedesktop.DBus.Properties", "Get",
               g_variant_new ("(ss)", CVK_ENGINE_INTERFACE, name), files);
  else
    call_with (fuzz, CVK_ENGINE_PATH, "org.freedesktop.DBus.Properties", "Set",
               g_variant_new ("(ssv)", CVK_ENGINE_INTERFACE, name,
                              bus_values_make_any (fuzz->values, files)),
               files);
}

/* Nothing that the service has. */
static void
call_nothing (Fuzz *fuzz)
{
  static const char *const paths[] = { CVK_ENGINE_PATH, "/", "/app/convoke",
                                       CVK_ENGINE_PATH "/More" };
  static const char *const interfaces[] = { CVK_ENGINE_INTERFACE, "org.freedesktop.DBus.Properties",
                                            "org.gtk.Actions", "org.freedesktop.Application" };
  static const char *const methods[] = { "Nothing", "Set", "Activate", "StartRun", "GetAll" };
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  GVariant *any = bus_values_make_any (fuzz->values, files);

  call_with (fuzz, paths[bus_values_pick (fuzz->values, G_N_ELEMENTS (paths))],
             interfaces[bus_values_pick (fuzz->values, G_N_ELEMENTS (interfaces))],
             methods[bus_values_pick (fuzz->values, G_N_ELEMENTS (methods))],
             g_variant_new_tuple (&any, 1), files);
}

static void
send_one (Fuzz *fuzz)
{
  const GDBusInterfaceInfo *interface = cvk_api_engine_interface_info ();
  unsigned n_methods = g_strv_length ((char **) interface->methods);
  unsigned n_properties = g_strv_length ((char **) interface->properties);
  unsigned number = bus_values_pick (fuzz->values, n_methods + n_properties + 1);

  if (number < n_methods && !is_left_out (interface->methods[number]->name))
    call_method (fuzz, interface->methods[number]);
  else if (number >= n_methods && number < n_methods + n_properties)
    call_property (fuzz, interface, number - n_methods);
  else
    call_nothing (fuzz);
}

static void
send_more (Fuzz *fuzz)
{
  while (fuzz->left > 0 && fuzz->waiting < CROWD)
    {
      fuzz->left--;
      send_one (fuzz);
    }
}

/* --- The program --- */

/* (transfer full) */
static char **
read_texts (const char *path)
{
  g_autofree char *text = NULL;
  size_t length = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) object = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  object = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < cvk_value_get_length (object); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (object, i, &name, &value);
      g_strv_builder_add (builder, cvk_value_get_string (value));
    }
  return g_strv_builder_end (builder);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) texts = NULL;
  g_autoptr (GError) error = NULL;
  Fuzz fuzz = { 0 };

  g_assert_cmpint (argc, >=, 5);
  texts = read_texts (argv[2]);
  fuzz.left = (unsigned) g_ascii_strtoull (argv[3], NULL, 10);
  fuzz.values =
    bus_values_new ((unsigned) g_ascii_strtoull (argv[4], NULL, 10), (const char *const *) texts);
  for (int i = 5; i < argc; i++)
    bus_values_learn (fuzz.values, argv[i]);
  fuzz.connection = g_dbus_connection_new_for_address_sync (
    argv[1], G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, &error);
  g_assert_no_error (error);
  fuzz.loop = g_main_loop_new (NULL, FALSE);
  send_more (&fuzz);
  g_main_loop_run (fuzz.loop);
  g_main_loop_unref (fuzz.loop);
  g_dbus_connection_close_sync (fuzz.connection, NULL, NULL);
  g_object_unref (fuzz.connection);
  bus_values_free (fuzz.values);
  printf ("%u %u %u\n", fuzz.called, fuzz.answered, fuzz.refused);
  return 0;
}
