// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-actions-private.h"

/* The clipboard holds plain text, so that a part of a pipeline can be mailed, kept in a file and
 * pasted into another window. */

void
cvk_editing_actions_copy (CvkEditingActions *self)
{
  g_autofree char *text = cvk_editing_copy_selection (self->session);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (self->page), text);
}

void
cvk_editing_actions_cut (CvkEditingActions *self)
{
  g_autofree char *text = cvk_editing_cut_selection (self->session);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (self->page), text);
}

typedef struct
{
  GWeakRef actions;
  CvkSession *session; /* owned: what was asked for is meant for this one */
  double x, y;
} Paste;

static void
free_paste (Paste *self)
{
  g_weak_ref_clear (&self->actions);
  g_object_unref (self->session);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, free_paste)

static void
read_text_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autoptr (CvkEditingActions) self = g_weak_ref_get (&paste->actions);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);
  GPtrArray *nodes;

  if (self == NULL || self->session != paste->session)
    return;
  if (text == NULL)
    {
      cvk_editing_actions_tell (self, _ ("What was copied is no part of a pipeline."));
      return;
    }
  g_clear_error (&error);
  if (!cvk_editing_paste (self->session, text, paste->x, paste->y, &error))
    {
      cvk_editing_actions_tell_error (self, error);
      return;
    }
  /* A text of a web page or a mail may be anybody's. */
  if (!gdk_clipboard_is_local (GDK_CLIPBOARD (object)))
    cvk_session_set_foreign (self->session, TRUE);
  nodes = cvk_selection_list (cvk_session_get_selection (self->session), CVK_SELECTION_NODE);
  if (nodes->len > 0)
    cvk_editing_actions_show_node (self, g_ptr_array_index (nodes, 0));
}

void
cvk_editing_actions_paste (CvkEditingActions *self)
{
  Paste *paste = g_new0 (Paste, 1);

  g_weak_ref_init (&paste->actions, self);
  paste->session = g_object_ref (self->session);
  paste->x = self->menu_x;
  paste->y = self->menu_y;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (self->page), NULL, read_text_cb, paste);
}
