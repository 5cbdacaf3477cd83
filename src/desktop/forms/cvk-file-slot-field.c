// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-file-slot-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/forms/cvk-file-preview.h"
#include "desktop/forms/cvk-pipeline-choice.h"
#include "model/cvk-sub-pipeline.h"

struct _CvkFileSlotField
{
  CvkField parent_instance;

  GCancellable *cancellable;     /* of the preview that is under way; nullable */
  GtkFileChooserNative *chooser; /* while it is open */

  GtkText *text; /* borrowed from the control */
};

G_DEFINE_FINAL_TYPE (CvkFileSlotField, cvk_file_slot_field, CVK_TYPE_FIELD)

/* --- The node --- */

static CvkSession *
get_session (CvkFileSlotField *self)
{
  return cvk_field_context_get_session (cvk_field_get_context (CVK_FIELD (self)));
}

static gboolean
is_written (CvkFileSlotField *self)
{
  const CvkNodeType *type =
    cvk_field_context_get_node_type (cvk_field_get_context (CVK_FIELD (self)));

  return type != NULL && type->effect == CVK_NODE_EFFECT_CHANGE &&
         !g_str_equal (
           cvk_value_lookup_string (cvk_field_get_schema (CVK_FIELD (self)), "x-access", ""),
           "read");
}

static gboolean
is_folder (CvkFileSlotField *self)
{
  return cvk_value_lookup_boolean (cvk_field_get_schema (CVK_FIELD (self)), "x-folder", FALSE);
}

static CvkFileKind
get_kind (CvkFileSlotField *self)
{
  const CvkNodeType *type =
    cvk_field_context_get_node_type (cvk_field_get_context (CVK_FIELD (self)));

  if (type == NULL || is_written (self))
    return CVK_FILE_KIND_OTHER;
  if (g_str_has_prefix (type->id, "csv."))
    return CVK_FILE_KIND_CSV;
  if (g_str_has_prefix (type->id, "spreadsheet."))
    return CVK_FILE_KIND_SPREADSHEET;
  return g_str_has_prefix (type->id, "json.") ? CVK_FILE_KIND_JSON : CVK_FILE_KIND_OTHER;
}

static const char *
get_setting (CvkFileSlotField *self, const char *name, const char *fallback)
{
  return cvk_value_lookup_string (
    cvk_field_context_get_settings (cvk_field_get_context (CVK_FIELD (self))), name, fallback);
}

/* Whether it is what the node runs. */
static gboolean
is_pipeline (CvkFileSlotField *self)
{
  const CvkNode *node = cvk_field_context_get_node (cvk_field_get_context (CVK_FIELD (self)));

  return node != NULL && cvk_sub_pipeline_runs (node) &&
         g_str_equal (cvk_field_get_path (CVK_FIELD (self)), "file");
}

/* Whether what is in it stays, where it is written. */
static gboolean
is_kept (CvkFileSlotField *self)
{
  const CvkNodeType *type =
    cvk_field_context_get_node_type (cvk_field_get_context (CVK_FIELD (self)));

  return g_str_equal (get_setting (self, "existing", ""), "add") ||
         (type != NULL && g_str_equal (type->id, "calendar.write"));
}

/* --- What is in it --- */

static void
preview_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkFilePreview) preview = cvk_file_preview_load_finish (result, NULL);
  CvkFileSlotField *self = user_data;
  g_autofree char *note = NULL;

  /* Cancelled: the field is gone, or about another file by now. */
  if (preview == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (is_folder (self))
    note = preview->exists ? NULL : g_strdup (_ ("There is no such folder yet."));
  else if (!preview->exists && is_written (self))
    note = g_strdup (_ ("It is made when the pipeline runs."));
  else if (preview->exists && is_written (self) && is_kept (self))
    note = g_strdup (_ ("It is there already, and keeps what is in it."));
  else if (preview->exists && is_written (self))
    note = g_strdup (_ ("It is there already, and replaced when the pipeline runs."));
  else
    note =
      preview->problem == NULL ? cvk_file_preview_describe (preview) : g_strdup (preview->problem);
  cvk_field_set_note (CVK_FIELD (self), note);
}

static void
forget_preview (CvkFileSlotField *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static const char *
describe_missing (CvkFileSlotField *self)
{
  return is_folder (self) ? _ ("Save the pipeline, or choose the folder.")
                          : _ ("Save the pipeline, or choose the file.");
}

static void
show_preview (CvkFileSlotField *self)
{
  CvkSession *session = get_session (self);
  const char *slot = gtk_editable_get_text (GTK_EDITABLE (self->text));
  g_autofree char *path =
    session == NULL || *slot == '\0' ? NULL : cvk_file_bindings_dup_path (session, slot);

  forget_preview (self);
  if (path == NULL)
    {
      cvk_field_set_note (CVK_FIELD (self),
                          session != NULL && *slot != '\0' ? describe_missing (self) : NULL);
      return;
    }
  self->cancellable = g_cancellable_new ();
  cvk_file_preview_load_async (
    path, get_kind (self), get_setting (self, "delimiter", "auto"),
    get_setting (self, "encoding", "auto"),
    cvk_value_lookup_boolean (
      cvk_field_context_get_settings (cvk_field_get_context (CVK_FIELD (self))), "header", TRUE),
    get_setting (self, "sheet", ""), self->cancellable, preview_cb, self);
}

/* --- Choosing --- */

static void
text_changed_cb (CvkFileSlotField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
  show_preview (self);
}

/* A path below the pipeline's folder; NULL for a file elsewhere. */
static char *
make_relative (CvkSession *session, GFile *file)
{
  GFile *pipeline = cvk_session_get_file (session);
  g_autoptr (GFile) folder = pipeline == NULL ? NULL : g_file_get_parent (pipeline);

  return folder == NULL ? NULL : g_file_get_relative_path (folder, file);
}

void
cvk_file_slot_field_take_file (CvkFileSlotField *self, GFile *file)
{
  CvkSession *session;
  g_autofree char *relative = NULL;
  g_autofree char *path = NULL;
  g_autofree char *slot = NULL;

  g_return_if_fail (CVK_IS_FILE_SLOT_FIELD (self));
  g_return_if_fail (G_IS_FILE (file));

  session = get_session (self);
  path = g_file_get_path (file);
  if (session == NULL || path == NULL)
    {
      cvk_field_set_error (CVK_FIELD (self), _ ("Choose a file on this computer."), FALSE);
      return;
    }
  relative = make_relative (session, file);
  slot = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  /* A slot of the pipeline keeps its name; what it means here is this computer's business. */
  if (cvk_document_get_file_slot (cvk_session_get_document (session), slot) == NULL)
    {
      g_free (slot);
      slot = relative != NULL ? g_strdup (relative) : g_file_get_basename (file);
    }
  cvk_file_bindings_choose (session, slot,
                            relative != NULL && g_str_equal (relative, slot) ? NULL : path);
  /* What it wants comes with it, in one step; the form shows it then. */
  if (is_pipeline (self))
    {
      cvk_pipeline_choice_make (
        session, cvk_field_context_get_node_id (cvk_field_get_context (CVK_FIELD (self))), slot,
        path);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->text), slot);
  show_preview (self);
}

static void
response_cb (CvkFileSlotField *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    cvk_file_slot_field_take_file (self, file);
}

static void
add_filter (GtkFileChooser *chooser, CvkFileKind kind)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  if (kind == CVK_FILE_KIND_OTHER)
    return;
  gtk_file_filter_set_name (filter, kind == CVK_FILE_KIND_JSON ? _ ("JSON") : _ ("Tables"));
  if (kind == CVK_FILE_KIND_SPREADSHEET)
    gtk_file_filter_add_suffix (filter, "xlsx");
  else
    gtk_file_filter_add_suffix (filter, kind == CVK_FILE_KIND_CSV ? "csv" : "json");
  if (kind == CVK_FILE_KIND_CSV)
    {
      gtk_file_filter_add_suffix (filter, "tsv");
      gtk_file_filter_add_suffix (filter, "txt");
    }
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, filter);
  gtk_file_chooser_add_filter (chooser, all);
}

static GtkFileChooserAction
get_action (CvkFileSlotField *self)
{
  if (is_folder (self))
    return GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER;
  return is_written (self) ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN;
}

static void
choose_cb (CvkFileSlotField *self)
{
  CvkSession *session = get_session (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GFile *pipeline = session == NULL ? NULL : cvk_session_get_file (session);
  g_autoptr (GFile) folder = pipeline == NULL ? NULL : g_file_get_parent (pipeline);

  if (self->chooser != NULL || session == NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (cvk_field_get_title (CVK_FIELD (self)),
                                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               get_action (self), _ ("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  add_filter (GTK_FILE_CHOOSER (self->chooser), get_kind (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
drop_cb (CvkFileSlotField *self, const GValue *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL)
    return FALSE;
  cvk_file_slot_field_take_file (self, file);
  return TRUE;
}

/* --- Field --- */

static void
cvk_file_slot_field_show (CvkField *field, const CvkValue *value)
{
  CvkFileSlotField *self = CVK_FILE_SLOT_FIELD (field);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->text));

  gtk_editable_set_text (GTK_EDITABLE (self->text), value != NULL && cvk_value_is_string (value)
                                                      ? cvk_value_get_string (value)
                                                      : "");
  gtk_editable_set_position (GTK_EDITABLE (self->text), position);
  show_preview (self);
}

static void
cvk_file_slot_field_build (CvkField *field)
{
  CvkFileSlotField *self = CVK_FILE_SLOT_FIELD (field);
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");
  const char *label = is_folder (self) ? _ ("Choose a Folder") : _ ("Choose a File");
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->text = cvk_field_new_text ();
  gtk_text_set_placeholder_text (self->text, is_folder (self)
                                               ? _ ("Choose a folder, or drag one here")
                                               : _ ("Choose a file, or drag one here"));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  cvk_field_add_suffix (field, button);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (cvk_field_get_context (field), "changed", G_CALLBACK (show_preview),
                           self, G_CONNECT_SWAPPED);
}

/* A value {{ expression }} has no file yet. */
static gboolean
cvk_file_slot_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_string (value);
}

static void
cvk_file_slot_field_dispose (GObject *object)
{
  CvkFileSlotField *self = CVK_FILE_SLOT_FIELD (object);

  forget_preview (self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (cvk_file_slot_field_parent_class)->dispose (object);
}

static void
cvk_file_slot_field_class_init (CvkFileSlotFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_file_slot_field_dispose;
  field_class->build = cvk_file_slot_field_build;
  field_class->show = cvk_file_slot_field_show;
  field_class->can_show = cvk_file_slot_field_can_show;
}

static void
cvk_file_slot_field_init (CvkFileSlotField *self)
{
}
