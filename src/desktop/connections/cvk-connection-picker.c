// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-picker.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-connection-list.h"
#include "desktop/connections/cvk-connection-actions.h"
#include "desktop/connections/cvk-connection-words.h"
#include "desktop/connections/cvk-connect-dialog.h"

struct _CvkConnectionPicker
{
  AdwPreferencesRow parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkWidget *list_place;
  GtkListBox *list;
  AdwButtonContent *add_content;
  GtkWidget *manage;
  GtkLabel *name;
  GtkWidget *health;
  GtkWidget *dot;
  GtkLabel *line;
  GtkWidget *trouble;
  GtkLabel *reason;
  GtkButton *fix;

  CvkEngineClient *client;
  CvkConnectionList *connections; /* the client's */
  char *connector;
  char *chosen;             /* nullable: id */
  CvkConnectionInfo *shown; /* nullable */
  const char *dot_class;    /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkConnectionPicker, cvk_connection_picker, ADW_TYPE_PREFERENCES_ROW)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static const char *
get_title (CvkConnectionPicker *self)
{
  return _ (cvk_connector_get_wanted_title (self->connector));
}

/* --- What is shown --- */

static gboolean
is_of_service (CvkConnectionPicker *self, CvkConnectionInfo *info)
{
  return cvk_connector_fits (cvk_connection_info_get_connector (info), self->connector);
}

static unsigned
count_connections (CvkConnectionPicker *self, CvkConnectionInfo **last)
{
  GListModel *model = G_LIST_MODEL (self->connections);
  unsigned count = 0;

  for (unsigned i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (model, i);

      if (!is_of_service (self, info))
        continue;
      *last = info;
      count++;
    }
  return count;
}

/* (nullable) */
static CvkConnectionInfo *
find_shown (CvkConnectionPicker *self)
{
  CvkConnectionInfo *only = NULL;
  CvkConnectionInfo *chosen =
    self->chosen != NULL ? cvk_connection_list_find (self->connections, self->chosen) : NULL;

  if (chosen != NULL && is_of_service (self, chosen))
    return chosen;
  return count_connections (self, &only) == 1 ? only : NULL;
}

static void
show_dot (CvkConnectionPicker *self, const char *class)
{
  if (self->dot_class != NULL)
    gtk_widget_remove_css_class (self->dot, self->dot_class);
  self->dot_class = class;
  gtk_widget_add_css_class (self->dot, class);
}

static void
show_trouble (CvkConnectionPicker *self, CvkConnectionInfo *info)
{
  g_autofree char *reason = info != NULL ? cvk_connection_words_reason (info) : NULL;
  CvkConnectionAction action =
    info != NULL ? cvk_connection_info_get_action (info) : CVK_CONNECTION_ACTION_NONE;
  const char *label = cvk_connection_words_button (action);

  gtk_widget_set_visible (self->trouble, reason != NULL || label != NULL);
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->fix), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (self->fix, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->fix),
                                  cvk_connection_words_button_action (action));
}

/* What is no sign-in asks for a key or a password. */
static gboolean
is_sign_in (CvkConnectionPicker *self)
{
  const CvkConnector *connector = cvk_connector_get (self->connector);

  return connector != NULL && cvk_connector_is_sign_in (connector);
}

static char *
make_invitation (CvkConnectionPicker *self)
{
  CvkConnectionInfo *last = NULL;

  if (cvk_connection_list_get_error (self->connections) == NULL &&
      !cvk_connection_list_is_loaded (self->connections))
    return g_strdup (_ ("Looking for accounts"));
  if (count_connections (self, &last) > 0)
    return g_strdup (_ ("Choose an account"));
  if (!is_sign_in (self))
    /* Translators: the placeholder is a service, such as Slack. */
    return g_strdup_printf (_ ("Add a connection: %s"), get_title (self));
  /* Translators: the placeholder is a service, such as Zoom. */
  return g_strdup_printf (_ ("Sign in with %s"), get_title (self));
}

static void
show_texts (CvkConnectionPicker *self, CvkConnectionInfo *info)
{
  g_autofree char *name =
    info != NULL ? g_strdup (cvk_connection_info_get_name (info)) : make_invitation (self);
  g_autofree char *line = info != NULL
                            ? cvk_connection_words_line (info, g_get_real_time ())
                            : g_strdup (cvk_connection_list_get_error (self->connections));
  g_autofree char *description = NULL;

  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->line, line != NULL ? line : "");
  gtk_widget_set_visible (self->health, line != NULL);
  /* Translators: an account, and how it is. */
  description = line != NULL ? g_strdup_printf (_ ("%s, %s"), name, line) : g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
}

static void
update (CvkConnectionPicker *self)
{
  CvkConnectionInfo *info = find_shown (self);

  if (g_set_object (&self->shown, info))
    cvk_connection_actions_install (GTK_WIDGET (self), self->client, info);
  show_texts (self, info);
  show_dot (self, info != NULL ? cvk_connection_words_class (cvk_connection_info_get_state (info))
                               : "error");
  show_trouble (self, info);
  if (info != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "unsigned");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "unsigned");
}

/* --- The list --- */

static GtkWidget *
make_row (CvkConnectionPicker *self, CvkConnectionInfo *info)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (cvk_connection_info_get_name (info));
  g_autofree char *words = cvk_connection_words_line (info, g_get_real_time ());
  GtkWidget *line = gtk_label_new (words);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (line, "caption");
  gtk_widget_add_css_class (line, "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), line);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_set_opacity (check, info == self->shown ? 1 : 0);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (cvk_connection_info_get_id (info)),
                          g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cvk_connection_info_get_name (info),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  return row;
}

/* The list is made when it is opened: it is short, and states change. */
static void
fill_list (CvkConnectionPicker *self)
{
  GListModel *model = G_LIST_MODEL (self->connections);
  GtkWidget *row;
  unsigned count = 0;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (unsigned i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (model, i);

      if (!is_of_service (self, info))
        continue;
      gtk_list_box_append (self->list, make_row (self, info));
      count++;
    }
  gtk_widget_set_visible (self->list_place, count > 0);
}

static void
choose (CvkConnectionPicker *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  cvk_connection_picker_set_chosen (self, copy);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, copy);
}

static void
row_activated_cb (CvkConnectionPicker *self, GtkListBoxRow *row)
{
  gtk_menu_button_popdown (self->button);
  choose (self, g_object_get_data (G_OBJECT (row), "id"));
}

static void
add_connection (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkConnectionPicker *self = CVK_CONNECTION_PICKER (widget);
  GtkWindow *dialog;

  gtk_menu_button_popdown (self->button);
  dialog =
    cvk_connect_dialog_new_for (cvk_connection_get_window (widget), self->client, self->connector);
  g_signal_connect_object (dialog, "connected", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
show_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popdown (CVK_CONNECTION_PICKER (widget)->button);
  gtk_widget_activate_action (widget, "win.page", "s", "connections");
}

/* --- The object --- */

void
cvk_connection_picker_set_chosen (CvkConnectionPicker *self, const char *id)
{
  g_return_if_fail (CVK_IS_CONNECTION_PICKER (self));

  if (g_strcmp0 (self->chosen, id) != 0)
    {
      g_free (self->chosen);
      self->chosen = g_strdup (id);
    }
  update (self);
}

CvkConnectionInfo *
cvk_connection_picker_get_shown (CvkConnectionPicker *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_PICKER (self), NULL);

  return self->shown;
}

static void
cvk_connection_picker_dispose (GObject *object)
{
  CvkConnectionPicker *self = CVK_CONNECTION_PICKER (object);

  if (self->connections != NULL)
    g_signal_handlers_disconnect_by_data (self->connections, self);
  cvk_connection_actions_install (GTK_WIDGET (self), NULL, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->connections);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_CONNECTION_PICKER);
  G_OBJECT_CLASS (cvk_connection_picker_parent_class)->dispose (object);
}

static void
cvk_connection_picker_finalize (GObject *object)
{
  CvkConnectionPicker *self = CVK_CONNECTION_PICKER (object);

  g_free (self->connector);
  g_free (self->chosen);
  G_OBJECT_CLASS (cvk_connection_picker_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, button);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, popover);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, list_place);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, list);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, add_content);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, manage);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, name);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, health);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, dot);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, line);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, trouble);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, reason);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionPicker, fix);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cvk_connection_picker_class_init (CvkConnectionPickerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_connection_picker_dispose;
  object_class->finalize = cvk_connection_picker_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_CONNECTION_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-connection-picker.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "picker.add", NULL, add_connection);
  gtk_widget_class_install_action (widget_class, "picker.manage", NULL, show_all);
}

static void
cvk_connection_picker_init (CvkConnectionPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A menu button centres what it holds; this one is a row. */
  gtk_widget_set_halign (gtk_widget_get_parent (gtk_menu_button_get_child (self->button)),
                         GTK_ALIGN_FILL);
  g_signal_connect_object (self->popover, "show", G_CALLBACK (fill_list), self, G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_connection_picker_new (CvkEngineClient *client, const char *connector)
{
  CvkConnectionPicker *self = g_object_new (CVK_TYPE_CONNECTION_PICKER, NULL);
  g_autofree char *add = NULL;

  self->client = g_object_ref (client);
  self->connector = g_strdup (connector);
  self->connections =
    g_object_ref (CVK_CONNECTION_LIST (cvk_engine_client_get_connections (client)));
  /* Translators: the placeholder is a service, such as Zoom. */
  add = g_strdup_printf (_ ("Add new %s connection"), get_title (self));
  adw_button_content_set_label (self->add_content, add);
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connections, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
