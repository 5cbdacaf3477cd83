// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-fix.h"

G_BEGIN_DECLS

typedef gboolean (*CvkFixApply) (const CvkFix *self, CvkCommand *command, GError **error);

struct _CvkFix
{
  CvkDocument *document; /* owned */
  const CvkNodeTypes *types;
  CvkFixApply apply;
  char *title;
  /* What @apply needs; each nullable. */
  char *node;
  char *field;
  char *name;
  char *other;
  CvkValue *value;
};

typedef struct
{
  CvkDocument *document;
  const CvkNodeTypes *types;
  const CvkProblem *problem;
  const CvkNode *node; /* nullable */
  const char *field;   /* nullable */
  const char *own_zone;
  GPtrArray *fixes;
} CvkFixOffer;

/* Offers a fix for the node and field of the problem; takes @title. Returns: borrowed from the
 * list, for setting more. */
CvkFix *cvk_fix_offer (CvkFixOffer *offer, CvkFixApply apply, char *title);
/* Offers to set the field of the problem, or @field where that is not NULL, to @value (transfer
 * full) (nullable: to remove it). */
void cvk_fix_offer_value (CvkFixOffer *offer, const char *field, CvkValue *value, char *title);
/* The title of a setting in the user's language; its path where it has none. (transfer full) */
char *cvk_fix_dup_field_title (const CvkFixOffer *offer, const char *field);

/* Settings at dotted paths, which may name elements of arrays too: cvk-fix-settings.c. */
CvkValue *cvk_fix_settings_lookup (CvkValue *settings, const char *path);
/* @value NULL removes. (transfer full) (nullable): NULL when there is no such place. */
CvkValue *cvk_fix_settings_replace (const CvkValue *settings,
                                    const char *path,
                                    const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

/* What each kind of problem is offered. */
void cvk_fix_offer_unknown_field (CvkFixOffer *offer);
void cvk_fix_offer_unknown_reference (CvkFixOffer *offer);
void cvk_fix_offer_excluded_field (CvkFixOffer *offer);
void cvk_fix_offer_plain_braces (CvkFixOffer *offer);
void cvk_fix_offer_file_slot (CvkFixOffer *offer);
void cvk_fix_offer_suggestion (CvkFixOffer *offer);
void cvk_fix_offer_links_of_node (CvkFixOffer *offer);
void cvk_fix_offer_links_of_port (CvkFixOffer *offer);
void cvk_fix_offer_one_link (CvkFixOffer *offer);
void cvk_fix_offer_type (CvkFixOffer *offer);
void cvk_fix_offer_slot (CvkFixOffer *offer);
void cvk_fix_offer_inner_file (CvkFixOffer *offer);
void cvk_fix_offer_meeting (CvkFixOffer *offer);

G_END_DECLS
