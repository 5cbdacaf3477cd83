// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-search.h"

#include "desktop/editor/cvk-node-search-list.h"

struct _CvkNodeSearch
{
  GtkWidget parent_instance;

  /* template children */
  GtkSearchEntry *entry;
  CvkNodeSearchList *list;
  GtkPopover *popover;

  gboolean is_dragging;
};

G_DEFINE_FINAL_TYPE (CvkNodeSearch, cvk_node_search, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_LEAVE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The list --- */

static void
update_list (CvkNodeSearch *self)
{
  const char *title;

  cvk_node_search_list_set_query (self->list, gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                  CVK_NODE_FIT_ANY);
  /* The focus stays in the entry, so its description tells what Enter would add. */
  title = cvk_node_search_list_get_selected_title (self->list);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  title != NULL ? title : "", -1);
}

static void
open_list (CvkNodeSearch *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return;
  update_list (self);
  gtk_popover_popup (self->popover);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE,
                               -1);
}

static void
close_list (CvkNodeSearch *self)
{
  gtk_popover_popdown (self->popover);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE,
                               -1);
}

static void
leave (CvkNodeSearch *self)
{
  close_list (self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
}

/* --- Acting --- */

static void
chosen_cb (CvkNodeSearchList *list, const char *type, CvkNodeSearch *self)
{
  g_autofree char *id = g_strdup (type);

  leave (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, id);
}

static void
search_changed_cb (GtkSearchEntry *entry, CvkNodeSearch *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (entry)) != '\0')
    open_list (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    update_list (self);
}

static void
activate_cb (GtkSearchEntry *entry, CvkNodeSearch *self)
{
  /* Words are matched a moment after they are typed; Enter may come before. */
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    cvk_node_search_list_choose (self->list);
  else
    open_list (self);
}

static void
stop_search_cb (GtkSearchEntry *entry, CvkNodeSearch *self)
{
  leave (self);
}

/* When the button is let go: a surface that comes while it is held gets no pointer afterwards. The
 * entry claims the click for itself, so no gesture in front of it hears of that. */
static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, CvkNodeSearch *self)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END)
    open_list (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned keyval,
                unsigned keycode,
                GdkModifierType state,
                CvkNodeSearch *self)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down)
    {
      if (!gtk_widget_get_visible (GTK_WIDGET (self->popover)))
        {
          open_list (self);
          return GDK_EVENT_STOP;
        }
    }
  return gtk_widget_get_visible (GTK_WIDGET (self->popover)) &&
         cvk_node_search_list_handle_key (self->list, keyval);
}

/* The list does not hide by itself, because then it would take the focus from the entry. */
static void
contains_focus_cb (GtkEventControllerFocus *controller, GParamSpec *pspec, CvkNodeSearch *self)
{
  if (!gtk_event_controller_focus_contains_focus (controller) && !self->is_dragging)
    close_list (self);
}

/* The focus is nowhere while something is dragged, and what it is dragged from must not go. */
static void
drag_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkNodeSearch *self = CVK_NODE_SEARCH (widget);

  self->is_dragging = g_variant_get_boolean (parameter);
  if (!self->is_dragging)
    leave (self);
}

void
cvk_node_search_begin (CvkNodeSearch *self)
{
  g_return_if_fail (CVK_IS_NODE_SEARCH (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  /* What is typed next takes the place of what was looked for before. */
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  open_list (self);
}

/* --- Object --- */

static void
cvk_node_search_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CvkNodeSearch *self = CVK_NODE_SEARCH (widget);

  GTK_WIDGET_CLASS (cvk_node_search_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (self->popover);
}

static gboolean
cvk_node_search_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CVK_NODE_SEARCH (widget)->entry));
}

static void
cvk_node_search_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_NODE_SEARCH);
  G_OBJECT_CLASS (cvk_node_search_parent_class)->dispose (object);
}

static void
cvk_node_search_class_init (CvkNodeSearchClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (CVK_TYPE_NODE_SEARCH_LIST);
  G_OBJECT_CLASS (class)->dispose = cvk_node_search_dispose;
  widget_class->size_allocate = cvk_node_search_size_allocate;
  widget_class->grab_focus = cvk_node_search_grab_focus;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_NODE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LEAVE] = g_signal_new ("leave", CVK_TYPE_NODE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "node-search.drag", "b", drag_cb);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-node-search.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearch, list);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearch, popover);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, contains_focus_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, event_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
cvk_node_search_init (CvkNodeSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_popover_set_offset (self->popover, 0, 6);
}

GtkWidget *
cvk_node_search_new (void)
{
  return g_object_new (CVK_TYPE_NODE_SEARCH, NULL);
}
