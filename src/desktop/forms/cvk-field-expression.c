// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-token-view.h"
#include "model/cvk-schema-private.h"

#define PRIVATE(self) cvk_field_get_private (self)

gboolean
cvk_field_can_show (CvkField *self, const CvkValue *value)
{
  CvkFieldClass *class = CVK_FIELD_GET_CLASS (self);

  if (value == NULL)
    return TRUE;
  if (!class->shows_expressions && cvk_value_is_string (value) &&
      strstr (cvk_value_get_string (value), "{{") != NULL && cvk_field_takes_expressions (self))
    return FALSE;
  return class->can_show (self, value);
}

void
cvk_field_apply_layout (CvkField *self, CvkFieldLayout layout)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  gboolean is_below = layout == CVK_FIELD_BELOW;
  static const char *const small[] = { "caption", "dim-label" };

  gtk_orientable_set_orientation (GTK_ORIENTABLE (priv->main),
                                  is_below ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (priv->main, is_below ? 0 : 6);
  gtk_widget_set_valign (GTK_WIDGET (priv->control_bin),
                         is_below ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_widget_remove_css_class (GTK_WIDGET (self), is_below ? "beside" : "below");
  gtk_widget_add_css_class (GTK_WIDGET (self), is_below ? "below" : "beside");
  for (unsigned i = 0; i < G_N_ELEMENTS (small); i++)
    if (is_below)
      gtk_widget_add_css_class (GTK_WIDGET (priv->title), small[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (priv->title), small[i]);
}

static void
update_expression_note (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  g_autofree char *preview = NULL;
  g_autofree char *description = NULL;

  if (priv->value != NULL && cvk_value_is_string (priv->value))
    preview = cvk_field_context_dup_preview (priv->context, cvk_value_get_string (priv->value));
  if (preview != NULL && CVK_FIELD_GET_CLASS (self)->describe_preview != NULL)
    description = CVK_FIELD_GET_CLASS (self)->describe_preview (self, preview);
  cvk_field_set_note (self, description != NULL ? description : preview);
}

/* The focus stays in the field when what it was in is put away. */
static void
put_in (CvkField *self, GtkWidget *widget, CvkFieldLayout layout)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean has_focus =
    focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (priv->control_bin));

  if (has_focus)
    gtk_root_set_focus (root, NULL);
  adw_bin_set_child (priv->control_bin, widget);
  cvk_field_apply_layout (self, layout);
  if (has_focus)
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

void
cvk_field_show_control (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  if (adw_bin_get_child (priv->control_bin) == priv->control)
    return;
  put_in (self, priv->control, priv->layout);
  gtk_toggle_button_set_active (priv->variable_button, FALSE);
}

/* What is typed is JSON when the setting takes no text, and it can be read as such; else a text. */
static void
expression_changed_cb (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  g_autofree char *text = cvk_token_view_dup_text (CVK_TOKEN_VIEW (priv->expression));
  unsigned types = cvk_schema_get_types (priv->schema);
  CvkValue *value = NULL;

  if (text[0] == '\0')
    {
      cvk_field_take_value (self, NULL);
      return;
    }
  if ((types & (1u << CVK_VALUE_STRING)) == 0)
    value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
  cvk_field_take_value (self, value != NULL ? value : cvk_value_new_string (text));
  if (adw_bin_get_child (priv->control_bin) == priv->expression)
    update_expression_note (self);
}

static void
make_expression (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  if (priv->expression != NULL)
    return;
  priv->expression = g_object_ref_sink (cvk_token_view_new (priv->context));
  cvk_token_view_set_wanted (CVK_TOKEN_VIEW (priv->expression), priv->schema);
  cvk_token_view_set_placeholder (CVK_TOKEN_VIEW (priv->expression), _ ("Variable or text"));
  g_signal_connect_object (priv->expression, "changed", G_CALLBACK (expression_changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_label (self, priv->expression);
}

void
cvk_field_show_expression (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  g_autofree char *text = NULL;

  make_expression (self);
  if (priv->value != NULL)
    text = cvk_value_is_string (priv->value) ? g_strdup (cvk_value_get_string (priv->value))
                                             : cvk_value_to_json (priv->value, CVK_JSON_COMPACT);
  cvk_token_view_set_text (CVK_TOKEN_VIEW (priv->expression), text != NULL ? text : "");
  update_expression_note (self);
  if (adw_bin_get_child (priv->control_bin) == priv->expression)
    return;
  put_in (self, priv->expression, CVK_FIELD_BELOW);
  priv->showing++;
  gtk_toggle_button_set_active (priv->variable_button, TRUE);
  priv->showing--;
}

void
cvk_field_toggle_expression (CvkField *self, GtkToggleButton *button)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  if (priv->showing > 0)
    return;
  if (CVK_IS_TOKEN_VIEW (priv->control))
    {
      priv->showing++;
      gtk_toggle_button_set_active (button, FALSE);
      priv->showing--;
      cvk_token_view_pick_variable (CVK_TOKEN_VIEW (priv->control));
    }
  else if (gtk_toggle_button_get_active (button))
    {
      cvk_field_show_expression (self);
      gtk_widget_grab_focus (priv->expression);
      cvk_token_view_pick_variable (CVK_TOKEN_VIEW (priv->expression));
    }
  else
    {
      gboolean is_shown = cvk_field_can_show (self, priv->value);

      cvk_field_set_note (self, NULL);
      cvk_field_show_control (self);
      if (!is_shown)
        cvk_field_take_value (self, NULL);
      priv->showing++;
      CVK_FIELD_GET_CLASS (self)->show (self, priv->value);
      priv->showing--;
    }
}
