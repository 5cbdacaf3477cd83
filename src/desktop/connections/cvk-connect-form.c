// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connect-form.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* What a row fills in; the keys of its data. */
#define FIELD "cvk-field"
#define SCHEMA "cvk-schema"

struct _CvkConnectForm
{
  AdwBin parent_instance;

  GtkBox *box;
  AdwPreferencesGroup *group;
  AdwComboRow *way_row; /* nullable: there is one way only */
  GPtrArray *rows;      /* of fields, borrowed from the group */
  GtkWidget *secret;    /* nullable, likewise */
  GtkLabel *problem;

  const CvkConnector *connector;
  CvkValue *before; /* nullable */
  gboolean is_complete;
};

G_DEFINE_FINAL_TYPE (CvkConnectForm, cvk_connect_form, ADW_TYPE_BIN)

enum
{
  PROP_COMPLETE = 1,
  N_PROPS
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

/* --- The way --- */

static const CvkValue *
get_way (CvkConnectForm *self)
{
  CvkValue *choices = cvk_value_get_member (cvk_connector_get_auth (self->connector), "choices");

  if (self->before != NULL)
    return cvk_connector_find_way (self->connector,
                                   cvk_value_lookup_string (self->before, "choice", NULL));
  if (self->way_row == NULL)
    return cvk_connector_find_way (self->connector, NULL);
  return cvk_value_get_element (choices, adw_combo_row_get_selected (self->way_row));
}

/* --- Rows --- */

static const char *
get_field (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), FIELD);
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_needed (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "cvk-needed") != NULL;
}

static gboolean
find_complete (CvkConnectForm *self)
{
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (GTK_IS_EDITABLE (row) && is_needed (row) &&
          *gtk_editable_get_text (GTK_EDITABLE (row)) == '\0')
        return FALSE;
    }
  return self->secret == NULL || cvk_connect_form_is_sign_in (self) ||
         *gtk_editable_get_text (GTK_EDITABLE (self->secret)) != '\0';
}

static void
changed_cb (CvkConnectForm *self)
{
  gboolean is_complete = find_complete (self);

  cvk_connect_form_set_problem (self, NULL);
  if (is_complete == self->is_complete)
    return;
  self->is_complete = is_complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
activated_cb (CvkConnectForm *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
add_row (CvkConnectForm *self, GtkWidget *row, const char *field, const char *title)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  g_object_set_data_full (G_OBJECT (row), FIELD, g_strdup (field), g_free);
  adw_preferences_group_add (self->group, row);
  if (GTK_IS_EDITABLE (row))
    {
      g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "entry-activated", G_CALLBACK (activated_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_ptr_array_add (self->rows, row);
}

/* @standard: (nullable) what stands there at first. */
static GtkWidget *
add_entry (CvkConnectForm *self,
           const char *field,
           const char *title,
           const char *help,
           const char *standard,
           gboolean needed)
{
  GtkWidget *row = adw_entry_row_new ();

  add_row (self, row, field, title);
  if (help != NULL)
    gtk_widget_set_tooltip_text (row, _ (help));
  if (standard != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), standard);
  if (needed)
    g_object_set_data (G_OBJECT (row), "cvk-needed", row);
  return row;
}

static const char *
find_text (const CvkValue *object, const char *member, const char *part, const char *standard)
{
  return cvk_value_lookup_string (cvk_value_get_member (object, member), part, standard);
}

/* --- Fields --- */

static void
add_address (CvkConnectForm *self)
{
  CvkValue *address = cvk_connector_get_address (self->connector);
  const char *standard = cvk_value_lookup_string (address, "default", NULL);
  GtkWidget *row;

  if (address == NULL)
    return;
  if (self->before != NULL)
    standard = cvk_value_lookup_string (self->before, "api_url", "");
  row = add_entry (self, "address", _ (cvk_value_lookup_string (address, "title", N_ ("Address"))),
                   cvk_value_lookup_string (address, "help", NULL), standard, TRUE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_URL);
}

static void
add_choice_row (CvkConnectForm *self, const char *name, CvkValue *schema)
{
  CvkValue *labels = cvk_value_get_member (schema, "x-labels");
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  for (size_t i = 0; labels != NULL && i < cvk_value_get_length (labels); i++)
    gtk_string_list_append (model, _ (cvk_value_get_string (cvk_value_get_element (labels, i))));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  g_object_set_data (G_OBJECT (row), SCHEMA, schema);
  add_row (self, row, name, _ (cvk_value_lookup_string (schema, "title", name)));
}

static gboolean
is_required (const CvkValue *schema, const char *name)
{
  CvkValue *required = cvk_value_get_member (schema, "required");

  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (required, i)), name))
      return TRUE;
  return FALSE;
}

static void
add_details (CvkConnectForm *self, const CvkValue *way)
{
  CvkValue *schema = cvk_connector_get_details_schema (self->connector, way);
  CvkValue *properties_of = cvk_value_get_member (schema, "properties");
  CvkValue *before = cvk_value_get_member (self->before, "details");

  for (size_t i = 0; properties_of != NULL && i < cvk_value_get_length (properties_of); i++)
    {
      const char *name;
      CvkValue *field;
      CvkValue *value;
      g_autofree char *text = NULL;
      GtkWidget *row;

      cvk_value_get_member_at (properties_of, i, &name, &field);
      if (cvk_value_get_member (field, "enum") != NULL)
        {
          add_choice_row (self, name, field);
          continue;
        }
      value = cvk_value_get_member (before, name);
      if (value != NULL)
        text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                           : cvk_value_to_json (value, CVK_JSON_COMPACT);
      row = add_entry (self, name, _ (cvk_value_lookup_string (field, "title", name)),
                       cvk_value_lookup_string (field, "description", NULL), text,
                       is_required (schema, name));
      g_object_set_data (G_OBJECT (row), SCHEMA, field);
    }
}

static void
add_secret (CvkConnectForm *self, const CvkValue *way)
{
  const char *help = find_text (way, "secret", "help", NULL);
  g_autofree char *title = NULL;

  title = g_markup_escape_text (_ (find_text (way, "secret", "title", N_ ("Secret"))), -1);
  self->secret = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret), title);
  if (help != NULL)
    gtk_widget_set_tooltip_text (self->secret, _ (help));
  g_object_set_data_full (G_OBJECT (self->secret), FIELD, g_strdup ("secret"), g_free);
  adw_preferences_group_add (self->group, self->secret);
  g_signal_connect_object (self->secret, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->secret, "entry-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Where to get it, step by step. */
static void
add_registration (CvkConnectForm *self, const CvkValue *way)
{
  CvkValue *steps = cvk_value_get_member (way, "registration");
  GtkWidget *expander;

  if (steps == NULL || cvk_value_get_length (steps) == 0)
    return;
  expander = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("Where to get it"));
  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    {
      GtkWidget *row = adw_preferences_row_new ();
      GtkWidget *label = gtk_label_new (NULL);
      g_autofree char *text = g_strdup_printf (
        "%zu. %s", i + 1, _ (cvk_value_get_string (cvk_value_get_element (steps, i))));

      gtk_label_set_text (GTK_LABEL (label), text);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "sign-in-step");
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
    }
  adw_preferences_group_add (self->group, expander);
}

/* --- Building --- */

static void
fill (CvkConnectForm *self)
{
  const CvkValue *way = get_way (self);
  CvkAuthKind kind = cvk_connector_get_way_kind (way);
  const char *help = cvk_value_lookup_string (way, "help", NULL);

  if (self->group != NULL)
    gtk_box_remove (self->box, GTK_WIDGET (self->group));
  g_ptr_array_set_size (self->rows, 0);
  self->secret = NULL;
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  if (help != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (_ (help), -1);

      adw_preferences_group_set_description (self->group, escaped);
    }
  gtk_box_insert_child_after (self->box, GTK_WIDGET (self->group),
                              gtk_widget_get_prev_sibling (GTK_WIDGET (self->problem)));
  add_address (self);
  if (kind == CVK_AUTH_KIND_BASIC || kind == CVK_AUTH_KIND_PASSWORD)
    add_entry (self, "user", _ (find_text (way, "user", "title", N_ ("User name"))), NULL,
               cvk_value_lookup_string (self->before, "user", NULL), TRUE);
  if (kind == CVK_AUTH_KIND_HEADER && cvk_value_get_member (way, "header") == NULL)
    add_entry (self, "header", _ ("Name of the header"), NULL,
               cvk_value_lookup_string (self->before, "header", "X-Api-Key"), TRUE);
  add_details (self, way);
  if (cvk_auth_kind_has_given_secret (kind) || cvk_value_get_member (way, "secret") != NULL)
    add_secret (self, way);
  if (self->before == NULL)
    add_entry (self, "name", _ ("Name of the connection (optional)"), NULL, NULL, FALSE);
  add_registration (self, way);
  changed_cb (self);
}

static void
add_way_row (CvkConnectForm *self)
{
  CvkValue *choices = cvk_value_get_member (cvk_connector_get_auth (self->connector), "choices");
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  GtkWidget *group;

  if (choices == NULL || self->before != NULL)
    return;
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    gtk_string_list_append (
      model, _ (cvk_value_lookup_string (cvk_value_get_element (choices, i), "title", "")));
  group = adw_preferences_group_new ();
  self->way_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->way_row), _ ("Connect with"));
  adw_combo_row_set_model (self->way_row, G_LIST_MODEL (model));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->way_row));
  gtk_box_prepend (self->box, group);
  g_signal_connect_object (self->way_row, "notify::selected", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
}

/* --- What was filled in --- */

static CvkValue *
read_row (GtkWidget *row)
{
  const CvkValue *schema = g_object_get_data (G_OBJECT (row), SCHEMA);
  g_autofree char *text = NULL;
  int64_t number;

  if (ADW_IS_COMBO_ROW (row))
    return cvk_value_ref (cvk_value_get_element (cvk_value_get_member (schema, "enum"),
                                                 adw_combo_row_get_selected (ADW_COMBO_ROW (row))));
  text = dup_text (row);
  if (*text == '\0')
    return NULL;
  if (g_strcmp0 (cvk_value_lookup_string (schema, "type", NULL), "integer") == 0 &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return cvk_value_new_integer (number);
  return cvk_value_new_string (text);
}

char *
cvk_connect_form_make_details (CvkConnectForm *self)
{
  const CvkValue *way;
  CvkValue *id;
  g_auto (CvkObjectBuilder) answers = { 0 };
  g_auto (CvkObjectBuilder) details = { 0 };
  g_autoptr (CvkValue) value = NULL;

  g_return_val_if_fail (CVK_IS_CONNECT_FORM (self), NULL);

  way = get_way (self);
  id = cvk_value_get_member (way, "id");
  cvk_object_builder_init (&answers);
  cvk_object_builder_init (&details);
  if (id != NULL)
    cvk_object_builder_append (&answers, "choice", cvk_value_ref (id));
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      CvkValue *read = read_row (row);

      if (read != NULL)
        cvk_object_builder_append (g_object_get_data (G_OBJECT (row), SCHEMA) != NULL ? &details
                                                                                      : &answers,
                                   get_field (row), read);
    }
  if (cvk_connector_get_details_schema (self->connector, way) != NULL)
    cvk_object_builder_append (&answers, "details", cvk_object_builder_end (&details));
  value = cvk_object_builder_end (&answers);
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

gboolean
cvk_connect_form_is_sign_in (CvkConnectForm *self)
{
  g_return_val_if_fail (CVK_IS_CONNECT_FORM (self), FALSE);

  return cvk_connector_get_way_kind (get_way (self)) == CVK_AUTH_KIND_OAUTH2;
}

const char *
cvk_connect_form_get_secret (CvkConnectForm *self)
{
  g_return_val_if_fail (CVK_IS_CONNECT_FORM (self), NULL);

  return self->secret != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->secret)) : NULL;
}

void
cvk_connect_form_forget_secret (CvkConnectForm *self)
{
  g_return_if_fail (CVK_IS_CONNECT_FORM (self));

  if (self->secret != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
}

gboolean
cvk_connect_form_is_complete (CvkConnectForm *self)
{
  g_return_val_if_fail (CVK_IS_CONNECT_FORM (self), FALSE);

  return self->is_complete;
}

void
cvk_connect_form_set_problem (CvkConnectForm *self, const CvkProblem *problem)
{
  const char *field = problem != NULL ? cvk_problem_get_field (problem) : NULL;
  g_autofree char *message = problem != NULL ? cvk_problem_dup_message (problem) : NULL;

  g_return_if_fail (CVK_IS_CONNECT_FORM (self));

  gtk_label_set_text (self->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
  for (unsigned i = 0; i <= self->rows->len; i++)
    {
      GtkWidget *row = i < self->rows->len ? g_ptr_array_index (self->rows, i) : self->secret;

      if (row == NULL)
        continue;
      if (field != NULL && g_str_equal (get_field (row), field))
        {
          gtk_widget_add_css_class (row, "error");
          gtk_widget_grab_focus (row);
        }
      else
        gtk_widget_remove_css_class (row, "error");
    }
}

void
cvk_connect_form_focus (CvkConnectForm *self)
{
  g_return_if_fail (CVK_IS_CONNECT_FORM (self));

  if (self->before != NULL && self->secret != NULL)
    gtk_widget_grab_focus (self->secret);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- The object --- */

static void
cvk_connect_form_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_COMPLETE)
    g_value_set_boolean (value, CVK_CONNECT_FORM (object)->is_complete);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_connect_form_dispose (GObject *object)
{
  CvkConnectForm *self = CVK_CONNECT_FORM (object);

  if (self->secret != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->secret, self);
      cvk_connect_form_forget_secret (self);
    }
  self->secret = NULL;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->before, cvk_value_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (cvk_connect_form_parent_class)->dispose (object);
}

static void
cvk_connect_form_class_init (CvkConnectFormClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_connect_form_get_property;
  object_class->dispose = cvk_connect_form_dispose;
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CVK_TYPE_CONNECT_FORM, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_connect_form_init (CvkConnectForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->rows = g_ptr_array_new ();
  self->box = GTK_BOX (box);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (self->box, GTK_WIDGET (self->problem));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
cvk_connect_form_new (const CvkConnector *connector, const CvkValue *before)
{
  CvkConnectForm *self = g_object_new (CVK_TYPE_CONNECT_FORM, NULL);

  self->connector = connector;
  self->before = before != NULL ? cvk_value_ref ((CvkValue *) before) : NULL;
  add_way_row (self);
  fill (self);
  return GTK_WIDGET (self);
}
