// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkBindings:
 *
 * Which connection fills each slot of a pipeline on this computer. A pipeline names slots only, so
 * that it can be given to somebody else; what fills them is remembered in the application's state,
 * by the place of the pipeline's file. One for each session; it may outlive the session, and then
 * nothing is saved any more. Main thread.
 *
 * Signal "changed" (): a slot is filled in another way.
 */
#define CVK_TYPE_BINDINGS (cvk_bindings_get_type ())
G_DECLARE_FINAL_TYPE (CvkBindings, cvk_bindings, CVK, BINDINGS, GObject)

/* The bindings of @session, which are read when this is called first. (transfer none) */
CvkBindings *cvk_bindings_get (CvkSession *session);

/* The id of the connection that was chosen for @slot. (nullable) (transfer none) */
const char *cvk_bindings_get_connection (CvkBindings *self, const char *slot);
/* @connection: (nullable): none is chosen any more. */
void cvk_bindings_set_connection (CvkBindings *self, const char *slot, const char *connection);
/* For the option "connections" of StartRun: a{ss}, slot to id, of those that are in @connections
 * (of CvkConnectionInfo). The engine fills other slots by itself where it can. (transfer floating)
 */
GVariant *cvk_bindings_make_option (CvkBindings *self, GListModel *connections);
/* The id of what fills @slot: the chosen one of @connections, or the only one that fits.
 * (transfer full) (nullable): it is open which. */
char *cvk_bindings_dup_connection (CvkBindings *self,
                                   const CvkConnectionSlot *slot,
                                   GListModel *connections) G_GNUC_WARN_UNUSED_RESULT;
/* What fills each slot of @document: slot to the name of the connection, which is the one that was
 * chosen or the only one of @connections that fits. (transfer full) (element-type utf8 utf8) */
GHashTable *cvk_bindings_list_names (CvkBindings *self,
                                     CvkDocument *document,
                                     GListModel *connections) G_GNUC_WARN_UNUSED_RESULT;
/* Where the choices for a pipeline are kept: a JSON object, slot to id. (transfer full) */
char *cvk_bindings_make_path (GFile *pipeline) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
