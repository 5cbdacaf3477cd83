// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <string.h>

#include "sandbox/cvk-sandbox-fields.h"
#include "sandbox/cvk-sandbox-time.h"

#define INVALID_FIELD "Invalid field."
#define MISSING_FIELD "Missing field."

void
cvk_sandbox_add_field_error (CvkArrayBuilder *errors, const char *field, const char *message)
{
  cvk_array_builder_append (errors,
                            cvk_value_new_object ("field", cvk_value_new_string (field), "message",
                                                  cvk_value_new_string (message), NULL));
}

gboolean
cvk_sandbox_is_email (const char *text)
{
  const char *at = strchr (text, '@');
  const char *dot = at != NULL ? strchr (at, '.') : NULL;

  return at != NULL && at > text && strchr (at + 1, '@') == NULL && dot != NULL && dot > at + 1 &&
         dot[1] != '\0' && strlen (text) <= 254 && strpbrk (text, " \t\r\n,;<>\"") == NULL;
}

static gboolean
is_in_list (const char *values, const char *text)
{
  g_auto (GStrv) list = g_strsplit (values, "|", -1);

  return g_strv_contains ((const char *const *) list, text);
}

static gboolean
is_passcode (const char *text, CvkSandboxPurpose purpose)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) &&
        strchr (purpose == CVK_SANDBOX_CREATE ? "@-_*!#" : "@-_*", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_weekdays (const char *text)
{
  g_auto (GStrv) days = g_strsplit (text, ",", -1);

  if (*text == '\0')
    return FALSE;
  for (char **day = days; *day != NULL; day++)
    {
      const char *number = g_strstrip (*day);

      if (strlen (number) != 1 || *number < '1' || *number > '7')
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_country (const char *text)
{
  return strlen (text) == 2 && g_ascii_isalpha (text[0]) && g_ascii_isalpha (text[1]);
}

static gboolean
has_format (const char *text, CvkSandboxFormat format, CvkSandboxPurpose purpose)
{
  int64_t instant;

  switch (format)
    {
    case CVK_SANDBOX_FORMAT_EMAIL:
      return cvk_sandbox_is_email (text);
    case CVK_SANDBOX_FORMAT_START:
      return cvk_sandbox_parse_start (text, "UTC", &instant);
    case CVK_SANDBOX_FORMAT_UTC:
      return cvk_sandbox_parse_start (text, "UTC", &instant) && g_str_has_suffix (text, "Z");
    case CVK_SANDBOX_FORMAT_ZONE:
      return cvk_sandbox_zone_is_known (text);
    case CVK_SANDBOX_FORMAT_PASSCODE:
      return is_passcode (text, purpose);
    case CVK_SANDBOX_FORMAT_WEEKDAYS:
      return is_weekdays (text);
    case CVK_SANDBOX_FORMAT_COUNTRY:
      return is_country (text);
    case CVK_SANDBOX_FORMAT_REQUIRED:
      return *text != '\0';
    case CVK_SANDBOX_FORMAT_ANY:
    default:
      return TRUE;
    }
}

static CvkValue *
check_boolean (const CvkValue *value)
{
  const char *text;

  if (cvk_value_is_boolean (value))
    return cvk_value_ref (value);
  if (!cvk_value_is_string (value))
    return NULL;
  text = cvk_value_get_string (value);
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    return NULL;
  return cvk_value_new_boolean (strcmp (text, "true") == 0);
}

/* Zoom takes a number in quotes as well. */
static CvkValue *
check_integer (const CvkSandboxField *field, const CvkValue *value)
{
  g_autofree char *text = NULL;
  int64_t number;

  if (cvk_value_is_integer (value))
    number = cvk_value_get_integer (value);
  else if (!cvk_value_is_string (value) ||
           !g_ascii_string_to_signed (cvk_value_get_string (value), 10, INT32_MIN, INT32_MAX,
                                      &number, NULL))
    return NULL;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (number < field->minimum || number > field->maximum ||
      (field->values != NULL && !is_in_list (field->values, text)))
    return NULL;
  return cvk_value_new_integer (number);
}

static CvkValue *
check_text (const CvkSandboxField *field, const CvkValue *value, CvkSandboxPurpose purpose)
{
  const char *text;

  if (!cvk_value_is_string (value))
    return NULL;
  text = cvk_value_get_string (value);
  if (strlen (text) != cvk_value_get_string_length (value) ||
      (field->maximum > 0 && g_utf8_strlen (text, -1) > field->maximum) ||
      (field->values != NULL && !is_in_list (field->values, text)) ||
      !has_format (text, field->format, purpose))
    return NULL;
  return cvk_value_ref (value);
}

static CvkValue *
check_list (const CvkSandboxField *field,
            const CvkValue *value,
            CvkSandboxPurpose purpose,
            const char *path,
            CvkArrayBuilder *errors)
{
  CvkArrayBuilder builder;

  if (!cvk_value_is_array (value) ||
      (field->maximum > 0 && cvk_value_get_length (value) > (size_t) field->maximum))
    return NULL;
  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const CvkValue *element = cvk_value_get_element (value, i);
      CvkValue *checked = NULL;

      if (field->fields != NULL && cvk_value_is_object (element))
        checked = cvk_sandbox_check_fields (field->fields, element, purpose, path, errors);
      else if (field->fields == NULL && cvk_value_is_string (element) &&
               has_format (cvk_value_get_string (element), field->format, purpose))
        checked = cvk_value_ref (element);
      if (checked == NULL)
        {
          cvk_array_builder_clear (&builder);
          return NULL;
        }
      cvk_array_builder_append (&builder, checked);
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
check_field (const CvkSandboxField *field,
             const CvkValue *value,
             CvkSandboxPurpose purpose,
             const char *path,
             CvkArrayBuilder *errors)
{
  switch (field->type)
    {
    case CVK_SANDBOX_FIELD_BOOLEAN:
      return check_boolean (value);
    case CVK_SANDBOX_FIELD_INTEGER:
      return check_integer (field, value);
    case CVK_SANDBOX_FIELD_TEXT:
      return check_text (field, value, purpose);
    case CVK_SANDBOX_FIELD_OBJECT:
      return cvk_value_is_object (value)
               ? cvk_sandbox_check_fields (field->fields, value, purpose, path, errors)
               : NULL;
    case CVK_SANDBOX_FIELD_LIST:
      return check_list (field, value, purpose, path, errors);
    default:
      return NULL;
    }
}

/* Zoom words a value that is not one of its list so, and names the field without its parents. */
static void
report (const CvkSandboxField *field, const char *path, CvkArrayBuilder *errors)
{
  g_autofree char *message =
    field->values != NULL ? g_strdup_printf ("Invalid parameter: %s.", field->name) : NULL;

  cvk_sandbox_add_field_error (errors, path, message != NULL ? message : INVALID_FIELD);
}

static unsigned
count_errors (const CvkArrayBuilder *errors)
{
  return errors->values != NULL ? errors->values->len : 0;
}

static gboolean
serves (const CvkSandboxField *field, CvkSandboxPurpose purpose)
{
  unsigned purposes =
    field->purposes != 0 ? field->purposes : CVK_SANDBOX_CREATE | CVK_SANDBOX_UPDATE;

  return (purposes & purpose) != 0;
}

CvkValue *
cvk_sandbox_check_fields (const CvkSandboxField *fields,
                          const CvkValue *input,
                          CvkSandboxPurpose purpose,
                          const char *path,
                          CvkArrayBuilder *errors)
{
  CvkObjectBuilder builder;

  cvk_object_builder_init (&builder);
  for (const CvkSandboxField *field = fields; field->name != NULL; field++)
    {
      const CvkValue *value = cvk_value_get_member (input, field->name);
      g_autofree char *place = NULL;
      unsigned before = count_errors (errors);
      CvkValue *checked;

      if (!serves (field, purpose))
        continue;
      place = *path != '\0' ? g_strconcat (path, ".", field->name, NULL) : g_strdup (field->name);
      if (value == NULL || cvk_value_is_null (value))
        {
          if (field->required)
            cvk_sandbox_add_field_error (errors, place, MISSING_FIELD);
          continue;
        }
      checked = check_field (field, value, purpose, place, errors);
      if (checked != NULL)
        cvk_object_builder_append (&builder, field->name, checked);
      else if (count_errors (errors) == before)
        report (field, place, errors);
    }
  return cvk_object_builder_end (&builder);
}
