// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

#include "base/cvk-script-protocol.h"

G_BEGIN_DECLS

/**
 * CvkScriptProcess:
 *
 * One running convoke-script: sends and receives frames without blocking, answers its questions
 * about dates, measures it. What the program sends is checked as a stranger's.
 */
#define CVK_TYPE_SCRIPT_PROCESS (cvk_script_process_get_type ())
G_DECLARE_FINAL_TYPE (CvkScriptProcess, cvk_script_process, CVK, SCRIPT_PROCESS, GObject)

/* @payload is zero-terminated. */
typedef void (*CvkScriptFrameFunction) (CvkScriptProcess *process,
                                        CvkScriptFrame type,
                                        const char *payload,
                                        size_t length,
                                        gpointer user_data);
/* The process ended or broke the protocol; it is stopped already. */
typedef void (*CvkScriptEndedFunction) (CvkScriptProcess *process, gpointer user_data);

/* @memory_limit: bytes that scripts may use; the program itself cannot map more than four
 * times that. */
CvkScriptProcess *cvk_script_process_new (const char *program,
                                          size_t memory_limit,
                                          CvkScriptFrameFunction received,
                                          CvkScriptEndedFunction ended,
                                          gpointer user_data,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Kills it. Neither function is called from here on. */
void cvk_script_process_stop (CvkScriptProcess *self);

size_t cvk_script_process_get_memory_limit (CvkScriptProcess *self);
void cvk_script_process_send (CvkScriptProcess *self,
                              CvkScriptFrame type,
                              const char *payload,
                              size_t length);
/* Work done so far by all its threads, in microseconds. */
int64_t cvk_script_process_get_work (CvkScriptProcess *self);
/* Memory in use, in bytes; 0 where it cannot be known (no /proc): then four times the limit, which
 * the kernel keeps, is the only bound. */
size_t cvk_script_process_get_memory (CvkScriptProcess *self);

G_END_DECLS
