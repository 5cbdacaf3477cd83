// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-revocation.h"
#include "connect/cvk-sign-in-private.h"

const char *
cvk_sign_in_get_account_name (CvkSignIn *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN (self), NULL);

  if (self->name != NULL && *self->name != '\0')
    return self->name;
  return self->account != NULL ? self->account : "";
}

/* As well as that can be done now: nobody has these tokens, whatever the server answers. */
static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  cvk_revocation_send_finish (CVK_HTTP (source), result, NULL);
  cvk_sign_in_end (g_task_get_source_object (task), task, NULL, NULL);
}

static void
drop (CvkSignIn *self, GTask *task)
{
  const CvkTokenRequest request = cvk_sign_in_make_token_request (self, self->request.revoke_url);

  if (*request.url == '\0')
    cvk_sign_in_end (self, task, NULL, NULL);
  else
    cvk_revocation_send_async (&request, self->reply->refresh_token, self->reply->access_token,
                               revoked_cb, g_object_ref (task));
}

void
cvk_sign_in_decide_async (CvkSignIn *self,
                          CvkSignInDecision decision,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_SIGN_IN (self));
  g_return_if_fail (self->reply != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_sign_in_decide_async);
  switch (decision)
    {
    case CVK_SIGN_IN_REPLACE:
      cvk_sign_in_store (self, self->request.connection, task);
      break;
    case CVK_SIGN_IN_ADD:
      cvk_sign_in_store (self, NULL, task);
      break;
    case CVK_SIGN_IN_DROP:
    default:
      drop (self, task);
      break;
    }
}

CvkConnection *
cvk_sign_in_decide_finish (CvkSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
