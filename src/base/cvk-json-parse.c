// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json-private.h"

/* What may come next. */
typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, /* behind "[" */
  EXPECT_NAME,
  EXPECT_NAME_OR_END, /* behind "{" */
  EXPECT_SEPARATOR,   /* behind a value in a container */
  EXPECT_NOTHING,     /* behind the document's value */
} Expectation;

typedef struct
{
  CvkJson *json;
  const char *at;
  const char *end;
  uint32_t open; /* token of the innermost open container, whose skip is its parent meanwhile */
  unsigned depth;
  unsigned max_depth;
  Expectation expectation;
  GError **error;
} Parser;

#define NO_TOKEN ((1u << 28) - 1)

static gboolean
fail_at (Parser *self, const char *at, CvkJsonError code, const char *message)
{
  cvk_json_set_error_at (self->json, (size_t) (at - self->json->text), self->error, code, message);
  return FALSE;
}

static gboolean
fail (Parser *self, const char *message)
{
  return fail_at (self, self->at, CVK_JSON_ERROR_SYNTAX, message);
}

static CvkJsonToken *
add_token (Parser *self, unsigned kind)
{
  CvkJson *json = self->json;
  CvkJsonToken *token = NULL;

  if (json->count == json->capacity)
    {
      json->capacity = json->capacity == 0 ? 64 : json->capacity * 2;
      json->tokens = g_renew (CvkJsonToken, json->tokens, json->capacity);
    }
  token = &json->tokens[json->count++];
  *token = (CvkJsonToken){
    .offset = (uint32_t) (self->at - json->text),
    .skip = 1,
    .kind = kind,
  };
  return token;
}

static void
end_token (Parser *self, CvkJsonToken *token)
{
  token->length = (uint32_t) (self->at - self->json->text) - token->offset;
}

static void
skip_white_space (Parser *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

static gboolean
scan_escape (Parser *self)
{
  const char *start = self->at++;

  if (self->at == self->end)
    return fail (self, _ ("The text ends within a string."));
  if (*self->at != 'u')
    {
      if (*self->at == '\0' || strchr ("\"\\/bfnrt", *self->at) == NULL)
        return fail_at (self, start, CVK_JSON_ERROR_SYNTAX,
                        _ ("A backslash is followed by a character that cannot be escaped. Write "
                           "two backslashes for one."));
      self->at++;
      return TRUE;
    }
  self->at++;
  for (unsigned i = 0; i < 4; i++, self->at++)
    if (self->at == self->end || !g_ascii_isxdigit (*self->at))
      return fail_at (self, start, CVK_JSON_ERROR_SYNTAX,
                      _ ("The escape \\u needs four hexadecimal digits."));
  return TRUE;
}

static gboolean
scan_special (Parser *self, CvkJsonToken *token)
{
  size_t length = 0;

  if (*self->at == '\\')
    {
      token->escaped = TRUE;
      return scan_escape (self);
    }
  if ((unsigned char) *self->at < 0x20)
    return fail (self, _ ("A control character stands within a string. Is the closing quotation "
                          "mark missing? Line breaks are written as \\n."));
  length =
    cvk_utf8_sequence_length ((const unsigned char *) self->at, (size_t) (self->end - self->at));
  if (length == 0)
    return fail_at (self, self->at, CVK_JSON_ERROR_ENCODING,
                    _ ("The text is not valid UTF-8. Save the file in UTF-8."));
  self->at += length;
  return TRUE;
}

static gboolean
scan_string (Parser *self, unsigned kind)
{
  CvkJsonToken *token = add_token (self, kind);
  const char *start = self->at++;

  for (;;)
    {
      while (self->at < self->end && *self->at != '"' && *self->at != '\\' &&
             (unsigned char) *self->at >= 0x20 && (unsigned char) *self->at < 0x80)
        self->at++;
      if (self->at == self->end)
        return fail_at (self, start, CVK_JSON_ERROR_SYNTAX,
                        _ ("This string is not closed by a quotation mark."));
      if (*self->at == '"')
        break;
      if (!scan_special (self, token))
        return FALSE;
    }
  self->at++;
  end_token (self, token);
  return TRUE;
}

static gboolean
scan_digits (Parser *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at > start;
}

static gboolean
scan_number (Parser *self)
{
  CvkJsonToken *token = add_token (self, CVK_VALUE_INTEGER);
  const char *start = self->at;

  if (*self->at == '-')
    self->at++;
  if (self->at < self->end && *self->at == '0')
    {
      self->at++;
      if (self->at < self->end && g_ascii_isdigit (*self->at))
        return fail_at (self, start, CVK_JSON_ERROR_SYNTAX,
                        _ ("A number may not begin with an extra zero."));
    }
  else if (!scan_digits (self))
    return fail (self, _ ("A digit was expected after the minus sign."));
  if (self->at < self->end && *self->at == '.')
    {
      token->kind = CVK_VALUE_DOUBLE;
      self->at++;
      if (!scan_digits (self))
        return fail (self, _ ("A digit was expected after the decimal point."));
    }
  if (self->at < self->end && (*self->at == 'e' || *self->at == 'E'))
    {
      token->kind = CVK_VALUE_DOUBLE;
      self->at++;
      if (self->at < self->end && (*self->at == '+' || *self->at == '-'))
        self->at++;
      if (!scan_digits (self))
        return fail (self, _ ("A digit was expected in the exponent."));
    }
  end_token (self, token);
  return TRUE;
}

static gboolean
fail_no_value (Parser *self)
{
  switch (*self->at)
    {
    case '\'':
      return fail (self, _ ("Strings stand in double quotation marks in JSON."));
    case '/':
    case '#':
      return fail (self, _ ("JSON has no comments. Remove this one."));
    case '+':
    case '.':
      return fail (self, _ ("A number begins with a digit or a minus sign."));
    case ']':
      if (self->expectation == EXPECT_VALUE && self->depth > 0)
        return fail (self, _ ("A value was expected here. Add one, or remove the comma."));
      break;
    default:
      break;
    }
  if ((unsigned char) *self->at >= 0x80 &&
      cvk_utf8_sequence_length ((const unsigned char *) self->at,
                                (size_t) (self->end - self->at)) == 0)
    return fail_at (self, self->at, CVK_JSON_ERROR_ENCODING,
                    _ ("The text is not valid UTF-8. Save the file in UTF-8."));
  return fail (self, _ ("A value was expected here: an object, an array, a string in double "
                        "quotation marks, a number, true, false or null."));
}

static gboolean
scan_word (Parser *self, const char *word, CvkValueKind kind)
{
  size_t length = strlen (word);
  CvkJsonToken *token = NULL;

  if ((size_t) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return fail_no_value (self);
  token = add_token (self, kind);
  self->at += length;
  end_token (self, token);
  return TRUE;
}

static gboolean
open_container (Parser *self, CvkValueKind kind)
{
  CvkJsonToken *token = NULL;

  if (self->depth >= self->max_depth)
    return fail_at (self, self->at, CVK_JSON_ERROR_TOO_DEEP,
                    _ ("The arrays and objects are nested too deeply."));
  token = add_token (self, kind);
  token->skip = self->open;
  self->open = self->json->count - 1;
  self->depth++;
  self->at++;
  self->expectation = kind == CVK_VALUE_ARRAY ? EXPECT_VALUE_OR_END : EXPECT_NAME_OR_END;
  return TRUE;
}

static void
close_container (Parser *self)
{
  CvkJsonToken *token = &self->json->tokens[self->open];
  uint32_t parent = token->skip;

  token->skip = self->json->count - self->open;
  self->at++;
  end_token (self, token);
  self->open = parent;
  self->depth--;
  self->expectation = self->depth == 0 ? EXPECT_NOTHING : EXPECT_SEPARATOR;
}

static gboolean
scan_value (Parser *self)
{
  gboolean done = FALSE;

  switch (*self->at)
    {
    case '{':
      return open_container (self, CVK_VALUE_OBJECT);
    case '[':
      return open_container (self, CVK_VALUE_ARRAY);
    case '"':
      done = scan_string (self, CVK_VALUE_STRING);
      break;
    case 't':
      done = scan_word (self, "true", CVK_VALUE_BOOLEAN);
      break;
    case 'f':
      done = scan_word (self, "false", CVK_VALUE_BOOLEAN);
      break;
    case 'n':
      done = scan_word (self, "null", CVK_VALUE_NULL);
      break;
    default:
      if (*self->at != '-' && !g_ascii_isdigit (*self->at))
        return fail_no_value (self);
      done = scan_number (self);
      break;
    }
  self->expectation = self->depth == 0 ? EXPECT_NOTHING : EXPECT_SEPARATOR;
  return done;
}

static gboolean
scan_name (Parser *self)
{
  if (*self->at == '}')
    return fail (self, _ ("A member was expected here. Add one, or remove the comma."));
  if (*self->at != '"')
    return fail (self, _ ("The name of a member was expected here, in double quotation marks."));
  if (!scan_string (self, CVK_JSON_TOKEN_NAME))
    return FALSE;
  skip_white_space (self);
  if (self->at == self->end || *self->at != ':')
    return fail (self, _ ("A colon was expected after the name."));
  self->at++;
  self->expectation = EXPECT_VALUE;
  return TRUE;
}

static gboolean
scan_separator (Parser *self)
{
  gboolean in_array = self->json->tokens[self->open].kind == CVK_VALUE_ARRAY;

  if (*self->at == ',')
    {
      self->at++;
      self->expectation = in_array ? EXPECT_VALUE : EXPECT_NAME;
      return TRUE;
    }
  if (*self->at == (in_array ? ']' : '}'))
    {
      close_container (self);
      return TRUE;
    }
  return fail (self, in_array ? _ ("A comma or a closing bracket was expected here.")
                              : _ ("A comma or a closing brace was expected here."));
}

static gboolean
fail_end (Parser *self)
{
  const CvkJsonToken *token = NULL;

  if (self->json->count == 0)
    return fail (self, _ ("There is no value: the text is empty."));
  if (self->depth == 0)
    return fail (self, _ ("The text ends too early."));
  token = &self->json->tokens[self->open];
  return fail_at (self, self->json->text + token->offset, CVK_JSON_ERROR_SYNTAX,
                  token->kind == CVK_VALUE_ARRAY ? _ ("This array is not closed by a bracket.")
                                                 : _ ("This object is not closed by a brace."));
}

static gboolean
scan_next (Parser *self)
{
  switch (self->expectation)
    {
    case EXPECT_VALUE_OR_END:
      if (*self->at == ']')
        {
          close_container (self);
          return TRUE;
        }
      return scan_value (self);
    case EXPECT_VALUE:
      return scan_value (self);
    case EXPECT_NAME_OR_END:
      if (*self->at == '}')
        {
          close_container (self);
          return TRUE;
        }
      return scan_name (self);
    case EXPECT_NAME:
      return scan_name (self);
    case EXPECT_SEPARATOR:
      return scan_separator (self);
    case EXPECT_NOTHING:
    default:
      return fail (self, _ ("Nothing may follow the end of the value."));
    }
}

gboolean
cvk_json_index (CvkJson *self, unsigned max_depth, GError **error)
{
  Parser parser = {
    .json = self,
    .at = self->text + self->start,
    .end = self->text + self->length,
    .open = NO_TOKEN,
    .max_depth = max_depth,
    .expectation = EXPECT_VALUE,
    .error = error,
  };

  for (;;)
    {
      skip_white_space (&parser);
      if (parser.at == parser.end)
        return parser.expectation == EXPECT_NOTHING ? TRUE : fail_end (&parser);
      if (!scan_next (&parser))
        return FALSE;
    }
}
