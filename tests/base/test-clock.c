// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-clock.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

typedef struct
{
  CvkClock *clock;
  GString *log;
  const char *name;
  unsigned destroyed;
} Note;

static gboolean
note_cb (gpointer user_data)
{
  Note *note = user_data;

  g_string_append_printf (note->log, "%s@%" G_GINT64_FORMAT " ", note->name,
                          cvk_clock_get_wall (note->clock));
  /* Ignored: a timeout fires once. */
  return G_SOURCE_CONTINUE;
}

static gboolean
add_again_cb (gpointer user_data)
{
  Note *note = user_data;

  note_cb (note);
  cvk_clock_add_timeout (note->clock, 5, note_cb, note, NULL);
  return G_SOURCE_REMOVE;
}

static void
count_destroyed_cb (gpointer user_data)
{
  ((Note *) user_data)->destroyed++;
}

static void
test_fake (void)
{
  g_autoptr (CvkFakeClock) fake = cvk_fake_clock_new (1000);
  CvkClock *clock = CVK_CLOCK (fake);
  g_autoptr (GString) log = g_string_new (NULL);
  Note a = { clock, log, "a" };
  Note b = { clock, log, "b" };
  Note c = { clock, log, "c" };
  Note d = { clock, log, "d" };
  int64_t monotonic = cvk_clock_get_monotonic (clock);
  unsigned id = 0;

  cvk_clock_add_timeout (clock, 20, note_cb, &a, count_destroyed_cb);
  cvk_clock_add_timeout (clock, 10, add_again_cb, &b, count_destroyed_cb);
  cvk_clock_add_timeout (clock, 20, note_cb, &c, count_destroyed_cb);
  id = cvk_clock_add_timeout (clock, 15, note_cb, &d, count_destroyed_cb);
  cvk_clock_remove_timeout (clock, id);
  cvk_clock_remove_timeout (clock, 0);
  g_assert_cmpuint (d.destroyed, ==, 1);

  cvk_fake_clock_advance (fake, 9);
  g_assert_cmpstr (log->str, ==, "");
  cvk_fake_clock_advance (fake, 100);
  g_assert_cmpstr (log->str, ==, "b@1010 b@1015 a@1020 c@1020 ");
  g_assert_cmpint (cvk_clock_get_wall (clock), ==, 1109);
  g_assert_cmpint (cvk_clock_get_monotonic (clock) - monotonic, ==, 109);
  g_assert_cmpuint (a.destroyed + b.destroyed + c.destroyed, ==, 3);

  g_string_truncate (log, 0);
  cvk_clock_add_timeout (clock, 50, note_cb, &a, NULL);
  cvk_fake_clock_set_wall (fake, 5000);
  g_assert_cmpstr (log->str, ==, "");
  g_assert_true (cvk_fake_clock_advance_to_next (fake));
  g_assert_cmpstr (log->str, ==, "a@5050 ");
  g_assert_false (cvk_fake_clock_advance_to_next (fake));
}

static gboolean
set_flag_cb (gpointer user_data)
{
  g_assert_false (*(gboolean *) user_data);
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
never_cb (gpointer user_data)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

static void
test_system (void)
{
  g_autoptr (CvkClock) clock = cvk_system_clock_new ();
  int64_t wall = g_get_real_time ();
  int64_t monotonic = g_get_monotonic_time ();
  gboolean fired = FALSE;
  unsigned removed = cvk_clock_add_timeout (clock, 0, never_cb, NULL, NULL);
  unsigned far = cvk_clock_add_timeout (clock, G_MAXINT64, never_cb, NULL, NULL);

  g_assert_cmpint (cvk_clock_get_wall (clock), >=, wall);
  g_assert_cmpint (cvk_clock_get_monotonic (clock), >=, monotonic);
  g_assert_cmpuint (removed, >, 0);
  cvk_clock_remove_timeout (clock, removed);
  cvk_clock_add_timeout (clock, 1000, set_flag_cb, &fired, NULL);
  cvk_await_flag ("a timeout of the system's clock", &fired);
  g_assert_cmpint (cvk_clock_get_monotonic (clock) - monotonic, >=, 1000);
  cvk_drain_main_context ();
  cvk_clock_remove_timeout (clock, far);
  /* Twice does no harm. */
  cvk_clock_remove_timeout (clock, far);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/fake", test_fake);
  g_test_add_func ("/clock/system", test_system);
  return g_test_run ();
}
