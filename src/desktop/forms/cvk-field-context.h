// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"
#include "desktop/forms/cvk-upstream.h"

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

/* The engine, for what it knows of accounts and runs; NULL where there is none.
 * (transfer none) (nullable) */
CvkEngineClient *cvk_field_context_get_client (CvkFieldContext *self);
/* For the form. */
void cvk_field_context_set_client (CvkFieldContext *self, CvkEngineClient *client);

/* What the settings are now; an object. (transfer none) */
CvkValue *cvk_field_context_get_settings (CvkFieldContext *self);
/* For the form; tells of it by "changed". */
void cvk_field_context_set_settings (CvkFieldContext *self, const CvkValue *settings);
/* Another setting by its dotted path; NULL when absent. (transfer none) (nullable) */
CvkValue *cvk_field_context_lookup (CvkFieldContext *self, const char *path);

/* What an absent setting says: "As in Zoom" for an action of a service, "Unchanged" for one that
 * changes something that is there, else "Not set".
 * (transfer full) */
char *cvk_field_context_dup_absent_label (CvkFieldContext *self) G_GNUC_WARN_UNUSED_RESULT;

/* What expressions of the node can read; NULL without a pipeline. Valid until "changed".
 * (transfer none) (nullable) */
CvkUpstream *cvk_field_context_get_upstream (CvkFieldContext *self);
/* For the form: links or nodes came or went, or say something else; tells of it by "changed". */
void cvk_field_context_forget_upstream (CvkFieldContext *self);
/* The first item that a node put out: of its pinned data, else of the last run.
 * (transfer full) (nullable) */
CvkValue *cvk_field_context_dup_sample (CvkFieldContext *self, const char *node_id)
  G_GNUC_WARN_UNUSED_RESULT;
/* @text with values of the last run in place of its expressions; NULL when it has none, or one of
 * them is not known. (transfer full) (nullable) */
char *cvk_field_context_dup_preview (CvkFieldContext *self, const char *text)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
