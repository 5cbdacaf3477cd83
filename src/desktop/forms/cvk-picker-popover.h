// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * CvkPickerPopover:
 *
 * A list to pick one of, which is asked for whenever the popover opens. While the answer is on its
 * way, and when there is nothing to pick, a sentence stands there instead. A long list is narrowed
 * down by a text. What is asked is the subclass's business.
 *
 * Signal "picked" (id: utf8).
 */
#define CVK_TYPE_PICKER_POPOVER (cvk_picker_popover_get_type ())
G_DECLARE_DERIVABLE_TYPE (CvkPickerPopover, cvk_picker_popover, CVK, PICKER_POPOVER, GtkPopover)

struct _CvkPickerPopoverClass
{
  GtkPopoverClass parent_class;

  /* Asks, and gives what comes of it to cvk_picker_popover_take() or _show_text(), at once or
   * later. Once @cancellable is cancelled, the popover may be gone. */
  void (*ask) (CvkPickerPopover *self, CvkFieldContext *context, GCancellable *cancellable);

  /* All untranslated, N_(). */
  const char *waiting; /* "Asking for the dates…" */
  const char *list;    /* what the list holds, for those who do not see it */
  const char *filter;  /* what the text above a long one is for, likewise */
  const char *nothing; /* why an empty list is empty, and what to do about it */
};

/* @type: of a subclass. (transfer floating) */
GtkWidget *cvk_picker_popover_new (GType type, CvkFieldContext *context);

/* The answer: @entries, a list of {"id", "title"}, or @error with a sentence for the user. Does
 * nothing when it says that it was cancelled, so that @self may be gone then. */
void cvk_picker_popover_take (CvkPickerPopover *self, const CvkValue *entries, const GError *error);
/* Why nothing is asked. */
void cvk_picker_popover_show_text (CvkPickerPopover *self, const char *text);

G_END_DECLS
