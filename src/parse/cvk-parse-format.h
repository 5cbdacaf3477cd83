// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-parse-output.h"

G_BEGIN_DECLS

/* What the options are looked up in: "NAME=VALUE" texts, ended by NULL. */
const char *cvk_parse_option_get (const char *const *options, const char *name);
/* @fallback when it is missing or no number. */
gint64 cvk_parse_option_get_integer (const char *const *options, const char *name, gint64 fallback);

/**
 * CvkParseFormat:
 *
 * A format that convoke-parse knows. A new one is a file with such a constant, and its line in
 * cvk-parse-format.c.
 */
typedef struct
{
  const char *name;
  size_t max_size; /* of a file, in bytes */

  /* Before the process is shut in: whatever a library opens or loads when it is first used.
   * Nullable. */
  void (*prepare) (void);
  /* Shut in, with the whole file: puts out lines, and ends with cvk_parse_output_fail() when it is
   * no file of the format. That all went well is said by the caller. */
  void (*parse) (const char *data,
                 size_t length,
                 const char *const *options,
                 CvkParseOutput *output);
} CvkParseFormat;

/* (nullable) */
const CvkParseFormat *cvk_parse_format_find (const char *name);

G_END_DECLS
