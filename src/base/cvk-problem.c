// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-text.h"

/* Characters; a path may be long. */
#define MAX_ARGUMENT 2000

struct _CvkProblem
{
  int ref_count;
  char *code;
  char *message;
  GPtrArray *arguments; /* placeholder, text, placeholder, text, ... */
  char *node;
  char *field;
  char *inside;
  int64_t item;
  char *file;
  unsigned line;
  unsigned column;
  gboolean warning;
};

G_DEFINE_BOXED_TYPE (CvkProblem, cvk_problem, cvk_problem_ref, cvk_problem_unref)

static CvkProblem *
create (const char *code, const char *message)
{
  CvkProblem *self = g_new0 (CvkProblem, 1);

  self->ref_count = 1;
  self->code = g_utf8_make_valid (code, -1);
  self->message = g_utf8_make_valid (message, -1);
  self->arguments = g_ptr_array_new_with_free_func (g_free);
  self->item = -1;
  return self;
}

static void
add_argument (CvkProblem *self, const char *name, const char *text)
{
  g_ptr_array_add (self->arguments, g_strdup (name));
  g_ptr_array_add (self->arguments, g_utf8_make_valid (text == NULL ? "" : text, -1));
}

CvkProblem *
cvk_problem_new (const char *code, const char *message, ...)
{
  CvkProblem *self = NULL;
  va_list arguments;

  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  self = create (code, message);
  va_start (arguments, message);
  for (;;)
    {
      const char *name = va_arg (arguments, const char *);

      if (name == NULL)
        break;
      add_argument (self, name, va_arg (arguments, const char *));
    }
  va_end (arguments);
  return self;
}

/* "g-io-error-quark", 1 makes "g-io-error-1", as does "GIoError": whatever is no letter or digit
 * becomes a hyphen, and a capital gets one before it. */
static char *
make_error_code (const GError *error)
{
  g_autoptr (GString) code = g_string_new (NULL);

  for (const char *next = g_quark_to_string (error->domain); *next != '\0'; next++)
    {
      if ((g_ascii_isupper (*next) || !g_ascii_isalnum (*next)) && code->len > 0 &&
          code->str[code->len - 1] != '-')
        g_string_append_c (code, '-');
      if (g_ascii_isalnum (*next))
        g_string_append_c (code, g_ascii_tolower (*next));
    }
  if (g_str_has_suffix (code->str, "-quark"))
    g_string_truncate (code, code->len - strlen ("-quark"));
  return g_strdup_printf ("%s-%d", code->str, error->code);
}

CvkProblem *
cvk_problem_new_from_error (const char *code, const GError *error)
{
  g_autofree char *made = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (code == NULL)
    code = made = make_error_code (error);
  return cvk_problem_new (code, "{message}", "message", error->message, NULL);
}

CvkProblem *
cvk_problem_copy (const CvkProblem *self)
{
  g_autoptr (CvkValue) value = cvk_problem_to_value (self);

  return cvk_problem_from_value (value);
}

CvkProblem *
cvk_problem_ref (CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
cvk_problem_unref (CvkProblem *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_ptr_array_unref (self->arguments);
  g_free (self->code);
  g_free (self->message);
  g_free (self->node);
  g_free (self->field);
  g_free (self->inside);
  g_free (self->file);
  g_free (self);
}

static void
set_text (char **field, const char *text)
{
  g_autofree char *valid = text == NULL ? NULL : g_utf8_make_valid (text, -1);

  cvk_set_string (field, valid);
}

void
cvk_problem_set_node (CvkProblem *self, const char *node)
{
  g_return_if_fail (self != NULL);

  set_text (&self->node, node);
}

void
cvk_problem_set_field (CvkProblem *self, const char *field)
{
  g_return_if_fail (self != NULL);

  set_text (&self->field, field);
}

void
cvk_problem_set_inside (CvkProblem *self, const char *inside)
{
  g_return_if_fail (self != NULL);

  set_text (&self->inside, inside);
}

void
cvk_problem_set_item (CvkProblem *self, int64_t item)
{
  g_return_if_fail (self != NULL);

  self->item = MAX (item, -1);
}

void
cvk_problem_set_file (CvkProblem *self, const char *file)
{
  g_return_if_fail (self != NULL);

  set_text (&self->file, file);
}

void
cvk_problem_set_line (CvkProblem *self, unsigned line, unsigned column)
{
  g_return_if_fail (self != NULL);

  self->line = line;
  self->column = column;
}

void
cvk_problem_set_warning (CvkProblem *self, gboolean warning)
{
  g_return_if_fail (self != NULL);

  self->warning = warning;
}

const char *
cvk_problem_get_code (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

const char *
cvk_problem_get_node (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->node;
}

const char *
cvk_problem_get_field (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->field;
}

const char *
cvk_problem_get_inside (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->inside;
}

int64_t
cvk_problem_get_item (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->item;
}

const char *
cvk_problem_get_file (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->file;
}

unsigned
cvk_problem_get_line (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->line;
}

unsigned
cvk_problem_get_column (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->column;
}

gboolean
cvk_problem_is_warning (const CvkProblem *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->warning;
}

static const char *
find_argument (const CvkProblem *self, const char *name, size_t length)
{
  for (unsigned i = 0; i < self->arguments->len; i += 2)
    {
      const char *other = g_ptr_array_index (self->arguments, i);

      if (strlen (other) == length && memcmp (other, name, length) == 0)
        return g_ptr_array_index (self->arguments, i + 1);
    }
  return NULL;
}

const char *
cvk_problem_get_argument (const CvkProblem *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return find_argument (self, name, strlen (name));
}

void
cvk_problem_set_argument (CvkProblem *self, const char *name, const char *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && text != NULL);

  for (unsigned i = 0; i < self->arguments->len; i += 2)
    if (g_str_equal (g_ptr_array_index (self->arguments, i), name))
      set_text ((char **) &self->arguments->pdata[i + 1], text);
}

/* A value that is a megabyte of text is named by its beginning. */
static void
append_argument (GString *message, const char *text)
{
  g_autofree char *shortened = cvk_text_shorten (text, MAX_ARGUMENT);

  g_string_append (message, shortened);
}

char *
cvk_problem_dup_message (const CvkProblem *self)
{
  GString *message = NULL;
  const char *template = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  message = g_string_new (NULL);
  /* The empty message id stands for the catalogue's header. */
  template = self->message[0] == '\0' ? "" : g_dgettext (GETTEXT_PACKAGE, self->message);
  while (*template != '\0')
    {
      const char *open = strchr (template, '{');
      const char *close = open == NULL ? NULL : strchr (open, '}');
      const char *text = NULL;

      if (close == NULL)
        break;
      g_string_append_len (message, template, open - template);
      text = find_argument (self, open + 1, (size_t) (close - open - 1));
      /* What is put in is never looked at again, so that data cannot name placeholders. */
      if (text != NULL)
        append_argument (message, text);
      else
        g_string_append_c (message, '{');
      template = text != NULL ? close + 1 : open + 1;
    }
  g_string_append (message, template);
  return g_string_free (message, FALSE);
}

static void
add_text (CvkObjectBuilder *builder, const char *name, const char *text)
{
  if (text != NULL)
    cvk_object_builder_set (builder, name, cvk_value_new_string (text));
}

CvkValue *
cvk_problem_to_value (const CvkProblem *self)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_auto (CvkObjectBuilder) arguments = { NULL };

  g_return_val_if_fail (self != NULL, NULL);

  add_text (&builder, "code", self->code);
  add_text (&builder, "message_id", self->message);
  for (unsigned i = 0; i < self->arguments->len; i += 2)
    add_text (&arguments, g_ptr_array_index (self->arguments, i),
              g_ptr_array_index (self->arguments, i + 1));
  if (self->arguments->len > 0)
    cvk_object_builder_set (&builder, "arguments", cvk_object_builder_end (&arguments));
  add_text (&builder, "node", self->node);
  add_text (&builder, "field", self->field);
  add_text (&builder, "inside", self->inside);
  if (self->item >= 0)
    cvk_object_builder_set (&builder, "item", cvk_value_new_integer (self->item));
  add_text (&builder, "file", self->file);
  if (self->line > 0)
    {
      cvk_object_builder_set (&builder, "line", cvk_value_new_integer (self->line));
      cvk_object_builder_set (&builder, "column", cvk_value_new_integer (self->column));
    }
  if (self->warning)
    cvk_object_builder_set (&builder, "warning", cvk_value_new_boolean (TRUE));
  return cvk_object_builder_end (&builder);
}

static unsigned
lookup_count (const CvkValue *value, const char *name)
{
  int64_t count = cvk_value_lookup_integer (value, name, 0);

  return count > 0 && count <= G_MAXINT32 ? (unsigned) count : 0;
}

static void
read_arguments (CvkProblem *self, const CvkValue *arguments)
{
  if (arguments == NULL || !cvk_value_is_object (arguments))
    return;
  for (size_t i = 0; i < cvk_value_get_length (arguments); i++)
    {
      const char *name = NULL;
      CvkValue *text = NULL;
      g_autofree char *json = NULL;

      cvk_value_get_member_at (arguments, i, &name, &text);
      if (!cvk_value_is_string (text))
        json = cvk_value_to_json (text, CVK_JSON_COMPACT);
      add_argument (self, name, json != NULL ? json : cvk_value_get_string (text));
    }
}

CvkProblem *
cvk_problem_from_value (const CvkValue *value)
{
  CvkProblem *self = NULL;

  g_return_val_if_fail (value != NULL, NULL);

  self = create (cvk_value_lookup_string (value, "code", "unknown"),
                 cvk_value_lookup_string (value, "message_id", ""));
  read_arguments (self, cvk_value_get_member (value, "arguments"));
  cvk_problem_set_node (self, cvk_value_lookup_string (value, "node", NULL));
  cvk_problem_set_field (self, cvk_value_lookup_string (value, "field", NULL));
  cvk_problem_set_inside (self, cvk_value_lookup_string (value, "inside", NULL));
  cvk_problem_set_item (self, cvk_value_lookup_integer (value, "item", -1));
  cvk_problem_set_file (self, cvk_value_lookup_string (value, "file", NULL));
  cvk_problem_set_line (self, lookup_count (value, "line"), lookup_count (value, "column"));
  cvk_problem_set_warning (self, cvk_value_lookup_boolean (value, "warning", FALSE));
  return self;
}
