// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-loose-view.h"

#include "desktop/forms/cvk-loose-text.h"

/* What the view was given to show, from which kinds are told. */
#define KEY "cvk-loose-value"

GtkWidget *
cvk_loose_view_new (CvkField *field)
{
  GtkWidget *view = cvk_token_view_new (cvk_field_get_context (field));

  cvk_token_view_set_plain (CVK_TOKEN_VIEW (view), !cvk_field_takes_expressions (field));
  return view;
}

void
cvk_loose_view_set_value (GtkWidget *view, const CvkValue *value)
{
  g_autofree char *text = cvk_loose_text_show (value);

  g_object_set_data_full (G_OBJECT (view), KEY, value != NULL ? cvk_value_ref (value) : NULL,
                          value != NULL ? (GDestroyNotify) cvk_value_unref : NULL);
  cvk_token_view_set_text (CVK_TOKEN_VIEW (view), text);
}

CvkValue *
cvk_loose_view_dup_value (GtkWidget *view)
{
  g_autofree char *text = cvk_token_view_dup_text (CVK_TOKEN_VIEW (view));

  return cvk_loose_text_read (text, g_object_get_data (G_OBJECT (view), KEY));
}
