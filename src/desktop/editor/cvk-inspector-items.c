// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-inspector-items.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "desktop/editor/cvk-value-tree.h"
#include "desktop/runs/cvk-run-model.h"
#include "desktop/runs/cvk-whole-items.h"

/* As many as the engine gives at a time; more would make a file that nobody reads. */
#define MAX_PINNED 500

struct _CvkInspectorItems
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *empty;
  GtkDropDown *port;
  GtkWidget *previous;
  GtkLabel *position;
  GtkWidget *next;
  CvkValueTree *tree;
  GtkWidget *shortened_bar;
  GtkWidget *pin_bar;
  GtkLabel *pin_text;
  GtkButton *pin;

  CvkSession *session;
  CvkEngineClient *client; /* nullable */
  GSignalGroup *on_run;
  GCancellable *cancellable; /* of the item that is being read; nullable */
  char *node;
  GPtrArray *ports; /* char *: of which there are items */
  unsigned index;
  unsigned total;
  gboolean is_output;
  gboolean is_updating; /* the widgets follow the run, not the user */
};

G_DEFINE_FINAL_TYPE (CvkInspectorItems, cvk_inspector_items, ADW_TYPE_BIN)

/* --- Where there are items --- */

static CvkRunModel *
get_run (CvkInspectorItems *self)
{
  GObject *run = cvk_session_get_run (self->session);

  return run != NULL ? CVK_RUN_MODEL (run) : NULL;
}

static CvkNode *
get_node (CvkInspectorItems *self)
{
  return cvk_document_get_node (cvk_session_get_document (self->session), self->node);
}

/* (transfer full) (nullable) */
static GStrv
list_ports (CvkInspectorItems *self)
{
  CvkNode *node = get_node (self);
  const CvkNodeType *type =
    node != NULL ? cvk_node_types_lookup (cvk_session_get_types (self->session), node->type) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) outputs = NULL;

  if (type == NULL)
    return NULL;
  if (!self->is_output)
    return cvk_node_type_list_inputs (type, node->settings);
  outputs = cvk_node_type_list_outputs (type, node->settings);
  g_strv_builder_addv (builder, (const char **) outputs);
  g_strv_builder_add (builder, "failed");
  return g_strv_builder_end (builder);
}

static unsigned
count_items (CvkInspectorItems *self, const char *port)
{
  CvkRunModel *run = get_run (self);
  CvkNode *node = get_node (self);

  if (run != NULL)
    return cvk_run_model_get_count (run, self->node, port);
  return self->is_output && node != NULL && node->pinned != NULL && g_str_equal (port, "out")
           ? (unsigned) cvk_value_get_length (node->pinned)
           : 0;
}

static const char *
get_port (CvkInspectorItems *self)
{
  unsigned selected = gtk_drop_down_get_selected (self->port);

  return selected < self->ports->len ? g_ptr_array_index (self->ports, selected) : NULL;
}

/* --- The item --- */

static void
show_position (CvkInspectorItems *self)
{
  /* Translators: the number of an item, and how many there are. */
  g_autofree char *text = g_strdup_printf (_ ("%'u of %'u"), self->index + 1, self->total);

  gtk_label_set_text (self->position, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.previous", self->index > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.next", self->index + 1 < self->total);
}

static void
whole_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkInspectorItems) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) items = cvk_whole_items_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (items == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  cvk_value_tree_set_value (self->tree, cvk_value_get_element (items, 0));
  cvk_value_tree_open_texts (self->tree);
  gtk_widget_set_visible (self->shortened_bar, FALSE);
}

static void
show_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkInspectorItems *self = CVK_INSPECTOR_ITEMS (widget);
  CvkApiEngine *api = self->client != NULL ? cvk_engine_client_peek_api (self->client) : NULL;
  CvkRunModel *run = get_run (self);
  const char *port = get_port (self);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  unsigned number = self->index + 1;

  if (api == NULL || run == NULL || port == NULL)
    return;
  g_array_append_val (numbers, number);
  cvk_whole_items_load_async (api, CVK_WHOLE_ITEMS, cvk_run_model_get_id (run), self->node, port,
                              numbers, self->cancellable, whole_cb, g_object_ref (self));
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkInspectorItems) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *shortened = NULL;
  g_autoptr (CvkValue) items = NULL;
  g_autoptr (CvkValue) marks = NULL;

  if (!cvk_api_engine_call_get_items_finish (CVK_API_ENGINE (object), &json, NULL, &shortened,
                                             result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        cvk_value_tree_set_value (self->tree, NULL);
      return;
    }
  items = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  marks = cvk_value_from_json (shortened, -1, CVK_JSON_DATA, NULL);
  if (items != NULL && cvk_value_is_array (items))
    cvk_value_tree_set_value (self->tree, cvk_value_get_element (items, 0));
  gtk_widget_set_visible (self->shortened_bar, marks != NULL && cvk_value_get_length (marks) > 0);
}

static void
read_item (CvkInspectorItems *self)
{
  CvkApiEngine *api = self->client != NULL ? cvk_engine_client_peek_api (self->client) : NULL;
  CvkRunModel *run = get_run (self);
  CvkNode *node = get_node (self);
  const char *port = get_port (self);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_set_visible (self->shortened_bar, FALSE);
  if (port == NULL)
    return;
  self->total = count_items (self, port);
  self->index = MIN (self->index, self->total > 0 ? self->total - 1 : 0);
  show_position (self);
  if (run == NULL && node != NULL && node->pinned != NULL)
    cvk_value_tree_set_value (self->tree, cvk_value_get_element (node->pinned, self->index));
  if (run == NULL || api == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  cvk_api_engine_call_get_items (api, cvk_run_model_get_id (run), self->node, port, self->index, 1,
                                 "", "", self->cancellable, read_cb, g_object_ref (self));
}

/* --- Pinning --- */

/* What is pinned stands in the file, for everybody to see. */
static void
show_pin (CvkInspectorItems *self)
{
  const CvkNode *node = get_node (self);
  const char *port = get_port (self);
  gboolean is_pinned = node != NULL && node->pinned != NULL;
  gboolean can_pin = get_run (self) != NULL && self->client != NULL && g_strcmp0 (port, "out") == 0;

  gtk_widget_set_visible (self->pin_bar, self->is_output && node != NULL &&
                                           (is_pinned || can_pin) &&
                                           !cvk_session_is_read_only (self->session));
  if (is_pinned)
    gtk_label_set_text (self->pin_text,
                        _ ("Pinned items stand in for this step: it does not run."));
  else if (self->total > MAX_PINNED)
    gtk_label_set_text (self->pin_text, _ ("These are too many to be pinned."));
  else
    gtk_label_set_text (self->pin_text, _ ("Pinned, these stand in for the step when it runs."));
  gtk_button_set_label (self->pin, is_pinned ? _ ("Un_pin") : _ ("_Pin These Items"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->pin), is_pinned || self->total <= MAX_PINNED);
}

/* @items: (nullable): none any more. */
static void
set_pinned (CvkInspectorItems *self, const CvkValue *items)
{
  CvkHistory *history = cvk_session_get_history (self->session);
  g_autoptr (CvkCommand) command = cvk_command_new (
    cvk_session_get_document (self->session), items != NULL ? _ ("Pin Data") : _ ("Unpin Data"));

  if (get_node (self) == NULL || !cvk_command_set_node_pinned (command, self->node, items, NULL))
    return;
  cvk_history_seal (history);
  cvk_history_push (history, g_steal_pointer (&command));
  cvk_history_seal (history);
}

/* Half a value is never pinned. */
static void
pin_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkInspectorItems) self = user_data;
  g_autoptr (CvkValue) items = cvk_whole_items_load_finish (result, NULL);

  if (items != NULL && self->session != NULL)
    set_pinned (self, items);
}

static void
pin_clicked_cb (CvkInspectorItems *self)
{
  const CvkNode *node = get_node (self);
  CvkRunModel *run = get_run (self);
  CvkApiEngine *api = self->client != NULL ? cvk_engine_client_peek_api (self->client) : NULL;

  if (node != NULL && node->pinned != NULL)
    set_pinned (self, NULL);
  else if (node != NULL && run != NULL && api != NULL)
    cvk_whole_items_load_page_async (api, cvk_run_model_get_id (run), self->node, "out", MAX_PINNED,
                                     NULL, pin_cb, g_object_ref (self));
}

/* --- All of it --- */

static const char *
describe_port (const char *port)
{
  if (g_str_equal (port, "failed"))
    return _ ("Failed");
  if (g_str_equal (port, "in"))
    return _ ("In");
  return g_str_equal (port, "out") ? _ ("Out") : port;
}

static void
show_ports (CvkInspectorItems *self, const char *const *ports)
{
  g_autofree char *before = g_strdup (get_port (self));
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  unsigned selected = 0;

  g_ptr_array_set_size (self->ports, 0);
  for (size_t i = 0; ports[i] != NULL; i++)
    {
      unsigned count = count_items (self, ports[i]);
      g_autofree char *text = NULL;

      if (count == 0)
        continue;
      if (g_strcmp0 (before, ports[i]) == 0)
        selected = self->ports->len;
      /* Translators: a port, such as “Out”, and how many items are there. */
      text = g_strdup_printf (_ ("%s %'u"), describe_port (ports[i]), count);
      gtk_string_list_append (model, text);
      g_ptr_array_add (self->ports, g_strdup (ports[i]));
    }
  gtk_drop_down_set_model (self->port, G_LIST_MODEL (model));
  gtk_drop_down_set_selected (self->port, selected);
}

static void
show_empty (CvkInspectorItems *self, gboolean has_ports)
{
  gboolean has_run = get_run (self) != NULL;

  if (!has_ports)
    adw_status_page_set_description (
      self->empty, _ ("The pipeline begins at this node: nothing comes into it."));
  else if (!has_run)
    adw_status_page_set_description (
      self->empty, self->is_output ? _ ("Run the pipeline to see what comes out of this node.")
                                   : _ ("Run the pipeline to see what comes into this node."));
  else
    adw_status_page_set_description (
      self->empty, self->is_output ? _ ("Nothing came out of this node in the last run.")
                                   : _ ("Nothing came into this node in the last run."));
}

static void
update (CvkInspectorItems *self)
{
  g_auto (GStrv) ports = list_ports (self);
  gboolean has_ports = ports != NULL && *ports != NULL;

  self->is_updating = TRUE;
  if (has_ports)
    show_ports (self, (const char *const *) ports);
  self->is_updating = FALSE;
  if (!has_ports || self->ports->len == 0)
    show_empty (self, has_ports);
  gtk_stack_set_visible_child_name (self->stack,
                                    has_ports && self->ports->len > 0 ? "items" : "empty");
  read_item (self);
  show_pin (self);
}

static void
port_selected_cb (CvkInspectorItems *self)
{
  if (self->is_updating)
    return;
  self->index = 0;
  read_item (self);
  show_pin (self);
}

static void
go_previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkInspectorItems *self = CVK_INSPECTOR_ITEMS (widget);

  self->index--;
  read_item (self);
}

static void
go_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkInspectorItems *self = CVK_INSPECTOR_ITEMS (widget);

  self->index++;
  read_item (self);
}

static void
run_cb (CvkInspectorItems *self)
{
  g_signal_group_set_target (self->on_run, get_run (self));
  self->index = 0;
  update (self);
}

/* --- The object --- */

static void
cvk_inspector_items_dispose (GObject *object)
{
  CvkInspectorItems *self = CVK_INSPECTOR_ITEMS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->on_run);
  g_clear_object (&self->client);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_INSPECTOR_ITEMS);
  G_OBJECT_CLASS (cvk_inspector_items_parent_class)->dispose (object);
}

static void
cvk_inspector_items_finalize (GObject *object)
{
  CvkInspectorItems *self = CVK_INSPECTOR_ITEMS (object);

  g_clear_pointer (&self->ports, g_ptr_array_unref);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_inspector_items_parent_class)->finalize (object);
}

static void
cvk_inspector_items_class_init (CvkInspectorItemsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_inspector_items_dispose;
  object_class->finalize = cvk_inspector_items_finalize;
  g_type_ensure (CVK_TYPE_VALUE_TREE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-inspector-items.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, empty);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, port);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, previous);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, position);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, next);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, tree);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, shortened_bar);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, pin_bar);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, pin_text);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorItems, pin);
  gtk_widget_class_bind_template_callback (widget_class, pin_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_selected_cb);
  gtk_widget_class_install_action (widget_class, "items.previous", NULL, go_previous);
  gtk_widget_class_install_action (widget_class, "items.next", NULL, go_next);
  gtk_widget_class_install_action (widget_class, "items.show-all", NULL, show_all);
}

static void
cvk_inspector_items_init (CvkInspectorItems *self)
{
  self->is_updating = TRUE;
  self->ports = g_ptr_array_new_with_free_func (g_free);
  self->on_run = g_signal_group_new (CVK_TYPE_RUN_MODEL);
  g_signal_group_connect_swapped (self->on_run, "changed", G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_inspector_items_new (CvkSession *session,
                         CvkEngineClient *client,
                         const char *node,
                         gboolean is_output)
{
  CvkInspectorItems *self = g_object_new (CVK_TYPE_INSPECTOR_ITEMS, NULL);

  self->session = g_object_ref (session);
  self->client = client != NULL ? g_object_ref (client) : NULL;
  self->node = g_strdup (node);
  self->is_output = is_output;
  g_signal_connect_object (session, "notify::run", G_CALLBACK (run_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_session_get_document (session), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  run_cb (self);
  return GTK_WIDGET (self);
}
