// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library-page-private.h"
#include "desktop/gallery/cvk-library-row.h"

typedef enum
{
  ORDER_CHANGED,
  ORDER_NAME,
  ORDER_RUN,
} Order;

static gboolean
contains (const char *text, const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
match_cb (gpointer object, gpointer user_data)
{
  CvkLibraryPage *self = user_data;

  return self->words == NULL || contains (cvk_library_item_get_name (object), self->words) ||
         contains (cvk_library_item_get_description (object), self->words);
}

static int
compare_times (int64_t a, int64_t b)
{
  return a > b ? -1 : a < b ? 1 : 0;
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CvkLibraryPage *self = user_data;
  CvkLibraryItem *first = (gpointer) a;
  CvkLibraryItem *second = (gpointer) b;
  unsigned order = gtk_drop_down_get_selected (self->order);
  int result = 0;

  if (order == ORDER_CHANGED)
    result =
      compare_times (cvk_library_item_get_modified (first), cvk_library_item_get_modified (second));
  else if (order == ORDER_RUN)
    result =
      compare_times (cvk_library_item_get_run_time (first), cvk_library_item_get_run_time (second));
  return result != 0
           ? result
           : g_utf8_collate (cvk_library_item_get_name (first), cvk_library_item_get_name (second));
}

static void
search_cb (CvkLibraryPage *self)
{
  const char *text = gtk_editable_get_text (self->search);

  g_free (self->words);
  self->words = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
order_cb (CvkLibraryPage *self)
{
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

/* Enter opens the first that was found. */
static void
activate_cb (CvkLibraryPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row != NULL)
    cvk_library_page_do (self, "open", cvk_library_row_get_item (CVK_LIBRARY_ROW (row)));
}

static void
deed_cb (CvkLibraryRow *row, const char *deed, gpointer user_data)
{
  cvk_library_page_do (user_data, deed, cvk_library_row_get_item (row));
}

static GtkWidget *
make_row (gpointer object, gpointer user_data)
{
  GtkWidget *row = cvk_library_row_new (object);

  g_signal_connect_object (row, "deed", G_CALLBACK (deed_cb), user_data, 0);
  cvk_library_page_show_activation (user_data, CVK_LIBRARY_ROW (row));
  return row;
}

void
cvk_library_page_init_list (CvkLibraryPage *self)
{
  g_autoptr (GtkFilterListModel) found = NULL;
  g_autoptr (GtkSortListModel) sorted = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, self, NULL));
  found = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->library)),
                                     g_object_ref (self->filter));
  sorted =
    gtk_sort_list_model_new (G_LIST_MODEL (g_steal_pointer (&found)), g_object_ref (self->sorter));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (sorted), make_row, self, NULL);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->order, "notify::selected", G_CALLBACK (order_cb), self,
                           G_CONNECT_SWAPPED);
}
