// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-inspector-inner.h"

#include <glib/gi18n-lib.h>

#include "desktop/client/cvk-bindings.h"
#include "desktop/connections/cvk-connection-picker.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "model/cvk-inner-slots.h"
#include "model/cvk-sub-pipeline.h"

/* Of a row: the slot of this pipeline that is filled there. */
#define SLOT_KEY "cvk-slot"

struct _CvkInspectorInner
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group; /* owned by the bin */
  CvkSession *session;
  CvkEngineClient *client; /* nullable */
  char *node;
  GPtrArray *rows;               /* GtkWidget, borrowed */
  char *shown;                   /* nullable: which slots the rows are for */
  GtkFileChooserNative *chooser; /* while it is open */
  char *chooser_slot;            /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkInspectorInner, cvk_inspector_inner, ADW_TYPE_BIN)

static const char *
get_slot (gpointer row)
{
  return g_object_get_data (row, SLOT_KEY);
}

static void
add_row (CvkInspectorInner *self, GtkWidget *row, const char *slot)
{
  g_object_set_data_full (G_OBJECT (row), SLOT_KEY, g_strdup (slot), g_free);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

/* --- Accounts --- */

static void
chosen_cb (CvkInspectorInner *self, const char *connection, GtkWidget *row)
{
  cvk_bindings_set_connection (cvk_bindings_get (self->session), get_slot (row), connection);
}

static void
add_account (CvkInspectorInner *self, const CvkConnectionSlot *slot)
{
  GtkWidget *row = cvk_connection_picker_new (self->client, slot->connector);

  g_signal_connect_object (row, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_tooltip_text (row, slot->label != NULL ? slot->label : slot->name);
  add_row (self, row, slot->name);
}

/* --- Files --- */

static void
show_file (CvkInspectorInner *self, AdwActionRow *row)
{
  g_autofree char *path = cvk_file_bindings_dup_path (self->session, get_slot (row));
  g_autofree char *name = path != NULL ? g_filename_display_name (path) : NULL;

  adw_action_row_set_subtitle (row, name != NULL ? name : _ ("No file is chosen"));
}

void
cvk_inspector_inner_take_file (CvkInspectorInner *self, const char *slot, GFile *file)
{
  g_autofree char *path = NULL;

  g_return_if_fail (CVK_IS_INSPECTOR_INNER (self));
  g_return_if_fail (slot != NULL && G_IS_FILE (file));

  path = g_file_get_path (file);
  if (path != NULL)
    cvk_file_bindings_choose (self->session, slot, path);
  for (unsigned i = 0; i < self->rows->len; i++)
    if (ADW_IS_ACTION_ROW (g_ptr_array_index (self->rows, i)))
      show_file (self, g_ptr_array_index (self->rows, i));
}

static void
response_cb (CvkInspectorInner *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *slot = g_steal_pointer (&self->chooser_slot);

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    cvk_inspector_inner_take_file (self, slot, file);
}

static void
choose_cb (CvkInspectorInner *self, AdwActionRow *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser_slot = g_strdup (get_slot (row));
  self->chooser =
    gtk_file_chooser_native_new (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                                 GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
add_file (CvkInspectorInner *self, const CvkFileSlot *slot)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 slot->label != NULL ? slot->label : slot->name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("document-open-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  add_row (self, row, slot->name);
  show_file (self, ADW_ACTION_ROW (row));
}

/* --- All of it --- */

static void
show_bindings (CvkInspectorInner *self)
{
  CvkBindings *bindings = cvk_bindings_get (self->session);

  for (unsigned i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (CVK_IS_CONNECTION_PICKER (row))
        cvk_connection_picker_set_chosen (CVK_CONNECTION_PICKER (row),
                                          cvk_bindings_get_connection (bindings, get_slot (row)));
    }
}

/* The slots of this pipeline that are wanted in there. (transfer container) */
static GPtrArray *
list_accounts (CvkInspectorInner *self, const CvkNode *node, CvkDocument *inner)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  GPtrArray *slots = cvk_document_get_slots (inner);
  GPtrArray *list = g_ptr_array_new ();

  for (unsigned i = 0; self->client != NULL && i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);
      CvkConnectionSlot *own =
        cvk_document_get_slot (document, cvk_sub_pipeline_map_slot (node, slot->name));

      if (own != NULL && cvk_sub_pipeline_uses_slot (inner, slot->name) &&
          cvk_node_types_fits (cvk_session_get_types (self->session), own->connector,
                               slot->connector) &&
          !g_ptr_array_find (list, own, NULL))
        g_ptr_array_add (list, own);
    }
  return list;
}

static GPtrArray *
list_files (CvkInspectorInner *self, CvkDocument *inner)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  GPtrArray *slots = cvk_document_get_file_slots (inner);
  GPtrArray *list = g_ptr_array_new ();

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (slots, i);
      CvkFileSlot *own = cvk_document_get_file_slot (document, slot->name);

      if (own != NULL &&
          cvk_inner_slots_wants_file (inner, cvk_session_get_types (self->session), slot))
        g_ptr_array_add (list, own);
    }
  return list;
}

/* Which rows there are: a row that stays keeps the focus. */
static char *
describe (GPtrArray *accounts, GPtrArray *files)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < accounts->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (accounts, i);

      g_string_append_printf (text, "%s=%s\n", slot->name, slot->connector);
    }
  for (unsigned i = 0; i < files->len; i++)
    g_string_append_printf (text, "%s\n",
                            ((const CvkFileSlot *) g_ptr_array_index (files, i))->name);
  return g_string_free (text, FALSE);
}

static void
update (CvkInspectorInner *self)
{
  CvkDocument *whole = cvk_session_get_whole (self->session);
  const CvkNode *node =
    cvk_document_get_node (cvk_session_get_document (self->session), self->node);
  CvkDocument *inner = whole != NULL && node != NULL ? cvk_sub_pipeline_find (whole, node) : NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *wanted = NULL;

  accounts = inner != NULL ? list_accounts (self, node, inner) : g_ptr_array_new ();
  files = inner != NULL ? list_files (self, inner) : g_ptr_array_new ();
  wanted = describe (accounts, files);
  if (g_strcmp0 (wanted, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&wanted);
  for (unsigned i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (unsigned i = 0; i < accounts->len; i++)
    add_account (self, g_ptr_array_index (accounts, i));
  for (unsigned i = 0; i < files->len; i++)
    add_file (self, g_ptr_array_index (files, i));
  show_bindings (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

/* --- Object --- */

static void
cvk_inspector_inner_dispose (GObject *object)
{
  CvkInspectorInner *self = CVK_INSPECTOR_INNER (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->client);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cvk_inspector_inner_parent_class)->dispose (object);
}

static void
cvk_inspector_inner_finalize (GObject *object)
{
  CvkInspectorInner *self = CVK_INSPECTOR_INNER (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);
  g_free (self->chooser_slot);
  g_free (self->node);
  G_OBJECT_CLASS (cvk_inspector_inner_parent_class)->finalize (object);
}

static void
cvk_inspector_inner_class_init (CvkInspectorInnerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_inspector_inner_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_inspector_inner_finalize;
}

static void
cvk_inspector_inner_init (CvkInspectorInner *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("For the pipeline in here"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
cvk_inspector_inner_new (CvkSession *session, CvkEngineClient *client, const char *node)
{
  CvkInspectorInner *self = g_object_new (CVK_TYPE_INSPECTOR_INNER, NULL);

  self->session = g_object_ref (session);
  self->client = client != NULL ? g_object_ref (client) : NULL;
  self->node = g_strdup (node);
  g_signal_connect_object (session, "problems-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_bindings_get (session), "changed", G_CALLBACK (show_bindings), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
