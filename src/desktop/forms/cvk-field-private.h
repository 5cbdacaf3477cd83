// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

typedef struct
{
  CvkFieldContext *context;
  char *path;
  CvkValue *schema;
  CvkValue *value;     /* nullable */
  CvkProblem *problem; /* nullable: the one that is shown */
  gboolean is_required;
  gboolean is_pointless; /* because of another setting */
  gboolean is_left_out;  /* not what is searched for */
  unsigned showing; /* the value comes from outside: what the control says about it is no edit */

  GtkWidget *control;    /* nullable */
  CvkFieldLayout layout; /* of the control */
  GtkWidget *expression; /* nullable: CvkTokenView, once it was asked for */

  /* Template children. */
  GtkBox *main;
  GtkLabel *title;
  GtkWidget *required_mark;
  GtkToggleButton *variable_button;
  AdwBin *control_bin;
  GtkBox *suffixes;
  GtkLabel *note;
  GtkWidget *error_box;
  GtkImage *error_icon;
  GtkLabel *error;
  GtkButton *fix_button;
} CvkFieldPrivate;

CvkFieldPrivate *cvk_field_get_private (CvkField *self);

/* Whether the control can show @value (nullable); else it is shown as an expression. */
gboolean cvk_field_can_show (CvkField *self, const CvkValue *value);
void cvk_field_apply_layout (CvkField *self, CvkFieldLayout layout);
/* What stands in the field: the control of the subclass, or a text with variables. */
void cvk_field_show_control (CvkField *self);
void cvk_field_show_expression (CvkField *self);
/* The button for variables was toggled. */
void cvk_field_toggle_expression (CvkField *self, GtkToggleButton *button);

G_END_DECLS
