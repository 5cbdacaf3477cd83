// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-activations.h"

G_BEGIN_DECLS

struct _CvkActivations
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkHostRuns *runs;
  CvkQuestions *questions;
  GPtrArray *list;    /* CvkActivation, those that are active, oldest first */
  GHashTable *ids;    /* path -> id, of all that there ever were */
  GPtrArray *waiters; /* nullable: GTask, while it is being loaded */
  gboolean is_loaded;
  gboolean may_stay;
  gboolean is_holding;
};

/* cvk-activations.c */
/* It ends, and what the store holds of it stays. */
void cvk_activations_drop (CvkActivations *self, CvkActivation *activation);
/* Takes from @text, the store's, the activation @id, or all that are active when it is NULL. */
void cvk_activations_take (CvkActivations *self, const char *text, const char *id);
/* Keeps the host as long as it is needed. */
void cvk_activations_update_hold (CvkActivations *self);
void cvk_activations_say_changed (CvkActivations *self);

G_END_DECLS
