// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-window-private.h"
#include "desktop/runs/cvk-past-run.h"
#include "desktop/runs/cvk-run-choice.h"

/* Past runs in tabs: beside today's pipeline when that is what ran, else on the pipeline as it was.
 */

typedef struct
{
  CvkWindow *window; /* owned */
  char *run;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_free (opening->run);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static CvkSession *
get_session (AdwTabPage *tab)
{
  return cvk_editor_page_get_session (CVK_EDITOR_PAGE (adw_tab_page_get_child (tab)));
}

/* The tab that shows the run as it was. (nullable) */
static CvkSession *
find_past (CvkWindow *self, const char *run)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      CvkSession *session = get_session (adw_tab_view_get_nth_page (self->tabs, i));

      if (g_strcmp0 (cvk_session_get_past_run (session), run) == 0)
        return session;
    }
  return NULL;
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  CvkWindow *self = opening->window;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = cvk_past_run_find_finish (result, &file, &error);
  CvkSession *open = self->tabs != NULL ? find_past (self, opening->run) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (self->tabs == NULL)
    return;
  if (error != NULL)
    cvk_window_report (self, _ ("The run cannot be opened"), error);
  else if (session != NULL)
    cvk_window_add_session (self, open != NULL ? open : session);
  else
    {
      cvk_run_choice_choose (cvk_run_choice_get (), path, opening->run);
      cvk_window_open_file (self, file);
    }
}

void
cvk_window_open_run (CvkWindow *self, const char *run)
{
  CvkApplication *application;
  Opening *opening;

  g_return_if_fail (CVK_IS_WINDOW (self));
  g_return_if_fail (run != NULL);

  application = CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (self);
  opening->run = g_strdup (run);
  cvk_past_run_find_async (cvk_application_get_client (application), run, self->cancellable,
                           found_cb, opening);
}

/* --- What there is to do with one --- */

static CvkSession *
get_past (CvkWindow *self)
{
  CvkEditorPage *page = cvk_window_get_editor (self);
  CvkSession *session = page != NULL ? cvk_editor_page_get_session (page) : NULL;

  return session != NULL && cvk_session_get_past_run (session) != NULL ? session : NULL;
}

static void
open_present_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_open_file (user_data, cvk_session_get_origin (get_past (user_data)));
}

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The session says it by itself. */
  if (!cvk_session_save_finish (CVK_SESSION (object), result, &error))
    g_debug ("The copy is not saved: %s", error->message);
}

static void
copy_past_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (CvkSession) copy = cvk_session_new_copy (get_past (user_data));

  cvk_window_add_session (user_data, copy);
  cvk_session_save_async (copy, NULL, copied_cb, NULL);
}

void
cvk_window_init_runs (CvkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-present", .activate = open_present_cb },
    { .name = "copy-past", .activate = copy_past_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
cvk_window_update_run_actions (CvkWindow *self)
{
  CvkSession *session =
    g_strcmp0 (cvk_window_get_page (self), "editor") == 0 ? get_past (self) : NULL;
  GAction *present = g_action_map_lookup_action (G_ACTION_MAP (self), "open-present");
  GAction *copy = g_action_map_lookup_action (G_ACTION_MAP (self), "copy-past");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (present),
                               session != NULL && cvk_session_get_origin (session) != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (copy), session != NULL);
}
