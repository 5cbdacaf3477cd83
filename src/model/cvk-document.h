// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkDocument:
 *
 * A pipeline: nodes, links, slots, notes and layout, as one .convoke file holds them. Nodes and
 * links are plain structs owned by the document and read directly; every change goes through
 * model/cvk-command.h, so that it can be undone. One thread.
 *
 * What this build does not know is kept as its source text and written back unchanged; that text
 * hangs on the struct it stood in (unknown).
 *
 * Signal "changed" (CvkDocumentParts parts, GStrv nodes): once for each step of editing, undoing or
 * redoing; @nodes are the ids that came, went, moved or changed, never NULL.
 */
#define CVK_TYPE_DOCUMENT (cvk_document_get_type ())
G_DECLARE_FINAL_TYPE (CvkDocument, cvk_document, CVK, DOCUMENT, GObject)

#define CVK_DOCUMENT_ERROR (cvk_document_error_quark ())
GQuark cvk_document_error_quark (void);

typedef enum
{
  CVK_DOCUMENT_ERROR_SYNTAX,  /* not JSON */
  CVK_DOCUMENT_ERROR_FORMAT,  /* JSON, but not a pipeline: the message names the place */
  CVK_DOCUMENT_ERROR_VERSION, /* made by a newer Convoke: can be shown, not changed */
  CVK_DOCUMENT_ERROR_CHANGED, /* the file was changed by somebody else meanwhile */
  CVK_DOCUMENT_ERROR_IO,
  CVK_DOCUMENT_ERROR_EDIT, /* a change that is not possible */
} CvkDocumentError;

/* What reading a pipeline failed with, as a problem with line and column: "invalid-pipeline",
 * "newer-pipeline" or "unreadable-file". */
CvkProblem *cvk_document_problem_new (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* What a step of editing touched; several at once. */
typedef enum
{
  CVK_DOCUMENT_PART_NODES = 1 << 0, /* the nodes that the signal names */
  CVK_DOCUMENT_PART_LINKS = 1 << 1,
  CVK_DOCUMENT_PART_SLOTS = 1 << 2,
  CVK_DOCUMENT_PART_FILES = 1 << 3,
  CVK_DOCUMENT_PART_NOTES = 1 << 4,
  CVK_DOCUMENT_PART_FRAMES = 1 << 5,
  CVK_DOCUMENT_PART_LAYOUT = 1 << 6,   /* places of the nodes that the signal names */
  CVK_DOCUMENT_PART_PIPELINE = 1 << 7, /* name, description, settings */
} CvkDocumentParts;

typedef enum
{
  CVK_ON_ERROR_STOP,
  CVK_ON_ERROR_CONTINUE,
} CvkOnError;

/* A member that this build does not know: its name and its value's source text. */
typedef struct
{
  char *name;
  char *source;
} CvkUnknownMember;

typedef struct
{
  char *id;
  char *type;
  char *label;                  /* nullable */
  char *slot;                   /* nullable: name of a connection slot */
  CvkValue *settings;           /* object; never NULL */
  char *settings_source;        /* nullable: their source text, until a command changes them */
  GPtrArray *settings_problems; /* nullable: CvkProblem, what of the source is not in @settings */
  CvkOnError on_error;
  int64_t timeout; /* seconds; 0: the default */
  gboolean muted;
  CvkValue *pinned;      /* nullable: array of items that stand in for the node's output */
  GArray *unknown;       /* nullable: CvkUnknownMember */
  char *source;          /* nullable: source text of the node, until a command changes it */
  double x, y;           /* place on the canvas */
  gboolean has_place;    /* the layout names it */
  unsigned line, column; /* where it stood in the file; 0 when it did not */
  unsigned settings_line, settings_column;
} CvkNode;

typedef struct
{
  char *source;
  char *source_port;
  char *target;
  char *target_port;
  unsigned line, column;
} CvkLink;

typedef struct
{
  char *name;
  char *connector;
  char *label; /* nullable */
  GArray *unknown;
} CvkConnectionSlot;

typedef struct
{
  char *name;
  char *label;        /* nullable */
  char *default_path; /* nullable: relative to the pipeline file */
  GArray *unknown;
  unsigned line, column;
} CvkFileSlot;

/* A sub-pipeline that is carried along. */
typedef struct
{
  char *file; /* as the nodes that run it name it */
  CvkDocument *document;
} CvkCarriedPipeline;

/* A note, or a frame around nodes, on the canvas. */
typedef struct
{
  char *id;
  CvkValue *value; /* object */
  char *source;    /* nullable: as it stood in the file, until a command changes it */
} CvkAnnotation;

CvkDocument *cvk_document_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Reads a pipeline text. Errors: CVK_DOCUMENT_ERROR, the message with line and column. */
CvkDocument *cvk_document_new_from_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for what a newer Convoke has written, as far as this one understands it: for showing it
 * only. Where it understands too little, the error is CVK_DOCUMENT_ERROR_VERSION. */
CvkDocument *cvk_document_new_from_newer_bytes (GBytes *bytes, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The canonical text: fixed order of keys, one fact a line, newline at the end. (transfer full) */
GBytes *cvk_document_to_bytes (CvkDocument *self) G_GNUC_WARN_UNUSED_RESULT;

const char *cvk_document_get_name (CvkDocument *self);
const char *cvk_document_get_description (CvkDocument *self);

/* (transfer none) arrays in file order; do not change them. */
GPtrArray *cvk_document_get_nodes (CvkDocument *self);      /* CvkNode */
GPtrArray *cvk_document_get_links (CvkDocument *self);      /* CvkLink */
GPtrArray *cvk_document_get_slots (CvkDocument *self);      /* CvkConnectionSlot */
GPtrArray *cvk_document_get_file_slots (CvkDocument *self); /* CvkFileSlot */
GPtrArray *cvk_document_get_notes (CvkDocument *self);      /* CvkAnnotation */
GPtrArray *cvk_document_get_frames (CvkDocument *self);     /* CvkAnnotation */
/* The sub-pipelines that were put into it so that it needs no file to run (cvk-bundle.h); NULL when
 * that was not done: they are in files of their own. (nullable) (element-type CvkCarriedPipeline)
 */
GPtrArray *cvk_document_get_pipelines (CvkDocument *self);
/* (nullable) (transfer none); constant time. */
CvkNode *cvk_document_get_node (CvkDocument *self, const char *id);
CvkConnectionSlot *cvk_document_get_slot (CvkDocument *self, const char *name);
CvkFileSlot *cvk_document_get_file_slot (CvkDocument *self, const char *name);
/* Pipeline-wide settings; an object. */
CvkValue *cvk_document_get_settings (CvkDocument *self);
/* Lower-case hex SHA-256 of what decides a run (not layout, notes, frames). (transfer full) */
char *cvk_document_dup_content_hash (CvkDocument *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
