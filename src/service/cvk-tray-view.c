// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-tray-view.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "base/cvk-text.h"

/* A menu is as wide as its longest row, and as long as it has rows. */
#define MAX_NAME 48
#define MAX_LINE 56
#define MAX_RUNS 5
#define MAX_TROUBLES 6

/* What the Background portal takes. */
#define MAX_SUMMARY 95

const char *
cvk_tray_mood_get_icon (CvkTrayMood mood)
{
  static const char *const icons[] = {
    [CVK_TRAY_HEALTHY] = CVK_APPLICATION_ID "-healthy-symbolic",
    [CVK_TRAY_WORKING] = CVK_APPLICATION_ID "-working-symbolic",
    [CVK_TRAY_ATTENTION] = CVK_APPLICATION_ID "-attention-symbolic",
    [CVK_TRAY_ERROR] = CVK_APPLICATION_ID "-error-symbolic",
  };

  return icons[mood];
}

/* --- Words --- */

/* A name from data: one line, no control characters, not too long. */
static char *
show_name (const char *name)
{
  g_autofree char *plain = cvk_text_for_terminal (name, FALSE);

  return cvk_text_shorten (plain, MAX_NAME);
}

static char *
show_time (int64_t wall)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);

  return time != NULL ? cvk_local_time (time) : g_strdup ("");
}

static char *
say_working (const CvkHealthReport *report, const char *name)
{
  if (report->problem == NULL)
    /* Translators: %s is the name of an account, here and in what follows. */
    return g_strdup_printf (_ ("%s: connected"), name);
  return g_strdup_printf (_ ("%s: connected, but not for long"), name);
}

static char *
say_limited (const CvkHealthReport *report, const char *name)
{
  g_autofree char *time = report->until != 0 ? show_time (report->until) : NULL;

  if (time == NULL)
    return g_strdup_printf (_ ("%s: has to wait"), name);
  /* Translators: the second %s is a time of day. */
  return g_strdup_printf (_ ("%s: has to wait until %s"), name, time);
}

static char *
say_state (const CvkTrayConnection *connection)
{
  g_autofree char *name = show_name (connection->name);
  CvkHealthState state =
    connection->report != NULL ? connection->report->state : CVK_HEALTH_UNKNOWN;

  switch (state)
    {
    case CVK_HEALTH_HEALTHY:
      return say_working (connection->report, name);
    case CVK_HEALTH_REFRESHING:
      return g_strdup_printf (_ ("%s: renewing the sign-in"), name);
    case CVK_HEALTH_OFFLINE:
      return g_strdup_printf (_ ("%s: cannot be reached"), name);
    case CVK_HEALTH_RATE_LIMITED:
      return say_limited (connection->report, name);
    case CVK_HEALTH_KEYRING_LOCKED:
      return g_strdup_printf (_ ("%s: needs the keyring"), name);
    case CVK_HEALTH_SCOPE_MISSING:
      return g_strdup_printf (_ ("%s: not everything is allowed"), name);
    case CVK_HEALTH_RECONNECT:
      return g_strdup_printf (_ ("%s: you have to sign in again"), name);
    case CVK_HEALTH_ELSEWHERE:
      return g_strdup_printf (_ ("%s: connected elsewhere"), name);
    case CVK_HEALTH_DISABLED:
      return g_strdup_printf (_ ("%s: disabled by an administrator"), name);
    case CVK_HEALTH_UNKNOWN:
    default:
      return g_strdup_printf (_ ("%s: not checked yet"), name);
    }
}

/* Breaks a sentence into lines, because menus do not. */
static char *
wrap (const char *sentence)
{
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);
  g_autoptr (GString) wrapped = g_string_new (NULL);
  glong width = 0;

  for (size_t i = 0; words[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (words[i], -1);

      if (i > 0)
        {
          gboolean fits = width + 1 + length <= MAX_LINE;

          g_string_append_c (wrapped, fits ? ' ' : '\n');
          width = fits ? width + 1 : 0;
        }
      g_string_append (wrapped, words[i]);
      width += length;
    }
  return g_string_free (g_steal_pointer (&wrapped), FALSE);
}

static char *
show_sentence (const char *sentence)
{
  g_autofree char *plain = cvk_text_for_terminal (sentence, FALSE);

  return wrap (plain);
}

static char *
say_reason (const CvkHealthReport *report)
{
  g_autofree char *message = cvk_local_problem (report->problem);

  return show_sentence (message);
}

/* --- How bad it is --- */

static CvkTrayMood
judge (const CvkTrayConnection *connection)
{
  const CvkHealthReport *report = connection->report;

  if (report == NULL)
    return CVK_TRAY_HEALTHY;
  switch (report->state)
    {
    case CVK_HEALTH_REFRESHING:
      return CVK_TRAY_WORKING;
    case CVK_HEALTH_OFFLINE:
    case CVK_HEALTH_RATE_LIMITED:
    case CVK_HEALTH_KEYRING_LOCKED:
    case CVK_HEALTH_SCOPE_MISSING:
      return CVK_TRAY_ATTENTION;
    case CVK_HEALTH_RECONNECT:
    case CVK_HEALTH_ELSEWHERE:
    case CVK_HEALTH_DISABLED:
      return CVK_TRAY_ERROR;
    case CVK_HEALTH_HEALTHY:
      return report->problem != NULL ? CVK_TRAY_ATTENTION : CVK_TRAY_HEALTHY;
    case CVK_HEALTH_UNKNOWN:
    default:
      return CVK_TRAY_HEALTHY;
    }
}

/* Waiting mends what is offline or limited; a pause is the user's own wish. */
static gboolean
needs_user (const CvkTrayConnection *connection)
{
  const CvkHealthReport *report = connection->report;

  return report != NULL && (cvk_health_state_needs_user (report->state) ||
                            report->state == CVK_HEALTH_KEYRING_LOCKED ||
                            (report->state == CVK_HEALTH_HEALTHY && report->problem != NULL));
}

static char *
say_questions (unsigned count)
{
  return g_strdup_printf (
    ngettext ("%'u question waits for you.", "%'u questions wait for you.", count), count);
}

/* The first of these that is so, in the order in which people want to know. */
static char *
summarize (const CvkTrayFacts *facts, CvkTrayMood worst, unsigned n_troubles)
{
  unsigned n_runs = g_strv_length ((GStrv) facts->runs);
  g_autofree char *sentence = NULL;

  if (facts->failure != NULL)
    sentence = g_strdup (_ ("The disk refuses: nothing is begun any more."));
  else if (worst >= CVK_TRAY_ATTENTION)
    sentence = g_strdup_printf (
      ngettext ("%'u connection needs attention.", "%'u connections need attention.", n_troubles),
      n_troubles);
  else if (facts->n_questions > 0)
    sentence = say_questions (facts->n_questions);
  else if (facts->is_paused)
    sentence = g_strdup (_ ("Everything is paused."));
  else if (n_runs > 0)
    sentence = g_strdup_printf (
      ngettext ("%'u pipeline is running.", "%'u pipelines are running.", n_runs), n_runs);
  else if (worst == CVK_TRAY_WORKING)
    sentence = g_strdup (_ ("A sign-in is being renewed."));
  else if (facts->n_connections == 0)
    sentence = g_strdup (_ ("No account is connected."));
  else
    sentence = g_strdup (_ ("All connections work."));
  /* A translation may be longer than what the portal takes. */
  return strlen (sentence) <= MAX_SUMMARY ? g_steal_pointer (&sentence)
                                          : cvk_text_shorten (sentence, MAX_SUMMARY / 4);
}

static char *
describe (const CvkTrayFacts *facts, CvkTrayMood worst, const char *summary)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strdup (summary));
  if (facts->failure != NULL)
    g_ptr_array_add (lines, show_sentence (facts->failure));
  if (facts->is_paused && worst >= CVK_TRAY_ATTENTION)
    g_ptr_array_add (lines, g_strdup (_ ("Everything is paused.")));
  if (facts->n_questions > 0 && worst >= CVK_TRAY_ATTENTION)
    g_ptr_array_add (lines, say_questions (facts->n_questions));
  for (size_t i = 0; i < facts->n_connections && lines->len <= MAX_TROUBLES; i++)
    if (judge (&facts->connections[i]) >= CVK_TRAY_ATTENTION)
      g_ptr_array_add (lines, say_state (&facts->connections[i]));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* --- The menu --- */

static CvkStatusRow *
add_row (CvkStatusRow *parent, const char *kind, const char *id, const char *label, gboolean acts)
{
  g_autofree char *key = id != NULL ? g_strconcat (kind, ":", id, NULL) : g_strdup (kind);

  return cvk_status_row_append (parent, cvk_status_row_new (key, label, acts ? key : NULL));
}

static void
add_connection (CvkStatusRow *root, const CvkTrayConnection *connection)
{
  const CvkHealthReport *report = connection->report;
  g_autofree char *state = say_state (connection);
  g_autofree char *name = show_name (connection->name);
  CvkStatusRow *row = add_row (root, "connection", connection->id, state, FALSE);

  if (report != NULL && report->problem != NULL)
    {
      g_autofree char *reason = say_reason (report);

      add_row (row, "reason", connection->id, reason, FALSE);
    }
  add_row (row, "check", connection->id, _ ("Check now"), TRUE);
  /* Not below: what mends it is one click away. */
  if (report != NULL && g_str_equal (report->action, "reconnect"))
    {
      /* Translators: %s is the name of an account. */
      g_autofree char *label = g_strdup_printf (_ ("Reconnect %s"), name);

      add_row (root, "reconnect", connection->id, label, TRUE);
    }
  else if (report != NULL && g_str_equal (report->action, "unlock"))
    {
      /* Translators: %s is the name of an account. */
      g_autofree char *label = g_strdup_printf (_ ("Unlock the keyring for %s"), name);

      add_row (root, "unlock", connection->id, label, TRUE);
    }
}

static void
add_runs (CvkStatusRow *root, const char *const *runs)
{
  unsigned n_runs = g_strv_length ((GStrv) runs);

  for (unsigned i = 0; i < MIN (n_runs, MAX_RUNS); i++)
    {
      g_autofree char *name = show_name (runs[i]);
      g_autofree char *place = g_strdup_printf ("%u", i);
      /* Translators: %s is the name of a pipeline. */
      g_autofree char *label = g_strdup_printf (_ ("Running: %s"), name);

      add_row (root, "run", place, label, FALSE);
    }
  if (n_runs > MAX_RUNS)
    {
      g_autofree char *label = g_strdup_printf (
        ngettext ("%'u more is running", "%'u more are running", n_runs - MAX_RUNS),
        n_runs - MAX_RUNS);

      add_row (root, "more-runs", NULL, label, FALSE);
    }
  if (n_runs > 0)
    add_row (root, "line-runs", NULL, NULL, FALSE);
}

static CvkStatusRow *
make_menu (const CvkTrayFacts *facts)
{
  CvkStatusRow *root = cvk_status_row_new ("", NULL, NULL);

  if (facts->failure != NULL)
    {
      g_autofree char *reason = show_sentence (facts->failure);

      add_row (root, "failure", NULL, reason, FALSE);
      add_row (root, "line-failure", NULL, NULL, FALSE);
    }
  for (size_t i = 0; i < facts->n_connections; i++)
    add_connection (root, &facts->connections[i]);
  if (facts->n_connections == 0)
    add_row (root, "no-connections", NULL, _ ("No account is connected"), FALSE);
  add_row (root, "line-connections", NULL, NULL, FALSE);
  if (facts->n_questions > 0)
    {
      g_autofree char *label = g_strdup_printf (
        ngettext ("Answer %'u question…", "Answer %'u questions…", facts->n_questions),
        facts->n_questions);

      cvk_status_row_append (root, cvk_status_row_new ("questions", label, "open"));
      add_row (root, "line-questions", NULL, NULL, FALSE);
    }
  add_runs (root, facts->runs);
  cvk_status_row_set_toggle (add_row (root, "pause", NULL, _ ("Pause everything"), TRUE),
                             facts->is_paused ? CVK_STATUS_TOGGLE_ON : CVK_STATUS_TOGGLE_OFF);
  add_row (root, "open", NULL, _ ("Open Convoke"), TRUE);
  add_row (root, "line-quit", NULL, NULL, FALSE);
  add_row (root, "quit", NULL, _ ("Quit"), TRUE);
  return root;
}

/* --- The view --- */

void
cvk_tray_view_init (CvkTrayView *self, const CvkTrayFacts *facts)
{
  CvkTrayMood worst = CVK_TRAY_HEALTHY;
  unsigned n_troubles = 0;

  *self = (CvkTrayView){ 0 };
  for (size_t i = 0; i < facts->n_connections; i++)
    {
      CvkTrayMood mood = judge (&facts->connections[i]);

      worst = MAX (worst, mood);
      n_troubles += mood >= CVK_TRAY_ATTENTION;
      self->needs_user |= needs_user (&facts->connections[i]);
    }
  self->mood = worst;
  if (facts->runs[0] != NULL)
    self->mood = MAX (self->mood, CVK_TRAY_WORKING);
  if (facts->is_paused || facts->n_questions > 0)
    self->mood = MAX (self->mood, CVK_TRAY_ATTENTION);
  if (facts->failure != NULL)
    self->mood = CVK_TRAY_ERROR;
  self->needs_user |= facts->n_questions > 0 || facts->failure != NULL;
  self->summary = summarize (facts, worst, n_troubles);
  self->text = describe (facts, worst, self->summary);
  self->root = make_menu (facts);
}

void
cvk_tray_view_clear (CvkTrayView *self)
{
  g_clear_pointer (&self->summary, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->root, cvk_status_row_unref);
}
