// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-row.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/cvk-connection-actions.h"
#include "desktop/connections/cvk-connection-usage.h"
#include "desktop/connections/cvk-connection-words.h"
#include "desktop/connections/cvk-quota-meter.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-help.h"

struct _CvkConnectionRow
{
  AdwBin parent_instance;

  AdwExpanderRow *row;
  GtkWidget *dot;
  GtkButton *fix;
  GtkWidget *more;
  AdwActionRow *trouble;
  GtkBox *actions;
  CvkQuotaMeter *quota;
  AdwActionRow *usage;
  AdwActionRow *success;
  AdwActionRow *expiry;
  AdwActionRow *place;

  CvkEngineClient *client;
  CvkConnectionInfo *info;
  const char *dot_class; /* nullable */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CvkConnectionRow, cvk_connection_row, ADW_TYPE_BIN)

/* --- The head --- */

static void
show_dot (CvkConnectionRow *self, const char *class)
{
  if (self->dot_class != NULL)
    gtk_widget_remove_css_class (self->dot, self->dot_class);
  self->dot_class = class;
  gtk_widget_add_css_class (self->dot, class);
}

static void
show_head (CvkConnectionRow *self, int64_t now)
{
  CvkConnectionState state = cvk_connection_info_get_state (self->info);
  CvkConnectionAction action = cvk_connection_info_get_action (self->info);
  const char *button = cvk_connection_words_button (action);
  g_autofree char *lines = cvk_connection_words_lines (self->info, now);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 cvk_connection_info_get_name (self->info));
  adw_expander_row_set_subtitle (self->row, lines);
  show_dot (self, cvk_connection_words_class (state));
  gtk_widget_set_visible (GTK_WIDGET (self->fix), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->fix, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->fix),
                                  cvk_connection_words_button_action (action));
  if (cvk_connection_words_rank (state) >= cvk_connection_words_rank (CVK_CONNECTION_SCOPE_MISSING))
    gtk_widget_add_css_class (GTK_WIDGET (self->fix), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->fix), "suggested-action");
}

static void
show_trouble (CvkConnectionRow *self)
{
  g_autofree char *reason = cvk_connection_words_reason (self->info);
  const char *advice = cvk_connection_words_advice (cvk_connection_info_get_state (self->info));
  gboolean has_trouble = reason != NULL || advice != NULL;

  cvk_help_set_topic (GTK_WIDGET (self), has_trouble ? "troubleshooting#connection" : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), has_trouble);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble),
                                 reason != NULL ? reason : (advice != NULL ? advice : ""));
  adw_action_row_set_subtitle (self->trouble, reason != NULL && advice != NULL ? advice : "");
}

/* --- What it may do --- */

/* The scopes of @type that were not granted, with commas between. (nullable) (transfer full) */
static char *
list_missing (CvkConnectionRow *self, const CvkNodeType *type)
{
  const CvkConnector *connector =
    cvk_connector_get (cvk_connection_info_get_connector (self->info));
  /* The type of an action is called “service.action”. */
  const char *action = strchr (type->id, '.');
  const char *const *scopes = action != NULL && connector != NULL
                                ? cvk_connector_get_action_scopes (connector, action + 1)
                                : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) missing = NULL;

  for (size_t i = 0; scopes != NULL && scopes[i] != NULL; i++)
    if (!cvk_connection_info_has_scope (self->info, scopes[i]))
      g_strv_builder_add (builder, scopes[i]);
  missing = g_strv_builder_end (builder);
  return *missing != NULL ? g_strjoinv (", ", missing) : NULL;
}

static void
add_action (CvkConnectionRow *self, const CvkNodeType *type)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *missing = list_missing (self, type);
  g_autofree char *text = NULL;
  GtkWidget *icon = gtk_image_new_from_icon_name (missing == NULL ? "object-select-symbolic"
                                                                  : "action-unavailable-symbolic");
  GtkWidget *label = gtk_label_new (NULL);

  text = missing == NULL
           ? g_strdup (_ (type->title))
           /* Translators: an action, such as “Delete a meeting”, and the name of a
            * permission at the service. */
           : g_strdup_printf (_ ("%s: needs the permission %s"), _ (type->title), missing);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (icon, missing == NULL ? "success" : "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  missing == NULL ? _ ("Allowed") : _ ("Not allowed"), -1);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->actions, box);
}

static void
show_actions (CvkConnectionRow *self)
{
  g_autoptr (GPtrArray) types = cvk_node_types_list (cvk_node_catalogue_get ());
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->actions))) != NULL)
    gtk_box_remove (self->actions, child);
  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);

      if (cvk_connector_fits (cvk_connection_info_get_connector (self->info), type->connector) &&
          !type->is_incomplete)
        add_action (self, type);
    }
}

/* --- Facts --- */

static void
show_facts (CvkConnectionRow *self, int64_t now)
{
  int64_t success = cvk_connection_info_get_last_success (self->info);
  int64_t expires = cvk_connection_info_get_expires (self->info);
  g_autofree char *when =
    success > 0 ? cvk_connection_words_ago (success, now) : g_strdup (_ ("Not yet"));
  g_autofree char *date = expires > 0 ? cvk_local_moment (expires, now) : NULL;
  g_autofree char *place = cvk_connection_words_place (self->info);
  g_autofree char *server = cvk_connection_words_server (self->info);
  g_autofree char *both = NULL;
  g_autofree char *expiry = NULL;

  adw_action_row_set_subtitle (self->success, when);
  if (cvk_connection_info_is_in_memory (self->info))
    expiry = g_strdup (_ ("Kept in memory only: it ends with the Convoke service."));
  else if (date != NULL)
    /* Translators: the placeholder is “on 3 March 2026” or “today at 14:02”. */
    expiry = g_strdup_printf (_ ("Ends %s if it is not used until then. Convoke renews it."), date);
  gtk_widget_set_visible (GTK_WIDGET (self->expiry), expiry != NULL);
  adw_action_row_set_subtitle (self->expiry, expiry != NULL ? expiry : "");
  /* Translators: a service, such as Zoom, and the name of its server. */
  both = g_strdup_printf (_ ("%s · %s"), place, server);
  adw_action_row_set_subtitle (self->place, both);
}

static void
update (CvkConnectionRow *self)
{
  int64_t now = g_get_real_time ();

  show_head (self, now);
  show_trouble (self);
  show_actions (self);
  show_facts (self, now);
}

/* --- Where it is used --- */

static void
used_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionRow) self = user_data;
  g_autoptr (GPtrArray) names = cvk_connection_usage_find_finish (result);
  g_autofree char *text = NULL;

  if (self->usage == NULL)
    return;
  g_ptr_array_add (names, NULL);
  text = g_strjoinv ("\n", (char **) names->pdata);
  adw_action_row_set_subtitle (self->usage, *text != '\0' ? text : _ ("In no pipeline yet"));
}

/* Files may have changed since it was opened last, and something may have been sent. */
static void
expanded_cb (CvkConnectionRow *self)
{
  if (!adw_expander_row_get_expanded (self->row))
    return;
  cvk_connection_usage_find_async (self->info, self->cancellable, used_cb, g_object_ref (self));
  cvk_quota_meter_load (self->quota, self->client, cvk_connection_info_get_id (self->info));
}

/* --- The object --- */

CvkConnectionInfo *
cvk_connection_row_get_info (CvkConnectionRow *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_ROW (self), NULL);

  return self->info;
}

static void
cvk_connection_row_dispose (GObject *object)
{
  CvkConnectionRow *self = CVK_CONNECTION_ROW (object);

  g_cancellable_cancel (self->cancellable);
  cvk_connection_actions_install (GTK_WIDGET (self), NULL, NULL);
  if (self->info != NULL)
    g_signal_handlers_disconnect_by_data (self->info, self);
  g_clear_object (&self->info);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_CONNECTION_ROW);
  G_OBJECT_CLASS (cvk_connection_row_parent_class)->dispose (object);
}

static void
cvk_connection_row_finalize (GObject *object)
{
  CvkConnectionRow *self = CVK_CONNECTION_ROW (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cvk_connection_row_parent_class)->finalize (object);
}

static void
cvk_connection_row_class_init (CvkConnectionRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_connection_row_dispose;
  object_class->finalize = cvk_connection_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, row);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, dot);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, fix);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, more);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, trouble);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, actions);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, quota);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, usage);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, success);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, expiry);
  gtk_widget_class_bind_template_child (widget_class, CvkConnectionRow, place);
}

static void
cvk_connection_row_init (CvkConnectionRow *self)
{
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  g_type_ensure (CVK_TYPE_QUOTA_METER);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->row, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_connection_row_new (CvkEngineClient *client, CvkConnectionInfo *info)
{
  CvkConnectionRow *self = g_object_new (CVK_TYPE_CONNECTION_ROW, NULL);

  self->client = g_object_ref (client);
  self->info = g_object_ref (info);
  cvk_connection_actions_install (GTK_WIDGET (self), client, info);
  g_signal_connect_object (info, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
