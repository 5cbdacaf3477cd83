// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-connect"

#include "connect/cvk-review-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"
#include "connect/cvk-connectors.h"

#define MAX_TITLE 200
#define MAX_NAME 60
#define MAX_STEPS 5

static char *
clean (const char *text, size_t max_characters)
{
  g_autofree char *plain = cvk_text_for_terminal (text, FALSE);

  return cvk_text_shorten (plain, max_characters);
}

/* Kinds that one type of step stands for: the type is what it is. */
static gboolean
is_type (CvkWantKind kind)
{
  return kind == CVK_WANT_START_LINK || kind == CVK_WANT_DESK || kind == CVK_WANT_SCRIPT ||
         kind == CVK_WANT_TRIGGER;
}

/* With the home folder as people write it. The end of a path says more than its middle. */
static char *
clean_path (const char *path)
{
  const char *home = g_get_home_dir ();
  size_t length = strlen (home);
  g_autofree char *shown = NULL;

  if (length > 1 && strncmp (path, home, length) == 0 && path[length] == '/')
    shown = g_strconcat ("~", path + length, NULL);
  return clean (shown != NULL ? shown : path, MAX_TITLE);
}

char *
cvk_want_dup_title (const CvkWant *self)
{
  const CvkWantStep *first = g_ptr_array_index (self->steps, 0);

  if (self->what == NULL)
    return g_strdup (_ ("Computed while it runs"));
  if (is_type (self->kind))
    return g_strdup (_ (first->type->title));
  if (self->kind == CVK_WANT_CONNECTION)
    return clean (_ (cvk_connector_get_wanted_title (self->what)), MAX_TITLE);
  if (self->kind == CVK_WANT_READ || self->kind == CVK_WANT_WRITE)
    return clean_path (self->what);
  return clean (self->what, MAX_TITLE);
}

static char *
dup_name (const CvkWant *self, const CvkWantStep *step)
{
  const char *name = _ (step->type->title);

  if (is_type (self->kind))
    name = step->label != NULL && *step->label != '\0' ? step->label : step->node;
  return clean (name, MAX_NAME);
}

char *
cvk_want_dup_steps (const CvkWant *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;
  unsigned more = 0;

  for (unsigned i = 0; i < self->steps->len; i++)
    {
      g_autofree char *name = dup_name (self, g_ptr_array_index (self->steps, i));

      if (g_hash_table_contains (seen, name))
        continue;
      if (names->len == MAX_STEPS)
        {
          more++;
          continue;
        }
      g_hash_table_add (seen, name);
      g_ptr_array_add (names, g_steal_pointer (&name));
    }
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **) names->pdata);
  if (more == 0)
    return g_steal_pointer (&list);
  /* Translators: %s is a list of steps. */
  return g_strdup_printf (ngettext ("%s and %'u more", "%s and %'u more", more), list, more);
}
