// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkSearchProvider:
 *
 * Finds the pipelines of the library for GNOME Shell (org.gnome.Shell.SearchProvider2). Each of
 * them can be opened, the first two can be run as well. Nothing is done on the bus: what is chosen
 * is told by signals, and whoever hears of a run asks the user first. It needs no engine and no
 * window. Main thread.
 *
 * Signals:
 * "open" (GFile *file): the user wants to see this pipeline.
 * "run" (GFile *file): the user wants to run it.
 * "show" (): the user wants to see all.
 */
#define CVK_TYPE_SEARCH_PROVIDER (cvk_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (CvkSearchProvider, cvk_search_provider, CVK, SEARCH_PROVIDER, GObject)

CvkSearchProvider *cvk_search_provider_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Puts it on @bus below @path, the path of the application. Errors: G_IO_ERROR. */
gboolean cvk_search_provider_export (CvkSearchProvider *self,
                                     GDBusConnection *bus,
                                     const char *path,
                                     GError **error);
void cvk_search_provider_unexport (CvkSearchProvider *self);

G_END_DECLS
