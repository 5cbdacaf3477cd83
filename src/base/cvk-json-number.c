// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-json-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Doubles hold these powers of ten, and integers up to 2^53, without rounding; one multiplication
 * or division of two exact numbers is then rounded correctly. */
static const double exact_powers[] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

#define MAX_EXACT_INTEGER (UINT64_C (1) << 53)

gboolean
cvk_json_read_integer (const char *source, size_t length, int64_t *integer)
{
  gboolean negative = source[0] == '-';
  uint64_t limit = negative ? (uint64_t) INT64_MAX + 1 : INT64_MAX;
  uint64_t magnitude = 0;

  for (size_t i = negative ? 1 : 0; i < length; i++)
    {
      unsigned digit = (unsigned) (source[i] - '0');

      if (magnitude > (limit - digit) / 10)
        return FALSE;
      magnitude = magnitude * 10 + digit;
    }
  *integer = negative ? (int64_t) (0 - magnitude) : (int64_t) magnitude;
  return TRUE;
}

/* The usual short numbers; FALSE when the general way is needed. */
static gboolean
read_short_double (const char *source, size_t length, double *number)
{
  gboolean negative = source[0] == '-';
  uint64_t digits = 0;
  int exponent = 0;
  gboolean fraction = FALSE;

  if (FLT_EVAL_METHOD != 0 || length > 18)
    return FALSE;
  for (size_t i = negative ? 1 : 0; i < length; i++)
    {
      if (source[i] == '.')
        fraction = TRUE;
      else if (g_ascii_isdigit (source[i]))
        {
          digits = digits * 10 + (unsigned) (source[i] - '0');
          exponent -= fraction ? 1 : 0;
        }
      else
        return FALSE;
    }
  if (digits > MAX_EXACT_INTEGER)
    return FALSE;
  *number = (double) digits / exact_powers[-exponent];
  if (negative)
    *number = -*number;
  return TRUE;
}

gboolean
cvk_json_read_double (const char *source, size_t length, double *number)
{
  char space[64];
  g_autofree char *copy = NULL;
  char *text = space;

  if (read_short_double (source, length, number))
    return TRUE;
  if (length >= sizeof space)
    text = copy = g_malloc (length + 1);
  memcpy (text, source, length);
  text[length] = '\0';
  *number = g_ascii_strtod (text, NULL);
  return isfinite (*number);
}

size_t
cvk_json_format_integer (int64_t integer, char text[CVK_JSON_NUMBER_SPACE])
{
  char digits[CVK_JSON_NUMBER_SPACE];
  uint64_t magnitude = integer < 0 ? 0 - (uint64_t) integer : (uint64_t) integer;
  size_t count = 0;
  size_t length = 0;

  do
    digits[count++] = (char) ('0' + magnitude % 10);
  while ((magnitude /= 10) > 0);
  if (integer < 0)
    text[length++] = '-';
  while (count > 0)
    text[length++] = digits[--count];
  text[length] = '\0';
  return length;
}

size_t
cvk_json_format_double (double number, char text[CVK_JSON_NUMBER_SPACE])
{
  /* 15 digits always come back unchanged, 17 always tell two doubles apart; the smallest doubles
   * have fewer digits than that. */
  int precision = fabs (number) < DBL_MIN ? 1 : 15;
  size_t length = 0;

  if (number == 0 && signbit (number))
    {
      memcpy (text, "-0.0", 5);
      return 4;
    }
  if (fabs (number) < 1e15 && number == (double) (int64_t) number)
    {
      /* Integral ones are frequent, and exact. */
      length = cvk_json_format_integer ((int64_t) number, text);
      memcpy (text + length, ".0", 3);
      return length + 2;
    }
  for (; precision < 17; precision++)
    {
      char format[8] = { '%', '.', (char) ('0' + precision / 10), (char) ('0' + precision % 10),
                         'g' };

      g_ascii_formatd (text, CVK_JSON_NUMBER_SPACE, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }
  if (precision == 17)
    g_ascii_formatd (text, CVK_JSON_NUMBER_SPACE, "%.17g", number);
  length = strlen (text);
  if (strpbrk (text, ".e") == NULL)
    {
      memcpy (text + length, ".0", 3);
      length += 2;
    }
  return length;
}
