// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-quota-meter.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "desktop/connections/cvk-connection-words.h"

struct _CvkQuotaMeter
{
  AdwPreferencesRow parent_instance;

  GtkWidget *title;
  GtkWidget *bar;
  GtkWidget *text;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CvkQuotaMeter, cvk_quota_meter, ADW_TYPE_PREFERENCES_ROW)

static char *
make_text (int64_t limit, int64_t left, const char *reset)
{
  if (left == 0)
    return g_strdup_printf (
      /* Translators: the placeholder is “today at 14:02” or “on 3 March 2026”. */
      _ ("Today's changes are used up; the count begins anew %s."), reset);
  /* Translators: how many are left, how many there are in all, and “today at 14:02”. */
  return g_strdup_printf (ngettext ("%'lld of %'lld change left; the count begins anew %s.",
                                    "%'lld of %'lld changes left; the count begins anew %s.",
                                    (unsigned long) limit),
                          (long long) left, (long long) limit, reset);
}

void
cvk_quota_meter_show (CvkQuotaMeter *self, const CvkValue *quota, int64_t now)
{
  gboolean is_known = cvk_value_is_object (quota);
  int64_t limit = is_known ? cvk_value_lookup_integer (quota, "limit", 0) : 0;
  int64_t left = is_known ? cvk_value_lookup_integer (quota, "left", 0) : 0;
  g_autofree char *reset =
    is_known ? cvk_local_moment (cvk_value_lookup_integer (quota, "reset", 0), now) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), limit > 0);
  if (limit <= 0)
    return;
  text = make_text (limit, left, reset);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  gtk_level_bar_set_max_value (GTK_LEVEL_BAR (self->bar), (double) limit);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->bar), (double) left);
}

GtkWidget *
cvk_quota_meter_new_with_name (const char *name, const CvkValue *quota, int64_t now)
{
  CvkQuotaMeter *self = g_object_new (CVK_TYPE_QUOTA_METER, NULL);
  /* Translators: the name of an account. */
  g_autofree char *title = g_strdup_printf (_ ("Changes today with “%s”"), name);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  cvk_quota_meter_show (self, quota, now);
  return GTK_WIDGET (self);
}

const char *
cvk_quota_meter_get_text (CvkQuotaMeter *self)
{
  g_return_val_if_fail (CVK_IS_QUOTA_METER (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (GTK_LABEL (self->text))
                                                    : NULL;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkQuotaMeter) self = user_data;
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) quota = NULL;

  if (!cvk_api_engine_call_get_quota_finish (CVK_API_ENGINE (object), &json, result, NULL) ||
      self->text == NULL)
    return;
  quota = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (quota != NULL)
    cvk_quota_meter_show (self, quota, g_get_real_time ());
}

void
cvk_quota_meter_load (CvkQuotaMeter *self, CvkEngineClient *client, const char *connection)
{
  CvkApiEngine *api = cvk_engine_client_peek_api (client);

  g_return_if_fail (CVK_IS_QUOTA_METER (self));

  if (api != NULL)
    cvk_api_engine_call_get_quota (api, connection, self->cancellable, loaded_cb,
                                   g_object_ref (self));
}

static void
cvk_quota_meter_dispose (GObject *object)
{
  CvkQuotaMeter *self = CVK_QUOTA_METER (object);

  g_cancellable_cancel (self->cancellable);
  self->bar = NULL;
  self->text = NULL;
  G_OBJECT_CLASS (cvk_quota_meter_parent_class)->dispose (object);
}

static void
cvk_quota_meter_finalize (GObject *object)
{
  CvkQuotaMeter *self = CVK_QUOTA_METER (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cvk_quota_meter_parent_class)->finalize (object);
}

static void
cvk_quota_meter_class_init (CvkQuotaMeterClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_quota_meter_dispose;
  object_class->finalize = cvk_quota_meter_finalize;
}

static void
cvk_quota_meter_init (CvkQuotaMeter *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->cancellable = g_cancellable_new ();
  self->title = gtk_label_new (_ ("Changes today"));
  self->bar = gtk_level_bar_new ();
  self->text = gtk_label_new (NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Changes today"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_widget_add_css_class (self->text, "caption");
  gtk_widget_add_css_class (self->text, "dim-label");
  gtk_widget_add_css_class (box, "connection-actions");
  /* The words say all of it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Changes left today"), -1);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
