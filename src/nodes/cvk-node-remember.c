// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_remember;

enum
{
  PORT_OUT,
  PORT_SEEN,
};

/* Claims share their flushes of the disk. */
#define CONCURRENCY 256

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  static const char *const ports[] = { "out", "seen", NULL };

  return g_strdupv ((GStrv) ports);
}

static void
claimed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_new = cvk_call_claim_finish (call, result, &error);

  if (error != NULL)
    {
      cvk_call_fail (call, cvk_problem_new_from_error ("journal", error));
      return;
    }
  cvk_output_pass (cvk_call_get_output (call), is_new ? PORT_OUT : PORT_SEEN,
                   cvk_call_get_item (call));
  cvk_call_succeed (call);
}

static void
start_remembering (CvkCall *call)
{
  const CvkValue *settings = cvk_call_get_settings (call);
  const char *memory = cvk_value_lookup_string (settings, "memory", NULL);
  int64_t days = cvk_value_lookup_integer (settings, "forget_after", 0);

  cvk_call_claim_async (call, memory != NULL && *memory != '\0' ? memory : NULL,
                        cvk_value_lookup_string (settings, "key", ""), days * G_TIME_SPAN_DAY,
                        claimed_cb, call);
}

static unsigned
get_concurrency (CvkStep *step)
{
  return CONCURRENCY;
}

CvkNodeOperations cvk_node_remember = {
  .type.list_outputs = list_outputs,
  .start = start_remembering,
  .get_concurrency = get_concurrency,
  .remembers = TRUE,
};
