// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Presses Run in the window's way: opens FILE as a session that its user has made, and follows what
 * the controller shows until that has ended. Prints {"state", "failures"} as "convokectl run
 * --json" does. DIRECTORY is that of the data. */

#include "config.h"

#include <adwaita.h>
#include <stdio.h>

#include "base/cvk-json.h"
#include "desktop/runs/cvk-run-controller.h"

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(CvkSession **) user_data = cvk_session_load_finish (result, &error);
  if (error != NULL)
    g_error ("%s", error->message);
}

static CvkSession *
open_session (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CvkSession *session = NULL;

  cvk_session_load_async (file, NULL, loaded_cb, &session);
  while (session == NULL)
    g_main_context_iteration (NULL, TRUE);
  return session;
}

/* What a window says, when one comes up: the run does not go on without its user then. (transfer
 * none) (nullable) */
static const char *
find_message (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  if (windows == NULL)
    return NULL;
  return ADW_IS_MESSAGE_DIALOG (windows->data) ? adw_message_dialog_get_body (windows->data)
                                               : G_OBJECT_TYPE_NAME (windows->data);
}

static void
print_result (const char *state, CvkValue *failures)
{
  g_autoptr (CvkValue) result =
    cvk_value_new_object ("state", cvk_value_new_string (state), "failures", failures, NULL);
  g_autofree char *text = cvk_value_to_json (result, CVK_JSON_COMPACT);

  puts (text);
}

static CvkValue *
list_failures (CvkRunModel *run)
{
  GPtrArray *problems = cvk_run_model_get_failures (run);
  g_auto (CvkArrayBuilder) builder;

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    {
      g_autofree char *message = cvk_problem_dup_message (g_ptr_array_index (problems, i));

      cvk_array_builder_append (&builder, cvk_value_new_string (message));
    }
  return cvk_array_builder_end (&builder);
}

static void
follow (CvkRunController *controller)
{
  CvkRunModel *run = NULL;
  const char *message = NULL;

  while (message == NULL &&
         (cvk_run_controller_is_busy (controller) || run == NULL || !cvk_run_model_has_ended (run)))
    {
      g_main_context_iteration (NULL, TRUE);
      run = cvk_run_controller_get_run (controller);
      message = find_message ();
    }
  if (message != NULL)
    print_result ("unheard", cvk_value_new_string (message));
  else
    print_result (cvk_run_model_get_state (run), list_failures (run));
}

int
main (int argc, char **argv)
{
  g_autoptr (CvkEngineClient) client = NULL;
  g_autoptr (CvkSession) session = NULL;
  g_autoptr (CvkRunController) controller = NULL;

  if (argc != 3)
    return 2;
  adw_init ();
  client = cvk_engine_client_new (argv[1]);
  session = open_session (argv[2]);
  cvk_session_set_foreign (session, FALSE);
  controller = cvk_run_controller_new (session, client);
  g_action_group_activate_action (cvk_run_controller_get_actions (controller), "start", NULL);
  follow (controller);
  return 0;
}
