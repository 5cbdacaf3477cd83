// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library-row.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/runs/cvk-activation-words.h"
#include "desktop/runs/cvk-run-words.h"
#include "desktop/runs/cvk-upcoming-runs.h"

struct _CvkLibraryRow
{
  AdwActionRow parent_instance;

  /* Template children. */
  GtkWidget *run;
  GtkImage *run_icon;
  GtkLabel *run_text;
  GtkLabel *next;
  GtkMenuButton *more;
  GtkSwitch *active;
  GtkWidget *menu;

  CvkLibraryItem *item; /* owned */
  char *refusal;        /* nullable: why it does not run by itself */
  gboolean is_active;   /* as the host has it */
};

G_DEFINE_FINAL_TYPE (CvkLibraryRow, cvk_library_row, ADW_TYPE_ACTION_ROW)

enum
{
  SIGNAL_DEED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The last run --- */

typedef struct
{
  const char *state;
  const char *icon;
  const char *text;
  const char *style;
} RunWords;

static const RunWords run_words[] = {
  { "running", "media-playback-start-symbolic", N_ ("Runs, begun {when}"), "accent" },
  { "succeeded", "object-select-symbolic", N_ ("Succeeded {when}"), "success" },
  { "failed", "dialog-error-symbolic", N_ ("Failed {when}"), "error" },
  { "waiting", "dialog-question-symbolic", N_ ("Asks for you, begun {when}"), "warning" },
  { "sleeping", "alarm-symbolic", N_ ("Waits, begun {when}"), "dim-label" },
  { "cancelled", "process-stop-symbolic", N_ ("Stopped {when}"), "dim-label" },
  { "interrupted", "dialog-warning-symbolic", N_ ("Interrupted {when}"), "warning" },
};

static void
show_run (CvkLibraryRow *self)
{
  const char *state = cvk_library_item_get_run_state (self->item);
  const RunWords *words = NULL;
  g_autoptr (GString) text = NULL;
  g_autofree char *when = NULL;

  for (unsigned i = 0; state != NULL && i < G_N_ELEMENTS (run_words); i++)
    if (g_str_equal (run_words[i].state, state))
      words = &run_words[i];
  gtk_widget_set_visible (self->run, words != NULL);
  if (words == NULL)
    return;
  when = cvk_local_moment (cvk_library_item_get_run_time (self->item), g_get_real_time ());
  text = g_string_new (_ (words->text));
  g_string_replace (text, "{when}", when, 1);
  gtk_label_set_text (self->run_text, text->str);
  gtk_image_set_from_icon_name (self->run_icon, words->icon);
  gtk_widget_add_css_class (GTK_WIDGET (self->run_icon), words->style);
}

/* --- What it is about --- */

static char *
dup_subtitle (CvkLibraryItem *item)
{
  unsigned count = cvk_library_item_get_n_problems (item);
  const char *description = cvk_library_item_get_description (item);
  g_autoptr (GString) text = NULL;
  g_autofree char *number = NULL;

  if (cvk_library_item_get_error (item) != NULL)
    return g_strdup (cvk_library_item_get_error (item));
  if (count == 1)
    return g_strdup (cvk_library_item_get_problem (item));
  if (count == 0)
    return g_strdup (description != NULL ? description : "");
  number = cvk_local_number (count);
  /* Translators: {problem} is a sentence about the first of them. */
  text =
    g_string_new (ngettext ("{count} problem. {problem}", "{count} problems. {problem}", count));
  g_string_replace (text, "{count}", number, 1);
  g_string_replace (text, "{problem}", cvk_library_item_get_problem (item), 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void show_refusal (CvkLibraryRow *self);

static void
show (CvkLibraryRow *self)
{
  g_autofree char *subtitle = dup_subtitle (self->item);
  gboolean is_readable = cvk_library_item_get_error (self->item) == NULL;

  /* Names and sentences on one line. */
  g_strdelimit (subtitle, "\n\r\t", ' ');
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 cvk_library_item_get_name (self->item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (self),
                                is_readable ? "cvk-pipeline-symbolic" : "dialog-warning-symbolic");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.open", is_readable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.rename", is_readable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.duplicate", is_readable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cvk_library_item_get_name (self->item),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  show_run (self);
  show_refusal (self);
}

/* --- Running by itself --- */

static char *
describe_activation (CvkActivationInfo *info)
{
  g_autofree char *zone = cvk_date_dup_own_zone ();

  if (cvk_activation_info_get_problem (info) != NULL)
    return cvk_run_words_problem (cvk_activation_info_get_problem (info));
  if (cvk_activation_info_is_file_changed (info))
    return g_strdup (_ ("Active, and changed since"));
  if (cvk_activation_info_get_next (info) != 0)
    return cvk_activation_words_next (cvk_activation_info_get_next (info), g_get_real_time (),
                                      zone);
  return g_strdup (_ ("Active"));
}

static void
show_refusal (CvkLibraryRow *self)
{
  if (self->refusal != NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), self->refusal);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
      gtk_widget_add_css_class (GTK_WIDGET (self), "has-problems");
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self), "has-problems");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);
}

/* The popover is made for those rows that need it, and kept. */
static void
show_more (CvkLibraryRow *self, CvkActivationInfo *info, CvkEngineClient *client)
{
  gboolean has_next = info != NULL && cvk_activation_info_get_next (info) != 0;
  GtkPopover *popover;

  gtk_widget_set_visible (GTK_WIDGET (self->more), has_next);
  if (!has_next)
    return;
  popover = gtk_menu_button_get_popover (self->more);
  if (popover == NULL)
    {
      popover = GTK_POPOVER (gtk_popover_new ());
      gtk_popover_set_child (popover, cvk_upcoming_runs_new (client));
      gtk_menu_button_set_popover (self->more, GTK_WIDGET (popover));
    }
  cvk_upcoming_runs_set_activation (CVK_UPCOMING_RUNS (gtk_popover_get_child (popover)),
                                    cvk_activation_info_get_id (info));
}

void
cvk_library_row_set_activation (CvkLibraryRow *self,
                                CvkActivationInfo *info,
                                CvkEngineClient *client)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CVK_IS_LIBRARY_ROW (self));

  text = info != NULL ? describe_activation (info) : NULL;
  self->is_active = info != NULL;
  gtk_label_set_text (self->next, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->next), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->active),
                          info != NULL || cvk_library_item_has_trigger (self->item));
  gtk_switch_set_active (self->active, self->is_active);
  gtk_switch_set_state (self->active, self->is_active);
  show_more (self, info, client);
}

void
cvk_library_row_set_refusal (CvkLibraryRow *self, const char *text)
{
  g_return_if_fail (CVK_IS_LIBRARY_ROW (self));

  g_free (self->refusal);
  self->refusal = g_strdup (text);
  show (self);
  gtk_switch_set_active (self->active, self->is_active);
  gtk_switch_set_state (self->active, self->is_active);
}

/* The switch shows that it waits until the host has answered. */
static gboolean
active_cb (CvkLibraryRow *self, gboolean is_wanted)
{
  if (is_wanted != self->is_active)
    g_signal_emit (self, signals[SIGNAL_DEED], 0, is_wanted ? "activate" : "deactivate");
  return GDK_EVENT_STOP;
}

/* --- Object --- */

static void
deed_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DEED], 0, action + strlen ("row."));
}

static void
activate_cb (CvkLibraryRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "row.open", NULL);
}

static void
menu_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (CVK_LIBRARY_ROW (widget)->menu));
}

static void
pressed_cb (CvkLibraryRow *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu));
}

CvkLibraryItem *
cvk_library_row_get_item (CvkLibraryRow *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ROW (self), NULL);

  return self->item;
}

static void
cvk_library_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_LIBRARY_ROW);
  g_clear_pointer (&CVK_LIBRARY_ROW (object)->refusal, g_free);
  g_clear_object (&CVK_LIBRARY_ROW (object)->item);
  G_OBJECT_CLASS (cvk_library_row_parent_class)->dispose (object);
}

static void
cvk_library_row_class_init (CvkLibraryRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  static const char *const deeds[] = { "row.open", "row.rename", "row.duplicate", "row.delete" };

  G_OBJECT_CLASS (class)->dispose = cvk_library_row_dispose;
  signals[SIGNAL_DEED] = g_signal_new ("deed", CVK_TYPE_LIBRARY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-library-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, run);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, run_icon);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, run_text);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, next);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, more);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, active);
  gtk_widget_class_bind_template_child (widget_class, CvkLibraryRow, menu);
  for (unsigned i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_class_install_action (widget_class, deeds[i], NULL, deed_cb);
  gtk_widget_class_install_action (widget_class, "row.menu", NULL, menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "row.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "row.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "row.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "row.menu", NULL);
}

static void
cvk_library_row_init (CvkLibraryRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "activated", G_CALLBACK (activate_cb), NULL);
  g_signal_connect_object (self->active, "state-set", G_CALLBACK (active_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
cvk_library_row_new (CvkLibraryItem *item)
{
  CvkLibraryRow *self;

  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (item), NULL);

  self = g_object_new (CVK_TYPE_LIBRARY_ROW, NULL);
  self->item = g_object_ref (item);
  show (self);
  return GTK_WIDGET (self);
}
