// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "support/cvk-run-fixture.h"

G_BEGIN_DECLS

/* Runs of "test.effect" whose process dies. */

/* The journal as a process left it that died after @count records. (transfer full) */
CvkMemoryJournal *cvk_test_cut_journal (CvkMemoryJournal *journal, unsigned count)
  G_GNUC_WARN_UNUSED_RESULT;
/* Fills the world with what had been sent until then: every second one of those of which the
 * journal does not know got there. @concurrency: of the effects from now on. */
void cvk_test_make_world (CvkMemoryJournal *journal, unsigned concurrency);
/* Makes the run again from @journal, and waits for its end. (transfer full) */
CvkRun *cvk_test_take_up (CvkRunFixture *fixture, CvkMemoryJournal *journal, const char *id)
  G_GNUC_WARN_UNUSED_RESULT;
/* Nothing in the world is there twice. */
void cvk_test_assert_once (void);

G_END_DECLS
