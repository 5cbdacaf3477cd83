// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-inspector-pipeline.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-description-row.h"
#include "desktop/editor/cvk-problems-group.h"

struct _CvkInspectorPipeline
{
  AdwBin parent_instance;

  AdwEntryRow *name;
  CvkDescriptionRow *description;
  AdwEntryRow *on_failure;
  AdwPreferencesGroup *slots;
  CvkProblemsGroup *problems;
  GtkWidget *fine;

  CvkSession *session; /* nullable */
  GSignalGroup *on_session;
  GSignalGroup *on_document;
  GPtrArray *slot_rows; /* GtkWidget, borrowed */
};

G_DEFINE_FINAL_TYPE (CvkInspectorPipeline, cvk_inspector_pipeline, ADW_TYPE_BIN)

enum
{
  SIGNAL_PLACE_ACTIVATED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (unsigned i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

/* --- Name and description --- */

static void
set_entry (AdwEntryRow *row, const char *text)
{
  if (text == NULL)
    text = "";
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row)), text))
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
name_applied_cb (CvkInspectorPipeline *self)
{
  g_autoptr (CvkCommand) command =
    cvk_command_new (cvk_session_get_document (self->session), _ ("Rename Pipeline"));

  cvk_command_set_name (command, gtk_editable_get_text (GTK_EDITABLE (self->name)));
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
}

static void
description_applied_cb (CvkInspectorPipeline *self)
{
  g_autoptr (CvkCommand) command =
    cvk_command_new (cvk_session_get_document (self->session), _ ("Describe Pipeline"));
  g_autofree char *text = cvk_description_row_dup_text (self->description);

  cvk_command_set_description (command, text);
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
}

/* Without a name, nothing runs. */
static void
on_failure_applied_cb (CvkInspectorPipeline *self)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  const char *file = gtk_editable_get_text (GTK_EDITABLE (self->on_failure));
  g_autoptr (CvkCommand) command = cvk_command_new (document, _ ("Choose What Runs on Failure"));
  g_auto (CvkObjectBuilder) settings = { 0 };
  g_autoptr (CvkValue) value = NULL;

  cvk_object_builder_init_from (&settings, cvk_document_get_settings (document));
  if (*file != '\0')
    cvk_object_builder_set (&settings, "on_failure", cvk_value_new_string (file));
  else
    cvk_object_builder_remove (&settings, "on_failure");
  value = cvk_object_builder_end (&settings);
  cvk_command_set_settings (command, value);
  cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
}

/* --- Slots --- */

static void
slot_applied_cb (AdwEntryRow *row, CvkInspectorPipeline *self)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  CvkConnectionSlot *slot =
    cvk_document_get_slot (document, g_object_get_data (G_OBJECT (row), "slot"));
  const char *label = gtk_editable_get_text (GTK_EDITABLE (row));
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GError) error = NULL;

  if (slot == NULL)
    return;
  command = cvk_command_new (document, _ ("Rename Account"));
  if (cvk_command_set_slot (command, slot->name, slot->connector, label, &error))
    cvk_history_push (cvk_session_get_history (self->session), g_steal_pointer (&command));
  else
    g_warning ("%s", error->message);
}

static void
add_slot (CvkInspectorPipeline *self, const CvkConnectionSlot *slot)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), slot->name);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), slot->label != NULL ? slot->label : slot->name);
  g_object_set_data_full (G_OBJECT (row), "slot", g_strdup (slot->name), g_free);
  g_signal_connect (row, "apply", G_CALLBACK (slot_applied_cb), self);
  adw_preferences_group_add (self->slots, row);
  g_ptr_array_add (self->slot_rows, row);
}

static void
show_slots (CvkInspectorPipeline *self)
{
  GPtrArray *slots = cvk_document_get_slots (cvk_session_get_document (self->session));

  clear_rows (self->slots, self->slot_rows);
  for (unsigned i = 0; i < slots->len; i++)
    add_slot (self, g_ptr_array_index (slots, i));
  gtk_widget_set_visible (GTK_WIDGET (self->slots), slots->len > 0);
}

/* --- Problems --- */

static void
problem_activated_cb (CvkInspectorPipeline *self, const char *node, const char *field)
{
  g_signal_emit (self, signals[SIGNAL_PLACE_ACTIVATED], 0, node, field);
}

static void
show_fine (CvkInspectorPipeline *self)
{
  CvkDocument *document = cvk_session_get_document (self->session);

  gtk_widget_set_visible (self->fine, cvk_document_get_nodes (document)->len > 0 &&
                                        cvk_session_get_problems (self->session)->len == 0);
}

/* --- The session --- */

static void
document_changed_cb (CvkInspectorPipeline *self, CvkDocumentParts parts)
{
  CvkDocument *document = cvk_session_get_document (self->session);

  if ((parts & CVK_DOCUMENT_PART_PIPELINE) != 0)
    {
      set_entry (self->name, cvk_document_get_name (document));
      cvk_description_row_set_text (self->description, cvk_document_get_description (document));
      set_entry (self->on_failure, cvk_value_lookup_string (cvk_document_get_settings (document),
                                                            "on_failure", NULL));
    }
  if ((parts & CVK_DOCUMENT_PART_SLOTS) != 0)
    show_slots (self);
  if ((parts & CVK_DOCUMENT_PART_NODES) != 0)
    show_fine (self);
}

static void
document_cb (CvkInspectorPipeline *self)
{
  g_signal_group_set_target (self->on_document, cvk_session_get_document (self->session));
  document_changed_cb (self, CVK_DOCUMENT_PART_PIPELINE | CVK_DOCUMENT_PART_SLOTS);
  show_fine (self);
}

void
cvk_inspector_pipeline_set_session (CvkInspectorPipeline *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_INSPECTOR_PIPELINE (self));

  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->on_session, session);
  cvk_problems_group_set (self->problems, session, NULL);
  if (session != NULL)
    document_cb (self);
  else
    g_signal_group_set_target (self->on_document, NULL);
}

/* --- The object --- */

static void
cvk_inspector_pipeline_dispose (GObject *object)
{
  CvkInspectorPipeline *self = CVK_INSPECTOR_PIPELINE (object);

  g_clear_object (&self->on_session);
  g_clear_object (&self->on_document);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_INSPECTOR_PIPELINE);
  G_OBJECT_CLASS (cvk_inspector_pipeline_parent_class)->dispose (object);
}

static void
cvk_inspector_pipeline_finalize (GObject *object)
{
  CvkInspectorPipeline *self = CVK_INSPECTOR_PIPELINE (object);

  g_clear_pointer (&self->slot_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (cvk_inspector_pipeline_parent_class)->finalize (object);
}

static void
cvk_inspector_pipeline_class_init (CvkInspectorPipelineClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_inspector_pipeline_dispose;
  object_class->finalize = cvk_inspector_pipeline_finalize;
  signals[SIGNAL_PLACE_ACTIVATED] =
    g_signal_new ("place-activated", CVK_TYPE_INSPECTOR_PIPELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (CVK_TYPE_DESCRIPTION_ROW);
  g_type_ensure (CVK_TYPE_PROBLEMS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-inspector-pipeline.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorPipeline, name);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorPipeline, description);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorPipeline, on_failure);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorPipeline, slots);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorPipeline, problems);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorPipeline, fine);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, description_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_failure_applied_cb);
}

static void
cvk_inspector_pipeline_init (CvkInspectorPipeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->slot_rows = g_ptr_array_new ();
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  self->on_document = g_signal_group_new (CVK_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->on_session, "notify::document", G_CALLBACK (document_cb),
                                  self);
  g_signal_group_connect_swapped (self->on_session, "problems-changed", G_CALLBACK (show_fine),
                                  self);
  g_signal_group_connect_swapped (self->on_document, "changed", G_CALLBACK (document_changed_cb),
                                  self);
}
