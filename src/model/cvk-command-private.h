// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-command.h"
#include "model/cvk-document-private.h"

G_BEGIN_DECLS

typedef enum
{
  CVK_LIST_NODES,
  CVK_LIST_LINKS,
  CVK_LIST_SLOTS,
  CVK_LIST_FILE_SLOTS,
  CVK_LIST_NOTES,
  CVK_LIST_FRAMES,
  CVK_LIST_PIPELINE, /* no list: name, description and settings */
} CvkListKind;

struct _CvkCommand
{
  CvkDocument *document; /* owned */
  char *name;            /* translated, nullable */
  GArray *changes;
  gboolean is_pushed;

  /* What the only change of the command sets, for merging; NULL when it cannot be merged. */
  char *merge_key;
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

/* Sets settings and their source: what did not change keeps its text. */
void cvk_node_set_settings (CvkNode *self, const CvkValue *settings);

G_END_DECLS
