// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-text-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"
#include "desktop/forms/cvk-token-view.h"

struct _CvkTextField
{
  CvkField parent_instance;

  CvkTokenView *view; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkTextField, cvk_text_field, CVK_TYPE_FIELD)

/* Characters without a place to break a line. Pango's time for such a text grows with the square of
 * its length: ten thousand of them stop the window for seconds, and a file of somebody else may
 * hold a million. */
#define MAX_STRETCH 3000
#define MAX_SHOWN 300

static gboolean
is_unbearable (const CvkValue *value)
{
  const char *text = value != NULL ? cvk_value_get_string (value) : "";

  while (*text != '\0')
    {
      size_t length = strcspn (text, " \t\n");

      if (length > MAX_STRETCH)
        return TRUE;
      text += length + strspn (text + length, " \t\n");
    }
  return FALSE;
}

/* The value underneath, when there is anything to say that the text does not say itself. */
static void
update_preview (CvkTextField *self)
{
  CvkField *field = CVK_FIELD (self);
  CvkValue *value = cvk_field_get_value (field);
  g_autofree char *preview = NULL;

  if (value != NULL && cvk_value_is_string (value) && is_unbearable (value))
    preview =
      g_strdup (_ ("This text is too long to be changed here. Change it in a text editor, in "
                   "the pipeline's file."));
  else if (value != NULL && cvk_value_is_string (value) && cvk_field_takes_expressions (field))
    preview =
      cvk_field_context_dup_preview (cvk_field_get_context (field), cvk_value_get_string (value));
  cvk_field_set_note (field, preview);
}

/* An empty text is the same as none where that is what the setting starts with. */
static gboolean
is_absent (CvkTextField *self, const char *text)
{
  const CvkValue *schema = cvk_field_get_schema (CVK_FIELD (self));

  return text[0] == '\0' && cvk_value_lookup_string (schema, "default", "")[0] == '\0';
}

static void
changed_cb (CvkTextField *self)
{
  g_autofree char *text = cvk_token_view_dup_text (self->view);

  cvk_field_take_value (CVK_FIELD (self),
                        is_absent (self, text) ? NULL : cvk_value_new_string (text));
  update_preview (self);
}

static void
cvk_text_field_show (CvkField *field, const CvkValue *value)
{
  CvkTextField *self = CVK_TEXT_FIELD (field);
  const char *standard = cvk_value_lookup_string (cvk_field_get_schema (field), "default", "");
  gboolean is_whole = !is_unbearable (value);
  g_autofree char *beginning =
    is_whole ? NULL : cvk_text_shorten (cvk_value_get_string (value), MAX_SHOWN);

  /* What is not shown whole must not be taken for the value. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->view), is_whole);
  if (!is_whole)
    cvk_token_view_set_text (self->view, beginning);
  else
    cvk_token_view_set_text (self->view, value != NULL ? cvk_value_get_string (value) : standard);
  update_preview (self);
}

static gboolean
cvk_text_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_string (value);
}

static void
cvk_text_field_build (CvkField *field)
{
  CvkTextField *self = CVK_TEXT_FIELD (field);
  CvkValue *schema = cvk_field_get_schema (field);
  const char *placeholder = cvk_value_lookup_string (schema, "x-placeholder", "");
  const char *widget = cvk_value_lookup_string (schema, "x-widget", "");

  self->view = CVK_TOKEN_VIEW (cvk_token_view_new (cvk_field_get_context (field)));
  cvk_token_view_set_plain (self->view, !cvk_field_takes_expressions (field));
  cvk_token_view_set_wanted (self->view, schema);
  cvk_token_view_set_multiline (self->view,
                                g_str_equal (widget, "multiline") || g_str_equal (widget, "text"));
  if (placeholder[0] != '\0')
    cvk_token_view_set_placeholder (self->view, _ (placeholder));
  cvk_token_view_set_text (self->view, cvk_value_lookup_string (schema, "default", ""));
  g_signal_connect_object (self->view, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_field_get_context (field), "changed", G_CALLBACK (update_preview),
                           self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->view), CVK_FIELD_BELOW);
}

static void
cvk_text_field_class_init (CvkTextFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_text_field_build;
  field_class->show = cvk_text_field_show;
  field_class->can_show = cvk_text_field_can_show;
  field_class->shows_expressions = TRUE;
}

static void
cvk_text_field_init (CvkTextField *self)
{
}
