// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-sign-in.h"
#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/**
 * CvkSignIns:
 *
 * The attempts to sign in that are under way. Each waits for the browser, at most ten minutes, and
 * ends in a connection that is kept; it is given up when its owner goes.
 */
#define CVK_TYPE_SIGN_INS (cvk_sign_ins_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignIns, cvk_sign_ins, CVK, SIGN_INS, GObject)

CvkSignIns *cvk_sign_ins_new (CvkHost *host, CvkHostConnections *connections)
  G_GNUC_WARN_UNUSED_RESULT;

/* @options: the API's. */
void cvk_sign_ins_begin_async (CvkSignIns *self,
                               const char *connector,
                               GVariant *options,
                               GObject *owner,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Returns: the id of the attempt (transfer full) (nullable); NULL sets @problem. */
char *cvk_sign_ins_begin_finish (CvkSignIns *self,
                                 GAsyncResult *result,
                                 char **url,
                                 CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* Answers when the attempt has ended. */
void cvk_sign_ins_wait_async (CvkSignIns *self,
                              const char *attempt,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full) (nullable): NULL sets @problem or, when there is no such attempt, @error. */
CvkConnection *cvk_sign_ins_wait_finish (CvkSignIns *self,
                                         GAsyncResult *result,
                                         CvkProblem **problem,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sign_ins_cancel (CvkSignIns *self, const char *attempt);
void cvk_sign_ins_drop_owner (CvkSignIns *self, GObject *owner);

G_END_DECLS
