// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "cvk-run-bench.h"
#include "desktop/runs/cvk-review-sheet.h"
#include "desktop/runs/cvk-activation-button.h"
#include "desktop/runs/cvk-activation-words.h"
#include "desktop/runs/cvk-next-runs.h"
#include "desktop/runs/cvk-upcoming-runs.h"
#include "support/cvk-await.h"

#define SCHEDULED                                                                                  \
  "{\"convoke\":1,\"name\":\"Mornings\",\"nodes\":{\"when\":{\"type\":\"trigger.schedule\","       \
  "\"settings\":{\"schedule\":\"30 9 * * *\",\"timezone\":\"UTC\"}},"                              \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                                  \
  "\"links\":[\"when.out -> out.in\"]}"
#define BROKEN                                                                                     \
  "{\"convoke\":1,\"nodes\":{\"when\":{\"type\":\"trigger.schedule\",\"settings\":{"               \
  "\"schedule\":\"no such time\"}}},\"links\":[]}"
#define BY_HAND                                                                                    \
  "{\"convoke\":1,\"nodes\":{\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"        \
  "\"links\":[]}"

typedef struct
{
  CvkRunBench bench;
  CvkActivationController *controller;
  GtkWidget *button;
  CvkActivationState wanted;
} Fixture;

static void
open_bench (Fixture *self, const char *pipeline)
{
  cvk_run_bench_init (&self->bench, pipeline, TRUE);
  self->controller = cvk_activation_controller_new (self->bench.session, self->bench.client);
  cvk_activation_controller_attach (self->controller, self->bench.window);
  self->button = cvk_activation_button_new (self->controller);
  cvk_run_bench_show (&self->bench, self->button);
}

static void
close_bench (Fixture *self)
{
  gtk_window_set_child (GTK_WINDOW (self->bench.window), NULL);
  g_object_add_weak_pointer (G_OBJECT (self->controller), (gpointer *) &self->controller);
  g_object_unref (self->controller);
  while (self->controller != NULL)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_clear (&self->bench);
}

static gboolean
is_in_state (gpointer user_data)
{
  Fixture *self = user_data;

  return cvk_activation_controller_get_state (self->controller) == self->wanted;
}

static void
await_state (Fixture *self, CvkActivationState state)
{
  self->wanted = state;
  cvk_await ("a state of activation", is_in_state, self);
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  gboolean is_found = FALSE;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return gtk_widget_get_visible (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !is_found;
       child = gtk_widget_get_next_sibling (child))
    is_found = has_label (child, text);
  return is_found;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static unsigned
count_days (GtkWidget *runs)
{
  unsigned count = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (runs); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += gtk_widget_has_css_class (child, "cvk-next-run") ? 1 : 0;
  return count;
}

/* The ten that come next are one press away, and as the host knows them. */
static void
assert_next_runs (Fixture *self)
{
  GtkWidget *active = find_type (self->button, GTK_TYPE_MENU_BUTTON);
  GtkWidget *upcoming = find_type (self->button, CVK_TYPE_UPCOMING_RUNS);
  GtkWidget *runs = find_type (upcoming, CVK_TYPE_NEXT_RUNS);

  g_assert_cmpuint (count_days (runs), ==, 0);
  gtk_widget_grab_focus (active);
  gtk_menu_button_popup (GTK_MENU_BUTTON (active));
  while (count_days (runs) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_days (runs), ==, CVK_NEXT_RUNS_USUAL_COUNT);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (active));
}

/* With daylight saving: what the host says of a run is put in words. */
static void
test_marks (void)
{
  GtkWidget *runs = g_object_ref_sink (cvk_next_runs_new ());
  g_autoptr (CvkValue) answer = cvk_value_from_json (
    "[{\"time\":1774747800000000,\"nominal\":\"2026-03-29T02:30\",\"zone\":\"Europe/Berlin\","
    "\"mark\":\"moved\"},{\"time\":1792888200000000,\"nominal\":\"2026-10-25T02:30\","
    "\"zone\":\"Europe/Berlin\",\"mark\":\"repeated\"},{\"time\":1793000000000000,"
    "\"nominal\":\"2026-10-26T02:33\",\"zone\":\"Europe/Berlin\",\"mark\":null}]",
    -1, CVK_JSON_DATA, NULL);
  g_autoptr (CvkValue) none = cvk_value_new_array (NULL, 0);

  cvk_next_runs_show_answer (CVK_NEXT_RUNS (runs), answer);
  g_assert_cmpuint (count_days (runs), ==, 3);
  g_assert_true (has_label (runs, "Clocks skip 02:30 on this day"));
  g_assert_true (has_label (runs, "Clocks show 02:30 twice on this day"));
  g_assert_false (has_label (runs, "02:33 on this day"));
  cvk_next_runs_show_answer (CVK_NEXT_RUNS (runs), none);
  g_assert_cmpuint (count_days (runs), ==, 0);
  g_assert_true (has_label (runs, "The clock starts no run any more"));
  g_object_unref (runs);
}

/* Whoever activates is told when it runs next, and that later changes do not run. */
static void
test_activate (void)
{
  Fixture self = { 0 };

  open_bench (&self, SCHEDULED);
  g_assert_cmpint (cvk_activation_controller_get_state (self.controller), ==, CVK_ACTIVATION_OFF);
  g_assert_true (has_label (self.button, "Activate"));
  cvk_run_bench_edit (&self.bench, "when");
  cvk_run_bench_act (&self.bench, "activation.activate", NULL);
  await_state (&self, CVK_ACTIVATION_ON);
  cvk_await ("what is active",
             (CvkAwaitCondition) (void (*) (void)) cvk_activation_controller_get_info,
             self.controller);
  g_assert_cmpint (
    cvk_activation_info_get_next (cvk_activation_controller_get_info (self.controller)), >,
    g_get_real_time ());
  g_assert_true (has_label (self.button, "Active"));
  g_assert_true (has_label (self.button, "09:30"));
  assert_next_runs (&self);

  g_assert_true (cvk_history_undo (cvk_session_get_history (self.bench.session)));
  g_assert_cmpint (cvk_activation_controller_get_state (self.controller), ==, CVK_ACTIVATION_ON);
  {
    CvkCommand *command = cvk_command_new (cvk_session_get_document (self.bench.session), "x");

    cvk_command_set_node_muted (command, "out", TRUE, NULL);
    cvk_history_push (cvk_session_get_history (self.bench.session), command);
  }
  await_state (&self, CVK_ACTIVATION_CHANGED);
  g_assert_true (has_label (self.button, "Activate again"));
  cvk_run_bench_act (&self.bench, "activation.activate", NULL);
  await_state (&self, CVK_ACTIVATION_ON);
  cvk_run_bench_act (&self.bench, "activation.deactivate", NULL);
  await_state (&self, CVK_ACTIVATION_OFF);
  close_bench (&self);
}

/* What was not made here asks first. */
static void
test_review (void)
{
  Fixture self = { 0 };
  GtkWindow *dialog;

  open_bench (&self, SCHEDULED);
  cvk_run_bench_act (&self.bench, "activation.activate", NULL);
  dialog = cvk_run_bench_get_dialog (&self.bench);
  g_assert_true (CVK_IS_REVIEW_SHEET (dialog));
  cvk_run_bench_review (dialog, NULL);
  g_assert_cmpint (cvk_activation_controller_get_state (self.controller), ==, CVK_ACTIVATION_OFF);
  cvk_run_bench_act (&self.bench, "activation.activate", NULL);
  cvk_run_bench_review (cvk_run_bench_get_dialog (&self.bench), "trust");
  await_state (&self, CVK_ACTIVATION_ON);
  close_bench (&self);
}

/* What the host does not let run is said, with the reason. */
static void
test_refused (void)
{
  Fixture self = { 0 };
  GtkWindow *dialog;

  open_bench (&self, BROKEN);
  cvk_run_bench_edit (&self.bench, "when");
  cvk_run_bench_act (&self.bench, "activation.activate", NULL);
  dialog = cvk_run_bench_get_dialog (&self.bench);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "It was not activated");
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), !=, "");
  cvk_run_bench_respond (dialog, "close");
  g_assert_cmpint (cvk_activation_controller_get_state (self.controller), ==, CVK_ACTIVATION_OFF);
  close_bench (&self);
}

/* Without anything that could start it there is no button. */
static void
test_by_hand (void)
{
  Fixture self = { 0 };

  open_bench (&self, BY_HAND);
  g_assert_cmpint (cvk_activation_controller_get_state (self.controller), ==, CVK_ACTIVATION_NONE);
  g_assert_false (gtk_widget_get_visible (self.button));
  close_bench (&self);
}

static void
test_words (void)
{
  /* Wednesday, 25 November 2026, 12:00 UTC. */
  const int64_t now = G_GINT64_CONSTANT (1795608000) * G_USEC_PER_SEC;
  const int64_t hour = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  const struct
  {
    int64_t after;
    const char *zone;
    const char *text;
  } cases[] = {
    { hour, "UTC", "Next run today at 13:00" },
    { hour, "Europe/Berlin", "Next run today at 14:00" },
    { 20 * hour, "UTC", "Next run tomorrow at 08:00" },
    { 11 * hour, "Europe/Berlin", "Next run tomorrow at 00:00" },
    { 48 * hour, "UTC", "Next run on Fri 27 Nov at 12:00" },
    { 24 * 60 * hour, "UTC", "Next run on 24 Jan 2027 at 12:00" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cvk_activation_words_next (now + cases[i].after, now, cases[i].zone);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/activation/words", test_words);
  g_test_add_func ("/activation/marks", test_marks);
  g_test_add_func ("/activation/by-hand", test_by_hand);
  g_test_add_func ("/activation/activate", test_activate);
  g_test_add_func ("/activation/review", test_review);
  g_test_add_func ("/activation/refused", test_refused);
  return g_test_run ();
}
