// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What a page of items shows of large values. A page of whole documents would be larger than what a
 * D-Bus message may carry (128 MiB), and nobody looks at all of them at once. */

/* A text of more bytes is shown by its beginning. */
#define CVK_PREVIEW_MAX_TEXT (16 * 1024)
#define CVK_PREVIEW_TEXT (4 * 1024)
/* So many bytes of an item are shown at most, about; 500 of them fit in a message. */
#define CVK_PREVIEW_MAX_ITEM (64 * 1024)

/* @item itself when all of it is small. Else @shortened says what is not whole: an array of
 * {"path", "size"} as the API's GetItems describes it, (transfer full); else NULL. (transfer full)
 */
CvkValue *cvk_preview_item (const CvkValue *item, CvkValue **shortened) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
