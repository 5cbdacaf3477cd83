// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulation.h"

/* What the service has against what the run says. A change that failed, and that did not happen, is
 * neither lost nor done twice; one that failed and happened is lost to whoever relies on the run.
 */

static CvkNodeIndex
find_node (CvkSimulation *self, const char *id)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_run_get_document (self->run));

  for (unsigned i = 0; i < nodes->len; i++)
    if (g_str_equal (((CvkNode *) g_ptr_array_index (nodes, i))->id, id))
      return i;
  g_assert_not_reached ();
}

/* So many items the node put out, of @topic (nullable: of all). */
static unsigned
count_done (CvkSimulation *self, const char *node, const char *topic)
{
  GPtrArray *items = cvk_run_get_items (self->run, find_node (self, node), "out");
  unsigned count = 0;

  for (unsigned i = 0; items != NULL && i < items->len; i++)
    {
      CvkValue *value = cvk_item_get_path (g_ptr_array_index (items, i), "topic");

      count += topic == NULL || (value != NULL && cvk_value_is_string (value) &&
                                 g_str_equal (cvk_value_get_string (value), topic));
    }
  return count;
}

static void
compare (CvkSimulation *self, unsigned wanted, unsigned said, unsigned there)
{
  CvkSimulationResult *result = self->result;

  result->wanted += wanted;
  result->failed += wanted - MIN (said, wanted);
  if (there > wanted)
    result->duplicated += there - wanted;
  else
    result->lost += there > said ? there - said : said - there;
}

static void
judge_topic (CvkSimulation *self, const char *topic)
{
  GPtrArray *meetings = cvk_simulated_zoom_get_meetings (self->world.zoom);
  unsigned wanted = 0;
  unsigned there = 0;

  for (unsigned i = 0; i < self->wanted->len; i++)
    wanted += g_str_equal (g_ptr_array_index (self->wanted, i), topic);
  for (unsigned i = 0; i < meetings->len; i++)
    {
      const CvkSimulatedMeeting *meeting = g_ptr_array_index (meetings, i);

      there += meeting->is_ours && g_str_equal (meeting->topic, topic);
    }
  compare (self, wanted, count_done (self, "create", topic), there);
}

static void
judge_changes (CvkSimulation *self)
{
  GPtrArray *meetings = cvk_simulated_zoom_get_meetings (self->world.zoom);
  unsigned n_changed = 0;
  unsigned n_deleted = 0;

  for (unsigned i = 0; i < meetings->len; i++)
    {
      const CvkSimulatedMeeting *meeting = g_ptr_array_index (meetings, i);

      n_changed += g_strcmp0 (meeting->agenda, "Changed") == 0;
      n_deleted += meeting->deleted != 0;
    }
  compare (self, count_done (self, "create", NULL), count_done (self, "update", NULL), n_changed);
  compare (self, self->n_old, count_done (self, "delete", NULL), n_deleted);
}

void
cvk_simulation_judge (CvkSimulation *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  cvk_simulated_world_carry_out (&self->world, G_MAXINT64);
  for (unsigned i = 0; i < self->wanted->len; i++)
    if (g_hash_table_add (seen, g_ptr_array_index (self->wanted, i)))
      judge_topic (self, g_ptr_array_index (self->wanted, i));
  judge_changes (self);
}
