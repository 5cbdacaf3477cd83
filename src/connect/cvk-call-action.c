// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-call-action.h"

void
cvk_call_action_init (CvkAction *action,
                      CvkConnector *connector,
                      CvkCall *call,
                      const char *id,
                      CvkValue *description,
                      const CvkConnectorQuirks *quirks)
{
  action->operations = *cvk_step_get_operations (cvk_call_get_step (call));
  action->connector = connector;
  action->description = description;
  action->type_id = (char *) action->operations.type.id;
  action->title = action->operations.type.title;
  connector->description = cvk_value_new_object (NULL, NULL);
  connector->id = id;
  connector->quirks = quirks;
  connector->actions = g_ptr_array_new ();
}

void
cvk_call_action_clear (CvkAction *action, CvkConnector *connector)
{
  g_clear_pointer (&action->description, cvk_value_unref);
  g_clear_pointer (&connector->description, cvk_value_unref);
  g_clear_pointer (&connector->actions, g_ptr_array_unref);
}

char *
cvk_call_make_key (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  CvkItem *item = cvk_call_get_item (call);
  g_autofree char *text =
    g_strdup_printf ("%s/%s/%016" G_GINT64_MODIFIER "x",
                     cvk_value_lookup_string (cvk_step_get_run_value (step), "id", ""),
                     cvk_step_get_node (step)->id, item != NULL ? cvk_item_get_descent (item) : 0);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}
