// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What a service answers to a list and to a change, with the status that the first byte says. */

#include "config.h"

#include "connect/cvk-action-private.h"
#include "connect/cvk-connectors.h"
#include "fuzz.h"

static const CvkAction *
find_action (const char *type)
{
  static CvkNodeTypes *types;

  if (types == NULL)
    {
      types = cvk_node_types_new ();
      cvk_connector_register (cvk_connector_get ("zoom"), types);
    }
  return cvk_action_from_type (cvk_node_types_lookup (types, type));
}

static void
check_reply (const CvkAction *action, const CvkHttpResponse *response)
{
  g_autoptr (CvkValue) settings = cvk_value_new_object (NULL, NULL);
  g_autoptr (CvkReply) reply =
    cvk_action_read_response (action, settings, response, NULL, FUZZ_NOW, 1);

  if (reply->kind == CVK_REPLY_DONE)
    {
      g_assert_nonnull (reply->value);
      g_assert_true (response->status >= 200 && response->status < 300);
    }
  else
    fuzz_check_problem (reply->problem);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const unsigned statuses[] = { 200, 201, 204, 302, 400, 401, 404, 429, 500 };
  g_autoptr (CvkHttpResponse) response = NULL;

  if (size == 0)
    return 0;
  response = g_new0 (CvkHttpResponse, 1);
  response->status = statuses[data[0] % G_N_ELEMENTS (statuses)];
  response->body = g_bytes_new (data + 1, size - 1);
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (response->headers, g_strdup ("content-type"),
                       g_strdup ("application/json; charset=utf-8"));
  check_reply (find_action ("zoom.list-meetings"), response);
  check_reply (find_action ("zoom.create-meeting"), response);
  return 0;
}
