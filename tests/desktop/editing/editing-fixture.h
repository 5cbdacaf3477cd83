// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-editing.h"

/* A session with a small pipeline: read -> create -> results, a note "n", and a frame "f" around
 * the first two. */
typedef struct
{
  CvkSession *session;
  CvkDocument *document;   /* borrowed */
  CvkHistory *history;     /* borrowed */
  CvkSelection *selection; /* borrowed */
  char *before;            /* as it was */
  char *name;              /* nullable: of the step that could be undone then */
} EditingFixture;

void editing_set_up (EditingFixture *fixture, gconstpointer data);
void editing_tear_down (EditingFixture *fixture, gconstpointer data);

char *editing_dup_text (CvkDocument *document);
/* What comes next is compared with how things are now. */
void editing_remember (EditingFixture *fixture);
/* One step of that name since then, which undoing takes back to the byte and redoing brings again.
 */
void editing_assert_one_step (EditingFixture *fixture, const char *name);
void editing_assert_nothing_happened (EditingFixture *fixture);
void editing_assert_links (EditingFixture *fixture, const char *expected);
void editing_assert_place (EditingFixture *fixture, const char *id, double x, double y);
