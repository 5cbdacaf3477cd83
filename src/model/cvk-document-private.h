// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-json.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* Shared by the reader, the writer, the checks and the commands; nobody else writes into it. */
struct _CvkDocument
{
  GObject parent_instance;

  char *name;
  char *description;     /* nullable */
  CvkValue *settings;    /* object; never NULL */
  char *settings_source; /* nullable: as it stood in the file */

  /* owned elements, in the order of the file */
  GPtrArray *nodes;
  GPtrArray *links;
  GPtrArray *slots;
  GPtrArray *file_slots;
  GPtrArray *notes;
  GPtrArray *frames;
  GPtrArray *pipelines;   /* owned CvkCarriedPipeline; nullable */
  GArray *unknown;        /* CvkUnknownMember, of the pipeline itself */
  GArray *unknown_layout; /* CvkUnknownMember: places of nodes that are not there */

  /* borrowed names to borrowed elements */
  GHashTable *nodes_by_id;
  GHashTable *slots_by_name;
  GHashTable *file_slots_by_name;

  gboolean changed; /* since it was read: lines and columns no longer hold */
};

#define CVK_DOCUMENT_FORMAT_VERSION 1
/* Pipelines inside of each other. */
#define CVK_DOCUMENT_MAX_DEPTH 8
/* Seconds: a year. */
#define CVK_NODE_MAX_TIMEOUT (366 * 24 * 60 * 60)

CvkNode *cvk_node_new (const char *id, const char *type) G_GNUC_WARN_UNUSED_RESULT;
CvkNode *cvk_node_copy (const CvkNode *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_node_free (CvkNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkNode, cvk_node_free)

CvkLink *cvk_link_copy (const CvkLink *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_link_free (CvkLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkLink, cvk_link_free)
/* Takes "node.port -> node.port" apart; NULL when it is something else. */
CvkLink *cvk_link_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

CvkConnectionSlot *cvk_connection_slot_copy (const CvkConnectionSlot *self)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_connection_slot_free (CvkConnectionSlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkConnectionSlot, cvk_connection_slot_free)

CvkFileSlot *cvk_file_slot_copy (const CvkFileSlot *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_file_slot_free (CvkFileSlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkFileSlot, cvk_file_slot_free)

CvkAnnotation *cvk_annotation_copy (const CvkAnnotation *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_annotation_free (CvkAnnotation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkAnnotation, cvk_annotation_free)

GArray *cvk_unknown_members_new (void) G_GNUC_WARN_UNUSED_RESULT;
GArray *cvk_unknown_members_copy (const GArray *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_unknown_members_add (GArray **self, const char *name, const char *source, size_t length);

/* Appends to the list and its index. Takes the element; FALSE, and the element is freed, when the
 * name is taken. */
gboolean cvk_document_take_node (CvkDocument *self, CvkNode *node);
gboolean cvk_document_take_slot (CvkDocument *self, CvkConnectionSlot *slot);
gboolean cvk_document_take_file_slot (CvkDocument *self, CvkFileSlot *slot);

/* It carries what it needs, as yet nothing. */
void cvk_document_carry_nothing (CvkDocument *self);
/* Carries @pipeline along for the nodes that name @file, in place of an earlier one. */
void cvk_document_carry_pipeline (CvkDocument *self, const char *file, CvkDocument *pipeline);

/* Takes @json_error over, its place included. */
void cvk_document_error_take_json (GError **error, CvkDocumentError code, GError *json_error);
/* Says where in the pipeline it was. @error is nullable, @field as well. */
void cvk_document_error_set_node (GError *error, const char *node, const char *field);

void cvk_document_emit_changed (CvkDocument *self,
                                CvkDocumentParts parts,
                                const char *const *nodes);

/* The node as it stands in the file: its members in their fixed order. */
void cvk_document_write_node (const CvkNode *node, unsigned indent, GString *text);

G_END_DECLS
