// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-secret.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-secret.h"

/* More than any service gives out, and less than a pipe holds. */
#define MAX_LENGTH 4096

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static struct termios terminal;

/* A shell without an echo would be left behind. */
static void
restore_and_die (int number)
{
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &terminal);
  signal (number, SIG_DFL);
  raise (number);
}

static gboolean
hide_echo (void)
{
  struct termios hidden;

  if (tcgetattr (STDIN_FILENO, &terminal) != 0)
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    signal (ending_signals[i], restore_and_die);
  hidden = terminal;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static void
show_echo (void)
{
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &terminal);
  for (size_t i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    signal (ending_signals[i], SIG_DFL);
  fputc ('\n', stderr);
}

/* Byte by byte: what follows the line belongs to somebody else. The C library's streams would keep
 * a copy. Returns the length; 0 when there was no line. */
static size_t
read_line (char *line, size_t size)
{
  size_t length = 0;

  while (length < size)
    {
      ssize_t count = read (STDIN_FILENO, line + length, 1);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0 || line[length] == '\n')
        break;
      length++;
    }
  return length;
}

static int
write_to_pipe (const char *text, size_t length, GError **error)
{
  int fds[2] = { -1, -1 };

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return -1;
  if (write (fds[1], text, length) == (ssize_t) length)
    {
      close (fds[1]);
      return fds[0];
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The secret could not be handed over: %s"),
               g_strerror (errno));
  close (fds[0]);
  close (fds[1]);
  return -1;
}

int
cvk_secret_ask (const char *prompt, GError **error)
{
  char line[MAX_LENGTH + 1];
  gboolean is_hidden = FALSE;
  size_t length;
  int fd = -1;

  if (isatty (STDIN_FILENO))
    {
      /* In this order: who reads the prompt may type at once. */
      is_hidden = hide_echo ();
      fprintf (stderr, "%s ", prompt);
      fflush (stderr);
    }
  length = read_line (line, sizeof line);
  if (is_hidden)
    show_echo ();
  if (length > 0 && length <= MAX_LENGTH)
    fd = write_to_pipe (line, length, error);
  else
    g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      _ ("The secret is read from standard input, as one line of at most %'d characters."),
      MAX_LENGTH);
  cvk_wipe (line, sizeof line);
  return fd;
}
