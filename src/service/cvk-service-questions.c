// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"
#include "store/cvk-store-questions.h"

/* What runs ask, and the answers. */

/* From the store and not from memory: right after the start nothing may be there yet. */
static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);

  if (error != NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else
    cvk_api_engine_complete_list_questions (request->service->api,
                                            g_steal_pointer (&request->invocation), json);
}

static gboolean
list_questions_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CvkService *self = user_data;

  cvk_store_load_questions_async (cvk_host_get_store (self->host), NULL, listed_cb,
                                  cvk_service_request_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  CvkProblem *problem = cvk_questions_answer_finish (CVK_QUESTIONS (object), result);
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *json = cvk_problems_to_json (problems);

  cvk_api_engine_complete_answer (request->service->api, g_steal_pointer (&request->invocation),
                                  json);
}

static gboolean
answer_cb (CvkApiEngine *api,
           GDBusMethodInvocation *invocation,
           const char *question,
           const char *choice,
           const char *text,
           gpointer user_data)
{
  CvkService *self = user_data;

  cvk_questions_answer_async (self->questions, question, choice, *text != '\0' ? text : NULL,
                              answered_cb, cvk_service_request_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
changed_cb (CvkService *self)
{
  cvk_api_engine_emit_questions_changed (self->api);
}

void
cvk_service_connect_question_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-list-questions", G_CALLBACK (list_questions_cb), self,
                           0);
  g_signal_connect_object (self->api, "handle-answer", G_CALLBACK (answer_cb), self, 0);
  g_signal_connect_object (self->questions, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}
