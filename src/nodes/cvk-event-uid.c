// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-event-uid.h"

char *
cvk_event_uid_choose (CvkStep *step, CvkItem *item, const CvkValue *settings)
{
  const char *uid = cvk_value_lookup_string (settings, "uid", "");
  GPtrArray *items = cvk_step_get_items (step, 0);
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;
  unsigned index = 0;

  if (*uid != '\0')
    return g_strdup (uid);
  g_ptr_array_find (items, item, &index);
  text =
    g_strdup_printf ("%s %s %u", cvk_value_lookup_string (cvk_step_get_run_value (step), "id", ""),
                     cvk_step_get_node (step)->id, index);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strdup_printf ("%.32s@convoke.app", hash);
}
