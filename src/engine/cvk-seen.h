// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkSeen:
 *
 * Which items were seen before, over runs. Whoever claims a key first sees something new, and so it
 * stays for that run and line of descent, however often the run is made again. The claim of a run
 * that is under way or waits counts for everybody else; when the run has ended, only what was kept
 * does (CVK_RECORD_SEEN): an item that was not handled is new again. The store implements it.
 */
#define CVK_TYPE_SEEN (cvk_seen_get_type ())
G_DECLARE_INTERFACE (CvkSeen, cvk_seen, CVK, SEEN, GObject)

/* Borrowed until the call returns. */
typedef struct
{
  const char *memory; /* its name: keys of different ones have nothing to do with each other */
  const char *key;
  const char *run;
  const char *owner;     /* RUN/NODE/DESCENT: who claims */
  int64_t now;           /* microseconds since 1970 */
  int64_t forget_before; /* what was kept and not met since then is forgotten; 0: nothing */
  gboolean only_looks;   /* claims nothing */
} CvkClaim;

struct _CvkSeenInterface
{
  GTypeInterface parent;

  /* Takes @task, which returns whether the key is new, durably. */
  void (*claim) (CvkSeen *self, const CvkClaim *claim, GTask *task);
};

void cvk_seen_claim_async (CvkSeen *self,
                           const CvkClaim *claim,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* FALSE with @error set, or because it is not new. */
gboolean cvk_seen_claim_finish (CvkSeen *self, GAsyncResult *result, GError **error);

G_END_DECLS
