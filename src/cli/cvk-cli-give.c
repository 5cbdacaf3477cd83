// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-give.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-secret.h"
#include "cli/cvk-cli-sign-in.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-problems.h"

#define LONGEST_LINE 4096

/* What is being put together. */
typedef struct
{
  const CvkGiveOptions *options;
  GDBusConnection *client;
  CvkConnector *own; /* nullable */
  const CvkConnector *connector;
  CvkValue *before; /* nullable: the connection that is renewed */
  CvkObjectBuilder answers;
  GVariantDict call;
} Giving;

/* --- The connector --- */

static CvkConnector *
read_connector (const char *file, GError **error)
{
  char *text = NULL;
  gsize length = 0;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_get_contents (file, &text, &length, error))
    return NULL;
  bytes = g_bytes_new_take (text, length);
  return cvk_connector_new_from_bytes (bytes, error);
}

/* The connection of that name as the host lists it; NULL when there is none, or sets @error. */
static CvkValue *
find_connection (GDBusConnection *client, const char *name, GError **error)
{
  g_autoptr (GVariant) reply = cvk_client_call (client, "ListConnections", NULL, "(s)", error);
  g_autoptr (CvkValue) list = NULL;
  const char *json = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(&s)", &json);
  list = cvk_value_from_json (json, -1, CVK_JSON_DATA, error);
  for (size_t i = 0; list != NULL && i < cvk_value_get_length (list); i++)
    {
      CvkValue *connection = cvk_value_get_element (list, i);

      if (g_str_equal (cvk_value_lookup_string (connection, "name", ""), name) ||
          g_str_equal (cvk_value_lookup_string (connection, "id", ""), name))
        return cvk_value_ref (connection);
    }
  return NULL;
}

gboolean
cvk_give_is_wanted (const CvkGiveOptions *options, gboolean *is_wanted, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const CvkConnector *connector = NULL;

  *is_wanted = FALSE;
  if (options->reconnect != NULL)
    {
      g_autoptr (GDBusConnection) client = cvk_client_connect (options->data_dir, &failure);
      g_autoptr (CvkValue) connection =
        client != NULL ? find_connection (client, options->reconnect, &failure) : NULL;

      /* Of one that does not exist, signing in says so. */
      if (connection != NULL)
        *is_wanted =
          !g_str_equal (cvk_value_lookup_string (connection, "kind", "oauth2"), "oauth2");
    }
  else if (options->file != NULL)
    {
      g_autoptr (CvkConnector) own = read_connector (options->file, NULL);
      const CvkValue *way = own != NULL ? cvk_connector_find_way (own, options->choice) : NULL;

      /* What cannot be read, the host says. */
      *is_wanted = way != NULL && cvk_connector_get_way_kind (way) != CVK_AUTH_KIND_OAUTH2;
    }
  else
    connector = cvk_connector_get (options->connector);
  if (connector != NULL)
    {
      const CvkValue *way = cvk_connector_find_way (connector, options->choice);

      *is_wanted = way == NULL || cvk_connector_get_way_kind (way) != CVK_AUTH_KIND_OAUTH2;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* --- Asking --- */

static gboolean
can_ask (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/* A line of the terminal; NULL when there is none. @standard (nullable): what an empty one means.
 */
static char *
ask (const char *prompt, const char *standard)
{
  g_autofree char *safe = cvk_text_for_terminal (prompt, FALSE);
  char line[LONGEST_LINE] = "";

  if (standard != NULL && *standard != '\0')
    fprintf (stderr, "%s [%s]: ", safe, standard);
  else
    fprintf (stderr, "%s: ", safe);
  fflush (stderr);
  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;
  g_strstrip (line);
  return g_strdup (*line == '\0' && standard != NULL ? standard : line);
}

static void
set_text (Giving *self, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    cvk_object_builder_set (&self->answers, name, cvk_value_new_string (text));
}

/* @given, or what the user says; nothing where nobody can be asked. */
static void
fill (Giving *self, const char *name, const char *given, const char *prompt, const char *standard)
{
  g_autofree char *answer = NULL;

  if (given == NULL && self->before == NULL && can_ask ())
    answer = ask (prompt, standard);
  set_text (self, name, given != NULL ? given : answer);
}

static const char *
find_title (const CvkValue *object, const char *member, const char *standard)
{
  CvkValue *field = cvk_value_get_member (object, member);

  return field != NULL ? _ (cvk_value_lookup_string (field, "title", standard)) : _ (standard);
}

/* Which of the ways to connect. (nullable) */
static const CvkValue *
choose_way (Giving *self)
{
  const char *chosen = self->options->choice;

  if (chosen == NULL && self->before != NULL)
    chosen = cvk_value_lookup_string (self->before, "choice", NULL);
  set_text (self, "choice", chosen);
  return cvk_connector_find_way (self->connector, chosen);
}

char *
cvk_give_ask_way (const CvkGiveOptions *options)
{
  g_autoptr (CvkConnector) own = NULL;
  const CvkConnector *connector = cvk_connector_get (options->connector);
  CvkValue *choices;

  if (options->reconnect != NULL || options->choice != NULL || !can_ask ())
    return NULL;
  if (options->file != NULL)
    connector = own = read_connector (options->file, NULL);
  choices =
    connector != NULL ? cvk_value_get_member (cvk_connector_get_auth (connector), "choices") : NULL;
  if (choices == NULL)
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      CvkValue *choice = cvk_value_get_element (choices, i);

      fprintf (stderr, "  %-10s %s\n", cvk_value_lookup_string (choice, "id", ""),
               _ (cvk_value_lookup_string (choice, "title", "")));
    }
  return ask (_ ("How to connect"),
              cvk_value_lookup_string (cvk_value_get_element (choices, 0), "id", ""));
}

/* --- Details --- */

/* A value of the type that the schema names, as far as the text is one. */
static CvkValue *
read_detail (const CvkValue *schema, const char *text)
{
  const char *type = cvk_value_lookup_string (schema, "type", "string");
  int64_t number;

  if (g_str_equal (type, "integer") &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return cvk_value_new_integer (number);
  if (g_str_equal (type, "boolean") && (g_str_equal (text, "true") || g_str_equal (text, "false")))
    return cvk_value_new_boolean (g_str_equal (text, "true"));
  return cvk_value_new_string (text);
}

static const char *
find_detail (const char *const *details, const char *name)
{
  size_t length = strlen (name);

  for (size_t i = 0; details != NULL && details[i] != NULL; i++)
    if (strncmp (details[i], name, length) == 0 && details[i][length] == '=')
      return details[i] + length + 1;
  return NULL;
}

/* What nobody asks for: the host says so, where the description is at hand that was meant. */
static void
add_unknown_details (Giving *self, const CvkValue *properties, CvkObjectBuilder *details)
{
  const char *const *given = self->options->details;

  for (size_t i = 0; given != NULL && given[i] != NULL; i++)
    {
      const char *value = strchr (given[i], '=');
      g_autofree char *name =
        g_strndup (given[i], value != NULL ? (size_t) (value - given[i]) : strlen (given[i]));

      if (cvk_value_get_member (properties, name) == NULL)
        cvk_object_builder_set (details, name,
                                cvk_value_new_string (value != NULL ? value + 1 : ""));
    }
}

static void
fill_details (Giving *self, const CvkValue *way)
{
  CvkValue *schema = cvk_connector_get_details_schema (self->connector, way);
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  g_auto (CvkObjectBuilder) details = { 0 };
  gboolean is_asking = can_ask () && self->before == NULL;

  if (self->options->details == NULL && (schema == NULL || self->before != NULL))
    return;
  cvk_object_builder_init (&details);
  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *field;
      const char *given;
      g_autofree char *answer = NULL;

      cvk_value_get_member_at (properties, i, &name, &field);
      given = find_detail (self->options->details, name);
      if (given == NULL && g_str_equal (name, "client_id"))
        given = self->options->client_id;
      if (given == NULL && is_asking)
        answer = ask (_ (cvk_value_lookup_string (field, "title", name)),
                      cvk_value_lookup_string (field, "default", NULL));
      if (given == NULL && answer != NULL && *answer != '\0')
        given = answer;
      if (given != NULL)
        cvk_object_builder_append (&details, name, read_detail (field, given));
    }
  add_unknown_details (self, properties, &details);
  cvk_object_builder_set (&self->answers, "details", cvk_object_builder_end (&details));
}

static void
fill_answers (Giving *self, const CvkValue *way)
{
  CvkValue *address = cvk_connector_get_address (self->connector);
  CvkAuthKind kind = way != NULL ? cvk_connector_get_way_kind (way) : CVK_AUTH_KIND_NONE;

  set_text (self, "name", self->options->name);
  if (address != NULL)
    fill (self, "address", self->options->address,
          _ (cvk_value_lookup_string (address, "title", N_ ("Address"))),
          cvk_value_lookup_string (address, "default", NULL));
  if (kind == CVK_AUTH_KIND_BASIC || kind == CVK_AUTH_KIND_PASSWORD)
    fill (self, "user", self->options->user, find_title (way, "user", N_ ("User name")), NULL);
  if (kind == CVK_AUTH_KIND_HEADER && cvk_value_get_member (way, "header") == NULL)
    fill (self, "header", self->options->header, _ ("Name of the header"), "X-Api-Key");
  fill_details (self, way);
}

/* --- The secret --- */

/* NULL sets @error, or there is none to send. */
static GUnixFDList *
take_secret (Giving *self, const CvkValue *way, GError **error)
{
  CvkAuthKind kind = way != NULL ? cvk_connector_get_way_kind (way) : CVK_AUTH_KIND_NONE;
  g_autofree char *prompt = NULL;
  int fd;

  if (!cvk_auth_kind_has_given_secret (kind))
    return NULL;
  if (self->options->secret_fd >= 0)
    {
      fd = fcntl (self->options->secret_fd, F_DUPFD_CLOEXEC, 3);
      if (fd < 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     _ ("There is no open descriptor %d to read the secret from."),
                     self->options->secret_fd);
    }
  else
    {
      prompt = g_strconcat (find_title (way, "secret", N_ ("Secret")), ":", NULL);
      fd = cvk_secret_ask (prompt, error);
    }
  if (fd < 0)
    return NULL;
  g_variant_dict_insert (&self->call, "secret", "h", 0);
  /* The list closes it. */
  return g_unix_fd_list_new_from_array (&fd, 1);
}

/* --- All of it --- */

static gboolean
find_connector (Giving *self, GError **error)
{
  const CvkGiveOptions *options = self->options;
  const char *id = options->connector;

  if (options->reconnect != NULL)
    {
      self->before = find_connection (self->client, options->reconnect, error);
      if (self->before == NULL)
        return FALSE;
      g_variant_dict_insert (&self->call, "reconnect", "s", options->reconnect);
      id = cvk_value_lookup_string (self->before, "connector", "");
    }
  if (options->file != NULL)
    {
      char *text = NULL;
      gsize length = 0;

      self->own = read_connector (options->file, error);
      if (self->own == NULL || !g_file_get_contents (options->file, &text, &length, error))
        return FALSE;
      g_variant_dict_insert_value (
        &self->call, "connector",
        g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, text, length, TRUE, g_free, text));
    }
  self->connector = self->own != NULL ? self->own : cvk_connector_get (id);
  if (self->connector == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("There is no connector “%s”. “convokectl connectors” lists them."), id);
  return self->connector != NULL;
}

static CvkExit
report (GVariant *reply)
{
  const char *json = NULL;
  const char *problems_json = NULL;

  g_variant_get (reply, "(&s&s)", &json, &problems_json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (problems_json);
  if (problems->len > 0)
    return cvk_sign_in_report_problems (problems);
  g_autoptr (CvkValue) connection = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autofree char *line = g_strdup_printf (
    /* Translators: the placeholder is the name of a connection. */
    _ ("Connected: %s"), cvk_value_lookup_string (connection, "name", ""));
  cvk_print_line (line);
  return CVK_EXIT_DONE;
}

static CvkExit
give (Giving *self, GError **error)
{
  g_autoptr (GUnixFDList) descriptors = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (CvkValue) answers = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) unread = NULL;
  const CvkValue *way;

  if (!find_connector (self, error))
    return CVK_EXIT_USAGE;
  way = choose_way (self);
  fill_answers (self, way);
  descriptors = take_secret (self, way, &unread);
  if (unread != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unread));
      return CVK_EXIT_USAGE;
    }
  g_variant_dict_insert (&self->call, "memory", "b", self->options->memory);
  g_variant_dict_insert (&self->call, "unchecked", "b", self->options->unchecked);
  answers = cvk_object_builder_end (&self->answers);
  json = cvk_value_to_json (answers, CVK_JSON_COMPACT);
  reply = cvk_client_call_with_descriptors (self->client, "AddConnection",
                                            g_variant_new ("(ss@a{sv})",
                                                           cvk_connector_get_id (self->connector),
                                                           json, g_variant_dict_end (&self->call)),
                                            descriptors, "(ss)", error);
  return reply != NULL ? report (reply) : CVK_EXIT_FAILED;
}

char *
cvk_give_make_answers (const CvkGiveOptions *options, GError **error)
{
  g_autoptr (GDBusConnection) client = NULL;
  Giving self = { .options = options };
  g_autoptr (CvkValue) answers = NULL;
  char *json = NULL;

  if (options->reconnect != NULL)
    {
      client = self.client = cvk_client_connect (options->data_dir, error);
      if (client == NULL)
        return NULL;
    }
  cvk_object_builder_init (&self.answers);
  g_variant_dict_init (&self.call, NULL);
  if (find_connector (&self, error))
    {
      fill_answers (&self, choose_way (&self));
      answers = cvk_object_builder_end (&self.answers);
      json = cvk_value_to_json (answers, CVK_JSON_COMPACT);
    }
  cvk_object_builder_clear (&self.answers);
  g_variant_dict_clear (&self.call);
  g_clear_pointer (&self.before, cvk_value_unref);
  g_clear_pointer (&self.own, cvk_connector_free);
  return json;
}

CvkExit
cvk_give_run (const CvkGiveOptions *options, GError **error)
{
  g_autoptr (GDBusConnection) client = cvk_client_connect (options->data_dir, error);
  Giving self = { .options = options, .client = client };
  CvkExit status;

  if (client == NULL)
    return CVK_EXIT_FAILED;
  cvk_object_builder_init (&self.answers);
  g_variant_dict_init (&self.call, NULL);
  status = give (&self, error);
  cvk_object_builder_clear (&self.answers);
  g_variant_dict_clear (&self.call);
  g_clear_pointer (&self.before, cvk_value_unref);
  g_clear_pointer (&self.own, cvk_connector_free);
  return status;
}
