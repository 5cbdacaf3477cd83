// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-parse-process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "base/cvk-parse-protocol.h"
#include "base/cvk-programs.h"

#define DEFAULT_MEMORY ((size_t) 512 * 1024 * 1024)
#define DEFAULT_OUTPUT ((size_t) 64 * 1024 * 1024)
#define DEFAULT_SECONDS 20
/* A computer that has much else to do gives it a part of its time only. */
#define WAITING_FACTOR 6
#define READ_SIZE (256 * 1024)
#define MAX_LINE (16 * 1024 * 1024)
#define MAX_DEPTH 16

typedef struct
{
  const CvkParseRequest *request;
  CvkParseLineFunction function;
  gpointer user_data;

  GSubprocess *subprocess;
  int pipe; /* the reading end */
  int64_t deadline;
  GByteArray *input; /* what is not a whole line yet */
  size_t received;
  gboolean has_ended; /* the last line was there */
  gboolean is_enough; /* whoever asked wants no more */
} Reading;

G_DEFINE_QUARK (cvk - parse - error - quark, cvk_parse_error)

/* --- What goes wrong --- */

static gboolean
fail (GError **error, CvkParseError code)
{
  const char *message = NULL;

  switch (code)
    {
    case CVK_PARSE_ERROR_FORMAT:
      message = _ ("The file is not of the kind that is expected here. Choose another one.");
      break;
    case CVK_PARSE_ERROR_TOO_LARGE:
      message = _ ("There is more in the file than can be read at once. Split it into smaller "
                   "files.");
      break;
    case CVK_PARSE_ERROR_TIME:
      message = _ ("Reading the file took too long, so it was given up. Split it into smaller "
                   "files, or save it again with the program that it comes from.");
      break;
    case CVK_PARSE_ERROR_READ:
      message = _ ("The file cannot be read. Check that its disk is still there.");
      break;
    case CVK_PARSE_ERROR_UNAVAILABLE:
      message = _ ("The program convoke-parse, which reads such files, cannot be started safely. "
                   "Install Convoke again.");
      break;
    case CVK_PARSE_ERROR_CRASHED:
    default:
      message = _ ("The file is damaged, or needs too much memory, so that reading it was given "
                   "up. Save it again with the program that it comes from.");
      break;
    }
  g_set_error_literal (error, CVK_PARSE_ERROR, (int) code, message);
  return FALSE;
}

/* As the program has said. */
static gboolean
fail_as_told (const char *word, GError **error)
{
  static const struct
  {
    const char *word;
    CvkParseError code;
  } words[] = {
    { CVK_PARSE_FAILED_FORMAT, CVK_PARSE_ERROR_FORMAT },
    { CVK_PARSE_FAILED_TOO_LARGE, CVK_PARSE_ERROR_TOO_LARGE },
    { CVK_PARSE_FAILED_READ, CVK_PARSE_ERROR_READ },
    { CVK_PARSE_FAILED_CONFINEMENT, CVK_PARSE_ERROR_UNAVAILABLE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return fail (error, words[i].code);
  return fail (error, CVK_PARSE_ERROR_CRASHED);
}

/* --- The process --- */

static GSubprocess *
spawn (const CvkParseRequest *request, int output, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto (GStrv) line = NULL;
  g_autofree char *program = cvk_program_find ("convoke-parse");
  size_t numbers[] = {
    request->memory > 0 ? request->memory : DEFAULT_MEMORY,
    request->output > 0 ? request->output : DEFAULT_OUTPUT,
    request->seconds > 0 ? request->seconds : DEFAULT_SECONDS,
  };
  char *environment[] = { NULL };

  g_strv_builder_add_many (arguments, program, request->format, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *number = g_strdup_printf ("%zu", numbers[i]);

      g_strv_builder_add (arguments, number);
    }
  if (request->options != NULL)
    g_strv_builder_addv (arguments, (const char **) request->options);
  line = g_strv_builder_end (arguments);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_take_fd (launcher, fcntl (request->fd, F_DUPFD_CLOEXEC, 3),
                                 CVK_PARSE_FILE_FD);
  g_subprocess_launcher_take_fd (launcher, output, CVK_PARSE_OUTPUT_FD);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) line, error);
}

static gboolean
start (Reading *self, GError **error)
{
  unsigned seconds = self->request->seconds > 0 ? self->request->seconds : DEFAULT_SECONDS;
  g_autoptr (GError) reason = NULL;
  int ends[2];

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, &reason))
    return fail (error, CVK_PARSE_ERROR_UNAVAILABLE);
  self->pipe = ends[0];
  self->deadline = g_get_monotonic_time () + seconds * WAITING_FACTOR * (int64_t) G_USEC_PER_SEC;
  self->subprocess = spawn (self->request, ends[1], &reason);
  if (self->subprocess != NULL)
    return TRUE;
  g_debug ("convoke-parse: %s", reason->message);
  return fail (error, CVK_PARSE_ERROR_UNAVAILABLE);
}

static void
clear (Reading *self)
{
  if (self->pipe >= 0)
    close (self->pipe);
  if (self->subprocess != NULL)
    {
      g_subprocess_force_exit (self->subprocess);
      g_subprocess_wait (self->subprocess, NULL, NULL);
    }
  g_clear_object (&self->subprocess);
  g_byte_array_unref (self->input);
}

/* It has gone without its last line. */
static gboolean
fail_by_its_end (Reading *self, GError **error)
{
  int status = 0;

  g_subprocess_wait (self->subprocess, NULL, NULL);
  status = g_subprocess_get_status (self->subprocess);
  return fail (error, WIFSIGNALED (status) && WTERMSIG (status) == SIGXCPU
                        ? CVK_PARSE_ERROR_TIME
                        : CVK_PARSE_ERROR_CRASHED);
}

/* --- What it says --- */

static gboolean
take_line (Reading *self, const char *text, size_t length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, MAX_DEPTH, MAX_LINE, NULL);
  g_autoptr (CvkValue) line = NULL;
  const char *failed = NULL;

  if (json != NULL)
    line = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_STRICT, NULL);
  if (line == NULL || !cvk_value_is_object (line))
    return fail (error, CVK_PARSE_ERROR_CRASHED);
  failed = cvk_value_lookup_string (line, "failed", NULL);
  if (failed != NULL)
    {
      g_debug ("convoke-parse: %s", cvk_value_lookup_string (line, "reason", failed));
      return fail_as_told (failed, error);
    }
  self->has_ended = cvk_value_lookup_boolean (line, "done", FALSE);
  if (!self->has_ended && !self->function (line, self->user_data, error))
    {
      self->is_enough = TRUE;
      return *error == NULL;
    }
  return TRUE;
}

static gboolean
take_lines (Reading *self, size_t before, GError **error)
{
  const char *start = (const char *) self->input->data;
  const char *from = start;
  const char *end = start + self->input->len;
  const char *newline = memchr (start + before, '\n', self->input->len - before);

  while (newline != NULL && !self->has_ended && !self->is_enough)
    {
      if (!take_line (self, from, newline - from, error))
        return FALSE;
      from = newline + 1;
      newline = memchr (from, '\n', end - from);
    }
  g_byte_array_remove_range (self->input, 0, from - start);
  return self->input->len <= MAX_LINE || fail (error, CVK_PARSE_ERROR_TOO_LARGE);
}

/* FALSE with @error set, or without it at the end. */
static gboolean
read_some (Reading *self, GError **error)
{
  size_t limit = self->request->output > 0 ? self->request->output : DEFAULT_OUTPUT;
  size_t before = self->input->len;
  ssize_t count = 0;

  g_byte_array_set_size (self->input, before + READ_SIZE);
  count = read (self->pipe, self->input->data + before, READ_SIZE);
  g_byte_array_set_size (self->input, before + MAX (count, 0));
  if (count < 0)
    return errno == EINTR || errno == EAGAIN || fail (error, CVK_PARSE_ERROR_CRASHED);
  if (count == 0)
    return FALSE;
  self->received += count;
  /* The program keeps to it by itself; the last line may lie beyond. */
  if (self->received > limit + READ_SIZE)
    return fail (error, CVK_PARSE_ERROR_TOO_LARGE);
  return take_lines (self, before, error);
}

/* Waits until there is something to read. */
static gboolean
await (Reading *self, GCancellable *cancellable, GError **error)
{
  GPollFD fds[2] = { { .fd = self->pipe, .events = G_IO_IN } };
  gboolean is_cancellable = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fds[1]);
  int64_t left = self->deadline - g_get_monotonic_time ();
  int count = left > 0 ? g_poll (fds, is_cancellable ? 2 : 1, (int) (left / 1000) + 1) : 0;

  if (is_cancellable)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return count != 0 || fail (error, CVK_PARSE_ERROR_TIME);
}

gboolean
cvk_parse_process_run (const CvkParseRequest *request,
                       CvkParseLineFunction function,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  Reading self = { .request = request, .function = function, .user_data = user_data, .pipe = -1 };
  GError *reason = NULL;

  self.input = g_byte_array_new ();
  if (start (&self, &reason))
    {
      while (!self.has_ended && !self.is_enough && await (&self, cancellable, &reason) &&
             read_some (&self, &reason))
        ;
      if (reason == NULL && !self.has_ended && !self.is_enough)
        fail_by_its_end (&self, &reason);
    }
  clear (&self);
  if (reason == NULL)
    return TRUE;
  g_propagate_error (error, reason);
  return FALSE;
}

/* --- Without blocking --- */

static void
free_request (CvkParseRequest *request)
{
  close (request->fd);
  g_free ((char *) request->format);
  g_strfreev ((GStrv) request->options);
  g_free (request);
}

static gboolean
collect_cb (CvkValue *line, gpointer user_data, GError **error)
{
  cvk_array_builder_append (user_data, cvk_value_ref (line));
  return TRUE;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_auto (CvkArrayBuilder) lines = { 0 };
  GError *error = NULL;

  cvk_array_builder_init (&lines);
  if (cvk_parse_process_run (task_data, collect_cb, &lines, cancellable, &error))
    g_task_return_pointer (task, cvk_array_builder_end (&lines), (GDestroyNotify) cvk_value_unref);
  else
    g_task_return_error (task, error);
}

void
cvk_parse_process_run_async (const CvkParseRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  CvkParseRequest *copy = g_new0 (CvkParseRequest, 1);

  *copy = *request;
  copy->format = g_strdup (request->format);
  copy->fd = fcntl (request->fd, F_DUPFD_CLOEXEC, 3);
  copy->options = (const char *const *) g_strdupv ((GStrv) request->options);
  g_task_set_source_tag (task, cvk_parse_process_run_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) free_request);
  g_task_run_in_thread (task, run_in_thread);
}

CvkValue *
cvk_parse_process_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
