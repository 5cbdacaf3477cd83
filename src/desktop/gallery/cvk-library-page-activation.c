// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/client/cvk-activation-list.h"
#include "desktop/gallery/cvk-library-page-private.h"
#include "desktop/gallery/cvk-library-row.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/runs/cvk-activation-request.h"
#include "desktop/runs/cvk-review-sheet.h"
#include "desktop/runs/cvk-run-review.h"
#include "desktop/runs/cvk-run-words.h"
#include "service/cvk-host-runs.h"

/* --- What is so --- */

void
cvk_library_page_show_activation (CvkLibraryPage *self, CvkLibraryRow *row)
{
  GFile *file = cvk_library_item_get_file (cvk_library_row_get_item (row));

  if (self->activations != NULL)
    cvk_library_row_set_activation (row, cvk_activation_list_find (self->activations, file),
                                    self->client);
}

static void
show_all (CvkLibraryPage *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    cvk_library_page_show_activation (self, CVK_LIBRARY_ROW (row));
}

void
cvk_library_page_init_activation (CvkLibraryPage *self)
{
  self->activations = g_object_ref (cvk_engine_client_get_activations (self->client));
  g_signal_connect_object (self->activations, "changed", G_CALLBACK (show_all), self,
                           G_CONNECT_SWAPPED);
  show_all (self);
}

/* The list may show it elsewhere by now, or not at all. (nullable) */
static CvkLibraryRow *
find_row (CvkLibraryPage *self, GFile *file)
{
  GtkListBoxRow *row;

  for (int i = 0;
       self->list != NULL && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_file_equal (cvk_library_item_get_file (cvk_library_row_get_item (CVK_LIBRARY_ROW (row))),
                      file))
      return CVK_LIBRARY_ROW (row);
  return NULL;
}

/* --- What is done --- */

typedef struct
{
  CvkLibraryPage *page; /* owned */
  GFile *file;          /* owned */
  CvkSession *session;  /* owned, nullable: opened for this only */
  gboolean is_trusted;
} Deed;

static Deed *
make_deed (CvkLibraryPage *self, GFile *file, gboolean is_trusted)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->page = g_object_ref (self);
  deed->file = g_object_ref (file);
  deed->is_trusted = is_trusted;
  return deed;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!cvk_session_close_finish (CVK_SESSION (source), result, &error))
    cvk_session_discard (CVK_SESSION (source));
}

static void
free_deed (Deed *deed)
{
  if (deed->session != NULL)
    cvk_session_close_async (deed->session, NULL, closed_cb, NULL);
  g_clear_object (&deed->session);
  g_object_unref (deed->page);
  g_object_unref (deed->file);
  g_free (deed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, free_deed)

/* What stands in the way is said at the switch; what one should know although it was done, at the
 * edge of the page. */
static void
end (Deed *deed, GPtrArray *problems, const GError *error, gboolean is_done)
{
  CvkLibraryRow *row = find_row (deed->page, deed->file);
  g_autofree char *sentence = problems != NULL && problems->len > 0
                                ? cvk_run_words_problem (g_ptr_array_index (problems, 0))
                                : NULL;

  if (deed->page->activations != NULL)
    cvk_activation_list_reload (deed->page->activations);
  if (row != NULL)
    cvk_library_row_set_refusal (row, error != NULL ? error->message : is_done ? NULL : sentence);
  if (is_done && sentence != NULL)
    cvk_library_page_tell (deed->page, sentence);
}

static void activate (CvkLibraryPage *self, GFile *file, gboolean is_trusted);

static void
allowed_cb (CvkReviewSheet *sheet, gboolean is_trusted, gpointer user_data)
{
  const Deed *deed = user_data;
  CvkSession *session = cvk_session_find (deed->file);

  if (session != NULL)
    cvk_session_set_foreign (session, FALSE);
  activate (deed->page, deed->file, TRUE);
}

static void
drop_deed (gpointer data, GClosure *closure)
{
  free_deed (data);
}

/* Takes what it goes on with: the sheet has it until it is answered. */
static void
reviewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  CvkLibraryPage *self = deed->page;
  CvkSession *session = CVK_SESSION (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) review = cvk_run_review_load_finish (result, &error);
  g_autoptr (GHashTable) names = NULL;
  CvkReviewSheet *sheet = NULL;

  if (self->list == NULL || self->client == NULL)
    return;
  if (review == NULL)
    {
      end (deed, NULL, error, FALSE);
      return;
    }
  names = cvk_bindings_list_names (cvk_bindings_get (session), cvk_session_get_document (session),
                                   cvk_engine_client_get_connections (self->client));
  sheet =
    cvk_review_sheet_new (GTK_WINDOW (gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_WINDOW)),
                          review, names, CVK_REVIEW_ACTIVATE);
  g_signal_connect_data (sheet, "allowed", G_CALLBACK (allowed_cb),
                         make_deed (self, deed->file, FALSE), drop_deed, 0);
  gtk_window_present (GTK_WINDOW (sheet));
}

static void
activated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_active = cvk_activation_request_start_finish (result, &problems, &error);

  if (g_error_matches (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NEEDS_REVIEW) &&
      deed->page->list != NULL)
    {
      CvkSession *session = deed->session != NULL ? deed->session : cvk_session_find (deed->file);

      end (deed, NULL, NULL, TRUE);
      if (session == NULL)
        return;
      cvk_run_review_load_async (session, deed->page->cancellable, reviewed_cb,
                                 g_steal_pointer (&deed));
      return;
    }
  end (deed, problems, error, is_active);
}

static void
start (Deed *deed, CvkSession *session)
{
  cvk_activation_request_start_async (session, deed->page->client, deed->is_trusted,
                                      deed->page->cancellable, activated_cb, deed);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;

  deed->session = cvk_session_load_finish (result, &error);
  if (deed->session == NULL)
    {
      end (deed, NULL, error, FALSE);
      return;
    }
  start (deed, deed->session);
  g_steal_pointer (&deed);
}

/* A pipeline that is open is published as its window shows it. */
static void
activate (CvkLibraryPage *self, GFile *file, gboolean is_trusted)
{
  CvkSession *session = cvk_session_find (file);
  Deed *deed = make_deed (self, file, is_trusted);

  if (session != NULL)
    start (deed, session);
  else
    cvk_session_load_async (file, self->cancellable, loaded_cb, deed);
}

void
cvk_library_page_activate (CvkLibraryPage *self, CvkLibraryItem *item)
{
  if (self->client != NULL)
    activate (self, cvk_library_item_get_file (item), FALSE);
}

static void
deactivated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  gboolean is_done = cvk_activation_request_stop_finish (result, &problems, &error);

  end (deed, problems, error, is_done && problems->len == 0);
}

void
cvk_library_page_deactivate (CvkLibraryPage *self, CvkLibraryItem *item)
{
  GFile *file = cvk_library_item_get_file (item);

  if (self->client != NULL)
    cvk_activation_request_stop_async (file, self->client, self->cancellable, deactivated_cb,
                                       make_deed (self, file, FALSE));
}
