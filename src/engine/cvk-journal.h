// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkJournal:
 *
 * Where runs write what must survive. Records are kept in the order in which they were written; a
 * durable one calls back only when it and all before it are on the disk. Many durable records share
 * one commit. The store (SQLite) implements it; tests have one in memory.
 */
#define CVK_TYPE_JOURNAL (cvk_journal_get_type ())
G_DECLARE_INTERFACE (CvkJournal, cvk_journal, CVK, JOURNAL, GObject)

typedef enum
{
  CVK_EFFECT_PLANNED, /* not yet visible outside */
  CVK_EFFECT_SENT,    /* durable before its request leaves */
  CVK_EFFECT_CONFIRMED,
  CVK_EFFECT_REFUSED,   /* the service said no: nothing happened */
  CVK_EFFECT_UNKNOWN,   /* nobody can tell from the reply; never repeated blindly */
  CVK_EFFECT_ABANDONED, /* planned and never sent */
} CvkEffectState;

typedef enum
{
  CVK_RECORD_RUN_STARTED,  /* payload {pipeline, hash, name, seed, started, inputs, path, files,
                              part, bindings, trigger}; a trigger that names an occurrence makes it
                              fired */
  CVK_RECORD_RUN_RESUMED,  /* it is under way again: after a crash, or with an answer */
  CVK_RECORD_RUN_FINISHED, /* payload {state, outputs, failures, warnings, unhandled, finished} */
  CVK_RECORD_STEP,         /* node; payload {state, counts} */
  CVK_RECORD_QUESTION, /* node, question; payload as cvk_question_to_value() has it. An open one of
                          the same id is left as it is. Withdrawn when the run ends without having
                          asked it again. */
  CVK_RECORD_ANSWER,  /* question; payload as cvk_answer_to_value() has it. The first one stays: any
                         other is an error. */
  CVK_RECORD_OUTPUT,  /* node; payload {ports: {name: [items]}, lineage, failures, warnings,
                         state, input: hash} of reads, scripts, model calls, and of what a part
                         of a pipeline has kept */
  CVK_RECORD_EFFECT,  /* all members below */
  CVK_RECORD_SEEN,    /* node; payload [owner]: claims of CvkSeen that count from now on for good */
  CVK_RECORD_CLAIM,   /* node; payload [owner]: claims of an earlier run that are this one's now */
  CVK_RECORD_READING, /* node, effect, request_hash; payload {question, reading}: one answer of a
                         reading that costs something, before its step has ended */
  CVK_RECORD_EFFECT_NOTE, /* effect; payload: what its operation wants to remember of it */
} CvkRecordKind;

typedef struct
{
  CvkRecordKind kind;
  char *run;
  char *node;     /* nullable */
  char *payload;  /* JSON, nullable */
  char *question; /* nullable: its id */
  /* of an effect: */
  char *effect; /* its id: run, node and line of descent */
  char *action; /* "zoom.create-meeting" */
  char *request_hash;
  char *match_key; /* nullable */
  char *quota;     /* nullable: see cvk-quota.h */
  CvkEffectState state;
  int64_t wall; /* microseconds */
} CvkRecord;

void cvk_record_free (CvkRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkRecord, cvk_record_free)
const char *cvk_effect_state_to_string (CvkEffectState state);

typedef struct
{
  int64_t used;
  int64_t limit;    /* what the service has said that it permits a day; 0: nothing */
  gboolean is_full; /* it has said that there are no more, whatever the count */
} CvkQuotaUse;

struct _CvkJournalInterface
{
  GTypeInterface parent;

  /* @task is NULL for a record that need not be durable now; else it returns a boolean. */
  void (*write) (CvkJournal *self, CvkRecord *record, GTask *task);
  /* @task returns a CvkQuotaUse that g_free() frees. Takes @task. */
  void (*load_quota) (CvkJournal *self, const char *quota, int64_t day, GTask *task);
  void (*fill_quota) (CvkJournal *self, const char *quota, int64_t day, int64_t limit);
  /* @task returns a GPtrArray of owned CvkValue. */
  void (*load_results) (CvkJournal *self,
                        const char *action,
                        const char *field,
                        int64_t since,
                        GTask *task);
};

/* Takes @record. */
void cvk_journal_write (CvkJournal *self, CvkRecord *record);
/* Takes @record; calls back when it is on the disk. An error means that nothing may rely on it. */
void cvk_journal_write_durably (CvkJournal *self,
                                CvkRecord *record,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean cvk_journal_write_durably_finish (CvkJournal *self, GAsyncResult *result, GError **error);

/* How many effects with @quota were sent on @day (from 1970-01-01, of UTC) and not refused, and
 * what the service has said of it. */
void cvk_journal_load_quota_async (CvkJournal *self,
                                   const char *quota,
                                   int64_t day,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_journal_load_quota_finish (CvkJournal *self,
                                        GAsyncResult *result,
                                        CvkQuotaUse *use,
                                        GError **error);
/* The service has said that there are no more on @day; @limit: how many it permits, 0 when it did
 * not say. */
void cvk_journal_fill_quota (CvkJournal *self, const char *quota, int64_t day, int64_t limit);
/* The member @field of what came of effects of the type @action that were confirmed at @since
 * (wall, microseconds) or later, in all runs, as far as it was written before. There may be many
 * thousand, and only that is read of them; those without it are left out. (transfer full)
 * (nullable) (element-type CvkValue) */
void cvk_journal_load_results_async (CvkJournal *self,
                                     const char *action,
                                     const char *field,
                                     int64_t since,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *cvk_journal_load_results_finish (CvkJournal *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Keeps the records in memory (tests, and --memory runs). */
#define CVK_TYPE_MEMORY_JOURNAL (cvk_memory_journal_get_type ())
G_DECLARE_FINAL_TYPE (CvkMemoryJournal, cvk_memory_journal, CVK, MEMORY_JOURNAL, GObject)
CvkMemoryJournal *cvk_memory_journal_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (element-type CvkRecord) */
GPtrArray *cvk_memory_journal_get_records (CvkMemoryJournal *self);
/* After @after more durable writes, every one fails with @error_message (NULL: none any more). */
void cvk_memory_journal_fail (CvkMemoryJournal *self, unsigned after, const char *error_message);

G_END_DECLS
