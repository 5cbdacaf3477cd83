// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-history-group.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"

/* Whoever holds a button down passes many numbers. */
#define SETTLE_MILLISECONDS 400

struct _CvkHistoryGroup
{
  AdwPreferencesGroup parent_instance;

  GtkSpinButton *days;
  GtkSpinButton *megabytes;
  CvkApiEngine *api; /* nullable */
  GCancellable *cancellable;
  unsigned save_source;
  gboolean is_showing; /* what the engine says, not what the user wants */
};

G_DEFINE_FINAL_TYPE (CvkHistoryGroup, cvk_history_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_numbers (CvkHistoryGroup *self, const CvkValue *kept)
{
  self->is_showing = TRUE;
  gtk_spin_button_set_value (self->days, (double) cvk_value_lookup_integer (kept, "days", 0));
  gtk_spin_button_set_value (self->megabytes,
                             (double) cvk_value_lookup_integer (kept, "megabytes", 0));
  self->is_showing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
}

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHistoryGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *escaped = NULL;

  if (!cvk_api_engine_call_keep_runs_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_dbus_error_strip_remote_error (error);
      escaped = g_markup_escape_text (error->message, -1);
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), escaped);
      return;
    }
  g_autoptr (CvkValue) kept = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  /* What was typed meanwhile is newer; without an engine, the window was closed. */
  if (self->api != NULL && kept != NULL && cvk_value_is_object (kept) && self->save_source == 0)
    show_numbers (self, kept);
}

static void
save (CvkHistoryGroup *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GVariantDict options = G_VARIANT_DICT_INIT (NULL);
  int days = gtk_spin_button_get_value_as_int (self->days);
  int megabytes = gtk_spin_button_get_value_as_int (self->megabytes);

  g_variant_dict_insert (&options, "days", "u", (uint32_t) days);
  g_variant_dict_insert (&options, "megabytes", "u", (uint32_t) megabytes);
  cvk_api_engine_call_keep_runs (self->api, g_variant_dict_end (&options),
                                 callback != NULL ? self->cancellable : NULL, callback, user_data);
}

static gboolean
save_cb (gpointer user_data)
{
  CvkHistoryGroup *self = user_data;

  self->save_source = 0;
  save (self, kept_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CvkHistoryGroup *self)
{
  if (self->is_showing || self->api == NULL)
    return;
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (SETTLE_MILLISECONDS, save_cb, self);
}

void
cvk_history_group_set_api (CvkHistoryGroup *self, CvkApiEngine *api)
{
  GVariantDict options = G_VARIANT_DICT_INIT (NULL);

  g_return_if_fail (CVK_IS_HISTORY_GROUP (self) && CVK_API_IS_ENGINE (api));

  g_set_object (&self->api, api);
  cvk_api_engine_call_keep_runs (api, g_variant_dict_end (&options), self->cancellable, kept_cb,
                                 g_object_ref (self));
}

/* --- The object --- */

static GtkSpinButton *
add_row (CvkHistoryGroup *self,
         const char *title,
         const char *subtitle,
         double minimum,
         double step)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (minimum, 1000000, step);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 7);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_SPIN_BUTTON (spin);
}

static void
cvk_history_group_dispose (GObject *object)
{
  CvkHistoryGroup *self = CVK_HISTORY_GROUP (object);

  /* Who changes a number and closes the window at once means it too. */
  if (self->save_source != 0)
    save (self, NULL, NULL);
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (cvk_history_group_parent_class)->dispose (object);
}

static void
cvk_history_group_finalize (GObject *object)
{
  g_clear_object (&CVK_HISTORY_GROUP (object)->cancellable);
  G_OBJECT_CLASS (cvk_history_group_parent_class)->finalize (object);
}

static void
cvk_history_group_class_init (CvkHistoryGroupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_history_group_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_history_group_finalize;
}

static void
cvk_history_group_init (CvkHistoryGroup *self)
{
  self->cancellable = g_cancellable_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Past Runs"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (self),
    _ ("What runs, waits or has just ended is always kept. Older runs are forgotten with their "
       "items."));
  self->days = add_row (self, _ ("Days"), _ ("How long a run is kept"), 2, 1);
  self->megabytes = add_row (self, _ ("Megabytes"), _ ("How much all runs may take"), 10, 50);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
}
