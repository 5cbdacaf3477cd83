// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-people-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/forms/cvk-people-text.h"
#include "model/cvk-schema-private.h"

struct _CvkPeopleField
{
  CvkField parent_instance;

  GPtrArray *people; /* char * */

  /* Borrowed from the control. */
  GtkWidget *chips;
  GtkText *text;
};

G_DEFINE_FINAL_TYPE (CvkPeopleField, cvk_people_field, CVK_TYPE_FIELD)

/* --- Value --- */

static gboolean
is_text (CvkPeopleField *self)
{
  return cvk_schema_get_types (cvk_field_get_schema (CVK_FIELD (self))) == 1u << CVK_VALUE_STRING;
}

static gboolean
has_objects (CvkPeopleField *self)
{
  CvkValue *items = cvk_value_get_member (cvk_field_get_schema (CVK_FIELD (self)), "items");

  return cvk_value_get_member (items, "properties") != NULL;
}

static CvkValue *
make_value (CvkPeopleField *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  if (self->people->len == 0)
    return NULL;
  if (is_text (self))
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (unsigned i = 0; i < self->people->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? ";" : "",
                                (char *) g_ptr_array_index (self->people, i));
      return cvk_value_new_string (text->str);
    }
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->people->len; i++)
    {
      CvkValue *person = cvk_value_new_string (g_ptr_array_index (self->people, i));

      cvk_array_builder_append (
        &builder, has_objects (self) ? cvk_value_new_object ("email", person, NULL) : person);
    }
  return cvk_array_builder_end (&builder);
}

static const char *
get_person (const CvkValue *element)
{
  if (cvk_value_is_string (element))
    return cvk_value_get_string (element);
  return cvk_value_is_object (element) && cvk_value_get_length (element) == 1
           ? cvk_value_lookup_string (element, "email", NULL)
           : NULL;
}

static void
read_value (CvkPeopleField *self, const CvkValue *value)
{
  g_ptr_array_set_size (self->people, 0);
  if (value == NULL)
    return;
  if (cvk_value_is_string (value))
    {
      g_auto (GStrv) people = cvk_people_split (cvk_value_get_string (value));

      for (char **person = people; *person != NULL; person++)
        g_ptr_array_add (self->people, g_strdup (*person));
      return;
    }
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    g_ptr_array_add (self->people, g_strdup (get_person (cvk_value_get_element (value, i))));
}

static gboolean
cvk_people_field_can_show (CvkField *field, const CvkValue *value)
{
  if (cvk_value_is_string (value))
    return is_text (CVK_PEOPLE_FIELD (field));
  if (!cvk_value_is_array (value) || is_text (CVK_PEOPLE_FIELD (field)))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    if (get_person (cvk_value_get_element (value, i)) == NULL)
      return FALSE;
  return TRUE;
}

/* --- Chips --- */

static void show_chips (CvkPeopleField *self);

static void
take (CvkPeopleField *self)
{
  show_chips (self);
  cvk_field_take_value (CVK_FIELD (self), make_value (self));
}

static void
remove_cb (CvkPeopleField *self, GtkButton *button)
{
  const char *person = g_object_get_data (G_OBJECT (button), "cvk-person");
  unsigned index;

  if (!g_ptr_array_find_with_equal_func (self->people, person, g_str_equal, &index))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  g_ptr_array_remove_index (self->people, index);
  take (self);
}

/* Texts with semicolons take the ids of users too, and variables are known only when it runs. */
static gboolean
is_wrong (CvkPeopleField *self, const char *person)
{
  return strstr (person, "{{") == NULL && !cvk_people_is_address (person) &&
         !(is_text (self) && strpbrk (person, "@ ") == NULL);
}

static GtkWidget *
make_chip (CvkPeopleField *self, const char *person)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *label = gtk_label_new (person);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: an e-mail address. */
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), person);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (label, person);
  gtk_widget_add_css_class (chip, "cvk-chip");
  if (is_wrong (self, person))
    {
      gtk_widget_add_css_class (chip, "error");
      gtk_widget_set_tooltip_text (label, _ ("Not an e-mail address"));
    }
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "cvk-person", g_strdup (person), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  return chip;
}

static void
show_chips (CvkPeopleField *self)
{
  GtkWidget *child;
  const char *wrong = NULL;
  g_autofree char *error = NULL;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->chips), child);
  for (unsigned i = 0; i < self->people->len; i++)
    {
      const char *person = g_ptr_array_index (self->people, i);

      child = make_chip (self, person);
      gtk_flow_box_append (GTK_FLOW_BOX (self->chips), child);
      gtk_widget_set_focusable (gtk_widget_get_parent (child), FALSE);
      if (wrong == NULL && is_wrong (self, person))
        wrong = person;
    }
  gtk_widget_set_visible (self->chips, self->people->len > 0);
  if (wrong != NULL)
    /* Translators: what was entered in place of an e-mail address. */
    error = g_strdup_printf (_ ("“%s” is not an e-mail address."), wrong);
  cvk_field_set_error (CVK_FIELD (self), error, TRUE);
}

/* What the checks say comes first; without it, its own words stay. */
static void
cvk_people_field_show_problems (CvkField *field, GPtrArray *problems)
{
  if (problems->len == 0)
    show_chips (CVK_PEOPLE_FIELD (field));
  else
    CVK_FIELD_CLASS (cvk_people_field_parent_class)->show_problems (field, problems);
}

/* --- Typing --- */

static void
add_people (CvkPeopleField *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  g_auto (GStrv) people = cvk_people_split (text);

  if (people[0] == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->text), "");
  for (char **person = people; *person != NULL; person++)
    if (!g_ptr_array_find_with_equal_func (self->people, *person, g_str_equal, NULL))
      g_ptr_array_add (self->people, g_strdup (*person));
  take (self);
}

/* A separator ends an address, and so does pasting a list. */
static void
text_changed_cb (CvkPeopleField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  if (strpbrk (text, ",;\n") != NULL && strchr (text, '"') == NULL)
    add_people (self);
  else if (g_str_has_suffix (text, " ") && strchr (text, '@') != NULL && strchr (text, '<') == NULL)
    add_people (self);
}

static gboolean
key_pressed_cb (CvkPeopleField *self, unsigned keyval)
{
  if (keyval != GDK_KEY_BackSpace || gtk_text_get_text_length (self->text) > 0 ||
      self->people->len == 0)
    return GDK_EVENT_PROPAGATE;
  g_ptr_array_remove_index (self->people, self->people->len - 1);
  take (self);
  return GDK_EVENT_STOP;
}

/* --- Field --- */

static void
cvk_people_field_show (CvkField *field, const CvkValue *value)
{
  read_value (CVK_PEOPLE_FIELD (field), value);
  show_chips (CVK_PEOPLE_FIELD (field));
}

static void
cvk_people_field_build (CvkField *field)
{
  CvkPeopleField *self = CVK_PEOPLE_FIELD (field);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->chips = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->chips), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->chips), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->chips), 3);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->chips), 3);
  gtk_widget_set_visible (self->chips, FALSE);
  self->text = cvk_field_new_text ();
  gtk_text_set_input_purpose (self->text, GTK_INPUT_PURPOSE_EMAIL);
  gtk_text_set_placeholder_text (self->text, _ ("Add addresses"));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "activate", G_CALLBACK (add_people), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (add_people), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->text), focus);
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
  gtk_widget_add_css_class (box, "cvk-people");
  gtk_box_append (GTK_BOX (box), self->chips);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  cvk_field_set_control (field, box, CVK_FIELD_BELOW);
  cvk_field_label (field, GTK_WIDGET (self->text));
}

static void
cvk_people_field_finalize (GObject *object)
{
  g_ptr_array_unref (CVK_PEOPLE_FIELD (object)->people);
  G_OBJECT_CLASS (cvk_people_field_parent_class)->finalize (object);
}

static void
cvk_people_field_class_init (CvkPeopleFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_people_field_finalize;
  field_class->build = cvk_people_field_build;
  field_class->show = cvk_people_field_show;
  field_class->can_show = cvk_people_field_can_show;
  field_class->show_problems = cvk_people_field_show_problems;
}

static void
cvk_people_field_init (CvkPeopleField *self)
{
  self->people = g_ptr_array_new_with_free_func (g_free);
}
