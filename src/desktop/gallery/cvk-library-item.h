// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkLibraryItem:
 *
 * What the library knows of one pipeline file. It never changes: when the file does, another one
 * takes its place.
 */
#define CVK_TYPE_LIBRARY_ITEM (cvk_library_item_get_type ())
G_DECLARE_FINAL_TYPE (CvkLibraryItem, cvk_library_item, CVK, LIBRARY_ITEM, GObject)

/* Reads @file and checks it; blocks, for worker threads. Files that are no pipelines give an item
 * too, that says so. @types: of cvk_node_catalogue_get(). (transfer full) (nullable): NULL when
 * there is no such file. */
CvkLibraryItem *cvk_library_item_read (GFile *file, gconstpointer types) G_GNUC_WARN_UNUSED_RESULT;
/* The same with another last run. @state: (nullable): of the engine's ListRuns; @when:
 * microseconds since 1970. (transfer full) */
CvkLibraryItem *cvk_library_item_new_with_run (CvkLibraryItem *self,
                                               const char *state,
                                               int64_t when) G_GNUC_WARN_UNUSED_RESULT;

GFile *cvk_library_item_get_file (CvkLibraryItem *self);
/* Never empty. */
const char *cvk_library_item_get_name (CvkLibraryItem *self);
/* (nullable) */
const char *cvk_library_item_get_description (CvkLibraryItem *self);
/* Microseconds since 1970. */
int64_t cvk_library_item_get_modified (CvkLibraryItem *self);
/* Why it cannot be opened, a sentence. (nullable) */
const char *cvk_library_item_get_error (CvkLibraryItem *self);
/* How many errors the checks find, and the first of them. (nullable) */
unsigned cvk_library_item_get_n_problems (CvkLibraryItem *self);
const char *cvk_library_item_get_problem (CvkLibraryItem *self);
/* Whether it could run by itself. */
gboolean cvk_library_item_has_trigger (CvkLibraryItem *self);
/* (nullable): NULL when it never ran. */
const char *cvk_library_item_get_run_state (CvkLibraryItem *self);
int64_t cvk_library_item_get_run_time (CvkLibraryItem *self);

/* Whether the file has not been written since. */
gboolean cvk_library_item_is_current (CvkLibraryItem *self, int64_t modified, int64_t size);

G_END_DECLS
