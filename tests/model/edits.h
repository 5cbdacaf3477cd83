// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-command.h"

/* A pipeline with something of everything that a command can touch, odd numbers and unknown members
 * among it. */
extern const char edits_example[];

/* Any of the changes that there are; some of them fail. */
void edits_change_at_random (CvkCommand *command, CvkDocument *document);
