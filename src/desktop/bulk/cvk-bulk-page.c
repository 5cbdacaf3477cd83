// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-page-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "desktop/cvk-help.h"
#include "desktop/cvk-page-header.h"

G_DEFINE_FINAL_TYPE (CvkBulkPage, cvk_bulk_page, GTK_TYPE_WIDGET)

void
cvk_bulk_page_say (CvkBulkPage *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- The account --- */

static void
load_quota (CvkBulkPage *self)
{
  CvkConnectionInfo *shown =
    self->picker != NULL ? cvk_connection_picker_get_shown (self->picker) : NULL;

  if (shown != NULL && self->meter != NULL)
    cvk_quota_meter_load (self->meter, self->client, cvk_connection_info_get_id (shown));
}

static void
chosen_cb (CvkBulkPage *self, const char *connection)
{
  cvk_bulk_run_set_connection (self->run, connection);
  cvk_connection_picker_set_chosen (self->picker, connection);
  load_quota (self);
}

static void
show_account (CvkBulkPage *self, const char *connector, const char *connection)
{
  if (self->picker == NULL || g_strcmp0 (connector, self->connector) != 0)
    {
      if (self->picker != NULL)
        {
          adw_preferences_group_remove (self->setup, GTK_WIDGET (self->picker));
          adw_preferences_group_remove (self->setup, GTK_WIDGET (self->meter));
        }
      self->picker = NULL;
      self->meter = NULL;
      g_free (self->connector);
      self->connector = g_strdup (connector);
      if (connector != NULL)
        {
          self->picker =
            CVK_CONNECTION_PICKER (cvk_connection_picker_new (self->client, connector));
          self->meter = g_object_new (CVK_TYPE_QUOTA_METER, NULL);
          g_signal_connect_object (self->picker, "chosen", G_CALLBACK (chosen_cb), self,
                                   G_CONNECT_SWAPPED);
          adw_preferences_group_add (self->setup, GTK_WIDGET (self->picker));
          adw_preferences_group_add (self->setup, GTK_WIDGET (self->meter));
        }
    }
  cvk_bulk_run_set_connection (self->run, connection);
  if (self->picker != NULL)
    cvk_connection_picker_set_chosen (self->picker, connection);
  load_quota (self);
}

/* --- The action --- */

/* What a type does has to be known before its settings are. */
gboolean
cvk_bulk_page_can_fill (const CvkNodeType *type)
{
  return type != NULL && type->connector != NULL && type->effect == CVK_NODE_EFFECT_CHANGE &&
         type->get_effect == NULL && type->mode == CVK_NODE_MODE_EACH && !type->is_trigger &&
         !type->is_incomplete && !type->is_source;
}

static void
add_actions (CvkBulkPage *self, GPtrArray *types, GtkStringList *titles, gboolean are_zoom)
{
  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);
      g_autofree char *title = NULL;

      if (!cvk_bulk_page_can_fill (type) || g_str_equal (type->connector, "zoom") != are_zoom)
        continue;
      /* Translators: a service, such as Zoom, and one of its actions. */
      title = g_strdup_printf (_ ("%s: %s"), _ (cvk_connector_get_wanted_title (type->connector)),
                               _ (type->title));
      g_ptr_array_add (self->actions, (gpointer) type);
      gtk_string_list_append (titles, title);
    }
}

/* Meetings first: they are what people have tables of. */
static void
list_actions (CvkBulkPage *self, const CvkNodeTypes *types)
{
  g_autoptr (GPtrArray) all = cvk_node_types_list (types);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  add_actions (self, all, titles, TRUE);
  add_actions (self, all, titles, FALSE);
  adw_combo_row_set_model (self->action, G_LIST_MODEL (titles));
}

static void
show_action (CvkBulkPage *self, const CvkNodeType *type, const CvkValue *fixed, const char *account)
{
  unsigned index = 0;

  if (g_ptr_array_find (self->actions, type, &index))
    {
      self->is_updating = TRUE;
      adw_combo_row_set_selected (self->action, index);
      self->is_updating = FALSE;
    }
  cvk_bulk_sheet_set_action (self->sheet, type, fixed);
  show_account (self, type->connector, account);
}

static void
action_cb (CvkBulkPage *self)
{
  unsigned selected = adw_combo_row_get_selected (self->action);

  if (!self->is_updating && selected < self->actions->len)
    show_action (self, g_ptr_array_index (self->actions, selected), NULL, NULL);
}

/* What holds an expression reads items that are not there. (transfer full) */
static CvkValue *
list_fixed (const CvkValue *settings)
{
  g_auto (CvkObjectBuilder) fixed = { 0 };

  cvk_object_builder_init (&fixed);
  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;
      g_autofree char *text = NULL;

      cvk_value_get_member_at (settings, i, &name, &value);
      text = cvk_value_to_json (value, CVK_JSON_COMPACT);
      if (strstr (text, "{{") == NULL)
        cvk_object_builder_set (&fixed, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&fixed);
}

void
cvk_bulk_page_set_action (CvkBulkPage *self,
                          const CvkNodeType *type,
                          const CvkValue *settings,
                          const char *connection)
{
  g_autoptr (CvkValue) fixed = NULL;

  g_return_if_fail (CVK_IS_BULK_PAGE (self));
  g_return_if_fail (cvk_bulk_page_can_fill (type));

  if (cvk_bulk_run_is_busy (self->run))
    return;
  fixed = list_fixed (settings);
  cvk_bulk_run_forget (self->run);
  show_action (self, type, fixed, connection);
  cvk_bulk_page_update (self);
}

/* --- The table --- */

gboolean
cvk_bulk_page_read (CvkBulkPage *self, const char *text, CvkTableHeader header)
{
  CvkTableText *table = cvk_table_text_read (text, header);

  if (table == NULL)
    return FALSE;
  if (table->is_cut)
    {
      g_autofree char *sentence = g_strdup_printf (
        ngettext ("There are more rows: only the first %'u was taken.",
                  "There are more rows: only the first %'u were taken.", table->rows->len),
        table->rows->len);

      cvk_bulk_page_say (self, sentence);
    }
  if (text != self->text)
    {
      g_free (self->text);
      self->text = g_strdup (text);
    }
  cvk_bulk_run_forget (self->run);
  cvk_bulk_sheet_take_table (self->sheet, table);
  gtk_stack_set_visible_child_name (self->stack, "rows");
  cvk_bulk_page_update (self);
  return TRUE;
}

gboolean
cvk_bulk_page_take_text (CvkBulkPage *self, const char *text)
{
  g_return_val_if_fail (CVK_IS_BULK_PAGE (self), FALSE);

  return !cvk_bulk_run_is_busy (self->run) &&
         cvk_bulk_page_read (self, text, CVK_TABLE_HEADER_GUESS);
}

CvkBulkSheet *
cvk_bulk_page_get_sheet (CvkBulkPage *self)
{
  g_return_val_if_fail (CVK_IS_BULK_PAGE (self), NULL);

  return self->sheet;
}

/* --- What is said --- */

/* @part: (transfer full) */
static void
append (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

static void
show_counts (CvkBulkPage *self, const CvkBulkCounts *counts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (counts->done > 0)
    /* Translators: how many rows, here and in what follows; they stand in a row: “3 done · 1
     * failed”. */
    append (text, g_strdup_printf (ngettext ("%'u done", "%'u done", counts->done), counts->done));
  if (counts->sent > 0)
    append (text, g_strdup_printf (ngettext ("%'u under way", "%'u under way", counts->sent),
                                   counts->sent));
  if (counts->failed > 0)
    append (text, g_strdup_printf (ngettext ("%'u failed", "%'u failed", counts->failed),
                                   counts->failed));
  if (counts->open > 0)
    append (text, g_strdup_printf (
                    ngettext ("%'u waits for an answer", "%'u wait for an answer", counts->open),
                    counts->open));
  if (counts->ready > 0)
    append (text,
            /* Translators: how many rows, here and in what follows; they stand in a row: “5 ready
             * · 1 left out”. */
            g_strdup_printf (ngettext ("%'u ready", "%'u ready", counts->ready), counts->ready));
  if (counts->faulty > 0)
    append (text,
            g_strdup_printf (ngettext ("%'u needs attention", "%'u need attention", counts->faulty),
                             counts->faulty));
  if (counts->left_out > 0)
    append (text, g_strdup_printf (ngettext ("%'u left out", "%'u left out", counts->left_out),
                                   counts->left_out));
  gtk_label_set_label (self->headline, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->status), counts->unchecked > 0);
}

static void
name_buttons (CvkBulkPage *self, const CvkBulkCounts *counts)
{
  g_autofree char *run =
    counts->ready > 0
      ? g_strdup_printf (ngettext ("_Run %'u Row", "_Run %'u Rows", counts->ready), counts->ready)
      : g_strdup (_ ("_Run"));
  g_autofree char *retry = g_strdup_printf (
    ngettext ("Run %'u _Failed Row Again", "Run %'u _Failed Rows Again", counts->failed),
    counts->failed);

  gtk_button_set_label (self->run_button, run);
  gtk_button_set_label (self->retry_button, retry);
}

static gboolean
has_results (const CvkBulkCounts *counts)
{
  return counts->sent + counts->done + counts->failed + counts->open > 0;
}

void
cvk_bulk_page_update (CvkBulkPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  CvkRunModel *model = cvk_bulk_run_get_model (self->run);
  gboolean has_rows = cvk_bulk_sheet_get_table (self->sheet) != NULL;
  gboolean is_busy = cvk_bulk_run_is_busy (self->run);
  CvkBulkCounts counts;
  gboolean can_run;

  if (self->stack == NULL)
    return;
  cvk_bulk_sheet_count (self->sheet, &counts);
  /* What failed comes first: another run would know nothing of it. */
  can_run = counts.ready > 0 && counts.unchecked == 0 && counts.failed == 0 && !is_busy;
  show_counts (self, &counts);
  name_buttons (self, &counts);
  gtk_widget_set_visible (GTK_WIDGET (self->run_button),
                          has_rows && !is_busy && counts.failed == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), !is_busy && counts.failed > 0);
  gtk_widget_set_visible (self->rehearse_button, has_rows && !is_busy && counts.failed == 0);
  gtk_widget_set_visible (self->stop_button, is_busy);
  gtk_widget_set_visible (self->more_button, has_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_busy);
  gtk_widget_set_visible (self->open_run, model != NULL && counts.open > 0 && !is_busy);
  if (is_busy && counts.sent + counts.done + counts.failed > 0)
    gtk_progress_bar_set_fraction (self->progress, (double) (counts.done + counts.failed) /
                                                     (counts.sent + counts.done + counts.failed));
  gtk_widget_set_sensitive (GTK_WIDGET (self->action), !is_busy && !has_results (&counts));
  gtk_widget_set_sensitive (self->columns, !is_busy && !has_results (&counts));
  cvk_bulk_grid_set_has_results (self->grid, has_results (&counts));
  gtk_widget_action_set_enabled (widget, "bulk.run", can_run);
  gtk_widget_action_set_enabled (widget, "bulk.rehearse", can_run);
  gtk_widget_action_set_enabled (widget, "bulk.retry", counts.failed > 0 && !is_busy);
  gtk_widget_action_set_enabled (widget, "bulk.stop", is_busy);
  gtk_widget_action_set_enabled (widget, "bulk.paste", !is_busy);
  gtk_widget_action_set_enabled (widget, "bulk.open", !is_busy);
  gtk_widget_action_set_enabled (widget, "bulk.start-over", has_rows && !is_busy);
  gtk_widget_action_set_enabled (widget, "bulk.header",
                                 has_rows && !is_busy && !has_results (&counts));
  gtk_widget_action_set_enabled (widget, "bulk.copy", has_rows);
  gtk_widget_action_set_enabled (widget, "bulk.save-csv", has_rows);
  gtk_widget_action_set_enabled (widget, "bulk.save-xlsx", has_rows);
  gtk_widget_action_set_enabled (widget, "bulk.save-pipeline", counts.ready > 0);
  gtk_widget_action_set_enabled (widget, "bulk.open-run", model != NULL);
}

/* What is left of the day is another number after a run. */
static void
run_changed_cb (CvkBulkPage *self)
{
  gboolean is_busy = cvk_bulk_run_is_busy (self->run);

  cvk_bulk_page_update (self);
  if (self->was_busy && !is_busy)
    load_quota (self);
  self->was_busy = is_busy;
}

/* --- The object --- */

static void
cvk_bulk_page_dispose (GObject *object)
{
  CvkBulkPage *self = CVK_BULK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->run);
  self->picker = NULL;
  self->meter = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_BULK_PAGE);
  G_OBJECT_CLASS (cvk_bulk_page_parent_class)->dispose (object);
}

static void
cvk_bulk_page_finalize (GObject *object)
{
  CvkBulkPage *self = CVK_BULK_PAGE (object);

  g_clear_object (&self->sheet);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->actions);
  g_free (self->text);
  g_free (self->connector);
  G_OBJECT_CLASS (cvk_bulk_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, CvkBulkPage, toasts);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, stack);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, setup);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, action);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, headline);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, status);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, progress);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, open_run);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, grid_place);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, run_button);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, retry_button);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, rehearse_button);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, stop_button);
  gtk_widget_class_bind_template_child (class, CvkBulkPage, more_button);
}

static void
cvk_bulk_page_class_init (CvkBulkPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_bulk_page_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_page_finalize;
  g_signal_new ("open-run", CVK_TYPE_BULK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_STRING);
  g_signal_new ("open-session", CVK_TYPE_BULK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, CVK_TYPE_SESSION);
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-bulk-page.ui");
  bind_children (widget_class);
  cvk_bulk_page_install_deeds (widget_class);
}

static void
cvk_bulk_page_init (CvkBulkPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->actions = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "from-table");
}

GtkWidget *
cvk_bulk_page_new (const CvkNodeTypes *types, CvkEngineClient *client)
{
  CvkBulkPage *self = g_object_new (CVK_TYPE_BULK_PAGE, NULL);

  self->client = g_object_ref (client);
  self->sheet = cvk_bulk_sheet_new (types);
  self->run = cvk_bulk_run_new (self->sheet, client, GTK_WIDGET (self));
  self->grid = CVK_BULK_GRID (cvk_bulk_grid_new (self->sheet));
  adw_bin_set_child (self->grid_place, GTK_WIDGET (self->grid));
  self->is_updating = TRUE;
  list_actions (self, types);
  self->is_updating = FALSE;
  if (self->actions->len > 0)
    show_action (self, g_ptr_array_index (self->actions, 0), NULL, NULL);
  self->columns = cvk_bulk_columns_new (self->sheet);
  adw_preferences_group_add (self->setup, self->columns);
  g_signal_connect_object (self->action, "notify::selected", G_CALLBACK (action_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sheet, "changed", G_CALLBACK (cvk_bulk_page_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "changed", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_engine_client_get_connections (client), "items-changed",
                           G_CALLBACK (load_quota), self, G_CONNECT_SWAPPED);
  cvk_bulk_page_init_drop (self);
  cvk_bulk_page_update (self);
  return GTK_WIDGET (self);
}
