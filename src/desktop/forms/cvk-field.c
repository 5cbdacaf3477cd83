// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-field-need.h"
#include "desktop/forms/cvk-problem-fix.h"
#include "desktop/forms/cvk-token-view.h"
#include "model/cvk-schema-private.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CvkField, cvk_field, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_CONTEXT = 1,
  PROP_PATH,
  PROP_SCHEMA,
  PROP_REQUIRED,
  N_PROPS
};

enum
{
  SIGNAL_VALUE_CHANGED,
  SIGNAL_EDITED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

#define PRIVATE(self) cvk_field_get_private (self)

CvkFieldPrivate *
cvk_field_get_private (CvkField *self)
{
  return cvk_field_get_instance_private (self);
}

/* --- What a field is about --- */

const char *
cvk_field_get_path (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return PRIVATE (self)->path;
}

CvkValue *
cvk_field_get_schema (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return PRIVATE (self)->schema;
}

CvkFieldContext *
cvk_field_get_context (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return PRIVATE (self)->context;
}

gboolean
cvk_field_get_required (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), FALSE);

  return PRIVATE (self)->is_required;
}

const char *
cvk_field_get_title (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
}

gboolean
cvk_field_takes_expressions (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), FALSE);

  return cvk_field_context_get_session (PRIVATE (self)->context) != NULL &&
         cvk_schema_is_template (PRIVATE (self)->schema);
}

/* --- Value --- */

static gboolean
are_equal (const CvkValue *a, const CvkValue *b)
{
  return a == b || (a != NULL && b != NULL && cvk_value_equal (a, b));
}

static void
keep_value (CvkField *self, const CvkValue *value)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  CvkValue *old = priv->value;

  priv->value = value != NULL ? cvk_value_ref (value) : NULL;
  g_clear_pointer (&old, cvk_value_unref);
}

CvkValue *
cvk_field_get_value (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return PRIVATE (self)->value;
}

/* --- Whether it is seen --- */

/* A setting that another one makes pointless is not in the way, unless it is set: what stands in
 * the file can always be seen and taken out. */
static void
update_visible (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  gtk_widget_set_visible (GTK_WIDGET (self),
                          !priv->is_left_out && (!priv->is_pointless || priv->value != NULL));
}

void
cvk_field_set_pointless (CvkField *self, gboolean is_pointless)
{
  g_return_if_fail (CVK_IS_FIELD (self));

  PRIVATE (self)->is_pointless = is_pointless;
  update_visible (self);
}

void
cvk_field_set_left_out (CvkField *self, gboolean is_left_out)
{
  g_return_if_fail (CVK_IS_FIELD (self));

  PRIVATE (self)->is_left_out = is_left_out;
  update_visible (self);
}

static void
update_need (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  const CvkNodeType *type = cvk_field_context_get_node_type (priv->context);
  const CvkValue *scope = type != NULL ? cvk_node_type_get_settings_schema (type) : NULL;

  /* Inside of a list, what is beside it counts: that is the record's business. */
  if (scope != NULL && cvk_field_need_has_rule (priv->schema, scope))
    cvk_field_set_pointless (self, cvk_field_need_find (priv->schema, scope,
                                                        cvk_field_context_get_settings (
                                                          priv->context)) == CVK_FIELD_NEED_NO);
}

/* --- What the form gives, and what the user makes of it --- */

void
cvk_field_set_value (CvkField *self, const CvkValue *value)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  g_return_if_fail (CVK_IS_FIELD (self));

  if (are_equal (priv->value, value))
    return;
  keep_value (self, value);
  update_visible (self);
  priv->showing++;
  if (cvk_field_can_show (self, priv->value))
    {
      cvk_field_show_control (self);
      CVK_FIELD_GET_CLASS (self)->show (self, priv->value);
    }
  else
    cvk_field_show_expression (self);
  priv->showing--;
}

void
cvk_field_take_value (CvkField *self, CvkValue *value)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  g_autoptr (CvkValue) taken = value;

  g_return_if_fail (CVK_IS_FIELD (self));

  if (priv->showing > 0 || are_equal (priv->value, taken))
    return;
  keep_value (self, taken);
  g_signal_emit (self, signals[SIGNAL_VALUE_CHANGED], 0);
}

static gboolean
cvk_field_real_can_show (CvkField *self, const CvkValue *value)
{
  return cvk_schema_types_match (cvk_schema_get_types (PRIVATE (self)->schema), value);
}

/* --- What is wrong --- */

void
cvk_field_set_problems (CvkField *self, GPtrArray *problems)
{
  g_return_if_fail (CVK_IS_FIELD (self));
  g_return_if_fail (problems != NULL);

  CVK_FIELD_GET_CLASS (self)->show_problems (self, problems);
}

static void
fix_cb (CvkField *self)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  g_autoptr (CvkValue) fixed =
    priv->problem != NULL ? cvk_problem_fix_apply (priv->problem, priv->value) : NULL;

  if (fixed == NULL)
    return;
  cvk_field_set_value (self, fixed);
  g_signal_emit (self, signals[SIGNAL_VALUE_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

/* @problem is nullable. */
static void
show_fix (CvkField *self, CvkProblem *problem)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  CvkProblem *old = priv->problem;
  g_autoptr (CvkValue) fixed =
    problem != NULL ? cvk_problem_fix_apply (problem, priv->value) : NULL;
  g_autofree char *label = NULL;

  priv->problem = problem != NULL ? cvk_problem_ref (problem) : NULL;
  g_clear_pointer (&old, cvk_problem_unref);
  gtk_widget_set_visible (GTK_WIDGET (priv->fix_button), fixed != NULL);
  if (fixed == NULL)
    return;
  /* Translators: %s is the name that was probably meant. */
  label = g_strdup_printf (_ ("Use “%s”"), cvk_problem_fix_get_suggestion (problem));
  gtk_button_set_label (priv->fix_button, label);
}

static void
cvk_field_real_show_problems (CvkField *self, GPtrArray *problems)
{
  CvkProblem *worst = NULL;
  g_autofree char *message = NULL;

  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i);

      if (worst == NULL || (cvk_problem_is_warning (worst) && !cvk_problem_is_warning (problem)))
        worst = problem;
    }
  if (worst != NULL)
    message = cvk_local_problem (worst);
  show_fix (self, worst);
  cvk_field_set_error (self, message, worst != NULL && cvk_problem_is_warning (worst));
}

const char *
cvk_field_get_error (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return gtk_widget_get_visible (PRIVATE (self)->error_box)
           ? gtk_label_get_label (PRIVATE (self)->error)
           : NULL;
}

/* Says that the label explains what is wrong with the control. GTK takes one object for it before
 * 4.10 and a list of them since, so the kind of value that it asks for decides. */
static void
relate_error (GtkWidget *control, GtkLabel *label)
{
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE;
  g_auto (GValue) value = G_VALUE_INIT;

  gtk_accessible_relation_init_value (relation, &value);
  if (G_VALUE_HOLDS_POINTER (&value))
    g_value_set_pointer (&value, g_list_append (NULL, label)); /* GTK keeps the list. */
  else
    g_value_set_object (&value, label);
  gtk_accessible_update_relation_value (GTK_ACCESSIBLE (control), 1, &relation, &value);
}

void
cvk_field_set_error (CvkField *self, const char *error, gboolean is_warning)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  GtkWidget *control;

  g_return_if_fail (CVK_IS_FIELD (self));

  gtk_label_set_label (priv->error, error != NULL ? error : "");
  gtk_widget_set_visible (priv->error_box, error != NULL);
  gtk_image_set_from_icon_name (priv->error_icon,
                                is_warning ? "dialog-warning-symbolic" : "dialog-error-symbolic");
  if (error != NULL && !is_warning)
    gtk_widget_add_css_class (GTK_WIDGET (self), "has-error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "has-error");
  if (error != NULL && is_warning)
    gtk_widget_add_css_class (GTK_WIDGET (self), "has-warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "has-warning");

  control = adw_bin_get_child (priv->control_bin);
  if (control == NULL)
    return;
  gtk_accessible_update_state (
    GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_STATE_INVALID,
    error != NULL && !is_warning ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (error != NULL)
    relate_error (control, priv->error);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
}

/* --- Parts --- */

void
cvk_field_set_note (CvkField *self, const char *note)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  g_return_if_fail (CVK_IS_FIELD (self));

  gtk_label_set_label (priv->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->note), note != NULL && note[0] != '\0');
}

void
cvk_field_label (CvkField *self, GtkWidget *widget)
{
  CvkFieldPrivate *priv = PRIVATE (self);
  const char *help = cvk_value_lookup_string (priv->schema, "description", "");

  g_return_if_fail (CVK_IS_FIELD (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cvk_field_get_title (self), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  priv->is_required, -1);
  if (help[0] != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    _ (help), -1);
}

GtkText *
cvk_field_new_text (void)
{
  return g_object_new (GTK_TYPE_TEXT, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);
}

GtkWidget *
cvk_field_get_control (CvkField *self)
{
  g_return_val_if_fail (CVK_IS_FIELD (self), NULL);

  return PRIVATE (self)->control;
}

void
cvk_field_set_control (CvkField *self, GtkWidget *control, CvkFieldLayout layout)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  g_return_if_fail (CVK_IS_FIELD (self));
  g_return_if_fail (GTK_IS_WIDGET (control));
  g_return_if_fail (priv->control == NULL);

  priv->control = g_object_ref_sink (control);
  priv->layout = layout;
  adw_bin_set_child (priv->control_bin, control);
  cvk_field_apply_layout (self, layout);
  cvk_field_label (self, control);
}

void
cvk_field_add_suffix (CvkField *self, GtkWidget *widget)
{
  CvkFieldPrivate *priv = PRIVATE (self);

  g_return_if_fail (CVK_IS_FIELD (self));

  gtk_box_append (priv->suffixes, widget);
  gtk_widget_set_visible (GTK_WIDGET (priv->suffixes), TRUE);
}

/* --- Object --- */

static void
focus_leave_cb (CvkField *self)
{
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

/* A click on the title or beside the control goes to the control. */
static void
pressed_cb (CvkField *self, int n_press, double x, double y)
{
  GtkWidget *control = adw_bin_get_child (PRIVATE (self)->control_bin);
  GtkWidget *target = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (control != NULL && target != NULL && target != control &&
      !gtk_widget_is_ancestor (target, control) &&
      !gtk_widget_is_ancestor (target, GTK_WIDGET (PRIVATE (self)->suffixes)) &&
      !gtk_widget_is_ancestor (target, GTK_WIDGET (PRIVATE (self)->variable_button)) &&
      target != GTK_WIDGET (PRIVATE (self)->variable_button))
    gtk_widget_child_focus (control, GTK_DIR_TAB_FORWARD);
}

/* --- Making --- */

static void
cvk_field_constructed (GObject *object)
{
  CvkField *self = CVK_FIELD (object);
  CvkFieldPrivate *priv = PRIVATE (self);
  const char *title = cvk_value_lookup_string (priv->schema, "title", "");
  const char *help = cvk_value_lookup_string (priv->schema, "description", "");
  const char *name = strrchr (priv->path, '.');

  G_OBJECT_CLASS (cvk_field_parent_class)->constructed (object);
  if (title[0] != '\0')
    title = _ (title);
  else
    title = name != NULL ? name + 1 : priv->path;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_label_set_label (priv->title, title);
  gtk_widget_set_visible (priv->required_mark, priv->is_required);
  if (help[0] != '\0')
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ (help));
  CVK_FIELD_GET_CLASS (self)->build (self);
  if (cvk_value_get_member (priv->schema, "x-requires") != NULL)
    {
      g_signal_connect_object (priv->context, "changed", G_CALLBACK (update_need), self,
                               G_CONNECT_SWAPPED);
      update_need (self);
    }
  gtk_widget_set_visible (
    GTK_WIDGET (priv->variable_button),
    cvk_field_takes_expressions (self) &&
      (CVK_IS_TOKEN_VIEW (priv->control) || !CVK_FIELD_GET_CLASS (self)->shows_expressions));
}

static void
cvk_field_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkFieldPrivate *priv = PRIVATE (CVK_FIELD (object));

  switch (id)
    {
    case PROP_CONTEXT:
      priv->context = g_value_dup_object (value);
      break;
    case PROP_PATH:
      priv->path = g_value_dup_string (value);
      break;
    case PROP_SCHEMA:
      priv->schema = g_value_dup_boxed (value);
      break;
    case PROP_REQUIRED:
      priv->is_required = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_field_dispose (GObject *object)
{
  CvkFieldPrivate *priv = PRIVATE (CVK_FIELD (object));

  g_clear_object (&priv->control);
  g_clear_object (&priv->expression);
  G_OBJECT_CLASS (cvk_field_parent_class)->dispose (object);
}

static void
cvk_field_finalize (GObject *object)
{
  CvkFieldPrivate *priv = PRIVATE (CVK_FIELD (object));

  g_clear_object (&priv->context);
  g_free (priv->path);
  g_clear_pointer (&priv->schema, cvk_value_unref);
  g_clear_pointer (&priv->value, cvk_value_unref);
  g_clear_pointer (&priv->problem, cvk_problem_unref);
  G_OBJECT_CLASS (cvk_field_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  properties[PROP_CONTEXT] =
    g_param_spec_object ("context", NULL, NULL, CVK_TYPE_FIELD_CONTEXT, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_SCHEMA] = g_param_spec_boxed ("schema", NULL, NULL, CVK_TYPE_VALUE, flags);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (class, N_PROPS, properties);
}

static void
cvk_field_class_init (CvkFieldClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->constructed = cvk_field_constructed;
  object_class->set_property = cvk_field_set_property;
  object_class->dispose = cvk_field_dispose;
  object_class->finalize = cvk_field_finalize;
  class->can_show = cvk_field_real_can_show;
  class->show_problems = cvk_field_real_show_problems;
  install_properties (object_class);
  signals[SIGNAL_VALUE_CHANGED] = g_signal_new ("value-changed", CVK_TYPE_FIELD, G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EDITED] =
    g_signal_new ("edited", CVK_TYPE_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-field.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, main);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, title);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, required_mark);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, variable_button);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, control_bin);
  gtk_widget_class_bind_template_callback_full (widget_class, "variable_toggled_cb",
                                                G_CALLBACK (cvk_field_toggle_expression));
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, suffixes);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, note);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, error_box);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, error_icon);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, error);
  gtk_widget_class_bind_template_child_private (widget_class, CvkField, fix_button);
  gtk_widget_class_bind_template_callback (widget_class, fix_cb);
}

static void
cvk_field_init (CvkField *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
