// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-sign-in-attempt.h"

G_BEGIN_DECLS

/**
 * CvkSignIns:
 *
 * The attempts to sign in that are under way; one for each connection that is renewed, and one for
 * each client of a server: the next press of Connect takes the place of the one before. An attempt
 * is given up when its owner goes, or its connection is removed.
 *
 * Signals: "ended", with the id of a connection and a CvkProblem (nullable), of attempts that
 * cvk_sign_ins_reconnect() has begun and no other has taken the place of.
 */
#define CVK_TYPE_SIGN_INS (cvk_sign_ins_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignIns, cvk_sign_ins, CVK, SIGN_INS, GObject)

CvkSignIns *cvk_sign_ins_new (CvkHost *host, CvkHostConnections *connections)
  G_GNUC_WARN_UNUSED_RESULT;

/* Takes @options. @owner: (nullable): only compared. */
void cvk_sign_ins_begin_async (CvkSignIns *self,
                               CvkSignInOptions *options,
                               GObject *owner,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full) (nullable): NULL sets @problem. */
CvkSignInAttempt *cvk_sign_ins_begin_finish (CvkSignIns *self,
                                             GAsyncResult *result,
                                             CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): one that has not been forgotten. */
CvkSignInAttempt *cvk_sign_ins_find (CvkSignIns *self, const char *id);
/* For an attempt that has told its end to whoever wanted to know. */
void cvk_sign_ins_forget (CvkSignIns *self, CvkSignInAttempt *attempt);
void cvk_sign_ins_drop_owner (CvkSignIns *self, GObject *owner);
/* Nobody listens for a browser any more. */
void cvk_sign_ins_close (CvkSignIns *self);

/* What pressing Reconnect does where there is no terminal and no window: opens the browser. "ended"
 * also says when there is none to open: its problem holds the address, and the attempt goes on.
 * Another account than before changes nothing here: "ended" says so. */
void cvk_sign_ins_reconnect (CvkSignIns *self, CvkConnection *connection);

G_END_DECLS
