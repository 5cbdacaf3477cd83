// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-sign-in-dialog.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/cvk-sign-in-choice.h"
#include "desktop/connections/cvk-sign-in-flow.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-help.h"

struct _CvkSignInDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *bar_title;
  GtkStack *stack;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *description;
  CvkSignInChoice *choice;
  GtkButton *connect;
  AdwStatusPage *wait;
  GtkSpinner *spinner;
  GtkLabel *code;
  GtkLabel *address;
  GtkLabel *time_left;
  GtkWidget *wait_buttons;
  GtkWidget *open_again;
  GtkWidget *cancel;
  AdwStatusPage *question;
  GtkWidget *keep;
  AdwStatusPage *failed;
  GtkWidget *again;
  GtkWidget *back;

  GSimpleActionGroup *actions;
  CvkSignInFlow *flow;
  const CvkConnector *connector;
  GVariant *options; /* nullable: of the last attempt, to try it again */
  gboolean is_fixed; /* there is nothing to choose: a reconnection, or the sandbox */
  gboolean is_given; /* what was chosen stands in another window, which also says what failed */
  unsigned tick_source;
};

G_DEFINE_FINAL_TYPE (CvkSignInDialog, cvk_sign_in_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_CONNECTED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Pages --- */

static void
show_time_left (CvkSignInDialog *self)
{
  int64_t left = cvk_sign_in_flow_get_time_left (self->flow);
  /* Translators: minutes and seconds. */
  g_autofree char *text =
    g_strdup_printf (_ ("%d:%02d left"), (int) (left / 60), (int) (left % 60));

  gtk_label_set_text (self->time_left, text);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_time_left (user_data);
  return G_SOURCE_CONTINUE;
}

static void
set_ticking (CvkSignInDialog *self, gboolean is_ticking)
{
  if (is_ticking && self->tick_source == 0)
    self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  if (!is_ticking)
    g_clear_handle_id (&self->tick_source, g_source_remove);
}

static void
set_optional_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static const char *
describe_wait (CvkSignInDialog *self, const char **title)
{
  switch (cvk_sign_in_flow_get_state (self->flow))
    {
    case CVK_SIGN_IN_STARTING:
      *title = _ ("Preparing");
      return _ ("If your keyring is locked, it asks for its password now.");
    case CVK_SIGN_IN_CHECKING:
      *title = _ ("Checking the connection");
      return _ ("The service is asked whether everything works.");
    case CVK_SIGN_IN_WAITING:
    case CVK_SIGN_IN_IDLE:
    case CVK_SIGN_IN_QUESTION:
    case CVK_SIGN_IN_DONE:
    case CVK_SIGN_IN_FAILED:
    default:
      break;
    }
  if (cvk_sign_in_flow_get_user_code (self->flow) != NULL)
    {
      *title = _ ("Enter this code");
      return _ ("Open the address on any device, sign in there, and enter the code.");
    }
  *title = _ ("Continue in your browser");
  return cvk_sign_in_flow_needs_address (self->flow)
           ? _ ("No browser could be opened. Copy the link and open it yourself.")
           : _ ("Sign in there and choose Allow. This window then goes on by itself.");
}

static void
show_wait (CvkSignInDialog *self)
{
  gboolean is_waiting = cvk_sign_in_flow_get_state (self->flow) == CVK_SIGN_IN_WAITING;
  const char *code = is_waiting ? cvk_sign_in_flow_get_user_code (self->flow) : NULL;
  gboolean has_address =
    is_waiting && (code != NULL || cvk_sign_in_flow_needs_address (self->flow));
  const char *title = NULL;
  const char *description = describe_wait (self, &title);
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->wait, escaped_title);
  adw_status_page_set_description (self->wait, escaped);
  set_optional_text (self->code, code);
  set_optional_text (self->address, has_address ? cvk_sign_in_flow_get_url (self->flow) : NULL);
  gtk_widget_set_visible (self->wait_buttons, is_waiting);
  gtk_widget_set_visible (self->open_again, code == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->time_left), is_waiting);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  show_time_left (self);
  set_ticking (self, is_waiting);
  gtk_stack_set_visible_child_name (self->stack, "wait");
}

static void
set_escaped_description (AdwStatusPage *page, const CvkProblem *problem)
{
  g_autofree char *message = cvk_local_problem (problem);
  /* A status page takes its description for markup. */
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  adw_status_page_set_description (page, escaped);
}

static void
show_question (CvkSignInDialog *self)
{
  const CvkProblem *problem = cvk_sign_in_flow_get_problem (self->flow);

  set_escaped_description (self->question, problem);
  gtk_stack_set_visible_child_name (self->stack, "question");
  gtk_widget_grab_focus (self->keep);
}

static void
show_failure (CvkSignInDialog *self)
{
  set_escaped_description (self->failed, cvk_sign_in_flow_get_problem (self->flow));
  gtk_widget_set_visible (self->back, !self->is_fixed);
  gtk_stack_set_visible_child_name (self->stack, "failed");
  gtk_widget_grab_focus (self->again);
}

static void
hand_back (CvkSignInDialog *self)
{
  g_autoptr (CvkSignInDialog) kept = g_object_ref (self);

  g_signal_emit (self, signals[SIGNAL_FAILED], 0, cvk_sign_in_flow_get_problem (self->flow));
  gtk_window_close (GTK_WINDOW (self));
}

static void
finish (CvkSignInDialog *self)
{
  g_autofree char *id = g_strdup (cvk_sign_in_flow_get_connection (self->flow));

  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
flow_changed_cb (CvkSignInDialog *self)
{
  CvkSignInState state = cvk_sign_in_flow_get_state (self->flow);

  if (state != CVK_SIGN_IN_WAITING)
    set_ticking (self, FALSE);
  switch (state)
    {
    case CVK_SIGN_IN_STARTING:
    case CVK_SIGN_IN_WAITING:
    case CVK_SIGN_IN_CHECKING:
      show_wait (self);
      break;
    case CVK_SIGN_IN_QUESTION:
      show_question (self);
      break;
    case CVK_SIGN_IN_FAILED:
      if (self->is_given)
        hand_back (self);
      else
        show_failure (self);
      break;
    case CVK_SIGN_IN_DONE:
      finish (self);
      break;
    case CVK_SIGN_IN_IDLE:
    default:
      if (self->is_fixed)
        gtk_window_close (GTK_WINDOW (self));
      else
        gtk_stack_set_visible_child_name (self->stack, "choose");
    }
}

/* --- Actions --- */

/* @options: (transfer floating) */
static void
start (CvkSignInDialog *self, GVariant *options, const char *connector, const char *secret)
{
  g_clear_pointer (&self->options, g_variant_unref);
  self->options = g_variant_ref_sink (options);
  cvk_sign_in_flow_start (self->flow, connector, self->options, secret);
}

static void
connect_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkSignInDialog *self = user_data;

  start (self, cvk_sign_in_choice_make_options (self->choice),
         cvk_connector_get_id (self->connector), cvk_sign_in_choice_get_secret (self->choice));
}

static void
again_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkSignInDialog *self = user_data;
  gboolean is_reconnection = g_variant_lookup (self->options, "reconnect", "&s", NULL);

  cvk_sign_in_flow_start (self->flow, is_reconnection ? "" : cvk_connector_get_id (self->connector),
                          self->options,
                          self->is_fixed ? NULL : cvk_sign_in_choice_get_secret (self->choice));
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_sign_in_flow_cancel (CVK_SIGN_IN_DIALOG (user_data)->flow);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_sign_in_flow_open_browser (CVK_SIGN_IN_DIALOG (user_data)->flow);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkSignInDialog *self = user_data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          cvk_sign_in_flow_get_url (self->flow));
}

static void
keep_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_sign_in_flow_answer (CVK_SIGN_IN_DIALOG (user_data)->flow, FALSE);
}

static void
replace_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_sign_in_flow_answer (CVK_SIGN_IN_DIALOG (user_data)->flow, TRUE);
}

static void
add_actions (CvkSignInDialog *self)
{
  static const GActionEntry entries[] = {
    { .name = "connect", .activate = connect_cb }, { .name = "again", .activate = again_cb },
    { .name = "back", .activate = cancel_cb },     { .name = "cancel", .activate = cancel_cb },
    { .name = "open", .activate = open_cb },       { .name = "copy", .activate = copy_cb },
    { .name = "keep", .activate = keep_cb },       { .name = "replace", .activate = replace_cb },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sign-in", G_ACTION_GROUP (self->actions));
  g_object_bind_property (self->choice, "complete",
                          g_action_map_lookup_action (G_ACTION_MAP (self->actions), "connect"),
                          "enabled", G_BINDING_SYNC_CREATE);
}

/* --- The object --- */

static void
cvk_sign_in_dialog_dispose (GObject *object)
{
  CvkSignInDialog *self = CVK_SIGN_IN_DIALOG (object);

  set_ticking (self, FALSE);
  if (self->flow != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->flow, self);
      cvk_sign_in_flow_cancel (self->flow);
    }
  if (self->choice != NULL)
    cvk_sign_in_choice_forget_secret (self->choice);
  g_clear_object (&self->flow);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->options, g_variant_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_SIGN_IN_DIALOG);
  G_OBJECT_CLASS (cvk_sign_in_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, bar_title);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, title);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, description);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, choice);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, connect);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, wait);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, code);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, address);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, time_left);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, wait_buttons);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, open_again);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, question);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, keep);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, failed);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, again);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInDialog, back);
}

static void
cvk_sign_in_dialog_class_init (CvkSignInDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_sign_in_dialog_dispose;
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", CVK_TYPE_SIGN_IN_DIALOG, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", CVK_TYPE_SIGN_IN_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, CVK_TYPE_PROBLEM);
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  g_type_ensure (CVK_TYPE_SIGN_IN_CHOICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-sign-in-dialog.ui");
  bind_children (widget_class);
}

static void
cvk_sign_in_dialog_init (CvkSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_actions (self);
}

/* The icon of the connector is that of its node type without an action. */
static const char *
find_icon (const CvkConnector *connector)
{
  const CvkNodeType *type =
    cvk_node_types_lookup (cvk_node_catalogue_get (), cvk_connector_get_id (connector));

  return type != NULL ? type->icon : "network-server-symbolic";
}

CvkSignInDialog *
cvk_sign_in_dialog_new (GtkWindow *parent, CvkEngineClient *client, const char *connector)
{
  CvkSignInDialog *self = g_object_new (CVK_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);
  const char *service;
  g_autofree char *title = NULL;
  g_autofree char *description = NULL;
  g_autofree char *topic = cvk_help_dup_connector_topic (connector);

  self->connector = cvk_connector_get (connector);
  g_return_val_if_fail (self->connector != NULL, self);
  service = cvk_connector_get_title (self->connector);
  /* Translators: the placeholder is a service, such as Zoom. */
  title = g_strdup_printf (_ ("Connect to %s"), service);
  /* Translators: the placeholder is a service, such as Zoom, twice. */
  description = g_strdup_printf (_ ("Your browser opens, and %s asks there whether Convoke may use "
                                    "your account. Your password stays with %s."),
                                 service, service);
  cvk_help_set_topic (GTK_WIDGET (self), topic);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->description, description);
  gtk_button_set_label (self->connect, title);
  gtk_image_set_from_icon_name (self->icon, find_icon (self->connector));
  cvk_sign_in_choice_set_connector (self->choice, self->connector);
  self->flow = cvk_sign_in_flow_new (client);
  g_signal_connect_object (self->flow, "changed", G_CALLBACK (flow_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
cvk_sign_in_dialog_use_sandbox (CvkSignInDialog *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_if_fail (CVK_IS_SIGN_IN_DIALOG (self));

  self->is_fixed = TRUE;
  g_variant_dict_insert (&dict, "sandbox", "b", TRUE);
  start (self, g_variant_dict_end (&dict), cvk_connector_get_id (self->connector), NULL);
}

void
cvk_sign_in_dialog_begin (CvkSignInDialog *self, const char *answers, const char *secret)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_if_fail (CVK_IS_SIGN_IN_DIALOG (self));

  self->is_fixed = TRUE;
  self->is_given = TRUE;
  g_variant_dict_insert (&dict, "answers", "s", answers);
  start (self, g_variant_dict_end (&dict), cvk_connector_get_id (self->connector), secret);
}

void
cvk_sign_in_dialog_reconnect (CvkSignInDialog *self, CvkConnectionInfo *info)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_if_fail (CVK_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (CVK_IS_CONNECTION_INFO (info));

  self->is_fixed = TRUE;
  adw_window_title_set_title (self->bar_title, cvk_connection_info_get_name (info));
  g_variant_dict_insert (&dict, "reconnect", "s", cvk_connection_info_get_id (info));
  start (self, g_variant_dict_end (&dict), "", NULL);
}
