// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkSessionRecord:
 *
 * What is kept beside the pipelines themselves, one file for each in the folder for state: what can
 * be undone, and the pipeline where its own file does not have it yet. Files older than ninety days
 * are forgotten, unless they hold the only copy of something.
 *
 * Reading, writing and listing block: they are for worker threads.
 */
typedef struct
{
  char *key;       /* the name of the record's file */
  char *uri;       /* nullable: of the pipeline's file */
  char *base;      /* nullable: version of that file which the session knows */
  GBytes *text;    /* nullable: the pipeline, when its file does not have it */
  GBytes *history; /* nullable: what can be undone from that text, or from @base without one */
  gboolean is_own; /* that text, or @base without one, was made here or looked through here */
} CvkSessionRecord;

void cvk_session_record_free (CvkSessionRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSessionRecord, cvk_session_record_free)

/* The key of the record of @file; of something that is in no file when that is NULL, another one
 * each time. (transfer full) */
char *cvk_session_record_dup_key (GFile *file) G_GNUC_WARN_UNUSED_RESULT;

gboolean cvk_session_record_write (const CvkSessionRecord *self, GError **error);
/* (transfer full) (nullable): NULL when there is none, or it cannot be read. */
CvkSessionRecord *cvk_session_record_read (const char *key) G_GNUC_WARN_UNUSED_RESULT;
void cvk_session_record_remove (const char *key);
/* The records that hold a text, and removes those that are old. (transfer full)
 * (element-type CvkSessionRecord) */
GPtrArray *cvk_session_record_list (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
