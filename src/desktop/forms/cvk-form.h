// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkForm:
 *
 * The settings of one node: the important fields first, everything else one row away, and what
 * happens when the node fails at the end. Made from the description of the node's type.
 *
 * A long form is made a few fields at a time, so that the window stays awake.
 *
 * Follows the document: what undo or another program changes is shown at once, and the focus stays.
 * When the node is removed, the form is left empty; when its type changes, the form is made anew.
 */
#define CVK_TYPE_FORM (cvk_form_get_type ())
G_DECLARE_FINAL_TYPE (CvkForm, cvk_form, CVK, FORM, GtkBox)

GtkWidget *cvk_form_new (CvkSession *session, const char *node_id) G_GNUC_WARN_UNUSED_RESULT;

/* Nullable: without it, there are no values of runs and nothing to pick from accounts. */
void cvk_form_set_client (CvkForm *self, CvkEngineClient *client);
/* Moves the focus to the field at the dotted @path, or to the one that holds it ("rows[0].value"),
 * opening what hides it. FALSE when there is none. */
gboolean cvk_form_focus_field (CvkForm *self, const char *path);
/* Takes one field away from a form that is not needed any more and does not follow anything from
 * then on: a long one that goes at once would hold up the window. Returns: whether there is more.
 */
gboolean cvk_form_dismantle (CvkForm *self);

G_END_DECLS
