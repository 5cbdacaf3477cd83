// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkTreeValue:
 *
 * A line of a tree that shows JSON: a member of an object with its name, or an element of a list
 * with its number.
 */
#define CVK_TYPE_TREE_VALUE (cvk_tree_value_get_type ())
G_DECLARE_FINAL_TYPE (CvkTreeValue, cvk_tree_value, CVK, TREE_VALUE, GObject)

/* What is in @value (nullable), in its order. (transfer full) (nullable): NULL for what has nothing
 * in it. */
GListModel *cvk_tree_value_list_parts (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

/* A line that says something of the others, with nothing in it. */
CvkTreeValue *cvk_tree_value_new (const char *name, const CvkValue *value)
  G_GNUC_WARN_UNUSED_RESULT;

/* The name, or the number counted from 1. (transfer none) */
const char *cvk_tree_value_get_name (CvkTreeValue *self);
/* (transfer none) */
CvkValue *cvk_tree_value_get_value (CvkTreeValue *self);

G_END_DECLS
