// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "form-fixture.h"

#include <string.h>

void
form_fixture_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static CvkDocument *
read_document (const char *type, const char *settings)
{
  g_autofree char *text = g_strdup_printf (
    "{\"convoke\":1,\"name\":\"Test\",\"slots\":{\"zoom\":{\"connector\":\"zoom\"}},\"nodes\":{%s"
    "\"node\":{\"type\":\"%s\",%s\"settings\":%s}},\"links\":[%s]}",
    settings != NULL ? "\"first\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"a.csv\"}}," : "",
    type, g_str_has_prefix (type, "zoom") ? "\"slot\":\"zoom\"," : "",
    settings != NULL ? settings : "{}", settings != NULL ? "\"first.out -> node.in\"" : "");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

FormFixture
form_fixture_open (const char *type, const char *settings)
{
  FormFixture self = { NULL };
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self.session = cvk_session_new (read_document (type, settings));
  self.form = cvk_form_new (self.session, "node");
  self.window = gtk_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self.form);
  gtk_window_set_child (GTK_WINDOW (self.window), scrolled);
  gtk_window_present (GTK_WINDOW (self.window));
  form_fixture_settle ();
  return self;
}

void
form_fixture_close (FormFixture *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->form), (gpointer *) &self->form);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  gtk_window_destroy (GTK_WINDOW (self->window));
  form_fixture_settle ();
  g_assert_null (self->form);
  g_object_unref (self->session);
  while (self->session != NULL)
    g_main_context_iteration (NULL, TRUE);
}

CvkNode *
form_fixture_get_node (FormFixture *self)
{
  return cvk_document_get_node (cvk_session_get_document (self->session), "node");
}

CvkField *
form_fixture_find_field (GtkWidget *widget, const char *path)
{
  if (CVK_IS_FIELD (widget) && g_str_equal (cvk_field_get_path (CVK_FIELD (widget)), path))
    return CVK_FIELD (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      CvkField *found = form_fixture_find_field (child, path);

      if (found != NULL)
        return found;
    }
  return NULL;
}
