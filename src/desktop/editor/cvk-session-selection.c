// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-session-private.h"

static gboolean
has_annotation (GPtrArray *annotations, const char *id)
{
  for (unsigned i = 0; i < annotations->len; i++)
    if (g_str_equal (((CvkAnnotation *) g_ptr_array_index (annotations, i))->id, id))
      return TRUE;
  return FALSE;
}

static gboolean
has_link (CvkDocument *document, const char *text)
{
  GPtrArray *links = cvk_document_get_links (document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      g_autofree char *other = g_strdup_printf ("%s.%s -> %s.%s", link->source, link->source_port,
                                                link->target, link->target_port);

      if (g_str_equal (other, text))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_there (CvkSession *self, CvkSelectionKind kind, const char *id)
{
  switch (kind)
    {
    case CVK_SELECTION_NODE:
      return cvk_document_get_node (self->document, id) != NULL;
    case CVK_SELECTION_LINK:
      return has_link (self->document, id);
    case CVK_SELECTION_NOTE:
      return has_annotation (cvk_document_get_notes (self->document), id);
    case CVK_SELECTION_FRAME:
      return has_annotation (cvk_document_get_frames (self->document), id);
    case CVK_SELECTION_N_KINDS:
    default:
      g_return_val_if_reached (FALSE);
    }
}

void
cvk_session_drop_gone (CvkSession *self)
{
  cvk_selection_freeze (self->selection);
  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    {
      GPtrArray *ids = cvk_selection_list (self->selection, kind);

      for (unsigned i = ids->len; i > 0; i--)
        if (!is_there (self, kind, g_ptr_array_index (ids, i - 1)))
          cvk_selection_remove (self->selection, kind, g_ptr_array_index (ids, i - 1));
    }
  cvk_selection_thaw (self->selection);
}
