// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-problem.h"
#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * CvkField:
 *
 * The row of a form for one setting: its title, the control that a subclass brings, a line under it
 * for what the value means, and what is wrong with it. Goes into an AdwPreferencesGroup, an
 * AdwExpanderRow or a GtkListBox.
 *
 * The value is the setting as the file holds it, NULL when the setting is absent. The form gives
 * it with cvk_field_set_value(); the subclass shows it, and hands over what the user does with
 * cvk_field_take_value(). A field never writes to the document itself.
 *
 * Fields that show no expressions themselves have a button that turns the control into a text with
 * variables; so does a value that the control cannot show. Nothing that a file holds is lost by
 * showing it.
 *
 * Signals:
 * "value-changed" (): the user changed the value; see cvk_field_get_value().
 * "edited" (): the user is done with it for now (the focus left); a step of undo ends here.
 */
#define CVK_TYPE_FIELD (cvk_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (CvkField, cvk_field, CVK, FIELD, AdwPreferencesRow)

typedef enum
{
  CVK_FIELD_BESIDE, /* title at the start, control at the end of the same line */
  CVK_FIELD_BELOW,  /* a small title, and the control under it over the whole width */
} CvkFieldLayout;

struct _CvkFieldClass
{
  AdwPreferencesRowClass parent_class;

  /* Makes the control and hands it to cvk_field_set_control(). Called once; context, path and
   * schema are there, and the value is absent. */
  void (*build) (CvkField *self);
  /* Shows @value (nullable: absent), which is not what it showed before; keeps focus and cursor
   * where it can. Only values that can_show() let through. */
  void (*show) (CvkField *self, const CvkValue *value);
  /* Whether the control can show @value (never NULL) without losing any of it. By default, when
   * its type is one that the schema asks for. */
  gboolean (*can_show) (CvkField *self, const CvkValue *value);
  /* Shows what is wrong. By default, the first of @problems (element-type CvkProblem, possibly
   * empty) under the control; a field with fields inside hands them on. */
  void (*show_problems) (CvkField *self, GPtrArray *problems);
  /* The control shows {{ expressions }} itself; can_show() is then asked about them too. */
  gboolean shows_expressions;

  /* What to say under a text with variables, @preview being the text with the values of the last
   * run; NULL: the preview itself. Nullable. (transfer full) (nullable) */
  char *(*describe_preview) (CvkField *self, const char *preview);

  gpointer padding[3];
};

/* --- For forms --- */

/* A dotted path in the settings. (transfer none) */
const char *cvk_field_get_path (CvkField *self);
/* (transfer none); an object. */
CvkValue *cvk_field_get_schema (CvkField *self);
/* (transfer none) */
CvkFieldContext *cvk_field_get_context (CvkField *self);
gboolean cvk_field_get_required (CvkField *self);
/* The title in the user's language. (transfer none) */
const char *cvk_field_get_title (CvkField *self);

/* NULL when absent. (transfer none) (nullable) */
CvkValue *cvk_field_get_value (CvkField *self);
/* Shows another value; emits nothing. */
void cvk_field_set_value (CvkField *self, const CvkValue *value);
/* (element-type CvkProblem) those of this field; empty when all is well. */
void cvk_field_set_problems (CvkField *self, GPtrArray *problems);
/* Whether another setting makes it pointless: it is shown only when it is set all the same. A field
 * finds out by itself, except in a list. */
void cvk_field_set_pointless (CvkField *self, gboolean is_pointless);
/* Whether it is not among what is searched for. */
void cvk_field_set_left_out (CvkField *self, gboolean is_left_out);
/* The sentence under the control. (transfer none) (nullable) */
const char *cvk_field_get_error (CvkField *self);

/* --- For subclasses --- */

/* Takes the floating @control. It gets the title as its accessible name; a control that holds
 * several focusable ones names them itself, see cvk_field_label(). */
void cvk_field_set_control (CvkField *self, GtkWidget *control, CvkFieldLayout layout);
/* (transfer none) (nullable) */
GtkWidget *cvk_field_get_control (CvkField *self);
/* Names @widget by the title of the field. */
void cvk_field_label (CvkField *self, GtkWidget *widget);
/* A line of text for a field. GTK takes a text of its own for a part of an entry, which screen
 * readers pass over. (transfer floating) */
GtkText *cvk_field_new_text (void);
/* Puts a button or another small widget at the end of the field. */
void cvk_field_add_suffix (CvkField *self, GtkWidget *widget);
/* Takes what the user made of the value (transfer full) (nullable: absent); tells of it when it is
 * another one. */
void cvk_field_take_value (CvkField *self, CvkValue *value);
/* What the value means, as a line under the control: plain text, NULL for none. */
void cvk_field_set_note (CvkField *self, const char *note);
/* What is wrong, NULL for nothing. @is_warning: it does not stop a run. */
void cvk_field_set_error (CvkField *self, const char *error, gboolean is_warning);

/* Whether @schema lets its texts hold expressions. */
gboolean cvk_field_takes_expressions (CvkField *self);

G_END_DECLS
