// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-journal.h"
#include "recovery/cvk-simulated-world.h"

G_BEGIN_DECLS

/**
 * CvkSimulatedJournal:
 *
 * The journal of one process on a disk that several processes see one after the other. Records
 * reach the disk a little later, in their order, and who waits for that hears of it when they have;
 * of those that are on their way when the process is killed, the disk has some.
 */
#define CVK_TYPE_SIMULATED_JOURNAL (cvk_simulated_journal_get_type ())
G_DECLARE_FINAL_TYPE (CvkSimulatedJournal, cvk_simulated_journal, CVK, SIMULATED_JOURNAL, GObject)

/* The world and the life outlive it. */
CvkSimulatedJournal *cvk_simulated_journal_new (CvkSimulatedWorld *world,
                                                CvkSimulatedLife *life,
                                                CvkMemoryJournal *disk) G_GNUC_WARN_UNUSED_RESULT;
/* The process was killed: decides what the disk has, and answers who waits. */
void cvk_simulated_journal_cut (CvkSimulatedJournal *self);

G_END_DECLS
