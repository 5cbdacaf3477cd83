// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connect-form.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-text.h"
#include "desktop/connections/cvk-connect-rows.h"

struct _CvkConnectForm
{
  AdwBin parent_instance;

  GtkBox *box;
  AdwPreferencesGroup *group;
  AdwComboRow *way_row; /* nullable: there is one way only */
  GPtrArray *rows;      /* of fields, borrowed from the group */
  GtkWidget *secret;    /* nullable, likewise */
  char *problem;        /* nullable: what is wrong */

  const CvkConnector *connector;
  CvkValue *before; /* nullable */
  gboolean is_complete;
};

G_DEFINE_FINAL_TYPE (CvkConnectForm, cvk_connect_form, ADW_TYPE_BIN)

enum
{
  PROP_COMPLETE = 1,
  PROP_PROBLEM,
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

static gboolean
find_complete (CvkConnectForm *self)
{
  for (unsigned i = 0; i < self->rows->len; i++)
    if (cvk_connect_row_is_missing (g_ptr_array_index (self->rows, i)))
      return FALSE;
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

/* Shows it at the end. */
static void
show_row (CvkConnectForm *self, GtkWidget *row)
{
  adw_preferences_group_add (self->group, row);
  if (!GTK_IS_EDITABLE (row))
    return;
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
add_row (CvkConnectForm *self, GtkWidget *row)
{
  show_row (self, row);
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
add_address (CvkConnectForm *self)
{
  CvkValue *address = cvk_connector_get_address (self->connector);
  const char *help = cvk_value_lookup_string (address, "help", NULL);
  const char *standard = cvk_value_lookup_string (address, "default", NULL);
  GtkWidget *row;

  if (address == NULL)
    return;
  if (self->before != NULL)
    standard = cvk_value_lookup_string (self->before, "api_url", "");
  row = cvk_connect_row_new_text ("address",
                                  _ (cvk_value_lookup_string (address, "title", N_ ("Address"))),
                                  help != NULL ? _ (help) : NULL, standard, TRUE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (add_row (self, row)), GTK_INPUT_PURPOSE_URL);
}

static void
add_details (CvkConnectForm *self, const CvkValue *way)
{
  CvkValue *schema = cvk_connector_get_details_schema (self->connector, way);
  CvkValue *fields = cvk_value_get_member (schema, "properties");
  CvkValue *before = cvk_value_get_member (self->before, "details");

  for (size_t i = 0; fields != NULL && i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *field;

      cvk_value_get_member_at (fields, i, &name, &field);
      add_row (self,
               cvk_connect_row_new_detail (schema, name, cvk_value_get_member (before, name)));
    }
}

static void
add_user (CvkConnectForm *self, const CvkValue *way, CvkAuthKind kind)
{
  const CvkValue *user = cvk_value_get_member (way, "user");

  if (kind == CVK_AUTH_KIND_BASIC || kind == CVK_AUTH_KIND_PASSWORD)
    add_row (self, cvk_connect_row_new_text (
                     "user", _ (cvk_value_lookup_string (user, "title", N_ ("User name"))), NULL,
                     cvk_value_lookup_string (self->before, "user", NULL), TRUE));
  if (kind == CVK_AUTH_KIND_HEADER && cvk_value_get_member (way, "header") == NULL)
    add_row (self, cvk_connect_row_new_text (
                     "header", _ ("Name of the header"), NULL,
                     cvk_value_lookup_string (self->before, "header", "X-Api-Key"), TRUE));
}

/* --- Building --- */

static void
fill (CvkConnectForm *self)
{
  const CvkValue *way = get_way (self);
  CvkAuthKind kind = cvk_connector_get_way_kind (way);
  const char *help = cvk_value_lookup_string (way, "help", NULL);
  GtkWidget *steps;

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
  gtk_box_append (self->box, GTK_WIDGET (self->group));
  add_address (self);
  add_user (self, way, kind);
  add_details (self, way);
  if (cvk_auth_kind_has_given_secret (kind) || cvk_value_get_member (way, "secret") != NULL)
    {
      self->secret = cvk_connect_row_new_secret (way);
      show_row (self, self->secret);
    }
  if (self->before == NULL)
    add_row (self, cvk_connect_row_new_text ("name", _ ("Name of the connection (optional)"), NULL,
                                             NULL, FALSE));
  steps = cvk_connect_row_new_steps (way);
  if (steps != NULL)
    adw_preferences_group_add (self->group, steps);
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
      CvkValue *read = cvk_connect_row_read (row);

      if (read != NULL)
        cvk_object_builder_append (cvk_connect_row_is_detail (row) ? &details : &answers,
                                   cvk_connect_row_get_field (row), read);
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
  g_autofree char *message = problem != NULL ? cvk_local_problem (problem) : NULL;

  g_return_if_fail (CVK_IS_CONNECT_FORM (self));

  if (cvk_set_string (&self->problem, message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  for (unsigned i = 0; i <= self->rows->len; i++)
    {
      GtkWidget *row = i < self->rows->len ? g_ptr_array_index (self->rows, i) : self->secret;

      if (row == NULL)
        continue;
      if (field != NULL && g_str_equal (cvk_connect_row_get_field (row), field))
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
  else if (id == PROP_PROBLEM)
    g_value_set_string (value, CVK_CONNECT_FORM (object)->problem);
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
  g_clear_pointer (&self->problem, g_free);
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
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
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
