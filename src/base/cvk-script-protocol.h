// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <stdint.h>

/**
 * What convoke-script and the engine say to each other.
 *
 * The engine starts the program with two inherited stream sockets and nothing else:
 * `convoke-script DATA-LIMIT`, the bytes of memory that the process may add after it is ready.
 *
 * On both sockets a frame is a header of five bytes, the payload's length (32 bits, little-endian)
 * and the type, followed by the payload. Texts are UTF-8 JSON. Neither side trusts the other: a
 * frame above the limit or out of turn ends the conversation.
 *
 * Requests, one after the other:
 *
 *     program  READY      empty: confined, from now on
 *     program  REFUSED    text: why the process could not be confined; it ends
 *     engine   BEGIN      "n" when the run is another than before, else "s"; then
 *                         {"kind", "source", "run", "inputs", "tagged", "seed"}
 *     program  COMPILED   empty
 *     program  SYNTAX     {"message", "line", "column"}
 *     engine   SCOPE      index (64 bits, little-endian), tagged (one byte, 0 or 1), then
 *                         {"item" or "items", "nodes"}
 *     program  VALUE      the result as JSON
 *     program  PROBLEM    {"code", "message", "line", "column"}
 *     engine   REST       empty: nothing to do for now; no answer
 *
 * Each BEGIN is answered once, each SCOPE once and in order, so that the first unanswered one is
 * the one at work. After COMPILED, SCOPEs may be sent ahead of their answers. "run"
 * and "inputs" are texts of JSON. In a tagged text every string starts with "s", and an integer
 * that JavaScript's numbers cannot hold is a string that starts with "i".
 *
 * Dates, while a SCOPE is at work (the program waits for the answer):
 *
 *     program  DATE       operation, a zero byte, arguments as a JSON array
 *     engine   DATE       "V" and a JSON value, or "E" and a sentence
 */
#define CVK_SCRIPT_REQUEST_FD 3
#define CVK_SCRIPT_DATE_FD 4

#define CVK_SCRIPT_FRAME_HEADER 5
#define CVK_SCRIPT_FRAME_MAX (64u * 1024 * 1024)

/* "index" and "tagged" in front of a scope's text. */
#define CVK_SCRIPT_SCOPE_HEADER 9

typedef enum
{
  CVK_SCRIPT_FRAME_READY = 'r',
  CVK_SCRIPT_FRAME_REFUSED = 'f',
  CVK_SCRIPT_FRAME_BEGIN = 'b',
  CVK_SCRIPT_FRAME_COMPILED = 'c',
  CVK_SCRIPT_FRAME_SYNTAX = 'x',
  CVK_SCRIPT_FRAME_SCOPE = 's',
  CVK_SCRIPT_FRAME_VALUE = 'v',
  CVK_SCRIPT_FRAME_PROBLEM = 'p',
  CVK_SCRIPT_FRAME_REST = 'i',
  CVK_SCRIPT_FRAME_DATE = 'd',
} CvkScriptFrame;

static inline void
cvk_script_put_length (unsigned char *bytes, uint32_t length)
{
  for (unsigned i = 0; i < 4; i++)
    bytes[i] = (unsigned char) (length >> (8 * i));
}

static inline uint32_t
cvk_script_get_length (const unsigned char *bytes)
{
  return (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 |
         (uint32_t) bytes[3] << 24;
}
