// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-command-search.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-commands.h"

struct _CvkCommandSearch
{
  GtkPopover parent_instance;

  /* Template children. */
  GtkSearchEntry *entry;
  GtkWidget *scrolled;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (CvkCommandSearch, cvk_command_search, GTK_TYPE_POPOVER)

/* --- Rows --- */

/* The command of a row is its name; the shortcut is there to be learned. */
static GtkWidget *
make_shortcut (const CvkCommandInfo *command)
{
  g_autofree char *text = NULL;
  GtkWidget *label;
  unsigned key;
  GdkModifierType modifiers;

  if (command->accels[0] == NULL || !gtk_accelerator_parse (command->accels[0], &key, &modifiers))
    return NULL;
  text = gtk_accelerator_get_label (key, modifiers);
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
make_row (const CvkCommandInfo *command)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ (command->title));
  GtkWidget *shortcut = make_shortcut (command);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  if (shortcut != NULL)
    gtk_box_append (GTK_BOX (box), shortcut);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (command->title), -1);
  /* A row that has an action follows it: it is insensitive where there is no such action. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), command->action);
  if (command->target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", command->target);
  g_object_set_data (G_OBJECT (row), "command", (gpointer) command);
  return row;
}

static const CvkCommandInfo *
get_command (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "command");
}

static unsigned
score (CvkCommandSearch *self, GtkListBoxRow *row)
{
  return cvk_commands_match (_ (get_command (row)->title),
                             gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  return score (user_data, row) > 0;
}

static int
sort_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  unsigned score_a = score (user_data, a);
  unsigned score_b = score (user_data, b);

  if (score_a != score_b)
    return score_a > score_b ? -1 : 1;
  return get_command (a) < get_command (b) ? -1 : 1;
}

/* --- The list --- */

/* The best one. Where that cannot be done now, Enter does nothing rather than the second best. */
static GtkListBoxRow *
find_best_row (CvkCommandSearch *self)
{
  GtkListBoxRow *row;
  int i = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, i)) != NULL &&
         !gtk_widget_get_child_visible (GTK_WIDGET (row)))
    i++;
  return row != NULL && gtk_widget_is_sensitive (GTK_WIDGET (row)) ? row : NULL;
}

/* The next row that can be chosen, @step being 1 or -1. (nullable) */
static GtkListBoxRow *
find_row (CvkCommandSearch *self, int from, int step)
{
  for (int i = from;; i += step)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (row == NULL)
        return NULL;
      if (gtk_widget_get_child_visible (GTK_WIDGET (row)) &&
          gtk_widget_is_sensitive (GTK_WIDGET (row)))
        return row;
    }
}

static void
select_row (CvkCommandSearch *self, GtkListBoxRow *row)
{
  graphene_rect_t bounds;
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  if (row == NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
      return;
    }
  gtk_list_box_select_row (self->list, row);
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
  /* The focus stays in the entry, so its description tells what Enter would do. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (get_command (row)->title), -1);
}

static void
move (CvkCommandSearch *self, int step)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  int from = selected != NULL ? gtk_list_box_row_get_index (selected) + step : 0;

  if (from >= 0)
    select_row (self, find_row (self, from, step));
}

static void
search_changed_cb (CvkCommandSearch *self)
{
  gtk_list_box_invalidate_sort (self->list);
  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_unselect_all (self->list);
  select_row (self, find_best_row (self));
}

static void
run_row (CvkCommandSearch *self, GtkListBoxRow *row)
{
  const CvkCommandInfo *command = get_command (row);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_popover_popdown (GTK_POPOVER (self));
  if (command->target != NULL)
    gtk_widget_activate_action (parent, command->action, "s", command->target);
  else
    gtk_widget_activate_action (parent, command->action, NULL);
}

static void
entry_activated_cb (CvkCommandSearch *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL && gtk_widget_is_sensitive (GTK_WIDGET (row)))
    run_row (self, row);
}

/* The row has run its action by itself. */
static void
row_activated_cb (CvkCommandSearch *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
key_cb (CvkCommandSearch *self, unsigned key)
{
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move (self, -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- Object --- */

static void
cvk_command_search_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_COMMAND_SEARCH);
  G_OBJECT_CLASS (cvk_command_search_parent_class)->dispose (object);
}

static void
cvk_command_search_class_init (CvkCommandSearchClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_command_search_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-command-search.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkCommandSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, CvkCommandSearch, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CvkCommandSearch, list);
}

static void
cvk_command_search_init (CvkCommandSearch *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  const CvkCommandInfo *commands;
  unsigned n_commands;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_list_box_set_sort_func (self->list, sort_cb, self, NULL);
  commands = cvk_commands_list (&n_commands);
  for (unsigned i = 0; i < n_commands; i++)
    gtk_list_box_append (self->list, make_row (&commands[i]));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (gtk_popover_popdown), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_command_search_new (void)
{
  return g_object_new (CVK_TYPE_COMMAND_SEARCH, NULL);
}

void
cvk_command_search_begin (CvkCommandSearch *self)
{
  g_return_if_fail (CVK_IS_COMMAND_SEARCH (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  search_changed_cb (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
