// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-ai.h"
#include "connect/cvk-model-ask.h"

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) models = cvk_model_list_finish (result, &problem);

  if (models == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  for (size_t i = 0; i < cvk_value_get_length (models); i++)
    cvk_output_emit_new (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                         cvk_value_ref (cvk_value_get_element (models, i)));
  cvk_call_succeed (call);
}

static void
start_listing (CvkCall *call)
{
  cvk_model_list_async (call, listed_cb, call);
}

extern CvkNodeOperations cvk_node_ai_models;

CvkNodeOperations cvk_node_ai_models = { .prepare = cvk_ai_prepare, .start = start_listing };
