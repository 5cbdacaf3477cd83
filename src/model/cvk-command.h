// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkCommand:
 *
 * One step of editing a document: everything between cvk_command_new() and cvk_history_push() is
 * undone and redone together. Each function below changes the document at once and remembers how to
 * change it back; one that fails changes nothing. The document tells of the whole step once, when
 * it is pushed.
 *
 * Errors: CVK_DOCUMENT_ERROR_EDIT, a sentence for the user.
 */
typedef struct _CvkCommand CvkCommand;

/* @name: translated, for the menu ("Delete Nodes"); NULL takes the name of the first change. */
CvkCommand *cvk_command_new (CvkDocument *document, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Takes back what was changed, unless the command was pushed. */
void cvk_command_free (CvkCommand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCommand, cvk_command_free)
gboolean cvk_command_is_empty (const CvkCommand *self);
/* Translated; empty for an empty command. */
const char *cvk_command_get_name (const CvkCommand *self);

/* --- Nodes --- */

/* @id: NULL makes one from the type. Returns: the id, borrowed from the node; NULL with @error. */
const char *cvk_command_add_node (CvkCommand *self,
                                  const char *id,
                                  const char *type,
                                  double x,
                                  double y,
                                  GError **error);
/* Its links go too. */
gboolean cvk_command_remove_node (CvkCommand *self, const char *id, GError **error);
/* Their links go too, frames do not name them any more, and a frame around nothing else goes.
 * Linear in the pipeline. @ids: NULL-terminated; those that are not there are passed over. */
void cvk_command_remove_nodes (CvkCommand *self, const char *const *ids);
/* Without links, beside the original. Returns: as cvk_command_add_node(). */
const char *cvk_command_duplicate_node (CvkCommand *self,
                                        const char *id,
                                        const char *new_id,
                                        GError **error);
/* Links, frames and the references in expressions and scripts follow. */
gboolean cvk_command_rename_node (CvkCommand *self,
                                  const char *id,
                                  const char *new_id,
                                  GError **error);
/* Another type, such as an action chosen for a "zoom" node: id, label, slot, links and the fields
 * that the new type has too are kept. @types (nullable) tells which those are. */
gboolean cvk_command_set_node_type (CvkCommand *self,
                                    const char *id,
                                    const char *type,
                                    const CvkNodeTypes *types,
                                    GError **error);
gboolean cvk_command_set_node_settings (CvkCommand *self,
                                        const char *id,
                                        const CvkValue *settings,
                                        GError **error);
/* One field of the settings; @value NULL removes it. */
gboolean cvk_command_set_node_field (CvkCommand *self,
                                     const char *id,
                                     const char *field,
                                     const CvkValue *value,
                                     GError **error);
gboolean cvk_command_set_node_label (CvkCommand *self,
                                     const char *id,
                                     const char *label,
                                     GError **error);
gboolean cvk_command_set_node_slot (CvkCommand *self,
                                    const char *id,
                                    const char *slot,
                                    GError **error);
gboolean cvk_command_set_node_on_error (CvkCommand *self,
                                        const char *id,
                                        CvkOnError on_error,
                                        GError **error);
gboolean cvk_command_set_node_timeout (CvkCommand *self,
                                       const char *id,
                                       int64_t seconds,
                                       GError **error);
gboolean cvk_command_set_node_muted (CvkCommand *self,
                                     const char *id,
                                     gboolean muted,
                                     GError **error);
/* @items: an array of objects, or NULL. */
gboolean cvk_command_set_node_pinned (CvkCommand *self,
                                      const char *id,
                                      const CvkValue *items,
                                      GError **error);
gboolean cvk_command_move_node (CvkCommand *self,
                                const char *id,
                                double x,
                                double y,
                                GError **error);

/* --- Links: "node.port -> node.port" --- */

gboolean cvk_command_add_link (CvkCommand *self, const char *link, GError **error);
gboolean cvk_command_remove_link (CvkCommand *self, const char *link, GError **error);

/* --- What else a pipeline has: set adds or replaces --- */

gboolean cvk_command_set_slot (CvkCommand *self,
                               const char *name,
                               const char *connector,
                               const char *label,
                               GError **error);
gboolean cvk_command_remove_slot (CvkCommand *self, const char *name, GError **error);
gboolean cvk_command_set_file_slot (CvkCommand *self,
                                    const char *name,
                                    const char *label,
                                    const char *default_path,
                                    GError **error);
gboolean cvk_command_remove_file_slot (CvkCommand *self, const char *name, GError **error);
/* @value: an object; NULL removes the note or frame. */
gboolean cvk_command_set_note (CvkCommand *self,
                               const char *id,
                               const CvkValue *value,
                               GError **error);
gboolean cvk_command_set_frame (CvkCommand *self,
                                const char *id,
                                const CvkValue *value,
                                GError **error);
void cvk_command_set_name (CvkCommand *self, const char *name);
void cvk_command_set_description (CvkCommand *self, const char *description);
void cvk_command_set_settings (CvkCommand *self, const CvkValue *settings);

/* --- The whole pipeline --- */

/* Makes the pipeline the same as @document, as when its file was changed by another program. Nodes
 * that are in both stay the same struct. */
void cvk_command_replace_document (CvkCommand *self, CvkDocument *document);

G_END_DECLS
