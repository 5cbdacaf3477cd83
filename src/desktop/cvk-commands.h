// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Everything that can be done by name: the one table from which the command search, the window of
 * shortcuts and the keys follow. No widgets.
 */
typedef struct
{
  const char *action;    /* "win.new" */
  const char *target;    /* nullable: text of its parameter */
  const char *title;     /* message id, as a menu would call it */
  const char *group;     /* message id */
  const char *accels[3]; /* NULL-terminated */
  /* Whether the key belongs to the canvas, where other widgets have a use of their own for it. */
  gboolean is_canvas_key;
} CvkCommandInfo;

/* In the order of their groups. (transfer none) */
const CvkCommandInfo *cvk_commands_list (unsigned *n_commands);

/* How well the words of @query fit a title: 0 is not at all; more is better. An empty query fits
 * everything alike. Each word has to begin a word of the title, or to be contained in it letter by
 * letter. */
unsigned cvk_commands_match (const char *title, const char *query);

G_END_DECLS
