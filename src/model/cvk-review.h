// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* What a pipeline wants of this computer and of others, found without running it: what a person
 * looks through before the first run of a pipeline that somebody else has made. It rather lists too
 * much than too little: fields that are not used with the other settings as they are, and steps
 * with pinned items, are in it. Muted steps are not; switching one on changes the content hash.
 *
 * Node types say it themselves. Files are fields with "x-widget": "file", read unless "x-access" is
 * "write" or the type changes something; "x-review" names what else a field holds, "host", "read",
 * "write", "link", "recipient", "table" or "start-link". */

typedef enum
{
  CVK_WANT_START_LINK, /* a meeting's start link leaves as it is */
  CVK_WANT_CONNECTION, /* a slot for a service */
  CVK_WANT_HOST,       /* asked at an address that the pipeline names */
  CVK_WANT_READ,       /* a file */
  CVK_WANT_WRITE,      /* a file */
  CVK_WANT_RECIPIENT,  /* whom something is sent to */
  CVK_WANT_LINK,       /* opened on this desk */
  CVK_WANT_DESK,       /* something else that a step does on this computer */
  CVK_WANT_SCRIPT,     /* JavaScript, which is shut in */
  CVK_WANT_TRIGGER,    /* what makes it run by itself once it is active */
} CvkWantKind;

#define CVK_N_WANT_KINDS (CVK_WANT_TRIGGER + 1)

/* A step that wants it. */
typedef struct
{
  char *node;
  char *label;             /* nullable: what its author calls it */
  char *file;              /* nullable: the sub-pipeline that it is in, as the outer one names it */
  const CvkNodeType *type; /* its title says what it does */
} CvkWantStep;

typedef struct
{
  CvkWantKind kind;
  /* Nullable: known only while it runs. The connector, the host, the path as far as it can be
   * resolved, the address. Text from a stranger. */
  char *what;
  char *slot;       /* nullable: of a connection */
  char *slot_label; /* nullable: of a connection */
  GPtrArray *steps; /* CvkWantStep, at least one */
} CvkWant;

/**
 * cvk_review_new:
 * @document: with the sub-pipelines that it carries
 * @path: (nullable): its file, which others are relative to
 * @files: (nullable): file slot or relative path -> path that it is bound to
 *
 * Returns: (transfer full) (element-type CvkWant): by kind, each thing once. Empty for a pipeline
 * that only computes.
 */
GPtrArray *cvk_review_new (CvkDocument *document,
                           const CvkNodeTypes *types,
                           const char *path,
                           GHashTable *files) G_GNUC_WARN_UNUSED_RESULT;

/* "connection", "host", "read", ...: for programs. */
const char *cvk_want_kind_get_name (CvkWantKind kind);
/* "Connections", ...: a heading, a message id. */
const char *cvk_want_kind_get_title (CvkWantKind kind);
/* [{"kind","what","slot","steps":[{"node","label","file","type"}]}] with what there is of these;
 * "what" is null when it is known only while it runs. (transfer full) */
CvkValue *cvk_review_to_value (GPtrArray *review) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
