// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-date-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-date-picker.h"
#include "desktop/forms/cvk-date-words.h"
#include "desktop/forms/cvk-date-zone-chooser.h"
#include "desktop/forms/cvk-time-truth.h"
#include "desktop/forms/cvk-time-zone-names.h"

/* A date that is typed without a time begins with working hours. */
#define USUAL_HOUR 9

/* "in 5 days" becomes wrong by itself. */
#define REFRESH_SECONDS 30

struct _CvkDateField
{
  CvkField parent_instance;

  char *own_zone;
  char *zone;          /* chosen here; NULL where a setting beside says it */
  gboolean is_day;     /* no time of day */
  gboolean is_start;   /* a meeting begins then */
  unsigned refresh_id; /* while it can be seen */
  unsigned filling;    /* the text comes from the value */
  int hour, minute;    /* of the last time that was there */
  const char *error;   /* nullable: what is wrong with the text itself */
  char *warning;       /* nullable: what is to be said about the time */
  gboolean has_problem;

  /* Borrowed from the control. */
  GtkText *text;
  CvkDatePicker *picker;
  GtkMenuButton *zone_button; /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkDateField, cvk_date_field, CVK_TYPE_FIELD)

/* --- Zones --- */

/* What another setting of the node says about the zone of its times. (transfer none) (nullable) */
static const char *
get_zone_beside (CvkDateField *self)
{
  CvkFieldContext *context = cvk_field_get_context (CVK_FIELD (self));
  CvkValue *beside = cvk_field_context_lookup (context, "timezone");

  if (beside == NULL)
    beside = cvk_field_context_lookup (context, "zone");
  return beside != NULL && cvk_value_is_string (beside) && *cvk_value_get_string (beside) != '\0'
           ? cvk_value_get_string (beside)
           : NULL;
}

/* The zone that the wall time is meant in; NULL when nothing says so, or an expression does. */
static const char *
get_zone (CvkDateField *self)
{
  const char *beside = get_zone_beside (self);

  if (beside == NULL)
    return self->zone;
  return cvk_time_zone_is_known (beside) ? beside : NULL;
}

static gboolean
has_open_zone (CvkDateField *self)
{
  const char *beside = get_zone_beside (self);

  return beside != NULL && strstr (beside, "{{") != NULL;
}

/* The clock on the wall there. */
static CvkDateTime *
get_wall_now (CvkDateField *self)
{
  const char *zone = get_zone (self);

  return cvk_date_time_from_instant (g_get_real_time (), zone != NULL ? zone : self->own_zone,
                                     NULL);
}

/* --- Errors --- */

/* What the checks say comes first, then what is wrong with the text, then what is to be said about
 * the time. */
static void
show_error (CvkDateField *self)
{
  if (self->has_problem)
    return;
  cvk_field_set_error (CVK_FIELD (self), self->error != NULL ? self->error : self->warning,
                       self->error == NULL);
}

static void
set_error (CvkDateField *self, const char *error)
{
  self->error = error;
  show_error (self);
}

static void
cvk_date_field_show_problems (CvkField *field, GPtrArray *problems)
{
  CvkDateField *self = CVK_DATE_FIELD (field);

  self->has_problem = problems->len > 0;
  CVK_FIELD_CLASS (cvk_date_field_parent_class)->show_problems (field, problems);
  show_error (self);
}

/* --- The line under it --- */

static void
show_truth (CvkDateField *self, const char *text)
{
  g_autoptr (CvkTimeTruth) truth = NULL;

  g_clear_pointer (&self->warning, g_free);
  if (!self->is_day && text != NULL && *text != '\0')
    {
      truth = cvk_time_truth_new (text, get_zone (self), self->own_zone, g_get_real_time (),
                                  self->is_start && !has_open_zone (self));
      self->warning = g_strdup (truth->warning);
    }
  cvk_field_set_note (CVK_FIELD (self), truth != NULL ? truth->line : NULL);
  show_error (self);
}

static void
refresh_truth (CvkDateField *self)
{
  CvkValue *value = cvk_field_get_value (CVK_FIELD (self));
  const char *text =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;
  gboolean is_open = text != NULL && strstr (text, "{{") != NULL;

  if (self->zone_button != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->zone_button),
                            !is_open && get_zone_beside (self) == NULL);
  /* A text with variables stands in another control, which has a line of its own. */
  if (is_open)
    {
      g_clear_pointer (&self->warning, g_free);
      set_error (self, NULL);
      return;
    }
  show_truth (self, text);
}

/* The first row of the last run tells more than none. */
static char *
cvk_date_field_describe_preview (CvkField *field, const char *preview)
{
  CvkDateField *self = CVK_DATE_FIELD (field);
  g_autoptr (CvkTimeTruth) truth = NULL;

  if (self->is_day)
    return NULL;
  truth = cvk_time_truth_new (preview, get_zone (self), self->own_zone, g_get_real_time (),
                              self->is_start && !has_open_zone (self));
  if (*truth->line == '\0')
    return NULL;
  if (truth->warning == NULL)
    /* Translators: what a start means. */
    return g_strdup_printf (_ ("In the last run: %s"), truth->line);
  /* Translators: what a start means, and a warning about it. */
  return g_strdup_printf (_ ("In the last run: %s. %s"), truth->line, truth->warning);
}

static gboolean
refresh_cb (gpointer user_data)
{
  refresh_truth (user_data);
  return G_SOURCE_CONTINUE;
}

/* What is no date was typed here, or stood in the file. */
static void
set_unreadable (CvkDateField *self)
{
  set_error (self, self->is_day ? _ ("Not a day. Write “3 March” or “tomorrow”.")
                                : _ ("Not a date. Write “3 March 14:00” or “tomorrow 9:30”."));
}

/* --- Text --- */

/* A wall time in the form that the setting asks for. */
static char *
format_value (CvkDateField *self, const CvkDateTime *wall)
{
  g_autoptr (CvkDateTime) placed = NULL;

  if (wall->has_offset || self->is_day || self->zone == NULL || get_zone_beside (self) != NULL)
    return cvk_date_time_to_string (wall);
  placed = cvk_date_time_resolve (wall, self->zone, NULL, NULL);
  return cvk_date_time_to_string (placed != NULL ? placed : wall);
}

/* A day without its time gets the one that was there last. */
static CvkDateTime *
complete_time (CvkDateField *self, CvkDateTime *day)
{
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:00", day->year, day->month,
                                           day->day, self->hour, self->minute);

  cvk_date_time_free (day);
  return cvk_date_time_parse (text, NULL);
}

/* What was typed, as the setting wants it; NULL for what is no date. */
static CvkDateTime *
read_text (CvkDateField *self)
{
  g_autoptr (CvkDateTime) now = get_wall_now (self);
  CvkDateTime *time = cvk_date_words_parse (gtk_editable_get_text (GTK_EDITABLE (self->text)), now);

  if (time == NULL)
    return NULL;
  if (self->is_day)
    time->has_time = time->has_offset = FALSE;
  else if (!time->has_time)
    time = complete_time (self, time);
  return time;
}

static void
keep_time (CvkDateField *self, const CvkDateTime *time)
{
  if (!time->has_time)
    return;
  self->hour = time->hour;
  self->minute = time->minute;
}

static void
take (CvkDateField *self, const CvkDateTime *time)
{
  g_autofree char *value = format_value (self, time);

  keep_time (self, time);
  set_error (self, NULL);
  cvk_field_take_value (CVK_FIELD (self), cvk_value_new_string (value));
  show_truth (self, value);
}

/* The value follows while one types; what is half typed leaves the last one that was a date. */
static void
text_changed_cb (CvkDateField *self)
{
  g_autoptr (CvkDateTime) time = NULL;

  if (self->filling > 0)
    return;
  if (gtk_text_get_text_length (self->text) == 0)
    {
      set_error (self, NULL);
      cvk_field_take_value (CVK_FIELD (self), NULL);
      show_truth (self, NULL);
      return;
    }
  time = read_text (self);
  if (time != NULL)
    take (self, time);
}

static void
fill_text (CvkDateField *self, const CvkValue *value)
{
  const char *text =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : "";
  g_autoptr (CvkDateTime) time = cvk_date_time_parse (text, NULL);
  g_autoptr (CvkDateTime) there = NULL;
  g_autofree char *shown = NULL;

  /* The offset counts, so an instant is shown as it is, and the line under it places it. */
  if (time != NULL && time->has_offset && time->zone == NULL)
    shown = g_strdup (text);
  else
    shown = time != NULL ? cvk_date_words_format (time) : g_strdup (text);
  self->filling++;
  gtk_editable_set_text (GTK_EDITABLE (self->text), shown);
  self->filling--;
  if (time == NULL)
    return;
  keep_time (self, time);
  cvk_date_picker_set (self->picker, time);
}

/* What was typed is written out when one is done with it. What is no date becomes the value as it
 * stands: a run that takes another start than the one to be seen would be worse than one that
 * refuses. */
static void
done_cb (CvkDateField *self)
{
  g_autoptr (CvkDateTime) time = read_text (self);

  if (time == NULL && gtk_text_get_text_length (self->text) > 0)
    {
      set_unreadable (self);
      cvk_field_take_value (
        CVK_FIELD (self), cvk_value_new_string (gtk_editable_get_text (GTK_EDITABLE (self->text))));
      show_truth (self, NULL);
      return;
    }
  fill_text (self, cvk_field_get_value (CVK_FIELD (self)));
}

/* --- Picking --- */

static void
picked_cb (CvkDateField *self)
{
  g_autoptr (CvkDateTime) time = cvk_date_picker_get (self->picker);

  take (self, time);
  self->filling++;
  g_autofree char *shown = cvk_date_words_format (time);
  gtk_editable_set_text (GTK_EDITABLE (self->text), shown);
  self->filling--;
}

/* Without a date of its own, the calendar opens on today and a full hour. */
static void
picker_map_cb (CvkDateField *self)
{
  g_autoptr (CvkDateTime) time = read_text (self);

  if (time == NULL)
    {
      time = get_wall_now (self);
      time->hour = MIN (time->hour + 1, 23);
      time->minute = 0;
    }
  cvk_date_picker_set (self->picker, time);
}

static void
show_zone (CvkDateField *self)
{
  g_autofree char *city = NULL;
  g_autofree char *name = NULL;

  if (self->zone_button == NULL)
    return;
  city = cvk_time_zone_dup_city (self->zone);
  gtk_menu_button_set_label (self->zone_button, city);
  /* Translators: the name of a place. */
  name = g_strdup_printf (_ ("Time zone: %s"), city);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zone_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

/* The same wall time in another place. */
static void
zone_chosen_cb (CvkDateField *self, const char *zone)
{
  g_autoptr (CvkDateTime) time = read_text (self);

  g_free (self->zone);
  self->zone = g_strdup (zone);
  show_zone (self);
  if (time == NULL)
    return;
  time->has_offset = FALSE;
  g_clear_pointer (&time->zone, g_free);
  take (self, time);
}

/* --- Field --- */

static void
cvk_date_field_show (CvkField *field, const CvkValue *value)
{
  CvkDateField *self = CVK_DATE_FIELD (field);
  g_autoptr (CvkDateTime) time = value != NULL && cvk_value_is_string (value)
                                   ? cvk_date_time_parse (cvk_value_get_string (value), NULL)
                                   : NULL;

  if (self->zone_button != NULL && time != NULL && time->zone != NULL)
    {
      g_free (self->zone);
      self->zone = g_strdup (time->zone);
      show_zone (self);
    }
  fill_text (self, value);
  refresh_truth (self);
  if (value != NULL && time == NULL)
    set_unreadable (self);
  else
    set_error (self, NULL);
}

static void
add_picker (CvkDateField *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->picker = CVK_DATE_PICKER (cvk_date_picker_new (!self->is_day));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (self->picker));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Open a Calendar"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Open a Calendar"), -1);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "map", G_CALLBACK (picker_map_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_add_suffix (CVK_FIELD (self), button);
}

static void
add_zone (CvkDateField *self)
{
  GtkWidget *popover = cvk_date_zone_chooser_new ();

  self->zone = g_strdup (self->own_zone);
  self->zone_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_popover (self->zone_button, popover);
  gtk_menu_button_set_always_show_arrow (self->zone_button, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->zone_button), "flat");
  g_signal_connect_object (popover, "chosen", G_CALLBACK (zone_chosen_cb), self, G_CONNECT_SWAPPED);
  cvk_field_add_suffix (CVK_FIELD (self), GTK_WIDGET (self->zone_button));
  show_zone (self);
}

/* Whether a setting of the node says the zone of its times. */
static gboolean
has_zone_beside (CvkField *field)
{
  const CvkNodeType *type = cvk_field_context_get_node_type (cvk_field_get_context (field));
  CvkValue *properties =
    type == NULL ? NULL
                 : cvk_value_get_member (cvk_node_type_get_settings_schema (type), "properties");

  return cvk_value_get_member (properties, "timezone") != NULL &&
         strchr (cvk_field_get_path (field), '.') == NULL;
}

/* What counts while nothing is entered, else an example. */
static const char *
get_placeholder (CvkDateField *self)
{
  const char *placeholder =
    cvk_value_lookup_string (cvk_field_get_schema (CVK_FIELD (self)), "x-placeholder", NULL);

  if (placeholder != NULL)
    return _ (placeholder);
  return self->is_day ? _ ("tomorrow") : _ ("tomorrow 14:00");
}

static void
cvk_date_field_build (CvkField *field)
{
  CvkDateField *self = CVK_DATE_FIELD (field);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->is_day =
    g_str_equal (cvk_value_lookup_string (cvk_field_get_schema (field), "x-widget", ""), "date");
  self->is_start = g_str_equal (cvk_field_get_path (field), "start_time");
  self->text = cvk_field_new_text ();
  gtk_text_set_placeholder_text (self->text, get_placeholder (self));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "activate", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (done_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->text), focus);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  if (!self->is_day && !has_zone_beside (field))
    add_zone (self);
  add_picker (self);
  g_signal_connect_object (cvk_field_get_context (field), "changed", G_CALLBACK (refresh_truth),
                           self, G_CONNECT_SWAPPED);
}

static gboolean
cvk_date_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_string (value) && strstr (cvk_value_get_string (value), "{{") == NULL;
}

/* --- Object --- */

static void
cvk_date_field_map (GtkWidget *widget)
{
  CvkDateField *self = CVK_DATE_FIELD (widget);

  GTK_WIDGET_CLASS (cvk_date_field_parent_class)->map (widget);
  refresh_truth (self);
  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
}

static void
cvk_date_field_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&CVK_DATE_FIELD (widget)->refresh_id, g_source_remove);
  GTK_WIDGET_CLASS (cvk_date_field_parent_class)->unmap (widget);
}

static void
cvk_date_field_finalize (GObject *object)
{
  CvkDateField *self = CVK_DATE_FIELD (object);

  g_free (self->own_zone);
  g_free (self->zone);
  g_free (self->warning);
  G_OBJECT_CLASS (cvk_date_field_parent_class)->finalize (object);
}

static void
cvk_date_field_class_init (CvkDateFieldClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_date_field_finalize;
  widget_class->map = cvk_date_field_map;
  widget_class->unmap = cvk_date_field_unmap;
  field_class->build = cvk_date_field_build;
  field_class->show = cvk_date_field_show;
  field_class->can_show = cvk_date_field_can_show;
  field_class->show_problems = cvk_date_field_show_problems;
  field_class->describe_preview = cvk_date_field_describe_preview;
}

static void
cvk_date_field_init (CvkDateField *self)
{
  self->own_zone = cvk_date_dup_own_zone ();
  self->hour = USUAL_HOUR;
}
