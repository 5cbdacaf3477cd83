// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-inspector.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-slices.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-inspector-items.h"
#include "desktop/editor/cvk-inspector-many.h"
#include "desktop/editor/cvk-inspector-pipeline.h"
#include "desktop/editor/cvk-inspector-setup.h"
#include "desktop/editor/cvk-node-search-row.h"

struct _CvkInspector
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkImage *tile;
  GtkEntry *title;
  GtkStack *tabs;
  GtkBox *setup_place;
  AdwBin *input_place;
  AdwBin *output_place;
  CvkInspectorMany *many;
  CvkInspectorPipeline *pipeline;

  CvkSession *session;      /* nullable */
  CvkEngineClient *client;  /* nullable */
  GSignalGroup *on_session; /* owned */
  GSignalGroup *on_document;
  GSignalGroup *on_selection;
  char *node;        /* nullable: that is shown */
  char *shown_title; /* nullable: of the node */
  char *shown_text;  /* nullable: what the entry made of it */
  GtkWidget *setup;  /* nullable, borrowed from its place, where former ones may stand hidden */
  unsigned making_source;
  unsigned retiring_source;
};

G_DEFINE_FINAL_TYPE (CvkInspector, cvk_inspector, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  PROP_CLIENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- The head of a node --- */

static CvkNode *
get_node (CvkInspector *self)
{
  return self->node != NULL
           ? cvk_document_get_node (cvk_session_get_document (self->session), self->node)
           : NULL;
}

static const char *
get_title (CvkInspector *self, const CvkNode *node, const CvkNodeType *type)
{
  if (node->label != NULL && *node->label != '\0')
    return node->label;
  return type != NULL ? _ (type->title) : node->id;
}

static char *
dup_typed (CvkInspector *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title))));
}

static void
show_head (CvkInspector *self)
{
  CvkNode *node = get_node (self);
  const CvkNodeType *type;
  const char *title;

  if (node == NULL)
    return;
  type = cvk_node_types_lookup (cvk_session_get_types (self->session), node->type);
  if (type != NULL)
    cvk_node_tile_set_type (self->tile, type);
  else
    gtk_image_set_from_icon_name (self->tile, "dialog-question-symbolic");
  title = get_title (self, node, type);
  /* What is being typed is not replaced by a change elsewhere in the pipeline. */
  if (g_strcmp0 (self->shown_title, title) == 0)
    return;
  g_free (self->shown_title);
  self->shown_title = g_strdup (title);
  gtk_editable_set_text (GTK_EDITABLE (self->title), title);
  g_free (self->shown_text);
  self->shown_text = dup_typed (self);
}

static void
revert_title (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkInspector *self = CVK_INSPECTOR (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->title),
                         self->shown_title != NULL ? self->shown_title : "");
  gtk_editable_select_region (GTK_EDITABLE (self->title), 0, -1);
}

/* An empty name gives the node that of its kind again. */
static void
apply_title_cb (CvkInspector *self)
{
  g_autofree char *text = dup_typed (self);

  /* The entry may show less than the name, of a very long one or one between spaces: nobody has
   * typed that. */
  if (get_node (self) == NULL || g_strcmp0 (text, self->shown_text) == 0)
    return;
  g_clear_pointer (&self->shown_title, g_free);
  cvk_editing_rename_node (self->session, self->node, *text != '\0' ? text : NULL);
  show_head (self);
}

void
cvk_inspector_rename (CvkInspector *self)
{
  g_return_if_fail (CVK_IS_INSPECTOR (self));

  if (self->node != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->title));
}

/* --- What is shown --- */

/* A setup that is not needed any more goes a row at a time. */
static gboolean
retire_step (gpointer owner)
{
  CvkInspector *self = owner;
  GtkWidget *old = gtk_widget_get_first_child (GTK_WIDGET (self->setup_place));

  if (old == NULL || old == self->setup)
    {
      self->retiring_source = 0;
      return FALSE;
    }
  if (!cvk_inspector_setup_dismantle (CVK_INSPECTOR_SETUP (old)))
    gtk_box_remove (self->setup_place, old);
  return TRUE;
}

static gboolean
make_setup (gpointer owner)
{
  CvkInspector *self = owner;

  self->making_source = 0;
  self->setup = cvk_inspector_setup_new (self->session, self->client, self->node);
  gtk_box_append (self->setup_place, self->setup);
  return FALSE;
}

/* For what cannot wait until it is made. */
static void
need_setup (CvkInspector *self)
{
  if (self->making_source == 0)
    return;
  g_source_remove (self->making_source);
  (void) make_setup (self);
}

static void
retire_setup (CvkInspector *self)
{
  g_clear_handle_id (&self->making_source, g_source_remove);
  if (self->setup == NULL)
    return;
  gtk_widget_set_visible (self->setup, FALSE);
  self->setup = NULL;
  if (self->retiring_source == 0)
    self->retiring_source = cvk_slices_begin (retire_step, self);
}

/* What came in and went out is made when somebody looks at it. */
static void
show_tab (CvkInspector *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->tabs);
  gboolean is_output = g_strcmp0 (name, "output") == 0;
  AdwBin *place = is_output ? self->output_place : self->input_place;

  if (self->node != NULL && (is_output || g_strcmp0 (name, "input") == 0) &&
      adw_bin_get_child (place) == NULL)
    adw_bin_set_child (
      place, cvk_inspector_items_new (self->session, self->client, self->node, is_output));
}

static void
show_node (CvkInspector *self, const char *node)
{
  if (g_strcmp0 (self->node, node) == 0)
    return;
  /* A name that is being typed belongs to the node that was shown. */
  apply_title_cb (self);
  g_clear_pointer (&self->shown_title, g_free);
  g_free (self->node);
  self->node = g_strdup (node);
  retire_setup (self);
  adw_bin_set_child (self->input_place, NULL);
  adw_bin_set_child (self->output_place, NULL);
  if (node == NULL)
    return;
  self->making_source = cvk_slices_begin (make_setup, self);
  gtk_stack_set_visible_child_name (self->tabs, "setup");
  show_head (self);
}

static void
selection_changed_cb (CvkInspector *self)
{
  CvkSelection *selection =
    self->session != NULL ? cvk_session_get_selection (self->session) : NULL;
  const char *node = selection != NULL ? cvk_selection_get_single_node (selection) : NULL;
  const char *page = "pipeline";

  if (node != NULL &&
      cvk_document_get_node (cvk_session_get_document (self->session), node) == NULL)
    node = NULL;
  show_node (self, node);
  if (node != NULL)
    page = "node";
  else if (selection != NULL && cvk_selection_get_count (selection) > 0)
    page = "many";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
allow_editing (CvkInspector *self)
{
  gboolean is_editable = self->session != NULL && !cvk_session_is_read_only (self->session);

  gtk_editable_set_editable (GTK_EDITABLE (self->title), is_editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->many), is_editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pipeline), is_editable);
}

static void
document_cb (CvkInspector *self)
{
  show_node (self, NULL);
  allow_editing (self);
  g_signal_group_set_target (self->on_document, cvk_session_get_document (self->session));
  selection_changed_cb (self);
}

void
cvk_inspector_focus_field (CvkInspector *self, const char *node, const char *path)
{
  g_return_if_fail (CVK_IS_INSPECTOR (self));
  g_return_if_fail (self->session != NULL);

  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  gtk_stack_set_visible_child_name (self->tabs, "setup");
  need_setup (self);
  if (self->setup == NULL)
    return;
  if (path == NULL || !cvk_inspector_setup_focus_field (CVK_INSPECTOR_SETUP (self->setup), path))
    gtk_widget_child_focus (self->setup, GTK_DIR_TAB_FORWARD);
}

/* --- The object --- */

void
cvk_inspector_set_session (CvkInspector *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_INSPECTOR (self));

  if (self->session == session)
    return;
  if (self->session != NULL)
    show_node (self, NULL);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->on_session, session);
  g_signal_group_set_target (self->on_document,
                             session != NULL ? cvk_session_get_document (session) : NULL);
  g_signal_group_set_target (self->on_selection,
                             session != NULL ? cvk_session_get_selection (session) : NULL);
  allow_editing (self);
  cvk_inspector_many_set_session (self->many, session);
  cvk_inspector_pipeline_set_session (self->pipeline, session);
  selection_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

void
cvk_inspector_set_client (CvkInspector *self, CvkEngineClient *client)
{
  g_return_if_fail (CVK_IS_INSPECTOR (self));

  if (!g_set_object (&self->client, client))
    return;
  show_node (self, NULL);
  selection_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLIENT]);
}

static void
cvk_inspector_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkInspector *self = CVK_INSPECTOR (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_inspector_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkInspector *self = CVK_INSPECTOR (object);

  switch (id)
    {
    case PROP_SESSION:
      cvk_inspector_set_session (self, g_value_get_object (value));
      break;
    case PROP_CLIENT:
      cvk_inspector_set_client (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_inspector_dispose (GObject *object)
{
  CvkInspector *self = CVK_INSPECTOR (object);

  g_clear_handle_id (&self->making_source, g_source_remove);
  g_clear_handle_id (&self->retiring_source, g_source_remove);
  self->setup = NULL;
  g_clear_object (&self->on_session);
  g_clear_object (&self->on_document);
  g_clear_object (&self->on_selection);
  g_clear_pointer (&self->node, g_free);
  g_clear_pointer (&self->shown_title, g_free);
  g_clear_pointer (&self->shown_text, g_free);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_INSPECTOR);
  G_OBJECT_CLASS (cvk_inspector_parent_class)->dispose (object);
}

static void
cvk_inspector_class_init (CvkInspectorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_inspector_get_property;
  object_class->set_property = cvk_inspector_set_property;
  object_class->dispose = cvk_inspector_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, CVK_TYPE_ENGINE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  g_type_ensure (CVK_TYPE_INSPECTOR_MANY);
  g_type_ensure (CVK_TYPE_INSPECTOR_PIPELINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, tile);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, title);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, tabs);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, setup_place);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, input_place);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, output_place);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, many);
  gtk_widget_class_bind_template_child (widget_class, CvkInspector, pipeline);
  gtk_widget_class_bind_template_callback (widget_class, apply_title_cb);
  gtk_widget_class_install_action (widget_class, "inspector.revert-title", NULL, revert_title);
}

static void
cvk_inspector_init (CvkInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  self->on_document = g_signal_group_new (CVK_TYPE_DOCUMENT);
  self->on_selection = g_signal_group_new (CVK_TYPE_SELECTION);
  g_signal_group_connect_swapped (self->on_session, "notify::document", G_CALLBACK (document_cb),
                                  self);
  g_signal_group_connect_swapped (self->on_document, "changed", G_CALLBACK (show_head), self);
  g_signal_group_connect_swapped (self->on_selection, "changed", G_CALLBACK (selection_changed_cb),
                                  self);
  g_signal_connect_object (self->pipeline, "place-activated",
                           G_CALLBACK (cvk_inspector_focus_field), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "notify::visible-child", G_CALLBACK (show_tab), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, "pipeline");
}

GtkWidget *
cvk_inspector_new (void)
{
  return g_object_new (CVK_TYPE_INSPECTOR, NULL);
}
