// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cvk-parse-protocol.h"
#include "confinement/cvk-confinement.h"
#include "parse/cvk-parse-format.h"

#define READ_SIZE (256 * 1024)

typedef struct
{
  const CvkParseFormat *format;
  uint64_t memory;
  uint64_t output;
  uint64_t seconds;
  const char *const *options;
} Request;

static gboolean
read_number (const char *text, uint64_t *number)
{
  return g_ascii_string_to_unsigned (text, 10, 1, G_MAXSIZE / 2, number, NULL);
}

static gboolean
read_request (int argc, char **argv, Request *request)
{
  if (argc < 5)
    return FALSE;
  request->format = cvk_parse_format_find (argv[1]);
  request->options = (const char *const *) argv + 5;
  return request->format != NULL && read_number (argv[2], &request->memory) &&
         read_number (argv[3], &request->output) && read_number (argv[4], &request->seconds);
}

/* Nobody is there to be told when the reader has gone. */
static void
write_cb (const char *data, size_t length, gpointer user_data)
{
  while (length > 0)
    {
      ssize_t count = write (CVK_PARSE_OUTPUT_FD, data, length);

      if (count < 0 && errno != EINTR)
        _exit (EXIT_FAILURE);
      data += MAX (count, 0);
      length -= MAX (count, 0);
    }
}

/* A locale and a zone of this computer would make results depend on it. */
static void
prepare_environment (void)
{
  clearenv ();
  setenv ("TZ", "UTC", 1);
  setenv ("LC_ALL", "C", 1);
}

static const char *
shut_in (const Request *request)
{
  /* At the second one there is no saying why any more. */
  struct rlimit limit = { request->seconds, request->seconds + 1 };
  const char *problem = cvk_confinement_prepare (CVK_PARSE_OUTPUT_FD);

  if (problem != NULL)
    return problem;
  if (setrlimit (RLIMIT_CPU, &limit) != 0)
    return "Resource limits cannot be set.";
  if (request->format->prepare != NULL)
    request->format->prepare ();
  return cvk_confinement_seal (request->memory);
}

/* NULL when it failed, which is said. */
static GString *
read_file (const Request *request, CvkParseOutput *output)
{
  g_autofree char *buffer = g_malloc (READ_SIZE);
  GString *content = g_string_new (NULL);
  ssize_t count = 0;

  while ((count = read (CVK_PARSE_FILE_FD, buffer, READ_SIZE)) != 0)
    {
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        cvk_parse_output_fail (output, CVK_PARSE_FAILED_READ, g_strerror (errno));
      else if ((size_t) count > request->format->max_size - content->len)
        cvk_parse_output_fail (output, CVK_PARSE_FAILED_TOO_LARGE, NULL);
      if (cvk_parse_output_has_failed (output))
        {
          g_string_free (content, TRUE);
          return NULL;
        }
      g_string_append_len (content, buffer, count);
    }
  return content;
}

int
main (int argc, char **argv)
{
  g_autoptr (CvkParseOutput) output = NULL;
  GString *content = NULL;
  Request request = { 0 };
  const char *problem = NULL;

  if (!read_request (argc, argv, &request))
    {
      g_printerr ("convoke-parse is started by convoke-engine.\n");
      return 2;
    }
  prepare_environment ();
  problem = shut_in (&request);
  output = cvk_parse_output_new (write_cb, NULL, request.output);
  if (problem != NULL)
    {
      cvk_parse_output_fail (output, CVK_PARSE_FAILED_CONFINEMENT, problem);
      return EXIT_FAILURE;
    }
  content = read_file (&request, output);
  if (content != NULL)
    request.format->parse (content->str, content->len, request.options, output);
  if (cvk_parse_output_is_full (output))
    cvk_parse_output_fail (output, CVK_PARSE_FAILED_TOO_LARGE, NULL);
  cvk_parse_output_done (output);
  /* Taking apart what was built for one answer would only cost time. */
  _exit (EXIT_SUCCESS);
}
