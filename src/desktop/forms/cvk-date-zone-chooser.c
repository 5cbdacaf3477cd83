// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-date-zone-chooser.h"

#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-time-zone-names.h"

struct _CvkDateZoneChooser
{
  GtkPopover parent_instance;

  GPtrArray *names;     /* CvkTimeZoneName; NULL until they are loaded */
  GHashTable *by_name;  /* borrowed from @names */
  GtkStringList *zones; /* in the order of the list */
  GtkFilterListModel *filtered;
  GCancellable *cancellable; /* while loading */

  /* Template children. */
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (CvkDateZoneChooser, cvk_date_zone_chooser, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Choosing --- */

static void
choose (CvkDateZoneChooser *self, unsigned position)
{
  g_autoptr (GtkStringObject) item =
    g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  if (item == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, gtk_string_object_get_string (item));
}

static void
list_activate_cb (CvkDateZoneChooser *self, unsigned position)
{
  choose (self, position);
}

/* Enter takes the first that was found. */
static void
search_activate_cb (CvkDateZoneChooser *self)
{
  choose (self, 0);
}

static void
stop_search_cb (CvkDateZoneChooser *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
search_changed_cb (CvkDateZoneChooser *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered),
                      GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (
    self->stack,
    self->names != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0 ? "empty"
                                                                                         : "list");
}

static gboolean
match (gpointer item, gpointer user_data)
{
  CvkDateZoneChooser *self = user_data;
  const CvkTimeZoneName *name =
    self->by_name == NULL
      ? NULL
      : g_hash_table_lookup (self->by_name, gtk_string_object_get_string (item));

  return name != NULL &&
         cvk_time_zone_name_matches (name, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* --- Rows --- */

static void
setup_cb (CvkDateZoneChooser *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *city = gtk_label_new (NULL);
  GtkWidget *place = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (city), 0);
  gtk_label_set_ellipsize (GTK_LABEL (city), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_add_css_class (place, "caption");
  gtk_widget_add_css_class (place, "numeric");
  gtk_box_append (GTK_BOX (box), city);
  gtk_box_append (GTK_BOX (box), place);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (CvkDateZoneChooser *self, GtkListItem *item)
{
  GtkWidget *city = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *place = gtk_widget_get_next_sibling (city);
  const char *zone = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const CvkTimeZoneName *name = g_hash_table_lookup (self->by_name, zone);
  g_autofree char *offset = cvk_time_zone_format_offset (name->offset);
  const char *region = cvk_local_zone_region (zone);
  g_autofree char *text =
    *region != '\0' ? g_strdup_printf ("%s · %s", region, offset) : g_strdup (offset);

  gtk_label_set_label (GTK_LABEL (city), name->city);
  gtk_label_set_label (GTK_LABEL (place), text);
}

/* --- Loading --- */

/* This computer's zone and UTC first, then all by their cities. */
static void
fill (CvkDateZoneChooser *self)
{
  g_autofree char *own = cvk_date_dup_own_zone ();

  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (unsigned i = 0; i < self->names->len; i++)
    {
      CvkTimeZoneName *name = g_ptr_array_index (self->names, i);

      g_hash_table_insert (self->by_name, name->name, name);
    }
  if (g_hash_table_contains (self->by_name, own))
    gtk_string_list_append (self->zones, own);
  if (!g_str_equal (own, "UTC"))
    gtk_string_list_append (self->zones, "UTC");
  for (unsigned i = 0; i < self->names->len; i++)
    {
      CvkTimeZoneName *name = g_ptr_array_index (self->names, i);

      if (!g_str_equal (name->name, own) && !g_str_equal (name->name, "UTC"))
        gtk_string_list_append (self->zones, name->name);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) names = cvk_time_zone_names_load_finish (result, NULL);
  CvkDateZoneChooser *self = user_data;

  /* Cancelled: the popover is gone. */
  if (names == NULL)
    return;
  g_clear_object (&self->cancellable);
  self->names = g_steal_pointer (&names);
  fill (self);
  search_changed_cb (self);
}

static void
cvk_date_zone_chooser_map (GtkWidget *widget)
{
  CvkDateZoneChooser *self = CVK_DATE_ZONE_CHOOSER (widget);

  if (self->names == NULL && self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      cvk_time_zone_names_load_async (self->cancellable, loaded_cb, self);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  GTK_WIDGET_CLASS (cvk_date_zone_chooser_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- Object --- */

static void
cvk_date_zone_chooser_dispose (GObject *object)
{
  CvkDateZoneChooser *self = CVK_DATE_ZONE_CHOOSER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_DATE_ZONE_CHOOSER);
  g_clear_object (&self->filtered);
  G_OBJECT_CLASS (cvk_date_zone_chooser_parent_class)->dispose (object);
}

static void
cvk_date_zone_chooser_finalize (GObject *object)
{
  CvkDateZoneChooser *self = CVK_DATE_ZONE_CHOOSER (object);

  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  G_OBJECT_CLASS (cvk_date_zone_chooser_parent_class)->finalize (object);
}

static void
cvk_date_zone_chooser_class_init (CvkDateZoneChooserClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_date_zone_chooser_dispose;
  object_class->finalize = cvk_date_zone_chooser_finalize;
  widget_class->map = cvk_date_zone_chooser_map;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_DATE_ZONE_CHOOSER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-date-zone-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkDateZoneChooser, search);
  gtk_widget_class_bind_template_child (widget_class, CvkDateZoneChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkDateZoneChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
}

static void
cvk_date_zone_chooser_init (CvkDateZoneChooser *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->zones = gtk_string_list_new (NULL);
  self->filtered = gtk_filter_list_model_new (
    G_LIST_MODEL (self->zones), GTK_FILTER (gtk_custom_filter_new (match, self, NULL)));
  selection =
    GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->filtered))));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
}

GtkWidget *
cvk_date_zone_chooser_new (void)
{
  return g_object_new (CVK_TYPE_DATE_ZONE_CHOOSER, NULL);
}
