// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "model/cvk-command.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkFix:
 *
 * One thing that mends a problem of a pipeline, as a step that can be undone. Belongs to the
 * document as it was when the fixes were listed; after a change they are listed again.
 */
typedef struct _CvkFix CvkFix;

/* What can be done about @problem, which cvk_document_check() found in @document; the likeliest
 * first, and nothing where only the user can know. @own_zone: the time zone of this computer.
 * (transfer full) (element-type CvkFix) */
GPtrArray *cvk_fix_list (CvkDocument *document,
                         const CvkNodeTypes *types,
                         const CvkProblem *problem,
                         const char *own_zone) G_GNUC_WARN_UNUSED_RESULT;

void cvk_fix_free (CvkFix *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkFix, cvk_fix_free)

/* What a button says: "Set the time zone to Europe/Berlin". Translated. */
const char *cvk_fix_get_title (const CvkFix *self);
/* The change, made and not yet in the history. Errors: CVK_DOCUMENT_ERROR_EDIT.
 * (transfer full) (nullable) */
CvkCommand *cvk_fix_make_command (const CvkFix *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
