// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-variable-picker.h"

#include <string.h>

#include "desktop/cvk-help.h"
#include "desktop/forms/cvk-variables.h"

/* As much of a value as is of use in a list. */
#define MAX_SAMPLE_LENGTH 60

struct _CvkVariablePicker
{
  GtkPopover parent_instance;

  CvkFieldContext *context;
  CvkValue *wanted;     /* nullable */
  GPtrArray *variables; /* CvkVariable; nullable */

  GtkEditable *search;
  GtkListBox *list;
  GtkWidget *scroller;
  GtkWidget *nothing;
};

G_DEFINE_FINAL_TYPE (CvkVariablePicker, cvk_variable_picker, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_PICKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static const CvkVariable *
get_variable (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "cvk-variable");
}

/* --- Picking --- */

static void
pick (CvkVariablePicker *self, const char *text)
{
  g_autofree char *expression = g_strstrip (g_strdup (text));

  if (expression[0] == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, expression);
}

static void
row_activated_cb (CvkVariablePicker *self, GtkListBoxRow *row)
{
  pick (self, get_variable (row)->expression);
}

/* What is in no list can still be typed. */
static void
activate_cb (CvkVariablePicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    row_activated_cb (self, row);
  else
    pick (self, gtk_editable_get_text (self->search));
}

static void
stop_search_cb (CvkVariablePicker *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  const CvkVariable *variable = get_variable (user_data);
  g_autofree char *text = g_strdup_printf ("{{ %s }}", variable->expression);

  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

/* --- The list --- */

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, part) != NULL;
}

static gboolean
matches (CvkVariablePicker *self, const CvkVariable *variable)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  return contains (variable->title, wanted) || contains (variable->group, wanted) ||
         contains (variable->expression, wanted);
}

static GtkListBoxRow *
get_visible_row (CvkVariablePicker *self, int from, int step)
{
  GtkListBoxRow *row;

  for (int i = from; i >= 0 && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;
       i += step)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
select_row (CvkVariablePicker *self, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t place;

  gtk_list_box_select_row (self->list, row);
  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &place))
    return;
  gtk_adjustment_clamp_page (adjustment, place.origin.y, place.origin.y + place.size.height);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->search),
                                  GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
}

static void
search_changed_cb (CvkVariablePicker *self)
{
  const char *text = gtk_editable_get_text (self->search);
  gboolean has_rows;

  /* Whoever types the whole expression ends it as usual. */
  if (g_str_has_suffix (text, "}}"))
    {
      g_autofree char *expression = g_strndup (text, strlen (text) - 2);

      pick (self, expression);
      return;
    }
  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_invalidate_headers (self->list);
  has_rows = get_visible_row (self, 0, 1) != NULL;
  gtk_widget_set_visible (self->scroller, has_rows);
  gtk_widget_set_visible (self->nothing, !has_rows);
  select_row (self, get_visible_row (self, 0, 1));
}

static gboolean
key_pressed_cb (CvkVariablePicker *self, unsigned key)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int step = key == GDK_KEY_Down || key == GDK_KEY_KP_Down ? 1
             : key == GDK_KEY_Up || key == GDK_KEY_KP_Up   ? -1
                                                           : 0;

  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  if (row != NULL)
    row = get_visible_row (self, gtk_list_box_row_get_index (row) + step, step);
  if (row != NULL)
    select_row (self, row);
  return GDK_EVENT_STOP;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  return matches (user_data, get_variable (row));
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *header;

  if (before != NULL && g_str_equal (get_variable (row)->group, get_variable (before)->group))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  header = gtk_label_new (get_variable (row)->group);
  gtk_label_set_xalign (GTK_LABEL (header), 0);
  gtk_label_set_ellipsize (GTK_LABEL (header), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (header, "heading");
  gtk_list_box_row_set_header (row, header);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static char *
dup_sample (const CvkVariable *variable)
{
  g_autofree char *line = cvk_variables_dup_line (variable->sample);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (line, -1) <= MAX_SAMPLE_LENGTH)
    return g_steal_pointer (&line);
  start = g_utf8_substring (line, 0, MAX_SAMPLE_LENGTH);
  return g_strconcat (start, "…", NULL);
}

static GtkWidget *
make_row (CvkVariable *variable)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = make_label (variable->title, NULL);
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (box), title);
  if (variable->sample != NULL)
    {
      g_autofree char *text = dup_sample (variable);
      GtkWidget *sample = make_label (text, "dim-label");

      gtk_label_set_xalign (GTK_LABEL (sample), 1);
      gtk_widget_set_hexpand (sample, TRUE);
      gtk_box_append (GTK_BOX (box), sample);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, variable->expression);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  variable->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  variable->group, -1);
  g_object_set_data (G_OBJECT (row), "cvk-variable", variable);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (drag_prepare_cb), row, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (drag));
  return row;
}

static CvkValue *
get_sample_cb (const char *id, gpointer user_data)
{
  return cvk_field_context_dup_sample (user_data, id);
}

static void
fill (CvkVariablePicker *self)
{
  CvkUpstream *upstream = cvk_field_context_get_upstream (self->context);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  g_clear_pointer (&self->variables, g_ptr_array_unref);
  self->variables = upstream != NULL ? cvk_variables_list (upstream, get_sample_cb, self->context)
                                     : g_ptr_array_new ();
  for (unsigned i = 0; i < self->variables->len; i++)
    {
      CvkVariable *variable = g_ptr_array_index (self->variables, i);

      if (self->wanted == NULL || cvk_variable_fits (variable, self->wanted))
        gtk_list_box_append (self->list, make_row (variable));
    }
}

/* Values of the run have come. */
static void
context_changed_cb (CvkVariablePicker *self)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;
  GtkListBoxRow *row;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  fill (self);
  search_changed_cb (self);
  row = get_visible_row (self, index, 1);
  if (row != NULL)
    select_row (self, row);
}

void
cvk_variable_picker_open (CvkVariablePicker *self, const CvkValue *wanted)
{
  CvkValue *old;

  g_return_if_fail (CVK_IS_VARIABLE_PICKER (self));

  old = self->wanted;
  self->wanted = wanted != NULL ? cvk_value_ref (wanted) : NULL;
  g_clear_pointer (&old, cvk_value_unref);
  gtk_editable_set_text (self->search, "");
  fill (self);
  gtk_popover_popup (GTK_POPOVER (self));
  search_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- Object --- */

static void
cvk_variable_picker_dispose (GObject *object)
{
  CvkVariablePicker *self = CVK_VARIABLE_PICKER (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_VARIABLE_PICKER);
  G_OBJECT_CLASS (cvk_variable_picker_parent_class)->dispose (object);
}

static void
cvk_variable_picker_finalize (GObject *object)
{
  g_clear_pointer (&CVK_VARIABLE_PICKER (object)->variables, g_ptr_array_unref);
  g_clear_pointer (&CVK_VARIABLE_PICKER (object)->wanted, cvk_value_unref);
  G_OBJECT_CLASS (cvk_variable_picker_parent_class)->finalize (object);
}

static void
cvk_variable_picker_class_init (CvkVariablePickerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_variable_picker_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_variable_picker_finalize;
  signals[SIGNAL_PICKED] = g_signal_new ("picked", CVK_TYPE_VARIABLE_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-variable-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkVariablePicker, search);
  gtk_widget_class_bind_template_child (widget_class, CvkVariablePicker, list);
  gtk_widget_class_bind_template_child (widget_class, CvkVariablePicker, scroller);
  gtk_widget_class_bind_template_child (widget_class, CvkVariablePicker, nothing);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cvk_variable_picker_init (CvkVariablePicker *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "values");
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

GtkWidget *
cvk_variable_picker_new (CvkFieldContext *context)
{
  CvkVariablePicker *self = g_object_new (CVK_TYPE_VARIABLE_PICKER, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "changed", G_CALLBACK (context_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
