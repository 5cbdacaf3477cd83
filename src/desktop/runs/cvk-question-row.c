// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-question-row.h"

#include <glib/gi18n-lib.h>

#include "desktop/cvk-adaptive-bin.h"
#include "desktop/cvk-help.h"

struct _CvkQuestionRow
{
  GtkListBoxRow parent_instance;

  /* Template children. */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *message;
  CvkAdaptiveBin *adaptive;
  GtkBox *buttons;

  CvkQuestionList *list;
  CvkQuestionEntry *entry;
};

G_DEFINE_FINAL_TYPE (CvkQuestionRow, cvk_question_row, GTK_TYPE_LIST_BOX_ROW)

/* --- Answering --- */

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  CvkQuestionRow *self = user_data;

  if (!g_str_equal (response, "cancel"))
    cvk_question_list_answer (self->list, self->entry, response);
}

static void
confirm (CvkQuestionRow *self, const char *choice, const char *label)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  /* Translators: what a button says, such as “Create again”. */
  g_autofree char *heading = g_strdup_printf (_ ("Answer “%s”?"), label);
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (root), heading,
    _ ("It may have been done already: then it is there twice. Look first, if you can."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), choice, label);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), choice,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
answer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkQuestionRow *self = CVK_QUESTION_ROW (widget);
  const CvkQuestion *question = cvk_question_entry_get_question (self->entry);
  const char *choice = g_variant_get_string (parameter, NULL);
  int index = cvk_question_find_choice (question, choice);
  g_autofree char *label = NULL;

  if (index < 0)
    return;
  label = cvk_question_dup_label (question, (unsigned) index);
  if (cvk_question_is_risky (question, (unsigned) index))
    confirm (self, choice, label);
  else
    cvk_question_list_answer (self->list, self->entry, choice);
}

/* --- What is shown --- */

static void
update (CvkQuestionRow *self)
{
  const char *message = cvk_question_entry_get_message (self->entry);

  gtk_widget_set_sensitive (GTK_WIDGET (self->buttons), !cvk_question_entry_is_busy (self->entry));
  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
  gtk_label_set_label (self->message, message != NULL ? message : "");
}

/* Side by side, or one below the other where three do not fit. */
static void
place_buttons (CvkQuestionRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons),
                                  cvk_adaptive_bin_is_narrow (self->adaptive)
                                    ? GTK_ORIENTATION_VERTICAL
                                    : GTK_ORIENTATION_HORIZONTAL);
}

static void
add_button (CvkQuestionRow *self, unsigned index)
{
  const CvkQuestion *question = cvk_question_entry_get_question (self->entry);
  const char *choice = cvk_question_get_choice (question, index);
  g_autofree char *label = cvk_question_dup_label (question, index);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "question.answer");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", choice);
  /* One asks for what the user most likely wants; the others stand beside it. */
  if (index == 0 && cvk_question_get_kind (question) == CVK_QUESTION_APPROVAL)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (self->buttons, button);
}

static void
show_entry (CvkQuestionRow *self, gboolean has_context)
{
  const CvkQuestion *question = cvk_question_entry_get_question (self->entry);
  g_autofree char *text = cvk_question_entry_dup_text (self->entry);
  g_autofree char *line = cvk_question_entry_describe (self->entry, has_context);

  gtk_image_set_from_icon_name (self->icon, cvk_question_is_for_person (question)
                                              ? "dialog-question-symbolic"
                                              : "alarm-symbolic");
  if (cvk_question_is_for_person (question))
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  gtk_label_set_label (self->title, text);
  gtk_label_set_label (self->subtitle, line);
  for (unsigned i = 0; i < cvk_question_get_n_choices (question); i++)
    add_button (self, i);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, line, -1);
}

/* --- The object --- */

static void
cvk_question_row_dispose (GObject *object)
{
  CvkQuestionRow *self = CVK_QUESTION_ROW (object);

  g_clear_object (&self->list);
  g_clear_object (&self->entry);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_QUESTION_ROW);
  G_OBJECT_CLASS (cvk_question_row_parent_class)->dispose (object);
}

static void
cvk_question_row_class_init (CvkQuestionRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_question_row_dispose;
  g_type_ensure (CVK_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-question-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkQuestionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CvkQuestionRow, title);
  gtk_widget_class_bind_template_child (widget_class, CvkQuestionRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, CvkQuestionRow, message);
  gtk_widget_class_bind_template_child (widget_class, CvkQuestionRow, adaptive);
  gtk_widget_class_bind_template_child (widget_class, CvkQuestionRow, buttons);
  gtk_widget_class_install_action (widget_class, "question.answer", "s", answer_cb);
}

static void
cvk_question_row_init (CvkQuestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "questions");
  g_signal_connect_object (self->adaptive, "notify::narrow", G_CALLBACK (place_buttons), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_question_row_new (CvkQuestionList *list, CvkQuestionEntry *entry, gboolean has_context)
{
  CvkQuestionRow *self = g_object_new (CVK_TYPE_QUESTION_ROW, NULL);

  self->list = g_object_ref (list);
  self->entry = g_object_ref (entry);
  show_entry (self, has_context);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
