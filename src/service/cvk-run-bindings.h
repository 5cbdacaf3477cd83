// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/* What a client's options bind a pipeline's slots, files and inputs to. */
typedef struct
{
  char *path; /* nullable */
  CvkValue *inputs;
  GHashTable *connections; /* slot -> CvkConnection */
  GHashTable *files;       /* file slot or relative path -> absolute path */
  GStrv sandbox_slots;
  CvkRunPart part;
  char *node;      /* nullable: of the part */
  char *kept;      /* nullable: the id of the run that it goes on with */
  CvkValue *edits; /* nullable: number of an item at the node, from 0 -> fields */
  gboolean rehearses;
  gboolean spreads;        /* over days, without asking */
  char *approve;           /* nullable: the id of the rehearsal that was approved */
  GVariant *effects;       /* nullable: au, which of its changes; all without it */
  GHashTable *breakpoints; /* a set of ids of nodes */
} CvkRunBindings;

/* Whether a step of @document speaks to services and has no connection for it: a run sends
 * something then although nothing is bound. */
gboolean cvk_run_speaks_unconnected (CvkDocument *document, const CvkNodeTypes *types);

/* Adds what is wrong to @problems: "unknown-slot", "unknown-file", "invalid-option" for names the
 * pipeline does not have; "no-connection", "unknown-connection", "several-connections" and
 * "wrong-connection" for slots that cannot be filled. */
CvkRunBindings *cvk_run_bindings_new (CvkDocument *document,
                                      const CvkNodeTypes *types,
                                      GVariantDict *options,
                                      CvkHostConnections *connections,
                                      GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
void cvk_run_bindings_free (CvkRunBindings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkRunBindings, cvk_run_bindings_free)

G_END_DECLS
