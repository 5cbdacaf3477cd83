// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editing-find-bar.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/editor/cvk-editing.h"

struct _CvkEditingFindBar
{
  GtkWidget parent_instance;

  /* template children */
  GtkButton *close;
  GtkLabel *count;
  GtkSearchEntry *entry;
  GtkButton *next;
  GtkButton *previous;

  CvkSession *session; /* owned; nullable */
  GPtrArray *found;    /* CvkFound */
  unsigned current;
};

G_DEFINE_FINAL_TYPE (CvkEditingFindBar, cvk_editing_find_bar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_FOUND,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static const char *
get_query (CvkEditingFindBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
update_count (CvkEditingFindBar *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean any = self->found->len > 0;

  if (any)
    {
      g_autofree char *current = cvk_local_number (self->current + 1);
      g_autofree char *count = cvk_local_number (self->found->len);

      /* Translators: the number of a match among all. */
      g_string_append (text, _ ("{current} of {count}"));
      g_string_replace (text, "{current}", current, 1);
      g_string_replace (text, "{count}", count, 1);
    }
  else if (*get_query (self) != '\0')
    g_string_append (text, _ ("Nothing"));
  gtk_label_set_text (self->count, text->str);
  /* The focus stays in the entry, so that is what tells how the search goes. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), any);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous), any);
  if (any || *get_query (self) == '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
}

static void
go (CvkEditingFindBar *self)
{
  const CvkFound *hit;

  update_count (self);
  if (self->found->len == 0)
    return;
  hit = g_ptr_array_index (self->found, self->current);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, (unsigned) hit->kind, hit->id);
}

static void
search (CvkEditingFindBar *self)
{
  g_ptr_array_unref (self->found);
  self->found =
    self->session != NULL ? cvk_editing_find (self->session, get_query (self)) : g_ptr_array_new ();
  if (self->current >= self->found->len)
    self->current = 0;
}

static void
search_changed_cb (GtkSearchEntry *entry, CvkEditingFindBar *self)
{
  self->current = 0;
  search (self);
  go (self);
}

/* The pipeline may be another than when it was searched. */
static void
step (CvkEditingFindBar *self, int by)
{
  search (self);
  if (self->found->len > 0)
    self->current = (self->current + self->found->len + (unsigned) by) % self->found->len;
  go (self);
}

static void
next_cb (CvkEditingFindBar *self)
{
  step (self, 1);
}

static void
previous_cb (CvkEditingFindBar *self)
{
  step (self, -1);
}

static void
close_cb (CvkEditingFindBar *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned keyval,
                unsigned keycode,
                GdkModifierType state,
                CvkEditingFindBar *self)
{
  gboolean is_enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;

  if (keyval == GDK_KEY_Up || (is_enter && (state & GDK_SHIFT_MASK) != 0))
    step (self, -1);
  else if (keyval == GDK_KEY_Down)
    step (self, 1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
cvk_editing_find_bar_set_session (CvkEditingFindBar *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_EDITING_FIND_BAR (self));

  if (!g_set_object (&self->session, session))
    return;
  search (self);
  update_count (self);
}

void
cvk_editing_find_bar_begin (CvkEditingFindBar *self)
{
  g_return_if_fail (CVK_IS_EDITING_FIND_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  search (self);
  update_count (self);
}

static void
cvk_editing_find_bar_dispose (GObject *object)
{
  g_clear_object (&CVK_EDITING_FIND_BAR (object)->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_EDITING_FIND_BAR);
  G_OBJECT_CLASS (cvk_editing_find_bar_parent_class)->dispose (object);
}

static void
cvk_editing_find_bar_finalize (GObject *object)
{
  g_ptr_array_unref (CVK_EDITING_FIND_BAR (object)->found);
  G_OBJECT_CLASS (cvk_editing_find_bar_parent_class)->finalize (object);
}

static void
cvk_editing_find_bar_class_init (CvkEditingFindBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_editing_find_bar_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_editing_find_bar_finalize;
  signals[SIGNAL_FOUND] =
    g_signal_new ("found", CVK_TYPE_EDITING_FIND_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", CVK_TYPE_EDITING_FIND_BAR, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-editing-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkEditingFindBar, close);
  gtk_widget_class_bind_template_child (widget_class, CvkEditingFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, CvkEditingFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, CvkEditingFindBar, next);
  gtk_widget_class_bind_template_child (widget_class, CvkEditingFindBar, previous);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
cvk_editing_find_bar_init (CvkEditingFindBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->found = g_ptr_array_new ();
  update_count (self);
}

GtkWidget *
cvk_editing_find_bar_new (void)
{
  return g_object_new (CVK_TYPE_EDITING_FIND_BAR, NULL);
}
