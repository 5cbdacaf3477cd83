// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-problem-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-local-text.h"
#include "base/cvk-text.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "model/cvk-fix.h"
#include "model/cvk-schema-private.h"

struct _CvkProblemRow
{
  GtkBox parent_instance;

  CvkSession *session; /* nullable */
  GPtrArray *offered;  /* CvkFix; nullable */

  /* Template children. */
  GtkImage *icon;
  GtkLabel *message;
  GtkLabel *place;
  GtkFlowBox *fixes;
};

G_DEFINE_FINAL_TYPE (CvkProblemRow, cvk_problem_row, GTK_TYPE_BOX)

/* --- Place --- */

/* The titles on the way to the field; names where the description has none. */
static char *
describe_field (const CvkNodeType *type, const char *field)
{
  g_auto (GStrv) names = g_strsplit (field, ".", -1);
  CvkValue *schema = type == NULL ? NULL : cvk_node_type_get_settings_schema (type);
  const char *title = field;

  for (char **name = names; *name != NULL && schema != NULL; name++)
    {
      gboolean is_index = g_ascii_isdigit (**name);

      schema =
        is_index ? cvk_value_get_member (schema, "items") : cvk_schema_get_member (schema, *name);
      if (!is_index)
        title = cvk_value_lookup_string (schema, "title", title);
    }
  return g_strdup (title == field ? field : _ (title));
}

/* Characters of a node's name: a label lays out all that it is given. */
#define MAX_NAME 200

/* "Create meeting · Start" */
static char *
describe_place (CvkSession *session, const CvkProblem *problem)
{
  const char *id = cvk_problem_get_node (problem);
  const char *field = cvk_problem_get_field (problem);
  const CvkNode *node =
    id == NULL ? NULL : cvk_document_get_node (cvk_session_get_document (session), id);
  const CvkNodeType *type;
  g_autofree char *label = NULL;
  g_autofree char *title = NULL;

  if (node == NULL)
    return g_strdup (_ ("The pipeline as a whole"));
  type = cvk_node_types_lookup (cvk_session_get_types (session), node->type);
  label = cvk_text_shorten (node->label != NULL ? node->label
                            : type != NULL      ? _ (type->title)
                                                : node->id,
                            MAX_NAME);
  if (field == NULL)
    return g_steal_pointer (&label);
  title = describe_field (type, field);
  /* Translators: the name of a node, and the title of one of its settings. */
  return g_strdup_printf (_ ("%s · %s"), label, title);
}

/* --- Fixes --- */

static void
fix_clicked_cb (CvkProblemRow *self, GtkButton *button)
{
  unsigned index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "cvk-fix"));
  CvkHistory *history = cvk_session_get_history (self->session);
  g_autoptr (GError) error = NULL;
  CvkCommand *command = cvk_fix_make_command (g_ptr_array_index (self->offered, index), &error);

  if (command == NULL)
    {
      gtk_label_set_label (self->message, error->message);
      return;
    }
  cvk_history_seal (history);
  cvk_history_push (history, command);
  cvk_history_seal (history);
}

static void
clear_fixes (CvkProblemRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fixes))) != NULL)
    gtk_flow_box_remove (self->fixes, child);
  g_clear_pointer (&self->offered, g_ptr_array_unref);
}

static void
add_fixes (CvkProblemRow *self, const CvkProblem *problem)
{
  g_autofree char *zone = cvk_date_dup_own_zone ();

  self->offered = cvk_fix_list (cvk_session_get_document (self->session),
                                cvk_session_get_types (self->session), problem, zone);
  for (unsigned i = 0; i < self->offered->len; i++)
    {
      GtkWidget *button =
        gtk_button_new_with_label (cvk_fix_get_title (g_ptr_array_index (self->offered, i)));

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_widget_add_css_class (button, "cvk-fix");
      g_object_set_data (G_OBJECT (button), "cvk-fix", GUINT_TO_POINTER (i));
      g_signal_connect_object (button, "clicked", G_CALLBACK (fix_clicked_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_flow_box_append (self->fixes, button);
      /* The button takes the focus, not the place around it. */
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->fixes), self->offered->len > 0);
}

void
cvk_problem_row_set (CvkProblemRow *self, CvkSession *session, CvkProblem *problem)
{
  g_autofree char *message = NULL;
  g_autofree char *place = NULL;
  gboolean is_warning;

  g_return_if_fail (CVK_IS_PROBLEM_ROW (self));

  clear_fixes (self);
  g_set_object (&self->session, session);
  if (session == NULL || problem == NULL)
    return;
  is_warning = cvk_problem_is_warning (problem);
  message = cvk_local_problem (problem);
  place = describe_place (session, problem);
  gtk_image_set_from_icon_name (self->icon,
                                is_warning ? "dialog-warning-symbolic" : "dialog-error-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), is_warning ? "error" : "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), is_warning ? "warning" : "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_warning ? _ ("Warning") : _ ("Error"), -1);
  gtk_label_set_label (self->message, message);
  gtk_label_set_label (self->place, place);
  if (!cvk_session_is_read_only (session))
    add_fixes (self, problem);
}

/* --- Object --- */

static void
cvk_problem_row_dispose (GObject *object)
{
  CvkProblemRow *self = CVK_PROBLEM_ROW (object);

  g_clear_pointer (&self->offered, g_ptr_array_unref);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_PROBLEM_ROW);
  G_OBJECT_CLASS (cvk_problem_row_parent_class)->dispose (object);
}

static void
cvk_problem_row_class_init (CvkProblemRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_problem_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-problem-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkProblemRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemRow, message);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemRow, place);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemRow, fixes);
}

static void
cvk_problem_row_init (CvkProblemRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_problem_row_new (void)
{
  return g_object_new (CVK_TYPE_PROBLEM_ROW, NULL);
}
