// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gcrypt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "support/cvk-fake-service.h"

/* The window in which GNOME asks for the password of a keyring (gcr's system prompter), and the
 * person in front of it:
 *
 *     fake-prompter password PASSWORD | cancel | silence
 *
 * Prints "ready", then "prompt" for each question that a person would see, and "stop" when the
 * asker takes one back or is done. Passwords travel encrypted, by a key that both sides agree on
 * (gcr's "sx-aes-1": the 1536-bit group of RFC 2409/3526, HKDF-SHA256, AES-128-CBC). */

#define CALLBACK "org.gnome.keyring.internal.Prompter.Callback"
#define KEY_SIZE 16
#define HASH_SIZE 32
#define GROUP_SIZE 192

static const char group[] =
  "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
  "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
  "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
  "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFF"
  "F";

static const char introspection[] =
  "<node><interface name='org.gnome.keyring.internal.Prompter'>"
  "<method name='BeginPrompting'><arg type='o' direction='in'/></method>"
  "<method name='PerformPrompt'><arg type='o' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='s' direction='in'/></method>"
  "<method name='StopPrompting'><arg type='o' direction='in'/></method>"
  "</interface></node>";

static const char *mode;
static const char *password;
static gcry_mpi_t prime;
static gcry_mpi_t private_number;
static gcry_mpi_t public_number;

static void
check (gcry_error_t error)
{
  if (error != 0)
    g_error ("%s", gcry_strerror (error));
}

static gcry_mpi_t
parse_number (const void *bytes, size_t size, enum gcry_mpi_format format)
{
  gcry_mpi_t number;

  check (gcry_mpi_scan (&number, format, bytes, size, NULL));
  return number;
}

static char *
encode (const void *bytes, size_t size)
{
  return g_base64_encode (bytes, size);
}

static void
authenticate (const void *key, const void *data, size_t size, uint8_t *hash)
{
  gcry_md_hd_t digest;

  check (gcry_md_open (&digest, GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC));
  check (gcry_md_setkey (digest, key, HASH_SIZE));
  gcry_md_write (digest, data, size);
  memcpy (hash, gcry_md_read (digest, GCRY_MD_SHA256), HASH_SIZE);
  gcry_md_close (digest);
}

/* RFC 5869 without salt and purpose; one block is enough. The number goes in without the zeros that
 * it may begin with, as gcr 3.41 has it: padding it would fail one time in 256. */
static void
derive (gcry_mpi_t shared, uint8_t *key)
{
  static const uint8_t salt[HASH_SIZE];
  uint8_t number[GROUP_SIZE];
  uint8_t extracted[HASH_SIZE];
  uint8_t expanded[HASH_SIZE];
  size_t size = 0;

  check (gcry_mpi_print (GCRYMPI_FMT_USG, number, sizeof number, &size, shared));
  authenticate (salt, number, size, extracted);
  authenticate (extracted, "\1", 1, expanded);
  memcpy (key, expanded, KEY_SIZE);
}

/* In PKCS #7 padding. */
static char *
encrypt (const char *secret, const uint8_t *key, const uint8_t *vector)
{
  size_t length = strlen (secret);
  uint8_t padding = (uint8_t) (KEY_SIZE - length % KEY_SIZE);
  size_t size = length + padding;
  g_autofree uint8_t *text = g_malloc (size);
  gcry_cipher_hd_t cipher;

  memcpy (text, secret, length);
  memset (text + length, padding, padding);
  check (gcry_cipher_open (&cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC, 0));
  check (gcry_cipher_setkey (cipher, key, KEY_SIZE));
  check (gcry_cipher_setiv (cipher, vector, KEY_SIZE));
  check (gcry_cipher_encrypt (cipher, text, size, NULL, 0));
  gcry_cipher_close (cipher);
  return encode (text, size);
}

static char *
find_public_number (const char *exchange)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  char *text;

  g_key_file_load_from_data (file, exchange, strlen (exchange), G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  text = g_key_file_get_string (file, "sx-aes-1", "public", &error);
  g_assert_no_error (error);
  return text;
}

static char *
encode_number (gcry_mpi_t number)
{
  uint8_t bytes[GROUP_SIZE];
  size_t size = 0;

  check (gcry_mpi_print (GCRYMPI_FMT_USG, bytes, sizeof bytes, &size, number));
  return encode (bytes, size);
}

/* One pair of numbers is enough for as long as we run. */
static void
make_numbers (void)
{
  gcry_mpi_t base = gcry_mpi_set_ui (NULL, 2);

  prime = parse_number (group, 0, GCRYMPI_FMT_HEX);
  private_number = gcry_mpi_new (0);
  public_number = gcry_mpi_new (0);
  gcry_mpi_randomize (private_number, 256, GCRY_WEAK_RANDOM);
  gcry_mpi_powm (public_number, base, private_number, prime);
  gcry_mpi_release (base);
}

/* What the asker needs to read the answer: our number, and @text under the key that follows from
 * both numbers. */
static char *
seal (const char *exchange, const char *text)
{
  g_autofree char *theirs = find_public_number (exchange);
  g_autofree char *ours = encode_number (public_number);
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode (theirs, &size);
  gcry_mpi_t peer = parse_number (bytes, size, GCRYMPI_FMT_USG);
  gcry_mpi_t shared = gcry_mpi_new (0);
  uint8_t key[KEY_SIZE];
  uint8_t vector[KEY_SIZE];

  gcry_mpi_powm (shared, peer, private_number, prime);
  derive (shared, key);
  gcry_create_nonce (vector, sizeof vector);
  g_autofree char *vector_text = encode (vector, sizeof vector);
  g_autofree char *secret_text = encrypt (text, key, vector);

  gcry_mpi_release (peer);
  gcry_mpi_release (shared);
  return g_strdup_printf ("[sx-aes-1]\npublic=%s\nsecret=%s\niv=%s\n", ours, secret_text,
                          vector_text);
}

/* Who asks, and where answers go. */
typedef struct
{
  GDBusConnection *bus;
  const char *name;
  const char *path;
} Asker;

static void
call_back (const Asker *asker, const char *method, GVariant *arguments)
{
  g_dbus_connection_call (asker->bus, asker->name, asker->path, CALLBACK, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
be_ready (const Asker *asker, const char *reply, const char *exchange)
{
  call_back (asker, "PromptReady", g_variant_new ("(sa{sv}s)", reply, NULL, exchange));
}

static void
greet (const Asker *asker)
{
  g_autofree char *number = encode_number (public_number);
  g_autofree char *exchange = g_strdup_printf ("[sx-aes-1]\npublic=%s\n", number);

  be_ready (asker, "", exchange);
}

static void
answer_prompt (const Asker *asker, const char *exchange)
{
  gboolean knows = g_str_equal (mode, "password");
  g_autofree char *sealed = seal (exchange, knows ? password : "");

  puts ("prompt");
  if (!g_str_equal (mode, "silence"))
    be_ready (asker, knows ? "yes" : "no", sealed);
}

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *object,
           const char *interface,
           const char *method_name,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  g_autoptr (GVariant) arguments = g_variant_ref (parameters);
  g_autofree char *name = g_strdup (sender);
  g_autofree char *method = g_strdup (method_name);
  Asker asker = { bus, name, NULL };
  const char *exchange = NULL;

  /* Calls that come before this reply are not heard. */
  g_dbus_method_invocation_return_value (invocation, NULL);
  g_variant_get_child (arguments, 0, "&o", &asker.path);
  if (g_str_equal (method, "BeginPrompting"))
    {
      greet (&asker);
    }
  else if (g_str_equal (method, "PerformPrompt"))
    {
      g_variant_get_child (arguments, 3, "&s", &exchange);
      answer_prompt (&asker, exchange);
    }
  else
    {
      puts ("stop");
      call_back (&asker, "PromptDone", g_variant_new ("()"));
    }
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  static const GDBusInterfaceVTable table = { .method_call = method_cb };
  g_autoptr (GDBusConnection) bus = cvk_fake_service_connect (G_BUS_TYPE_SESSION);

  if (argc < 2)
    return 2;
  mode = argv[1];
  password = argc > 2 ? argv[2] : "";
  gcry_check_version (NULL);
  make_numbers ();
  cvk_fake_service_add_object (bus, "/org/gnome/keyring/Prompter", introspection, &table, NULL);
  cvk_fake_service_run (bus, "org.gnome.keyring.SystemPrompter", NULL, NULL);
  return 0;
}
