// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-cell.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-cell-text.h"
#include "desktop/runs/cvk-run-mend.h"
#include "desktop/runs/cvk-run-words.h"

struct _CvkRowCell
{
  GtkWidget parent_instance;

  CvkRowCellKind kind;
  char *field; /* nullable */
  CvkRow *row; /* nullable */
  GtkWidget *label;
  GtkWidget *link;   /* nullable until there is one */
  GtkWidget *button; /* nullable until there is one */
};

G_DEFINE_FINAL_TYPE (CvkRowCell, cvk_row_cell, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_MEND,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Links --- */

static void
show_link (CvkRowCell *self, const char *link)
{
  if (link == NULL)
    {
      if (self->link != NULL)
        gtk_widget_hide (self->link);
      gtk_widget_show (self->label);
      return;
    }
  if (self->link == NULL)
    {
      /* The button opens it with the desktop's browser. */
      self->link = gtk_link_button_new ("");
      gtk_widget_add_css_class (self->link, "row-link");
      gtk_widget_set_halign (self->link, GTK_ALIGN_START);
      gtk_widget_insert_after (self->link, GTK_WIDGET (self), self->label);
    }
  g_autofree char *text = cvk_cell_text_shorten_link (link);
  gtk_link_button_set_uri (GTK_LINK_BUTTON (self->link), link);
  gtk_link_button_set_visited (GTK_LINK_BUTTON (self->link), FALSE);
  gtk_button_set_label (GTK_BUTTON (self->link), text);
  gtk_widget_hide (self->label);
  gtk_widget_show (self->link);
}

/* --- Problems --- */

static void
mend_cb (CvkRowCell *self)
{
  CvkProblem *problem = self->row != NULL ? cvk_row_get_problem (self->row) : NULL;

  if (problem != NULL)
    g_signal_emit (self, signals[SIGNAL_MEND], 0, problem);
}

static void
show_button (CvkRowCell *self, const CvkProblem *problem)
{
  const char *text = problem != NULL ? cvk_run_mend_get_label (problem) : NULL;

  if (text == NULL)
    {
      if (self->button != NULL)
        gtk_widget_hide (self->button);
      return;
    }
  if (self->button == NULL)
    {
      self->button = gtk_button_new ();
      gtk_widget_add_css_class (self->button, "row-mend");
      gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
      g_signal_connect_object (self->button, "clicked", G_CALLBACK (mend_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_insert_after (self->button, GTK_WIDGET (self), self->label);
    }
  gtk_button_set_label (GTK_BUTTON (self->button), text);
  gtk_widget_show (self->button);
}

/* --- Showing --- */

static void
set_text (CvkRowCell *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->label), text);
}

static void
show_field (CvkRowCell *self)
{
  CvkValue *item = cvk_row_get_item (self->row);
  CvkValue *value = item != NULL ? cvk_value_get_member (item, self->field) : NULL;
  g_autofree char *text = cvk_cell_text (value, g_get_real_time ());

  set_text (self, text);
  show_link (self, cvk_cell_text_get_link (value));
}

static void
show_number (CvkRowCell *self, int64_t number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  set_text (self, text);
}

static void
show_problem (CvkRowCell *self)
{
  CvkProblem *problem = cvk_row_get_problem (self->row);
  g_autofree char *text = problem != NULL ? cvk_run_words_problem (problem) : g_strdup ("");

  set_text (self, text);
  show_button (self, problem);
}

static void
update (CvkRowCell *self)
{
  gboolean is_loaded = self->row != NULL && cvk_row_is_loaded (self->row);

  if (is_loaded && cvk_row_get_problem (self->row) != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
  if (!is_loaded)
    {
      /* Something of the height of a row, so that nothing jumps when it comes. */
      set_text (self, self->row != NULL && self->kind == CVK_ROW_CELL_FIELD ? "…" : "");
      show_link (self, NULL);
      show_button (self, NULL);
    }
  else if (self->kind == CVK_ROW_CELL_NUMBER)
    show_number (self, cvk_row_get_number (self->row));
  else if (self->kind == CVK_ROW_CELL_ROUND)
    show_number (self, cvk_row_get_round (self->row));
  else if (self->kind == CVK_ROW_CELL_PROBLEM)
    show_problem (self);
  else
    show_field (self);
}

void
cvk_row_cell_set_row (CvkRowCell *self, CvkRow *row)
{
  g_return_if_fail (CVK_IS_ROW_CELL (self));

  /* The view lets go of cells that are gone already. */
  if (self->row == row || self->label == NULL)
    return;
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_object (row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

CvkRow *
cvk_row_cell_get_row (CvkRowCell *self)
{
  g_return_val_if_fail (CVK_IS_ROW_CELL (self), NULL);

  return self->row;
}

const char *
cvk_row_cell_get_text (CvkRowCell *self)
{
  g_return_val_if_fail (CVK_IS_ROW_CELL (self), NULL);

  return self->link != NULL && gtk_widget_get_visible (self->link)
           ? gtk_link_button_get_uri (GTK_LINK_BUTTON (self->link))
           : gtk_label_get_label (GTK_LABEL (self->label));
}

char *
cvk_row_cell_dup_value (CvkRowCell *self)
{
  CvkValue *item;

  g_return_val_if_fail (CVK_IS_ROW_CELL (self), NULL);

  item =
    self->row != NULL && self->kind == CVK_ROW_CELL_FIELD ? cvk_row_get_item (self->row) : NULL;
  if (item == NULL)
    return g_strdup (cvk_row_cell_get_text (self));
  return cvk_cell_text_full (cvk_value_get_member (item, self->field));
}

/* Asked for when the pointer rests on a cell: setting one looks for the pointer each time, which is
 * too much for all cells that scroll by. */
static gboolean
cvk_row_cell_query_tooltip (GtkWidget *widget,
                            int x,
                            int y,
                            gboolean keyboard_tooltip,
                            GtkTooltip *tooltip)
{
  const char *text = cvk_row_cell_get_text (CVK_ROW_CELL (widget));

  gtk_tooltip_set_text (tooltip, text);
  return *text != '\0';
}

/* --- The object --- */

static void
cvk_row_cell_dispose (GObject *object)
{
  CvkRowCell *self = CVK_ROW_CELL (object);

  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_clear_object (&self->row);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->link, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_row_cell_parent_class)->dispose (object);
}

static void
cvk_row_cell_finalize (GObject *object)
{
  g_free (CVK_ROW_CELL (object)->field);
  G_OBJECT_CLASS (cvk_row_cell_parent_class)->finalize (object);
}

static void
cvk_row_cell_class_init (CvkRowCellClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_row_cell_dispose;
  object_class->finalize = cvk_row_cell_finalize;
  widget_class->query_tooltip = cvk_row_cell_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "row-cell");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  signals[SIGNAL_MEND] = g_signal_new ("mend", CVK_TYPE_ROW_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, CVK_TYPE_PROBLEM);
}

static void
cvk_row_cell_init (CvkRowCell *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (self->label), TRUE);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
cvk_row_cell_new (CvkRowCellKind kind, const char *field)
{
  CvkRowCell *self = g_object_new (CVK_TYPE_ROW_CELL, NULL);

  self->kind = kind;
  self->field = g_strdup (field);
  gtk_widget_set_hexpand (self->label, kind == CVK_ROW_CELL_FIELD);
  return GTK_WIDGET (self);
}
