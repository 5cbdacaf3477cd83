// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkFieldContext:
 *
 * What the fields of one form have in common: whose settings they show, and what the other settings
 * are at the moment. A form without a pipeline, such as the one for a run's inputs, has neither
 * session nor node; its fields take no expressions.
 *
 * Signal "changed" (): a setting of the node, or what flows into it, is different.
 */
#define CVK_TYPE_FIELD_CONTEXT (cvk_field_context_get_type ())
G_DECLARE_FINAL_TYPE (CvkFieldContext, cvk_field_context, CVK, FIELD_CONTEXT, GObject)

/* Both nullable together. */
CvkFieldContext *cvk_field_context_new (CvkSession *session, const char *node_id)
  G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable) */
CvkSession *cvk_field_context_get_session (CvkFieldContext *self);
const char *cvk_field_context_get_node_id (CvkFieldContext *self);
/* NULL when the node is gone. (transfer none) (nullable) */
CvkNode *cvk_field_context_get_node (CvkFieldContext *self);
const CvkNodeType *cvk_field_context_get_node_type (CvkFieldContext *self);

/* What the settings are now; an object. (transfer none) */
CvkValue *cvk_field_context_get_settings (CvkFieldContext *self);
/* For the form; tells of it by "changed". */
void cvk_field_context_set_settings (CvkFieldContext *self, const CvkValue *settings);
/* Another setting by its dotted path; NULL when absent. (transfer none) (nullable) */
CvkValue *cvk_field_context_lookup (CvkFieldContext *self, const char *path);

G_END_DECLS
