// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-progress.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-problem.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"

/* Carriage return, then erase the line (ECMA-48 EL). */
#define CLEAR_LINE "\r\033[K"

struct _CvkProgress
{
  GDBusConnection *client;
  char *wait; /* nullable: what was last said of waiting */
  unsigned subscription;
  gboolean shown;
};

static void
clear_line (CvkProgress *self)
{
  if (self->shown)
    fputs (CLEAR_LINE, stderr);
  self->shown = FALSE;
}

/* A line that stays: what is waited for may take long. Each is said once. */
static void
show_wait (CvkProgress *self, const CvkValue *wait, const char *step)
{
  g_autoptr (CvkProblem) problem =
    wait != NULL && cvk_value_is_object (wait) ? cvk_problem_from_value (wait) : NULL;
  g_autofree char *message = problem != NULL ? cvk_local_problem (problem) : NULL;
  g_autofree char *safe = message != NULL ? cvk_text_for_terminal (message, FALSE) : NULL;

  if (safe == NULL || g_strcmp0 (safe, self->wait) == 0)
    return;
  fprintf (stderr, "%s: %s\n", step, safe);
  g_free (self->wait);
  self->wait = g_steal_pointer (&safe);
}

/* The step that is at work is the one worth showing; of several, the last. */
static void
show_steps (CvkProgress *self, const CvkValue *steps)
{
  for (size_t i = cvk_value_get_length (steps); i-- > 0;)
    {
      const char *node = NULL;
      CvkValue *step = NULL;

      cvk_value_get_member_at (steps, i, &node, &step);
      if (g_strcmp0 (cvk_value_lookup_string (step, "state", NULL), "running") != 0)
        continue;
      g_autofree char *safe = cvk_text_for_terminal (node, FALSE);
      g_autofree char *name = cvk_text_shorten (safe, 40);
      clear_line (self);
      show_wait (self, cvk_value_get_member (step, "wait"), name);
      /* Translators: a step of a pipeline, items that are done, items in all. */
      fprintf (stderr, _ ("%s: %'lld of %'lld"), name,
               (long long) cvk_value_lookup_integer (step, "done", 0),
               (long long) cvk_value_lookup_integer (step, "total", 0));
      fflush (stderr);
      self->shown = TRUE;
      return;
    }
}

/* Whoever waits should know for what. */
static void
show_pause (CvkProgress *self)
{
  clear_line (self);
  fputs (_ ("Paused. “convokectl unpause” goes on."), stderr);
  fflush (stderr);
  self->shown = TRUE;
}

static void
run_changed_cb (const CvkValue *delta, gpointer user_data)
{
  const CvkValue *steps = cvk_value_get_member (delta, "steps");

  if (cvk_value_lookup_boolean (delta, "paused", FALSE))
    show_pause (user_data);
  else if (steps != NULL && cvk_value_is_object (steps))
    show_steps (user_data, steps);
}

CvkProgress *
cvk_progress_new (GDBusConnection *client, const char *run)
{
  CvkProgress *self = g_new0 (CvkProgress, 1);

  self->client = g_object_ref (client);
  self->subscription = cvk_client_follow_run (client, run, run_changed_cb, self);
  return self;
}

void
cvk_progress_say (CvkProgress *self, const char *message)
{
  clear_line (self);
  fprintf (stderr, "%s\n", message);
}

void
cvk_progress_free (CvkProgress *self)
{
  clear_line (self);
  g_dbus_connection_signal_unsubscribe (self->client, self->subscription);
  g_object_unref (self->client);
  g_free (self->wait);
  g_free (self);
}
