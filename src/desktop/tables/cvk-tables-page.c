// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-tables-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/cvk-page-header.h"
#include "desktop/tables/cvk-table-grid.h"

struct _CvkTablesPage
{
  GtkWidget parent_instance;

  CvkEngineClient *client; /* owned */
  CvkTableModel *model;    /* owned */
  CvkValue *tables;        /* owned, nullable: as the host lists them */
  GtkWidget *box;
  CvkPageHeader *header;
  GtkDropDown *chooser;
  GtkWidget *search;
  GtkStack *stack;
  CvkTableGrid *grid;
  char *wanted; /* nullable: the table to show once it is listed */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (CvkTablesPage, cvk_tables_page, GTK_TYPE_WIDGET)

static void load (CvkTablesPage *self);

/* --- What is shown --- */

/* The table that is chosen, as the host lists it. (transfer none) (nullable) */
static CvkValue *
get_table (CvkTablesPage *self)
{
  unsigned position = gtk_drop_down_get_selected (self->chooser);

  return self->tables != NULL && position != GTK_INVALID_LIST_POSITION
           ? cvk_value_get_element (self->tables, position)
           : NULL;
}

static GStrv
list_columns (const CvkValue *table)
{
  const CvkValue *columns = cvk_value_get_member (table, "columns");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (size_t i = 0; columns != NULL && i < cvk_value_get_length (columns); i++)
    g_strv_builder_add (names, cvk_value_get_string (cvk_value_get_element (columns, i)));
  return g_strv_builder_end (names);
}

static void
show_table (CvkTablesPage *self)
{
  const CvkValue *table = get_table (self);
  g_auto (GStrv) columns = list_columns (table);
  gboolean has_table = table != NULL;
  gboolean has_undo = cvk_value_lookup_boolean (table, "undo", FALSE);

  gtk_stack_set_visible_child_name (self->stack, has_table ? "table" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->chooser), has_table);
  gtk_widget_set_visible (self->search, has_table);
  cvk_table_grid_set_columns (self->grid, (const char *const *) columns,
                              cvk_value_lookup_string (table, "key", NULL));
  cvk_table_model_show (self->model, cvk_value_lookup_string (table, "name", NULL));
  for (const char *const *name =
         (const char *const[]){ "tables.add-row", "tables.delete-rows", "tables.add-column",
                                "tables.paste", "tables.remove", NULL };
       *name != NULL; name++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), *name, has_table);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tables.undo", has_undo);
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

static void
show_problem (CvkTablesPage *self, const char *message)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), _ ("Not changed"), message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Deeds --- */

static CvkValue *
make_change (const char *operation, const char *member, CvkValue *value)
{
  return cvk_value_new_object ("op", cvk_value_new_string (operation), member, value, NULL);
}

/* @rows: objects of fields, put below the others. */
static void
add_rows (CvkTablesPage *self, const CvkValue *rows)
{
  g_auto (CvkArrayBuilder) entries = { 0 };

  cvk_array_builder_init (&entries);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    cvk_array_builder_append (
      &entries,
      cvk_value_new_object ("fields", cvk_value_ref (cvk_value_get_element (rows, i)), NULL));
  cvk_table_model_change (self->model,
                          make_change ("set", "rows", cvk_array_builder_end (&entries)));
}

static void
add_row (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkValue *row = cvk_value_new_object (NULL, NULL);
  g_autoptr (CvkValue) rows = cvk_value_new_array (&row, 1);

  add_rows (CVK_TABLES_PAGE (widget), rows);
}

static void
delete_rows (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (widget);
  CvkValue *numbers = cvk_table_grid_dup_selected (self->grid);

  if (cvk_value_get_length (numbers) > 0)
    cvk_table_model_change (self->model, make_change ("delete", "numbers", numbers));
  else
    cvk_value_unref (numbers);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cvk_table_model_change (CVK_TABLES_PAGE (widget)->model,
                          cvk_value_new_object ("op", cvk_value_new_string ("undo"), NULL));
}

/* What a spreadsheet copies: lines of cells with tabs between them, into the columns in order. */
static void
pasted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTablesPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  g_auto (GStrv) columns = list_columns (get_table (self));
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_auto (CvkArrayBuilder) rows = { 0 };
  g_autoptr (CvkValue) list = NULL;

  cvk_array_builder_init (&rows);
  for (size_t i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);
      g_auto (CvkObjectBuilder) row = { 0 };

      if (*lines[i] == '\0')
        continue;
      cvk_object_builder_init (&row);
      for (size_t k = 0; cells[k] != NULL && columns[k] != NULL; k++)
        cvk_object_builder_set (&row, columns[k], cvk_value_new_string (cells[k]));
      cvk_array_builder_append (&rows, cvk_object_builder_end (&row));
    }
  list = cvk_array_builder_end (&rows);
  if (cvk_value_get_length (list) > 0)
    add_rows (self, list);
}

static void
paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb,
                                 g_object_ref (widget));
}

/* --- Names --- */

static void
named_cb (CvkTablesPage *self, const char *response, AdwMessageDialog *dialog)
{
  const char *purpose = g_object_get_data (G_OBJECT (dialog), "purpose");
  const char *name =
    gtk_editable_get_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)));
  const CvkValue *table = get_table (self);
  g_auto (GStrv) columns = list_columns (table);
  g_auto (CvkArrayBuilder) names = { 0 };

  if (!g_str_equal (response, "add") || *name == '\0')
    return;
  cvk_array_builder_init (&names);
  if (g_str_equal (purpose, "table"))
    {
      g_free (self->wanted);
      self->wanted = g_strdup (name);
      cvk_table_model_show (self->model, name);
      cvk_array_builder_append (&names, cvk_value_new_string (_ ("Name")));
      cvk_table_model_change (self->model,
                              make_change ("create", "columns", cvk_array_builder_end (&names)));
      return;
    }
  for (size_t i = 0; columns[i] != NULL; i++)
    cvk_array_builder_append (&names, cvk_value_new_string (columns[i]));
  cvk_array_builder_append (&names, cvk_value_new_string (name));
  cvk_table_model_change (
    self->model,
    cvk_value_new_object (
      "op", cvk_value_new_string ("columns"), "columns", cvk_array_builder_end (&names), "key",
      cvk_value_new_string (cvk_value_lookup_string (table, "key", NULL)), NULL));
}

/* @purpose: a literal, "table" or "column" */
static void
ask_name (CvkTablesPage *self, const char *purpose, const char *title)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), title, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "add", _ ("_Add"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "add",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "add");
  g_object_set_data (G_OBJECT (dialog), "purpose", (gpointer) purpose);
  g_signal_connect_object (dialog, "response", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
new_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_name (CVK_TABLES_PAGE (widget), "table", _ ("New Table"));
}

static void
add_column (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_name (CVK_TABLES_PAGE (widget), "column", _ ("New Column"));
}

static void
removed_cb (CvkTablesPage *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "delete"))
    cvk_table_model_change (self->model,
                            cvk_value_new_object ("op", cvk_value_new_string ("remove"), NULL));
}

static void
remove_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *title =
    g_strdup_printf (_ ("Delete the table “%s”?"), cvk_table_model_get_table (self->model));
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (root), title,
    _ ("Its rows are gone then. Pipelines that read it find nothing, and those that write make it "
       "again."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "delete", _ ("_Delete"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
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
  G_OBJECT_CLASS (cvk_tables_page_parent_class)->dispose (object);
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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_tables_page_dispose;
  widget_class->map = cvk_tables_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "tables.new", NULL, new_table);
  gtk_widget_class_install_action (widget_class, "tables.add-row", NULL, add_row);
  gtk_widget_class_install_action (widget_class, "tables.delete-rows", NULL, delete_rows);
  gtk_widget_class_install_action (widget_class, "tables.add-column", NULL, add_column);
  gtk_widget_class_install_action (widget_class, "tables.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "tables.paste", NULL, paste);
  gtk_widget_class_install_action (widget_class, "tables.remove", NULL, remove_table);
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

static void
cvk_tables_page_init (CvkTablesPage *self)
{
  GtkWidget *empty = adw_status_page_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_New Table"));
  GMenu *menu = g_menu_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->header = CVK_PAGE_HEADER (cvk_page_header_new (_ ("Tables")));
  self->chooser = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->search = gtk_search_entry_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chooser), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Table"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the rows"), -1);
  g_menu_append (menu, _ ("New Table"), "tables.new");
  g_menu_append (menu, _ ("Add Column"), "tables.add-column");
  g_menu_append (menu, _ ("Paste Rows"), "tables.paste");
  g_menu_append (menu, _ ("Delete Table"), "tables.remove");
  cvk_page_header_set_menu_section (self->header, G_MENU_MODEL (menu));
  g_object_unref (menu);
  cvk_page_header_pack_start (self->header, GTK_WIDGET (self->chooser));
  cvk_page_header_pack_end (self->header,
                            make_button ("list-add-symbolic", _ ("Add a row"), "tables.add-row"));
  cvk_page_header_pack_end (
    self->header,
    make_button ("user-trash-symbolic", _ ("Delete the selected rows"), "tables.delete-rows"));
  cvk_page_header_pack_end (
    self->header, make_button ("edit-undo-symbolic", _ ("Take back the last edit"), "tables.undo"));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "cvk-tables-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Tables Yet"));
  adw_status_page_set_description (
    ADW_STATUS_PAGE (empty),
    _ ("Tables are what pipelines share and remember: the steps Read Table and Write Table work "
       "with them."));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "tables.new");
  gtk_widget_set_halign (add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (add, "pill");
  gtk_widget_add_css_class (add, "suggested-action");
  adw_status_page_set_child (ADW_STATUS_PAGE (empty), add);
  gtk_stack_add_named (self->stack, empty, "empty");
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
  g_signal_connect_object (self->model, "failed", G_CALLBACK (show_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (searched_cb), self,
                           G_CONNECT_SWAPPED);
  show_table (self);
  return GTK_WIDGET (self);
}
