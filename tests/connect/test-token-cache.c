// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "connect/cvk-auth-error.h"
#include "connect/cvk-refresh-marker.h"
#include "connect/cvk-token-cache.h"
#include "support/cvk-fake-clock.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define HOUR (3600 * SECOND)

typedef struct
{
  CvkClock *clock;
  CvkSecret *refresh_token;
  CvkTokenReply reply;
  GBytes *sealed;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = CVK_CLOCK (cvk_fake_clock_new (CVK_FAKE_CLOCK_START));
  self->refresh_token = cvk_secret_new ("CANARYRT-of-a-grant", -1);
  self->reply = (CvkTokenReply){
    .access_token = cvk_secret_new ("CANARYAT-\"quoted\"", -1),
    .expires_in = 3600,
    .refresh_life = 7776000,
    .scopes = (char *) "user:read:user meeting:read:meeting",
    .api_url = (char *) "https://api-eu.zoom.us",
  };
  self->sealed = cvk_token_cache_seal (&self->reply, "zoom-1", 4, self->refresh_token, self->clock);
  g_assert_nonnull (self->sealed);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_bytes_unref (self->sealed);
  cvk_secret_unref (self->reply.access_token);
  cvk_secret_unref (self->refresh_token);
  g_object_unref (self->clock);
}

static CvkTokenReply *
open_sealed (Fixture *self, GBytes *sealed)
{
  return cvk_token_cache_open (sealed, "zoom-1", 4, self->refresh_token, self->clock);
}

static void
assert_closed (Fixture *self)
{
  g_autoptr (CvkTokenReply) reply = open_sealed (self, self->sealed);

  g_assert_null (reply);
}

static void
test_round_trip (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkTokenReply) reply = NULL;
  g_autoptr (GBytes) again = NULL;

  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 100 * SECOND);
  reply = open_sealed (self, self->sealed);
  g_assert_nonnull (reply);
  g_assert_cmpstr (cvk_secret_peek (reply->access_token), ==, "CANARYAT-\"quoted\"");
  g_assert_null (reply->refresh_token);
  g_assert_cmpint (reply->expires_in, ==, 3600);
  g_assert_cmpint (reply->refresh_life, ==, 7776000);
  g_assert_cmpint (reply->age, ==, 100 * SECOND);
  g_assert_cmpstr (reply->scopes, ==, self->reply.scopes);
  g_assert_cmpstr (reply->api_url, ==, self->reply.api_url);

  /* Nobody can tell that it is the same token. */
  again = cvk_token_cache_seal (&self->reply, "zoom-1", 4, self->refresh_token, self->clock);
  g_assert_false (g_bytes_equal (again, self->sealed));
}

/* No part of what is secret, or of what is not, can be read. */
static void
test_sealed (Fixture *self, gconstpointer data)
{
  static const char *const words[] = { "CANARY", "quoted", "zoom", "meeting", "access_token" };
  gsize size;
  const char *bytes = g_bytes_get_data (self->sealed, &size);

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (memmem (bytes, size, words[i], strlen (words[i])));
  g_assert_nonnull (memmem (bytes, size, "convoke", 7));
}

static void
test_foreign (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkSecret) other = cvk_secret_new ("CANARYRT-of-a-grand", -1);
  static const struct
  {
    const char *item;
    int64_t generation;
  } rows[] = { { "zoom-2", 4 }, { "zoom-1", 3 }, { "zoom-1", 5 }, { "zoom-", 14 }, { "", 0 } };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_null (cvk_token_cache_open (self->sealed, rows[i].item, rows[i].generation,
                                         self->refresh_token, self->clock));
  g_assert_null (cvk_token_cache_open (self->sealed, "zoom-1", 4, other, self->clock));
}

/* One bit anywhere, or one byte less or more. */
static void
test_tampered (Fixture *self, gconstpointer data)
{
  gsize size;
  const uint8_t *bytes = g_bytes_get_data (self->sealed, &size);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree uint8_t *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (self->sealed, 0, i);

      copy[i] ^= 1u << i % 8;
      changed = g_bytes_new_take (g_steal_pointer (&copy), size);
      g_assert_null (open_sealed (self, changed));
      g_assert_null (open_sealed (self, shorter));
    }
}

static void
test_clocks (Fixture *self, gconstpointer data)
{
  CvkFakeClock *clock = CVK_FAKE_CLOCK (self->clock);
  int64_t start = cvk_clock_get_wall (self->clock);
  g_autoptr (CvkTokenReply) reply = NULL;

  /* Asleep for a while: only the wall has moved on. */
  cvk_fake_clock_set_wall (clock, start + 1000 * SECOND);
  reply = open_sealed (self, self->sealed);
  g_assert_cmpint (reply->age, ==, 1000 * SECOND);
  cvk_fake_clock_set_wall (clock, start + HOUR);
  assert_closed (self);
  /* Set back, which resurrects nothing. */
  cvk_fake_clock_advance (clock, HOUR - SECOND);
  cvk_fake_clock_set_wall (clock, start - 24 * HOUR);
  g_clear_pointer (&reply, cvk_token_reply_free);
  reply = open_sealed (self, self->sealed);
  g_assert_cmpint (reply->age, ==, HOUR - SECOND);
  cvk_fake_clock_advance (clock, SECOND);
  assert_closed (self);
}

static void
test_markers (void)
{
  static const struct
  {
    const char *text;
    CvkRefreshMarker state;
  } rows[] = {
    { "4 sending 2026-03-01T12:00:00Z\n", CVK_REFRESH_MARKER_SENDING },
    { "4 lost 2026-03-01T12:00:00Z\n", CVK_REFRESH_MARKER_LOST },
    { "3 sending 2026-03-01T12:00:00Z\n", CVK_REFRESH_MARKER_NONE },
    { "5 lost 2026-03-01T12:00:00Z\n", CVK_REFRESH_MARKER_NONE },
    { "4 done 2026-03-01T12:00:00Z\n", CVK_REFRESH_MARKER_NONE },
    { "4 sending", CVK_REFRESH_MARKER_NONE },
    { "-4 sending x", CVK_REFRESH_MARKER_NONE },
    { "99999999999999999999 sending x", CVK_REFRESH_MARKER_NONE },
    { "", CVK_REFRESH_MARKER_NONE },
  };
  g_autoptr (GBytes) written =
    cvk_refresh_marker_write (CVK_REFRESH_MARKER_LOST, 7, CVK_FAKE_CLOCK_START);

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) content = g_bytes_new_static (rows[i].text, strlen (rows[i].text));

      g_assert_cmpint (cvk_refresh_marker_read (content, 4), ==, rows[i].state);
    }
  g_assert_cmpint (cvk_refresh_marker_read (NULL, 4), ==, CVK_REFRESH_MARKER_NONE);
  g_assert_cmpint (cvk_refresh_marker_read (written, 7), ==, CVK_REFRESH_MARKER_LOST);
}

/* What the service knows better stays. */
static void
test_reasons (void)
{
  g_autoptr (GError) plain = g_error_new (CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT, "gone");
  g_autoptr (GError) elsewhere = g_error_new (CVK_AUTH_ERROR, CVK_AUTH_ERROR_ELSEWHERE, "there");

  cvk_refresh_marker_explain (CVK_REFRESH_MARKER_NONE, plain);
  g_assert_cmpstr (plain->message, ==, "gone");
  cvk_refresh_marker_explain (CVK_REFRESH_MARKER_SENDING, plain);
  g_assert_nonnull (strstr (plain->message, "the computer stopped"));
  cvk_refresh_marker_explain (CVK_REFRESH_MARKER_LOST, plain);
  g_assert_nonnull (strstr (plain->message, "The network failed"));
  cvk_refresh_marker_explain (CVK_REFRESH_MARKER_SENDING, elsewhere);
  g_assert_cmpstr (elsewhere->message, ==, "there");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/token-cache/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("sealed", test_sealed);
  ADD ("foreign", test_foreign);
  ADD ("tampered", test_tampered);
  ADD ("clocks", test_clocks);
  g_test_add_func ("/connect/refresh-marker/texts", test_markers);
  g_test_add_func ("/connect/refresh-marker/reasons", test_reasons);
  return g_test_run ();
}
