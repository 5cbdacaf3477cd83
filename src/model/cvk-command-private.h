// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-change.h"
#include "model/cvk-command.h"

G_BEGIN_DECLS

struct _CvkCommand
{
  CvkDocument *document; /* owned */
  char *name;            /* translated, nullable */
  GArray *changes;       /* CvkChange */
  gboolean is_pushed;
  unsigned found; /* what cvk_command_find() found last */

  /* What the only change of the command sets, for merging; NULL when it cannot be merged. */
  char *merge_key;

  char *stored; /* nullable: the step as text, as long as that holds */
};

/* The changes that all others are made of. They take the element. @name is the translated name of
 * the step; @merge_key (nullable) tells whether two steps set the same thing. */
void cvk_command_insert (CvkCommand *self,
                         CvkListKind list,
                         unsigned index,
                         gpointer element,
                         const char *name);
void cvk_command_remove (CvkCommand *self, CvkListKind list, unsigned index, const char *name);
void cvk_command_replace (CvkCommand *self,
                          CvkListKind list,
                          unsigned index,
                          gpointer element,
                          CvkDocumentParts parts,
                          const char *name,
                          const char *merge_key);
/* Number of an element in its list. */
unsigned cvk_command_find (CvkCommand *self, CvkListKind list, gconstpointer element);

/* Takes back or repeats the whole step, and lets the document tell. */
void cvk_command_undo (CvkCommand *self);
void cvk_command_redo (CvkCommand *self);
/* The document tells of what the step touched. */
void cvk_command_announce (CvkCommand *self);

gboolean cvk_command_fail (GError **error, const char *format, const char *name);

/* The settings of @node with references to the nodes in @ids (old id to new id, utf8) changed; NULL
 * when there are none. No new id may be an old one too. (transfer full) (nullable) */
CvkValue *cvk_command_rename_in_settings (const CvkNode *node, GHashTable *ids)
  G_GNUC_WARN_UNUSED_RESULT;

/* Sets settings and their source: what did not change keeps its text. */
void cvk_node_set_settings (CvkNode *self, const CvkValue *settings);

G_END_DECLS
