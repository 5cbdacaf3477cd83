// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "service/cvk-wall-timer.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define MINUTE (60 * (int64_t) G_USEC_PER_SEC)

static gboolean
note_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
woke_cb (CvkWallTimer *timer, unsigned reason, gpointer user_data)
{
  g_assert_cmpuint (reason, ==, CVK_WAKE_CLOCK);
  ++*(unsigned *) user_data;
}

/* The kernel's timer, at the computer's own clock. */
static void
test_real (void)
{
  g_autoptr (CvkClock) clock = cvk_system_clock_new ();
  g_autoptr (CvkWallTimer) timer = cvk_wall_timer_new (clock);
  int64_t now = cvk_clock_get_wall (clock);
  gboolean is_past = FALSE;
  gboolean is_soon = FALSE;
  gboolean is_removed = FALSE;
  gboolean is_far = FALSE;
  unsigned removed = 0;

  cvk_wall_timer_add (timer, now + 100000, note_cb, &is_soon);
  cvk_wall_timer_add (timer, now - MINUTE, note_cb, &is_past);
  cvk_wall_timer_add (timer, INT64_MAX, note_cb, &is_far);
  removed = cvk_wall_timer_add (timer, now, note_cb, &is_removed);
  cvk_wall_timer_remove (timer, removed);
  cvk_await_flag ("what is due", &is_past);
  cvk_await_flag ("what is due soon", &is_soon);
  g_assert_cmpint (cvk_clock_get_wall (clock), >=, now + 100000);
  g_assert_false (is_removed);
  g_assert_false (is_far);
  cvk_wall_timer_remove (timer, removed);
}

static void
test_set_forward (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkWallTimer) timer = cvk_wall_timer_new (CVK_CLOCK (clock));
  gboolean is_due = FALSE;
  unsigned n_woken = 0;

  g_signal_connect (timer, "woke", G_CALLBACK (woke_cb), &n_woken);
  cvk_wall_timer_add (timer, CVK_FAKE_CLOCK_START + 100 * MINUTE, note_cb, &is_due);
  cvk_fake_clock_advance (clock, 2 * MINUTE);
  g_assert_cmpuint (n_woken, ==, 0);
  cvk_fake_clock_set_wall (clock, CVK_FAKE_CLOCK_START + 200 * MINUTE);
  cvk_fake_clock_advance (clock, MINUTE);
  g_assert_cmpuint (n_woken, ==, 1);
  g_assert_true (is_due);
}

static void
test_set_back (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkWallTimer) timer = cvk_wall_timer_new (CVK_CLOCK (clock));
  gboolean is_due = FALSE;
  unsigned n_woken = 0;

  g_signal_connect (timer, "woke", G_CALLBACK (woke_cb), &n_woken);
  cvk_wall_timer_add (timer, CVK_FAKE_CLOCK_START + 10 * MINUTE, note_cb, &is_due);
  cvk_fake_clock_set_wall (clock, CVK_FAKE_CLOCK_START - 60 * MINUTE);
  cvk_fake_clock_advance (clock, 10 * MINUTE);
  g_assert_cmpuint (n_woken, ==, 1);
  g_assert_false (is_due);
  cvk_fake_clock_advance (clock, 60 * MINUTE);
  g_assert_true (is_due);
}

/* Nothing looks at clocks while nobody waits. */
static void
test_rests (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkWallTimer) timer = cvk_wall_timer_new (CVK_CLOCK (clock));
  gboolean is_due = FALSE;
  unsigned id = cvk_wall_timer_add (timer, CVK_FAKE_CLOCK_START + MINUTE, note_cb, &is_due);

  g_assert_cmpuint (cvk_fake_clock_count_timeouts (clock), >, 0);
  cvk_wall_timer_remove (timer, id);
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (clock), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wall-timer/real", test_real);
  g_test_add_func ("/wall-timer/set-forward", test_set_forward);
  g_test_add_func ("/wall-timer/set-back", test_set_back);
  g_test_add_func ("/wall-timer/rests", test_rests);
  return g_test_run ();
}
