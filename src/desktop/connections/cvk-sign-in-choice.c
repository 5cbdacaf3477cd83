// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-sign-in-choice.h"

#include <stdint.h>

#include "base/cvk-i18n.h"

/* The rows of "place". */
enum
{
  PLACE_SERVICE,
  PLACE_SANDBOX,
  PLACE_SERVER,
};

struct _CvkSignInChoice
{
  AdwBin parent_instance;

  AdwComboRow *place;
  AdwEntryRow *server;
  GtkWidget *device_row;
  GtkSwitch *device;
  GtkWidget *app_group;
  AdwExpanderRow *own_app;
  AdwEntryRow *client_id;
  AdwEntryRow *secret;
  AdwEntryRow *port;
  AdwExpanderRow *steps;

  gboolean has_client_id; /* this build has one for the service */
  gboolean has_device;
  gboolean is_complete;
};

G_DEFINE_FINAL_TYPE (CvkSignInChoice, cvk_sign_in_choice, ADW_TYPE_BIN)

enum
{
  PROP_COMPLETE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- What is chosen --- */

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_empty (AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (get_text (row)));

  return *text == '\0';
}

static gboolean
uses_own_app (CvkSignInChoice *self)
{
  return adw_combo_row_get_selected (self->place) != PLACE_SANDBOX &&
         (!self->has_client_id || adw_expander_row_get_enable_expansion (self->own_app));
}

/* 0: none was given; -1: it is no port. */
static int
get_port (CvkSignInChoice *self)
{
  uint64_t port = 0;

  if (is_empty (self->port))
    return 0;
  return g_ascii_string_to_unsigned (get_text (self->port), 10, 1, UINT16_MAX, &port, NULL)
           ? (int) port
           : -1;
}

static gboolean
find_complete (CvkSignInChoice *self)
{
  if (adw_combo_row_get_selected (self->place) == PLACE_SERVER && is_empty (self->server))
    return FALSE;
  return !uses_own_app (self) || (!is_empty (self->client_id) && get_port (self) >= 0);
}

static void
set_error_class (GtkWidget *row, gboolean is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

static void
update_cb (CvkSignInChoice *self)
{
  unsigned place = adw_combo_row_get_selected (self->place);
  gboolean is_complete;

  gtk_widget_set_visible (GTK_WIDGET (self->server), place == PLACE_SERVER);
  gtk_widget_set_visible (self->app_group, place != PLACE_SANDBOX);
  gtk_widget_set_visible (self->device_row, self->has_device);
  set_error_class (GTK_WIDGET (self->port), get_port (self) < 0);
  is_complete = find_complete (self);
  if (is_complete == self->is_complete)
    return;
  self->is_complete = is_complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

gboolean
cvk_sign_in_choice_is_complete (CvkSignInChoice *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_CHOICE (self), FALSE);

  return self->is_complete;
}

static void
insert_text (GVariantDict *dict, const char *name, AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (get_text (row)));

  if (*text != '\0')
    g_variant_dict_insert (dict, name, "s", text);
}

GVariant *
cvk_sign_in_choice_make_options (CvkSignInChoice *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  unsigned place;

  g_return_val_if_fail (CVK_IS_SIGN_IN_CHOICE (self), NULL);

  place = adw_combo_row_get_selected (self->place);
  if (place == PLACE_SANDBOX)
    g_variant_dict_insert (&dict, "sandbox", "b", TRUE);
  if (place == PLACE_SERVER)
    insert_text (&dict, "server", self->server);
  if (uses_own_app (self))
    {
      insert_text (&dict, "client_id", self->client_id);
      if (get_port (self) > 0)
        g_variant_dict_insert (&dict, "port", "q", (uint16_t) get_port (self));
    }
  if (self->has_device && gtk_switch_get_active (self->device))
    g_variant_dict_insert (&dict, "device", "b", TRUE);
  return g_variant_dict_end (&dict);
}

const char *
cvk_sign_in_choice_get_secret (CvkSignInChoice *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN_CHOICE (self), NULL);

  return uses_own_app (self) && !is_empty (self->secret) ? get_text (self->secret) : NULL;
}

void
cvk_sign_in_choice_forget_secret (CvkSignInChoice *self)
{
  g_return_if_fail (CVK_IS_SIGN_IN_CHOICE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
}

/* --- What is offered --- */

static void
add_step (CvkSignInChoice *self, const char *text, gboolean is_selectable)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), is_selectable);
  gtk_widget_add_css_class (label, "sign-in-step");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_expander_row_add_row (self->steps, row);
}

static void
add_steps (CvkSignInChoice *self, const CvkValue *description)
{
  CvkValue *sentences = cvk_value_get_member (description, "registration");
  CvkValue *scopes = cvk_value_get_member (description, "scopes");
  g_autoptr (GString) list = g_string_new (_ ("Scopes:"));

  for (size_t i = 0; sentences != NULL && i < cvk_value_get_length (sentences); i++)
    {
      g_autofree char *step = g_strdup_printf (
        "%zu. %s", i + 1, _ (cvk_value_get_string (cvk_value_get_element (sentences, i))));

      add_step (self, step, TRUE);
    }
  for (size_t i = 0; scopes != NULL && i < cvk_value_get_length (scopes); i++)
    g_string_append_printf (list, "\n%s", cvk_value_get_string (cvk_value_get_element (scopes, i)));
  add_step (self, list->str, TRUE);
}

static void
set_places (CvkSignInChoice *self, const char *title)
{
  const char *places[] = {
    [PLACE_SERVICE] = title,
    [PLACE_SANDBOX] = _ ("Sandbox on this computer"),
    [PLACE_SERVER] = _ ("Another server"),
    NULL,
  };
  g_autoptr (GtkStringList) model = gtk_string_list_new (places);

  adw_combo_row_set_model (self->place, G_LIST_MODEL (model));
  /* Without an app the service cannot be had at once, and the sandbox can. */
  adw_combo_row_set_selected (self->place, self->has_client_id ? PLACE_SERVICE : PLACE_SANDBOX);
}

void
cvk_sign_in_choice_set_connector (CvkSignInChoice *self, const CvkConnector *connector)
{
  g_autoptr (CvkValue) description = NULL;
  const char *title;
  g_autofree char *own_app = NULL;
  g_autofree char *missing = NULL;

  g_return_if_fail (CVK_IS_SIGN_IN_CHOICE (self));
  g_return_if_fail (connector != NULL);

  description = cvk_connector_describe (connector);
  title = cvk_connector_get_title (connector);
  self->has_client_id = cvk_value_lookup_boolean (description, "has_client_id", FALSE);
  self->has_device = cvk_value_lookup_boolean (description, "device", FALSE);
  /* Translators: the placeholder is a service, such as Zoom. */
  own_app = g_strdup_printf (_ ("Use your own %s app"), title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->own_app), own_app);
  if (!self->has_client_id)
    {
      /* Translators: the placeholder is a service, such as Zoom. */
      missing = g_strdup_printf (
        _ ("This build of Convoke has no %s app of its own, so it needs the client ID of yours"),
        title);
      adw_expander_row_set_subtitle (self->own_app, missing);
      adw_expander_row_set_show_enable_switch (self->own_app, FALSE);
      adw_expander_row_set_enable_expansion (self->own_app, TRUE);
      adw_expander_row_set_expanded (self->own_app, TRUE);
    }
  add_steps (self, description);
  set_places (self, title);
  update_cb (self);
}

/* --- The object --- */

static void
cvk_sign_in_choice_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, CVK_SIGN_IN_CHOICE (object)->is_complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_sign_in_choice_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_SIGN_IN_CHOICE);
  G_OBJECT_CLASS (cvk_sign_in_choice_parent_class)->dispose (object);
}

static void
cvk_sign_in_choice_class_init (CvkSignInChoiceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_sign_in_choice_get_property;
  object_class->dispose = cvk_sign_in_choice_dispose;
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-sign-in-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, place);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, server);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, device_row);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, device);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, app_group);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, own_app);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, client_id);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, secret);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, port);
  gtk_widget_class_bind_template_child (widget_class, CvkSignInChoice, steps);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
}

static void
cvk_sign_in_choice_init (CvkSignInChoice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
