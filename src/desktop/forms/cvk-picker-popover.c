// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-picker-popover.h"

#include <string.h>

#include "base/cvk-i18n.h"

/* A longer list is narrowed down by a text. */
#define FEW_ENTRIES 8
#define LIST_HEIGHT 300
#define TEXT_WIDTH 30

typedef struct
{
  CvkFieldContext *context;
  GtkEditable *filter;       /* borrowed, nullable: of the list that is shown */
  GCancellable *cancellable; /* nullable: of the question under way */
} CvkPickerPopoverPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CvkPickerPopover, cvk_picker_popover, GTK_TYPE_POPOVER)

enum
{
  PROP_CONTEXT = 1,
  N_PROPS
};

enum
{
  SIGNAL_PICKED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

#define PRIVATE(self) ((CvkPickerPopoverPrivate *) cvk_picker_popover_get_instance_private (self))
#define CLASS(self) CVK_PICKER_POPOVER_GET_CLASS (self)

/* --- Entries --- */

static const char *
get_id (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "cvk-id");
}

static void
row_activated_cb (CvkPickerPopover *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, get_id (row));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *text_key = g_utf8_casefold (text, -1);
  g_autofree char *part_key = g_utf8_casefold (part, -1);

  return strstr (text_key, part_key) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  CvkPickerPopoverPrivate *priv = PRIVATE (user_data);
  const char *part = priv->filter != NULL ? gtk_editable_get_text (priv->filter) : "";
  GtkWidget *label = gtk_list_box_row_get_child (row);

  return contains (get_id (row), part) || contains (gtk_label_get_label (GTK_LABEL (label)), part);
}

static void
add_row (GtkWidget *list, const CvkValue *entry)
{
  const char *id = cvk_value_lookup_string (entry, "id", "");
  GtkWidget *label = gtk_label_new (cvk_value_lookup_string (entry, "title", id));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_box_append (GTK_LIST_BOX (list), label);
  g_object_set_data_full (G_OBJECT (gtk_widget_get_parent (label)), "cvk-id", g_strdup (id),
                          g_free);
}

static GtkWidget *
create_list (CvkPickerPopover *self, const CvkValue *entries)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (CLASS (self)->list), -1);
  for (size_t i = 0; i < cvk_value_get_length (entries); i++)
    add_row (list, cvk_value_get_element (entries, i));
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), filter_cb, self, NULL);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return list;
}

static void
add_filter (CvkPickerPopover *self, GtkWidget *box, GtkWidget *list)
{
  GtkWidget *filter = gtk_search_entry_new ();

  PRIVATE (self)->filter = GTK_EDITABLE (filter);
  gtk_accessible_update_property (GTK_ACCESSIBLE (filter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (CLASS (self)->filter), -1);
  g_signal_connect_object (filter, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter),
                           list, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), filter);
}

static void
show_entries (CvkPickerPopover *self, const CvkValue *entries)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = create_list (self, entries);

  if (cvk_value_get_length (entries) > FEW_ENTRIES)
    add_filter (self, box, list);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- Words --- */

void
cvk_picker_popover_show_text (CvkPickerPopover *self, const char *text)
{
  GtkWidget *label;

  g_return_if_fail (CVK_IS_PICKER_POPOVER (self));

  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_popover_set_child (GTK_POPOVER (self), label);
}

static void
show_waiting (CvkPickerPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ (CLASS (self)->waiting)));
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

/* --- Asking --- */

static void
stop_asking (CvkPickerPopover *self)
{
  CvkPickerPopoverPrivate *priv = PRIVATE (self);

  if (priv->cancellable != NULL)
    g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
}

void
cvk_picker_popover_take (CvkPickerPopover *self, const CvkValue *entries, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&PRIVATE (self)->cancellable);
  if (error != NULL)
    cvk_picker_popover_show_text (self, error->message);
  else if (entries != NULL && cvk_value_is_array (entries) && cvk_value_get_length (entries) > 0)
    show_entries (self, entries);
  else
    cvk_picker_popover_show_text (self, _ (CLASS (self)->nothing));
}

/* --- Object --- */

static void
cvk_picker_popover_show (GtkWidget *widget)
{
  CvkPickerPopover *self = CVK_PICKER_POPOVER (widget);
  CvkPickerPopoverPrivate *priv = PRIVATE (self);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  GTK_WIDGET_CLASS (cvk_picker_popover_parent_class)->show (widget);
  stop_asking (self);
  priv->filter = NULL;
  show_waiting (self);
  priv->cancellable = g_object_ref (cancellable);
  CLASS (self)->ask (self, priv->context, cancellable);
}

static void
cvk_picker_popover_closed (GtkPopover *popover)
{
  stop_asking (CVK_PICKER_POPOVER (popover));
}

static void
cvk_picker_popover_set_property (GObject *object,
                                 unsigned id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  CvkPickerPopoverPrivate *priv = PRIVATE (CVK_PICKER_POPOVER (object));

  if (id == PROP_CONTEXT)
    priv->context = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_picker_popover_dispose (GObject *object)
{
  CvkPickerPopover *self = CVK_PICKER_POPOVER (object);

  stop_asking (self);
  g_clear_object (&PRIVATE (self)->context);
  G_OBJECT_CLASS (cvk_picker_popover_parent_class)->dispose (object);
}

static void
cvk_picker_popover_class_init (CvkPickerPopoverClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->set_property = cvk_picker_popover_set_property;
  object_class->dispose = cvk_picker_popover_dispose;
  GTK_WIDGET_CLASS (class)->show = cvk_picker_popover_show;
  GTK_POPOVER_CLASS (class)->closed = cvk_picker_popover_closed;
  properties[PROP_CONTEXT] =
    g_param_spec_object ("context", NULL, NULL, CVK_TYPE_FIELD_CONTEXT,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", CVK_TYPE_PICKER_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_picker_popover_init (CvkPickerPopover *self)
{
}

GtkWidget *
cvk_picker_popover_new (GType type, CvkFieldContext *context)
{
  g_return_val_if_fail (g_type_is_a (type, CVK_TYPE_PICKER_POPOVER), NULL);
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  return g_object_new (type, "context", context, NULL);
}
