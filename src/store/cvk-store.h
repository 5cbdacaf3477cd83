// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkStore:
 *
 * The database of a data directory (SQLite, WAL, synchronous=FULL): the journal of runs, records of
 * connections, trusted pipelines and settings. It is a CvkJournal, a CvkSeen
 * and a CvkTables.
 *
 * One thread writes; everything asked of the store goes through its queue in order, reads too.
 * What waits in the queue at a time becomes one transaction, so many durable records share one
 * flush. Callbacks come to the main context of the caller after the commit.
 *
 * When the disk refuses a write or a flush, nothing written later may be relied on (flushing again
 * can claim success although pages were dropped): the store has failed, and every later request
 * ends in CVK_STORE_ERROR_FAILED.
 *
 * Signal "failed" (a sentence): that has happened, or it could not be opened; once.
 */
#define CVK_TYPE_STORE (cvk_store_get_type ())
G_DECLARE_FINAL_TYPE (CvkStore, cvk_store, CVK, STORE, GObject)

#define CVK_STORE_ERROR (cvk_store_error_quark ())
GQuark cvk_store_error_quark (void);

typedef enum
{
  CVK_STORE_ERROR_OPEN,     /* the database cannot be opened or made */
  CVK_STORE_ERROR_DAMAGED,  /* it is no database, or SQLite finds it inconsistent */
  CVK_STORE_ERROR_NEWER,    /* a newer Convoke made it */
  CVK_STORE_ERROR_FAILED,   /* the disk failed; nothing is written any more */
  CVK_STORE_ERROR_CONFLICT, /* a record contradicts what is written: nothing was changed */
} CvkStoreError;

/* Returns at once; the database is opened in the store's thread. The directory must exist and be
 * locked by the caller. */
CvkStore *cvk_store_new (const char *directory) G_GNUC_WARN_UNUSED_RESULT;
/* Waits until everything queued is written and the database is closed. Later requests fail. */
void cvk_store_close (CvkStore *self);

/* Whether the database could be opened. */
void cvk_store_open_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean cvk_store_open_finish (CvkStore *self, GAsyncResult *result, GError **error);

/* Requests that answer yes or no, or only success: all end in cvk_store_boolean_finish(). Every
 * change is durable when it calls back. */
gboolean cvk_store_boolean_finish (CvkStore *self, GAsyncResult *result, GError **error);
/* @record: an object without secrets. */
void cvk_store_save_connection_async (CvkStore *self,
                                      const char *id,
                                      const CvkValue *record,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void cvk_store_remove_connection_async (CvkStore *self,
                                        const char *id,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
/* The user has allowed the pipeline of that content hash to run. */
void cvk_store_trust_async (CvkStore *self,
                            const char *hash,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* FALSE without an error: not trusted. */
void cvk_store_is_trusted_async (CvkStore *self,
                                 const char *hash,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Everything: connections, trust, settings and runs. The pages are overwritten. Nothing may be
 * under way. */
void cvk_store_forget_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data);
/* @value NULL forgets the setting. */
void cvk_store_save_setting_async (CvkStore *self,
                                   const char *name,
                                   const char *value,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* The records of all connections, in order of their creation. (transfer full)
 * (element-type CvkValue) */
void cvk_store_load_connections_async (CvkStore *self,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *cvk_store_load_connections_finish (CvkStore *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): NULL without an error when there is none of that name. (transfer full) */
void cvk_store_load_setting_async (CvkStore *self,
                                   const char *name,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* The result of a finished run as its last record has it, or its state alone:
 * {"run", "state", "result"}. NULL without an error when there is no such run. (transfer full) */
void cvk_store_load_run_async (CvkStore *self,
                               const char *run,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Ends the two above; JSON text for runs. */
char *cvk_store_text_finish (CvkStore *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
