// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-help-copy.h"

#include <glib/gstdio.h>
#include <string.h>

#define FOLDER_MODE 0700

static gboolean
has_anchor (const char *text, const char *anchor)
{
  g_autofree char *mark = g_strdup_printf (" id=\"%s\"", anchor);

  return strstr (text, mark) != NULL;
}

/* As build-aux/help-to-html names places: the section, or its page where that has no such section,
 * or NULL. Topics are ours, with nothing in them to be escaped. (transfer full) */
static char *
find_anchor (const char *text, const char *topic)
{
  g_auto (GStrv) parts = g_strsplit (topic, "#", 2);
  g_autofree char *anchor = g_strjoinv ("--", parts);

  if (has_anchor (text, anchor))
    return g_steal_pointer (&anchor);
  return has_anchor (text, parts[0]) ? g_strdup (parts[0]) : NULL;
}

/* When everything is there, so that pictures in front of it move it no more. */
static char *
add_beginning (const char *text, const char *anchor)
{
  const char *end = g_strrstr (text, "</body>");

  if (end == NULL)
    return g_strdup (text);
  return g_strdup_printf ("%.*s<script>addEventListener ('load', () => location.replace ('#%s'));"
                          "</script>\n%s",
                          (int) (end - text), text, anchor, end);
}

static char *
write_copy (const char *text, GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "convoke", NULL);
  g_autofree char *path = g_build_filename (folder, "manual.html", NULL);

  /* Where it fails, writing does too, and says why. */
  (void) g_mkdir_with_parents (folder, FOLDER_MODE);
  if (!g_file_set_contents (path, text, -1, error))
    return NULL;
  return g_steal_pointer (&path);
}

char *
cvk_help_copy_make (const char *manual, const char *topic, GError **error)
{
  g_autofree char *anchor = NULL;
  g_autofree char *text = NULL;
  g_autofree char *copy = NULL;

  g_return_val_if_fail (manual != NULL, NULL);

  if (topic == NULL)
    return g_strdup (manual);
  if (!g_file_get_contents (manual, &text, NULL, error))
    return NULL;
  anchor = find_anchor (text, topic);
  if (anchor == NULL)
    return g_strdup (manual);
  copy = add_beginning (text, anchor);
  return write_copy (copy, error);
}
