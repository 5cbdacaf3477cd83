// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkPlan:
 *
 * What a rehearsal would have changed, in the order in which it came to it. Values that nobody
 * knows before the thing is done, such as the number of a meeting, are guesses: texts of our own
 * that can be found again in whatever was made of them.
 */
typedef struct _CvkPlan CvkPlan;

/* One change. Texts and values are owned by the plan. */
typedef struct
{
  char *key;         /* node and line of descent: the same for the same item of the real run */
  char *node;        /* id */
  unsigned number;   /* of the item at its step, from 0 */
  char *kind;        /* "create", "update", "delete", "send" or "write" */
  char *subject;     /* nullable: what people call the thing */
  CvkValue *changes; /* [{"field", "from", "to", "guess"}], "from" only where it is known */
  char *request_hash;
  gboolean is_series; /* all dates of a recurring thing */
  gboolean is_guess;  /* depends on what another change would give */
} CvkPlannedEffect;

CvkPlan *cvk_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
CvkPlan *cvk_plan_ref (CvkPlan *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_plan_unref (CvkPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkPlan, cvk_plan_unref)

/* Takes @effect and its members. */
void cvk_plan_add (CvkPlan *self, CvkPlannedEffect *effect);
/* (transfer none) (element-type CvkPlannedEffect) */
GPtrArray *cvk_plan_get_effects (CvkPlan *self);
/* The text that stands for @field of what @node would give. (transfer none) */
const char *cvk_plan_make_guess (CvkPlan *self, const char *node, const char *field);
/* Whether a guess stands anywhere in @value (nullable). */
gboolean cvk_plan_holds_guess (CvkPlan *self, const CvkValue *value);
gboolean cvk_plan_text_holds_guess (CvkPlan *self, const char *text);
/* [{"number", "node", "item", "kind", "subject", "changes", "series", "guess"}], numbers from 1.
 * (transfer full) */
CvkValue *cvk_plan_to_value (CvkPlan *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CvkApproval:
 *
 * Which changes of a plan the user has said yes to. A run that is given one changes these and
 * nothing else.
 */
typedef struct _CvkApproval CvkApproval;

typedef enum
{
  CVK_APPROVAL_GIVEN,
  CVK_APPROVAL_WITHHELD,  /* the user left it out */
  CVK_APPROVAL_DIFFERENT, /* not what the user has seen */
} CvkApprovalAnswer;

/* @numbers: (nullable): of the changes approved, from 1, as cvk_plan_to_value() has them; NULL: all
 */
CvkApproval *cvk_approval_new (CvkPlan *plan, const unsigned *numbers, size_t n_numbers)
  G_GNUC_WARN_UNUSED_RESULT;
CvkApproval *cvk_approval_ref (CvkApproval *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_approval_unref (CvkApproval *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkApproval, cvk_approval_unref)
/* @request_hash: (nullable): NULL asks before the request is known. What was a guess may be
 * another request by now. */
CvkApprovalAnswer cvk_approval_ask (CvkApproval *self, const char *key, const char *request_hash);
/* For the journal, and back. */
CvkValue *cvk_approval_to_value (CvkApproval *self) G_GNUC_WARN_UNUSED_RESULT;
CvkApproval *cvk_approval_new_from_value (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
