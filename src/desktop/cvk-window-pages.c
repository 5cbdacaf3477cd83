// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/bulk/cvk-bulk-page.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/cvk-connections-page.h"
#include "desktop/cvk-page-header.h"
#include "desktop/cvk-settings.h"
#include "desktop/cvk-slices.h"
#include "desktop/cvk-window-private.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/gallery/cvk-library-page.h"
#include "model/cvk-template-item.h"
#include "desktop/gallery/cvk-templates-page.h"
#include "desktop/runs/cvk-runs-page.h"
#include "desktop/tables/cvk-tables-page.h"

/* What is in the sidebar beside the pages: how many there are. */
static void
show_count (CvkWindow *self)
{
  CvkSidebarRow *row = cvk_sidebar_get_row (self->sidebar, "pipelines");
  unsigned count = g_list_model_get_n_items (G_LIST_MODEL (self->library));
  g_autofree char *text = count > 0 ? cvk_local_number (count) : NULL;

  cvk_sidebar_row_set_badge (row, text);
}

/* Pages that were made follow the setting; those that come later read it. */
static void
library_folder_cb (CvkWindow *self)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();
  GtkWidget *templates = gtk_stack_get_child_by_name (self->pages, "templates");
  GtkWidget *page = templates != NULL ? adw_bin_get_child (ADW_BIN (templates)) : NULL;

  if (self->library != NULL)
    cvk_library_set_folder (self->library, folder);
  if (page != NULL && CVK_IS_TEMPLATES_PAGE (page))
    cvk_templates_page_set_library (CVK_TEMPLATES_PAGE (page), folder);
}

void
cvk_window_follow_library (CvkWindow *self)
{
  g_signal_connect_object (cvk_settings_get (), "changed::library-folder",
                           G_CALLBACK (library_folder_cb), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
make_pipelines (CvkWindow *self, CvkEngineClient *client)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();
  GtkWidget *page;

  self->library = cvk_library_new (folder);
  g_signal_connect_object (self->library, "items-changed", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  show_count (self);
  page = cvk_library_page_new (self->library, client);
  g_signal_connect_object (page, "open", G_CALLBACK (cvk_window_open_file), self,
                           G_CONNECT_SWAPPED);
  return page;
}

static GtkWidget *
make_templates (CvkWindow *self, CvkEngineClient *client)
{
  g_autoptr (GFile) folder = cvk_template_item_dup_folder ();
  g_autoptr (GFile) library = cvk_library_folder_dup ();
  GtkWidget *page = cvk_templates_page_new (folder, library);

  g_signal_connect_object (page, "open", G_CALLBACK (cvk_window_open_file), self,
                           G_CONNECT_SWAPPED);
  return page;
}

/* What a page looks like until it is made. */
static GtkWidget *
make_empty (const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), cvk_page_header_new (title));
  return box;
}

static GtkWidget *
make_connections (CvkWindow *self, CvkEngineClient *client)
{
  return cvk_connections_page_new (client);
}

static GtkWidget *
make_tables (CvkWindow *self, CvkEngineClient *client)
{
  return cvk_tables_page_new (client);
}

/* --- Runs --- */

static GtkWidget *
make_runs (CvkWindow *self, CvkEngineClient *client)
{
  GtkWidget *page = cvk_runs_page_new (client);

  g_signal_connect_object (page, "open-run", G_CALLBACK (cvk_window_open_run), self,
                           G_CONNECT_SWAPPED);
  return page;
}

/* --- From a table --- */

static GtkWidget *
make_bulk (CvkWindow *self, CvkEngineClient *client)
{
  GtkWidget *page = cvk_bulk_page_new (cvk_node_catalogue_get (), client);

  g_signal_connect_object (page, "open-run", G_CALLBACK (cvk_window_open_run), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "open-session", G_CALLBACK (cvk_window_add_session), self,
                           G_CONNECT_SWAPPED);
  return page;
}

static const struct
{
  const char *name;
  const char *title;
  GtkWidget *(*make) (CvkWindow *self, CvkEngineClient *client);
} known_pages[] = {
  { "pipelines", N_ ("Pipelines"), make_pipelines },
  { "connections", N_ ("Connections"), make_connections },
  { "runs", N_ ("Runs"), make_runs },
  { "templates", N_ ("Templates"), make_templates },
  { "bulk", N_ ("From a Table"), make_bulk },
  { "tables", N_ ("Tables"), make_tables },
};

void
cvk_window_need_page (CvkWindow *self, const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (known_pages); i++)
    {
      GtkWidget *bin;

      if (!g_str_equal (known_pages[i].name, name) ||
          gtk_stack_get_child_by_name (self->pages, name) != NULL)
        continue;
      bin = adw_bin_new ();
      adw_bin_set_child (ADW_BIN (bin), make_empty (_ (known_pages[i].title)));
      gtk_stack_add_named (self->pages, bin, name);
      if (self->has_painted)
        cvk_window_make_pages (self);
    }
}

/* FALSE when the page is not there, or was made. */
static gboolean
make_known_page (CvkWindow *self, unsigned i)
{
  GtkWidget *bin = gtk_stack_get_child_by_name (self->pages, known_pages[i].name);
  CvkEngineClient *client =
    cvk_application_get_client (CVK_APPLICATION (g_application_get_default ()));

  if (bin == NULL || g_object_get_data (G_OBJECT (bin), "is-made") != NULL)
    return FALSE;
  g_object_set_data (G_OBJECT (bin), "is-made", GINT_TO_POINTER (TRUE));
  adw_bin_set_child (ADW_BIN (bin), known_pages[i].make (self, client));
  return TRUE;
}

GtkWidget *
cvk_window_show_made_page (CvkWindow *self, const char *name)
{
  cvk_window_show_page (self, name);
  for (unsigned i = 0; i < G_N_ELEMENTS (known_pages); i++)
    if (g_str_equal (known_pages[i].name, name))
      make_known_page (self, i);
  return adw_bin_get_child (ADW_BIN (gtk_stack_get_child_by_name (self->pages, name)));
}

static gboolean
make_page (gpointer owner)
{
  CvkWindow *self = owner;

  for (unsigned i = 0; i < G_N_ELEMENTS (known_pages); i++)
    if (make_known_page (self, i))
      return TRUE;
  self->pages_source = 0;
  return FALSE;
}

void
cvk_window_make_pages (CvkWindow *self)
{
  if (self->pages_source == 0)
    self->pages_source = cvk_slices_begin (make_page, self);
}
