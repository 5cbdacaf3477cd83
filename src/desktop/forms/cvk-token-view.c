// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-token-view.h"

#include "desktop/forms/cvk-token-buffer.h"
#include "desktop/forms/cvk-variable-picker.h"

#define PADDING 3
#define RADIUS 5

struct _CvkTokenView
{
  CvkGrowingView parent_instance;

  CvkFieldContext *context;
  CvkTokenBuffer *buffer;
  CvkValue *wanted;  /* nullable */
  GtkWidget *picker; /* nullable: made when it is asked for */
  char *placeholder; /* nullable */
  gboolean is_multiline;
  gboolean is_plain;
};

G_DEFINE_FINAL_TYPE (CvkTokenView, cvk_token_view, CVK_TYPE_GROWING_VIEW)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Picking variables --- */

static void
picked_cb (CvkTokenView *self, const char *expression)
{
  cvk_token_buffer_remove_trigger (self->buffer);
  cvk_token_view_insert_expression (self, expression);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
picker_closed_cb (CvkTokenView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
cvk_token_view_pick_variable (CvkTokenView *self)
{
  GdkRectangle cursor;

  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  if (self->is_plain || cvk_field_context_get_session (self->context) == NULL)
    return;
  if (self->picker == NULL)
    {
      self->picker = cvk_variable_picker_new (self->context);
      gtk_widget_set_parent (self->picker, GTK_WIDGET (self));
      g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->picker, "closed", G_CALLBACK (picker_closed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_text_view_get_cursor_locations (GTK_TEXT_VIEW (self), NULL, &cursor, NULL);
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, cursor.x,
                                         cursor.y, &cursor.x, &cursor.y);
  cursor.width = MAX (cursor.width, 1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), &cursor);
  cvk_variable_picker_open (CVK_VARIABLE_PICKER (self->picker), self->wanted);
}

static gboolean
pick_variable_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  cvk_token_view_pick_variable (CVK_TOKEN_VIEW (widget));
  return GDK_EVENT_STOP;
}

/* --- Keys --- */

static gboolean
key_pressed_cb (CvkTokenView *self, unsigned key, unsigned code, GdkModifierType state)
{
  gboolean is_enter = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;

  if (!is_enter || self->is_multiline)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                          GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

/* --- Clipboard --- */

static void
copy_selection (CvkTokenView *self)
{
  g_autofree char *text = cvk_token_buffer_dup_selection (self->buffer);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
cvk_token_view_copy_clipboard (GtkTextView *view)
{
  copy_selection (CVK_TOKEN_VIEW (view));
}

static void
cvk_token_view_cut_clipboard (GtkTextView *view)
{
  copy_selection (CVK_TOKEN_VIEW (view));
  gtk_text_buffer_delete_selection (gtk_text_view_get_buffer (view), TRUE, TRUE);
}

static void
read_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTokenView) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  if (text == NULL)
    return;
  if (!self->is_multiline)
    g_strdelimit (g_strchomp (text), "\r\n", ' ');
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
cvk_token_view_paste_clipboard (GtkTextView *view)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (view)), NULL, read_text_cb,
                                 g_object_ref (view));
}

/* --- Looks --- */

/* The part of a token that lies on one line. */
static void
draw_piece (CvkTokenView *self,
            GtkSnapshot *snapshot,
            const GtkTextIter *start,
            const GtkTextIter *end,
            const GdkRGBA *color)
{
  GdkRectangle first, last;
  GskRoundedRect outline;
  float left, right;

  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), start, &first);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), end, &last);
  left = MIN (first.x, last.x);
  right = MAX (first.x, last.x);
  gsk_rounded_rect_init_from_rect (
    &outline, &GRAPHENE_RECT_INIT (left, first.y, right - left, first.height), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_token (const GtkTextIter *start, const GtkTextIter *end, gboolean is_known, gpointer user_data)
{
  gpointer *closure = user_data;
  CvkTokenView *self = closure[0];
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GtkTextIter at = *start;
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (style, is_known ? "accent_bg_color" : "error_bg_color",
                                       &color))
    return;
  color.alpha *= 0.18f;
  while (gtk_text_iter_compare (&at, end) < 0)
    {
      GtkTextIter line = at;
      GtkTextIter next = at;

      gtk_text_view_forward_display_line_end (GTK_TEXT_VIEW (self), &line);
      if (!gtk_text_view_forward_display_line (GTK_TEXT_VIEW (self), &next) ||
          gtk_text_iter_compare (&next, end) >= 0)
        {
          draw_piece (self, closure[1], &at, end, &color);
          return;
        }
      draw_piece (self, closure[1], &at, &line, &color);
      at = next;
    }
}

/* Drawn, for GtkTextView does not free all that it keeps of an overlay. */
static void
draw_placeholder (CvkTokenView *self, GtkSnapshot *snapshot)
{
  g_autoptr (PangoLayout) layout =
    gtk_widget_create_pango_layout (GTK_WIDGET (self), self->placeholder);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  color.alpha *= 0.5f;
  pango_layout_set_width (layout, gtk_widget_get_width (GTK_WIDGET (self)) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_append_layout (snapshot, layout, &color);
}

static void
cvk_token_view_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot)
{
  CvkTokenView *self = CVK_TOKEN_VIEW (view);
  gpointer closure[] = { self, snapshot };

  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT)
    return;
  cvk_token_buffer_foreach (self->buffer, draw_token, closure);
  if (self->placeholder != NULL &&
      gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (self->buffer)) == 0)
    draw_placeholder (self, snapshot);
}

static void
update_colors (CvkTokenView *self)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA known, unknown;

  if (gtk_style_context_lookup_color (style, "accent_color", &known) &&
      gtk_style_context_lookup_color (style, "error_color", &unknown))
    cvk_token_buffer_set_colors (self->buffer, &known, &unknown);
}

static void
cvk_token_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (cvk_token_view_parent_class)->css_changed (widget, change);
  update_colors (CVK_TOKEN_VIEW (widget));
}

/* --- Text --- */

static void
buffer_edited_cb (CvkTokenView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
variable_wanted_cb (CvkTokenView *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    cvk_token_view_pick_variable (self);
}

void
cvk_token_view_set_text (CvkTokenView *self, const char *text)
{
  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  cvk_token_buffer_set_source (self->buffer, text);
}

char *
cvk_token_view_dup_text (CvkTokenView *self)
{
  g_return_val_if_fail (CVK_IS_TOKEN_VIEW (self), NULL);

  return cvk_token_buffer_dup_source (self->buffer);
}

char *
cvk_token_view_dup_shown_text (CvkTokenView *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (CVK_IS_TOKEN_VIEW (self), NULL);

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

void
cvk_token_view_insert_expression (CvkTokenView *self, const char *expression)
{
  g_autofree char *source = g_strdup_printf ("{{ %s }}", expression);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, FALSE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer, source, -1);
  gtk_text_buffer_end_user_action (buffer);
}

void
cvk_token_view_set_multiline (CvkTokenView *self, gboolean is_multiline)
{
  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  self->is_multiline = is_multiline;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_MULTI_LINE,
                                  is_multiline, -1);
}

void
cvk_token_view_set_plain (CvkTokenView *self, gboolean is_plain)
{
  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  self->is_plain = is_plain;
  cvk_token_buffer_set_plain (self->buffer, is_plain);
}

void
cvk_token_view_set_placeholder (CvkTokenView *self, const char *placeholder)
{
  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  g_free (self->placeholder);
  self->placeholder = g_strdup (placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  placeholder != NULL ? placeholder : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cvk_token_view_set_wanted (CvkTokenView *self, const CvkValue *schema)
{
  CvkValue *old;

  g_return_if_fail (CVK_IS_TOKEN_VIEW (self));

  old = self->wanted;
  self->wanted = schema != NULL ? cvk_value_ref (schema) : NULL;
  g_clear_pointer (&old, cvk_value_unref);
}

/* --- Object --- */

static void
cvk_token_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (cvk_token_view_parent_class)->size_allocate (widget, width, height, baseline);
  if (CVK_TOKEN_VIEW (widget)->picker != NULL)
    gtk_popover_present (GTK_POPOVER (CVK_TOKEN_VIEW (widget)->picker));
}

static void
cvk_token_view_dispose (GObject *object)
{
  CvkTokenView *self = CVK_TOKEN_VIEW (object);

  if (self->buffer != NULL)
    cvk_token_buffer_close (self->buffer);
  /* A popover that is open when it goes keeps things alive. */
  if (self->picker != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->picker));
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_token_view_parent_class)->dispose (object);
}

static void
cvk_token_view_finalize (GObject *object)
{
  CvkTokenView *self = CVK_TOKEN_VIEW (object);

  g_clear_object (&self->context);
  g_clear_object (&self->buffer);
  g_free (self->placeholder);
  g_clear_pointer (&self->wanted, cvk_value_unref);
  G_OBJECT_CLASS (cvk_token_view_parent_class)->finalize (object);
}

static void
cvk_token_view_class_init (CvkTokenViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GtkTextViewClass *view_class = GTK_TEXT_VIEW_CLASS (class);

  object_class->dispose = cvk_token_view_dispose;
  object_class->finalize = cvk_token_view_finalize;
  widget_class->css_changed = cvk_token_view_css_changed;
  widget_class->size_allocate = cvk_token_view_size_allocate;
  view_class->copy_clipboard = cvk_token_view_copy_clipboard;
  view_class->cut_clipboard = cvk_token_view_cut_clipboard;
  view_class->paste_clipboard = cvk_token_view_paste_clipboard;
  view_class->snapshot_layer = cvk_token_view_snapshot_layer;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, GDK_CONTROL_MASK, pick_variable_cb,
                                NULL);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_TOKEN_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_token_view_init (CvkTokenView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
cvk_token_view_new (CvkFieldContext *context)
{
  CvkTokenView *self = g_object_new (CVK_TYPE_TOKEN_VIEW, NULL);

  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  self->context = g_object_ref (context);
  self->buffer = cvk_token_buffer_new (context);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), GTK_TEXT_BUFFER (self->buffer));
  g_signal_connect_object (self->buffer, "edited", G_CALLBACK (buffer_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "variable-wanted", G_CALLBACK (variable_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_token_view_set_multiline (self, FALSE);
  update_colors (self);
  return GTK_WIDGET (self);
}
