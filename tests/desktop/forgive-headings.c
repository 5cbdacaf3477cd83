// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Linked into the tests of widgets: forgives one warning of newer GTK, which tests would die of.
 *
 * AdwMessageDialog has its heading twice, large and small, and asks how high the large one is for
 * the width of the dialog before it knows whether there is room for it. GTK 4.18 warns of whoever
 * measures a widget for less than its minimum. The dialog then shows the small one: nothing is
 * wrong with what people see. Every other label that is measured too narrow stays fatal. */

#include <adwaita.h>
#include <stdio.h>

/* The large heading's class in AdwMessageDialog's template. */
#define LARGE_HEADING "title-2"

static gboolean
is_of_large_heading (const char *message)
{
  void *widget = NULL;
  int end = 0;

  if (sscanf (message,
              "Trying to measure GtkLabel %p for width of %*d, but it needs at least %*d%n",
              &widget, &end) != 1 ||
      end == 0 || message[end] != '\0')
    return FALSE;
  return gtk_widget_has_css_class (widget, LARGE_HEADING) &&
         ADW_IS_MESSAGE_DIALOG (gtk_widget_get_root (widget));
}

static const char *
field (const GLogField *fields, size_t n_fields, const char *key)
{
  for (size_t i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, key) && fields[i].length < 0)
      return fields[i].value;
  return "";
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, size_t n_fields, void *user_data)
{
  if ((level & G_LOG_LEVEL_WARNING) != 0 &&
      g_str_equal (field (fields, n_fields, "GLIB_DOMAIN"), "Gtk") &&
      is_of_large_heading (field (fields, n_fields, "MESSAGE")))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

__attribute__ ((constructor)) static void
forgive_headings (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}
