// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-json.h"

G_BEGIN_DECLS

/* A member's name is a token of its own in front of the value's. */
#define CVK_JSON_TOKEN_NAME 7u

/* One value (or name) of the text: the tokens stand in source order, a container before its
 * content, so that the tree is a flat array without pointers. */
typedef struct
{
  uint32_t offset;
  uint32_t length;
  uint32_t skip : 28;   /* tokens from here to what follows the value; 1 for a scalar */
  uint32_t kind : 3;    /* CvkValueKind or CVK_JSON_TOKEN_NAME */
  uint32_t escaped : 1; /* a string or a name with a backslash in it */
} CvkJsonToken;

typedef struct
{
  uint32_t line;
  uint32_t column;
} CvkJsonPlace;

struct _CvkJson
{
  int ref_count;
  GBytes *bytes;
  const char *text;
  size_t length;
  size_t start; /* behind a byte order mark */
  CvkJsonToken *tokens;
  uint32_t count;
  uint32_t capacity;
  size_t places; /* CvkJsonPlace *, made when it is asked for */
};

/* Fills the index. */
gboolean cvk_json_index (CvkJson *self, unsigned max_depth, GError **error);

/* 1-based line and column of a byte. */
void cvk_json_get_place (const CvkJson *self, size_t offset, unsigned *line, unsigned *column);
/* Sets @error with the place of @offset in front of @message (a whole sentence). */
void cvk_json_set_error_at (const CvkJson *self,
                            size_t offset,
                            GError **error,
                            CvkJsonError code,
                            const char *message);

/* Writes the text of a checked string token (with its quotes) to @target, which has room for the
 * token's length. Returns the length; -1 for a lone surrogate, with its offset in @at. */
ssize_t cvk_json_unescape (const char *source, size_t length, char *target, size_t *at);

/* Of a checked number token. */
gboolean cvk_json_read_integer (const char *source, size_t length, int64_t *integer);
gboolean cvk_json_read_double (const char *source, size_t length, double *number);

#define CVK_JSON_NUMBER_SPACE 32
/* The shortest text that reads back as @number; returns its length. */
size_t cvk_json_format_double (double number, char text[CVK_JSON_NUMBER_SPACE]);
size_t cvk_json_format_integer (int64_t integer, char text[CVK_JSON_NUMBER_SPACE]);

/* Length of the UTF-8 sequence of a character above U+007F at @text; 0 when it is not valid. */
static inline size_t
cvk_utf8_sequence_length (const unsigned char *text, size_t available)
{
  unsigned char lead = text[0];

  if (lead < 0xc2 || available < 2 || (text[1] & 0xc0) != 0x80)
    return 0;
  if (lead < 0xe0)
    return 2;
  if (available < 3 || (text[2] & 0xc0) != 0x80)
    return 0;
  if (lead < 0xf0)
    {
      /* Overlong forms and the surrogates are no characters. */
      if ((lead == 0xe0 && text[1] < 0xa0) || (lead == 0xed && text[1] > 0x9f))
        return 0;
      return 3;
    }
  if (available < 4 || (text[3] & 0xc0) != 0x80 || lead > 0xf4)
    return 0;
  if ((lead == 0xf0 && text[1] < 0x90) || (lead == 0xf4 && text[1] > 0x8f))
    return 0;
  return 4;
}

G_END_DECLS
