// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-panel-private.h"

#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "desktop/cvk-help-button.h"
#include "desktop/runs/cvk-row-edit-dialog.h"
#include "desktop/runs/cvk-run-mending.h"
#include "desktop/runs/cvk-run-words.h"

G_DEFINE_FINAL_TYPE (CvkRunPanel, cvk_run_panel, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  PROP_CLIENT,
  N_PROPS
};

enum
{
  SIGNAL_SHOW_NODE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

/* --- What is shown --- */

void
cvk_run_panel_show_node (CvkRunPanel *self, const char *node, const char *field)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_NODE], 0, node, field);
}

const char *
cvk_run_panel_get_place (CvkRunPanel *self)
{
  return self->inside != NULL ? self->inside : self->node;
}

gboolean
cvk_run_panel_has_steps (CvkRunPanel *self)
{
  return self->run != NULL && self->node != NULL && self->inside == NULL &&
         cvk_run_model_list_inside (self->run, self->node) != NULL;
}

/* (transfer none) (nullable) */
static GPtrArray *
list_ports (CvkRunPanel *self)
{
  return self->run != NULL && self->node != NULL
           ? cvk_run_model_list_ports (self->run, cvk_run_panel_get_place (self))
           : NULL;
}

static gboolean
has_port (CvkRunPanel *self, const char *port)
{
  GPtrArray *ports = list_ports (self);

  if (g_strcmp0 (port, CVK_RUN_PANEL_STEPS) == 0)
    return cvk_run_panel_has_steps (self);
  return ports != NULL && port != NULL &&
         g_ptr_array_find_with_equal_func (ports, port, g_str_equal, NULL);
}

static gboolean
is_held (CvkRunPanel *self)
{
  return self->run != NULL && self->node != NULL &&
         g_strcmp0 (cvk_run_model_get_held (self->run), self->node) == 0;
}

/* The port that is shown stays when the node has one of that name. */
static void
choose_port (CvkRunPanel *self)
{
  GPtrArray *ports = list_ports (self);
  const char *port = NULL;

  if (has_port (self, self->port) && !is_held (self) &&
      (!g_str_equal (self->port, "failed") ||
       cvk_run_model_get_count (self->run, cvk_run_panel_get_place (self), "failed") > 0))
    return;
  /* In front of a step that is held there is what it will get. */
  if (is_held (self) && has_port (self, "in"))
    port = "in";
  else if (has_port (self, "out"))
    port = "out";
  else if (ports != NULL && ports->len > 0)
    port = g_ptr_array_index (ports, 0);
  g_free (self->port);
  self->port = g_strdup (port);
}

/* Another run may not have been there. */
static void
check_place (CvkRunPanel *self)
{
  if (self->inside != NULL &&
      (self->run == NULL || cvk_run_model_get_step (self->run, self->inside) == NULL))
    g_clear_pointer (&self->inside, g_free);
}

static void
update (CvkRunPanel *self)
{
  check_place (self);
  choose_port (self);
  cvk_run_questions_set_run (
    self->questions, self->run != NULL ? cvk_run_model_get_id (self->run) : NULL, self->node);
  cvk_run_warnings_show (self->warnings, self->run, self->session,
                         self->node != NULL ? cvk_run_panel_get_place (self) : NULL);
  cvk_run_panel_update_bar (self);
  cvk_run_panel_show_rows (self);
}

/* Of a step that runs others, these say most of what happened. */
static void
begin_with_steps (CvkRunPanel *self)
{
  if (cvk_run_panel_has_steps (self))
    cvk_set_string (&self->port, CVK_RUN_PANEL_STEPS);
}

static void
forget_query (CvkRunPanel *self)
{
  g_clear_pointer (&self->sort, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
}

static void
run_changed_cb (CvkRunPanel *self)
{
  update (self);
  cvk_run_panel_refresh_rows (self);
}

static void
selection_cb (CvkRunPanel *self)
{
  const char *node = cvk_selection_get_single_node (cvk_session_get_selection (self->session));

  if (g_strcmp0 (node, self->node) == 0)
    return;
  g_free (self->node);
  self->node = g_strdup (node);
  g_clear_pointer (&self->inside, g_free);
  forget_query (self);
  begin_with_steps (self);
  update (self);
}

static void
run_cb (CvkRunPanel *self)
{
  GObject *run = self->session != NULL ? cvk_session_get_run (self->session) : NULL;
  CvkRunModel *model = CVK_IS_RUN_MODEL (run) ? CVK_RUN_MODEL (run) : NULL;

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, model);
  if (model != NULL)
    g_signal_connect_object (model, "changed", G_CALLBACK (run_changed_cb), self,
                             G_CONNECT_SWAPPED);
  cvk_run_overview_set_run (self->overview, self->session, model);
  cvk_run_overview_set_run (self->steps, self->session, model);
  update (self);
}

/* --- What is done --- */

void
cvk_run_panel_set_port (CvkRunPanel *self, const char *port)
{
  g_return_if_fail (CVK_IS_RUN_PANEL (self));

  if (g_strcmp0 (self->port, port) == 0)
    return;
  g_free (self->port);
  self->port = g_strdup (port);
  update (self);
}

const char *
cvk_run_panel_get_port (CvkRunPanel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_PANEL (self), NULL);

  return self->port;
}

static void
mend_cb (CvkRunPanel *self, CvkProblem *problem)
{
  if (!cvk_run_mending_do (GTK_WIDGET (self), self->session, self->client, problem))
    cvk_run_panel_show_node (self, cvk_problem_get_node (problem), cvk_problem_get_field (problem));
}

typedef struct
{
  CvkRunPanel *panel; /* owned */
  char *node;
  int64_t item;
} Edit;

static void
free_edit (gpointer data, GClosure *closure)
{
  Edit *edit = data;

  g_object_unref (edit->panel);
  g_free (edit->node);
  g_free (edit);
}

static void
edited_cb (CvkRowEditDialog *dialog, gpointer user_data)
{
  const Edit *edit = user_data;
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, edit->item + 1);
  g_autoptr (CvkValue) edits =
    cvk_value_new_object (row, cvk_row_edit_dialog_dup_changes (dialog), NULL);
  g_autofree char *json = cvk_value_to_json (edits, CVK_JSON_COMPACT);

  gtk_widget_activate_action (GTK_WIDGET (edit->panel), "run.retry-edited", "(ss)", edit->node,
                              json);
}

static void
edit_cb (CvkRunPanel *self, CvkRow *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  CvkProblem *problem = cvk_row_get_problem (row);
  g_autofree char *reason = cvk_run_words_problem (problem);
  CvkRowEditDialog *dialog = cvk_row_edit_dialog_new (
    GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cvk_row_get_item (row), reason);
  Edit *edit = g_new0 (Edit, 1);

  edit->panel = g_object_ref (self);
  edit->node = g_strdup (self->node);
  edit->item = cvk_problem_get_item (problem);
  g_signal_connect_data (dialog, "accepted", G_CALLBACK (edited_cb), edit, free_edit, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
chosen_cb (CvkRunPanel *self, const char *node)
{
  if (cvk_document_get_node (cvk_session_get_document (self->session), node) != NULL)
    cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
}

static void
step_chosen_cb (CvkRunPanel *self, const char *place)
{
  cvk_set_string (&self->inside, place);
  g_clear_pointer (&self->port, g_free);
  forget_query (self);
  update (self);
  gtk_widget_grab_focus (self->back);
}

static void
leave_step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkRunPanel *self = CVK_RUN_PANEL (widget);

  if (self->inside == NULL)
    return;
  g_clear_pointer (&self->inside, g_free);
  forget_query (self);
  begin_with_steps (self);
  update (self);
  gtk_widget_child_focus (GTK_WIDGET (self->steps), GTK_DIR_TAB_FORWARD);
}

static void
save_csv_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_run_panel_save_csv (CVK_RUN_PANEL (widget));
}

static void
filter_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkRunPanel *self = CVK_RUN_PANEL (widget);

  if (gtk_widget_get_visible (self->tools))
    gtk_search_bar_set_search_mode (self->filter_bar, TRUE);
}

/* The copy actions belong to the table; the menu stands beside it. */
static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (CVK_RUN_PANEL (widget)->table), name, NULL);
}

/* --- The object --- */

void
cvk_run_panel_set_session (CvkRunPanel *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_RUN_PANEL (self));

  if (self->session == session)
    return;
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (cvk_session_get_selection (self->session), self);
    }
  g_set_object (&self->session, session);
  g_clear_pointer (&self->node, g_free);
  g_clear_pointer (&self->inside, g_free);
  cvk_run_held_strip_set_session (CVK_RUN_HELD_STRIP (self->held_strip), session);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::run", G_CALLBACK (run_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (cvk_session_get_selection (session), "changed",
                               G_CALLBACK (selection_cb), self, G_CONNECT_SWAPPED);
      /* Comes once after edits, which may give the node another name. */
      g_signal_connect_object (session, "problems-changed", G_CALLBACK (cvk_run_panel_update_bar),
                               self, G_CONNECT_SWAPPED);
      self->node = g_strdup (cvk_selection_get_single_node (cvk_session_get_selection (session)));
    }
  run_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
cvk_run_panel_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkRunPanel *self = CVK_RUN_PANEL (object);

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
cvk_run_panel_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkRunPanel *self = CVK_RUN_PANEL (object);

  switch (id)
    {
    case PROP_SESSION:
      cvk_run_panel_set_session (self, g_value_get_object (value));
      break;
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_run_panel_constructed (GObject *object)
{
  CvkRunPanel *self = CVK_RUN_PANEL (object);

  G_OBJECT_CLASS (cvk_run_panel_parent_class)->constructed (object);
  self->warnings = CVK_RUN_WARNINGS (cvk_run_warnings_new ());
  gtk_widget_insert_after (GTK_WIDGET (self->warnings), GTK_WIDGET (self),
                           GTK_WIDGET (self->progress));
  self->questions = CVK_RUN_QUESTIONS (cvk_run_questions_new (self->client));
  gtk_widget_insert_after (GTK_WIDGET (self->questions), GTK_WIDGET (self),
                           GTK_WIDGET (self->progress));
  self->held_strip = g_object_new (CVK_TYPE_RUN_HELD_STRIP, NULL);
  gtk_widget_insert_after (self->held_strip, GTK_WIDGET (self), GTK_WIDGET (self->progress));
  cvk_run_panel_connect_rows (self);
  update (self);
}

static void
cvk_run_panel_dispose (GObject *object)
{
  CvkRunPanel *self = CVK_RUN_PANEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_data (self->rows, self);
  if (self->filter != NULL)
    g_signal_handlers_disconnect_by_data (self->filter, self);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (cvk_session_get_selection (self->session), self);
    }
  g_clear_object (&self->run);
  g_clear_object (&self->session);
  g_clear_pointer ((GtkWidget **) &self->warnings, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **) &self->questions, gtk_widget_unparent);
  g_clear_pointer (&self->held_strip, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_RUN_PANEL);
  G_OBJECT_CLASS (cvk_run_panel_parent_class)->dispose (object);
}

static void
cvk_run_panel_finalize (GObject *object)
{
  CvkRunPanel *self = CVK_RUN_PANEL (object);

  g_clear_object (&self->rows);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_free (self->node);
  g_free (self->port);
  g_free (self->inside);
  g_free (self->sort);
  G_OBJECT_CLASS (cvk_run_panel_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, CvkRunPanel, adaptive);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, bar);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, back);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, title);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, wide_ports);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, wide_retry);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, narrow_row);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, narrow_ports);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, narrow_retry);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, ports);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, line);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, tools);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, filter_button);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, views);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, retry);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, help);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, progress);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, answer_box);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, answer);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, filter_bar);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, filter);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, stack);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, message);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, overview);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, steps);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, table);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, tree);
  gtk_widget_class_bind_template_child (class, CvkRunPanel, raw);
}

static void
cvk_run_panel_class_init (CvkRunPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_run_panel_get_property;
  object_class->set_property = cvk_run_panel_set_property;
  object_class->constructed = cvk_run_panel_constructed;
  object_class->dispose = cvk_run_panel_dispose;
  object_class->finalize = cvk_run_panel_finalize;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, CVK_TYPE_ENGINE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_ADAPTIVE_BIN);
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  g_type_ensure (CVK_TYPE_RUN_OVERVIEW);
  g_type_ensure (CVK_TYPE_ROW_TABLE);
  g_type_ensure (CVK_TYPE_ROW_TREE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-run-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "panel.save-csv", NULL, save_csv_cb);
  gtk_widget_class_install_action (widget_class, "panel.filter", NULL, filter_cb);
  gtk_widget_class_install_action (widget_class, "panel.leave-step", NULL, leave_step_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "panel.leave-step",
                                       NULL);
  gtk_widget_class_install_action (widget_class, "rows.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "rows.copy-json", NULL, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "panel.filter",
                                       NULL);
  signals[SIGNAL_SHOW_NODE] =
    g_signal_new ("show-node", CVK_TYPE_RUN_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cvk_run_panel_init (CvkRunPanel *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->filter_bar, GTK_EDITABLE (self->filter));
  g_signal_connect_object (self->adaptive, "notify::narrow", G_CALLBACK (cvk_run_panel_place_ports),
                           self, G_CONNECT_SWAPPED);
  cvk_run_panel_place_ports (self);
  cvk_run_panel_prepare_answer (self);
  g_signal_connect_object (self->table, "edit", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "mend", G_CALLBACK (mend_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->overview, "chosen", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->steps, "chosen", G_CALLBACK (step_chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_run_panel_new (CvkEngineClient *client)
{
  return g_object_new (CVK_TYPE_RUN_PANEL, "client", client, NULL);
}
