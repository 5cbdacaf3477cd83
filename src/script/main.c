// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-script"

#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cvk-script-protocol.h"
#include "script/cvk-channel.h"
#include "confinement/cvk-confinement.h"
#include "script/cvk-evaluator.h"

static CvkChannel requests;
static CvkChannel dates;

/* Settings that the language engine reads from the environment when it starts: no machine code, so
 * that no memory need ever be executable; no reserved cage, so that RLIMIT_DATA counts what scripts
 * allocate; one thread less. */
static void
prepare_environment (void)
{
  clearenv ();
  setenv ("TZ", "UTC", 1);
  setenv ("LC_ALL", "C.UTF-8", 1);
  setenv ("JSC_useJIT", "0", 1);
  setenv ("JSC_numberOfGCMarkers", "1", 1);
  setenv ("GIGACAGE_ENABLED", "0", 1);
}

static char *
ask_for_date (const char *operation, const char *arguments)
{
  g_autoptr (GString) question = g_string_new (operation);
  char *answer;
  size_t length;

  g_string_append_c (question, '\0');
  g_string_append (question, arguments);
  cvk_channel_send (&dates, CVK_SCRIPT_FRAME_DATE, question->str, question->len);
  if (cvk_channel_receive (&dates, &answer, &length) != CVK_SCRIPT_FRAME_DATE || length == 0)
    exit (EXIT_FAILURE);
  return g_strndup (answer, length);
}

static gboolean
begin (CvkEvaluator *evaluator, const char *payload, size_t length)
{
  g_autofree char *syntax = NULL;

  if (length < 1)
    exit (EXIT_FAILURE);
  syntax = cvk_evaluator_begin (evaluator, payload + 1, length - 1, payload[0] == 'n');
  if (syntax != NULL)
    cvk_channel_send (&requests, CVK_SCRIPT_FRAME_SYNTAX, syntax, strlen (syntax));
  else
    cvk_channel_send (&requests, CVK_SCRIPT_FRAME_COMPILED, "", 0);
  return syntax == NULL;
}

static void
evaluate (CvkEvaluator *evaluator, const char *payload, size_t length)
{
  g_autofree char *result = NULL;
  uint64_t index;

  if (length < CVK_SCRIPT_SCOPE_HEADER)
    exit (EXIT_FAILURE);
  memcpy (&index, payload, sizeof index);
  result = cvk_evaluator_evaluate (evaluator, payload + CVK_SCRIPT_SCOPE_HEADER,
                                   length - CVK_SCRIPT_SCOPE_HEADER, payload[8] == 1,
                                   GUINT64_FROM_LE (index));
  cvk_channel_send (&requests, result[0] == 'V' ? CVK_SCRIPT_FRAME_VALUE : CVK_SCRIPT_FRAME_PROBLEM,
                    result + 1, strlen (result + 1));
}

static G_NORETURN void
serve (CvkEvaluator *evaluator)
{
  gboolean compiled = FALSE;

  while (TRUE)
    {
      char *payload;
      size_t length;
      CvkScriptFrame type = cvk_channel_receive (&requests, &payload, &length);

      if (type == CVK_SCRIPT_FRAME_BEGIN)
        compiled = begin (evaluator, payload, length);
      else if (type == CVK_SCRIPT_FRAME_SCOPE && compiled)
        evaluate (evaluator, payload, length);
      else if (type == CVK_SCRIPT_FRAME_REST)
        cvk_evaluator_rest (evaluator);
      else if (type != CVK_SCRIPT_FRAME_SCOPE)
        exit (EXIT_FAILURE);
    }
}

static G_NORETURN void
refuse (const char *reason)
{
  cvk_channel_send (&requests, CVK_SCRIPT_FRAME_REFUSED, reason, strlen (reason));
  exit (EXIT_FAILURE);
}

int
main (int argc, char **argv)
{
  g_autoptr (CvkEvaluator) evaluator = NULL;
  uint64_t data_limit;
  const char *problem;

  if (argc != 2 || !g_ascii_string_to_unsigned (argv[1], 10, 1, G_MAXSIZE, &data_limit, NULL))
    {
      g_printerr ("convoke-script is started by convoke-engine.\n");
      return 2;
    }
  prepare_environment ();
  cvk_channel_init (&requests, CVK_SCRIPT_REQUEST_FD);
  cvk_channel_init (&dates, CVK_SCRIPT_DATE_FD);
  problem = cvk_confinement_prepare (CVK_SCRIPT_DATE_FD);
  if (problem != NULL)
    refuse (problem);
  evaluator = cvk_evaluator_new (ask_for_date);
  if (evaluator == NULL)
    refuse ("The language engine cannot be started.");
  problem = cvk_confinement_seal (data_limit);
  if (problem != NULL)
    refuse (problem);
  cvk_channel_send (&requests, CVK_SCRIPT_FRAME_READY, "", 0);
  serve (evaluator);
}
