// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "connect/cvk-device-code.h"
#include "cvk-sign-in-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"
#include "support/cvk-remove-folder.h"

#define CODES(members)                                                                             \
  "{\"device_code\": \"D\", \"user_code\": \"ABCD-EFGH\", "                                        \
  "\"verification_uri\": \"https://zoom.us/oauth_device\"" members "}"
#define PREFIX "POST /oauth/token - grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice"

static gboolean
begin (CvkSignInBench *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  self->sign_in =
    cvk_sign_in_new (&self->request, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  cvk_sign_in_begin_device_async (self->sign_in, NULL, cvk_await_result_cb, &self->result);
  result = cvk_await_result (&self->result);
  return cvk_sign_in_begin_device_finish (self->sign_in, result, error);
}

static void
begin_well (CvkSignInBench *self, const char *codes)
{
  g_autoptr (GError) error = NULL;
  gboolean has_begun;

  self->request.device_url = cvk_sign_in_bench_join (self, "/oauth/devicecode");
  self->authority->device_status = 200;
  self->authority->device_body = codes;
  has_begun = begin (self, &error);
  g_assert_no_error (error);
  g_assert_true (has_begun);
  cvk_sign_in_bench_wait (self);
  cvk_drain_main_context ();
}

typedef struct
{
  CvkSignInBench *bench;
  unsigned count;
} Asked;

static gboolean
has_asked (gpointer user_data)
{
  const Asked *asked = user_data;

  return cvk_fake_authority_count (asked->bench->authority, PREFIX) >= asked->count;
}

static gboolean
waits_or_has_ended (gpointer user_data)
{
  CvkSignInBench *self = user_data;

  /* The deadline of the exchange is a timeout too, until the answer is there. */
  return self->result != NULL || cvk_fake_clock_count_timeouts (CVK_FAKE_CLOCK (self->clock)) == 1;
}

/* Moves on by @seconds, after which there were @count questions in all, and the last answered. */
static void
pass (CvkSignInBench *self, int64_t seconds, unsigned count)
{
  Asked asked = { self, count };

  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), seconds * G_USEC_PER_SEC);
  cvk_await ("a question", has_asked, &asked);
  cvk_await ("its answer", waits_or_has_ended, self);
  cvk_drain_main_context ();
  g_assert_cmpuint (cvk_fake_authority_count (self->authority, PREFIX), ==, count);
}

static void
answer_with (CvkSignInBench *self, unsigned status, const char *body)
{
  self->authority->token_status = status;
  self->authority->token_body = body;
}

#define ERROR(name) "{\"reason\": \"\", \"error\": \"" name "\"}"

static void
assert_end (CvkSignInBench *self, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 0);
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (CVK_FAKE_CLOCK (self->clock)), ==, 0);
  cvk_sign_in_bench_drop (self);
  g_ptr_array_set_size (self->authority->requests, 0);
}

/* The user has seen enough. */
static void
cancel (CvkSignInBench *self)
{
  g_cancellable_cancel (self->cancellable);
  assert_end (self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_whole (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  begin_well (self, CODES (", \"expires_in\": 900, \"interval\": 5"));
  g_assert_cmpstr (cvk_sign_in_get_user_code (self->sign_in), ==, "ABCD-EFGH");
  g_assert_cmpstr (cvk_sign_in_get_verification_url (self->sign_in), ==,
                   "https://zoom.us/oauth_device");
  /* The standard's way: in the body. */
  g_assert_cmpstr (g_ptr_array_index (self->authority->requests, 0), ==,
                   "POST /oauth/devicecode - scope=meeting%3Aread%3Ameeting%20user%3Aread%3Auser&"
                   "client_id=cli%26ent");
  pass (self, 4, 0);
  pass (self, 1, 1);
  pass (self, 4, 1);
  pass (self, 1, 2);
  self->authority->is_allowed = TRUE;
  pass (self, 5, 3);
  connection = cvk_sign_in_bench_finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_connection_get_name (connection), ==, "ada@example.com");
  g_assert_null (cvk_sign_in_get_user_code (self->sign_in));
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (CVK_FAKE_CLOCK (self->clock)), ==, 0);
}

static void
test_in_query (CvkSignInBench *self, gconstpointer data)
{
  self->request.device_in_query = TRUE;
  begin_well (self, CODES (", \"expires_in\": 900"));
  g_assert_cmpstr (g_ptr_array_index (self->authority->requests, 0), ==,
                   "POST /oauth/devicecode?client_id=cli%26ent - ");
  cancel (self);
}

/* RFC 8628, section 3.5: five seconds more, for good. What fails for another reason waits longer.
 */
static void
test_slower (CvkSignInBench *self, gconstpointer data)
{
  begin_well (self, CODES (", \"expires_in\": 900, \"interval\": 2"));
  answer_with (self, 400, ERROR ("slow_down"));
  pass (self, 2, 1);
  pass (self, 6, 1);
  pass (self, 1, 2);
  answer_with (self, 429, "");
  pass (self, 12, 3);
  answer_with (self, 503, "");
  pass (self, 17, 4);
  answer_with (self, 400, ERROR ("authorization_pending"));
  pass (self, 33, 4);
  pass (self, 1, 5);
  cancel (self);
}

static void
test_ends (CvkSignInBench *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    CvkAuthError code;
  } rows[] = {
    { ERROR ("access_denied"), CVK_AUTH_ERROR_DECLINED },
    { ERROR ("expired_token"), CVK_AUTH_ERROR_TIMEOUT },
    { ERROR ("invalid_grant"), CVK_AUTH_ERROR_REFUSED },
    { ERROR ("invalid_client"), CVK_AUTH_ERROR_REFUSED },
    { ERROR ("nonsense"), CVK_AUTH_ERROR_REFUSED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      begin_well (self, CODES (", \"expires_in\": 900"));
      answer_with (self, 400, rows[i].body);
      pass (self, 5, 1);
      assert_end (self, CVK_AUTH_ERROR, (int) rows[i].code);
    }
}

/* The code's own life, and the attempt's. */
static void
test_too_late (CvkSignInBench *self, gconstpointer data)
{
  begin_well (self, CODES (", \"expires_in\": 12"));
  pass (self, 5, 1);
  pass (self, 5, 2);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 2 * G_USEC_PER_SEC);
  assert_end (self, CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT);

  begin_well (self, CODES (", \"expires_in\": 86400, \"interval\": 300"));
  pass (self, 300, 1);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 5 * MINUTE);
  assert_end (self, CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT);
}

static void
test_cancelled (CvkSignInBench *self, gconstpointer data)
{
  begin_well (self, CODES (", \"expires_in\": 900"));
  pass (self, 5, 1);
  cancel (self);
}

static void
test_no_such_way (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;

  g_assert_false (begin (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
  cvk_sign_in_bench_drop (self);

  self->request.device_url = cvk_sign_in_bench_join (self, "/oauth/devicecode");
  self->authority->device_status = 400;
  self->authority->device_body = ERROR ("unauthorized_client");
  g_assert_false (begin (self, &refusal));
  g_assert_error (refusal, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED);
}

static void
test_damaged_codes (void)
{
  static const char *const bodies[] = {
    "",
    "<html>",
    "[]",
    CODES (""),
    CODES (", \"expires_in\": 0"),
    CODES (", \"expires_in\": 1e3"),
    CODES (", \"expires_in\": 900, \"interval\": 0"),
    CODES (", \"expires_in\": 900, \"interval\": \"5\""),
    CODES (", \"expires_in\": 900, \"user_code\": \"twice\""),
    "{\"device_code\": \"\", \"user_code\": \"A\", \"verification_uri\": \"https://a\", "
    "\"expires_in\": 9}",
    "{\"device_code\": \"D\", \"user_code\": \"\", \"verification_uri\": \"https://a\", "
    "\"expires_in\": 9}",
    "{\"device_code\": \"D\", \"user_code\": \"A\\u001b[2J\", \"verification_uri\": "
    "\"https://a\", \"expires_in\": 9}",
    "{\"device_code\": \"D\", \"user_code\": \"A\", \"verification_uri\": \"http://zoom.us\", "
    "\"expires_in\": 9}",
    "{\"device_code\": \"D\", \"user_code\": \"A\", \"verification_uri\": \"file:///etc\", "
    "\"expires_in\": 9}",
    "{\"device_code\": \"D\", \"user_code\": \"A\", \"verification_uri\": \"https://x@a\", "
    "\"expires_in\": 9}",
    "{\"device_code\": \"D\", \"user_code\": \"A\", \"verification_uri\": \"--help\", "
    "\"expires_in\": 9}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new (bodies[i], strlen (bodies[i]));
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (cvk_device_code_parse (200, body, &error));
      g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL);
    }
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/sign-in-device/" path, CvkSignInBench, NULL, cvk_sign_in_bench_set_up,     \
              function, cvk_sign_in_bench_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-sign-in-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("B17/whole", test_whole);
  ADD ("B17/in-query", test_in_query);
  ADD ("B17/slower", test_slower);
  ADD ("B17/ends", test_ends);
  ADD ("B17/too-late", test_too_late);
  ADD ("B17/cancelled", test_cancelled);
  ADD ("B17/no-such-way", test_no_such_way);
  g_test_add_func ("/connect/sign-in-device/B17/damaged-codes", test_damaged_codes);
  status = g_test_run ();

  cvk_remove_folder (folder);
  return status;
}
