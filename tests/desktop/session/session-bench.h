// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* A folder with a pipeline file, and sessions as if each deed took no time. */
typedef struct
{
  char *folder;
  GFile *file;
} SessionBench;

void session_bench_set_up (SessionBench *bench, gconstpointer data);
void session_bench_tear_down (SessionBench *bench, gconstpointer data);

/* (transfer full) */
CvkSession *session_bench_load (GFile *file, GError **error);
gboolean session_bench_save (CvkSession *session, GError **error);
gboolean session_bench_save_as (CvkSession *session, GFile *file);
gboolean session_bench_close_session (CvkSession *session, GError **error);
/* (transfer full) (element-type CvkSession) */
GPtrArray *session_bench_recover (void);
void session_bench_rename_pipeline (CvkSession *session, const char *name);
void session_bench_await_state (CvkSession *session, CvkSessionState state);
void session_bench_assert_content (GFile *file, const char *part);

/* What another program does to the file. */
void session_bench_write_theirs (SessionBench *bench, const char *name);
/* Both have changed it, and the user has been told. (transfer full) */
CvkSession *session_bench_make_conflict (SessionBench *bench);

G_END_DECLS
