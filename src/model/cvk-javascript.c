// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-javascript.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- Tokens --- */

typedef enum
{
  TOKEN_NONE,
  TOKEN_NAME,
  TOKEN_NUMBER,
  TOKEN_STRING,
  TOKEN_REGULAR_EXPRESSION,
  TOKEN_TEMPLATE, /* a piece of a template literal */
  TOKEN_PUNCTUATOR,
} TokenKind;

typedef struct
{
  TokenKind kind;
  size_t start, end;
  char mark;          /* of a punctuator: its first character, '.' and '?' only for "." and "?." */
  gboolean is_member; /* a name behind a dot, which is no keyword whatever it is */
} Token;

typedef struct
{
  const char *text;
  size_t length;
  size_t at;
  GString *open; /* open brackets; '`' for a template literal, '$' for ${ inside of one */
  Token previous, current;
  CvkJavascriptScan *scan;

  /* Where in nodes["id"] the reader is: 0 outside, 1 behind "nodes", 2 behind ".", 3 behind "[",
   * 4 behind the string. */
  int reference_step;
  gboolean reference_optional;
  gboolean may_be_key; /* "nodes" stands where an object literal has its keys */
  size_t reference_start;
  Token reference_name;
} Scanner;

static gboolean
fail (Scanner *self, size_t offset, const char *message)
{
  self->scan->message = message;
  self->scan->message_offset = offset;

  return FALSE;
}

size_t
cvk_javascript_identifier_length (const char *text, size_t length)
{
  size_t at = 0;

  while (at < length)
    {
      gunichar c = g_utf8_get_char_validated (text + at, (gssize) (length - at));

      if (c == (gunichar) -1 || c == (gunichar) -2)
        break;
      if (!(c == '$' || c == '_' || g_unichar_isalpha (c) ||
            (at > 0 &&
             (g_unichar_isdigit (c) || g_unichar_ismark (c) || c == 0x200c || c == 0x200d))))
        break;
      at += (size_t) g_unichar_to_utf8 (c, NULL);
    }

  return at;
}

static char
peek (const Scanner *self, size_t ahead)
{
  return self->at + ahead < self->length ? self->text[self->at + ahead] : '\0';
}

static gboolean
token_is (const Scanner *self, const Token *token, const char *text)
{
  size_t length = token->end - token->start;

  return strlen (text) == length && memcmp (self->text + token->start, text, length) == 0;
}

/* Passes over white space and comments. */
static gboolean
skip_blanks (Scanner *self)
{
  while (self->at < self->length)
    {
      char c = peek (self, 0);

      if (g_ascii_isspace (c) || c == '\v')
        self->at++;
      else if (c == '/' && peek (self, 1) == '/')
        while (self->at < self->length && peek (self, 0) != '\n')
          self->at++;
      else if (c == '/' && peek (self, 1) == '*')
        {
          const char *end =
            g_strstr_len (self->text + self->at + 2, (gssize) (self->length - self->at - 2), "*/");

          if (end == NULL)
            return fail (self, self->at, N_ ("A comment has no end: write */ behind it."));
          self->at = (size_t) (end - self->text) + 2;
        }
      else if ((unsigned char) c >= 0x80 && cvk_javascript_identifier_length (
                                              self->text + self->at, self->length - self->at) == 0)
        /* Spaces of other scripts; anything else the engine will refuse. */
        self->at++;
      else
        break;
    }

  return TRUE;
}

static gboolean
read_string (Scanner *self, char quote)
{
  size_t start = self->at++;

  for (; self->at < self->length && peek (self, 0) != quote; self->at++)
    {
      if (peek (self, 0) == '\n')
        break;
      if (peek (self, 0) == '\\' && self->at + 1 < self->length)
        self->at++;
    }
  if (peek (self, 0) != quote || self->at >= self->length)
    return fail (self, start, N_ ("A text in quotation marks has no end."));
  self->at++;

  return TRUE;
}

/* From a backquote, or from the brace that closes ${, to the end of the literal or the next ${. */
static gboolean
read_template_piece (Scanner *self)
{
  size_t start = self->at++;

  for (; self->at < self->length; self->at++)
    {
      char c = peek (self, 0);

      if (c == '\\')
        self->at++;
      else if (c == '`')
        {
          self->at++;
          g_string_truncate (self->open, self->open->len - 1);
          return TRUE;
        }
      else if (c == '$' && peek (self, 1) == '{')
        {
          self->at += 2;
          g_string_append_c (self->open, '$');
          return TRUE;
        }
    }
  self->at = self->length;

  return fail (self, start, N_ ("A text in backquotes has no end."));
}

static gboolean
read_regular_expression (Scanner *self)
{
  size_t start = self->at++;
  gboolean in_class = FALSE;

  for (; self->at < self->length; self->at++)
    {
      char c = peek (self, 0);

      if (c == '\n')
        break;
      if (c == '\\')
        self->at++;
      else if (c == '[')
        in_class = TRUE;
      else if (c == ']')
        in_class = FALSE;
      else if (c == '/' && !in_class)
        {
          self->at++;
          while (g_ascii_isalpha (peek (self, 0)))
            self->at++;
          return TRUE;
        }
    }
  self->at = MIN (self->at, self->length);

  return fail (self, start, N_ ("A regular expression has no end: write / behind it."));
}

/* Whether a slash here divides; otherwise it starts a regular expression. */
static gboolean
slash_divides (const Scanner *self)
{
  static const char *const words[] = { "return", "typeof", "instanceof", "in",    "of",
                                       "new",    "delete", "void",       "throw", "case",
                                       "do",     "else",   "yield",      "await" };

  switch (self->current.kind)
    {
    case TOKEN_NONE:
      return FALSE;
    case TOKEN_NAME:
      for (size_t i = 0; i < G_N_ELEMENTS (words) && !self->current.is_member; i++)
        if (token_is (self, &self->current, words[i]))
          return FALSE;
      return TRUE;
    case TOKEN_PUNCTUATOR:
      return strchr (")]}", self->current.mark) != NULL;
    case TOKEN_TEMPLATE:
      return self->text[self->current.end - 1] == '`';
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_REGULAR_EXPRESSION:
    default:
      return TRUE;
    }
}

static gboolean
is_member_dot (const Token *token)
{
  return token->kind == TOKEN_PUNCTUATOR && (token->mark == '?' || token->mark == '.');
}

/* --- References --- */

static void
add_reference (Scanner *self, const Token *name, gboolean dotted, size_t end)
{
  CvkNodeReference reference = { .start = self->reference_start, .end = end, .dotted = dotted };
  size_t length = name->end - name->start;

  reference.optional = self->reference_optional;
  if (dotted)
    reference.id = g_strndup (self->text + name->start, length);
  else
    reference.id = cvk_javascript_unquote (self->text + name->start, length);
  if (reference.id != NULL)
    g_array_append_val (self->scan->references, reference);
  else
    self->scan->all_nodes = TRUE;
}

static void
start_reference (Scanner *self)
{
  const Token *token = &self->current;
  const Token *previous = &self->previous;
  char mark = previous->kind == TOKEN_PUNCTUATOR ? previous->mark : '\0';

  /* a.nodes is somebody else's member. */
  if (token->kind != TOKEN_NAME || !token_is (self, token, "nodes") || token->is_member)
    return;
  self->reference_step = 1;
  self->reference_optional = FALSE;
  self->may_be_key = mark == '{' || mark == ',';
}

static void
follow_reference (Scanner *self)
{
  const Token *token = &self->current;
  char mark = token->kind == TOKEN_PUNCTUATOR ? token->mark : '\0';
  int step = self->reference_step;

  self->reference_step = 0;
  if (step == 1 && (mark == '.' || mark == '?' || mark == '['))
    {
      self->reference_start = token->start;
      self->reference_optional = mark == '?';
      self->reference_step = mark == '[' ? 3 : 2;
    }
  else if (step == 1)
    {
      /* A key of an object literal is no reference: {nodes: 1}. */
      if (mark != ':' || !self->may_be_key)
        self->scan->all_nodes = TRUE;
    }
  else if (step == 2 && token->kind == TOKEN_NAME)
    add_reference (self, token, TRUE, token->end);
  else if (step == 2 && mark == '[' && self->reference_optional)
    self->reference_step = 3;
  else if (step == 3 && (token->kind == TOKEN_STRING ||
                         (token->kind == TOKEN_TEMPLATE && self->text[token->end - 1] == '`')))
    {
      self->reference_name = *token;
      self->reference_step = 4;
    }
  else if (step == 4 && mark == ']')
    add_reference (self, &self->reference_name, FALSE, token->end);
  else
    self->scan->all_nodes = TRUE;
}

/* --- The scan --- */

static gboolean
close_bracket (Scanner *self, char bracket)
{
  char open = self->open->len > 0 ? self->open->str[self->open->len - 1] : '\0';

  if ((bracket == ')' && open == '(') || (bracket == ']' && open == '[') ||
      (bracket == '}' && open == '{'))
    {
      g_string_truncate (self->open, self->open->len - 1);
      self->at++;
      return TRUE;
    }
  if (open == '\0')
    return fail (self, self->at, N_ ("A closing bracket has no opening one."));

  return fail (self, self->at, N_ ("Brackets are not closed in the order they were opened."));
}

static gboolean
read_punctuator (Scanner *self)
{
  char c = peek (self, 0);

  self->current.mark = c;
  if (strchr ("([{", c) != NULL)
    {
      g_string_append_c (self->open, c);
      self->at++;
      return TRUE;
    }
  if (strchr (")]}", c) != NULL)
    return close_bracket (self, c);
  if (c == '.' && peek (self, 1) == '.' && peek (self, 2) == '.')
    {
      self->current.mark = '!';
      self->at += 3;
      return TRUE;
    }
  if (c == '?' && peek (self, 1) == '.' && !g_ascii_isdigit (peek (self, 2)))
    {
      self->at += 2;
      return TRUE;
    }
  /* Any other "?", like "...", is no step of a path. */
  if (c == '?')
    self->current.mark = '!';
  /* ++ and -- end an operand as often as they start one; what follows is hardly a slash. */
  self->at++;

  return TRUE;
}

static gboolean
read_token (Scanner *self)
{
  char c = peek (self, 0);
  char open = self->open->len > 0 ? self->open->str[self->open->len - 1] : '\0';
  size_t name = cvk_javascript_identifier_length (self->text + self->at, self->length - self->at);

  self->previous = self->current;
  self->current = (Token){ TOKEN_PUNCTUATOR, self->at, self->at, '\0' };

  if (name > 0)
    {
      self->current.kind = TOKEN_NAME;
      self->current.is_member = is_member_dot (&self->previous);
      self->at += name;
      return TRUE;
    }
  if (c == '"' || c == '\'')
    {
      self->current.kind = TOKEN_STRING;
      return read_string (self, c);
    }
  if (c == '`' || (c == '}' && open == '$'))
    {
      self->current.kind = TOKEN_TEMPLATE;
      if (c == '`')
        g_string_append_c (self->open, '`');
      else
        g_string_truncate (self->open, self->open->len - 1);
      return read_template_piece (self);
    }
  if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (peek (self, 1))))
    {
      self->current.kind = TOKEN_NUMBER;
      while (g_ascii_isalnum (peek (self, 0)) || peek (self, 0) == '.' || peek (self, 0) == '_')
        self->at++;
      return TRUE;
    }
  if (c == '/')
    {
      Token token = self->current;
      gboolean divides;

      self->current = self->previous;
      divides = slash_divides (self);
      self->current = token;
      if (!divides)
        {
          self->current.kind = TOKEN_REGULAR_EXPRESSION;
          return read_regular_expression (self);
        }
    }

  return read_punctuator (self);
}

static gboolean
scan_tokens (Scanner *self, gboolean until_braces)
{
  for (;;)
    {
      if (!skip_blanks (self))
        return FALSE;
      if (self->at >= self->length)
        break;
      if (until_braces && peek (self, 0) == '}' && peek (self, 1) == '}' &&
          (self->open->len == 0 || strpbrk (self->open->str, "{$`") == NULL))
        break;
      if (!read_token (self))
        return FALSE;
      self->current.end = self->at;
      if (self->reference_step > 0)
        follow_reference (self);
      /* Also after a step that ended here: nodes[nodes.a.x]. */
      if (self->reference_step == 0)
        start_reference (self);
    }
  if (self->reference_step > 0)
    self->scan->all_nodes = TRUE;
  if (self->open->len > 0)
    return fail (self, self->at, N_ ("A bracket or quotation mark is not closed."));
  if (until_braces && self->at >= self->length)
    return fail (self, self->at, N_ ("An expression has no end: write }} behind it."));

  return TRUE;
}

static void
clear_reference (gpointer data)
{
  g_free (((CvkNodeReference *) data)->id);
}

gboolean
cvk_javascript_scan (const char *text,
                     size_t length,
                     gboolean until_braces,
                     CvkJavascriptScan *scan)
{
  Scanner scanner = { .text = text, .length = length, .scan = scan };
  gboolean ok;

  memset (scan, 0, sizeof *scan);
  scan->references = g_array_new (FALSE, FALSE, sizeof (CvkNodeReference));
  g_array_set_clear_func (scan->references, clear_reference);
  scanner.open = g_string_new (NULL);
  ok = scan_tokens (&scanner, until_braces);
  scan->length = MIN (scanner.at, length);
  g_string_free (scanner.open, TRUE);

  return ok;
}

void
cvk_javascript_scan_clear (CvkJavascriptScan *self)
{
  g_clear_pointer (&self->references, g_array_unref);
}

/* --- Texts --- */

static gboolean
unescape (char escaped, GString *text)
{
  static const char letters[] = "nrtbfv\\\"'`/";
  static const char values[] = "\n\r\t\b\f\v\\\"'`/";
  const char *at = escaped != '\0' ? strchr (letters, escaped) : NULL;

  if (at == NULL)
    return FALSE;
  g_string_append_c (text, values[at - letters]);

  return TRUE;
}

char *
cvk_javascript_unquote (const char *literal, size_t length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (size_t i = 1; i + 1 < length; i++)
    {
      if (literal[i] == '$' && literal[0] == '`' && literal[i + 1] == '{')
        return NULL;
      if (literal[i] != '\\')
        g_string_append_c (text, literal[i]);
      else if (!unescape (literal[++i], text))
        return NULL;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cvk_javascript_rename_node (const char *code, size_t length, const char *id, const char *new_id)
{
  g_auto (CvkJavascriptScan) scan = { 0 };
  GString *renamed = NULL;
  size_t copied = 0;

  if (!cvk_javascript_scan (code, length, FALSE, &scan))
    return NULL;

  for (unsigned i = 0; i < scan.references->len; i++)
    {
      const CvkNodeReference *reference = &g_array_index (scan.references, CvkNodeReference, i);

      if (strcmp (reference->id, id) != 0)
        continue;
      if (renamed == NULL)
        renamed = g_string_sized_new (length + 16);
      g_string_append_len (renamed, code + copied, (gssize) (reference->start - copied));
      if (reference->dotted &&
          cvk_javascript_identifier_length (new_id, strlen (new_id)) == strlen (new_id))
        g_string_append_printf (renamed, "%s%s", reference->optional ? "?." : ".", new_id);
      else
        g_string_append_printf (renamed, "%s[\"%s\"]", reference->optional ? "?." : "", new_id);
      copied = reference->end;
    }
  if (renamed == NULL)
    return NULL;
  g_string_append_len (renamed, code + copied, (gssize) (length - copied));

  return g_string_free (renamed, FALSE);
}
