// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

typedef enum
{
  CVK_WHOLE_ITEMS, /* as GetItem has them, for pipelines */
  CVK_WHOLE_ROWS,  /* as GetRow has them, for looking at: secrets are dots */
} CvkWholeKind;

/* All of what a page has the beginnings of only. @numbers (element-type unsigned; kept): which, as
 * GetItem or GetRow takes them. They are asked for one after another and read in a thread. */
void cvk_whole_items_load_async (CvkApiEngine *api,
                                 CvkWholeKind kind,
                                 const char *run,
                                 const char *node,
                                 const char *port,
                                 GArray *numbers,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* The first @count items at a port, all of each. */
void cvk_whole_items_load_page_async (CvkApiEngine *api,
                                      const char *run,
                                      const char *node,
                                      const char *port,
                                      unsigned count,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Of both: an array in the order of the numbers. (transfer full) (nullable) */
CvkValue *cvk_whole_items_load_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The numbers of what is not whole in a page of rows. (transfer full) (element-type unsigned) */
GArray *cvk_whole_items_find_rows (const CvkValue *rows) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
