// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-journal.h"

G_BEGIN_DECLS

/**
 * CvkEffectGate:
 *
 * Two effects with one match key are never under way together, because after an unknown outcome
 * nobody could tell which of the two a meeting in the list is. The gate hangs on the journal, which
 * is the one thing that all runs of a host share, and hears from the host what earlier processes
 * left open.
 */
typedef struct _CvkEffectGate CvkEffectGate;

/* (transfer none) */
CvkEffectGate *cvk_effect_gate_get (CvkJournal *journal);

/* An effect of an earlier process whose outcome is not known. @is_awaited: its run is about to find
 * out, so that equal ones wait for it. */
void cvk_effect_gate_add_open (CvkEffectGate *self,
                               const char *match_key,
                               const char *effect,
                               gboolean is_awaited);

/* FALSE: an equal effect is in there, or open; wait with cvk_effect_gate_enter_async(). Whoever is
 * in may enter again. */
gboolean cvk_effect_gate_try_enter (CvkEffectGate *self, const char *match_key, const char *effect);
/* Calls back when it is this one's turn. Error: CVK_ENGINE_ERROR_UNRESOLVED. */
void cvk_effect_gate_enter_async (CvkEffectGate *self,
                                  const char *match_key,
                                  const char *effect,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean cvk_effect_gate_enter_finish (CvkEffectGate *self, GAsyncResult *result, GError **error);
/* @is_open: nobody knows what came of it: equal ones are not sent until somebody does. Whoever is
 * not in leaves nothing. */
void cvk_effect_gate_leave (CvkEffectGate *self,
                            const char *match_key,
                            const char *effect,
                            gboolean is_open);

/* The effect that equal ones wait for. (transfer none) (nullable) */
const char *cvk_effect_gate_get_holder (CvkEffectGate *self, const char *match_key);
/* Whether nobody knows what came of that one. */
gboolean cvk_effect_gate_is_open (CvkEffectGate *self, const char *match_key);

/* Says that @thing (what the service calls it) came of @effect; FALSE when it came of another. */
gboolean cvk_effect_gate_claim (CvkEffectGate *self, const char *thing, const char *effect);

G_END_DECLS
