// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-metrics.h"

#include <math.h>

/* The middle of the tile: a link between two cards of one row is a straight line. */
#define FIRST_PORT_Y 28.0
/* Below the name and its line, where there is room for names of ports. */
#define SECOND_ROW_Y 60.0
#define PORT_DISTANCE 20.0

double
cvk_card_get_input_y (unsigned index)
{
  return FIRST_PORT_Y + PORT_DISTANCE * index;
}

double
cvk_card_get_output_y (unsigned n_outputs, unsigned index)
{
  if (n_outputs == 1 && index == 0)
    return FIRST_PORT_Y;
  return SECOND_ROW_Y + PORT_DISTANCE * (n_outputs <= 1 ? 0 : index);
}

double
cvk_card_get_height (unsigned n_inputs, unsigned n_outputs)
{
  double outputs = cvk_card_get_output_y (n_outputs, n_outputs) + PORT_DISTANCE;
  double inputs = n_inputs > 0 ? cvk_card_get_input_y (n_inputs - 1) + PORT_DISTANCE : 0;

  return MAX (outputs, ceil (inputs / CVK_CANVAS_GRID) * CVK_CANVAS_GRID);
}

double
cvk_card_get_node_height (const CvkNode *node, const CvkNodeTypes *types)
{
  const CvkNodeType *type;
  g_auto (GStrv) inputs = NULL;
  g_auto (GStrv) outputs = NULL;

  g_return_val_if_fail (node != NULL, CVK_CARD_HEIGHT);

  type = cvk_node_types_lookup (types, node->type);
  if (type == NULL)
    return CVK_CARD_HEIGHT;
  inputs = cvk_node_type_list_inputs (type, node->settings);
  outputs = cvk_node_type_list_outputs (type, node->settings);
  return cvk_card_get_height (MIN (g_strv_length (inputs), 2), g_strv_length (outputs));
}

double
cvk_canvas_snap (double position)
{
  return round (position / CVK_CANVAS_GRID) * CVK_CANVAS_GRID;
}
