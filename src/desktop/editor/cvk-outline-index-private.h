// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-outline-index.h"

G_BEGIN_DECLS

struct _CvkOutlineIndex
{
  CvkSession *session;   /* borrowed: whoever has the index has it */
  CvkDocument *document; /* owned */
  GPtrArray *order;      /* CvkNode, borrowed */
  GHashTable *positions; /* borrowed id to number, from 1 */
  GHashTable *next;      /* borrowed id to GPtrArray of borrowed ids */
  GHashTable *previous;

  /* owned; nullable: the first problem of each node, of the checks' result that is kept beside it
   */
  GHashTable *problem_of;
  GPtrArray *problems;
};

G_END_DECLS
