// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkLinesField:
 *
 * A setting that is a list: one line for each element, which can be added, removed and moved (by
 * Alt+Up and Alt+Down, and by the menu of the line). Subclasses say what a line looks like.
 */
#define CVK_TYPE_LINES_FIELD (cvk_lines_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (CvkLinesField, cvk_lines_field, CVK, LINES_FIELD, CvkField)

struct _CvkLinesFieldClass
{
  CvkFieldClass parent_class;

  /* A widget for an element; its changes are told by cvk_lines_field_changed(). Floating. */
  GtkWidget *(*make_line) (CvkLinesField *self);
  /* Shows element @index, @element. Not called when @line shows it already. */
  void (*show_line) (CvkLinesField *self, GtkWidget *line, unsigned index, const CvkValue *element);
  /* (transfer full) (nullable): NULL for a line that says nothing yet and is left out. */
  CvkValue *(*read_line) (CvkLinesField *self, GtkWidget *line);
  /* Whether a line can show it without losing anything. */
  gboolean (*can_show_element) (CvkLinesField *self, const CvkValue *element);
  /* Nullable: shows problems inside of a line. */
  void (*show_line_problems) (CvkLinesField *self, GtkWidget *line, GPtrArray *problems);
  /* The value as elements, and back; by default, both are an array. (transfer full) */
  CvkValue *(*split) (CvkLinesField *self, const CvkValue *value);
  CvkValue *(*join) (CvkLinesField *self, const CvkValue *elements);
  /* What the button says; translated. */
  const char *(*get_add_label) (CvkLinesField *self);

  gpointer padding[4];
};

/* The user changed a line. */
void cvk_lines_field_changed (CvkLinesField *self);
unsigned cvk_lines_field_get_length (CvkLinesField *self);
/* (transfer none) (nullable) */
GtkWidget *cvk_lines_field_get_line (CvkLinesField *self, unsigned index);
/* As the buttons do. */
void cvk_lines_field_add (CvkLinesField *self);
void cvk_lines_field_remove (CvkLinesField *self, unsigned index);
void cvk_lines_field_move (CvkLinesField *self, unsigned from, unsigned to);

G_END_DECLS
