// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * CvkSandboxFaults:
 *
 * Answers that go wrong on demand. CONTROL.md names the kinds.
 */
typedef struct _CvkSandboxFault CvkSandboxFault;

/* How the bytes of the reply are spoilt. */
typedef enum
{
  CVK_SANDBOX_DAMAGE_NONE,
  CVK_SANDBOX_DAMAGE_DROPPED,
  CVK_SANDBOX_DAMAGE_TRUNCATED,
  CVK_SANDBOX_DAMAGE_CHUNK,
  CVK_SANDBOX_DAMAGE_GZIP,
} CvkSandboxDamage;

CvkSandboxFaults *cvk_sandbox_faults_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_faults_free (CvkSandboxFaults *self);

/* Adds a fault as the control protocol describes it; FALSE with a message when it is wrong. */
gboolean cvk_sandbox_faults_add (CvkSandboxFaults *self, const CvkValue *value, char **message);
void cvk_sandbox_faults_clear (CvkSandboxFaults *self);
/* The fault for this request, counted as used. (transfer none) (nullable): until the next call */
const CvkSandboxFault *cvk_sandbox_faults_take (CvkSandboxFaults *self,
                                                const CvkSandboxRequest *request);
/* Answers @request, or what the fault wants instead. (transfer full) */
CvkSandboxReply *cvk_sandbox_faults_answer (CvkSandbox *sandbox,
                                            const CvkSandboxFault *fault,
                                            const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;

CvkSandboxDamage cvk_sandbox_fault_get_damage (const CvkSandboxFault *self);
/* Milliseconds. */
int64_t cvk_sandbox_fault_get_delay (const CvkSandboxFault *self);

G_END_DECLS
