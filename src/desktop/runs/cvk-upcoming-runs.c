// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-upcoming-runs.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "desktop/runs/cvk-next-runs.h"

struct _CvkUpcomingRuns
{
  GtkBox parent_instance;

  CvkEngineClient *client;
  char *activation;          /* nullable */
  GCancellable *cancellable; /* nullable: of the question under way */
  GtkWidget *spinner;        /* these are its own */
  GtkWidget *runs;
  GtkWidget *error;
};

G_DEFINE_FINAL_TYPE (CvkUpcomingRuns, cvk_upcoming_runs, GTK_TYPE_BOX)

static void
show_only (CvkUpcomingRuns *self, GtkWidget *widget)
{
  gtk_widget_set_visible (self->spinner, widget == self->spinner);
  gtk_widget_set_visible (self->runs, widget == self->runs);
  gtk_widget_set_visible (self->error, widget == self->error);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), widget == self->spinner);
}

/* --- Asking --- */

static void
show_error (CvkUpcomingRuns *self, GError *error)
{
  g_dbus_error_strip_remote_error (error);
  gtk_label_set_text (GTK_LABEL (self->error), error->message);
  show_only (self, self->error);
}

/* The widget may have gone when this is called as cancelled. */
static void
next_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkUpcomingRuns *self = user_data;
  g_autoptr (CvkValue) runs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  cvk_api_engine_call_get_next_finish (CVK_API_ENGINE (object), &json, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  runs = json != NULL ? cvk_value_from_json (json, -1, CVK_JSON_DATA, &error) : NULL;
  if (runs == NULL)
    {
      show_error (self, error);
      return;
    }
  cvk_next_runs_show_answer (CVK_NEXT_RUNS (self->runs), runs);
  show_only (self, self->runs);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkUpcomingRuns *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (api == NULL)
    show_error (self, error);
  else
    cvk_api_engine_call_get_next (api, self->activation, CVK_NEXT_RUNS_USUAL_COUNT,
                                  self->cancellable, next_cb, self);
}

static void
stop_asking (CvkUpcomingRuns *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask (CvkUpcomingRuns *self)
{
  stop_asking (self);
  if (self->activation == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  show_only (self, self->spinner);
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, self);
}

void
cvk_upcoming_runs_set_activation (CvkUpcomingRuns *self, const char *activation)
{
  g_return_if_fail (CVK_IS_UPCOMING_RUNS (self));

  if (g_strcmp0 (self->activation, activation) == 0)
    return;
  g_free (self->activation);
  self->activation = g_strdup (activation);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask (self);
}

/* --- Object --- */

static void
cvk_upcoming_runs_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cvk_upcoming_runs_parent_class)->map (widget);
  ask (CVK_UPCOMING_RUNS (widget));
}

static void
cvk_upcoming_runs_dispose (GObject *object)
{
  CvkUpcomingRuns *self = CVK_UPCOMING_RUNS (object);

  stop_asking (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->activation, g_free);
  G_OBJECT_CLASS (cvk_upcoming_runs_parent_class)->dispose (object);
}

static void
cvk_upcoming_runs_class_init (CvkUpcomingRunsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_upcoming_runs_dispose;
  GTK_WIDGET_CLASS (class)->map = cvk_upcoming_runs_map;
}

static void
cvk_upcoming_runs_init (CvkUpcomingRuns *self)
{
  GtkWidget *title = gtk_label_new (_ ("Next runs"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->spinner = gtk_spinner_new ();
  self->runs = cvk_next_runs_new ();
  self->error = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->error), 40);
  gtk_widget_add_css_class (self->error, "error");
  gtk_widget_set_size_request (GTK_WIDGET (self), 240, -1);
  gtk_box_append (GTK_BOX (self), title);
  gtk_box_append (GTK_BOX (self), self->spinner);
  gtk_box_append (GTK_BOX (self), self->runs);
  gtk_box_append (GTK_BOX (self), self->error);
}

GtkWidget *
cvk_upcoming_runs_new (CvkEngineClient *client)
{
  CvkUpcomingRuns *self;

  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (client), NULL);

  self = g_object_new (CVK_TYPE_UPCOMING_RUNS, NULL);
  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}
