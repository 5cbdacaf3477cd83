// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-overview.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-text.h"
#include "desktop/runs/cvk-run-step-title.h"

struct _CvkRunOverview
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkListView *view;
  GtkStringList *nodes; /* ids, in the order of the file */
  CvkSession *session;  /* nullable */
  CvkRunModel *run;     /* nullable */
  char *node;           /* nullable: the one whose sub-pipeline is listed */
  GPtrArray *bound;     /* GtkListItem, borrowed: the lines on the screen */
};

G_DEFINE_FINAL_TYPE (CvkRunOverview, cvk_run_overview, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- A line --- */

static const char *
get_icon (const CvkRunStep *step, unsigned failed)
{
  switch (step->state)
    {
    case CVK_STEP_RUNNING:
      return "media-playback-start-symbolic";
    case CVK_STEP_SUCCEEDED:
      return failed > 0 ? "dialog-warning-symbolic" : "object-select-symbolic";
    case CVK_STEP_FAILED:
      return "dialog-error-symbolic";
    case CVK_STEP_WAITING:
      return "dialog-question-symbolic";
    case CVK_STEP_PENDING:
    case CVK_STEP_SKIPPED:
    case CVK_STEP_CANCELLED:
    default:
      return "content-loading-symbolic";
    }
}

/* What became of it, in words. (transfer full) */
static char *
describe_step (CvkRunOverview *self, const char *id, const CvkRunStep *step)
{
  unsigned out = cvk_run_model_get_count (self->run, id, "out");
  unsigned in = cvk_run_model_get_count (self->run, id, "in");
  GPtrArray *ports = cvk_run_model_list_ports (self->run, id);
  gboolean has_out =
    ports != NULL && g_ptr_array_find_with_equal_func (ports, "out", g_str_equal, NULL);

  switch (step->state)
    {
    case CVK_STEP_PENDING:
      return g_strdup (_ ("Waits"));
    case CVK_STEP_SKIPPED:
      return g_strdup (_ ("Left out"));
    case CVK_STEP_CANCELLED:
      return g_strdup (_ ("Stopped"));
    case CVK_STEP_WAITING:
      return g_strdup (_ ("Waiting for an answer"));
    case CVK_STEP_RUNNING:
      /* Translators: items done, and items in all. */
      return g_strdup_printf (_ ("%'u of %'u"), step->done, step->total);
    case CVK_STEP_SUCCEEDED:
    case CVK_STEP_FAILED:
    default:
      if (step->is_pinned)
        /* Translators: how many items; they stand under the name of a step, here and in what
         * follows. */
        return g_strdup_printf (ngettext ("%'u pinned item", "%'u pinned items", out), out);
      if (step->is_kept)
        return g_strdup_printf (ngettext ("%'u item kept", "%'u items kept", out), out);
      if (!has_out)
        return g_strdup_printf (ngettext ("%'u item", "%'u items", in), in);
      return g_strdup_printf (ngettext ("%'u item out", "%'u items out", out), out);
    }
}

/* The children of a line, in order. */
enum
{
  LINE_ICON,
  LINE_TITLE,
  LINE_FAILED,
  LINE_TEXT,
  N_LINE_PARTS
};

static void
update_line (CvkRunOverview *self, GtkListItem *item)
{
  GtkStringObject *object = gtk_list_item_get_item (item);
  const char *id = gtk_string_object_get_string (object);
  const CvkRunStep *step = self->run != NULL ? cvk_run_model_get_step (self->run, id) : NULL;
  GtkWidget *parts[N_LINE_PARTS];
  unsigned failed;

  if (step == NULL)
    return;
  parts[0] = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  for (unsigned i = 1; i < N_LINE_PARTS; i++)
    parts[i] = gtk_widget_get_next_sibling (parts[i - 1]);
  failed = cvk_run_model_get_count (self->run, id, "failed");
  g_autofree char *title = cvk_run_step_title (self->run, self->session, id);
  g_autofree char *text = describe_step (self, id, step);
  g_autofree char *failed_text =
    g_strdup_printf (ngettext ("%'u failed", "%'u failed", failed), failed);
  gtk_image_set_from_icon_name (GTK_IMAGE (parts[LINE_ICON]), get_icon (step, failed));
  gtk_widget_set_css_classes (
    parts[LINE_ICON], (const char *[]){ failed > 0 || step->state == CVK_STEP_FAILED ? "error"
                                        : step->state == CVK_STEP_SUCCEEDED          ? "success"
                                                                                     : "dim-label",
                                        NULL });
  gtk_label_set_label (GTK_LABEL (parts[LINE_TITLE]), title);
  gtk_label_set_label (GTK_LABEL (parts[LINE_FAILED]), failed_text);
  gtk_widget_set_visible (parts[LINE_FAILED], failed > 0);
  gtk_label_set_label (GTK_LABEL (parts[LINE_TEXT]), text);
}

static GtkWidget *
create_label (const char *class, float align)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), align);
  gtk_widget_add_css_class (label, "numeric");
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = create_label (NULL, 0);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), create_label ("error", 1));
  gtk_box_append (GTK_BOX (box), create_label ("dim-label", 1));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkRunOverview *self)
{
  g_ptr_array_add (self->bound, item);
  update_line (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkRunOverview *self)
{
  g_ptr_array_remove_fast (self->bound, item);
}

/* --- The widget --- */

static void
activated_cb (CvkRunOverview *self, unsigned position)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                 gtk_string_list_get_string (self->nodes, position));
}

static gboolean
has_same_nodes (CvkRunOverview *self, GPtrArray *nodes)
{
  if (nodes->len != g_list_model_get_n_items (G_LIST_MODEL (self->nodes)))
    return FALSE;
  for (unsigned i = 0; i < nodes->len; i++)
    if (!g_str_equal (g_ptr_array_index (nodes, i), gtk_string_list_get_string (self->nodes, i)))
      return FALSE;
  return TRUE;
}

/* (transfer container) */
static GPtrArray *
list_steps (CvkRunOverview *self)
{
  GPtrArray *inside = NULL;

  if (self->run == NULL)
    return g_ptr_array_new ();
  if (self->node == NULL)
    return cvk_run_model_list_nodes (self->run);
  inside = cvk_run_model_list_inside (self->run, self->node);
  return inside != NULL ? g_ptr_array_copy (inside, NULL, NULL) : g_ptr_array_new ();
}

static void
update (CvkRunOverview *self)
{
  g_autoptr (GPtrArray) nodes = list_steps (self);

  if (has_same_nodes (self, nodes))
    {
      for (unsigned i = 0; i < self->bound->len; i++)
        update_line (self, g_ptr_array_index (self->bound, i));
      return;
    }
  g_ptr_array_add (nodes, NULL);
  gtk_string_list_splice (self->nodes, 0, g_list_model_get_n_items (G_LIST_MODEL (self->nodes)),
                          (const char *const *) nodes->pdata);
}

void
cvk_run_overview_set_run (CvkRunOverview *self, CvkSession *session, CvkRunModel *run)
{
  g_return_if_fail (CVK_IS_RUN_OVERVIEW (self));

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->session, session);
  g_set_object (&self->run, run);
  if (run != NULL)
    g_signal_connect_object (run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
cvk_run_overview_set_node (CvkRunOverview *self, const char *node)
{
  g_return_if_fail (CVK_IS_RUN_OVERVIEW (self));

  if (cvk_set_string (&self->node, node))
    update (self);
}

static void
cvk_run_overview_dispose (GObject *object)
{
  CvkRunOverview *self = CVK_RUN_OVERVIEW (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (cvk_run_overview_parent_class)->dispose (object);
}

static void
cvk_run_overview_finalize (GObject *object)
{
  CvkRunOverview *self = CVK_RUN_OVERVIEW (object);

  g_ptr_array_unref (self->bound);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_run_overview_parent_class)->finalize (object);
}

static void
cvk_run_overview_class_init (CvkRunOverviewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_run_overview_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_run_overview_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_RUN_OVERVIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_run_overview_init (CvkRunOverview *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->bound = g_ptr_array_new ();
  self->nodes = gtk_string_list_new (NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (
    GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (self->nodes))), factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "run-overview");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Steps of the run"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
cvk_run_overview_new (void)
{
  return g_object_new (CVK_TYPE_RUN_OVERVIEW, NULL);
}
