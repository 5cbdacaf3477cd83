// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editor-page.h"

#include "desktop/canvas/cvk-canvas-minimap.h"
#include "desktop/canvas/cvk-canvas-scale-bar.h"
#include "desktop/canvas/cvk-canvas.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/cvk-help.h"
#include "desktop/cvk-settings.h"
#include "desktop/cvk-slices.h"
#include "desktop/editor/cvk-editing-actions.h"
#include "desktop/editor/cvk-editor-header.h"
#include "desktop/editor/cvk-inspector.h"
#include "desktop/editor/cvk-node-search.h"
#include "desktop/editor/cvk-problems-button.h"
#include "desktop/editor/cvk-session-strip.h"
#include "desktop/runs/cvk-activation-button.h"
#include "desktop/runs/cvk-run-buttons.h"
#include "desktop/runs/cvk-run-controller.h"
#include "desktop/runs/cvk-run-panel.h"

#define MINIMAP_KEY "show-minimap"
#define INSPECTOR_KEY "show-inspector"

struct _CvkEditorPage
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwBin *search_row;
  CvkSessionStrip *strip;
  AdwFlap *flap;
  GtkPaned *paned;
  GtkOverlay *overlay;
  CvkCanvas *canvas;
  GtkWidget *minimap;
  CvkInspector *inspector;

  GHashTable *actions;                 /* owned: prefix to GActionGroup */
  CvkSession *session;                 /* owned */
  CvkEngineClient *client;             /* owned */
  GtkWidget *search;                   /* owned */
  GtkWidget *header;                   /* owned */
  CvkRunController *runs;              /* owned */
  CvkActivationController *activation; /* owned */
  GSignalGroup *document;              /* owned */
  GListModel *connections; /* owned; NULL until the page is to be seen: they start the host */
  unsigned panel_source;   /* until the panel of runs is made */
};

G_DEFINE_FINAL_TYPE (CvkEditorPage, cvk_editor_page, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  PROP_CLIENT,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- The search --- */

/* On a narrow page there is no corner to spare. */
static void
show_minimap (CvkEditorPage *self)
{
  gboolean is_narrow = cvk_editor_header_is_narrow (CVK_EDITOR_HEADER (self->header));

  gtk_widget_set_visible (self->minimap,
                          !is_narrow && g_settings_get_boolean (cvk_settings_get (), MINIMAP_KEY));
}

/* Where the header bar has no room for it, the search stands in a row under it. */
static void
narrow_cb (CvkEditorPage *self)
{
  CvkEditorHeader *header = CVK_EDITOR_HEADER (self->header);
  gboolean is_narrow = cvk_editor_header_is_narrow (header);
  gboolean is_read_only = self->session != NULL && cvk_session_is_read_only (self->session);

  cvk_editor_header_set_search (header, NULL);
  adw_bin_set_child (self->search_row, NULL);
  if (is_narrow)
    adw_bin_set_child (self->search_row, self->search);
  else
    cvk_editor_header_set_search (header, self->search);
  gtk_widget_set_visible (GTK_WIDGET (self->search_row), is_narrow && !is_read_only);
  gtk_widget_set_visible (self->search, !is_read_only);
  show_minimap (self);
}

/* --- The inspector --- */

/* On a narrow page it would cover the canvas, so it waits to be asked. */
static void
folded_cb (CvkEditorPage *self)
{
  gboolean is_wished = g_settings_get_boolean (cvk_settings_get (), INSPECTOR_KEY);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap) && is_wished);
}

static void
activated_cb (CvkEditorPage *self, const char *id)
{
  cvk_editor_page_set_inspector_shown (self, TRUE);
  cvk_inspector_focus_field (self->inspector, id, NULL);
}

/* Where to look, by a problem in the list or by a run: the node comes into view, and its field
 * takes the focus. @field: (nullable) */
static void
show_place_cb (CvkEditorPage *self, const char *node, const char *field)
{
  cvk_canvas_reveal_node (self->canvas, node);
  cvk_editor_page_set_inspector_shown (self, TRUE);
  cvk_inspector_focus_field (self->inspector, node, field);
}

gboolean
cvk_editor_page_is_inspector_shown (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), FALSE);

  return adw_flap_get_reveal_flap (self->flap);
}

void
cvk_editor_page_set_inspector_shown (CvkEditorPage *self, gboolean is_shown)
{
  g_return_if_fail (CVK_IS_EDITOR_PAGE (self));

  adw_flap_set_reveal_flap (self->flap, is_shown);
  /* On a narrow page it comes and goes; only on a wide one that is a wish. */
  if (!adw_flap_get_folded (self->flap))
    g_settings_set_boolean (cvk_settings_get (), INSPECTOR_KEY, is_shown);
}

/* What the user works at: the node that is selected, on the canvas as in the inspector. */
static void
topic_cb (CvkEditorPage *self)
{
  const char *id = cvk_selection_get_single_node (cvk_session_get_selection (self->session));
  const CvkNode *node =
    id != NULL ? cvk_document_get_node (cvk_session_get_document (self->session), id) : NULL;
  const CvkNodeType *type =
    node != NULL ? cvk_node_types_lookup (cvk_session_get_types (self->session), node->type) : NULL;
  g_autofree char *topic = NULL;

  if (type != NULL && !type->is_incomplete)
    topic = cvk_help_dup_node_topic (type->id);
  else
    topic = g_strdup (node != NULL ? "nodes" : "first-pipeline");
  cvk_help_set_topic (GTK_WIDGET (self), topic);
}

/* --- Actions --- */

static void
canvas_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditorPage *self = user_data;
  g_autofree char *name = g_strconcat ("canvas.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action_variant (GTK_WIDGET (self->canvas), name, parameter);
}

/* The canvas has these itself; here they can be found from outside of it. */
static GActionGroup *
make_canvas_actions (CvkEditorPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "fit", .activate = canvas_action_cb },
    { .name = "scale-in", .activate = canvas_action_cb },
    { .name = "scale-out", .activate = canvas_action_cb },
    { .name = "scale-reset", .activate = canvas_action_cb },
  };
  GSimpleActionGroup *group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  return G_ACTION_GROUP (group);
}

/* Takes @group. */
static void
add_actions (CvkEditorPage *self, const char *prefix, GActionGroup *group)
{
  gtk_widget_insert_action_group (GTK_WIDGET (self), prefix, group);
  g_hash_table_insert (self->actions, g_strdup (prefix), group);
}

GActionGroup *
cvk_editor_page_get_actions (CvkEditorPage *self, const char *prefix)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return g_hash_table_lookup (self->actions, prefix);
}

static void
title_cb (CvkEditorPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* --- Runs --- */

static void
show_problems_cb (CvkEditorPage *self)
{
  GtkWidget *button = cvk_editor_header_get_problems (CVK_EDITOR_HEADER (self->header));

  cvk_problems_button_open (CVK_PROBLEMS_BUTTON (button));
}

static void
held_cb (CvkEditorPage *self, const char *node)
{
  cvk_canvas_reveal_node (self->canvas, node);
}

static GtkWidget *
create_activation (CvkEditorPage *self)
{
  GtkWidget *button;

  self->activation = cvk_activation_controller_new (self->session, self->client);
  cvk_activation_controller_attach (self->activation, self->header);
  add_actions (self, "activation",
               g_object_ref (cvk_activation_controller_get_actions (self->activation)));
  button = cvk_activation_button_new (self->activation);
  /* What is published is today's pipeline, and from its own page. */
  gtk_widget_set_visible (button, cvk_session_get_past_run (self->session) == NULL);
  g_object_bind_property (self->header, "narrow", button, "compact", G_BINDING_SYNC_CREATE);
  return button;
}

static GtkWidget *
join_buttons (GtkWidget *first, GtkWidget *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  return box;
}

static void
create_buttons (CvkEditorPage *self)
{
  GtkWidget *buttons = cvk_run_buttons_new ();

  self->runs = cvk_run_controller_new (self->session, self->client);
  cvk_run_controller_attach (self->runs, self->header);
  cvk_run_controller_attach (self->runs, GTK_WIDGET (self));
  add_actions (self, "run", g_object_ref (cvk_run_controller_get_actions (self->runs)));
  g_signal_connect_object (self->runs, "show-node", G_CALLBACK (show_place_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runs, "held", G_CALLBACK (held_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runs, "show-problems", G_CALLBACK (show_problems_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_run_buttons_set_session (CVK_RUN_BUTTONS (buttons), self->session);
  g_object_bind_property (self->header, "narrow", buttons, "compact", G_BINDING_SYNC_CREATE);
  cvk_editor_header_set_buttons (CVK_EDITOR_HEADER (self->header),
                                 join_buttons (create_activation (self), buttons));
}

/* In a turn of its own, before the page is drawn. */
static gboolean
create_panel (gpointer owner)
{
  CvkEditorPage *self = owner;
  GtkWidget *panel = cvk_run_panel_new (self->client);

  self->panel_source = 0;
  cvk_run_panel_set_session (CVK_RUN_PANEL (panel), self->session);
  g_signal_connect_object (panel, "show-node", G_CALLBACK (show_place_cb), self, G_CONNECT_SWAPPED);
  gtk_paned_set_end_child (self->paned, panel);
  return FALSE;
}

/* --- Accounts --- */

static void
show_accounts (CvkEditorPage *self)
{
  g_autoptr (GHashTable) accounts = NULL;

  if (self->connections == NULL)
    return;
  accounts = cvk_bindings_list_names (cvk_bindings_get (self->session),
                                      cvk_session_get_document (self->session), self->connections);
  cvk_canvas_set_accounts (self->canvas, accounts);
}

static void
slots_changed_cb (CvkEditorPage *self, CvkDocumentParts parts)
{
  if ((parts & CVK_DOCUMENT_PART_SLOTS) != 0)
    show_accounts (self);
}

static void
document_cb (CvkEditorPage *self)
{
  g_signal_group_set_target (self->document, cvk_session_get_document (self->session));
  show_accounts (self);
}

static void
cvk_editor_page_map (GtkWidget *widget)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (widget);

  GTK_WIDGET_CLASS (cvk_editor_page_parent_class)->map (widget);
  if (self->connections != NULL)
    return;
  self->connections = g_object_ref (cvk_engine_client_get_connections (self->client));
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (show_accounts), self,
                           G_CONNECT_SWAPPED);
  show_accounts (self);
}

/* --- Object --- */

static void
cvk_editor_page_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_TITLE:
      g_value_set_string (value, cvk_editor_page_get_title (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_editor_page_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_editor_page_constructed (GObject *object)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  G_OBJECT_CLASS (cvk_editor_page_parent_class)->constructed (object);
  g_signal_connect_object (self->session, "notify::title", G_CALLBACK (title_cb), self,
                           G_CONNECT_SWAPPED);
  self->document = g_signal_group_new (CVK_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->document, "changed", G_CALLBACK (slots_changed_cb), self);
  g_signal_connect_object (self->session, "notify::document", G_CALLBACK (document_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_bindings_get (self->session), "changed", G_CALLBACK (show_accounts),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_session_get_selection (self->session), "changed",
                           G_CALLBACK (topic_cb), self, G_CONNECT_SWAPPED);
  /* Comes once after edits, which may give the node another action. */
  g_signal_connect_object (self->session, "problems-changed", G_CALLBACK (topic_cb), self,
                           G_CONNECT_SWAPPED);
  document_cb (self);
  topic_cb (self);
  narrow_cb (self);
  cvk_session_strip_set_session (self->strip, self->session);
  cvk_canvas_set_session (self->canvas, self->session);
  cvk_inspector_set_client (self->inspector, self->client);
  cvk_inspector_set_session (self->inspector, self->session);
  cvk_editor_header_set_session (CVK_EDITOR_HEADER (self->header), self->session);
  create_buttons (self);
  self->panel_source = cvk_slices_begin (create_panel, self);
}

static void
cvk_editor_page_dispose (GObject *object)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  g_clear_object (&self->document);
  g_clear_object (&self->connections);
  g_clear_handle_id (&self->panel_source, g_source_remove);
  g_clear_object (&self->runs);
  g_clear_object (&self->activation);
  g_clear_object (&self->header);
  g_clear_object (&self->search);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_EDITOR_PAGE);
  G_OBJECT_CLASS (cvk_editor_page_parent_class)->dispose (object);
}

static void
cvk_editor_page_finalize (GObject *object)
{
  CvkEditorPage *self = CVK_EDITOR_PAGE (object);

  g_hash_table_unref (self->actions);
  G_OBJECT_CLASS (cvk_editor_page_parent_class)->finalize (object);
}

static void
cvk_editor_page_class_init (CvkEditorPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_editor_page_get_property;
  object_class->set_property = cvk_editor_page_set_property;
  object_class->constructed = cvk_editor_page_constructed;
  object_class->dispose = cvk_editor_page_dispose;
  object_class->finalize = cvk_editor_page_finalize;
  widget_class->map = cvk_editor_page_map;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, CVK_TYPE_ENGINE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_CANVAS);
  g_type_ensure (CVK_TYPE_INSPECTOR);
  g_type_ensure (CVK_TYPE_SESSION_STRIP);
  g_type_ensure (CVK_TYPE_CANVAS_MINIMAP);
  g_type_ensure (CVK_TYPE_CANVAS_SCALE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-editor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, search_row);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, flap);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, strip);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, paned);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, minimap);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorPage, inspector);
}

static void
cvk_editor_page_init (CvkEditorPage *self)
{
  CvkEditingActions *editing;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->header = g_object_ref_sink (cvk_editor_header_new ());
  self->search = g_object_ref_sink (cvk_node_search_new ());
  g_signal_connect_object (self->header, "notify::narrow", G_CALLBACK (narrow_cb), self,
                           G_CONNECT_SWAPPED);
  narrow_cb (self);
  g_signal_connect_object (cvk_settings_get (), "changed::" MINIMAP_KEY, G_CALLBACK (show_minimap),
                           self, G_CONNECT_SWAPPED);
  self->actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  add_actions (self, "canvas", make_canvas_actions (self));
  g_signal_connect_object (cvk_editor_header_get_problems (CVK_EDITOR_HEADER (self->header)),
                           "activated", G_CALLBACK (show_place_cb), self, G_CONNECT_SWAPPED);
  editing =
    cvk_editing_actions_install (GTK_WIDGET (self), self->canvas, CVK_NODE_SEARCH (self->search));
  add_actions (self, "edit", g_object_ref (cvk_editing_actions_get_group (editing)));
  g_signal_connect_object (editing, "open-node", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  folded_cb (self);
}

GtkWidget *
cvk_editor_page_new (CvkSession *session, CvkEngineClient *client)
{
  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);
  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (client), NULL);

  return g_object_new (CVK_TYPE_EDITOR_PAGE, "session", session, "client", client, NULL);
}

CvkSession *
cvk_editor_page_get_session (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->session;
}

void
cvk_editor_page_begin_search (CvkEditorPage *self)
{
  g_return_if_fail (CVK_IS_EDITOR_PAGE (self));

  cvk_node_search_begin (CVK_NODE_SEARCH (self->search));
}

void
cvk_editor_page_focus_canvas (CvkEditorPage *self)
{
  g_return_if_fail (CVK_IS_EDITOR_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

GtkWidget *
cvk_editor_page_get_header (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->header;
}

const char *
cvk_editor_page_get_title (CvkEditorPage *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_PAGE (self), NULL);

  return self->session != NULL ? cvk_session_get_title (self->session) : NULL;
}
