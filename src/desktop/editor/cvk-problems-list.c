// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-problems-list.h"

#include "base/cvk-local-text.h"
#include "desktop/editor/cvk-problem-row.h"
#include "model/cvk-checks.h"

/* A list view takes objects, and problems are none. */
#define CVK_TYPE_PROBLEM_ITEM (cvk_problem_item_get_type ())
G_DECLARE_FINAL_TYPE (CvkProblemItem, cvk_problem_item, CVK, PROBLEM_ITEM, GObject)

struct _CvkProblemItem
{
  GObject parent_instance;

  CvkProblem *problem;
};

G_DEFINE_FINAL_TYPE (CvkProblemItem, cvk_problem_item, G_TYPE_OBJECT)

static void
cvk_problem_item_finalize (GObject *object)
{
  g_clear_pointer (&CVK_PROBLEM_ITEM (object)->problem, cvk_problem_unref);
  G_OBJECT_CLASS (cvk_problem_item_parent_class)->finalize (object);
}

static void
cvk_problem_item_class_init (CvkProblemItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_problem_item_finalize;
}

static void
cvk_problem_item_init (CvkProblemItem *self)
{
}

static CvkProblemItem *
cvk_problem_item_new (CvkProblem *problem)
{
  CvkProblemItem *self = g_object_new (CVK_TYPE_PROBLEM_ITEM, NULL);

  self->problem = cvk_problem_ref (problem);
  return self;
}

/* --- The list --- */

struct _CvkProblemsList
{
  AdwBin parent_instance;

  CvkSession *session; /* nullable */
  GSignalGroup *session_signals;
  GListStore *items; /* CvkProblemItem */
  gboolean has_errors;

  /* Template children. */
  GtkStack *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (CvkProblemsList, cvk_problems_list, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  PROP_COUNT,
  PROP_HAS_ERRORS,
  N_PROPS
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

static gboolean
are_equal (const CvkProblem *a, const CvkProblem *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (g_strcmp0 (cvk_problem_get_code (a), cvk_problem_get_code (b)) != 0 ||
      g_strcmp0 (cvk_problem_get_node (a), cvk_problem_get_node (b)) != 0 ||
      g_strcmp0 (cvk_problem_get_field (a), cvk_problem_get_field (b)) != 0)
    return FALSE;
  first = cvk_local_problem (a);
  second = cvk_local_problem (b);
  return g_str_equal (first, second);
}

static CvkProblem *
get_problem (CvkProblemsList *self, unsigned position)
{
  g_autoptr (CvkProblemItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  /* The store keeps it. */
  return item->problem;
}

/* Only what differs is replaced, so that the focus stays while one mends one after the other. The
 * fixes of what stays are listed again when they are used; they look at the document by then. */
static void
update_items (CvkProblemsList *self, GPtrArray *problems)
{
  unsigned before = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  unsigned same = 0;
  unsigned end = 0;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  while (same < before && same < problems->len &&
         are_equal (get_problem (self, same), g_ptr_array_index (problems, same)))
    same++;
  while (end < before - same && end < problems->len - same &&
         are_equal (get_problem (self, before - end - 1),
                    g_ptr_array_index (problems, problems->len - end - 1)))
    end++;
  for (unsigned i = same; i < problems->len - end; i++)
    g_ptr_array_add (added, cvk_problem_item_new (g_ptr_array_index (problems, i)));
  g_list_store_splice (self->items, same, before - end - same, added->pdata, added->len);
}

static void
update (CvkProblemsList *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GPtrArray *problems = self->session != NULL ? cvk_session_get_problems (self->session) : none;
  unsigned before = cvk_problems_list_get_count (self);
  gboolean had_errors = self->has_errors;

  update_items (self, problems);
  self->has_errors = cvk_problems_have_errors (problems);
  gtk_stack_set_visible_child_name (self->stack, problems->len > 0 ? "list" : "empty");
  if (before != problems->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
  if (had_errors != self->has_errors)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_ERRORS]);
}

/* Fixes belong to the document that they were listed for. */
static void
notify_document_cb (CvkProblemsList *self)
{
  g_list_store_remove_all (self->items);
  update (self);
}

static void
list_activate_cb (CvkProblemsList *self, unsigned position)
{
  g_autoptr (CvkProblemItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  g_autoptr (CvkProblem) problem = NULL;
  const char *node;

  if (item == NULL || self->session == NULL)
    return;
  problem = cvk_problem_ref (item->problem);
  node = cvk_problem_get_node (problem);
  if (node == NULL ||
      cvk_document_get_node (cvk_session_get_document (self->session), node) == NULL)
    return;
  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, node, cvk_problem_get_field (problem));
}

/* --- Rows --- */

static void
setup_cb (CvkProblemsList *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, cvk_problem_row_new ());
}

static void
bind_cb (CvkProblemsList *self, GtkListItem *item)
{
  CvkProblemItem *problem = gtk_list_item_get_item (item);

  cvk_problem_row_set (CVK_PROBLEM_ROW (gtk_list_item_get_child (item)), self->session,
                       problem->problem);
}

static void
unbind_cb (CvkProblemsList *self, GtkListItem *item)
{
  cvk_problem_row_set (CVK_PROBLEM_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

/* --- Object --- */

CvkSession *
cvk_problems_list_get_session (CvkProblemsList *self)
{
  g_return_val_if_fail (CVK_IS_PROBLEMS_LIST (self), NULL);

  return self->session;
}

void
cvk_problems_list_set_session (CvkProblemsList *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_PROBLEMS_LIST (self));
  g_return_if_fail (session == NULL || CVK_IS_SESSION (session));

  if (self->session == session)
    return;
  /* Rows of the one session must not look into the other. */
  g_list_store_remove_all (self->items);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

unsigned
cvk_problems_list_get_count (CvkProblemsList *self)
{
  g_return_val_if_fail (CVK_IS_PROBLEMS_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}

gboolean
cvk_problems_list_has_errors (CvkProblemsList *self)
{
  g_return_val_if_fail (CVK_IS_PROBLEMS_LIST (self), FALSE);

  return self->has_errors;
}

static void
cvk_problems_list_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkProblemsList *self = CVK_PROBLEMS_LIST (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, cvk_problems_list_get_count (self));
      break;
    case PROP_HAS_ERRORS:
      g_value_set_boolean (value, self->has_errors);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_problems_list_set_property (GObject *object,
                                unsigned id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      cvk_problems_list_set_session (CVK_PROBLEMS_LIST (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_problems_list_dispose (GObject *object)
{
  CvkProblemsList *self = CVK_PROBLEMS_LIST (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cvk_problems_list_parent_class)->dispose (object);
}

static void
cvk_problems_list_finalize (GObject *object)
{
  g_clear_object (&CVK_PROBLEMS_LIST (object)->items);
  G_OBJECT_CLASS (cvk_problems_list_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_ERRORS] = g_param_spec_boolean ("has-errors", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (class, N_PROPS, properties);
}

static void
cvk_problems_list_class_init (CvkProblemsListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_problems_list_get_property;
  object_class->set_property = cvk_problems_list_set_property;
  object_class->dispose = cvk_problems_list_dispose;
  object_class->finalize = cvk_problems_list_finalize;
  install_properties (object_class);
  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", CVK_TYPE_PROBLEMS_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-problems-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkProblemsList, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemsList, list);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
}

static void
cvk_problems_list_init (CvkProblemsList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (CVK_TYPE_PROBLEM_ITEM);
  self->session_signals = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "problems-changed", G_CALLBACK (update),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::document",
                                  G_CALLBACK (notify_document_cb), self);
  selection =
    GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items))));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
}

GtkWidget *
cvk_problems_list_new (void)
{
  return g_object_new (CVK_TYPE_PROBLEMS_LIST, NULL);
}
