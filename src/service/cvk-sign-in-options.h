// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/cvk-problem.h"
#include "base/cvk-secret.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What the API's Connect is told. */
typedef struct
{
  char *connector;          /* id; empty with @reconnect: that one's */
  GBytes *file;             /* nullable: its description, in place of the built-in one */
  CvkValue *answers;        /* nullable: what the user gave, as AddConnection takes it; an object */
  char *server;             /* nullable */
  char *client_id;          /* nullable */
  CvkSecret *client_secret; /* nullable */
  char *reconnect;          /* nullable: name or id of the connection to renew */
  uint16_t port;            /* 0: any */
  gboolean memory;
  gboolean sandbox;
  gboolean device;
} CvkSignInOptions;

/* @options: a{sv}. *@handle: the index of "client_secret" among the descriptors, -1 without one.
 * NULL sets @problem. */
CvkSignInOptions *cvk_sign_in_options_new (const char *connector,
                                           GVariant *options,
                                           int *handle,
                                           CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sign_in_options_free (CvkSignInOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSignInOptions, cvk_sign_in_options_free)

G_END_DECLS
