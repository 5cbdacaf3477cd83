// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas.h"

#include <adwaita.h>

#include "desktop/canvas/cvk-canvas-input.h"
#include "desktop/canvas/cvk-canvas-private.h"

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkCanvas,
                               cvk_canvas,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_SESSION = 1,
  PROP_SCALE,
  PROP_FOCUS_NODE,
  N_PROPS,
  /* of GtkScrollable */
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[CVK_CANVAS_N_SIGNALS];

void
cvk_canvas_emit (CvkCanvas *self, CvkCanvasSignal signal, ...)
{
  va_list arguments;

  va_start (arguments, signal);
  g_signal_emit_valist (self, signals[signal], 0, arguments);
  va_end (arguments);
}

/* --- Looks --- */

static void
update_looks (CvkCanvas *self)
{
  double factor = cvk_canvas_measure_text (GTK_WIDGET (self));

  cvk_canvas_palette_update (&self->palette, GTK_WIDGET (self));
  cvk_canvas_painter_update (&self->painter, GTK_WIDGET (self));
  g_clear_object (&self->dots);
  if (factor != self->text_factor)
    {
      double scale = cvk_canvas_get_scale (self);

      self->text_factor = factor;
      cvk_canvas_set_scale (self, scale, 0, 0);
    }
  cvk_canvas_scene_drop_painted (self->scene);
}

static void
cvk_canvas_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (cvk_canvas_parent_class)->css_changed (widget, change);
  update_looks (CVK_CANVAS (widget));
}

static void
cvk_canvas_direction_changed (GtkWidget *widget, GtkTextDirection before)
{
  GTK_WIDGET_CLASS (cvk_canvas_parent_class)->direction_changed (widget, before);
  update_looks (CVK_CANVAS (widget));
}

static void
cvk_canvas_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GTK_WIDGET_CLASS (cvk_canvas_parent_class)->state_flags_changed (widget, before);
  gtk_widget_queue_draw (widget);
}

static void
scene_changed_cb (CvkCanvas *self)
{
  cvk_canvas_layers_invalidate (self->layers);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Where things are decides how far one can scroll, and where children of the canvas stand. */
static void
bounds_changed_cb (CvkCanvas *self)
{
  self->painter.document = self->session != NULL ? cvk_session_get_document (self->session) : NULL;
  if (self->focus_node != NULL && cvk_canvas_scene_get_card (self->scene, self->focus_node) == NULL)
    cvk_canvas_set_focus_node (self, NULL);
  cvk_canvas_camera_changed (self);
}

static void
breakpoints_cb (CvkCanvas *self)
{
  cvk_canvas_scene_drop_painted (self->scene);
}

void
cvk_canvas_set_accounts (CvkCanvas *self, GHashTable *accounts)
{
  g_return_if_fail (CVK_IS_CANVAS (self));

  if (accounts != NULL)
    g_hash_table_ref (accounts);
  g_clear_pointer (&self->painter.accounts, g_hash_table_unref);
  self->painter.accounts = accounts;
  cvk_canvas_scene_drop_painted (self->scene);
}

/* --- Size --- */

static void
cvk_canvas_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 400;
}

static void
cvk_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CvkCanvas *self = CVK_CANVAS (widget);

  if (!self->has_fitted && width > 0 && height > 0)
    {
      self->has_fitted = TRUE;
      cvk_canvas_open (self);
    }
  cvk_canvas_configure_adjustments (self);
  cvk_node_proxies_allocate (self->proxies);
  cvk_canvas_emit (self, CVK_CANVAS_SIGNAL_VIEW_CHANGED);
}

/* --- Keyboard --- */

/* The keyboard is at a node, where a screen reader tells of it, or at the canvas itself. */
static gboolean
cvk_canvas_grab_focus (GtkWidget *widget)
{
  return cvk_node_proxies_grab_focus (CVK_CANVAS (widget)->proxies) ||
         GTK_WIDGET_CLASS (cvk_canvas_parent_class)->grab_focus (widget);
}

/* One stop for Tab, however many nodes there are. */
static gboolean
cvk_canvas_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if ((gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0)
    return FALSE;
  return gtk_widget_grab_focus (widget);
}

/* --- Actions --- */

static void
step_scale (CvkCanvas *self, gboolean up)
{
  double x;
  double y;

  cvk_canvas_input_get_anchor (self->input, &x, &y);
  cvk_canvas_set_scale (self, cvk_canvas_camera_get_step (cvk_canvas_get_scale (self), up), x, y);
}

static void
scale_in_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  step_scale (CVK_CANVAS (widget), TRUE);
}

static void
scale_out_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  step_scale (CVK_CANVAS (widget), FALSE);
}

static void
scale_reset_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkCanvas *self = CVK_CANVAS (widget);
  double x;
  double y;

  cvk_canvas_input_get_anchor (self->input, &x, &y);
  cvk_canvas_set_scale (self, 1, x, y);
}

static void
fit_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cvk_canvas_fit (CVK_CANVAS (widget));
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "canvas.fit", NULL, fit_cb);
  gtk_widget_class_install_action (class, "canvas.scale-in", NULL, scale_in_cb);
  gtk_widget_class_install_action (class, "canvas.scale-out", NULL, scale_out_cb);
  gtk_widget_class_install_action (class, "canvas.scale-reset", NULL, scale_reset_cb);
}

/* --- Properties --- */

CvkSession *
cvk_canvas_get_session (CvkCanvas *self)
{
  g_return_val_if_fail (CVK_IS_CANVAS (self), NULL);

  return self->session;
}

static void
follow_breakpoints (CvkCanvas *self)
{
  CvkBreakpoints *breakpoints = self->session != NULL ? cvk_breakpoints_get (self->session) : NULL;

  if (self->painter.breakpoints != NULL)
    g_signal_handlers_disconnect_by_data (self->painter.breakpoints, self);
  g_set_object (&self->painter.breakpoints, breakpoints);
  if (breakpoints != NULL)
    g_signal_connect_object (breakpoints, "changed", G_CALLBACK (breakpoints_cb), self,
                             G_CONNECT_SWAPPED);
}

void
cvk_canvas_set_session (CvkCanvas *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_CANVAS (self));

  if (!g_set_object (&self->session, session))
    return;
  cvk_canvas_input_cancel (self->input);
  self->has_fitted = FALSE;
  cvk_canvas_scene_set_session (self->scene, session);
  follow_breakpoints (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

const char *
cvk_canvas_get_focus_node (CvkCanvas *self)
{
  g_return_val_if_fail (CVK_IS_CANVAS (self), NULL);

  return self->focus_node;
}

void
cvk_canvas_set_focus_node (CvkCanvas *self, const char *id)
{
  g_return_if_fail (CVK_IS_CANVAS (self));

  if (g_strcmp0 (self->focus_node, id) == 0)
    return;
  g_free (self->focus_node);
  self->focus_node = g_strdup (id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOCUS_NODE]);
}

const char *
cvk_canvas_find_next_node (CvkCanvas *self, const char *id, GtkDirectionType direction)
{
  static const CvkCanvasDirection directions[] = {
    [GTK_DIR_UP] = CVK_CANVAS_UP,
    [GTK_DIR_DOWN] = CVK_CANVAS_DOWN,
    [GTK_DIR_LEFT] = CVK_CANVAS_LEFT,
    [GTK_DIR_RIGHT] = CVK_CANVAS_RIGHT,
  };
  const CvkCanvasCard *card;

  g_return_val_if_fail (CVK_IS_CANVAS (self) && id != NULL, NULL);
  g_return_val_if_fail (direction >= GTK_DIR_UP && direction <= GTK_DIR_RIGHT, NULL);

  card = cvk_canvas_scene_get_card (self->scene, id);
  if (card != NULL)
    card = cvk_canvas_scene_find_next (self->scene, card, directions[direction]);
  return card != NULL ? card->id : NULL;
}

static void
cvk_canvas_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkCanvas *self = CVK_CANVAS (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_SCALE:
      g_value_set_double (value, cvk_canvas_get_scale (self));
      break;
    case PROP_FOCUS_NODE:
      g_value_set_string (value, self->focus_node);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_canvas_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkCanvas *self = CVK_CANVAS (object);

  switch (id)
    {
    case PROP_SESSION:
      cvk_canvas_set_session (self, g_value_get_object (value));
      break;
    case PROP_FOCUS_NODE:
      cvk_canvas_set_focus_node (self, g_value_get_string (value));
      break;
    case PROP_HADJUSTMENT:
      cvk_canvas_set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      cvk_canvas_set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* --- Object --- */

static void
cvk_canvas_dispose (GObject *object)
{
  CvkCanvas *self = CVK_CANVAS (object);
  GtkWidget *child;

  g_clear_pointer (&self->input, cvk_canvas_input_free);
  g_clear_pointer (&self->proxies, cvk_node_proxies_free);
  if (self->scene != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->scene, self);
      cvk_canvas_scene_set_session (self->scene, NULL);
    }
  g_clear_object (&self->scene);
  g_clear_object (&self->session);
  for (unsigned i = 0; i < 2; i++)
    g_clear_object (&self->adjustments[i]);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cvk_canvas_parent_class)->dispose (object);
}

static void
cvk_canvas_finalize (GObject *object)
{
  CvkCanvas *self = CVK_CANVAS (object);

  cvk_canvas_layers_free (self->layers);
  cvk_canvas_painter_clear (&self->painter);
  g_clear_object (&self->dots);
  g_free (self->focus_node);
  G_OBJECT_CLASS (cvk_canvas_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, 0, CVK_CANVAS_MAX_SCALE, 1,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOCUS_NODE] =
    g_param_spec_string ("focus-node", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (class, N_PROPS, properties);
  g_object_class_override_property (class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
add_signal (CvkCanvasSignal signal, const char *name, unsigned n_arguments, ...)
{
  va_list arguments;

  va_start (arguments, n_arguments);
  signals[signal] = g_signal_new_valist (name, CVK_TYPE_CANVAS, G_SIGNAL_RUN_LAST, NULL, NULL, NULL,
                                         NULL, G_TYPE_NONE, n_arguments, arguments);
  va_end (arguments);
}

static void
install_signals (void)
{
  add_signal (CVK_CANVAS_SIGNAL_NODE_ACTIVATED, "node-activated", 1, G_TYPE_STRING);
  add_signal (CVK_CANVAS_SIGNAL_MENU_REQUESTED, "menu-requested", 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  add_signal (CVK_CANVAS_SIGNAL_LINK_DROPPED, "link-dropped", 5, G_TYPE_STRING, G_TYPE_STRING,
              G_TYPE_BOOLEAN, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  add_signal (CVK_CANVAS_SIGNAL_SEARCH_REQUESTED, "search-requested", 2, G_TYPE_DOUBLE,
              G_TYPE_DOUBLE);
  add_signal (CVK_CANVAS_SIGNAL_EDIT_NOTE, "edit-note", 1, G_TYPE_STRING);
  add_signal (CVK_CANVAS_SIGNAL_EDIT_FRAME, "edit-frame", 1, G_TYPE_STRING);
  add_signal (CVK_CANVAS_SIGNAL_VIEW_CHANGED, "view-changed", 0);
}

static void
cvk_canvas_class_init (CvkCanvasClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_canvas_get_property;
  object_class->set_property = cvk_canvas_set_property;
  object_class->dispose = cvk_canvas_dispose;
  object_class->finalize = cvk_canvas_finalize;
  widget_class->measure = cvk_canvas_measure;
  widget_class->size_allocate = cvk_canvas_size_allocate;
  widget_class->snapshot = cvk_canvas_snapshot;
  widget_class->focus = cvk_canvas_focus;
  widget_class->grab_focus = cvk_canvas_grab_focus;
  widget_class->css_changed = cvk_canvas_css_changed;
  widget_class->direction_changed = cvk_canvas_direction_changed;
  widget_class->state_flags_changed = cvk_canvas_state_flags_changed;
  install_properties (object_class);
  install_signals ();
  install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
cvk_canvas_init (CvkCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  self->camera.scale = self->text_factor = 1;
  self->painter.palette = &self->palette;
  self->layers = cvk_canvas_layers_new ();
  self->scene = cvk_canvas_scene_new ();
  self->input = cvk_canvas_input_new (self);
  self->proxies = cvk_node_proxies_new (self);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "view");
  g_signal_connect_object (self->scene, "bounds-changed", G_CALLBACK (bounds_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene, "changed", G_CALLBACK (scene_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_looks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_looks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (update_looks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_looks), NULL);
  update_looks (self);
}

GtkWidget *
cvk_canvas_new (void)
{
  return g_object_new (CVK_TYPE_CANVAS, NULL);
}
