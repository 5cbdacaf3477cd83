// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Which fields a form has, and in which order: without any widget.
 *
 * Hints in a schema of settings: "x-order" (else the order of the text), "x-group" (title of the
 * group), "x-important" (1, 2, …: shown at once, in the block of that number), "x-deprecated" (only
 * shown while it is set), "x-requires" (see forms/cvk-field-need.h). An object whose members have
 * groups of their own, as Zoom's "settings", is no field: its members are. Members of the settings
 * that the schema does not know are fields too, in a block behind all others.
 */
typedef struct
{
  char *path; /* dotted */
  CvkValue *schema;
  char *group;    /* untranslated; empty without one */
  unsigned block; /* 0: not important */
  gboolean is_required;
  gboolean is_known; /* by the schema */
} CvkFormItem;

/* @settings: what is set now; an object. (transfer full) (element-type CvkFormItem) in order. When
 * nothing is marked as important, or there are only a few, everything is. */
GPtrArray *cvk_form_layout_list (const CvkValue *schema, const CvkValue *settings)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether both have the same fields in the same order. */
gboolean cvk_form_layout_equal (GPtrArray *a, GPtrArray *b);
/* Whether the object @schema asks for the member @name. */
gboolean cvk_form_layout_is_required (const CvkValue *schema, const char *name);
/* The members of the object @schema, by "x-order". (transfer container) (element-type utf8), names
 * borrowed from it. */
GPtrArray *cvk_form_layout_list_members (const CvkValue *schema) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
