// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "desktop/forms/cvk-field.h"
#include "desktop/forms/cvk-form.h"

/* A pipeline with one node, and its form in a window. */
typedef struct
{
  CvkSession *session;
  GtkWidget *window;
  GtkWidget *form;
} Fixture;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static Fixture
open_form (const char *type)
{
  Fixture self = { NULL };
  g_autoptr (CvkCommand) command = NULL;
  CvkDocument *document = cvk_document_new ();
  g_autoptr (GError) error = NULL;

  self.session = cvk_session_new (document);
  command = cvk_command_new (document, NULL);
  g_assert_nonnull (cvk_command_add_node (command, "node", type, 0, 0, &error));
  g_assert_no_error (error);
  cvk_history_push (cvk_session_get_history (self.session), g_steal_pointer (&command));
  self.form = cvk_form_new (self.session, "node");
  self.window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self.window), self.form);
  gtk_window_present (GTK_WINDOW (self.window));
  settle ();
  return self;
}

static void
close_form (Fixture *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->form), (gpointer *) &self->form);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  gtk_window_destroy (GTK_WINDOW (self->window));
  settle ();
  g_assert_null (self->form);
  g_object_unref (self->session);
  settle ();
  g_assert_null (self->session);
}

static CvkField *
find_field (GtkWidget *widget, const char *path)
{
  if (CVK_IS_FIELD (widget) && g_str_equal (cvk_field_get_path (CVK_FIELD (widget)), path))
    return CVK_FIELD (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      CvkField *found = find_field (child, path);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static CvkValue *
get_setting (Fixture *self, const char *name)
{
  return cvk_value_get_member (
    cvk_document_get_node (cvk_session_get_document (self->session), "node")->settings, name);
}

/* What is typed stands in the document at once; undoing shows the text that was there. */
static void
test_text (void)
{
  Fixture form = open_form ("output");
  CvkField *field = find_field (form.form, "name");

  g_assert_nonnull (field);
  cvk_field_take_value (field, cvk_value_new_string ("Links"));
  g_assert_cmpstr (cvk_value_get_string (get_setting (&form, "name")), ==, "Links");
  cvk_history_undo (cvk_session_get_history (form.session));
  g_assert_null (get_setting (&form, "name"));
  g_assert_null (cvk_field_get_value (field));
  close_form (&form);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/form/text", test_text);
  return g_test_run ();
}
