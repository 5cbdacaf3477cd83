// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-cell.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-cell-text.h"

struct _CvkBulkCell
{
  GtkWidget parent_instance;

  CvkBulkCellKind kind;
  char *path;       /* nullable */
  char *title;      /* nullable */
  GtkWidget *icon;  /* nullable */
  GtkWidget *child; /* a label, a check button, an editable label or a link */
  CvkBulkRow *row;  /* owned, nullable */
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (CvkBulkCell, cvk_bulk_cell, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_EDITED,
  SIGNAL_TOGGLED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Showing --- */

static gboolean
is_over (CvkBulkRow *row)
{
  return row->state == CVK_BULK_SENT || row->state == CVK_BULK_DONE || row->state == CVK_BULK_OPEN;
}

static void
show_check (CvkBulkCell *self)
{
  g_autofree char *name = g_strdup_printf (_ ("Row %u takes part"), self->row->number);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->child), !self->row->is_left_out);
  gtk_widget_set_sensitive (self->child, self->row->state == CVK_BULK_UNSENT ||
                                           self->row->state == CVK_BULK_NOT_RUN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
show_field (CvkBulkCell *self)
{
  const char *text = cvk_bulk_row_get_text (self->row, self->path);
  g_autofree char *name =
    /* Translators: for screen readers: a column, the number of a row, and what the cell holds. */
    g_strdup_printf (_ ("%s of row %u: %s"), self->title, self->row->number, text);

  if (!gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (self->child)))
    gtk_editable_set_text (GTK_EDITABLE (self->child), text);
  gtk_editable_set_editable (GTK_EDITABLE (self->child), !is_over (self->row));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/* @icon, @style: (nullable) */
static void
show_text (CvkBulkCell *self, const char *text, const char *icon, const char *style)
{
  static const char *const styles[] = { "error", "warning", "success", "dim-label" };

  gtk_label_set_label (GTK_LABEL (self->child), text);
  if (self->icon != NULL)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
      gtk_widget_set_visible (self->icon, icon != NULL);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      gboolean has_style = g_strcmp0 (styles[i], style) == 0;

      (has_style ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->child, styles[i]);
      if (self->icon != NULL)
        (has_style ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->icon,
                                                                              styles[i]);
    }
}

static void
show_meaning (CvkBulkCell *self)
{
  CvkBulkRow *row = self->row;

  if (!row->is_checked)
    show_text (self, "…", NULL, "dim-label");
  else if (row->problem != NULL && !is_over (row))
    show_text (self, row->problem,
               row->has_errors ? "dialog-error-symbolic" : "dialog-warning-symbolic",
               row->has_errors ? "error" : "warning");
  else
    show_text (self, row->truth != NULL ? row->truth : "", NULL, NULL);
}

static void
show_outcome (CvkBulkCell *self)
{
  static const struct
  {
    const char *icon;
    const char *style;
  } looks[] = {
    [CVK_BULK_UNSENT] = { NULL, "dim-label" },
    [CVK_BULK_SENT] = { "content-loading-symbolic", NULL },
    [CVK_BULK_DONE] = { "object-select-symbolic", "success" },
    [CVK_BULK_FAILED] = { "dialog-error-symbolic", "error" },
    [CVK_BULK_OPEN] = { "dialog-question-symbolic", "warning" },
    [CVK_BULK_NOT_RUN] = { NULL, "dim-label" },
  };
  g_autofree char *text = cvk_bulk_row_dup_outcome (self->row);

  show_text (self, text, looks[self->row->state].icon, looks[self->row->state].style);
}

static void
show_link (CvkBulkCell *self)
{
  CvkValue *value =
    self->row->result != NULL ? cvk_value_get_member (self->row->result, "join_url") : NULL;
  const char *link = value != NULL ? cvk_cell_text_get_link (value) : NULL;
  g_autofree char *text = link != NULL ? cvk_cell_text_shorten_link (link) : NULL;

  gtk_widget_set_visible (self->child, link != NULL);
  if (link == NULL)
    return;
  gtk_link_button_set_uri (GTK_LINK_BUTTON (self->child), link);
  gtk_button_set_label (GTK_BUTTON (self->child), text);
}

static void
update (CvkBulkCell *self)
{
  g_autofree char *text = NULL;

  if (self->row == NULL)
    return;
  self->is_filling = TRUE;
  switch (self->kind)
    {
    case CVK_BULK_CELL_CHECK:
      show_check (self);
      break;
    case CVK_BULK_CELL_FIELD:
      show_field (self);
      break;
    case CVK_BULK_CELL_MEANING:
      show_meaning (self);
      break;
    case CVK_BULK_CELL_OUTCOME:
      show_outcome (self);
      break;
    case CVK_BULK_CELL_LINK:
      show_link (self);
      break;
    case CVK_BULK_CELL_ID:
      text = cvk_bulk_row_dup_result (self->row, "id");
      show_text (self, text, NULL, NULL);
      break;
    case CVK_BULK_CELL_NUMBER:
    default:
      text = g_strdup_printf ("%u", self->row->number);
      show_text (self, text, NULL, "dim-label");
    }
  self->is_filling = FALSE;
}

void
cvk_bulk_cell_set_row (CvkBulkCell *self, CvkBulkRow *row)
{
  g_return_if_fail (CVK_IS_BULK_CELL (self));

  /* The view lets go of cells that are gone already. */
  if (self->row == row || self->child == NULL)
    return;
  if (self->kind == CVK_BULK_CELL_FIELD &&
      gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (self->child)))
    gtk_editable_label_stop_editing (GTK_EDITABLE_LABEL (self->child), FALSE);
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_object (row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/* --- What the user does --- */

static void
editing_cb (CvkBulkCell *self)
{
  GtkEditableLabel *label = GTK_EDITABLE_LABEL (self->child);

  if (self->row != NULL && !gtk_editable_label_get_editing (label))
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, self->row, self->path,
                   gtk_editable_get_text (GTK_EDITABLE (label)));
}

static void
active_cb (CvkBulkCell *self)
{
  if (self->row != NULL && !self->is_filling)
    g_signal_emit (self, signals[SIGNAL_TOGGLED], 0, self->row,
                   !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->child)));
}

/* Asked for when the pointer rests: a sentence is often longer than its column. */
static gboolean
cvk_bulk_cell_query_tooltip (GtkWidget *widget,
                             int x,
                             int y,
                             gboolean keyboard_tooltip,
                             GtkTooltip *tooltip)
{
  CvkBulkCell *self = CVK_BULK_CELL (widget);
  const char *text = GTK_IS_LABEL (self->child) ? gtk_label_get_label (GTK_LABEL (self->child))
                     : GTK_IS_EDITABLE (self->child)
                       ? gtk_editable_get_text (GTK_EDITABLE (self->child))
                       : "";

  gtk_tooltip_set_text (tooltip, text);
  return *text != '\0';
}

/* --- The object --- */

static void
cvk_bulk_cell_dispose (GObject *object)
{
  CvkBulkCell *self = CVK_BULK_CELL (object);

  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_clear_object (&self->row);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_bulk_cell_parent_class)->dispose (object);
}

static void
cvk_bulk_cell_finalize (GObject *object)
{
  g_free (CVK_BULK_CELL (object)->path);
  g_free (CVK_BULK_CELL (object)->title);
  G_OBJECT_CLASS (cvk_bulk_cell_parent_class)->finalize (object);
}

static void
cvk_bulk_cell_class_init (CvkBulkCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_bulk_cell_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_cell_finalize;
  widget_class->query_tooltip = cvk_bulk_cell_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "bulk-cell");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  signals[SIGNAL_EDITED] =
    g_signal_new ("edited", CVK_TYPE_BULK_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  3, CVK_TYPE_BULK_ROW, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_TOGGLED] =
    g_signal_new ("toggled", CVK_TYPE_BULK_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CVK_TYPE_BULK_ROW, G_TYPE_BOOLEAN);
}

static void
cvk_bulk_cell_init (CvkBulkCell *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

static GtkWidget *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static GtkWidget *
make_child (CvkBulkCell *self)
{
  GtkWidget *child;

  switch (self->kind)
    {
    case CVK_BULK_CELL_CHECK:
      child = gtk_check_button_new ();
      g_signal_connect_swapped (child, "toggled", G_CALLBACK (active_cb), self);
      return child;
    case CVK_BULK_CELL_FIELD:
      child = gtk_editable_label_new ("");
      gtk_widget_set_hexpand (child, TRUE);
      g_signal_connect_swapped (child, "notify::editing", G_CALLBACK (editing_cb), self);
      return child;
    case CVK_BULK_CELL_LINK:
      child = gtk_link_button_new ("");
      gtk_widget_set_halign (child, GTK_ALIGN_START);
      return child;
    case CVK_BULK_CELL_NUMBER:
    case CVK_BULK_CELL_MEANING:
    case CVK_BULK_CELL_OUTCOME:
    case CVK_BULK_CELL_ID:
    default:
      return make_label ();
    }
}

GtkWidget *
cvk_bulk_cell_new (CvkBulkCellKind kind, const char *path, const char *title)
{
  CvkBulkCell *self = g_object_new (CVK_TYPE_BULK_CELL, NULL);

  self->kind = kind;
  self->path = g_strdup (path);
  self->title = g_strdup (title);
  self->child = make_child (self);
  if (kind == CVK_BULK_CELL_MEANING || kind == CVK_BULK_CELL_OUTCOME)
    {
      self->icon = gtk_image_new ();
      gtk_widget_set_margin_end (self->icon, 6);
      gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
    }
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
