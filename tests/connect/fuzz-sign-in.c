// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What strangers send to a sign-in: requests to the loopback port and replies of a token endpoint.
 * The first byte of an input says which. With clang this is a target for libFuzzer:
 *
 *   CC=clang meson setup build-fuzz -Dwerror=false -Db_sanitize=address,undefined -Db_lundef=false
 *     -Dc_args=-fsanitize=fuzzer-no-link
 *   ninja -C build-fuzz tests/connect/fuzz-sign-in
 *   build-fuzz/tests/connect/fuzz-sign-in -max_total_time=60
 *
 * With another compiler it is a program that makes as many inputs as its argument says, always the
 * same ones, out of the seeds below. Each input ends at a page that must not be touched. */

#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "connect/cvk-auth-error.h"
#include "connect/cvk-loopback-callback.h"
#include "connect/cvk-loopback-request.h"
#include "connect/cvk-token-reply.h"

#define AUTHORITY "127.0.0.1:40000"
#define MAX_SIZE 8192
#define MAX_MESSAGE 1000

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static char *memory; /* followed by the page */
static size_t memory_size;
static unsigned n_taken;

/* A copy whose last byte is the last that may be read. */
static char *
place (const uint8_t *data, size_t size)
{
  char *at;

  if (memory == NULL)
    {
      size_t page = (size_t) sysconf (_SC_PAGESIZE);

      memory_size = (MAX_SIZE + 1 + page - 1) / page * page;
      memory =
        mmap (NULL, memory_size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      g_assert_true (memory != MAP_FAILED);
      g_assert_cmpint (mprotect (memory + memory_size, page, PROT_NONE), ==, 0);
    }
  at = memory + memory_size - size;
  if (size > 0)
    memcpy (at, data, size);
  return at;
}

/* A message that can be shown: text without control characters, and not endless. */
static void
check_message (const GError *error)
{
  size_t length = strlen (error->message);

  g_assert_true (error->domain == CVK_AUTH_ERROR);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (length, <, MAX_MESSAGE);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (const char *p = error->message; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
check_value (const char *value)
{
  for (const char *p = value; p != NULL && *p != '\0'; p++)
    g_assert_true ((unsigned char) *p >= 0x20 && *p != 0x7f);
}

static void
try_callback (char *query)
{
  CvkLoopbackCallback callback;

  if (!cvk_loopback_callback_parse (query, &callback))
    return;
  check_value (callback.state);
  check_value (callback.code);
  check_value (callback.error);
  check_value (callback.issuer);
  if (callback.error != NULL)
    {
      g_autoptr (GError) error = cvk_loopback_callback_make_error (&callback);

      check_message (error);
    }
  n_taken++;
}

static void
try_query (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  try_callback (place ((const uint8_t *) text, strlen (text) + 1));
}

/* The listener hands out what ends with an empty line. */
static void
try_request (const uint8_t *data, size_t size)
{
  CvkLoopbackRequest request = { 0 };
  g_autofree char *head = g_malloc (size + 5);
  const char *end;
  size_t length;
  unsigned status;

  if (size > 0)
    memcpy (head, data, size);
  memcpy (head + size, "\r\n\r\n", 5);
  end = memmem (head, size + 4, "\r\n\r\n", 4);
  length = (size_t) (end - head) + 4;
  head[length] = '\0';
  status = cvk_loopback_request_parse (place ((const uint8_t *) head, length + 1), length,
                                       AUTHORITY, CVK_LOOPBACK_CALLBACK_PATH, &request);
  g_assert_true (status == 200 || (status >= 400 && status <= 431));
  if (status == 200 && request.target == CVK_LOOPBACK_TARGET_CALLBACK)
    try_callback (request.query);
}

static void
try_reply (unsigned status, const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new_static (place (data, size), size);
  g_autoptr (GError) error = NULL;
  CvkTokenReply *reply = cvk_token_reply_parse (status, body, &error);

  g_assert_true ((reply == NULL) == (error != NULL));
  if (reply == NULL)
    {
      check_message (error);
      return;
    }
  g_assert_cmpuint (status, ==, 200);
  for (const char *p = cvk_secret_peek (reply->access_token); *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
  g_assert_cmpint (reply->expires_in, >, 0);
  cvk_token_reply_free (reply);
  n_taken++;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const unsigned statuses[] = { 200, 400, 401, 429, 500, 302 };

  if (size == 0 || size > MAX_SIZE - 8)
    return 0;
  switch (data[0] % 4)
    {
    case 0:
      try_query (data + 1, size - 1);
      break;
    case 1:
      try_request (data + 1, size - 1);
      break;
    case 2:
      try_reply (200, data + 1, size - 1);
      break;
    default:
      try_reply (statuses[data[0] / 4 % G_N_ELEMENTS (statuses)], data + 1, size - 1);
      break;
    }
  return 0;
}

#ifndef CVK_LIB_FUZZER

/* The kind in front is the first byte's. */
static const char *const seeds[] = {
  "0code=abc&state=xyz",
  "0error=access_denied&error_description=No%20way%E2%80%AE&state=xyz&iss=https%3A%2F%2Fa",
  "0%63ode=%41+b&state&&=&x=%C3%A4",
  "1GET /callback?code=abc&state=xyz HTTP/1.1\r\nHost: " AUTHORITY "\r\nAccept: */*",
  "1GET /done HTTP/1.0\r\nHost: " AUTHORITY
  "\r\nSec-Fetch-Mode: navigate\r\nOrigin: http://" AUTHORITY,
  "1POST /callback HTTP/1.1\r\nHost: " AUTHORITY "\r\nContent-Length: 5",
  "2{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":3600,\"refresh_token\":\"r\"}",
  "2{\"token_type\":\"Bearer\",\"access_token\":\"\\u0061\\/b\",\"scope\":\"a "
  "b\",\"api_url\":\"https://a\"}",
  "7{\"error\":\"invalid_grant\",\"reason\":\"Invalid Token!\"}",
  "7{\"code\":4741,\"message\":\"x\"}",
  "3{\"error\":\"\\u202ex\",\"errorCode\":4700}",
};

static const char *const words[] = { "%",        "%0",           "%4",    "&",    "=",
                                     "\r\n",     "\\u",          "\"",    "{",    "}",
                                     "code=",    "state=",       "Host:", "GET ", "error",
                                     "\xed\xa0", "\xf4\x90\x80", "1e400" };

static uint64_t random_state = UINT64_C (0x9e3779b97f4a7c15);

static size_t
draw (size_t below)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (size_t) (random_state % below);
}

static void
change (GByteArray *input)
{
  const char *word = words[draw (G_N_ELEMENTS (words))];
  guint at = input->len > 1 ? 1 + (guint) draw (input->len - 1) : input->len;

  switch (draw (5))
    {
    case 0:
      if (at < input->len)
        input->data[at] = (uint8_t) draw (256);
      break;
    case 1:
      g_byte_array_set_size (input, MAX (at, 1));
      break;
    case 2:
      if (at < input->len)
        g_byte_array_remove_range (input, at, 1 + (guint) draw (MIN (8, input->len - at)));
      break;
    case 3:
      g_byte_array_append (input, (const uint8_t *) word, (guint) strlen (word));
      break;
    default:
      if (at < input->len)
        memcpy (input->data + at, word, MIN (strlen (word), input->len - at));
      break;
    }
}

int
main (int argc, char **argv)
{
  unsigned long count = argc > 1 ? strtoul (argv[1], NULL, 10) : 100000;

  for (unsigned long i = 0; i < count; i++)
    {
      const char *seed = seeds[i % G_N_ELEMENTS (seeds)];
      g_autoptr (GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, (const uint8_t *) seed, (guint) strlen (seed));
      for (size_t changes = i < G_N_ELEMENTS (seeds) ? 0 : 1 + draw (6); changes > 0; changes--)
        change (input);
      LLVMFuzzerTestOneInput (input->data, input->len);
    }
  printf ("%lu inputs, %u of them taken\n", count, n_taken);
  return 0;
}

#endif
