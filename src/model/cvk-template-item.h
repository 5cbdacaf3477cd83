// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "model/cvk-document.h"

G_BEGIN_DECLS

/**
 * CvkTemplateItem:
 *
 * A pipeline that is shipped to start from, with its data. It never changes.
 */
#define CVK_TYPE_TEMPLATE_ITEM (cvk_template_item_get_type ())
G_DECLARE_FINAL_TYPE (CvkTemplateItem, cvk_template_item, CVK, TEMPLATE_ITEM, GObject)

GFile *cvk_template_item_get_file (CvkTemplateItem *self);
/* The name of the file without its ending: what a command line knows it by. (transfer full) */
char *cvk_template_item_dup_id (CvkTemplateItem *self) G_GNUC_WARN_UNUSED_RESULT;
/* Translated. */
const char *cvk_template_item_get_title (CvkTemplateItem *self);
const char *cvk_template_item_get_description (CvkTemplateItem *self);
/* What one needs for it; translated. */
const char *cvk_template_item_get_needs (CvkTemplateItem *self);
/* Names of the files beside it that it reads. */
const char *const *cvk_template_item_get_data (CvkTemplateItem *self);
CvkDocument *cvk_template_item_get_document (CvkTemplateItem *self);

/* Where the templates of this program are. (transfer full) */
GFile *cvk_template_item_dup_folder (void) G_GNUC_WARN_UNUSED_RESULT;
/* Reads "templates.json" in @folder and the pipelines that it names, in that order; blocks. Errors:
 * G_IO_ERROR, G_FILE_ERROR; a pipeline that cannot be read is left out with a warning.
 * (transfer full) (nullable) (element-type CvkTemplateItem) */
GPtrArray *cvk_template_item_list (GFile *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, in a thread. */
void cvk_template_item_list_async (GFile *folder,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* (transfer full) (element-type CvkTemplateItem) */
GPtrArray *cvk_template_item_list_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
