// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"
#include "desktop/forms/cvk-field.h"

/* One field of one node in a window, and what a user does with it. What the field says becomes a
 * setting of the node, as a form does it. */
typedef struct
{
  CvkSession *session;
  CvkFieldContext *context;
  GtkWidget *window;
  GtkWidget *list;
  CvkField *field;
  char *path;
} Rows;

/* @settings in single quotes. */
Rows *rows_open (const char *type, const char *path, const char *settings);
/* Another field in its place, for a schema that no type has. */
void rows_replace_field (Rows *self, const char *schema);
/* A node "source" of @type in front, whose pinned @items (in single quotes) stand for a run. */
void rows_add_source (Rows *self, const char *type, const char *items);
/* Closes the window; nothing is left of field and session. */
void rows_close (Rows *self);

/* Everything that is due. */
void rows_settle (void);
/* The setting as JSON in single quotes; NULL when it is absent. */
void rows_assert_value (Rows *self, const char *json);
/* The line under the control; empty without one. */
const char *rows_get_note (Rows *self);

/* The widget of that type below @widget, the @index th in their order; NULL when there is none. */
gpointer rows_find (gpointer widget, GType type, unsigned index);
/* The button with that accessible name. */
gpointer rows_find_named (gpointer widget, const char *name);
/* The visible label that holds @text. */
gpointer rows_find_text (gpointer widget, const char *text);
void rows_click (gpointer widget, const char *name);
/* At the end of what stands there. */
void rows_type (gpointer editable, const char *text);
