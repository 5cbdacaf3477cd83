// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-help.h"
#include "desktop/cvk-page-header.h"
#include "desktop/cvk-welcome.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/gallery/cvk-library-page-private.h"

/* How many runs are looked through for the last one of each pipeline. */
#define MAX_RUNS 500
/* Runs tell often while they work. */
#define RUNS_DELAY_MS 500

G_DEFINE_FINAL_TYPE (CvkLibraryPage, cvk_library_page, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

void
cvk_library_page_open (CvkLibraryPage *self, GFile *file)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, file);
}

/* --- What is shown --- */

/* A folder that nobody has chosen is there from the first pipeline on. */
static gboolean
is_unreadable (CvkLibraryPage *self)
{
  const GError *error = cvk_library_get_error (self->library);

  return error != NULL && (cvk_library_folder_is_chosen () ||
                           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
}

static void
show_empty (CvkLibraryPage *self)
{
  gboolean cannot_read = is_unreadable (self);
  g_autofree char *folder = cannot_read ? cvk_library_folder_dup_label () : NULL;
  g_autofree char *text =
    /* Translators: a folder, and a sentence about it. */
    cannot_read ? g_strdup_printf (_ ("The pipelines are kept in %s. %s"), folder,
                                   cvk_library_get_error (self->library)->message)
                : g_strdup (_ ("Start with a blank canvas, or with a template that does most of it "
                               "already."));
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (self->empty, cannot_read ? "dialog-warning-symbolic"
                                                          : "cvk-pipelines-symbolic");
  adw_status_page_set_title (self->empty, cannot_read ? _ ("The folder cannot be read")
                                                      : _ ("No Pipelines Yet"));
  adw_status_page_set_description (self->empty, escaped);
  gtk_widget_set_visible (self->empty_new, !cannot_read);
  gtk_widget_set_visible (self->empty_templates, !cannot_read);
}

static void
show_content (CvkLibraryPage *self)
{
  const char *name;
  unsigned n_pipelines = g_list_model_get_n_items (G_LIST_MODEL (self->library));
  unsigned n_connections =
    self->connections != NULL ? g_list_model_get_n_items (self->connections) : 0;

  /* Until the folder was read, nothing is said about it. */
  if (!cvk_library_is_loaded (self->library))
    return;
  show_empty (self);
  gtk_stack_set_visible_child_name (self->content, n_pipelines > 0 ? "list" : "empty");
  name = n_pipelines == 0 && n_connections == 0 && self->client != NULL && !is_unreadable (self)
           ? "welcome"
           : "library";
  /* Hardly anyone sees it twice. */
  if (g_str_equal (name, "welcome") && adw_bin_get_child (self->welcome_place) == NULL)
    adw_bin_set_child (self->welcome_place, cvk_welcome_new (self->client));
  gtk_stack_set_visible_child_name (self->stack, name);
}

/* --- Runs --- */

static void
runs_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkLibraryPage) self = user_data;
  g_autofree char *runs = NULL;
  g_autoptr (GError) error = NULL;

  if (cvk_api_engine_call_list_runs_finish (CVK_API_ENGINE (source), &runs, result, &error))
    cvk_library_set_runs (self->library, runs);
  else
    g_debug ("The last runs are not known: %s", error->message);
}

static void
api_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkLibraryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (source), result, &error);
  GVariantDict options = G_VARIANT_DICT_INIT (NULL);

  if (api == NULL)
    return;
  g_variant_dict_insert (&options, "limit", "u", MAX_RUNS);
  cvk_api_engine_call_list_runs (api, g_variant_dict_end (&options), self->cancellable, runs_cb,
                                 g_object_ref (self));
}

static gboolean
read_runs_cb (gpointer user_data)
{
  CvkLibraryPage *self = user_data;

  self->runs_source = 0;
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
read_runs_later (CvkLibraryPage *self)
{
  if (self->client != NULL && self->runs_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->runs_source = g_timeout_add (RUNS_DELAY_MS, read_runs_cb, self);
}

/* --- Object --- */

static void
cvk_library_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cvk_library_page_parent_class)->map (widget);
  read_runs_later (CVK_LIBRARY_PAGE (widget));
}

static void
cvk_library_page_dispose (GObject *object)
{
  CvkLibraryPage *self = CVK_LIBRARY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->runs_source, g_source_remove);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->library);
  g_clear_object (&self->connections);
  g_clear_object (&self->activations);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_library_page_parent_class)->dispose (object);
}

static void
cvk_library_page_finalize (GObject *object)
{
  CvkLibraryPage *self = CVK_LIBRARY_PAGE (object);

  g_clear_object (&self->cancellable);
  g_free (self->words);
  G_OBJECT_CLASS (cvk_library_page_parent_class)->finalize (object);
}

static void
cvk_library_page_class_init (CvkLibraryPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_library_page_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_library_page_finalize;
  widget_class->map = cvk_library_page_map;
  signals[SIGNAL_OPEN] = g_signal_new ("open", CVK_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, content);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, empty);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, empty_new);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, empty_templates);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, welcome_place);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, search);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, order);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryPage, list);
}

static void
cvk_library_page_init (CvkLibraryPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "first-pipeline");
}

GtkWidget *
cvk_library_page_new (CvkLibrary *library, CvkEngineClient *client)
{
  CvkLibraryPage *self;

  g_return_val_if_fail (CVK_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (client == NULL || CVK_IS_ENGINE_CLIENT (client), NULL);

  self = g_object_new (CVK_TYPE_LIBRARY_PAGE, NULL);
  self->library = g_object_ref (library);
  cvk_library_page_init_list (self);
  g_signal_connect_object (library, "items-changed", G_CALLBACK (show_content), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "notify::is-loaded", G_CALLBACK (show_content), self,
                           G_CONNECT_SWAPPED);
  if (client != NULL)
    {
      self->client = g_object_ref (client);
      self->connections = g_object_ref (cvk_engine_client_get_connections (client));
      cvk_library_page_init_activation (self);
      g_signal_connect_object (self->connections, "items-changed", G_CALLBACK (show_content), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (client, "api-changed", G_CALLBACK (read_runs_later), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (client, "run-changed", G_CALLBACK (read_runs_later), self,
                               G_CONNECT_SWAPPED);
    }
  show_content (self);
  return GTK_WIDGET (self);
}
