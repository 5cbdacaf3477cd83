// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "marks.h"

#include <adwaita.h>
#include <string.h>

#include "desktop/forms/cvk-weekday-buttons.h"

/* --- What is in no brackets --- */

/* The first of two letters in a row outside of brackets; a unit or a key of one letter is no
 * word. NULL when there is none. */
static const char *
find_unmarked (const char *text)
{
  int depth = 0;
  gboolean after_letter = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gboolean is_letter = g_unichar_isalpha (g_utf8_get_char (at));

      if (*at == '[')
        depth++;
      else if (*at == ']')
        depth--;
      else if (is_letter && after_letter && depth <= 0)
        return g_utf8_prev_char (at);
      after_letter = is_letter;
    }
  return NULL;
}

typedef struct
{
  const char *const *data;
  const char *const *parts;
  GPtrArray *complaints;
} Search;

static gboolean
is_data (const Search *self, const char *text)
{
  for (unsigned i = 0; self->parts[i] != NULL; i++)
    if (strstr (text, self->parts[i]) != NULL)
      return TRUE;
  return g_strv_contains (self->data, text);
}

/* "Shift+Ctrl+Z": the toolkit writes them, in its own translation. */
static gboolean
is_key (const char *text)
{
  static const char *const names[] = { "Shift", "Ctrl",  "Alt",    "Up",        "Down",      "Left",
                                       "Right", "Space", "Return", "Delete",    "Escape",    "Home",
                                       "End",   "Menu",  "Tab",    "Backspace", "BackSpace", NULL };
  g_auto (GStrv) parts = g_strsplit (text, "+", -1);

  for (char **part = parts; *part != NULL; part++)
    if (g_utf8_strlen (*part, -1) > 3 && !g_strv_contains (names, *part))
      return FALSE;
  return strchr (text, ' ') == NULL && g_strv_length (parts) > 0 &&
         (parts[1] != NULL || g_strv_contains (names, text));
}

static void
judge (Search *self, GtkWidget *widget, const char *what, const char *text)
{
  const char *unmarked = text == NULL ? NULL : find_unmarked (text);

  if (unmarked != NULL && !is_data (self, text) && !is_key (text))
    g_ptr_array_add (self->complaints, g_strdup_printf ("the %s “%s” of a %s is no message", what,
                                                        text, G_OBJECT_TYPE_NAME (widget)));
}

static void
judge_property (Search *self, GtkWidget *widget, const char *what, GtkAccessibleProperty property)
{
  /* NULL when it is what was expected: nothing is named so. */
  g_autofree char *text = NULL;

  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), property))
    return;
  text = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, "\x01");
  /* GTK makes a tooltip the description. */
  if (g_strcmp0 (text, gtk_widget_get_tooltip_text (widget)) != 0)
    judge (self, widget, what, text);
}

static void
search (Search *self, GtkWidget *widget)
{
  /* The words of a window's buttons and of tabs are the toolkit's, those of weekdays the locale's.
   */
  if (!gtk_widget_get_mapped (widget) || GTK_IS_WINDOW_CONTROLS (widget) ||
      CVK_IS_WEEKDAY_BUTTONS (widget) || ADW_IS_TAB_BAR (widget))
    return;
  if (GTK_IS_LABEL (widget))
    judge (self, widget, "text", gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_TEXT (widget))
    judge (self, widget, "placeholder", gtk_text_get_placeholder_text (GTK_TEXT (widget)));
  if (GTK_IS_WINDOW (widget))
    judge (self, widget, "title", gtk_window_get_title (GTK_WINDOW (widget)));
  judge (self, widget, "tooltip", gtk_widget_get_tooltip_text (widget));
  /* That of a label is its text. */
  if (!GTK_IS_LABEL (widget))
    judge_property (self, widget, "name", GTK_ACCESSIBLE_PROPERTY_LABEL);
  judge_property (self, widget, "description", GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    search (self, child);
}

GPtrArray *
marks_list_unmarked (GtkWidget *root, const char *const *data, const char *const *parts)
{
  Search self = { data, parts, g_ptr_array_new_with_free_func (g_free) };

  search (&self, root);
  return self.complaints;
}

/* --- What is cut --- */

/* With “…”, or without where a label is smaller than its text. */
static gboolean
is_cut (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  PangoRectangle extents;

  if (pango_layout_is_ellipsized (layout))
    return TRUE;
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  return extents.width > gtk_widget_get_width (GTK_WIDGET (label)) + 1;
}

/* What is chosen of a list, which shows all of it in whole when it opens. */
static gboolean
is_choice (GtkWidget *widget)
{
  return GTK_IS_DROP_DOWN (widget) || ADW_IS_COMBO_ROW (widget);
}

/* The name of a pipeline is data, and takes the room of what stands below. */
static gboolean
is_title_of_data (GtkWidget *widget)
{
  return ADW_IS_WINDOW_TITLE (widget) &&
         strchr (adw_window_title_get_title (ADW_WINDOW_TITLE (widget)), '[') == NULL;
}

/* The beginning of a longer text in a list, in so many lines. */
static gboolean
is_beginning (GtkLabel *label)
{
  return gtk_label_get_ellipsize (label) != PANGO_ELLIPSIZE_NONE && gtk_label_get_lines (label) > 1;
}

static void
search_cut (GPtrArray *complaints, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || is_choice (widget) || is_title_of_data (widget))
    return;
  if (GTK_IS_LABEL (widget) && strchr (gtk_label_get_text (GTK_LABEL (widget)), '[') != NULL &&
      !is_beginning (GTK_LABEL (widget)) && is_cut (GTK_LABEL (widget)))
    g_ptr_array_add (complaints,
                     g_strdup_printf ("“%s” is cut", gtk_label_get_text (GTK_LABEL (widget))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    search_cut (complaints, child);
}

GPtrArray *
marks_list_cut (GtkWidget *root)
{
  GPtrArray *complaints = g_ptr_array_new_with_free_func (g_free);

  search_cut (complaints, root);
  return complaints;
}
