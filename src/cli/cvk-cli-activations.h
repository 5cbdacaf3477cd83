// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What the commands about active pipelines share. */

/* The path of a pipeline file, which may be gone, or an id, as the API takes them.
 * (transfer full) */
char *cvk_activation_dup_argument (const char *argument) G_GNUC_WARN_UNUSED_RESULT;
/* The JSON text that @method answers with. (transfer full) (nullable): the error has been printed,
 * and with --json an empty list. */
CvkValue *cvk_activations_call (GDBusConnection *client, const char *method, GVariant *parameters)
  G_GNUC_WARN_UNUSED_RESULT;
/* When an entry of GetNext comes, in its zone. (transfer full) */
char *cvk_next_dup_text (const CvkValue *next) G_GNUC_WARN_UNUSED_RESULT;
/* The first of an activation's triggers by the clock; empty when none of them has one.
 * (transfer full) */
char *cvk_activation_dup_next_text (const CvkValue *activation) G_GNUC_WARN_UNUSED_RESULT;
/* Where its webhooks can be called. */
void cvk_activation_print_addresses (const CvkValue *activation);
/* On standard error. */
void cvk_activation_print_problems (const CvkValue *activation);

G_END_DECLS
