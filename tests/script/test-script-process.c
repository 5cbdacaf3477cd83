// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include "base/cvk-programs.h"
#include "script/cvk-evaluation.h"

/* The confinement of the real program, as others see it. test-confinement.c tries to break it. */

static int
start_process (CvkScriptHost *host)
{
  g_autofree char *value = cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "1", "{\"item\":{}}");
  g_autoptr (GArray) processes = cvk_evaluation_list_processes ();

  g_assert_cmpstr (value, ==, "1");
  g_assert_cmpuint (processes->len, ==, 1);
  return g_array_index (processes, int, 0);
}

static char *
get_field (int pid, const char *file, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, file);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], name))
      return g_strstrip (g_strdup (lines[i] + strlen (name)));
  return NULL;
}

static void
check_field (int pid, const char *name, const char *expected)
{
  g_autofree char *value = get_field (pid, "status", name);

  g_test_message ("%s %s", name, value);
  g_assert_cmpstr (value, ==, expected);
}

static void
check_threads (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", pid);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      int thread = (int) g_ascii_strtoll (name, NULL, 10);

      check_field (thread, "Seccomp:", "2");
      check_field (thread, "NoNewPrivs:", "1");
      check_field (thread, "CapInh:", "0000000000000000");
      check_field (thread, "CapPrm:", "0000000000000000");
      check_field (thread, "CapEff:", "0000000000000000");
      check_field (thread, "CapAmb:", "0000000000000000");
    }
}

static void
test_status (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  check_threads (start_process (host));
}

/* Nothing but the null device, the two sockets, and what the language engine reads for itself. */
static gboolean
is_expected (int pid, int fd, const char *target)
{
  g_autofree char *memory = g_strdup_printf ("/proc/%d/statm", pid);

  if (fd <= 2)
    return g_str_equal (target, "/dev/null");
  if (fd <= 4)
    return g_str_has_prefix (target, "socket:");
  return g_str_equal (target, "anon_inode:[eventfd]") ||
         g_str_equal (target, "anon_inode:[timerfd]") || g_str_equal (target, "/dev/urandom") ||
         g_str_equal (target, memory);
}

static void
test_descriptors (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  int pid = start_process (host);
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  unsigned count = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      g_test_message ("%s: %s", name, target);
      g_assert_true (is_expected (pid, (int) g_ascii_strtoll (name, NULL, 10), target));
      count++;
    }
  g_assert_cmpuint (count, >=, 5);
}

static void
test_limits (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  int pid = start_process (host);
  g_autofree char *core = get_field (pid, "limits", "Max core file size");
  g_autofree char *file = get_field (pid, "limits", "Max file size");
  g_autofree char *files = get_field (pid, "limits", "Max open files");
  g_autofree char *data = get_field (pid, "limits", "Max data size");

  g_assert_true (g_str_has_prefix (core, "0 "));
  g_assert_true (g_str_has_prefix (file, "0 "));
  g_assert_true (g_str_has_prefix (files, "0 "));
  g_assert_false (g_str_has_prefix (data, "unlimited"));
}

/* No mapping can be run that could also be written, or was made later. */
static void
test_memory (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", start_process (host));
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  unsigned executable = 0;

  g_assert_true (g_file_get_contents (path, &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      const char *flags = strchr (lines[i], ' ');

      if (flags == NULL || flags[3] != 'x')
        continue;
      executable++;
      g_test_message ("%s", lines[i]);
      g_assert_cmpint (flags[2], ==, '-');
      g_assert_true (strchr (lines[i], '/') != NULL || strstr (lines[i], "[v") != NULL);
    }
  g_assert_cmpuint (executable, >, 0);
}

/* Nothing of the engine's surroundings reaches the code. */
static void
test_environment (void)
{
  g_autoptr (CvkScriptHost) host = NULL;
  g_autofree char *path = NULL;
  g_autofree char *environment = NULL;
  size_t length;

  g_setenv ("CVK_TEST_SECRET", "secret", TRUE);
  host = cvk_evaluation_host_new ();
  path = g_strdup_printf ("/proc/%d/environ", start_process (host));
  g_assert_true (g_file_get_contents (path, &environment, &length, NULL));
  g_assert_cmpuint (length, ==, 0);
  g_unsetenv ("CVK_TEST_SECRET");
}

/* A person who starts it by hand is told so. */
static void
test_by_hand (void)
{
  g_autofree char *program = cvk_program_find ("convoke-script");
  char *arguments[] = { program, NULL };
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               &errors, &status, &error));
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, NULL));
  g_assert_nonnull (strstr (errors, "convoke-engine"));
}

/* Where the filter cannot be loaded, nothing is evaluated, and the person is told why. */
static void
test_unconfinable (void)
{
  g_autofree char *program =
    g_test_build_filename (G_TEST_BUILT, "script", "unconfinable-script", NULL);
  g_autoptr (CvkClock) clock = CVK_CLOCK (cvk_system_clock_new ());
  g_autoptr (CvkScriptHost) host = cvk_script_host_new (clock, program);
  const char *scopes[] = { "{\"item\":{}}", NULL };
  g_autoptr (CvkScriptRequest) request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "1", scopes);
  g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);
  const CvkScriptResult *result = results->pdata[0];
  g_autofree char *message = NULL;

  g_assert_null (result->value);
  g_assert_cmpstr (cvk_problem_get_code (result->problem), ==, "script-unavailable");
  message = cvk_problem_dup_message (result->problem);
  g_test_message ("%s", message);
  g_assert_nonnull (strstr (message, "system call filter"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/process/status", test_status);
  g_test_add_func ("/script/process/descriptors", test_descriptors);
  g_test_add_func ("/script/process/limits", test_limits);
  g_test_add_func ("/script/process/memory", test_memory);
  g_test_add_func ("/script/process/environment", test_environment);
  g_test_add_func ("/script/process/by-hand", test_by_hand);
  g_test_add_func ("/script/process/unconfinable", test_unconfinable);

  return g_test_run ();
}
