// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "model/edits.h"

const char edits_example[] =
  "{\n"
  "  \"convoke\": 1,\n"
  "  \"name\": \"N\",\n"
  "  \"slots\": {\n"
  "    \"z\": {\n"
  "      \"connector\": \"zoom\"\n"
  "    }\n"
  "  },\n"
  "  \"nodes\": {\n"
  "    \"read\": { \"type\": \"read\", \"settings\": { \"file\": \"x\", \"skip\": 1.0 } },\n"
  "    \"make\": { \"slot\": \"z\", \"type\": \"zoom\", \"x\": 1e400,\n"
  "              \"settings\": { \"topic\": \"{{ nodes.read.a }}\", \"duration\": 4.50e1,\n"
  "                            \"agenda\": [1, {\"t\": \"{{ nodes['read'].b + 1 }}\"}] } },\n"
  "    \"code\": { \"type\": \"script\", \"settings\": { \"code\": \"return nodes.read\" } },\n"
  "    \"odd\": { \"type\": \"no.such\", \"settings\": { \"a\": 1, \"big\": 1e999, \"b\": 2 } }\n"
  "  },\n"
  "  \"links\": [\n"
  "    \"read.out -> make.in\",\n"
  "    \"make.out -> code.in\",\n"
  "    \"read.out -> code.in\"\n"
  "  ],\n"
  "  \"frames\": {\n"
  "    \"f\": {\"nodes\": [\"read\", \"code\"]}\n"
  "  },\n"
  "  \"layout\": {\n"
  "    \"read\": [0, 0]\n"
  "  }\n"
  "}\n";

static const char *
pick_node (CvkDocument *document)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  return nodes->len > 0 ? ((CvkNode *) g_ptr_array_index (
                             nodes, (unsigned) g_test_rand_int_range (0, (int) nodes->len)))
                            ->id
                        : "none";
}

void
edits_change_at_random (CvkCommand *command, CvkDocument *document)
{
  g_autoptr (CvkValue) value = cvk_value_new_integer (g_test_rand_int_range (0, 5));
  g_autoptr (CvkValue) object = cvk_value_new_object ("v", cvk_value_ref (value), NULL);
  g_autoptr (CvkValue) items = cvk_value_new_array ((CvkValue *[]){ cvk_value_ref (object) }, 1);
  g_autofree char *new_id = g_strdup_printf ("n%d", g_test_rand_int_range (0, 9));
  g_autofree char *link =
    g_strdup_printf ("%s.out -> %s.in", pick_node (document), pick_node (document));
  const char *id = pick_node (document);

  switch (g_test_rand_int_range (0, 19))
    {
    case 0:
    case 1:
      (void) cvk_command_add_node (command, NULL, "pass", 1, 2, NULL);
      break;
    case 2:
      cvk_command_remove_node (command, id, NULL);
      break;
    case 3:
      (void) cvk_command_duplicate_node (command, id, NULL, NULL);
      break;
    case 4:
    case 5:
      cvk_command_rename_node (command, id, new_id, NULL);
      break;
    case 6:
      cvk_command_set_node_type (command, id, "make", NULL, NULL);
      break;
    case 7:
      cvk_command_set_node_settings (command, id, object, NULL);
      break;
    case 8:
      cvk_command_set_node_field (command, id, "skip", value, NULL);
      break;
    case 9:
      cvk_command_set_node_field (command, id, "topic", NULL, NULL);
      break;
    case 10:
      cvk_command_set_node_label (command, id, new_id, NULL);
      break;
    case 11:
      cvk_command_set_node_pinned (command, id, items, NULL);
      break;
    case 12:
      cvk_command_move_node (command, id, g_test_rand_int_range (0, 9), 1.5, NULL);
      break;
    case 13:
    case 14:
      cvk_command_add_link (command, link, NULL);
      break;
    case 15:
      cvk_command_remove_link (command, link, NULL);
      break;
    case 16:
      cvk_command_set_slot (command, new_id, "zoom", NULL, NULL);
      break;
    case 17:
      cvk_command_set_frame (command, "f", g_test_rand_bit () ? object : NULL, NULL);
      break;
    default:
      cvk_command_set_name (command, new_id);
      break;
    }
}
