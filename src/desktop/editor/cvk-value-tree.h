// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkValueTree:
 *
 * One JSON value as a tree of names and values that can be opened, for looking at. Its texts are
 * data.
 */
#define CVK_TYPE_VALUE_TREE (cvk_value_tree_get_type ())
G_DECLARE_FINAL_TYPE (CvkValueTree, cvk_value_tree, CVK, VALUE_TREE, AdwBin)

GtkWidget *cvk_value_tree_new (void);
/* @value: (nullable) */
void cvk_value_tree_set_value (CvkValueTree *self, CvkValue *value);
/* Shows all of the long texts that are fields of the value, or its elements. */
void cvk_value_tree_open_texts (CvkValueTree *self);

G_END_DECLS
