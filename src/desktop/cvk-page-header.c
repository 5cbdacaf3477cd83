// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-page-header.h"

#include "desktop/cvk-adaptive-bin.h"
#include "desktop/cvk-paused-strip.h"
#include "desktop/cvk-recent-menu.h"

/* Where the pipelines used last stand among what is done with files. */
#define AFTER_OPEN 2

/* Pixels. */
#define MOST_FOR_TITLE 240

#define MENUS "/app/convoke/Convoke/ui/cvk-menus.ui"

struct _CvkPageHeader
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwHeaderBar *bar;
  AdwWindowTitle *title;
  GtkWidget *back;
  GtkMenuButton *menu;
  GtkWidget *strip;
  CvkAdaptiveBin *adaptive;
  GtkBox *row;

  GMenuModel *menu_model;  /* owned */
  GMenu *files_section;    /* owned until the menu is made: of that model */
  GPtrArray *offered[2];   /* borrowed: what was packed at the start and at the end */
  gboolean stays_in_place; /* whatever room there is */

  GBinding *folded[2]; /* owned while the header is in a window */
};

static void cvk_page_header_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkPageHeader,
                               cvk_page_header,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      cvk_page_header_buildable_init))

enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static GtkBuildableIface *parent_buildable;

/* --- The menu --- */

static void
set_menu (CvkPageHeader *self, GMenuModel *section)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (MENUS);
  g_autoptr (GMenu) menu = g_menu_new ();

  if (section != NULL)
    g_menu_append_section (menu, NULL, section);
  g_menu_append_section (menu, NULL,
                         G_MENU_MODEL (gtk_builder_get_object (builder, "primary-menu")));
  g_set_object (&self->menu_model, G_MENU_MODEL (menu));
  g_set_object (&self->files_section, G_MENU (gtk_builder_get_object (builder, "files")));
}

/* The widgets of a menu take longer than the rest of the header bar, so they are made when the menu
 * is first wanted. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  CvkPageHeader *self = user_data;

  if (gtk_menu_button_get_menu_model (button) == self->menu_model)
    return;
  gtk_menu_button_set_menu_model (button, self->menu_model);
  if (self->files_section != NULL)
    cvk_recent_menu_add (self->files_section, AFTER_OPEN);
  g_clear_object (&self->files_section);
}

/* --- Room --- */

enum
{
  AT_START,
  AT_END,
};

static void
put (CvkPageHeader *self, unsigned side, GtkWidget *child)
{
  if (side == AT_START)
    adw_header_bar_pack_start (self->bar, child);
  else
    adw_header_bar_pack_end (self->bar, child);
}

/* The name of a page is not cut for the sake of buttons that have a place below; that of a
 * pipeline, or whatever else is longer than this, is. */
static void
claim_room (CvkPageHeader *self)
{
  gboolean is_narrow = cvk_adaptive_bin_is_narrow (self->adaptive);
  const char *subtitle = adw_window_title_get_subtitle (self->title);
  int width = -1;

  gtk_widget_set_size_request (GTK_WIDGET (self->title), -1, -1);
  if (!is_narrow && !self->stays_in_place && (subtitle == NULL || *subtitle == '\0'))
    gtk_widget_measure (GTK_WIDGET (self->title), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width,
                        NULL, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self->title), MIN (width, MOST_FOR_TITLE), -1);
}

static void
narrow_cb (CvkPageHeader *self)
{
  gboolean is_narrow = cvk_adaptive_bin_is_narrow (self->adaptive);
  gboolean has_row = is_narrow && !self->stays_in_place;

  claim_room (self);

  for (unsigned side = AT_START; side <= AT_END; side++)
    for (unsigned i = 0; i < self->offered[side]->len; i++)
      {
        g_autoptr (GtkWidget) child = g_object_ref (g_ptr_array_index (self->offered[side], i));

        if (has_row == (gtk_widget_get_parent (child) == GTK_WIDGET (self->row)))
          continue;
        if (has_row)
          {
            adw_header_bar_remove (self->bar, child);
            gtk_box_append (self->row, child);
          }
        else
          {
            gtk_box_remove (self->row, child);
            put (self, side, child);
          }
      }
  gtk_widget_set_visible (GTK_WIDGET (self->row),
                          has_row && gtk_widget_get_first_child (GTK_WIDGET (self->row)) != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/* --- The way back --- */

static void
cvk_page_header_root (GtkWidget *widget)
{
  CvkPageHeader *self = CVK_PAGE_HEADER (widget);
  GtkWidget *leaflet;

  GTK_WIDGET_CLASS (cvk_page_header_parent_class)->root (widget);
  claim_room (self);
  leaflet = gtk_widget_get_ancestor (widget, ADW_TYPE_LEAFLET);
  if (leaflet == NULL)
    return;
  self->folded[0] =
    g_object_bind_property (leaflet, "folded", self->back, "visible", G_BINDING_SYNC_CREATE);
  self->folded[1] = g_object_bind_property (leaflet, "folded", self->bar,
                                            "show-start-title-buttons", G_BINDING_SYNC_CREATE);
}

static void
drop_bindings (CvkPageHeader *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (self->folded); i++)
    g_clear_pointer (&self->folded[i], g_binding_unbind);
}

static void
cvk_page_header_unroot (GtkWidget *widget)
{
  drop_bindings (CVK_PAGE_HEADER (widget));
  GTK_WIDGET_CLASS (cvk_page_header_parent_class)->unroot (widget);
}

/* --- Object --- */

static void
cvk_page_header_add_child (GtkBuildable *buildable,
                           GtkBuilder *builder,
                           GObject *child,
                           const char *type)
{
  CvkPageHeader *self = CVK_PAGE_HEADER (buildable);

  if (self->bar == NULL || !GTK_IS_WIDGET (child))
    parent_buildable->add_child (buildable, builder, child, type);
  else if (g_strcmp0 (type, "end") == 0)
    cvk_page_header_pack_end (self, GTK_WIDGET (child));
  else
    cvk_page_header_pack_start (self, GTK_WIDGET (child));
}

static void
cvk_page_header_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = cvk_page_header_add_child;
}

static void
cvk_page_header_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkPageHeader *self = CVK_PAGE_HEADER (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, adw_window_title_get_title (self->title));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, adw_window_title_get_subtitle (self->title));
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, cvk_page_header_is_narrow (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_page_header_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkPageHeader *self = CVK_PAGE_HEADER (object);

  switch (id)
    {
    case PROP_TITLE:
      cvk_page_header_set_title (self, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      cvk_page_header_set_subtitle (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_page_header_dispose (GObject *object)
{
  drop_bindings (CVK_PAGE_HEADER (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_PAGE_HEADER);
  G_OBJECT_CLASS (cvk_page_header_parent_class)->dispose (object);
}

static void
cvk_page_header_finalize (GObject *object)
{
  CvkPageHeader *self = CVK_PAGE_HEADER (object);

  for (unsigned side = AT_START; side <= AT_END; side++)
    g_ptr_array_unref (self->offered[side]);
  g_clear_object (&self->menu_model);
  g_clear_object (&self->files_section);
  G_OBJECT_CLASS (cvk_page_header_parent_class)->finalize (object);
}

static void
cvk_page_header_class_init (CvkPageHeaderClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_page_header_get_property;
  object_class->set_property = cvk_page_header_set_property;
  object_class->dispose = cvk_page_header_dispose;
  object_class->finalize = cvk_page_header_finalize;
  widget_class->root = cvk_page_header_root;
  widget_class->unroot = cvk_page_header_unroot;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE] =
    g_param_spec_string ("subtitle", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_ADAPTIVE_BIN);
  g_type_ensure (CVK_TYPE_PAUSED_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-page-header.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, bar);
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, title);
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, back);
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, menu);
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, strip);
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, adaptive);
  gtk_widget_class_bind_template_child (widget_class, CvkPageHeader, row);
}

static void
cvk_page_header_init (CvkPageHeader *self)
{
  for (unsigned side = AT_START; side <= AT_END; side++)
    self->offered[side] = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->adaptive, "notify::narrow", G_CALLBACK (narrow_cb), self,
                           G_CONNECT_SWAPPED);
  set_menu (self, NULL);
  gtk_menu_button_set_create_popup_func (self->menu, create_menu_cb, self, NULL);
}

GtkWidget *
cvk_page_header_new (const char *title)
{
  return g_object_new (CVK_TYPE_PAGE_HEADER, "title", title, NULL);
}

void
cvk_page_header_set_title (CvkPageHeader *self, const char *title)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));

  adw_window_title_set_title (self->title, title != NULL ? title : "");
  claim_room (self);
}

void
cvk_page_header_set_subtitle (CvkPageHeader *self, const char *subtitle)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));

  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  claim_room (self);
}

void
cvk_page_header_set_menu_section (CvkPageHeader *self, GMenuModel *section)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));
  g_return_if_fail (section == NULL || G_IS_MENU_MODEL (section));

  set_menu (self, section);
}

CvkPageHeader *
cvk_page_header_find (GtkWidget *widget)
{
  CvkPageHeader *header = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  if (CVK_IS_PAGE_HEADER (widget))
    return CVK_PAGE_HEADER (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && header == NULL;
       child = gtk_widget_get_next_sibling (child))
    header = cvk_page_header_find (child);
  return header;
}

void
cvk_page_header_open_menu (CvkPageHeader *self)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));

  gtk_menu_button_popup (self->menu);
}

void
cvk_page_header_pack_start (CvkPageHeader *self, GtkWidget *child)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));

  g_ptr_array_add (self->offered[AT_START], child);
  put (self, AT_START, child);
}

void
cvk_page_header_pack_end (CvkPageHeader *self, GtkWidget *child)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));

  g_ptr_array_add (self->offered[AT_END], child);
  put (self, AT_END, child);
}

gboolean
cvk_page_header_is_narrow (CvkPageHeader *self)
{
  g_return_val_if_fail (CVK_IS_PAGE_HEADER (self), FALSE);

  return self->adaptive != NULL && cvk_adaptive_bin_is_narrow (self->adaptive);
}

void
cvk_page_header_set_moves_children (CvkPageHeader *self, gboolean moves_children)
{
  g_return_if_fail (CVK_IS_PAGE_HEADER (self));

  self->stays_in_place = !moves_children;
}
