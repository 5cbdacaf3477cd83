// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* How large things on the canvas are, in document units: pixels at a scale of 100 %. Layout, canvas
 * and proxies agree by asking here. No toolkit, so that a layout can be made without a display.
 *
 * A card is as wide as all others. Its ports follow the order that its type gives them: inputs at
 * the left edge; outputs at the right one, below each other with their names when there are
 * several; the failed port is always the lowest. */
#define CVK_CANVAS_GRID 20.0
#define CVK_CARD_WIDTH 220.0
#define CVK_CARD_HEIGHT 80.0 /* with at most one output */
#define CVK_CARD_RADIUS 12.0
#define CVK_CARD_PADDING 12.0
#define CVK_CARD_TILE 32.0

/* Between two cards that nobody placed by hand. */
#define CVK_CARD_COLUMN_GAP 60.0
#define CVK_CARD_ROW_GAP 40.0

/* Around the nodes of a frame, and above them for its title. */
#define CVK_FRAME_PADDING 20.0
#define CVK_FRAME_TITLE 36.0

/* A note whose value does not say. */
#define CVK_NOTE_WIDTH 240.0
#define CVK_NOTE_HEIGHT 120.0
#define CVK_NOTE_MIN_SIZE 80.0

double cvk_card_get_height (unsigned n_inputs, unsigned n_outputs);
/* Distances from the upper edge. @index equal to @n_outputs means the failed port. */
double cvk_card_get_input_y (unsigned index);
double cvk_card_get_output_y (unsigned n_outputs, unsigned index);
/* The height of @node's card. @types: where its ports come from; a node of a type that is not known
 * has one of each, and one that takes many inputs shows two until more are linked. */
double cvk_card_get_node_height (const CvkNode *node, const CvkNodeTypes *types);

/* The nearest place on the grid. */
double cvk_canvas_snap (double position);

G_END_DECLS
