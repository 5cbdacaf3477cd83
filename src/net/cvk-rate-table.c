// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-rate-table.h"

#include <string.h>

/* Whatever a service says, nobody sends it more a second. */
#define MOST 100000

static unsigned
lookup (const CvkValue *plan, const char *class, const char *name)
{
  CvkValue *classes = cvk_value_get_member (plan, "classes");
  int64_t number = cvk_value_lookup_integer (cvk_value_get_member (classes, class), name, 0);

  return (unsigned) CLAMP (number, 0, G_MAXINT32);
}

unsigned
cvk_rate_table_get_limit (const CvkValue *limits, const char *class)
{
  CvkValue *plans = limits != NULL ? cvk_value_get_member (limits, "plans") : NULL;

  if (class == NULL || plans == NULL || cvk_value_get_length (plans) == 0)
    return 0;
  return lookup (cvk_value_get_element (plans, 0), class, "second");
}

static gboolean
begins_with (const char *text, const char *beginning)
{
  return text != NULL && g_ascii_strncasecmp (text, beginning, strlen (beginning)) == 0;
}

/* The limit a second of the one plan that permits so many a day. */
static unsigned
find_plan (const CvkValue *limits, const char *class, unsigned per_day)
{
  CvkValue *plans = cvk_value_get_member (limits, "plans");
  unsigned found = 0;

  for (size_t i = 0; i < cvk_value_get_length (plans); i++)
    if (lookup (cvk_value_get_element (plans, i), class, "day") == per_day)
      {
        if (found != 0)
          return 0;
        found = lookup (cvk_value_get_element (plans, i), class, "second");
      }
  return found;
}

unsigned
cvk_rate_table_learn (const CvkValue *limits, const char *class, const CvkHttpResponse *response)
{
  const char *category = cvk_http_response_get_header (response, "x-ratelimit-category");
  const char *type = cvk_http_response_get_header (response, "x-ratelimit-type");
  const char *text = cvk_http_response_get_header (response, "x-ratelimit-limit");
  int64_t limit;

  if (cvk_rate_table_get_limit (limits, class) == 0 || text == NULL ||
      (category != NULL && g_ascii_strcasecmp (category, class) != 0) ||
      !g_ascii_string_to_signed (text, 10, 1, INT64_MAX, &limit, NULL))
    return 0;
  if (begins_with (type, "qps"))
    return (unsigned) MIN (limit, MOST);
  if (begins_with (type, "daily") && limit <= G_MAXINT32)
    return find_plan (limits, class, (unsigned) limit);
  return 0;
}
