// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-model"

#include "config.h"

#include "model/cvk-template-item.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-programs.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"

#define INDEX "templates.json"

struct _CvkTemplateItem
{
  GObject parent_instance;

  GFile *file;
  CvkDocument *document;
  CvkValue *entry; /* of the index */
  GStrv data;
};

G_DEFINE_FINAL_TYPE (CvkTemplateItem, cvk_template_item, G_TYPE_OBJECT)

/* --- Facts --- */

GFile *
cvk_template_item_get_file (CvkTemplateItem *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  return self->file;
}

char *
cvk_template_item_dup_id (CvkTemplateItem *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  name = g_file_get_basename (self->file);
  if (g_str_has_suffix (name, ".convoke"))
    name[strlen (name) - strlen (".convoke")] = '\0';
  return g_steal_pointer (&name);
}

/* The index holds message ids. */
static const char *
get_text (CvkTemplateItem *self, const char *member)
{
  const char *text = cvk_value_lookup_string (self->entry, member, "");

  return *text != '\0' ? _ (text) : "";
}

const char *
cvk_template_item_get_title (CvkTemplateItem *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  return get_text (self, "title");
}

const char *
cvk_template_item_get_description (CvkTemplateItem *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  return get_text (self, "description");
}

const char *
cvk_template_item_get_needs (CvkTemplateItem *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  return get_text (self, "hint");
}

const char *const *
cvk_template_item_get_data (CvkTemplateItem *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  return (const char *const *) self->data;
}

CvkDocument *
cvk_template_item_get_document (CvkTemplateItem *self)
{
  g_return_val_if_fail (CVK_IS_TEMPLATE_ITEM (self), NULL);

  return self->document;
}

/* --- Reading --- */

GFile *
cvk_template_item_dup_folder (void)
{
  if (cvk_program_is_uninstalled ())
    return g_file_new_build_filename (CVK_SOURCEDIR, "data", "templates", NULL);
  return g_file_new_build_filename (CVK_DATADIR, "templates", NULL);
}

static GStrv
dup_data (const CvkValue *entry)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  CvkValue *list = cvk_value_get_member (entry, "data");

  for (size_t i = 0; list != NULL && i < cvk_value_get_length (list); i++)
    g_strv_builder_add (names, cvk_value_get_string (cvk_value_get_element (list, i)));
  return g_strv_builder_end (names);
}

static CvkTemplateItem *
read_item (GFile *folder, const CvkValue *entry, GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (folder, cvk_value_lookup_string (entry, "file", ""));
  g_autoptr (GBytes) bytes = cvk_file_read (g_file_peek_path (file), CVK_DOCUMENT_MAX_SIZE, error);
  CvkDocument *document = bytes != NULL ? cvk_document_new_from_bytes (bytes, error) : NULL;
  CvkTemplateItem *self;

  if (document == NULL)
    return NULL;
  self = g_object_new (CVK_TYPE_TEMPLATE_ITEM, NULL);
  self->file = g_steal_pointer (&file);
  self->document = document;
  self->entry = cvk_value_ref (entry);
  self->data = dup_data (entry);
  return self;
}

GPtrArray *
cvk_template_item_list (GFile *folder, GError **error)
{
  g_autoptr (GFile) index = g_file_get_child (folder, INDEX);
  g_autoptr (GBytes) bytes = cvk_file_read (g_file_peek_path (index), CVK_DOCUMENT_MAX_SIZE, error);
  g_autoptr (CvkValue) list = NULL;
  GPtrArray *items;

  if (bytes != NULL)
    list = cvk_value_from_json (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                CVK_JSON_STRICT, error);
  if (list == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      g_autoptr (GError) item_error = NULL;
      CvkTemplateItem *item = read_item (folder, cvk_value_get_element (list, i), &item_error);

      if (item != NULL)
        g_ptr_array_add (items, item);
      else
        g_warning ("A template cannot be read: %s", item_error->message);
    }
  return items;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *items = cvk_template_item_list (data, &error);

  if (items == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

void
cvk_template_item_list_async (GFile *folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (folder));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_template_item_list_async);
  g_task_set_task_data (task, g_object_ref (folder), g_object_unref);
  g_task_run_in_thread (task, list_in_thread);
}

GPtrArray *
cvk_template_item_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_template_item_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Object --- */

static void
cvk_template_item_finalize (GObject *object)
{
  CvkTemplateItem *self = CVK_TEMPLATE_ITEM (object);

  g_clear_object (&self->file);
  g_clear_object (&self->document);
  g_clear_pointer (&self->entry, cvk_value_unref);
  g_strfreev (self->data);
  G_OBJECT_CLASS (cvk_template_item_parent_class)->finalize (object);
}

static void
cvk_template_item_class_init (CvkTemplateItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_template_item_finalize;
}

static void
cvk_template_item_init (CvkTemplateItem *self)
{
}
