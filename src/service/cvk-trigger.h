// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-runs.h"

G_BEGIN_DECLS

/**
 * CvkTrigger:
 *
 * What watches for one trigger node of an active pipeline: a schedule, a file, another pipeline. It
 * only says what happened, under a key that is the same for the same happening whenever it is seen,
 * also after a restart; whether a run comes of it is decided elsewhere, and one key never fires
 * twice.
 *
 * What it has seen it remembers in its memory, a small JSON object, which is written in one commit
 * with what it says; it gets that back at the next start. The first time it has none: what is there
 * already has not happened.
 *
 * Signals:
 * "noted" (CvkValue occurrences, CvkValue memory): something happened. An array of occurrences as
 *   cvk_store_note_occurrences_async() takes them, without "noted"; each that is "queued" asks for
 *   a run. A schedule says with "late" that it makes up for one that was missed. Without any, the
 *   memory alone is kept. @memory is nullable.
 * "problem" (CvkProblem): why it cannot watch; NULL: it can. The activation stays, and goes on when
 *   that has ended.
 */
#define CVK_TYPE_TRIGGER (cvk_trigger_get_type ())
G_DECLARE_INTERFACE (CvkTrigger, cvk_trigger, CVK, TRIGGER, GObject)

struct _CvkTriggerInterface
{
  GTypeInterface parent;

  /* Nothing is signalled before start, nor after stop. */
  void (*start) (CvkTrigger *self);
  void (*stop) (CvkTrigger *self);
  /* When it fires by the clock: an array of objects with at least "time", microseconds since 1970,
   * oldest first. Nullable: it does not. (transfer full) */
  CvkValue *(*dup_next) (CvkTrigger *self, unsigned count);
  /* Whether a run for what was noted at that time, before a restart, is still wanted. Nullable:
   * yes.
   */
  gboolean (*is_current) (CvkTrigger *self, int64_t noted);
  /* Of what was noted, one occurrence or a memory alone is on the disk, in their order; @error
   * (nullable): it is not. Nullable. */
  void (*kept) (CvkTrigger *self, const GError *error);
  /* Where it can be called. Nullable: nowhere. (transfer full) (nullable) */
  char *(*dup_address) (CvkTrigger *self);
  /* What proves to it who calls may have changed: it looks again, at another address when
   * @new_address. Nullable: it cannot be called. */
  void (*renew) (CvkTrigger *self, gboolean new_address);
};

/* What a trigger is made for. Everything is borrowed until the trigger is gone, save @memory. */
typedef struct
{
  CvkHost *host;
  CvkHostConnections *connections;
  CvkHostRuns *runs;
  const char *activation; /* id */
  const char *path;       /* of the pipeline file, which may have gone */
  CvkDocument *document;  /* as it was activated */
  const CvkNode *node;
  GHashTable *slots;      /* connection slot -> id of a connection */
  GHashTable *files;      /* file slot or relative path -> path */
  int64_t since;          /* when it was activated, microseconds since 1970 */
  const CvkValue *memory; /* nullable; until the call returns */
} CvkTriggerContext;

/* (transfer full) (nullable): NULL with @problem set when the node's settings do not say what to
 * watch. */
CvkTrigger *cvk_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

void cvk_trigger_start (CvkTrigger *self);
void cvk_trigger_stop (CvkTrigger *self);
CvkValue *cvk_trigger_dup_next (CvkTrigger *self, unsigned count) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_trigger_is_current (CvkTrigger *self, int64_t noted);
void cvk_trigger_kept (CvkTrigger *self, const GError *error);
/* FALSE: it cannot be called. */
gboolean cvk_trigger_renew (CvkTrigger *self, gboolean new_address);
char *cvk_trigger_dup_address (CvkTrigger *self) G_GNUC_WARN_UNUSED_RESULT;

/* For triggers: emit the signals. @items: an array; they and @memory are (transfer none). */
void cvk_trigger_fire (CvkTrigger *self,
                       const char *key,
                       const CvkValue *items,
                       const CvkValue *memory);
void cvk_trigger_note (CvkTrigger *self, const CvkValue *occurrences, const CvkValue *memory);
/* @problem: (transfer none) (nullable) */
void cvk_trigger_report (CvkTrigger *self, CvkProblem *problem);

G_END_DECLS
