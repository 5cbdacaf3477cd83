// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "service/cvk-clipboard.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)

typedef struct
{
  CvkFakeClock *clock;
  CvkClipboard *clipboard;
  unsigned n_changed;
  unsigned n_untaken;
} Fixture;

/* Somebody who has offered a text. */
typedef struct
{
  gboolean has_ended;
  GError *error; /* nullable */
} Waiter;

static void
count_cb (unsigned *count)
{
  ++*count;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  self->clipboard = cvk_clipboard_new (CVK_CLOCK (self->clock));
  g_signal_connect_swapped (self->clipboard, "changed", G_CALLBACK (count_cb), &self->n_changed);
  g_signal_connect_swapped (self->clipboard, "untaken", G_CALLBACK (count_cb), &self->n_untaken);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->clipboard);
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (self->clock), ==, 0);
  g_object_unref (self->clock);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), &waiter->error) ||
                 waiter->error != NULL);
  waiter->has_ended = TRUE;
}

/* The id of the text. */
static char *
offer (Fixture *self, const char *text, Waiter *waiter)
{
  *waiter = (Waiter){ 0 };
  cvk_clipboard_offer (self->clipboard, text, g_task_new (NULL, NULL, ended_cb, waiter));
  g_assert_cmpstr (cvk_clipboard_get_text (self->clipboard), ==, text);
  return g_strdup (cvk_clipboard_get_id (self->clipboard));
}

static void
assert_empty (Fixture *self)
{
  g_assert_null (cvk_clipboard_get_id (self->clipboard));
  g_assert_null (cvk_clipboard_get_text (self->clipboard));
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (self->clock), ==, 0);
}

static void
test_taken (Fixture *self, gconstpointer data)
{
  Waiter waiter;
  g_autofree char *id = NULL;

  assert_empty (self);
  id = offer (self, "one", &waiter);
  g_assert_cmpuint (self->n_changed, ==, 1);
  cvk_clipboard_take (self->clipboard, "another");
  g_assert_cmpstr (cvk_clipboard_get_text (self->clipboard), ==, "one");
  cvk_clipboard_take (self->clipboard, id);
  cvk_await_flag ("the end", &waiter.has_ended);
  g_assert_no_error (waiter.error);
  g_assert_cmpuint (self->n_changed, ==, 2);
  g_assert_cmpuint (self->n_untaken, ==, 0);
  assert_empty (self);
}

/* After three seconds the user is told; after a minute nothing is left. */
static void
test_untaken (Fixture *self, gconstpointer data)
{
  Waiter waiter;
  g_autofree char *id = offer (self, "one", &waiter);

  cvk_fake_clock_advance (self->clock, 3 * SECOND - 1);
  g_assert_cmpuint (self->n_untaken, ==, 0);
  cvk_fake_clock_advance (self->clock, 1);
  g_assert_cmpuint (self->n_untaken, ==, 1);
  g_assert_false (waiter.has_ended);
  cvk_clipboard_settle (self->clipboard, id, NULL);
  cvk_await_flag ("the end", &waiter.has_ended);
  g_assert_no_error (waiter.error);
  cvk_fake_clock_advance (self->clock, 57 * SECOND - 1);
  g_assert_cmpstr (cvk_clipboard_get_text (self->clipboard), ==, "one");
  cvk_fake_clock_advance (self->clock, 1);
  assert_empty (self);
}

static void
test_nobody (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nobody.");
  Waiter waiter;
  g_autofree char *id = offer (self, "one", &waiter);

  cvk_fake_clock_advance (self->clock, 3 * SECOND);
  cvk_clipboard_settle (self->clipboard, id, error);
  cvk_await_flag ("the end", &waiter.has_ended);
  g_assert_error (waiter.error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&waiter.error);
  assert_empty (self);
}

/* Who waits for an earlier text hears what became of the later one. */
static void
test_later (Fixture *self, gconstpointer data)
{
  Waiter first;
  Waiter second;
  g_autofree char *id = offer (self, "one", &first);
  g_autofree char *later = NULL;

  cvk_fake_clock_advance (self->clock, 2 * SECOND);
  later = offer (self, "two", &second);
  g_assert_cmpstr (id, !=, later);
  cvk_fake_clock_advance (self->clock, 2 * SECOND);
  g_assert_cmpuint (self->n_untaken, ==, 0);
  cvk_clipboard_take (self->clipboard, id);
  cvk_clipboard_settle (self->clipboard, id, NULL);
  g_assert_cmpstr (cvk_clipboard_get_text (self->clipboard), ==, "two");
  cvk_clipboard_take (self->clipboard, later);
  cvk_await_flag ("the end of the first", &first.has_ended);
  cvk_await_flag ("the end of the second", &second.has_ended);
  g_assert_no_error (first.error);
  g_assert_no_error (second.error);
  assert_empty (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/clipboard/taken", Fixture, NULL, set_up, test_taken, tear_down);
  g_test_add ("/clipboard/untaken", Fixture, NULL, set_up, test_untaken, tear_down);
  g_test_add ("/clipboard/nobody", Fixture, NULL, set_up, test_nobody, tear_down);
  g_test_add ("/clipboard/later", Fixture, NULL, set_up, test_later, tear_down);
  return g_test_run ();
}
