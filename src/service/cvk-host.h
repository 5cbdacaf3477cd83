// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection.h"
#include "engine/cvk-run.h"
#include "service/cvk-clipboard.h"
#include "service/cvk-wall-timer.h"
#include "store/cvk-store.h"

G_BEGIN_DECLS

/**
 * CvkHost:
 *
 * What the host of a data directory has only one of: the store, the script processes, the HTTP
 * client, the token stores, the node types. It counts what needs the host; when nothing has for a
 * while, "idle" is emitted. What runs and connections are is known elsewhere. Signal "failed": the
 * journal cannot be written any more.
 */
#define CVK_TYPE_HOST (cvk_host_get_type ())
G_DECLARE_FINAL_TYPE (CvkHost, cvk_host, CVK, HOST, GObject)

/* @directory: as cvk_address_prepare_directory() returns it, locked by the caller.
 * @clock: for everything that deals with time. @idle_time: seconds without need before "idle". */
CvkHost *cvk_host_new (const char *directory, CvkClock *clock, unsigned idle_time)
  G_GNUC_WARN_UNUSED_RESULT;
/* Writes what waits and closes the store; everything else must be gone. */
void cvk_host_close (CvkHost *self);

const char *cvk_host_get_directory (CvkHost *self);
const CvkEnvironment *cvk_host_get_environment (CvkHost *self);
CvkStore *cvk_host_get_store (CvkHost *self);
CvkHttp *cvk_host_get_http (CvkHost *self);
/* What is on its way to the clipboard. (transfer none) */
CvkClipboard *cvk_host_get_clipboard (CvkHost *self);
/* (transfer none) */
CvkWallTimer *cvk_host_get_wall_timer (CvkHost *self);
/* The keyring, or memory. (transfer none) */
CvkTokenStore *cvk_host_get_token_store (CvkHost *self, gboolean memory);

/* Pauses everything: no request of a pipeline leaves any more until it is taken back; kept for the
 * next start. Private sandboxes and looking after connections go on. The environment's pause tells
 * when it changes. */
void cvk_host_set_paused (CvkHost *self, gboolean is_paused);
gboolean cvk_host_is_paused (CvkHost *self);

/* Why there can be no more work: the journal cannot be written. NULL: all is well. */
const char *cvk_host_get_failure (CvkHost *self);

/* Everything that needs the host holds it for as long. */
void cvk_host_hold (CvkHost *self);
void cvk_host_release (CvkHost *self);
/* Begins the time without need anew. */
void cvk_host_touch (CvkHost *self);

G_END_DECLS
