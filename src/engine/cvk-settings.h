// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "engine/cvk-scope.h"

G_BEGIN_DECLS

/**
 * CvkSettings:
 *
 * The settings of a node, taken apart once for a run: what is fixed is checked and brought to its
 * type here, what holds expressions is evaluated for each item. Immutable.
 *
 * Expressions that are JavaScript are numbered; who evaluates asks convoke-script first and passes
 * the values in, so that evaluation itself never waits.
 */
typedef struct _CvkSettings CvkSettings;

/* @schema of the settings (x-template, types, required). Problems name the field. (transfer full)
 * (nullable) */
CvkSettings *cvk_settings_new (CvkValue *settings, CvkValue *schema, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_settings_free (CvkSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSettings, cvk_settings_free)

size_t cvk_settings_get_n_scripts (const CvkSettings *self);
/* A script expression. Borrowed from the settings. */
typedef struct
{
  const char *source;
  const char *const *nodes; /* nullable: ids of the nodes it names, NULL-terminated */
  gboolean all_nodes;       /* it may read any node */
  const char *field;        /* dotted path of the setting it stands in */
} CvkSettingsScript;

const CvkSettingsScript *cvk_settings_get_script (const CvkSettings *self, size_t index);

/* @script_values: one per script (borrowed), NULL when there are none. (transfer full) (nullable):
 * an object; NULL sets @problem with the field. */
CvkValue *cvk_settings_evaluate (const CvkSettings *self,
                                 const CvkScope *scope,
                                 CvkValue *const *script_values,
                                 CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
