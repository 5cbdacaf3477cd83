// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library-item.h"

#include <sys/stat.h>

#include "base/cvk-local-text.h"
#include "base/cvk-text.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "model/cvk-checks.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"

/* Characters that are shown: a label lays out all that it is given, seen or not. */
#define MAX_NAME 200
#define MAX_DESCRIPTION 1000

struct _CvkLibraryItem
{
  GObject parent_instance;

  GFile *file;
  char *name;
  char *description;
  char *error;
  unsigned n_problems;
  char *problem;
  int64_t modified;
  int64_t size;
  gboolean has_trigger;
  char *run_state;
  int64_t run_time;
};

G_DEFINE_FINAL_TYPE (CvkLibraryItem, cvk_library_item, G_TYPE_OBJECT)

static void
cvk_library_item_finalize (GObject *object)
{
  CvkLibraryItem *self = CVK_LIBRARY_ITEM (object);

  g_clear_object (&self->file);
  g_free (self->name);
  g_free (self->description);
  g_free (self->error);
  g_free (self->problem);
  g_free (self->run_state);
  G_OBJECT_CLASS (cvk_library_item_parent_class)->finalize (object);
}

static void
cvk_library_item_class_init (CvkLibraryItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_library_item_finalize;
}

static void
cvk_library_item_init (CvkLibraryItem *self)
{
}

/* --- Reading --- */

static char *
dup_file_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);

  if (g_str_has_suffix (name, CVK_PIPELINE_SUFFIX))
    name[strlen (name) - strlen (CVK_PIPELINE_SUFFIX)] = '\0';
  return g_steal_pointer (&name);
}

static gboolean
find_trigger (CvkDocument *document, const CvkNodeTypes *types)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (type != NULL && type->is_trigger && !node->muted)
        return TRUE;
    }
  return FALSE;
}

static void
check (CvkLibraryItem *self, CvkDocument *document, const CvkNodeTypes *types)
{
  g_autoptr (GPtrArray) problems = cvk_document_check (document, types);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);

      /* One that is not begun yet is not broken. */
      if (cvk_problem_is_warning (problem) ||
          g_str_equal (cvk_problem_get_code (problem), "no-nodes"))
        continue;
      if (self->n_problems++ == 0)
        self->problem = cvk_local_problem (problem);
    }
}

CvkLibraryItem *
cvk_library_item_read (GFile *file, gconstpointer types)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (CvkLibraryItem) self = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  struct stat status;

  if (path == NULL || stat (path, &status) < 0 || !S_ISREG (status.st_mode))
    return NULL;
  self = g_object_new (CVK_TYPE_LIBRARY_ITEM, NULL);
  self->file = g_object_ref (file);
  self->modified = status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
  self->size = status.st_size;
  bytes = cvk_file_read (path, CVK_DOCUMENT_MAX_SIZE, &error);
  if (bytes != NULL)
    document = cvk_document_new_from_newer_bytes (bytes, &error);
  if (document == NULL)
    {
      self->error = g_strdup (error->message);
      self->name = dup_file_name (file);
      return g_steal_pointer (&self);
    }
  self->name = *cvk_document_get_name (document) != '\0'
                 ? cvk_text_shorten (cvk_document_get_name (document), MAX_NAME)
                 : dup_file_name (file);
  if (cvk_document_get_description (document) != NULL)
    self->description = cvk_text_shorten (cvk_document_get_description (document), MAX_DESCRIPTION);
  self->has_trigger = find_trigger (document, types);
  check (self, document, types);
  return g_steal_pointer (&self);
}

CvkLibraryItem *
cvk_library_item_new_with_run (CvkLibraryItem *self, const char *state, int64_t when)
{
  CvkLibraryItem *item = g_object_new (CVK_TYPE_LIBRARY_ITEM, NULL);

  item->file = g_object_ref (self->file);
  item->name = g_strdup (self->name);
  item->description = g_strdup (self->description);
  item->error = g_strdup (self->error);
  item->n_problems = self->n_problems;
  item->problem = g_strdup (self->problem);
  item->modified = self->modified;
  item->size = self->size;
  item->has_trigger = self->has_trigger;
  item->run_state = g_strdup (state);
  item->run_time = when;
  return item;
}

/* --- Facts --- */

GFile *
cvk_library_item_get_file (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), NULL);

  return self->file;
}

const char *
cvk_library_item_get_name (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), NULL);

  return self->name;
}

const char *
cvk_library_item_get_description (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), NULL);

  return self->description;
}

int64_t
cvk_library_item_get_modified (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), 0);

  return self->modified;
}

const char *
cvk_library_item_get_error (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), NULL);

  return self->error;
}

unsigned
cvk_library_item_get_n_problems (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), 0);

  return self->n_problems;
}

const char *
cvk_library_item_get_problem (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), NULL);

  return self->problem;
}

const char *
cvk_library_item_get_run_state (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), NULL);

  return self->run_state;
}

int64_t
cvk_library_item_get_run_time (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), 0);

  return self->run_time;
}

gboolean
cvk_library_item_has_trigger (CvkLibraryItem *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY_ITEM (self), FALSE);

  return self->has_trigger;
}

gboolean
cvk_library_item_is_current (CvkLibraryItem *self, int64_t modified, int64_t size)
{
  return self->modified == modified && self->size == size;
}
