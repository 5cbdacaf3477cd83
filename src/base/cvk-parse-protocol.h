// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

/**
 * How nodes and convoke-parse talk (src/parse, nodes/cvk-parse-process.h).
 *
 *   convoke-parse FORMAT MEMORY OUTPUT SECONDS [NAME=VALUE]...
 *
 * MEMORY: bytes of private memory that may be added; OUTPUT: bytes that may be written; SECONDS of
 * processor time. The options are the format's. The file, open for reading, is CVK_PARSE_FILE_FD;
 * the answer goes to CVK_PARSE_OUTPUT_FD, a pipe: one JSON object a line. A line with the member
 * "done" or "failed" is the last one, and an answer without one is not whole.
 *
 * {"done":true}
 * {"failed":CODE,"reason":TEXT}: CODE is one of the words below, the reason is for a log.
 */
#define CVK_PARSE_FILE_FD 3
#define CVK_PARSE_OUTPUT_FD 4

/* Not a file of that format. */
#define CVK_PARSE_FAILED_FORMAT "format"
/* The file, or what would be told of it, is beyond a limit. */
#define CVK_PARSE_FAILED_TOO_LARGE "too-large"
/* The file cannot be read. */
#define CVK_PARSE_FAILED_READ "read"
/* The program cannot shut itself in, so it has not read anything. */
#define CVK_PARSE_FAILED_CONFINEMENT "confinement"
