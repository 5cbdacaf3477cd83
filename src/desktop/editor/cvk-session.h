// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "desktop/editor/cvk-selection.h"
#include "model/cvk-history.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkSession:
 *
 * One pipeline that is open: its document, what was done to it, what is selected and what is wrong
 * with it. Everything that shows or edits a pipeline takes a session; none of them knows another.
 * One thread.
 *
 * Document and history are replaced together when the file was changed elsewhere and is read again:
 * whoever looks at them listens to "notify::document".
 *
 * Signal "problems-changed" (): what the checks say is different.
 */
#define CVK_TYPE_SESSION (cvk_session_get_type ())
G_DECLARE_FINAL_TYPE (CvkSession, cvk_session, CVK, SESSION, GObject)

/* Takes over @document. */
CvkSession *cvk_session_new (CvkDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/* All (transfer none), never NULL. */
CvkDocument *cvk_session_get_document (CvkSession *self);
CvkHistory *cvk_session_get_history (CvkSession *self);
CvkSelection *cvk_session_get_selection (CvkSession *self);
const CvkNodeTypes *cvk_session_get_types (CvkSession *self);
/* (element-type CvkProblem) errors and warnings, in the order of the file. */
GPtrArray *cvk_session_get_problems (CvkSession *self);

G_END_DECLS
