// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-problem.h"
#include "connect/cvk-connectors.h"

G_BEGIN_DECLS

/**
 * CvkConnectForm:
 *
 * What a service asks for: which way, address, user name, secret, and the details of its
 * description, of which the addresses of a sign-in are some. Says where a thing is to be had, and
 * what was wrong with it.
 *
 * Properties "complete": whether everything is filled in that has to be; "problem" (nullable): what
 * is wrong with it, for who shows the form to say where it is in view. Signal "activated": Enter
 * was pressed in a field.
 */
#define CVK_TYPE_CONNECT_FORM (cvk_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectForm, cvk_connect_form, CVK, CONNECT_FORM, AdwBin)

/* @before: (nullable) the connection that gets another secret, as ListConnections has it. */
GtkWidget *cvk_connect_form_new (const CvkConnector *connector, const CvkValue *before)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_connect_form_is_complete (CvkConnectForm *self);
/* Whether the user signs in with what is filled in, in place of giving a secret. */
gboolean cvk_connect_form_is_sign_in (CvkConnectForm *self);
/* For AddConnection or Connect: a JSON object without the secret. (transfer full) */
char *cvk_connect_form_make_details (CvkConnectForm *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): the way needs none. Of a sign-in: the client's, which may be empty.
 */
const char *cvk_connect_form_get_secret (CvkConnectForm *self);
/* The secret is not kept for longer than it is needed. */
void cvk_connect_form_forget_secret (CvkConnectForm *self);
/* Marks the field that @problem (nullable: none) is about, and says it in "problem". */
void cvk_connect_form_set_problem (CvkConnectForm *self, const CvkProblem *problem);
/* Puts the cursor where one begins. */
void cvk_connect_form_focus (CvkConnectForm *self);

G_END_DECLS
