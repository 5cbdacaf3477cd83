// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>

#include "model/cvk-checks-private.h"
#include "model/cvk-inner-slots.h"
#include "model/cvk-sub-pipeline.h"

/* What a node runs has to be there, to be sound, and to fit to the node. Only a document that
 * carries its sub-pipelines can be asked; to the others, files say it later. */

static void
take_problem (CvkChecks *self, unsigned index, const char *field, CvkProblem *problem)
{
  cvk_problem_set_field (problem, field);
  cvk_checks_take_node_problem (self, index, problem);
}

/* The first thing that is wrong in it is enough here: it has a window of its own. */
static void
check_inside (CvkChecks *self, unsigned index, CvkDocument *inner)
{
  g_autoptr (GPtrArray) problems = cvk_document_check (inner, self->types);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *found = g_ptr_array_index (problems, i);
      const char *inside = cvk_problem_get_inside (found);
      const char *node = cvk_problem_get_node (found);
      g_autofree char *place =
        inside != NULL ? g_strconcat (node, "/", inside, NULL) : g_strdup (node);
      CvkProblem *problem = NULL;

      if (cvk_problem_is_warning (found))
        continue;
      problem = cvk_problem_copy (found);
      cvk_problem_set_line (problem, 0, 0);
      cvk_problem_set_inside (problem, place);
      take_problem (self, index, "file", problem);
      return;
    }
}

static void
check_slot (CvkChecks *self, unsigned index, const CvkConnectionSlot *slot)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  const char *name = cvk_sub_pipeline_map_slot (node, slot->name);
  const CvkConnectionSlot *own = cvk_document_get_slot (self->document, name);
  CvkProblem *problem = NULL;

  if (own == NULL)
    problem = cvk_problem_new ("unknown-slot",
                               N_ ("What “{node}” runs needs a connection of the kind "
                                   "“{connector}”: add the slot “{slot}” to this pipeline."),
                               "node", node->id, "connector", slot->connector, "slot", name,
                               "inner", slot->name, NULL);
  else if (!cvk_node_types_fits (self->types, own->connector, slot->connector))
    problem = cvk_problem_new ("wrong-slot",
                               N_ ("“{node}” needs a connection of the kind “{connector}”, "
                                   "but the slot “{slot}” is for “{other}”."),
                               "node", node->id, "connector", slot->connector, "slot", name,
                               "other", own->connector, "inner", slot->name, NULL);
  if (problem != NULL)
    take_problem (self, index, "slots", problem);
}

static void
check_file_slot (CvkChecks *self, unsigned index, const CvkFileSlot *slot)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);

  if (cvk_document_get_file_slot (self->document, slot->name) == NULL)
    take_problem (
      self, index, "file",
      cvk_problem_new ("unknown-file-slot",
                       N_ ("What “{node}” runs needs a file: add the file slot “{slot}” "
                           "to this pipeline."),
                       "node", node->id, "slot", slot->name, NULL));
}

/* What it wants from around it, this pipeline has to have. */
static void
check_slots (CvkChecks *self, unsigned index, CvkDocument *inner)
{
  GPtrArray *slots = cvk_document_get_slots (inner);
  GPtrArray *files = cvk_document_get_file_slots (inner);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      if (cvk_sub_pipeline_uses_slot (inner, slot->name))
        check_slot (self, index, slot);
    }
  for (unsigned i = 0; i < files->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (files, i);

      if (cvk_inner_slots_wants_file (inner, self->types, slot))
        check_file_slot (self, index, slot);
    }
}

static gboolean
has_output (CvkDocument *inner, const char *name)
{
  GPtrArray *nodes = cvk_document_get_nodes (inner);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (g_str_equal (node->type, "output") &&
          g_str_equal (cvk_value_lookup_string (node->settings, "name", node->id), name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_input (CvkDocument *inner, const char *id)
{
  const CvkNode *node = cvk_document_get_node (inner, id);

  return node != NULL && g_str_equal (node->type, "input");
}

static void
check_ports (CvkChecks *self,
             unsigned index,
             CvkDocument *inner,
             const char *member,
             gboolean (*has_port) (CvkDocument *inner, const char *name))
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  CvkValue *names = cvk_value_get_member (node->settings, member);
  size_t length = names != NULL && cvk_value_is_array (names) ? cvk_value_get_length (names) : 0;

  for (size_t i = 0; i < length; i++)
    {
      CvkValue *name = cvk_value_get_element (names, i);
      g_autofree char *field = g_strdup_printf ("%s.%zu", member, i);

      if (!cvk_value_is_string (name) || has_port (inner, cvk_value_get_string (name)))
        continue;
      take_problem (self, index, field,
                    cvk_problem_new ("unknown-port",
                                     N_ ("The pipeline “{file}” has nothing called “{name}” "
                                         "there. Choose one of its own names."),
                                     "file", cvk_sub_pipeline_get_file (node), "name",
                                     cvk_value_get_string (name), NULL));
    }
}

void
cvk_checks_pipelines (CvkChecks *self)
{
  gboolean carries = cvk_document_get_pipelines (self->document) != NULL;

  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);
      const char *file = cvk_sub_pipeline_get_file (node);
      CvkDocument *inner = file != NULL ? cvk_sub_pipeline_find (self->document, node) : NULL;

      if (file == NULL || !carries)
        continue;
      if (inner == NULL)
        {
          take_problem (self, i, "file",
                        cvk_problem_new ("missing-pipeline",
                                         N_ ("The sub-pipeline “{file}” is not there, or cannot "
                                             "be read."),
                                         "file", file, NULL));
          continue;
        }
      check_inside (self, i, inner);
      check_slots (self, i, inner);
      check_ports (self, i, inner, "inputs", has_input);
      check_ports (self, i, inner, "outputs", has_output);
    }
}
