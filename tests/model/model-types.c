// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "model/model-types.h"

#include "base/cvk-problem.h"

static void
check_pass (const CvkNodeType *self, const CvkValue *settings, GPtrArray *problems)
{
  CvkProblem *problem;

  if (cvk_value_get_member (settings, "never") == NULL)
    return;
  problem = cvk_problem_new ("invalid-field", "“{field}” is never right.", "field", "never", NULL);
  cvk_problem_set_field (problem, "never");
  g_ptr_array_add (problems, problem);
}

static const CvkNodeType read_type = {
  .id = "read",
  .is_source = TRUE,
  .settings_schema_text =
    "{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{"
    "\"file\":{\"type\":\"string\",\"x-widget\":\"file\",\"x-template\":false},"
    "\"skip\":{\"type\":\"integer\"},"
    "\"rows\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":"
    "\"integer\"}}}}}}",
  .output_schema_text = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}",
};

static const CvkNodeType pass_type = {
  .id = "pass",
  .keeps_input = TRUE,
  .settings_schema_text =
    "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"never\":{},"
    "\"raw\":{\"type\":\"string\",\"x-template\":false},"
    "\"code\":{\"type\":\"string\",\"x-template\":false,\"x-widget\":\"javascript\"}}}",
  .check = check_pass,
};

static const CvkNodeType make_type = {
  .id = "make",
  .connector = "zoom",
  .settings_schema_text = "{\"type\":\"object\",\"required\":[\"topic\"],\"properties\":{"
                          "\"topic\":{\"type\":\"string\"},\"duration\":{\"type\":\"integer\"}}}",
  .output_schema_text = "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                        "\"join_url\":{\"type\":\"string\"},\"settings\":{\"type\":\"object\"}}}",
};

static const CvkNodeType zoom_type = { .id = "zoom", .connector = "zoom", .is_incomplete = TRUE };

static const CvkNodeType input_type = { .id = "input", .is_source = TRUE };

CvkNodeTypes *
model_types_new (void)
{
  CvkNodeTypes *types = cvk_node_types_new ();

  cvk_node_types_add (types, &read_type);
  cvk_node_types_add (types, &pass_type);
  cvk_node_types_add (types, &make_type);
  cvk_node_types_add (types, &zoom_type);
  cvk_node_types_add (types, &input_type);

  return types;
}
