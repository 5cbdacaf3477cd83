// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/rows.h"

#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-field-factory.h"
#include "desktop/forms/cvk-settings-path.h"

void
rows_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static CvkValue *
read_json (const char *text)
{
  g_autofree char *json = g_strdup (text);
  g_autoptr (GError) error = NULL;
  CvkValue *value;

  g_strdelimit (json, "'", '"');
  value = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
  return value;
}

static CvkNode *
get_node (Rows *self)
{
  return cvk_document_get_node (cvk_session_get_document (self->session), "node");
}

static void
value_changed_cb (CvkField *field, gpointer user_data)
{
  Rows *self = user_data;
  CvkDocument *document = cvk_session_get_document (self->session);
  g_autoptr (CvkCommand) command = cvk_command_new (document, NULL);
  g_autoptr (CvkValue) settings =
    cvk_settings_path_replace (get_node (self)->settings, self->path, cvk_field_get_value (field));
  g_autoptr (GError) error = NULL;

  cvk_command_set_node_settings (command, "node", settings, &error);
  g_assert_no_error (error);
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
  cvk_field_context_set_settings (self->context, get_node (self)->settings);
}

static void
add_field (Rows *self, CvkField *field)
{
  self->field = field;
  cvk_field_set_value (field, cvk_settings_path_lookup (get_node (self)->settings, self->path));
  g_signal_connect (field, "value-changed", G_CALLBACK (value_changed_cb), self);
  gtk_list_box_append (GTK_LIST_BOX (self->list), GTK_WIDGET (field));
  rows_settle ();
}

static CvkValue *
find_schema (Rows *self)
{
  const CvkNodeType *type = cvk_field_context_get_node_type (self->context);
  CvkValue *schema = cvk_node_type_get_settings_schema (type);
  g_auto (GStrv) names = g_strsplit (self->path, ".", -1);

  for (char **name = names; *name != NULL; name++)
    schema = cvk_value_get_member (cvk_value_get_member (schema, "properties"), *name);
  g_assert_nonnull (schema);
  return schema;
}

Rows *
rows_open (const char *type, const char *path, const char *settings)
{
  Rows *self = g_new0 (Rows, 1);
  CvkDocument *document = cvk_document_new ();
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (CvkValue) value = read_json (settings);
  g_autoptr (GError) error = NULL;

  self->session = cvk_session_new (document);
  command = cvk_command_new (document, NULL);
  cvk_command_add_node (command, "node", type, 0, 0, &error);
  g_assert_no_error (error);
  cvk_command_set_node_settings (command, "node", value, &error);
  g_assert_no_error (error);
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
  self->path = g_strdup (path);
  self->context = cvk_field_context_new (self->session, "node");
  cvk_field_context_set_settings (self->context, get_node (self)->settings);
  self->list = gtk_list_box_new ();
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), self->list);
  gtk_window_present (GTK_WINDOW (self->window));
  add_field (self, cvk_field_factory_new (self->context, path, find_schema (self), FALSE));
  return self;
}

void
rows_replace_field (Rows *self, const char *schema)
{
  g_autoptr (CvkValue) value = read_json (schema);

  gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (self->field));
  add_field (self, cvk_field_factory_new (self->context, self->path, value, FALSE));
}

void
rows_add_source (Rows *self, const char *type, const char *items)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  g_autoptr (CvkCommand) command = cvk_command_new (document, NULL);
  g_autoptr (CvkValue) pinned = read_json (items);
  g_autoptr (GError) error = NULL;

  cvk_command_add_node (command, "source", type, -280, 0, &error);
  g_assert_no_error (error);
  cvk_command_set_node_pinned (command, "source", pinned, &error);
  g_assert_no_error (error);
  cvk_command_add_link (command, "source.out -> node.in", &error);
  g_assert_no_error (error);
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
  cvk_field_context_forget_upstream (self->context);
  rows_settle ();
}

void
rows_close (Rows *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->field), (gpointer *) &self->field);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  gtk_window_destroy (GTK_WINDOW (self->window));
  rows_settle ();
  g_assert_null (self->field);
  g_object_unref (self->context);
  g_object_unref (self->session);
  /* A question that was cancelled holds it until it says so. */
  while (self->session != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_free (self->path);
  g_free (self);
}

void
rows_assert_value (Rows *self, const char *json)
{
  CvkValue *value = cvk_settings_path_lookup (get_node (self)->settings, self->path);
  g_autofree char *text = value == NULL ? NULL : cvk_value_to_json (value, CVK_JSON_COMPACT);

  if (text != NULL)
    g_strdelimit (text, "\"", '\'');
  g_assert_cmpstr (text, ==, json);
}

/* --- Finding --- */

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer data, unsigned *index)
{
  if (match (widget, data) && (*index)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, data, index);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

gpointer
rows_find (gpointer widget, GType type, unsigned index)
{
  return find (widget, is_of_type, &type, &index);
}

static gboolean
is_named (GtkWidget *widget, gconstpointer data)
{
  g_autofree char *other = NULL;

  if (!GTK_IS_BUTTON (widget))
    return FALSE;
  /* From GTK 4.10 on, what a button says is its name without being a property. */
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0)
    return TRUE;
  other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL, data);
  return other == NULL;
}

gpointer
rows_find_named (gpointer widget, const char *name)
{
  unsigned index = 0;
  GtkWidget *found = find (widget, is_named, name, &index);

  g_assert_nonnull (found);
  return found;
}

static gboolean
holds_text (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), data) != NULL;
}

gpointer
rows_find_text (gpointer widget, const char *text)
{
  unsigned index = 0;

  return find (widget, holds_text, text, &index);
}

void
rows_click (gpointer widget, const char *name)
{
  g_signal_emit_by_name (rows_find_named (widget, name), "clicked");
  rows_settle ();
}

/* --- What stands there --- */

const char *
rows_get_note (Rows *self)
{
  unsigned index = 0;
  GtkWidget *note;

  for (;; index++)
    {
      note = rows_find (self->field, GTK_TYPE_LABEL, index);
      g_assert_nonnull (note);
      if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (note)), "note") == 0)
        return gtk_widget_get_visible (note) ? gtk_label_get_text (GTK_LABEL (note)) : "";
    }
}

void
rows_type (gpointer editable, const char *text)
{
  int position = -1;

  gtk_editable_insert_text (GTK_EDITABLE (editable), text, -1, &position);
}
