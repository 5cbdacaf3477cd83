// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-token-cache.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "base/cvk-random.h"
#include "connect/cvk-token-json.h"

#define MAGIC "convoke access 1\n"
#define MAGIC_SIZE (sizeof MAGIC - 1)
#define SALT_SIZE 32
#define TAG_SIZE 16
#define KEY_SIZE 32
#define NONCE_SIZE 12

/* A file: MAGIC, a salt, the encrypted text with its tag. The salt is new each time, so key and
 * nonce are too. */
#define HEAD_SIZE (MAGIC_SIZE + SALT_SIZE)

typedef struct
{
  uint8_t key[KEY_SIZE];
  uint8_t nonce[NONCE_SIZE];
} Keys;

static void
keys_clear (Keys *keys)
{
  cvk_wipe (keys, sizeof *keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keys, keys_clear)

static gboolean
derive (Keys *keys, const uint8_t *salt, const char *context, const CvkSecret *refresh_token)
{
  const gnutls_datum_t token = { (unsigned char *) cvk_secret_peek (refresh_token),
                                 (unsigned) cvk_secret_get_length (refresh_token) };
  const gnutls_datum_t salt_datum = { (unsigned char *) salt, SALT_SIZE };
  const gnutls_datum_t info = { (unsigned char *) context, (unsigned) strlen (context) };
  uint8_t extracted[32];
  const gnutls_datum_t extracted_datum = { extracted, sizeof extracted };
  gboolean good;

  good = gnutls_hkdf_extract (GNUTLS_MAC_SHA256, &token, &salt_datum, extracted) >= 0 &&
         gnutls_hkdf_expand (GNUTLS_MAC_SHA256, &extracted_datum, &info, keys, sizeof *keys) >= 0;
  cvk_wipe (extracted, sizeof extracted);
  return good;
}

static char *
make_context (const char *item, int64_t generation)
{
  return g_strdup_printf (MAGIC "%s\n%" G_GINT64_FORMAT, item, generation);
}

static gnutls_aead_cipher_hd_t
open_cipher (Keys *keys)
{
  const gnutls_datum_t key = { keys->key, sizeof keys->key };
  gnutls_aead_cipher_hd_t cipher;

  return gnutls_aead_cipher_init (&cipher, GNUTLS_CIPHER_AES_256_GCM, &key) >= 0 ? cipher : NULL;
}

static char *
read_boot (void)
{
  char *boot = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (boot);
}

/* --- Sealing --- */

static void
append_member (GString *json, const char *name, const char *text)
{
  g_string_append_printf (json, ",\"%s\":", name);
  cvk_json_append_string (json, text, strlen (text));
}

static size_t
measure (const char *text)
{
  /* Escaped as \u00xx at worst, with quotes. */
  return text != NULL ? 6 * strlen (text) + 2 : 0;
}

static CvkSecret *
write_reply (const CvkTokenReply *reply, CvkClock *clock)
{
  const char *token = cvk_secret_peek (reply->access_token);
  g_autofree char *boot = read_boot ();
  GString *json;

  /* Large enough from the start: a buffer that grows leaves copies behind. */
  json = g_string_sized_new (512 + measure (token) + measure (reply->scopes) +
                             measure (reply->api_url) + measure (boot));
  g_string_append_printf (json,
                          "{\"wall\":%" G_GINT64_FORMAT ",\"monotonic\":%" G_GINT64_FORMAT
                          ",\"expires_in\":%" G_GINT64_FORMAT ",\"refresh_life\":%" G_GINT64_FORMAT,
                          cvk_clock_get_wall (clock) - reply->age,
                          cvk_clock_get_monotonic (clock) - reply->age, reply->expires_in,
                          reply->refresh_life);
  append_member (json, "boot", boot);
  append_member (json, "access_token", token);
  if (reply->scopes != NULL)
    append_member (json, "scopes", reply->scopes);
  if (reply->api_url != NULL)
    append_member (json, "api_url", reply->api_url);
  g_string_append_c (json, '}');
  return cvk_secret_take (g_string_free (json, FALSE));
}

GBytes *
cvk_token_cache_seal (const CvkTokenReply *reply,
                      const char *item,
                      int64_t generation,
                      const CvkSecret *refresh_token,
                      CvkClock *clock)
{
  g_autoptr (CvkSecret) text = write_reply (reply, clock);
  g_autofree char *context = make_context (item, generation);
  size_t length = cvk_secret_get_length (text) + TAG_SIZE;
  g_autofree uint8_t *sealed = g_malloc (HEAD_SIZE + length);
  g_auto (Keys) keys = { 0 };
  gnutls_aead_cipher_hd_t cipher;
  int status;

  memcpy (sealed, MAGIC, MAGIC_SIZE);
  if (!cvk_random_fill (sealed + MAGIC_SIZE, SALT_SIZE, NULL) ||
      !derive (&keys, sealed + MAGIC_SIZE, context, refresh_token))
    return NULL;
  cipher = open_cipher (&keys);
  if (cipher == NULL)
    return NULL;
  status = gnutls_aead_cipher_encrypt (cipher, keys.nonce, sizeof keys.nonce, context,
                                       strlen (context), TAG_SIZE, cvk_secret_peek (text),
                                       cvk_secret_get_length (text), sealed + HEAD_SIZE, &length);
  gnutls_aead_cipher_deinit (cipher);
  cvk_wipe_traces ();
  return status >= 0 ? g_bytes_new_take (g_steal_pointer (&sealed), HEAD_SIZE + length) : NULL;
}

/* --- Opening --- */

static CvkSecret *
decrypt (const uint8_t *sealed, size_t size, const char *context, const CvkSecret *refresh_token)
{
  size_t length = size - HEAD_SIZE;
  g_autofree char *text = g_malloc0 (length + 1);
  g_auto (Keys) keys = { 0 };
  gnutls_aead_cipher_hd_t cipher;
  CvkSecret *secret = NULL;

  if (!derive (&keys, sealed + MAGIC_SIZE, context, refresh_token))
    return NULL;
  cipher = open_cipher (&keys);
  if (cipher == NULL)
    return NULL;
  if (gnutls_aead_cipher_decrypt (cipher, keys.nonce, sizeof keys.nonce, context, strlen (context),
                                  TAG_SIZE, sealed + HEAD_SIZE, size - HEAD_SIZE, text,
                                  &length) >= 0)
    secret = cvk_secret_new (text, (gssize) length);
  cvk_wipe (text, size - HEAD_SIZE);
  gnutls_aead_cipher_deinit (cipher);
  return secret;
}

/* By both clocks, like the expiry of a token in memory: the monotonic one stands still while the
 * computer sleeps, the other one is set. -1 when neither can be believed. */
static int64_t
find_age (CvkJson *json, CvkClock *clock)
{
  g_autofree char *boot = read_boot ();
  g_autofree char *sealed_boot = cvk_token_json_get_string (json, "boot");
  int64_t wall, monotonic;

  if (!cvk_token_json_get_integer (json, "wall", &wall) ||
      !cvk_token_json_get_integer (json, "monotonic", &monotonic))
    return -1;
  wall = cvk_clock_get_wall (clock) - wall;
  monotonic = cvk_clock_get_monotonic (clock) - monotonic;
  if (*boot == '\0' || g_strcmp0 (boot, sealed_boot) != 0)
    return wall;
  return monotonic >= 0 ? MAX (wall, monotonic) : -1;
}

static CvkTokenReply *
read_reply (const CvkSecret *text, CvkClock *clock)
{
  g_autoptr (CvkTokenReply) reply = g_new0 (CvkTokenReply, 1);
  g_autoptr (CvkJson) json = NULL;

  json = cvk_token_json_parse (cvk_secret_peek (text), cvk_secret_get_length (text));
  if (json == NULL || !cvk_token_json_get_integer (json, "expires_in", &reply->expires_in) ||
      !cvk_token_json_get_integer (json, "refresh_life", &reply->refresh_life))
    return NULL;
  reply->age = find_age (json, clock);
  reply->access_token = cvk_token_json_get_secret (json, "access_token");
  reply->scopes = cvk_token_json_get_string (json, "scopes");
  reply->api_url = cvk_token_json_get_string (json, "api_url");
  if (reply->access_token == NULL || reply->age < 0 ||
      reply->age / G_USEC_PER_SEC >= reply->expires_in)
    return NULL;
  return g_steal_pointer (&reply);
}

CvkTokenReply *
cvk_token_cache_open (GBytes *sealed,
                      const char *item,
                      int64_t generation,
                      const CvkSecret *refresh_token,
                      CvkClock *clock)
{
  g_autofree char *context = make_context (item, generation);
  g_autoptr (CvkSecret) text = NULL;
  CvkTokenReply *reply;
  gsize size = 0;
  const uint8_t *bytes = g_bytes_get_data (sealed, &size);

  if (size < HEAD_SIZE + TAG_SIZE || memcmp (bytes, MAGIC, MAGIC_SIZE) != 0)
    return NULL;
  text = decrypt (bytes, size, context, refresh_token);
  reply = text != NULL ? read_reply (text, clock) : NULL;
  cvk_wipe_traces ();
  return reply;
}
