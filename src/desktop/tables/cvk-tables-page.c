// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-tables-page-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "desktop/cvk-help.h"
#include "desktop/tables/cvk-table-columns.h"

enum
{
  PROPERTY_KEY = 1
};

G_DEFINE_FINAL_TYPE (CvkTablesPage, cvk_tables_page, GTK_TYPE_WIDGET)

static void load (CvkTablesPage *self);

/* --- What is shown --- */

CvkValue *
cvk_tables_page_get_table (CvkTablesPage *self)
{
  unsigned position = gtk_drop_down_get_selected (self->chooser);

  return self->tables != NULL && position != GTK_INVALID_LIST_POSITION
           ? cvk_value_get_element (self->tables, position)
           : NULL;
}

static gboolean
is_same (const CvkValue *table, const CvkValue *other, const char *member)
{
  const CvkValue *value = cvk_value_get_member (table, member);
  const CvkValue *before = cvk_value_get_member (other, member);

  return value == before || (value != NULL && before != NULL && cvk_value_equal (value, before));
}

/* Columns that stay keep their width and what is being typed in them. */
static void
show_columns (CvkTablesPage *self, CvkValue *table)
{
  g_auto (GStrv) columns = cvk_table_columns_list (table);
  g_autoptr (CvkValue) before = g_steal_pointer (&self->shown);

  self->shown = table != NULL ? cvk_value_ref (table) : NULL;
  if (table != NULL && before != NULL && is_same (table, before, "name") &&
      is_same (table, before, "columns") && is_same (table, before, "key"))
    return;
  cvk_table_grid_set_columns (self->grid, (const char *const *) columns,
                              cvk_table_columns_get_key (table));
  cvk_table_column_menus_follow (&self->menus, table);
  g_object_notify (G_OBJECT (self), "key");
}

static void
selection_cb (CvkTablesPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tables.delete-rows",
                                 cvk_tables_page_get_table (self) != NULL &&
                                   cvk_table_grid_has_selection (self->grid));
}

static void
show_table (CvkTablesPage *self)
{
  CvkValue *table = cvk_tables_page_get_table (self);
  g_auto (GStrv) columns = cvk_table_columns_list (table);
  gboolean has_table = table != NULL;
  gboolean has_columns = columns[0] != NULL;
  gboolean has_undo = cvk_value_lookup_boolean (table, "undo", FALSE);

  gtk_stack_set_visible_child_name (self->stack, has_table ? "table" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->chooser), has_table);
  gtk_widget_set_visible (self->search, has_table);
  show_columns (self, table);
  cvk_table_model_show (self->model, cvk_value_lookup_string (table, "name", NULL));
  for (const char *const *name =
         (const char *const[]){ "tables.add-column", "tables.rename-column", "tables.delete-column",
                                "tables.key", "tables.paste", "tables.export", "tables.remove",
                                NULL };
       *name != NULL; name++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), *name, has_table);
  selection_cb (self);
  /* Nobody would see a row that has no field. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tables.add-row", has_columns);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tables.undo", has_undo);
  /* Without a table, one is made of the file: once it is known that there is none. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tables.import", self->tables != NULL);
}

static void
chosen_cb (CvkTablesPage *self)
{
  if (!self->is_updating)
    show_table (self);
}

static void
show_list (CvkTablesPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *shown = self->wanted != NULL
                             ? g_steal_pointer (&self->wanted)
                             : g_strdup (cvk_table_model_get_table (self->model));
  unsigned chosen = 0;

  for (size_t i = 0; i < cvk_value_get_length (self->tables); i++)
    {
      const char *name =
        cvk_value_lookup_string (cvk_value_get_element (self->tables, i), "name", "");

      gtk_string_list_append (names, name);
      if (g_strcmp0 (name, shown) == 0)
        chosen = (unsigned) i;
    }
  self->is_updating = TRUE;
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (names));
  if (cvk_value_get_length (self->tables) > 0)
    gtk_drop_down_set_selected (self->chooser, chosen);
  self->is_updating = FALSE;
  show_table (self);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTablesPage) self = user_data;
  g_autofree char *json = NULL;
  CvkValue *tables = NULL;

  if (!cvk_api_engine_call_list_tables_finish (CVK_API_ENGINE (object), &json, result, NULL) ||
      self->box == NULL)
    return;
  tables = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (tables == NULL)
    return;
  if (self->tables != NULL && cvk_value_equal (tables, self->tables))
    {
      cvk_value_unref (tables);
      return;
    }
  g_clear_pointer (&self->tables, cvk_value_unref);
  self->tables = tables;
  show_list (self);
}

static void
tables_changed_cb (CvkTablesPage *self, const char *table)
{
  load (self);
  if (g_strcmp0 (table, cvk_table_model_get_table (self->model)) == 0)
    cvk_table_model_reload (self->model);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTablesPage) self = user_data;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, NULL);

  if (api == NULL || self->box == NULL)
    return;
  if (g_object_get_data (G_OBJECT (api), "tables-page") != self)
    {
      g_object_set_data (G_OBJECT (api), "tables-page", self);
      g_signal_connect_object (api, "tables-changed", G_CALLBACK (tables_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  cvk_api_engine_call_list_tables (api, NULL, listed_cb, g_object_ref (self));
}

static void
load (CvkTablesPage *self)
{
  cvk_engine_client_get_api_async (self->client, NULL, api_cb, g_object_ref (self));
}

/* --- The object --- */

static void
cvk_tables_page_dispose (GObject *object)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  g_clear_pointer (&self->tables, cvk_value_unref);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->shown, cvk_value_unref);
  if (self->files != NULL)
    g_cancellable_cancel (self->files);
  g_clear_object (&self->files);
  cvk_table_column_menus_clear (&self->menus);
  G_OBJECT_CLASS (cvk_tables_page_parent_class)->dispose (object);
}

/* "key": the column that tells rows apart, empty for none; the state of an action. */
static void
cvk_tables_page_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *spec)
{
  const char *key = cvk_table_columns_get_key (CVK_TABLES_PAGE (object)->shown);

  if (id == PROPERTY_KEY)
    g_value_set_string (value, key != NULL ? key : "");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cvk_tables_page_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *spec)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (object);

  if (id != PROPERTY_KEY)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  else if (self->shown != NULL)
    cvk_tables_page_choose_key (self, g_value_get_string (value));
}

static void
cvk_tables_page_map (GtkWidget *widget)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (widget);

  GTK_WIDGET_CLASS (cvk_tables_page_parent_class)->map (widget);
  /* Runs write while nobody looks. */
  load (self);
  cvk_table_model_reload (self->model);
}

static void
cvk_tables_page_class_init (CvkTablesPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_tables_page_dispose;
  object_class->get_property = cvk_tables_page_get_property;
  object_class->set_property = cvk_tables_page_set_property;
  widget_class->map = cvk_tables_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_object_class_install_property (
    object_class, PROPERTY_KEY,
    g_param_spec_string ("key", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  cvk_tables_page_install_deeds (widget_class);
  gtk_widget_class_install_property_action (widget_class, "tables.key", "key");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, 0, "tables.add-row", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "tables.delete-rows", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "tables.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "tables.paste",
                                       NULL);
}

static void
searched_cb (CvkTablesPage *self)
{
  cvk_table_model_search (self->model, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static GtkWidget *
make_button (const char *icon, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
make_pill (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  return button;
}

/* While there is no table. */
static GtkWidget *
make_empty (void)
{
  GtkWidget *empty = adw_status_page_new ();
  GtkWidget *deeds = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *add = make_pill (_ ("_New Table"), "tables.new");

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "cvk-tables-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Tables Yet"));
  adw_status_page_set_description (
    ADW_STATUS_PAGE (empty),
    _ ("Tables are what pipelines share and remember: the steps Read Table and Write Table work "
       "with them."));
  gtk_widget_add_css_class (add, "suggested-action");
  gtk_box_append (GTK_BOX (deeds), add);
  gtk_box_append (GTK_BOX (deeds), make_pill (_ ("Import CSV…"), "tables.import"));
  adw_status_page_set_child (ADW_STATUS_PAGE (empty), deeds);
  return empty;
}

static void
cvk_tables_page_init (CvkTablesPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) common = g_menu_new ();

  cvk_help_set_topic (GTK_WIDGET (self), "tables");
  self->files = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->header = CVK_PAGE_HEADER (cvk_page_header_new (_ ("Tables")));
  self->chooser = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Search the rows"), NULL);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chooser), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Table"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the rows"), -1);
  g_menu_append (common, _ ("New Table"), "tables.new");
  g_menu_append (common, _ ("Paste Rows"), "tables.paste");
  g_menu_append (common, _ ("Import CSV…"), "tables.import");
  g_menu_append (common, _ ("Export CSV…"), "tables.export");
  g_menu_append (common, _ ("Delete Table"), "tables.remove");
  cvk_table_column_menus_init (&self->menus);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (common));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (self->menus.menu));
  cvk_page_header_set_menu_section (self->header, G_MENU_MODEL (menu));
  cvk_page_header_pack_start (self->header, GTK_WIDGET (self->chooser));
  cvk_page_header_pack_end (self->header,
                            make_button ("list-add-symbolic", _ ("Add a row"), "tables.add-row"));
  cvk_page_header_pack_end (
    self->header,
    make_button ("user-trash-symbolic", _ ("Delete the selected rows"), "tables.delete-rows"));
  cvk_page_header_pack_end (
    self->header, make_button ("edit-undo-symbolic", _ ("Take back the last edit"), "tables.undo"));
  gtk_stack_add_named (self->stack, make_empty (), "empty");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->header));
  gtk_box_append (GTK_BOX (self->box), self->search);
  gtk_widget_set_margin_start (self->search, 12);
  gtk_widget_set_margin_end (self->search, 12);
  gtk_widget_set_margin_top (self->search, 6);
  gtk_widget_set_margin_bottom (self->search, 6);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
cvk_tables_page_new (CvkEngineClient *client)
{
  CvkTablesPage *self = g_object_new (CVK_TYPE_TABLES_PAGE, NULL);

  self->client = g_object_ref (client);
  self->model = cvk_table_model_new (client);
  self->grid = CVK_TABLE_GRID (cvk_table_grid_new (self->model));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->grid), "table");
  g_signal_connect_object (self->grid, "selection-changed", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "failed", G_CALLBACK (cvk_tables_page_show_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (searched_cb), self,
                           G_CONNECT_SWAPPED);
  show_table (self);
  return GTK_WIDGET (self);
}
