// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connect-dialog.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-secret-pipe.h"
#include "desktop/connections/cvk-connect-form.h"
#include "desktop/connections/cvk-sign-in-dialog.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-help.h"
#include "service/cvk-problems.h"

struct _CvkConnectDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkWidget *back;
  GtkStack *stack;
  GtkSearchEntry *search;
  GtkListBox *list;
  AdwBin *place; /* of the form */
  GtkLabel *problem;
  GtkWidget *connect;
  GtkSpinner *spinner;

  CvkEngineClient *client;
  char *wanted;                  /* nullable */
  CvkConnectForm *form;          /* nullable, borrowed from @place */
  const CvkConnector *connector; /* nullable */
  CvkConnectionInfo *info;       /* nullable: what is renewed */
  GCancellable *cancellable;     /* nullable: a request is on its way */
};

G_DEFINE_FINAL_TYPE (CvkConnectDialog, cvk_connect_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Connecting --- */

static void
update_button (CvkConnectDialog *self)
{
  gboolean is_busy = self->cancellable != NULL;

  gtk_widget_set_sensitive (self->connect, !is_busy && self->form != NULL &&
                                             cvk_connect_form_is_complete (self->form));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

static void
show_problem (CvkConnectDialog *self, const CvkProblem *problem)
{
  g_clear_object (&self->cancellable);
  update_button (self);
  cvk_connect_form_set_problem (self->form, problem);
}

static void
show_error (CvkConnectDialog *self, GError *error)
{
  g_autoptr (CvkProblem) problem = NULL;

  g_dbus_error_strip_remote_error (error);
  problem = cvk_problem_new_from_error ("failed", error);
  show_problem (self, problem);
}

static void
finish (CvkConnectDialog *self, const char *json)
{
  g_autoptr (CvkValue) connection = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autoptr (CvkConnectDialog) kept = g_object_ref (self);

  g_clear_object (&self->cancellable);
  cvk_connect_form_forget_secret (self->form);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0,
                 cvk_value_lookup_string (connection, "id", ""));
  gtk_window_close (GTK_WINDOW (self));
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_proxy_call_with_unix_fd_list_finish (G_DBUS_PROXY (object), NULL, result, &error);
  const char *connection;
  const char *json;

  /* The window was closed meanwhile. */
  if (self->cancellable == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    {
      show_error (self, error);
      return;
    }
  g_variant_get (reply, "(&s&s)", &connection, &json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (json);
  if (problems->len > 0)
    show_problem (self, g_ptr_array_index (problems, 0));
  else
    finish (self, connection);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GUnixFDList) descriptors = NULL;
  g_autofree char *details = NULL;
  const char *secret;

  if (self->cancellable == NULL)
    return;
  secret = cvk_connect_form_get_secret (self->form);
  if (api != NULL && secret != NULL)
    descriptors = cvk_secret_pipe_new (secret, &error);
  if (error != NULL)
    {
      show_error (self, error);
      return;
    }
  if (descriptors != NULL)
    g_variant_dict_insert (&options, "secret", "h", 0);
  if (self->info != NULL)
    g_variant_dict_insert (&options, "reconnect", "s", cvk_connection_info_get_id (self->info));
  details = cvk_connect_form_make_details (self->form);
  g_dbus_proxy_call_with_unix_fd_list (G_DBUS_PROXY (api), "AddConnection",
                                       g_variant_new ("(ss@a{sv})",
                                                      cvk_connector_get_id (self->connector),
                                                      details, g_variant_dict_end (&options)),
                                       G_DBUS_CALL_FLAGS_NONE, G_MAXINT, descriptors,
                                       self->cancellable, added_cb, g_object_ref (self));
}

static void
signed_in_cb (CvkConnectDialog *self, const char *id)
{
  if (self->form != NULL)
    cvk_connect_form_forget_secret (self->form);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static CvkSignInDialog *
open_sign_in (CvkConnectDialog *self, const CvkConnector *connector)
{
  CvkSignInDialog *dialog =
    cvk_sign_in_dialog_new (GTK_WINDOW (self), self->client, cvk_connector_get_id (connector));

  g_signal_connect_object (dialog, "connected", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
sign_in_failed_cb (CvkConnectDialog *self, const CvkProblem *problem)
{
  cvk_connect_form_set_problem (self->form, problem);
}

static void
sign_in (CvkConnectDialog *self)
{
  CvkSignInDialog *dialog = open_sign_in (self, self->connector);
  g_autofree char *answers = cvk_connect_form_make_details (self->form);

  g_signal_connect_object (dialog, "failed", G_CALLBACK (sign_in_failed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_sign_in_dialog_begin (dialog, answers, cvk_connect_form_get_secret (self->form));
}

static void
begin (CvkConnectDialog *self)
{
  if (self->cancellable != NULL || self->form == NULL || !cvk_connect_form_is_complete (self->form))
    return;
  cvk_connect_form_set_problem (self->form, NULL);
  if (cvk_connect_form_is_sign_in (self->form))
    {
      sign_in (self);
      return;
    }
  self->cancellable = g_cancellable_new ();
  update_button (self);
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
}

/* --- The form --- */

static void
problem_changed_cb (CvkConnectDialog *self)
{
  g_autofree char *problem = NULL;

  g_object_get (self->form, "problem", &problem, NULL);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
show_form (CvkConnectDialog *self, const CvkConnector *connector)
{
  g_autofree char *title =
    /* Translators: the placeholder is a service, such as Slack. */
    g_strdup_printf (_ ("Connect to %s"), _ (cvk_connector_get_title (connector)));
  g_autofree char *topic = cvk_help_dup_connector_topic (cvk_connector_get_id (connector));
  GtkWidget *form;

  self->connector = connector;
  cvk_help_set_topic (GTK_WIDGET (self), topic);
  form = cvk_connect_form_new (
    connector, self->info != NULL ? cvk_connection_info_get_description (self->info) : NULL);
  self->form = CVK_CONNECT_FORM (form);
  g_signal_connect_object (form, "notify::complete", G_CALLBACK (update_button), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "notify::problem", G_CALLBACK (problem_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "activated", G_CALLBACK (begin), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  adw_bin_set_child (self->place, form);
  /* Beside the button “Connect” there is no room for a sentence in most languages. */
  adw_window_title_set_title (self->title, self->info != NULL
                                             ? cvk_connection_info_get_name (self->info)
                                             : _ (cvk_connector_get_title (connector)));
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_set_visible (self->connect, TRUE);
  update_button (self);
  cvk_connect_form_focus (self->form);
}

static void
show_list (CvkConnectDialog *self)
{
  adw_bin_set_child (self->place, NULL);
  cvk_help_set_topic (GTK_WIDGET (self), "connect-others");
  self->form = NULL;
  gtk_widget_set_visible (self->back, FALSE);
  gtk_widget_set_visible (self->connect, FALSE);
  adw_window_title_set_title (self->title, _ ("Connect a service"));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Connect a service"));
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- The list --- */

static void
row_activated_cb (CvkConnectDialog *self, GtkListBoxRow *row)
{
  const CvkConnector *connector = g_object_get_data (G_OBJECT (row), "connector");

  if (cvk_connector_is_sign_in (connector))
    {
      open_sign_in (self, connector);
      return;
    }
  show_form (self, connector);
  gtk_widget_set_visible (self->back, TRUE);
}

static void
add_connector (CvkConnectDialog *self, const CvkConnector *connector)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (cvk_connector_get_icon (connector));
  g_autofree char *title = g_markup_escape_text (_ (cvk_connector_get_title (connector)), -1);
  g_autofree char *help = g_markup_escape_text (_ (cvk_connector_get_help (connector)), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), help);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "connector", (gpointer) connector);
  gtk_list_box_append (self->list, row);
}

static int
compare_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return g_utf8_collate (
    _ (cvk_connector_get_title (g_object_get_data (G_OBJECT (a), "connector"))),
    _ (cvk_connector_get_title (g_object_get_data (G_OBJECT (b), "connector"))));
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  CvkConnectDialog *self = user_data;
  const CvkConnector *connector = g_object_get_data (G_OBJECT (row), "connector");
  const char *search = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *text = g_strconcat (_ (cvk_connector_get_title (connector)), " ",
                                       _ (cvk_connector_get_help (connector)), " ",
                                       cvk_connector_get_id (connector), NULL);

  return *search == '\0' || g_str_match_string (search, text, TRUE);
}

/* Enter takes the first that was found. */
static void
search_activate_cb (CvkConnectDialog *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        row_activated_cb (self, row);
        return;
      }
}

static GtkWidget *
make_placeholder (void)
{
  GtkWidget *label = gtk_label_new (
    _ ("No service is called that. “Web service” connects to any that has a web API."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "connect-nothing");
  return label;
}

/* The only one that fits; NULL: several. */
static const CvkConnector *
fill_list (CvkConnectDialog *self)
{
  const char *const *ids = cvk_connector_list ();
  const CvkConnector *only = NULL;
  unsigned count = 0;

  for (size_t i = 0; ids[i] != NULL; i++)
    if (self->wanted == NULL || cvk_connector_fits (ids[i], self->wanted))
      {
        only = cvk_connector_get (ids[i]);
        add_connector (self, only);
        count++;
      }
  return count == 1 ? only : NULL;
}

/* --- Actions --- */

static void
begin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (CVK_CONNECT_DIALOG (widget));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_list (CVK_CONNECT_DIALOG (widget));
}

/* --- The object --- */

static void
stop (CvkConnectDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->form != NULL)
    cvk_connect_form_forget_secret (self->form);
}

static gboolean
close_request (GtkWindow *window)
{
  stop (CVK_CONNECT_DIALOG (window));
  return GTK_WINDOW_CLASS (cvk_connect_dialog_parent_class)->close_request (window);
}

static void
cvk_connect_dialog_dispose (GObject *object)
{
  CvkConnectDialog *self = CVK_CONNECT_DIALOG (object);

  stop (self);
  self->form = NULL;
  g_clear_object (&self->client);
  g_clear_object (&self->info);
  g_clear_pointer (&self->wanted, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_CONNECT_DIALOG);
  G_OBJECT_CLASS (cvk_connect_dialog_parent_class)->dispose (object);
}

static void
cvk_connect_dialog_class_init (CvkConnectDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_connect_dialog_dispose;
  GTK_WINDOW_CLASS (class)->close_request = close_request;
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", CVK_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, title);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, back);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, search);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, list);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, place);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, connect);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectDialog, spinner);
  gtk_widget_class_install_action (widget_class, "connect.begin", NULL, begin_action);
  gtk_widget_class_install_action (widget_class, "connect.back", NULL, back_action);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cvk_connect_dialog_init (CvkConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "connect-others");
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_list_box_set_sort_func (self->list, compare_cb, NULL, NULL);
  gtk_list_box_set_placeholder (self->list, make_placeholder ());
  g_signal_connect_object (self->search, "changed", G_CALLBACK (gtk_list_box_invalidate_filter),
                           self->list, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activate_cb), self,
                           G_CONNECT_SWAPPED);
}

static CvkConnectDialog *
make (GtkWindow *parent, CvkEngineClient *client)
{
  CvkConnectDialog *self = g_object_new (CVK_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  return self;
}

GtkWindow *
cvk_connect_dialog_new_for (GtkWindow *parent, CvkEngineClient *client, const char *wanted)
{
  const CvkConnector *only = wanted != NULL ? cvk_connector_get (wanted) : NULL;
  CvkConnectDialog *self;

  if (only != NULL && cvk_connector_is_sign_in (only))
    return GTK_WINDOW (cvk_sign_in_dialog_new (parent, client, wanted));
  self = make (parent, client);
  self->wanted = g_strdup (wanted);
  only = fill_list (self);
  if (only != NULL)
    show_form (self, only);
  else
    show_list (self);
  return GTK_WINDOW (self);
}

GtkWindow *
cvk_connect_dialog_new_to_renew (GtkWindow *parent,
                                 CvkEngineClient *client,
                                 CvkConnectionInfo *info)
{
  const CvkConnector *connector = cvk_connector_get (cvk_connection_info_get_connector (info));
  CvkConnectDialog *self;

  if (connector == NULL || g_str_equal (cvk_connection_info_get_kind (info), "oauth2"))
    {
      CvkSignInDialog *dialog =
        cvk_sign_in_dialog_new (parent, client, cvk_connection_info_get_connector (info));

      cvk_sign_in_dialog_reconnect (dialog, info);
      return GTK_WINDOW (dialog);
    }
  self = make (parent, client);
  self->info = g_object_ref (info);
  show_form (self, connector);
  return GTK_WINDOW (self);
}
