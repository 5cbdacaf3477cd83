// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-accounts.h"

#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-random.h"
#include "base/cvk-secret.h"
#include "sandbox/cvk-sandbox-time.h"

#define FIRST_EMAIL "jordan.doe@example.com"

struct _CvkSandboxAccounts
{
  CvkSandboxState *state;
  GPtrArray *users;
  GHashTable *clients; /* id -> Client; those that were set */
};

typedef struct
{
  CvkSandboxClientKind kind;
  char *secret;
} Client;

char *
cvk_sandbox_make_token (size_t bytes)
{
  g_autoptr (GError) error = NULL;
  char *token = cvk_random_base64url (bytes, &error);

  if (token == NULL)
    g_error ("%s", error->message);
  return token;
}

static void
free_user (CvkSandboxUser *user)
{
  g_free (user->id);
  g_free (user->email);
  g_free (user->time_zone);
  g_clear_pointer (&user->facts, cvk_value_unref);
  g_free (user);
}

static void
free_client (Client *client)
{
  g_free (client->secret);
  g_free (client);
}

CvkSandboxAccounts *
cvk_sandbox_accounts_new (CvkSandboxState *state)
{
  CvkSandboxAccounts *self = g_new0 (CvkSandboxAccounts, 1);

  self->state = state;
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) free_user);
  self->clients =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_client);
  cvk_sandbox_accounts_set_client (self, CVK_SANDBOX_CONFIDENTIAL_CLIENT,
                                   CVK_SANDBOX_CLIENT_CONFIDENTIAL,
                                   CVK_SANDBOX_CONFIDENTIAL_SECRET);
  return self;
}

void
cvk_sandbox_accounts_free (CvkSandboxAccounts *self)
{
  g_ptr_array_unref (self->users);
  g_hash_table_unref (self->clients);
  g_free (self);
}

static void
adopt_facts (CvkSandboxUser *user, CvkValue *facts)
{
  g_clear_pointer (&user->facts, cvk_value_unref);
  user->facts = facts;
  g_free (user->email);
  user->email = g_strdup (cvk_value_lookup_string (facts, "email", FIRST_EMAIL));
  g_free (user->time_zone);
  user->time_zone = g_strdup (cvk_value_lookup_string (facts, "timezone", "UTC"));
  if (!cvk_sandbox_zone_is_known (user->time_zone))
    {
      g_free (user->time_zone);
      user->time_zone = g_strdup ("UTC");
    }
  user->licensed = cvk_value_lookup_integer (facts, "type", 1) == 2;
  user->blocked = cvk_value_lookup_boolean (facts, "blocked", FALSE);
}

/* What is the same for everybody. */
static void
add_usual_facts (CvkObjectBuilder *builder)
{
  static const char json[] =
    "{\"group_ids\":[],\"im_group_ids\":[],\"phone_numbers\":[],\"custom_attributes\":[],"
    "\"login_types\":[100],\"manager\":\"\",\"cost_center\":\"\",\"pronouns\":\"\","
    "\"pronouns_option\":3,\"employee_unique_id\":\"\",\"cms_user_id\":\"\","
    "\"phone_country\":\"\",\"phone_number\":\"\",\"plan_united_type\":\"1\","
    "\"license_info_list\":[{\"license_type\":\"MEETING\",\"license_option\":2,"
    "\"subscription_id\":\"\"}],"
    "\"pic_url\":\"https://convoke-sandbox.zoom.us/p/v2/picture\",\"cluster\":\"us05\","
    "\"created_at\":\"2024-02-01T09:00:00Z\",\"user_created_at\":\"2024-02-01T09:00:00Z\","
    "\"last_login_time\":\"2026-01-05T08:00:00Z\","
    "\"last_client_version\":\"6.6.0.1234(linux)\"}";
  g_autoptr (CvkValue) facts = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);

  for (size_t i = 0; i < cvk_value_get_length (facts); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (facts, i, &name, &value);
      cvk_object_builder_set (builder, name, cvk_value_ref (value));
    }
}

static CvkValue *
make_facts (const char *id, const char *email, size_t number, gboolean licensed)
{
  int64_t pmi = INT64_C (3936831403) + (int64_t) number;
  g_autofree char *pmi_url =
    g_strdup_printf ("https://convoke-sandbox.zoom.us/j/%" G_GINT64_FORMAT, pmi);
  g_autofree char *jid = g_strdup_printf ("%s@xmpp.zoom.us", id);
  CvkObjectBuilder builder;

  cvk_object_builder_init (&builder);
  cvk_object_builder_set (&builder, "id", cvk_value_new_string (id));
  cvk_object_builder_set (&builder, "first_name", cvk_value_new_string ("Jordan"));
  cvk_object_builder_set (&builder, "last_name", cvk_value_new_string ("Doe"));
  cvk_object_builder_set (&builder, "display_name", cvk_value_new_string ("Jordan Doe"));
  cvk_object_builder_set (&builder, "email", cvk_value_new_string (email));
  cvk_object_builder_set (&builder, "type", cvk_value_new_integer (licensed ? 2 : 1));
  cvk_object_builder_set (&builder, "role_name", cvk_value_new_string ("Owner"));
  cvk_object_builder_set (&builder, "role_id", cvk_value_new_string ("0"));
  cvk_object_builder_set (&builder, "pmi", cvk_value_new_integer (pmi));
  cvk_object_builder_set (&builder, "use_pmi", cvk_value_new_boolean (FALSE));
  cvk_object_builder_set (&builder, "personal_meeting_url", cvk_value_new_string (pmi_url));
  cvk_object_builder_set (&builder, "timezone", cvk_value_new_string ("Europe/Berlin"));
  cvk_object_builder_set (&builder, "verified", cvk_value_new_integer (1));
  cvk_object_builder_set (&builder, "dept", cvk_value_new_string (""));
  cvk_object_builder_set (&builder, "company", cvk_value_new_string ("Example"));
  cvk_object_builder_set (&builder, "job_title", cvk_value_new_string (""));
  cvk_object_builder_set (&builder, "location", cvk_value_new_string (""));
  cvk_object_builder_set (&builder, "language", cvk_value_new_string ("en-US"));
  cvk_object_builder_set (&builder, "status", cvk_value_new_string ("active"));
  cvk_object_builder_set (&builder, "account_id", cvk_value_new_string ("q6gBJVO5TzexKYTb_I2rpg"));
  cvk_object_builder_set (&builder, "account_number", cvk_value_new_integer (10009239));
  cvk_object_builder_set (&builder, "jid", cvk_value_new_string (jid));
  add_usual_facts (&builder);
  return cvk_object_builder_end (&builder);
}

static void
keep_user (CvkSandboxAccounts *self, const CvkSandboxUser *user)
{
  cvk_sandbox_state_put (self->state, "user", user->id, user->facts);
}

static CvkSandboxUser *
add_user (CvkSandboxAccounts *self, const char *email, gboolean licensed)
{
  CvkSandboxUser *user = g_new0 (CvkSandboxUser, 1);

  user->id = cvk_sandbox_make_token (16);
  adopt_facts (user, make_facts (user->id, email, self->users->len, licensed));
  g_ptr_array_add (self->users, user);
  return user;
}

static void
load_user_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandboxAccounts *self = user_data;
  CvkSandboxUser *user = g_new0 (CvkSandboxUser, 1);

  user->id = g_strdup (id);
  adopt_facts (user, cvk_value_ref (value));
  g_ptr_array_add (self->users, user);
}

static void
load_client_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandboxAccounts *self = user_data;
  Client *client = g_new0 (Client, 1);

  client->kind = (CvkSandboxClientKind) cvk_value_lookup_integer (value, "kind", 0);
  client->secret = g_strdup (cvk_value_lookup_string (value, "secret", NULL));
  g_hash_table_insert (self->clients, g_strdup (id), client);
}

/* The first user is the one that was made first, and made with the lowest personal number. */
static int
compare_users (gconstpointer a, gconstpointer b)
{
  const CvkSandboxUser *const *first = a;
  const CvkSandboxUser *const *second = b;
  int64_t x = cvk_value_lookup_integer ((*first)->facts, "pmi", 0);
  int64_t y = cvk_value_lookup_integer ((*second)->facts, "pmi", 0);

  return (x > y) - (x < y);
}

gboolean
cvk_sandbox_accounts_load (CvkSandboxAccounts *self, gboolean licensed, GError **error)
{
  if (!cvk_sandbox_state_load (self->state, "user", load_user_cb, self, error) ||
      !cvk_sandbox_state_load (self->state, "client", load_client_cb, self, error))
    return FALSE;
  g_ptr_array_sort (self->users, compare_users);
  if (self->users->len == 0)
    keep_user (self, add_user (self, FIRST_EMAIL, licensed));
  return TRUE;
}

CvkSandboxUser *
cvk_sandbox_accounts_find_user (CvkSandboxAccounts *self, const char *name)
{
  if (name == NULL)
    return g_ptr_array_index (self->users, 0);
  for (unsigned i = 0; i < self->users->len; i++)
    {
      CvkSandboxUser *user = g_ptr_array_index (self->users, i);

      if (strcmp (user->id, name) == 0 || g_ascii_strcasecmp (user->email, name) == 0)
        return user;
    }
  return NULL;
}

GPtrArray *
cvk_sandbox_accounts_get_users (CvkSandboxAccounts *self)
{
  return self->users;
}

CvkSandboxUser *
cvk_sandbox_accounts_set_user (CvkSandboxAccounts *self,
                               CvkSandboxUser *user,
                               const CvkValue *facts)
{
  CvkObjectBuilder builder;

  if (user == NULL)
    user = add_user (self, cvk_value_lookup_string (facts, "email", FIRST_EMAIL),
                     cvk_value_lookup_integer (facts, "type", 1) == 2);
  cvk_object_builder_init_from (&builder, user->facts);
  for (size_t i = 0; i < cvk_value_get_length (facts); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (facts, i, &name, &value);
      if (strcmp (name, "id") != 0 && strcmp (name, "pmi") != 0)
        cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  adopt_facts (user, cvk_object_builder_end (&builder));
  keep_user (self, user);
  return user;
}

/* Whether the fact @name is a list that holds @text. */
static gboolean
has_listed (const CvkSandboxUser *user, const char *name, const char *text)
{
  const CvkValue *list = cvk_value_get_member (user->facts, name);

  if (list == NULL || !cvk_value_is_array (list))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *element = cvk_value_get_element (list, i);

      if (cvk_value_is_string (element) &&
          g_ascii_strcasecmp (cvk_value_get_string (element), text) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
cvk_sandbox_user_blocks_domain (const CvkSandboxUser *self, const char *domain)
{
  return has_listed (self, "blocked_domains", domain);
}

gboolean
cvk_sandbox_user_may_schedule_for (const CvkSandboxUser *self, const CvkSandboxUser *other)
{
  return self == other || has_listed (self, "may_schedule_for", other->email);
}

gboolean
cvk_sandbox_user_has_webinar (const CvkSandboxUser *self, const char *number)
{
  return has_listed (self, "webinars", number);
}

gboolean
cvk_sandbox_user_has_pac (const CvkSandboxUser *self, const char *number)
{
  return has_listed (self, "pacs", number);
}

/* The shape of a real client id, and of the names that tests like to give. */
static gboolean
looks_like_client (const char *id)
{
  size_t length = strlen (id);

  return length >= 6 && length <= 64 && g_ascii_isalnum (id[0]) &&
         strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == length;
}

CvkSandboxClientKind
cvk_sandbox_accounts_get_client (CvkSandboxAccounts *self, const char *client_id)
{
  const Client *client;

  if (client_id == NULL)
    return CVK_SANDBOX_CLIENT_UNKNOWN;
  client = g_hash_table_lookup (self->clients, client_id);
  if (client != NULL)
    return client->kind;
  return looks_like_client (client_id) ? CVK_SANDBOX_CLIENT_PUBLIC : CVK_SANDBOX_CLIENT_UNKNOWN;
}

gboolean
cvk_sandbox_accounts_check_secret (CvkSandboxAccounts *self,
                                   const char *client_id,
                                   const char *secret)
{
  const Client *client = g_hash_table_lookup (self->clients, client_id);

  return client != NULL && client->kind == CVK_SANDBOX_CLIENT_CONFIDENTIAL &&
         client->secret != NULL && cvk_text_equal_constant_time (client->secret, secret);
}

void
cvk_sandbox_accounts_set_client (CvkSandboxAccounts *self,
                                 const char *client_id,
                                 CvkSandboxClientKind kind,
                                 const char *secret)
{
  Client *client = g_new0 (Client, 1);
  g_autoptr (CvkValue) value = cvk_value_new_object ("kind", cvk_value_new_integer (kind), "secret",
                                                     cvk_value_new_string (secret), NULL);

  client->kind = kind;
  client->secret = g_strdup (secret);
  g_hash_table_replace (self->clients, g_strdup (client_id), client);
  cvk_sandbox_state_put (self->state, "client", client_id, value);
}
