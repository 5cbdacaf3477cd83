// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/client/cvk-activation-list.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

typedef enum
{
  CVK_ACTIVATION_NONE,    /* nothing in the pipeline could start it */
  CVK_ACTIVATION_OFF,     /* it runs when someone presses Run */
  CVK_ACTIVATION_ON,      /* it runs by itself, as it is shown */
  CVK_ACTIVATION_CHANGED, /* it runs by itself, as it was when it was activated */
} CvkActivationState;

/**
 * CvkActivationController:
 *
 * Whether the pipeline of a session runs by itself, and what changes that: the actions "activate",
 * which saves and publishes it, and "deactivate".
 *
 * Signal "changed" (): one of what the functions below tell.
 */
#define CVK_TYPE_ACTIVATION_CONTROLLER (cvk_activation_controller_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivationController,
                      cvk_activation_controller,
                      CVK,
                      ACTIVATION_CONTROLLER,
                      GObject)

CvkActivationController *cvk_activation_controller_new (CvkSession *session,
                                                        CvkEngineClient *client)
  G_GNUC_WARN_UNUSED_RESULT;

/* @widget: whose window asks when something has to be asked; not owned. */
void cvk_activation_controller_attach (CvkActivationController *self, GtkWidget *widget);
GActionGroup *cvk_activation_controller_get_actions (CvkActivationController *self);
/* (transfer none), both */
CvkSession *cvk_activation_controller_get_session (CvkActivationController *self);
CvkEngineClient *cvk_activation_controller_get_client (CvkActivationController *self);
CvkActivationState cvk_activation_controller_get_state (CvkActivationController *self);
/* (nullable) (transfer none) */
CvkActivationInfo *cvk_activation_controller_get_info (CvkActivationController *self);
/* What to know of the activation that was made last; a sentence. (nullable) (transfer none) */
const char *cvk_activation_controller_get_notice (CvkActivationController *self);

G_END_DECLS
