// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox-fields.h"
#include "sandbox/cvk-sandbox-meeting.h"

G_BEGIN_DECLS

/**
 * CvkSandboxMeetings:
 *
 * All meetings, and the five actions on them. The actions expect that whoever asks may ask.
 */
CvkSandboxMeetings *cvk_sandbox_meetings_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_meetings_free (CvkSandboxMeetings *self);
gboolean cvk_sandbox_meetings_load (CvkSandbox *sandbox, GError **error);

/* (nullable): not when deleted or expired. */
CvkSandboxMeeting *cvk_sandbox_meetings_find (CvkSandbox *sandbox, int64_t id);
/* In the order of making, deleted ones too while lists still show them. */
GPtrArray *cvk_sandbox_meetings_get_all (CvkSandbox *sandbox);
/* Gives it an id and takes it. */
void cvk_sandbox_meetings_add (CvkSandbox *sandbox, CvkSandboxMeeting *meeting);
/* Writes what changed. */
void cvk_sandbox_meetings_keep (CvkSandbox *sandbox, CvkSandboxMeeting *meeting);
void cvk_sandbox_meetings_remove (CvkSandbox *sandbox, CvkSandboxMeeting *meeting);

/* The actions. (transfer full) */
CvkSandboxReply *cvk_sandbox_create_meeting (CvkSandbox *sandbox,
                                             const CvkSandboxRequest *request,
                                             CvkSandboxUser *user) G_GNUC_WARN_UNUSED_RESULT;
CvkSandboxReply *cvk_sandbox_get_meeting (CvkSandbox *sandbox,
                                          const CvkSandboxRequest *request,
                                          CvkSandboxMeeting *meeting) G_GNUC_WARN_UNUSED_RESULT;
CvkSandboxReply *cvk_sandbox_update_meeting (CvkSandbox *sandbox,
                                             const CvkSandboxRequest *request,
                                             CvkSandboxMeeting *meeting) G_GNUC_WARN_UNUSED_RESULT;
CvkSandboxReply *cvk_sandbox_list_meetings (CvkSandbox *sandbox,
                                            const CvkSandboxRequest *request,
                                            CvkSandboxUser *user) G_GNUC_WARN_UNUSED_RESULT;
CvkSandboxReply *cvk_sandbox_delete_meeting (CvkSandbox *sandbox,
                                             const CvkSandboxRequest *request,
                                             CvkSandboxMeeting *meeting) G_GNUC_WARN_UNUSED_RESULT;

/* What was sent to create or change a meeting, checked. NULL with @refusal set when it is wrong.
 * @meeting is NULL for a create. (transfer full) (nullable) */
CvkValue *cvk_sandbox_read_meeting (CvkSandbox *sandbox,
                                    const CvkSandboxRequest *request,
                                    CvkSandboxPurpose purpose,
                                    CvkSandboxUser *user,
                                    const CvkSandboxMeeting *meeting,
                                    CvkSandboxReply **refusal) G_GNUC_WARN_UNUSED_RESULT;
/* Who hosts a meeting that @user makes with @input, which was checked. */
CvkSandboxUser *cvk_sandbox_choose_host (CvkSandbox *sandbox,
                                         const CvkValue *input,
                                         CvkSandboxUser *user);
/* Puts @input over what @meeting has. */
void cvk_sandbox_apply_fields (CvkSandbox *sandbox,
                               CvkSandboxMeeting *meeting,
                               const CvkValue *input,
                               gboolean created);

G_END_DECLS
