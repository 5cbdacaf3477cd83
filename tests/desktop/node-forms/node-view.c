// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "node-view.h"

#include "desktop/editor/cvk-inspector-setup.h"
#include "desktop/editor/cvk-inspector.h"
#include "desktop/forms/cvk-form.h"
#include "desktop/forms/cvk-node-options.h"
#include "node-examples.h"
#include "support/cvk-await.h"

/* --- What is in it --- */

static void
collect (GPtrArray *found, GtkWidget *widget, GType type)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (found, child, type);
}

GPtrArray *
node_view_list_widgets (NodeView *self, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (found, self->inspector, type);
  return found;
}

static GtkWidget *
find (NodeView *self, GType type)
{
  g_autoptr (GPtrArray) found = node_view_list_widgets (self, type);

  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

/* The options come last. A kind that waits for the choice of an action has no form. */
static gboolean
is_made (gpointer user_data)
{
  NodeView *self = user_data;

  return find (self, CVK_TYPE_INSPECTOR_SETUP) != NULL &&
         (find (self, CVK_TYPE_FORM) == NULL || find (self, CVK_TYPE_NODE_OPTIONS) != NULL);
}

/* What an application brings. */
void
node_view_begin (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (style, "/app/convoke/Convoke/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/app/convoke/Convoke/icons");
  /* Nothing is on its way when it is looked at. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* What belongs to the window around it can be pressed. */
static void
add_window_actions (GtkWidget *window)
{
  static const GActionEntry entries[] = { { .name = "fill-rows" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
}

NodeView
node_view_open (const CvkNodeType *type, CvkEngineClient *client, int width)
{
  NodeView self = { node_examples_open (type), gtk_window_new (), cvk_inspector_new () };

  cvk_inspector_set_client (CVK_INSPECTOR (self.inspector), client);
  cvk_inspector_set_session (CVK_INSPECTOR (self.inspector), self.session);
  cvk_selection_set_only (cvk_session_get_selection (self.session), CVK_SELECTION_NODE,
                          NODE_EXAMPLES_STEP);
  add_window_actions (self.window);
  gtk_window_set_decorated (GTK_WINDOW (self.window), FALSE);
  gtk_window_set_child (GTK_WINDOW (self.window), self.inspector);
  gtk_window_set_default_size (GTK_WINDOW (self.window), width, 600);
  gtk_window_present (GTK_WINDOW (self.window));
  cvk_await (type->id, is_made, &self);
  /* Nobody has begun to rename it. */
  gtk_editable_select_region (GTK_EDITABLE (find (&self, GTK_TYPE_ENTRY)), 0, 0);
  gtk_window_set_focus (GTK_WINDOW (self.window), NULL);
  return self;
}

void
node_view_close (NodeView *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->session);
  while (self->session != NULL)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
node_view_unfold (NodeView *self)
{
  GtkWidget *form = find (self, CVK_TYPE_FORM);
  g_autoptr (GPtrArray) rows = NULL;
  gboolean has_any = FALSE;

  if (form == NULL)
    return FALSE;
  /* The row “All … settings” brings the groups. */
  rows = node_view_list_widgets (self, ADW_TYPE_ACTION_ROW);
  for (unsigned i = 0; i < rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rows, i);
      const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

      /* In the pseudo-locale too. */
      if (g_str_has_prefix (title, "All ") || g_str_has_prefix (title, "[Åll "))
        {
          adw_action_row_activate (ADW_ACTION_ROW (row));
          has_any = TRUE;
        }
    }
  cvk_drain_main_context ();
  g_ptr_array_unref (rows);
  rows = node_view_list_widgets (self, ADW_TYPE_EXPANDER_ROW);
  for (unsigned i = 0; i < rows->len; i++)
    adw_expander_row_set_expanded (g_ptr_array_index (rows, i), TRUE);
  cvk_drain_main_context ();
  return has_any || rows->len > 0;
}

/* --- As a picture --- */

static void
painted_cb (gboolean *is_painted)
{
  *is_painted = TRUE;
}

/* A frame with all that has changed. */
static void
paint (NodeView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
  gboolean is_painted = FALSE;
  unsigned long handler =
    g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &is_painted);

  gtk_widget_queue_draw (self->window);
  cvk_await_flag ("a frame", &is_painted);
  g_signal_handler_disconnect (clock, handler);
}

typedef struct
{
  NodeView *view;
  int height;
} Height;

static gboolean
has_height (gpointer user_data)
{
  const Height *height = user_data;

  return gtk_widget_get_height (height->view->window) == height->height;
}

void
node_view_stretch (NodeView *self, int width)
{
  GtkWidget *scrolled = gtk_widget_get_first_child (find (self, CVK_TYPE_INSPECTOR_SETUP));
  GtkWidget *content = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled));
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  Height height = { self, 0 };
  int least, missing;

  paint (self);
  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, width, NULL, &height.height, NULL, NULL);
  height.height += gtk_widget_get_height (self->window) - gtk_widget_get_height (scrolled);
  gtk_widget_measure (self->inspector, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  height.height = MAX (height.height, least);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height.height);
  cvk_await ("the height", has_height, &height);
  paint (self);
  /* What wraps may have needed more than it said. */
  missing = (int) (gtk_adjustment_get_upper (place) - gtk_adjustment_get_page_size (place));
  if (missing <= 0)
    return;
  height.height += missing;
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height.height);
  cvk_await ("the height", has_height, &height);
  paint (self);
}

void
node_view_shoot (NodeView *self, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (self->window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;

  paint (self);
  cvk_drain_main_context ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (self->window),
                          gtk_widget_get_height (self->window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture =
    gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self->window)), node, NULL);
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

GPtrArray *
node_view_list_cut (NodeView *self)
{
  g_autoptr (GPtrArray) labels = NULL;
  GPtrArray *cut = g_ptr_array_new_with_free_func (g_free);

  paint (self);
  labels = node_view_list_widgets (self, GTK_TYPE_LABEL);
  for (unsigned i = 0; i < labels->len; i++)
    {
      GtkLabel *label = g_ptr_array_index (labels, i);

      if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
        g_ptr_array_add (cut, g_strdup (gtk_label_get_text (label)));
    }
  return cut;
}
