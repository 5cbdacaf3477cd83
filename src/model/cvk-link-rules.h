// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* The ports of a node in their order; those of outputs end with "failed". Of a type that this build
 * does not know: those that links name, and "in" or "out". (transfer full), NULL-terminated, empty
 * when @node is not there. */
GStrv cvk_document_list_ports (CvkDocument *document,
                               const CvkNodeTypes *types,
                               const char *node,
                               gboolean is_output) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CvkLinkRules:
 *
 * Where a link that begins at one port may end. Made once when a link is begun, which takes time
 * linear in the pipeline; every question after that is quick. Good until the document changes.
 */
typedef struct _CvkLinkRules CvkLinkRules;

/* @is_output: the link begins at an output, and ends at an input. */
CvkLinkRules *cvk_link_rules_new (CvkDocument *document,
                                  const CvkNodeTypes *types,
                                  const char *node,
                                  const char *port,
                                  gboolean is_output) G_GNUC_WARN_UNUSED_RESULT;
void cvk_link_rules_free (CvkLinkRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkLinkRules, cvk_link_rules_free)

/* Whether a link may end at this port; else a sentence for the user in CVK_DOCUMENT_ERROR_EDIT. */
gboolean cvk_link_rules_check (CvkLinkRules *self,
                               const char *node,
                               const char *port,
                               GError **error);
/* The first port of @node where it may end, other than "failed", which only a person chooses; NULL
 * when there is none. (transfer full) (nullable) */
char *cvk_link_rules_find_port (CvkLinkRules *self, const char *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
