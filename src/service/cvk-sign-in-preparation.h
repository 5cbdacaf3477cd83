// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-sign-in.h"
#include "service/cvk-host-connections.h"
#include "service/cvk-sign-in-options.h"

G_BEGIN_DECLS

/* A sign-in that can begin: everything was found, and there is a keyring to put it in. */
typedef struct
{
  CvkSignInOptions *options;
  CvkConnector *connector;   /* nullable: read from the user's file */
  CvkConnection *connection; /* nullable: the one that is renewed */
  CvkValue *facts;           /* nullable: of one that is new, or has new details */
  GStringChunk *arena;
  CvkSignInRequest request;
  gboolean memory;
  char *key; /* equal for attempts of which only one can be meant */
} CvkSignInPreparation;

void cvk_sign_in_preparation_free (CvkSignInPreparation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSignInPreparation, cvk_sign_in_preparation_free)

/* Loads the connections, starts the sandbox when it is that one, finds connector and connection,
 * asks an issuer for the addresses that nobody named, and tries the keyring, which may ask the user
 * to unlock what the connection has there. Takes
 * @options. */
void cvk_sign_in_prepare_async (CvkHost *host,
                                CvkHostConnections *connections,
                                CvkSignInOptions *options,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (nullable): NULL sets @problem. */
CvkSignInPreparation *cvk_sign_in_prepare_finish (GAsyncResult *result, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
