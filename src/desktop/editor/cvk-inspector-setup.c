// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-inspector-setup.h"

#include "base/cvk-i18n.h"
#include "desktop/bulk/cvk-bulk-page.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/connections/cvk-connection-picker.h"
#include "desktop/editor/cvk-inspector-inner.h"
#include "desktop/editor/cvk-node-slot.h"
#include "desktop/editor/cvk-problems-group.h"
#include "desktop/forms/cvk-form.h"
#include "desktop/runs/cvk-webhook-list.h"
#include "model/cvk-sub-pipeline.h"

struct _CvkInspectorSetup
{
  AdwBin parent_instance;

  GtkBox *box;
  CvkProblemsGroup *problems;
  AdwPreferencesGroup *service;
  GtkWidget *fill_rows;
  AdwComboRow *action;
  AdwComboRow *slot;
  AdwPreferencesGroup *choices;
  GtkWidget *unknown;

  CvkSession *session;
  CvkEngineClient *client;     /* nullable */
  char *node;                  /* NULL when it is being dismantled */
  GPtrArray *actions;          /* const CvkNodeType, of the node's service */
  GPtrArray *choice_rows;      /* GtkWidget, borrowed: one for each action */
  CvkConnectionPicker *picker; /* nullable, borrowed */
  char *connector;             /* nullable: that picker and actions are for */
  char *shown_type;            /* nullable */
  char *shown_slot;            /* nullable */
  GtkWidget *form;             /* nullable, borrowed */
  GtkWidget *inner;            /* nullable, borrowed */
  GtkWidget *webhook;          /* nullable, borrowed */
  gboolean is_updating;        /* the widgets follow the document, not the user */
};

G_DEFINE_FINAL_TYPE (CvkInspectorSetup, cvk_inspector_setup, ADW_TYPE_BIN)

static CvkNode *
get_node (CvkInspectorSetup *self)
{
  return self->node != NULL
           ? cvk_document_get_node (cvk_session_get_document (self->session), self->node)
           : NULL;
}

static const CvkNodeType *
get_type (CvkInspectorSetup *self)
{
  CvkNode *node = get_node (self);

  return node != NULL ? cvk_node_types_lookup (cvk_session_get_types (self->session), node->type)
                      : NULL;
}

/* --- The action --- */

static void
set_action (CvkInspectorSetup *self, const CvkNodeType *type)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (get_node (self)->type, type->id) == 0)
    return;
  command = cvk_command_new (cvk_session_get_document (self->session), _ ("Choose Action"));
  if (cvk_command_set_node_type (command, self->node, type->id,
                                 cvk_session_get_types (self->session), &error))
    cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
  else
    g_warning ("%s", error->message);
}

static void
action_selected_cb (CvkInspectorSetup *self)
{
  unsigned selected = adw_combo_row_get_selected (self->action);
  gboolean has_prompt = get_type (self) != NULL && get_type (self)->is_incomplete;

  if (self->is_updating || selected == GTK_INVALID_LIST_POSITION || (has_prompt && selected == 0))
    return;
  set_action (self, g_ptr_array_index (self->actions, selected - (has_prompt ? 1 : 0)));
}

static void
choice_activated_cb (AdwActionRow *row, CvkInspectorSetup *self)
{
  unsigned index;

  if (!g_ptr_array_find (self->choice_rows, row, &index))
    return;
  set_action (self, g_ptr_array_index (self->actions, index));
  /* The row has gone, and the focus would with it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->action));
}

static void
add_choice (CvkInspectorSetup *self, const CvkNodeType *type)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (type->title));
  if (type->help != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (type->help));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (choice_activated_cb), self);
  adw_preferences_group_add (self->choices, row);
  g_ptr_array_add (self->choice_rows, row);
}

static void
find_actions (CvkInspectorSetup *self)
{
  g_autoptr (GPtrArray) types = cvk_node_types_list (cvk_session_get_types (self->session));

  for (unsigned i = 0; i < self->choice_rows->len; i++)
    adw_preferences_group_remove (self->choices, g_ptr_array_index (self->choice_rows, i));
  g_ptr_array_set_size (self->choice_rows, 0);
  g_ptr_array_set_size (self->actions, 0);
  for (unsigned i = 0; self->connector != NULL && i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);

      if (g_strcmp0 (type->connector, self->connector) != 0 || type->is_incomplete ||
          type->is_trigger)
        continue;
      g_ptr_array_add (self->actions, (gpointer) type);
      add_choice (self, type);
    }
}

/* In place: a row does not bear another model while it tells what was selected. */
static void
set_choices (AdwComboRow *row, GPtrArray *titles, unsigned selected)
{
  GtkStringList *model = GTK_STRING_LIST (adw_combo_row_get_model (row));

  g_ptr_array_add (titles, NULL);
  gtk_string_list_splice (model, 0, g_list_model_get_n_items (G_LIST_MODEL (model)),
                          (const char *const *) titles->pdata);
  adw_combo_row_set_selected (row, selected);
}

static void
show_action (CvkInspectorSetup *self, const CvkNodeType *type)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  unsigned selected = 0;

  if (type->is_incomplete)
    g_ptr_array_add (titles, (gpointer) _ ("Choose an action"));
  for (unsigned i = 0; i < self->actions->len; i++)
    {
      const CvkNodeType *action = g_ptr_array_index (self->actions, i);

      if (action == type)
        selected = titles->len;
      g_ptr_array_add (titles, (gpointer) _ (action->title));
    }
  set_choices (self->action, titles, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->choices), type->is_incomplete);
}

/* --- The account --- */

static void
chosen_cb (CvkInspectorSetup *self, const char *connection)
{
  g_autofree char *slot = cvk_node_slot_ensure (self->session, self->node, self->connector);

  if (slot != NULL)
    cvk_bindings_set_connection (cvk_bindings_get (self->session), slot, connection);
}

static void
show_binding (CvkInspectorSetup *self)
{
  CvkNode *node = get_node (self);
  CvkBindings *bindings = cvk_bindings_get (self->session);

  if (self->picker != NULL && node != NULL)
    cvk_connection_picker_set_chosen (
      self->picker, node->slot != NULL ? cvk_bindings_get_connection (bindings, node->slot) : NULL);
}

static void
set_connector (CvkInspectorSetup *self, const char *connector)
{
  if (g_strcmp0 (self->connector, connector) == 0)
    return;
  if (self->picker != NULL)
    adw_preferences_group_remove (self->service, GTK_WIDGET (self->picker));
  self->picker = NULL;
  g_free (self->connector);
  self->connector = g_strdup (connector);
  find_actions (self);
  if (connector == NULL || self->client == NULL)
    return;
  self->picker = CVK_CONNECTION_PICKER (cvk_connection_picker_new (self->client, connector));
  g_signal_connect_object (self->picker, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  /* The account stands above the action; a group takes rows at its end only. */
  g_object_ref (self->action);
  g_object_ref (self->slot);
  adw_preferences_group_remove (self->service, GTK_WIDGET (self->action));
  adw_preferences_group_remove (self->service, GTK_WIDGET (self->slot));
  adw_preferences_group_add (self->service, GTK_WIDGET (self->picker));
  adw_preferences_group_add (self->service, GTK_WIDGET (self->action));
  adw_preferences_group_add (self->service, GTK_WIDGET (self->slot));
  g_object_unref (self->action);
  g_object_unref (self->slot);
}

/* --- The slot --- */

static void
slot_selected_cb (CvkInspectorSetup *self)
{
  unsigned selected = adw_combo_row_get_selected (self->slot);
  g_autoptr (GPtrArray) slots = NULL;

  if (self->is_updating || selected == GTK_INVALID_LIST_POSITION || self->connector == NULL)
    return;
  slots = cvk_node_slot_list (self->session, self->connector);
  if (selected < slots->len)
    cvk_node_slot_set (self->session, self->node, g_ptr_array_index (slots, selected));
  else
    cvk_node_slot_add (self->session, self->node, self->connector);
}

/* Whether another node works with the same service. */
static gboolean
has_siblings (CvkInspectorSetup *self)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (self->session));
  const CvkNodeTypes *types = cvk_session_get_types (self->session);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (type != NULL && g_strcmp0 (type->connector, self->connector) == 0 &&
          g_strcmp0 (node->id, self->node) != 0)
        return TRUE;
    }
  return FALSE;
}

static void
show_slot (CvkInspectorSetup *self, CvkNode *node)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  g_autoptr (GPtrArray) slots = NULL;
  unsigned selected = GTK_INVALID_LIST_POSITION;

  slots = cvk_node_slot_list (self->session, self->connector);
  for (unsigned i = 0; i < slots->len; i++)
    {
      const char *name = g_ptr_array_index (slots, i);
      CvkConnectionSlot *slot = cvk_document_get_slot (document, name);

      g_ptr_array_add (titles, (gpointer) (slot->label != NULL ? slot->label : name));
      if (g_strcmp0 (name, node->slot) == 0)
        selected = i;
    }
  g_ptr_array_add (titles, (gpointer) _ ("Another account"));
  set_choices (self->slot, titles, selected);
  /* One account for everything is what nearly every pipeline has. */
  gtk_widget_set_visible (GTK_WIDGET (self->slot), slots->len > 1 || has_siblings (self));
}

/* --- All of it --- */

static void
show_form (CvkInspectorSetup *self, const CvkNodeType *type)
{
  gboolean has_form = type != NULL && !type->is_incomplete;

  if (has_form && self->form == NULL)
    {
      self->form = cvk_form_new (self->session, self->node);
      cvk_form_set_client (CVK_FORM (self->form), self->client);
      gtk_box_append (self->box, self->form);
    }
  else if (!has_form && self->form != NULL)
    {
      gtk_box_remove (self->box, self->form);
      self->form = NULL;
    }
}

/* What the pipeline in there is given, above its settings. */
static void
show_inner (CvkInspectorSetup *self, const CvkNode *node)
{
  gboolean runs = cvk_sub_pipeline_runs (node);

  if (runs && self->inner == NULL)
    {
      self->inner = cvk_inspector_inner_new (self->session, self->client, self->node);
      gtk_box_append (self->box, self->inner);
    }
  else if (!runs && self->inner != NULL)
    {
      gtk_box_remove (self->box, self->inner);
      self->inner = NULL;
    }
}

/* Where the node can be called, below its settings. */
static void
show_webhook (CvkInspectorSetup *self, const CvkNodeType *type)
{
  gboolean is_webhook = type != NULL && g_str_equal (type->id, "trigger.webhook");

  if (is_webhook && self->webhook == NULL && self->client != NULL)
    {
      self->webhook = cvk_webhook_list_new (self->session, self->client, self->node);
      gtk_box_append (self->box, self->webhook);
    }
  else if (!is_webhook && self->webhook != NULL)
    {
      gtk_box_remove (self->box, self->webhook);
      self->webhook = NULL;
    }
}

static void
remember_shown (CvkInspectorSetup *self, CvkNode *node)
{
  g_free (self->shown_type);
  g_free (self->shown_slot);
  self->shown_type = g_strdup (node->type);
  self->shown_slot = g_strdup (node->slot);
}

static void
update (CvkInspectorSetup *self)
{
  CvkNode *node = get_node (self);
  const CvkNodeType *type = get_type (self);
  gboolean has_service = type != NULL && type->connector != NULL;

  if (node == NULL)
    return;
  remember_shown (self, node);
  self->is_updating = TRUE;
  set_connector (self, has_service ? type->connector : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->service), has_service);
  /* With something beside it that is not seen, a group keeps the room for a title. */
  adw_preferences_group_set_header_suffix (self->service,
                                           cvk_bulk_page_can_fill (type) ? self->fill_rows : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->choices), FALSE);
  gtk_widget_set_visible (self->unknown, type == NULL);
  if (has_service)
    {
      /* What begins a pipeline by itself is no action to be exchanged for another. */
      gtk_widget_set_visible (GTK_WIDGET (self->action), !type->is_trigger);
      if (!type->is_trigger)
        show_action (self, type);
      show_slot (self, node);
      show_binding (self);
    }
  show_inner (self, node);
  show_form (self, type);
  show_webhook (self, type);
  self->is_updating = FALSE;
}

/* Typing into the form changes the node too, which is the form's business. */
static void
document_changed_cb (CvkInspectorSetup *self, CvkDocumentParts parts)
{
  CvkNode *node = get_node (self);

  if (node != NULL &&
      ((parts & CVK_DOCUMENT_PART_SLOTS) != 0 || g_strcmp0 (node->type, self->shown_type) != 0 ||
       g_strcmp0 (node->slot, self->shown_slot) != 0))
    update (self);
}

const char *
cvk_inspector_setup_get_node (CvkInspectorSetup *self)
{
  g_return_val_if_fail (CVK_IS_INSPECTOR_SETUP (self), NULL);

  return self->node;
}

gboolean
cvk_inspector_setup_focus_field (CvkInspectorSetup *self, const char *path)
{
  g_return_val_if_fail (CVK_IS_INSPECTOR_SETUP (self), FALSE);

  return self->form != NULL && cvk_form_focus_field (CVK_FORM (self->form), path);
}

gboolean
cvk_inspector_setup_dismantle (CvkInspectorSetup *self)
{
  g_return_val_if_fail (CVK_IS_INSPECTOR_SETUP (self), FALSE);

  /* Without a node, nothing that changes concerns it. */
  g_clear_pointer (&self->node, g_free);
  return self->form != NULL && cvk_form_dismantle (CVK_FORM (self->form));
}

/* --- The object --- */

static void
cvk_inspector_setup_dispose (GObject *object)
{
  CvkInspectorSetup *self = CVK_INSPECTOR_SETUP (object);

  self->picker = NULL;
  self->form = NULL;
  self->inner = NULL;
  self->webhook = NULL;
  g_clear_object (&self->client);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_INSPECTOR_SETUP);
  G_OBJECT_CLASS (cvk_inspector_setup_parent_class)->dispose (object);
}

static void
cvk_inspector_setup_finalize (GObject *object)
{
  CvkInspectorSetup *self = CVK_INSPECTOR_SETUP (object);

  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_pointer (&self->choice_rows, g_ptr_array_unref);
  g_free (self->connector);
  g_free (self->shown_type);
  g_free (self->shown_slot);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_inspector_setup_parent_class)->finalize (object);
}

static void
cvk_inspector_setup_class_init (CvkInspectorSetupClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_inspector_setup_dispose;
  object_class->finalize = cvk_inspector_setup_finalize;
  g_type_ensure (CVK_TYPE_PROBLEMS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-inspector-setup.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, box);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, problems);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, service);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, fill_rows);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, action);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, slot);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, choices);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorSetup, unknown);
  gtk_widget_class_bind_template_callback (widget_class, action_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, slot_selected_cb);
}

static void
cvk_inspector_setup_init (CvkInspectorSetup *self)
{
  self->is_updating = TRUE;
  self->actions = g_ptr_array_new ();
  self->choice_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_inspector_setup_new (CvkSession *session, CvkEngineClient *client, const char *node)
{
  CvkInspectorSetup *self = g_object_new (CVK_TYPE_INSPECTOR_SETUP, NULL);

  self->session = g_object_ref (session);
  self->client = client != NULL ? g_object_ref (client) : NULL;
  self->node = g_strdup (node);
  /* The box and not what scrolls it: it is to be read. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), !cvk_session_is_read_only (session));
  cvk_problems_group_set (self->problems, session, node);
  g_signal_connect_object (cvk_session_get_document (session), "changed",
                           G_CALLBACK (document_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_bindings_get (session), "changed", G_CALLBACK (show_binding), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
