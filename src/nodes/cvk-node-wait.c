// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"
#include "nodes/cvk-held-items.h"
#include "nodes/cvk-moment.h"

extern CvkNodeOperations cvk_node_wait;

static void
let_on (CvkCall *call)
{
  cvk_held_items_emit (call, 0, NULL);
  cvk_call_succeed (call);
}

static void
waited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (CvkAnswer) answer = cvk_held_items_finish (call, result);

  if (answer != NULL)
    let_on (call);
}

static void
ask_clock (CvkCall *call, int64_t until)
{
  g_autofree char *time = cvk_instant_to_utc_string (until);
  CvkQuestion *question =
    cvk_question_new (CVK_QUESTION_WAIT, cvk_problem_new ("waits", N_ ("This waits until {time}."),
                                                          "time", time, NULL));

  cvk_question_set_deadline (question, until, "continue");
  cvk_call_ask_async (call, question, waited_cb, call);
}

static void
start_waiting (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  const CvkValue *settings = cvk_call_get_settings (call);
  gboolean has_date = g_str_equal (cvk_value_lookup_string (settings, "mode", "for"), "until");
  int64_t now = cvk_clock_get_wall (cvk_step_get_clock (step));
  int64_t until = 0;
  CvkProblem *problem = NULL;

  if (has_date ? !cvk_moment_read_date (settings, "until", &until, &problem)
               : !cvk_moment_read_duration (settings, "for", now, &until, &problem))
    {
      cvk_call_fail (call, problem);
      return;
    }
  /* What has begun to wait ends by its question, whenever that is. */
  if (until > now || cvk_call_has_asked (call, CVK_QUESTION_WAIT))
    {
      ask_clock (call, until);
      return;
    }
  if (has_date)
    {
      g_autofree char *time = cvk_instant_to_utc_string (until);

      cvk_step_warn (step, cvk_problem_new ("already-passed",
                                            N_ ("{time} had passed already, so the items went on "
                                                "at once."),
                                            "time", time, NULL));
    }
  let_on (call);
}

CvkNodeOperations cvk_node_wait = {
  .type.get_mode = cvk_held_items_get_mode,
  .start = start_waiting,
  .get_concurrency = cvk_held_items_get_concurrency,
};
