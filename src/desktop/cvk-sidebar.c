// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-sidebar.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-sidebar-connections.h"
#include "desktop/runs/cvk-question-list.h"

typedef struct
{
  const char *page;
  const char *icon;
  const char *title;
} Place;

static const Place places[] = {
  { "pipelines", "cvk-pipelines-symbolic", N_ ("Pipelines") },
  { "connections", "cvk-connections-symbolic", N_ ("Connections") },
  { "runs", "cvk-runs-symbolic", N_ ("Runs") },
  { "templates", "cvk-templates-symbolic", N_ ("Templates") },
  { "tables", "cvk-tables-symbolic", N_ ("Tables") },
};

struct _CvkSidebar
{
  GtkWidget parent_instance;

  /* Template children. */
  GtkWidget *box;
  AdwHeaderBar *bar;
  GtkListBox *list;

  GtkWidget *rows[G_N_ELEMENTS (places)]; /* borrowed from the list */
  AdwTabView *tabs;                       /* owned */
  GListModel *pages;                      /* owned; of the tabs */
  GPtrArray *tab_rows;                    /* borrowed from the list, in the order of the tabs */
  CvkSidebarConnections *connections;     /* owned; nullable */
  CvkQuestionList *questions;             /* owned; nullable */
  GBinding *folded;                       /* owned while the sidebar is in a window */
  char *page;
};

G_DEFINE_FINAL_TYPE (CvkSidebar, cvk_sidebar, GTK_TYPE_WIDGET)

enum
{
  PROP_TABS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Rows --- */

static GtkWidget *
find_selected_row (CvkSidebar *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].page, self->page) == 0)
      return self->rows[i];
  for (unsigned i = 0; i < self->tab_rows->len; i++)
    {
      g_autoptr (AdwTabPage) tab = g_list_model_get_item (self->pages, i);

      if (tab != NULL && adw_tab_page_get_selected (tab))
        return g_ptr_array_index (self->tab_rows, i);
    }
  return NULL;
}

static gboolean
has_focus (CvkSidebar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
}

/* A keyboard that is in the list goes along when another page is shown by a shortcut. */
static void
select_row (CvkSidebar *self)
{
  GtkWidget *row = find_selected_row (self);

  if (row == NULL)
    {
      gtk_list_box_unselect_all (self->list);
      return;
    }
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  if (has_focus (self))
    gtk_widget_grab_focus (row);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, CvkSidebar *self)
{
  unsigned index;

  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    if (self->rows[i] == GTK_WIDGET (row))
      {
        gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", places[i].page);
        return;
      }
  if (g_ptr_array_find (self->tab_rows, row, &index))
    {
      g_autoptr (AdwTabPage) tab = g_list_model_get_item (self->pages, index);

      adw_tab_view_set_selected_page (self->tabs, tab);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "editor");
    }
}

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  CvkSidebar *self = user_data;
  gboolean is_first_tab =
    self->tab_rows->len > 0 && g_ptr_array_index (self->tab_rows, 0) == (gpointer) row;
  GtkWidget *label;

  if (!is_first_tab)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  /* Translators: above the documents that are open in this window. */
  label = gtk_label_new (C_ ("heading", "Open"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "sidebar-heading");
  gtk_list_box_row_set_header (row, label);
}

/* --- The open pipelines --- */

static void
tab_title_cb (AdwTabPage *tab, GParamSpec *pspec, GtkWidget *row)
{
  cvk_sidebar_row_set_title (CVK_SIDEBAR_ROW (row), adw_tab_page_get_title (tab));
}

static void
tabs_changed_cb (CvkSidebar *self, unsigned position, unsigned removed, unsigned added)
{
  for (unsigned i = 0; i < removed; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->tab_rows, position);

      gtk_list_box_remove (self->list, row);
      g_ptr_array_remove_index (self->tab_rows, position);
    }
  for (unsigned i = 0; i < added; i++)
    {
      g_autoptr (AdwTabPage) tab = g_list_model_get_item (self->pages, position + i);
      GtkWidget *row = cvk_sidebar_row_new ("cvk-pipeline-symbolic", adw_tab_page_get_title (tab));

      g_signal_connect_object (tab, "notify::title", G_CALLBACK (tab_title_cb), row, 0);
      g_ptr_array_insert (self->tab_rows, position + i, row);
      gtk_list_box_insert (self->list, row, G_N_ELEMENTS (places) + position + i);
    }
  gtk_list_box_invalidate_headers (self->list);
  select_row (self);
}

void
cvk_sidebar_set_tabs (CvkSidebar *self, AdwTabView *tabs)
{
  g_return_if_fail (CVK_IS_SIDEBAR (self));
  g_return_if_fail (tabs == NULL || ADW_IS_TAB_VIEW (tabs));

  if (tabs == self->tabs)
    return;
  if (self->tabs != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->tabs, self);
      g_signal_handlers_disconnect_by_data (self->pages, self);
      g_clear_object (&self->pages);
      tabs_changed_cb (self, 0, self->tab_rows->len, 0);
    }
  g_set_object (&self->tabs, tabs);
  if (tabs != NULL)
    {
      self->pages = G_LIST_MODEL (adw_tab_view_get_pages (tabs));
      g_signal_connect_object (self->pages, "items-changed", G_CALLBACK (tabs_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (tabs, "notify::selected-page", G_CALLBACK (select_row), self,
                               G_CONNECT_SWAPPED);
      tabs_changed_cb (self, 0, 0, g_list_model_get_n_items (self->pages));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TABS]);
}

/* --- Object --- */

static void
cvk_sidebar_root (GtkWidget *widget)
{
  CvkSidebar *self = CVK_SIDEBAR (widget);
  GtkWidget *leaflet;

  GTK_WIDGET_CLASS (cvk_sidebar_parent_class)->root (widget);
  leaflet = gtk_widget_get_ancestor (widget, ADW_TYPE_LEAFLET);
  if (leaflet != NULL)
    self->folded = g_object_bind_property (leaflet, "folded", self->bar, "show-end-title-buttons",
                                           G_BINDING_SYNC_CREATE);
}

static void
cvk_sidebar_unroot (GtkWidget *widget)
{
  g_clear_pointer (&CVK_SIDEBAR (widget)->folded, g_binding_unbind);
  GTK_WIDGET_CLASS (cvk_sidebar_parent_class)->unroot (widget);
}

static void
cvk_sidebar_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TABS:
      g_value_set_object (value, CVK_SIDEBAR (object)->tabs);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_sidebar_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TABS:
      cvk_sidebar_set_tabs (CVK_SIDEBAR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_sidebar_dispose (GObject *object)
{
  CvkSidebar *self = CVK_SIDEBAR (object);

  g_clear_object (&self->connections);
  g_clear_object (&self->questions);
  if (self->list != NULL)
    cvk_sidebar_set_tabs (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_SIDEBAR);
  G_OBJECT_CLASS (cvk_sidebar_parent_class)->dispose (object);
}

static void
cvk_sidebar_finalize (GObject *object)
{
  CvkSidebar *self = CVK_SIDEBAR (object);

  g_ptr_array_unref (self->tab_rows);
  g_free (self->page);
  G_OBJECT_CLASS (cvk_sidebar_parent_class)->finalize (object);
}

static void
cvk_sidebar_class_init (CvkSidebarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_sidebar_get_property;
  object_class->set_property = cvk_sidebar_set_property;
  object_class->dispose = cvk_sidebar_dispose;
  object_class->finalize = cvk_sidebar_finalize;
  widget_class->root = cvk_sidebar_root;
  widget_class->unroot = cvk_sidebar_unroot;
  properties[PROP_TABS] =
    g_param_spec_object ("tabs", NULL, NULL, ADW_TYPE_TAB_VIEW,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, CvkSidebar, bar);
  gtk_widget_class_bind_template_child (widget_class, CvkSidebar, list);
}

static void
cvk_sidebar_init (CvkSidebar *self)
{
  self->tab_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    {
      self->rows[i] = cvk_sidebar_row_new (places[i].icon, _ (places[i].title));
      gtk_list_box_append (self->list, self->rows[i]);
    }
  gtk_list_box_set_header_func (self->list, update_header_cb, self, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
}

void
cvk_sidebar_set_page (CvkSidebar *self, const char *page)
{
  g_return_if_fail (CVK_IS_SIDEBAR (self));

  if (g_strcmp0 (page, self->page) != 0)
    {
      g_free (self->page);
      self->page = g_strdup (page);
    }
  select_row (self);
}

static void
show_asking (CvkSidebar *self)
{
  unsigned asking = cvk_question_list_get_asking (self->questions);
  g_autofree char *text = NULL;

  if (asking > 0)
    /* Translators: how many runs wait for an answer, beside the name of a page. */
    text = g_strdup_printf (ngettext ("%'u asks", "%'u ask", asking), asking);
  cvk_sidebar_row_set_badge (cvk_sidebar_get_row (self, "runs"), text);
}

void
cvk_sidebar_set_client (CvkSidebar *self, CvkEngineClient *client)
{
  g_return_if_fail (CVK_IS_SIDEBAR (self));
  g_return_if_fail (CVK_IS_ENGINE_CLIENT (client));

  g_clear_object (&self->connections);
  self->connections = cvk_sidebar_connections_new (cvk_sidebar_get_row (self, "connections"),
                                                   cvk_engine_client_get_connections (client));
  g_clear_object (&self->questions);
  self->questions = cvk_question_list_new (client);
  g_signal_connect_object (self->questions, "notify::asking", G_CALLBACK (show_asking), self,
                           G_CONNECT_SWAPPED);
}

CvkSidebarRow *
cvk_sidebar_get_row (CvkSidebar *self, const char *page)
{
  g_return_val_if_fail (CVK_IS_SIDEBAR (self), NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].page, page) == 0)
      return CVK_SIDEBAR_ROW (self->rows[i]);
  return NULL;
}
