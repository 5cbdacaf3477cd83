// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Reading JSON, strictly by RFC 8259.
 *
 * cvk_json_parse() checks the whole text and keeps an index of it: a #CvkJson knows the place of
 * every value, so that what is wrong with its *content* can be reported with line and column too,
 * and what this build does not know can be written back as its source text. Values are made from
 * it with cvk_json_cursor_to_value(). Depth and size are limited; a byte order mark at the start is
 * passed over. An escaped half of a surrogate pair is correct by the grammar and only refused where
 * it would have to become text. A parsed text never changes and may be read from any thread.
 */
#define CVK_JSON_ERROR (cvk_json_error_quark ())
GQuark cvk_json_error_quark (void);

typedef enum
{
  CVK_JSON_ERROR_SYNTAX,   /* not RFC 8259 */
  CVK_JSON_ERROR_ENCODING, /* not UTF-8, or a lone surrogate where text is needed */
  CVK_JSON_ERROR_TOO_DEEP,
  CVK_JSON_ERROR_TOO_LARGE,
  CVK_JSON_ERROR_DUPLICATE_MEMBER,
  CVK_JSON_ERROR_NUL_CHARACTER, /* \u0000 */
  CVK_JSON_ERROR_NUMBER_RANGE,  /* outside int64 or not a finite double */
  CVK_JSON_ERROR_TYPE,          /* for readers on top: another type was expected */
} CvkJsonError;

/* The place in the text that @error is about, and its message without the place (borrowed). FALSE
 * when it names none. */
gboolean cvk_json_error_get_place (const GError *error,
                                   unsigned *line,
                                   unsigned *column,
                                   const char **sentence);

#define CVK_JSON_MAX_DEPTH 512
#define CVK_JSON_MAX_SIZE (256u * 1024 * 1024)

typedef struct _CvkJson CvkJson;

/* @max_depth and @max_size 0 mean the limits above, which are the most. The message names line and
 * column.
 * Returns: (transfer full) (nullable) */
CvkJson *cvk_json_parse (GBytes *source, unsigned max_depth, size_t max_size, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
CvkJson *cvk_json_ref (CvkJson *self);
void cvk_json_unref (CvkJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkJson, cvk_json_unref)

/* A place in a parsed text; valid as long as its CvkJson. Pass by value. */
typedef struct
{
  const CvkJson *json;
  uint32_t index;
} CvkJsonCursor;

CvkJsonCursor cvk_json_get_root (const CvkJson *self);
/* CVK_VALUE_INTEGER for a number written without fraction and exponent, whatever its size. */
CvkValueKind cvk_json_cursor_get_kind (CvkJsonCursor self);
/* Children in source order: elements, or members (cursor at the member's value). */
gboolean cvk_json_cursor_first (CvkJsonCursor self, CvkJsonCursor *child);
gboolean cvk_json_cursor_next (CvkJsonCursor *child);
/* (transfer full) (nullable): unescaped name of the member whose value is @self; NULL for elements
 * and the root. */
char *cvk_json_cursor_dup_name (CvkJsonCursor self);
/* The first member of that name. */
gboolean cvk_json_cursor_find (CvkJsonCursor self, const char *name, CvkJsonCursor *value);
/* The exact source text of the value (not terminated). */
const char *cvk_json_cursor_get_source (CvkJsonCursor self, size_t *length);
/* 1-based; columns count characters. */
void cvk_json_cursor_get_place (CvkJsonCursor self, unsigned *line, unsigned *column);
/* Place of the member's name, for messages about the name. */
void cvk_json_cursor_get_name_place (CvkJsonCursor self, unsigned *line, unsigned *column);

typedef enum
{
  /* As a data file is read: the last of duplicate members counts, U+0000 is kept. Numbers that do
   * not fit are refused all the same, never rounded. "-0" becomes the double that keeps its sign.
   */
  CVK_JSON_DATA = 0,
  /* A door: duplicate members and U+0000 are refused too. */
  CVK_JSON_STRICT = 1 << 0,
} CvkJsonFlags;

/* Returns: (transfer full) (nullable) */
CvkValue *cvk_json_cursor_to_value (CvkJsonCursor self, CvkJsonFlags flags, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Both steps at once. @length -1 for a terminated text. */
CvkValue *cvk_value_from_json (const char *text, gssize length, CvkJsonFlags flags, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Sets @error in CVK_JSON_ERROR with "line L, column C: " in front of the message. */
void cvk_json_cursor_set_error (CvkJsonCursor self,
                                GError **error,
                                CvkJsonError code,
                                const char *format,
                                ...) G_GNUC_PRINTF (4, 5);

/* Writing. Compact has no white space; pretty indents by two and ends without a newline. */
typedef enum
{
  CVK_JSON_COMPACT,
  CVK_JSON_PRETTY,
} CvkJsonStyle;

char *cvk_value_to_json (const CvkValue *self, CvkJsonStyle style) G_GNUC_WARN_UNUSED_RESULT;
void cvk_value_append_json (const CvkValue *self,
                            CvkJsonStyle style,
                            unsigned indent,
                            GString *text);
/* The quoted and escaped form of @text. */
void cvk_json_append_string (GString *json, const char *text, size_t length);

G_END_DECLS
