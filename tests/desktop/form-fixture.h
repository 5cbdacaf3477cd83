// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/forms/cvk-field.h"
#include "desktop/forms/cvk-form.h"

/* The form of the node "node" in a window, where it can be scrolled as in the inspector. */
typedef struct
{
  CvkSession *session;
  GtkWidget *window;
  GtkWidget *form;
} FormFixture;

/* @settings: (nullable): JSON, and a node in front that reads a file; NULL: none of both. */
FormFixture form_fixture_open (const char *type, const char *settings);
/* Closes the window; nothing is left of form and session. */
void form_fixture_close (FormFixture *self);
/* (transfer none) */
CvkNode *form_fixture_get_node (FormFixture *self);
/* The field at @path below @widget. (transfer none) (nullable) */
CvkField *form_fixture_find_field (GtkWidget *widget, const char *path);
/* Everything that is due. */
void form_fixture_settle (void);
