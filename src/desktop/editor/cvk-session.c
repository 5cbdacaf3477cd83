// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-session.h"

#include "desktop/client/cvk-node-catalogue.h"
#include "model/cvk-checks.h"

struct _CvkSession
{
  GObject parent_instance;

  CvkDocument *document;
  CvkHistory *history;
  CvkSelection *selection;
  GPtrArray *problems;
  const CvkNodeTypes *types;
  unsigned check_source;
};

G_DEFINE_FINAL_TYPE (CvkSession, cvk_session, G_TYPE_OBJECT)

enum
{
  PROP_DOCUMENT = 1,
  N_PROPS
};

enum
{
  SIGNAL_PROBLEMS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

/* --- Checking --- */

static gboolean
check_cb (gpointer user_data)
{
  CvkSession *self = user_data;

  self->check_source = 0;
  g_ptr_array_unref (self->problems);
  self->problems = cvk_document_check (self->document, self->types);
  g_signal_emit (self, signals[SIGNAL_PROBLEMS_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
check_later (CvkSession *self)
{
  if (self->check_source == 0)
    self->check_source = g_idle_add (check_cb, self);
}

/* --- Selection --- */

static char *
make_link_text (const CvkLink *link)
{
  return g_strdup_printf ("%s.%s -> %s.%s", link->source, link->source_port, link->target,
                          link->target_port);
}

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
      g_autofree char *other = make_link_text (g_ptr_array_index (links, i));

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

static void
drop_gone (CvkSession *self)
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

static void
document_changed_cb (CvkSession *self)
{
  drop_gone (self);
  check_later (self);
}

/* --- Object --- */

CvkDocument *
cvk_session_get_document (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->document;
}

CvkHistory *
cvk_session_get_history (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->history;
}

CvkSelection *
cvk_session_get_selection (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->selection;
}

const CvkNodeTypes *
cvk_session_get_types (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->types;
}

GPtrArray *
cvk_session_get_problems (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->problems;
}

static void
cvk_session_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkSession *self = CVK_SESSION (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_session_finalize (GObject *object)
{
  CvkSession *self = CVK_SESSION (object);

  g_clear_handle_id (&self->check_source, g_source_remove);
  g_clear_object (&self->history);
  g_clear_object (&self->document);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  G_OBJECT_CLASS (cvk_session_parent_class)->finalize (object);
}

static void
cvk_session_class_init (CvkSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_session_get_property;
  object_class->finalize = cvk_session_finalize;
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, CVK_TYPE_DOCUMENT,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_PROBLEMS_CHANGED] = g_signal_new (
    "problems-changed", CVK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_session_init (CvkSession *self)
{
  self->selection = cvk_selection_new ();
  self->types = cvk_node_catalogue_get ();
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
}

CvkSession *
cvk_session_new (CvkDocument *document)
{
  CvkSession *self = g_object_new (CVK_TYPE_SESSION, NULL);

  self->document = document;
  self->history = cvk_history_new (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed_cb), self,
                           G_CONNECT_SWAPPED);
  check_later (self);
  return self;
}
