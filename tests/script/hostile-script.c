// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cvk-script-protocol.h"

/* A convoke-script that somebody has taken over: what it says depends on its memory limit, which
 * the test chooses. */

static void
send_bytes (int fd, const void *bytes, size_t length)
{
  if (write (fd, bytes, length) != (ssize_t) length)
    _exit (1);
}

static void
send_header (int fd, CvkScriptFrame type, uint32_t length)
{
  unsigned char header[CVK_SCRIPT_FRAME_HEADER];

  cvk_script_put_length (header, length);
  header[4] = (unsigned char) type;
  send_bytes (fd, header, sizeof header);
}

static void
send_frame (int fd, CvkScriptFrame type, const char *text)
{
  send_header (fd, type, strlen (text));
  send_bytes (fd, text, strlen (text));
}

static void
say (CvkScriptFrame type, const char *text)
{
  send_frame (CVK_SCRIPT_REQUEST_FD, type, text);
}

/* Something from the engine, whatever it is. */
static void
wait_for_engine (void)
{
  char buffer[4096];

  if (read (CVK_SCRIPT_REQUEST_FD, buffer, sizeof buffer) <= 0)
    _exit (0);
}

static void
compile (void)
{
  say (CVK_SCRIPT_FRAME_READY, "");
  wait_for_engine ();
  say (CVK_SCRIPT_FRAME_COMPILED, "");
  wait_for_engine ();
}

static void
misbehave (long mode)
{
  switch (mode)
    {
    case 1: /* a value nobody asked for */
      say (CVK_SCRIPT_FRAME_READY, "");
      say (CVK_SCRIPT_FRAME_VALUE, "1");
      break;
    case 2: /* unconfined */
      wait_for_engine ();
      say (CVK_SCRIPT_FRAME_COMPILED, "");
      break;
    case 3: /* an endless frame */
      send_header (CVK_SCRIPT_REQUEST_FD, CVK_SCRIPT_FRAME_READY, UINT32_MAX);
      break;
    case 4: /* no frame at all */
      send_bytes (CVK_SCRIPT_REQUEST_FD, "HTTP/1.1 200 OK\r\n\r\n", 19);
      break;
    case 5: /* no JSON */
      compile ();
      say (CVK_SCRIPT_FRAME_VALUE, "{\"a\":");
      break;
    case 6: /* a number that does not exist */
      compile ();
      say (CVK_SCRIPT_FRAME_VALUE, "1e999");
      break;
    case 7: /* nothing where something must be */
      compile ();
      say (CVK_SCRIPT_FRAME_VALUE, "");
      break;
    case 8: /* more answers than questions */
      compile ();
      say (CVK_SCRIPT_FRAME_VALUE, "1");
      say (CVK_SCRIPT_FRAME_VALUE, "2");
      break;
    case 9: /* a problem of a kind that does not exist, with bytes that are no text */
      compile ();
      say (CVK_SCRIPT_FRAME_PROBLEM, "{\"code\":\"result-x\",\"line\":-5,\"message\":\"\xff\"}");
      break;
    case 10: /* a problem with places and control characters */
      compile ();
      say (CVK_SCRIPT_FRAME_PROBLEM, "{\"code\":\"error\",\"line\":99999999999,\"column\":-1,"
                                     "\"message\":\"\\u001b[31m\\u202ered\"}");
      break;
    case 11: /* a question without arguments */
      compile ();
      send_frame (CVK_SCRIPT_DATE_FD, CVK_SCRIPT_FRAME_DATE, "parse");
      break;
    case 12: /* an endless question */
      compile ();
      send_header (CVK_SCRIPT_DATE_FD, CVK_SCRIPT_FRAME_DATE, 16 * 1024 * 1024);
      break;
    case 13: /* syntax twice */
      say (CVK_SCRIPT_FRAME_READY, "");
      wait_for_engine ();
      say (CVK_SCRIPT_FRAME_SYNTAX, "[]");
      say (CVK_SCRIPT_FRAME_SYNTAX, "[]");
      break;
    case 14: /* ready twice */
      say (CVK_SCRIPT_FRAME_READY, "");
      say (CVK_SCRIPT_FRAME_READY, "");
      break;
    case 15: /* a frame of a type that does not exist */
      say (CVK_SCRIPT_FRAME_READY, "");
      say ((CvkScriptFrame) '?', "");
      break;
    case 16: /* refused in many words that are no text */
      say (CVK_SCRIPT_FRAME_REFUSED, "\xff\xfe no");
      break;
    case 17: /* deeper than any reader goes */
      compile ();
      say (
        CVK_SCRIPT_FRAME_VALUE,
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
      break;
    default:
      _exit (2);
    }
}

int
main (int argc, char **argv)
{
  misbehave (argc == 2 ? strtol (argv[1], NULL, 10) / 4 : 0);
  /* Until the engine has had enough of it. */
  while (1)
    wait_for_engine ();
}
