// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connections-page.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-connection-list.h"
#include "desktop/connections/cvk-connect-dialog.h"
#include "desktop/connections/cvk-connection-actions.h"
#include "desktop/connections/cvk-connection-row.h"
#include "desktop/connections/cvk-connector-faults.h"
#include "desktop/connections/cvk-sign-in-dialog.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-help.h"
#include "desktop/cvk-page-header.h"

struct _CvkConnectionsPage
{
  GtkWidget parent_instance;

  CvkPageHeader *header;
  GtkWidget *check_all;
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkBox *empty;
  GtkBox *list;
  GtkBox *groups; /* in the list */

  CvkEngineClient *client;
  CvkConnectionList *connections; /* the client's */
  GHashTable *boxes;              /* connector id to GtkBox, borrowed: where its rows stand */
};

G_DEFINE_FINAL_TYPE (CvkConnectionsPage, cvk_connections_page, GTK_TYPE_WIDGET)

/* --- Groups --- */

static GtkWidget *
make_add_button (const char *connector, const char *title)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text;
  /* Translators: the placeholder is a service, such as Zoom. */
  g_autofree char *label = g_strdup_printf (_ ("Add new %s connection"), title);

  /* An AdwButtonContent does not break its line, so it would take all from the title of the group.
   */
  text = gtk_label_new (label);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (text), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (content), text);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "connections.add");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", connector);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkBox *
make_group (CvkConnectionsPage *self, const char *connector)
{
  const CvkConnector *description = cvk_connector_get (connector);
  const char *title = description != NULL ? cvk_connector_get_title (description) : connector;
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  if (description != NULL)
    adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group),
                                             make_add_button (connector, title));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), box);
  gtk_box_append (self->groups, group);
  g_hash_table_insert (self->boxes, g_strdup (connector), box);
  return GTK_BOX (box);
}

static GtkBox *
need_group (CvkConnectionsPage *self, const char *connector)
{
  GtkBox *box = g_hash_table_lookup (self->boxes, connector);

  return box != NULL ? box : make_group (self, connector);
}

/* (nullable) */
static GtkWidget *
find_row (GtkBox *box, CvkConnectionInfo *info)
{
  GtkWidget *row;

  for (row = gtk_widget_get_first_child (GTK_WIDGET (box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (cvk_connection_row_get_info (CVK_CONNECTION_ROW (row)) == info)
      return row;
  return NULL;
}

/* Rows of connections that have gone. */
static void
drop_rows (CvkConnectionsPage *self, GtkBox *box)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);
      CvkConnectionInfo *info = cvk_connection_row_get_info (CVK_CONNECTION_ROW (row));

      if (cvk_connection_list_find (self->connections, cvk_connection_info_get_id (info)) != info)
        gtk_box_remove (box, row);
      row = next;
    }
}

static void
update_rows (CvkConnectionsPage *self)
{
  GListModel *model = G_LIST_MODEL (self->connections);
  GHashTableIter iter;
  gpointer box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, NULL, &box))
    drop_rows (self, box);
  for (unsigned i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (model, i);
      GtkBox *place = need_group (self, cvk_connection_info_get_connector (info));

      if (find_row (place, info) == NULL)
        gtk_box_append (place, cvk_connection_row_new (self->client, info));
    }
}

static void
update (CvkConnectionsPage *self)
{
  const char *error = cvk_connection_list_get_error (self->connections);
  unsigned count = g_list_model_get_n_items (G_LIST_MODEL (self->connections));
  const char *page = "list";
  g_autofree char *escaped = NULL;

  update_rows (self);
  if (count == 0 && error != NULL)
    page = "failed";
  else if (count == 0)
    page = cvk_connection_list_is_loaded (self->connections) ? "empty" : "loading";
  if (error != NULL)
    {
      /* A status page takes its description for markup. */
      escaped = g_markup_escape_text (error, -1);
      adw_status_page_set_description (self->failed, escaped);
    }
  gtk_widget_set_visible (self->check_all, count > 0);
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* --- Actions --- */

static void
add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *wanted = g_variant_get_string (parameter, NULL);

  gtk_window_present (cvk_connect_dialog_new_for (cvk_connection_get_window (widget),
                                                  CVK_CONNECTIONS_PAGE (widget)->client,
                                                  *wanted != '\0' ? wanted : NULL));
}

static void
add_sandbox (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkSignInDialog *dialog = cvk_sign_in_dialog_new (cvk_connection_get_window (widget),
                                                    CVK_CONNECTIONS_PAGE (widget)->client,
                                                    g_variant_get_string (parameter, NULL));

  cvk_sign_in_dialog_use_sandbox (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reload (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_connection_list_reload (CVK_CONNECTIONS_PAGE (widget)->connections);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_api_engine_call_check_health_finish (CVK_API_ENGINE (object), NULL, result, &error))
    return;
  g_dbus_error_strip_remote_error (error);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    cvk_connection_show_problem (GTK_WIDGET (self), _ ("Not checked"), error->message);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionsPage) self = user_data;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, NULL);

  /* Without a host the list says so itself. */
  if (api != NULL)
    cvk_api_engine_call_check_health (api, "", NULL, checked_cb, g_object_ref (self));
}

static void
check_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_engine_client_get_api_async (CVK_CONNECTIONS_PAGE (widget)->client, NULL, api_cb,
                                   g_object_ref (widget));
}

/* --- The object --- */

static void
cvk_connections_page_dispose (GObject *object)
{
  CvkConnectionsPage *self = CVK_CONNECTIONS_PAGE (object);

  if (self->connections != NULL)
    g_signal_handlers_disconnect_by_data (self->connections, self);
  g_clear_object (&self->connections);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_CONNECTIONS_PAGE);
  G_OBJECT_CLASS (cvk_connections_page_parent_class)->dispose (object);
}

static void
cvk_connections_page_finalize (GObject *object)
{
  g_clear_pointer (&CVK_CONNECTIONS_PAGE (object)->boxes, g_hash_table_unref);
  G_OBJECT_CLASS (cvk_connections_page_parent_class)->finalize (object);
}

static void
cvk_connections_page_class_init (CvkConnectionsPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_connections_page_dispose;
  object_class->finalize = cvk_connections_page_finalize;
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-connections-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, header);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, check_all);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, list);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionsPage, groups);
  gtk_widget_class_install_action (widget_class, "connections.add", "s", add);
  gtk_widget_class_install_action (widget_class, "connections.sandbox", "s", add_sandbox);
  gtk_widget_class_install_action (widget_class, "connections.reload", NULL, reload);
  gtk_widget_class_install_action (widget_class, "connections.check-all", NULL, check_all);
}

static void
add_faults (GtkBox *box)
{
  GtkWidget *faults = cvk_connector_faults_new ();

  if (faults != NULL)
    gtk_box_append (box, faults);
}

static void
cvk_connections_page_init (CvkConnectionsPage *self)
{
  self->boxes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "connect-zoom");
  add_faults (self->empty);
  add_faults (self->list);
}

GtkWidget *
cvk_connections_page_new (CvkEngineClient *client)
{
  CvkConnectionsPage *self = g_object_new (CVK_TYPE_CONNECTIONS_PAGE, NULL);

  self->client = g_object_ref (client);
  self->connections =
    g_object_ref (CVK_CONNECTION_LIST (cvk_engine_client_get_connections (client)));
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connections, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
