// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-words.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"

static const struct
{
  const char *state;
  const char *text;
  const char *style;
  const char *icon;
} states[] = {
  { "running", N_ ("Running"), "accent", "media-playback-start-symbolic" },
  { "succeeded", N_ ("Succeeded"), "success", "object-select-symbolic" },
  { "failed", N_ ("Failed"), "error", "dialog-error-symbolic" },
  { "waiting", N_ ("Asks for you"), "warning", "dialog-question-symbolic" },
  { "sleeping", N_ ("Waits"), "dim-label", "alarm-symbolic" },
  { "cancelled", N_ ("Stopped"), "dim-label", "media-playback-stop-symbolic" },
  { "invalid", N_ ("Did not start"), "error", "dialog-error-symbolic" },
  { "interrupted", N_ ("Interrupted"), "warning", "dialog-warning-symbolic" },
};

static size_t
find_state (const char *state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].state, state))
      return i;
  return 0;
}

const char *
cvk_run_words_state (const char *state, gboolean is_paused)
{
  if (is_paused && g_str_equal (state, "running"))
    return _ ("Paused");
  return _ (states[find_state (state)].text);
}

const char *
cvk_run_words_class (const char *state)
{
  return states[find_state (state)].style;
}

const char *
cvk_run_words_icon (const char *state)
{
  return states[find_state (state)].icon;
}

char *
cvk_run_words_duration (int64_t duration)
{
  int64_t seconds = duration / G_USEC_PER_SEC;

  if (duration < 100 * G_TIME_SPAN_MILLISECOND)
    /* Translators: milliseconds. */
    return g_strdup_printf (_ ("%d ms"), (int) (duration / G_TIME_SPAN_MILLISECOND));
  if (seconds < 60)
    /* Translators: seconds, with one decimal. */
    return g_strdup_printf (_ ("%.1f s"), (double) duration / G_USEC_PER_SEC);
  if (seconds < 3600)
    /* Translators: minutes and seconds. */
    return g_strdup_printf (_ ("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));
  /* Translators: hours and minutes. */
  return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

char *
cvk_run_words_when (int64_t time, int64_t now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  g_autofree char *text = NULL;
  int days;

  if (then == NULL || today == NULL)
    return g_strdup ("");
  days = cvk_local_count_days (then, today);
  if (days == 0 || days == -1)
    text = cvk_local_time (then);
  if (days == 0)
    /* Translators: when a run began, a time of this day. */
    return g_strdup_printf (_ ("today %s"), text);
  if (days == -1)
    /* Translators: when a run began, a time of the day before. */
    return g_strdup_printf (_ ("yesterday %s"), text);
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    return cvk_local_date_time (then, CVK_DATE_SHORT);
  return cvk_local_date (then, CVK_DATE_SHORT_YEAR);
}

static char *
describe_progress (CvkRunModel *run)
{
  unsigned done = 0;
  unsigned total = 0;
  int64_t left = cvk_run_model_get_time_left (run);
  g_autofree char *time = NULL;

  if (cvk_run_model_is_paused (run))
    return g_strdup (_ ("Paused"));
  if (cvk_run_model_get_held (run) != NULL)
    return g_strdup (_ ("Held"));
  if (cvk_run_model_get_wait (run) != NULL)
    return cvk_run_words_problem (cvk_run_model_get_wait (run));
  cvk_run_model_get_progress (run, &done, &total);
  if (total <= 1)
    return g_strdup (_ ("Running"));
  if (left < G_USEC_PER_SEC)
    /* Translators: items done, and items in all. */
    return g_strdup_printf (_ ("%'u of %'u"), done, total);
  time = cvk_run_words_duration (left);
  /* Translators: items done, items in all, and a duration such as "2 min 5 s". */
  return g_strdup_printf (_ ("%'u of %'u · %s left"), done, total, time);
}

void
cvk_run_words_append_name (GString *line,
                           int64_t number,
                           gboolean is_rehearsal,
                           gboolean uses_sandbox)
{
  if (number > 0 && is_rehearsal)
    /* Translators: the number of a run that has changed nothing. */
    g_string_append_printf (line, _ ("Rehearsal %d"), (int) number);
  else if (number > 0)
    /* Translators: the number of a run. */
    g_string_append_printf (line, _ ("Run %d"), (int) number);
  else
    g_string_append (line, is_rehearsal ? _ ("Rehearsal") : _ ("Run"));
  if (uses_sandbox)
    /* Translators: stands behind the number of a run: its Zoom was the sandbox. */
    g_string_append_printf (line, " · %s", _ ("Sandbox"));
}

char *
cvk_run_words_line (CvkRunModel *run, int64_t now)
{
  int64_t number = cvk_run_model_get_number (run);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *when = NULL;
  g_autofree char *duration = NULL;

  cvk_run_words_append_name (line, number, cvk_run_model_is_rehearsal (run),
                             cvk_run_model_uses_sandbox (run));
  if (*cvk_run_model_get_state (run) != '\0' && !cvk_run_model_has_ended (run))
    {
      g_autofree char *progress = describe_progress (run);

      g_string_append_printf (line, " · %s", progress);
      return g_string_free (g_steal_pointer (&line), FALSE);
    }
  if (cvk_run_model_get_duration (run) > 0)
    {
      duration = cvk_run_words_duration (cvk_run_model_get_duration (run));
      g_string_append_printf (line, " · %s", duration);
    }
  if (cvk_run_model_get_started (run) > 0)
    {
      when = cvk_run_words_when (cvk_run_model_get_started (run), now);
      g_string_append_printf (line, " · %s", when);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* The engine's sentences name options of convokectl where there are any. */
char *
cvk_run_words_problem (const CvkProblem *problem)
{
  static const struct
  {
    const char *code;
    const char *text;
  } sentences[] = {
    { "no-connection", N_ ("“{name}” needs a connection. Sign in first, then run it again.") },
    { "several-connections",
      N_ ("Several connections fit “{name}”. Choose the one that it is to use.") },
    { "unknown-connection",
      N_ ("The connection that was chosen for “{name}” is not there any more. Choose another "
          "one.") },
    { "wrong-connection",
      N_ ("The connection that was chosen for “{name}” belongs to another service. Choose another "
          "one.") },
    { "paused", N_ ("Everything is paused, so nothing was started.") },
    { "missing-input", N_ ("The pipeline needs a value for “{name}”.") },
    { "empty-file-slot", N_ ("No file is chosen for “{slot}”. Choose one.") },
    { "file-outside",
      N_ ("“{path}” lies outside the folder of the pipeline. Choose the file itself instead.") },
    { "no-webhook-secret", N_ ("The secret token of the Zoom app is not known, so nothing that is "
                               "sent can be trusted. Enter it at the webhook.") },
    { "rehearsal-gone", N_ ("The plan of that rehearsal is not kept any more. Rehearse again.") },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (cvk_problem_get_code (problem), sentences[i].code))
      {
        g_autoptr (CvkProblem) other = cvk_problem_new (
          sentences[i].code, sentences[i].text, "name", cvk_problem_get_argument (problem, "name"),
          "slot", cvk_problem_get_argument (problem, "slot"), "path",
          cvk_problem_get_argument (problem, "path"), NULL);

        return cvk_problem_dup_message (other);
      }
  return cvk_local_problem (problem);
}

char *
cvk_run_words_port (const char *port)
{
  if (g_str_equal (port, "in"))
    return g_strdup (_ ("In"));
  if (g_str_equal (port, "out"))
    return g_strdup (_ ("Out"));
  if (g_str_equal (port, "failed"))
    return g_strdup (_ ("Failed"));
  if (g_str_equal (port, "else"))
    return g_strdup (_ ("Otherwise"));
  return g_strdup (port);
}
