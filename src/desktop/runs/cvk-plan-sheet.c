// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-plan-sheet.h"

#include "base/cvk-i18n.h"
#include "desktop/connections/cvk-quota-meter.h"
#include "desktop/cvk-help.h"
#include "desktop/runs/cvk-plan-row.h"

struct _CvkPlanSheet
{
  AdwWindow parent_instance;

  GtkLabel *summary;
  GtkLabel *note;
  GtkListBox *meters;
  GtkLabel *room;
  GtkStack *stack;
  GtkCheckButton *all;
  GtkListView *list;
  GtkButton *approve;
  GListModel *changes; /* of CvkPlanChange */
  GPtrArray *quotas;   /* CvkRunQuota */
  gboolean spreads;
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (CvkPlanSheet, cvk_plan_sheet, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_APPROVED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- What is chosen --- */

GVariant *
cvk_plan_sheet_dup_numbers (CvkPlanSheet *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (CVK_IS_PLAN_SHEET (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("au"));
  for (unsigned i = 0; i < g_list_model_get_n_items (self->changes); i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (self->changes, i);

      if (cvk_plan_change_is_wanted (change))
        g_variant_builder_add (&builder, "u", cvk_plan_change_get_number (change));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
count_wanted (CvkPlanSheet *self, unsigned *wanted, unsigned *deletes)
{
  *wanted = 0;
  *deletes = 0;
  for (unsigned i = 0; i < g_list_model_get_n_items (self->changes); i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (self->changes, i);

      if (!cvk_plan_change_is_wanted (change))
        continue;
      (*wanted)++;
      if (g_str_equal (cvk_plan_change_get_kind (change), "delete"))
        (*deletes)++;
    }
}

static unsigned
count_against (CvkPlanSheet *self, const CvkRunQuota *quota)
{
  unsigned count = 0;

  for (unsigned i = 0; i < g_list_model_get_n_items (self->changes); i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (self->changes, i);

      count += cvk_plan_change_is_wanted (change) &&
               g_hash_table_contains (quota->nodes, cvk_plan_change_get_node (change));
    }
  return count;
}

/* What is chosen fits into what is left of today, or is spread over days: the button says so. */
static void
update_room (CvkPlanSheet *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < self->quotas->len; i++)
    {
      const CvkRunQuota *quota = g_ptr_array_index (self->quotas, i);
      unsigned needed = count_against (self, quota);
      g_autofree char *sentence = NULL;

      if (cvk_run_quota_has_room (quota, needed))
        continue;
      sentence = cvk_run_quota_explain (quota, needed, g_get_real_time ());
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
    }
  self->spreads = text->len > 0;
  gtk_label_set_text (self->room, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->room), self->spreads);
  gtk_button_set_label (self->approve, self->spreads ? _ ("_Spread over Days") : _ ("_Do These"));
}

static void
update (CvkPlanSheet *self)
{
  unsigned total = g_list_model_get_n_items (self->changes);
  g_autofree char *text = NULL;
  unsigned wanted = 0;
  unsigned deletes = 0;

  count_wanted (self, &wanted, &deletes);
  text =
    /* Translators: how many changes, and of how many. */
    g_strdup_printf (ngettext ("%'u of %'u chosen", "%'u of %'u chosen", total), wanted, total);
  self->is_updating = TRUE;
  gtk_check_button_set_label (self->all, text);
  gtk_check_button_set_active (self->all, wanted == total);
  gtk_check_button_set_inconsistent (self->all, wanted > 0 && wanted < total);
  self->is_updating = FALSE;
  update_room (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->approve), wanted > 0);
  gtk_widget_remove_css_class (GTK_WIDGET (self->approve),
                               deletes > 0 ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->approve),
                            deletes > 0 ? "destructive-action" : "suggested-action");
}

static void
wanted_cb (CvkPlanSheet *self)
{
  if (!self->is_updating)
    update (self);
}

static void
all_toggled_cb (CvkPlanSheet *self)
{
  gboolean is_wanted = gtk_check_button_get_active (self->all);

  if (self->is_updating)
    return;
  self->is_updating = TRUE;
  for (unsigned i = 0; i < g_list_model_get_n_items (self->changes); i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (self->changes, i);

      cvk_plan_change_set_wanted (change, is_wanted);
    }
  update (self);
}

static void
approve_clicked_cb (CvkPlanSheet *self)
{
  g_signal_emit (self, signals[SIGNAL_APPROVED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- Rows --- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, cvk_plan_row_new ());
  gtk_list_item_set_activatable (item, TRUE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cvk_plan_row_set_change (CVK_PLAN_ROW (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cvk_plan_row_set_change (CVK_PLAN_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (GtkListView *list, unsigned position, gpointer user_data)
{
  CvkPlanSheet *self = user_data;
  g_autoptr (CvkPlanChange) change = g_list_model_get_item (self->changes, position);

  cvk_plan_change_set_wanted (change, !cvk_plan_change_is_wanted (change));
}

static void
show_changes (CvkPlanSheet *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autofree char *summary = cvk_plan_change_summarise (self->changes);
  g_autoptr (GtkSelectionModel) model =
    GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->changes)));
  gboolean is_empty = g_list_model_get_n_items (self->changes) == 0;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, model);
  for (unsigned i = 0; i < g_list_model_get_n_items (self->changes); i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (self->changes, i);

      g_signal_connect_object (change, "notify::wanted", G_CALLBACK (wanted_cb), self,
                               G_CONNECT_SWAPPED);
    }
  /* Not in the header, whose buttons leave no room for it. */
  gtk_label_set_text (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), !is_empty);
  gtk_stack_set_visible_child_name (self->stack, is_empty ? "nothing" : "changes");
  gtk_widget_set_visible (GTK_WIDGET (self->approve), !is_empty);
}

/* --- Limits of the day --- */

gboolean
cvk_plan_sheet_spreads (CvkPlanSheet *self)
{
  g_return_val_if_fail (CVK_IS_PLAN_SHEET (self), FALSE);

  return self->spreads;
}

void
cvk_plan_sheet_set_quotas (CvkPlanSheet *self, GPtrArray *quotas)
{
  g_return_if_fail (CVK_IS_PLAN_SHEET (self));

  g_ptr_array_unref (self->quotas);
  self->quotas = g_ptr_array_ref (quotas);
  for (unsigned i = 0; i < quotas->len; i++)
    {
      const CvkRunQuota *quota = g_ptr_array_index (quotas, i);

      gtk_list_box_append (self->meters, cvk_quota_meter_new_with_name (quota->name, quota->value,
                                                                        g_get_real_time ()));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->meters),
                          quotas->len > 0 && g_list_model_get_n_items (self->changes) > 0);
  update (self);
}

/* --- The object --- */

static void
cvk_plan_sheet_dispose (GObject *object)
{
  CvkPlanSheet *self = CVK_PLAN_SHEET (object);

  g_clear_object (&self->changes);
  g_clear_pointer (&self->quotas, g_ptr_array_unref);
  G_OBJECT_CLASS (cvk_plan_sheet_parent_class)->dispose (object);
}

static void
cvk_plan_sheet_class_init (CvkPlanSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_plan_sheet_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-plan-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, summary);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, note);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, meters);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, room);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, all);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, list);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanSheet, approve);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_APPROVED] = g_signal_new ("approved", CVK_TYPE_PLAN_SHEET, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_plan_sheet_init (CvkPlanSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "rehearsal");
  self->quotas = g_ptr_array_new ();
  g_signal_connect_object (self->approve, "clicked", G_CALLBACK (approve_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->all, "toggled", G_CALLBACK (all_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, 0);
}

CvkPlanSheet *
cvk_plan_sheet_new (GtkWindow *parent, GListModel *changes, unsigned n_failures)
{
  CvkPlanSheet *self = g_object_new (CVK_TYPE_PLAN_SHEET, "transient-for", parent, NULL);
  g_autofree char *note = g_strdup_printf (
    ngettext ("%'u item did not make it through the rehearsal, and would fail in the run too. The "
              "panel says why.",
              "%'u items did not make it through the rehearsal, and would fail in the run too. The "
              "panel says why.",
              n_failures),
    n_failures);

  self->changes = g_object_ref (changes);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), n_failures > 0);
  show_changes (self);
  update (self);
  return self;
}
