// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Answers lines of questions for test-zones, which asks an independent implementation too:
 *   instant ZONE MICROSECONDS    the time in the zone
 *   wall ZONE TEXT               kind and time of a wall time read in the zone
 */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/cvk-datetime.h"

static CvkDateTime *
answer (char **words, const char **kind_name, GError **error)
{
  static const char *const names[] = { "unique", "gap", "repeated" };
  CvkWallTimeKind kind = CVK_WALL_TIME_UNIQUE;
  g_autoptr (CvkDateTime) wall = NULL;
  CvkDateTime *date = NULL;

  *kind_name = "";
  if (g_str_equal (words[0], "instant"))
    return cvk_date_time_from_instant (g_ascii_strtoll (words[2], NULL, 10), words[1], error);
  wall = cvk_date_time_parse (words[2], error);
  if (wall == NULL)
    return NULL;
  date = cvk_date_time_resolve (wall, words[1], &kind, error);
  *kind_name = names[kind];
  return date;
}

int
main (void)
{
  char line[256] = "";

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkDateTime) date = NULL;
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 3);
      const char *kind = NULL;

      if (g_strv_length (words) != 3)
        return 2;
      date = answer (words, &kind, &error);
      if (date == NULL)
        printf ("error %s\n", error->message);
      else
        printf ("%s %d %04d-%02d-%02dT%02d:%02d:%02d %" G_GINT64_FORMAT "\n", kind, date->offset,
                date->year, date->month, date->day, date->hour, date->minute, date->second,
                date->instant);
    }
  return 0;
}
