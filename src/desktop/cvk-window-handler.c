// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-window-private.h"
#include "desktop/gallery/cvk-library-deeds.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/gallery/cvk-library-item.h"
#include "model/cvk-template-item.h"

/* One pipeline that runs when any other has failed: made once, then opened, for the user to say
 * what it does and to activate it. */

#define TEMPLATE "failure-handler.convoke"

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = cvk_library_copy_finish (result, &error);

  g_autofree char *escaped = NULL;

  if (self->tabs == NULL)
    return;
  if (file != NULL)
    {
      cvk_window_open_file (self, file);
      return;
    }
  /* A toast reads its title as markup, and the name of a file stands in it. */
  escaped = g_markup_escape_text (error->message, -1);
  cvk_window_add_toast (self, adw_toast_new (escaped));
}

/* What the user has made of it keeps the name that it was given. (transfer full) (nullable) */
static GFile *
find_handler (CvkWindow *self)
{
  GListModel *items = G_LIST_MODEL (self->library);

  for (unsigned i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CvkLibraryItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (cvk_library_item_get_name (item), _ ("When a pipeline fails")))
        return g_object_ref (cvk_library_item_get_file (item));
    }
  return NULL;
}

void
cvk_window_handle_failures (CvkWindow *self)
{
  g_autoptr (GFile) there = find_handler (self);
  g_autoptr (GFile) templates = cvk_template_item_dup_folder ();
  g_autoptr (GFile) source = g_file_get_child (templates, TEMPLATE);
  g_autoptr (GFile) library = cvk_library_folder_dup ();

  if (there != NULL)
    cvk_window_open_file (self, there);
  else
    cvk_library_copy_async (source, library, _ ("When a pipeline fails"), NULL, copied_cb,
                            g_object_ref (self));
}
