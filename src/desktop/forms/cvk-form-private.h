// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"
#include "desktop/forms/cvk-form-layout.h"
#include "desktop/forms/cvk-form.h"
#include "desktop/forms/cvk-node-options.h"

G_BEGIN_DECLS

/* What a row of a closed group knows: which group it is, untranslated. */
#define CVK_FORM_GROUP_KEY "cvk-group"

struct _CvkForm
{
  GtkBox parent_instance;

  CvkSession *session;
  char *node_id;
  CvkFieldContext *context;
  GSignalGroup *document_signals;

  char *type;            /* of the node, when the form was made; nullable */
  GPtrArray *items;      /* CvkFormItem */
  GPtrArray *fields;     /* CvkField, borrowed from the widgets */
  GPtrArray *group_rows; /* AdwExpanderRow, borrowed from them too */
  char *last_path;       /* nullable: of the setting that was written last */

  /* While the form is being made, a few fields at a time. */
  unsigned making_source;
  unsigned block;            /* of important fields, counted from 1 */
  unsigned next_item;        /* that is looked at for this block */
  gboolean is_begun;         /* it has a list */
  AdwPreferencesGroup *list; /* borrowed, nullable: the last one */

  /* All owned by the box, and nullable. */
  GtkWidget *groups;
  AdwActionRow *all_row; /* opens the rest */
  GtkImage *all_arrow;
  GtkWidget *rest; /* the search, and closed groups of what is not important */
  GtkWidget *search;
  GtkWidget *nothing_found;
  gboolean is_searching; /* groups are open and hidden by what was found */
  CvkNodeOptions *options;
};

/* cvk-form.c */
/* (transfer floating): with the value and the signals of its setting. */
CvkField *cvk_form_make_field (CvkForm *self, const CvkFormItem *item);
AdwPreferencesGroup *cvk_form_add_list (CvkForm *self);
void cvk_form_show_problems (CvkForm *self);

/* cvk-form-making.c */
/* Begins to make the fields; the rest follows a few at a time. Takes @items, of
 * cvk_form_layout_list(). */
void cvk_form_build (CvkForm *self, CvkNode *node, GPtrArray *items);
/* Makes at once what of it is still to come. */
void cvk_form_finish (CvkForm *self);
void cvk_form_clear (CvkForm *self);

/* cvk-form-rest.c: what is not important, in groups that are closed, with a search over all. */
/* The row that leads there, at the end of @list; nothing when everything is important. @list:
 * (nullable): NULL for one of its own. */
void cvk_form_rest_add_row (CvkForm *self, AdwPreferencesGroup *list);
/* Opens what hides the field at @path. */
void cvk_form_rest_reveal (CvkForm *self, const char *path);

G_END_DECLS
