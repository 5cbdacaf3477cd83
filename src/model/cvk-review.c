// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-review.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-file-slots.h"
#include "model/cvk-sub-pipeline.h"
#include "model/cvk-template.h"

static const struct
{
  const char *name;
  const char *title;
} kinds[CVK_N_WANT_KINDS] = {
  [CVK_WANT_START_LINK] = { "start-link", N_ ("Gives away start links") },
  [CVK_WANT_CONNECTION] = { "connection", N_ ("Connections") },
  [CVK_WANT_HOST] = { "host", N_ ("Servers") },
  [CVK_WANT_READ] = { "read", N_ ("Files it reads") },
  [CVK_WANT_WRITE] = { "write", N_ ("Files it writes") },
  [CVK_WANT_RECIPIENT] = { "recipient", N_ ("Recipients") },
  [CVK_WANT_LINK] = { "link", N_ ("Links it opens") },
  [CVK_WANT_DESK] = { "desk", N_ ("On this computer") },
  [CVK_WANT_SCRIPT] = { "script", N_ ("Scripts") },
  [CVK_WANT_TRIGGER] = { "trigger", N_ ("Runs by itself") },
};

/* One pipeline that is looked through: the outermost, or one that is carried. */
typedef struct
{
  GPtrArray *review;
  GHashTable *seen; /* key -> CvkWant */
  const CvkNodeTypes *types;
  CvkDocument *document;
  const char *path; /* nullable */
  GHashTable *files;
  const char *name; /* nullable: of a carried one */
} Review;

static void
free_step (gpointer data)
{
  CvkWantStep *step = data;

  g_free (step->node);
  g_free (step->label);
  g_free (step->file);
  g_free (step);
}

static void
free_want (gpointer data)
{
  CvkWant *want = data;

  g_free (want->what);
  g_free (want->slot);
  g_free (want->slot_label);
  g_ptr_array_unref (want->steps);
  g_free (want);
}

/* Everything once. What is computed is not known to be the same, but says the same. */
static CvkWant *
add_want (Review *self,
          const CvkNode *node,
          const CvkNodeType *type,
          CvkWantKind kind,
          const char *what,
          const char *slot)
{
  g_autofree char *key = g_strdup_printf ("%d\n%s%s\n%s", kind, what != NULL ? "=" : "",
                                          what != NULL ? what : "", slot != NULL ? slot : "");
  CvkWant *want = g_hash_table_lookup (self->seen, key);
  CvkWantStep *step = g_new0 (CvkWantStep, 1);

  if (want == NULL)
    {
      want = g_new0 (CvkWant, 1);
      want->kind = kind;
      want->what = g_strdup (what);
      want->slot = g_strdup (slot);
      want->steps = g_ptr_array_new_with_free_func (free_step);
      g_hash_table_insert (self->seen, g_steal_pointer (&key), want);
      g_ptr_array_add (self->review, want);
    }
  step->node = g_strdup (node->id);
  step->label = g_strdup (node->label);
  step->file = g_strdup (self->name);
  step->type = type;
  g_ptr_array_add (want->steps, step);
  return want;
}

/* --- Fields --- */

static gboolean
is_computed (const char *text)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkTemplate) template = cvk_template_parse (text, &problem);

  return template == NULL || !cvk_template_is_constant (template);
}

/* The server of an address whose beginning is fixed: (transfer full) (nullable): NULL when only the
 * run knows. An expression right behind the server's name may go on with it. */
static char *
find_host (const char *address)
{
  g_autofree char *fixed = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *braces = strstr (address, "{{");

  if (braces != NULL)
    {
      const char *authority = strstr (address, "://");
      const char *end = authority != NULL ? strpbrk (authority + 3, "/?#") : NULL;

      if (end == NULL || end > braces)
        return NULL;
      fixed = g_strndup (address, (size_t) (end - address));
    }
  uri = g_uri_parse (fixed != NULL ? fixed : address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return g_strdup (address);
  if (g_uri_get_port (uri) != -1)
    return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  return g_strdup (g_uri_get_host (uri));
}

static void
add_host (Review *self, const CvkNode *node, const CvkNodeType *type, const char *address)
{
  g_autofree char *host = NULL;

  /* What follows the connection's own address stays there. */
  if (node->slot != NULL && *address == '/')
    return;
  host = find_host (address);
  add_want (self, node, type, CVK_WANT_HOST, host, NULL);
}

/* What cannot be resolved does not run either, and is shown as it is written. */
static void
add_file (Review *self,
          const CvkNode *node,
          const CvkNodeType *type,
          CvkWantKind kind,
          const char *file)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autofree char *path = NULL;
  g_autofree char *canonical = NULL;

  if (*file == '\0')
    return;
  if (is_computed (file))
    {
      add_want (self, node, type, kind, NULL, NULL);
      return;
    }
  path = cvk_file_slots_resolve (self->document, self->files, self->path, file, &problem);
  canonical = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  add_want (self, node, type, kind, canonical != NULL ? canonical : file, NULL);
}

static void
add_text (Review *self,
          const CvkNode *node,
          const CvkNodeType *type,
          const char *hint,
          const char *text)
{
  if (g_str_equal (hint, "host"))
    add_host (self, node, type, text);
  else if (g_str_equal (hint, "read"))
    add_file (self, node, type, CVK_WANT_READ, text);
  else if (g_str_equal (hint, "write"))
    add_file (self, node, type, CVK_WANT_WRITE, text);
  else if (g_str_equal (hint, "table"))
    add_want (self, node, type, CVK_WANT_DESK, type->id, NULL);
  else if (*text != '\0')
    add_want (self, node, type, g_str_equal (hint, "link") ? CVK_WANT_LINK : CVK_WANT_RECIPIENT,
              is_computed (text) ? NULL : text, NULL);
}

/* A text, or the texts of a list or an object. */
static void
add_setting (Review *self,
             const CvkNode *node,
             const CvkNodeType *type,
             const char *hint,
             const CvkValue *value)
{
  if (cvk_value_is_string (value))
    {
      add_text (self, node, type, hint, cvk_value_get_string (value));
      return;
    }
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name = NULL;
      CvkValue *element = NULL;

      if (cvk_value_is_object (value))
        cvk_value_get_member_at (value, i, &name, &element);
      else
        element = cvk_value_get_element (value, i);
      if (cvk_value_is_string (element))
        add_text (self, node, type, hint, cvk_value_get_string (element));
    }
}

/* The hint of a field: (nullable). */
static const char *
find_hint (const CvkNodeType *type, const CvkValue *field)
{
  const char *hint = cvk_value_lookup_string (field, "x-review", NULL);

  if (hint != NULL || g_strcmp0 (cvk_value_lookup_string (field, "x-widget", NULL), "file") != 0)
    return hint;
  return cvk_value_lookup_string (field, "x-access",
                                  type->effect == CVK_NODE_EFFECT_CHANGE ? "write" : "read");
}

/* Whether any of them says what it is about. */
static gboolean
add_fields (Review *self, const CvkNode *node, const CvkNodeType *type)
{
  const CvkValue *fields =
    cvk_value_get_member (cvk_node_type_get_settings_schema (type), "properties");
  gboolean has_any = FALSE;

  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *field = NULL;
      const char *hint = NULL;
      const CvkValue *value = NULL;

      cvk_value_get_member_at (fields, i, &name, &field);
      hint = cvk_value_is_object (field) ? find_hint (type, field) : NULL;
      /* Sub-pipelines are looked through themselves. */
      if (hint == NULL || cvk_sub_pipeline_get_file (node) != NULL)
        continue;
      value = cvk_value_get_member (node->settings, name);
      if (value == NULL)
        continue;
      if (g_str_equal (hint, "start-link"))
        {
          if (cvk_value_is_boolean (value) && cvk_value_get_boolean (value))
            add_want (self, node, type, CVK_WANT_START_LINK, type->id, NULL);
          continue;
        }
      has_any = TRUE;
      add_setting (self, node, type, hint, value);
    }
  return has_any;
}

/* --- Steps --- */

static void
add_connection (Review *self, const CvkNode *node, const CvkNodeType *type)
{
  const CvkConnectionSlot *slot =
    node->slot != NULL ? cvk_document_get_slot (self->document, node->slot) : NULL;
  CvkWant *want = NULL;

  if (slot == NULL && (node->slot != NULL || type->is_slot_optional))
    return;
  want = add_want (self, node, type, CVK_WANT_CONNECTION,
                   slot != NULL ? slot->connector : type->connector, node->slot);
  if (want->slot_label == NULL && slot != NULL)
    want->slot_label = g_strdup (slot->label);
}

static void
add_node (Review *self, const CvkNode *node)
{
  const CvkNodeType *type = cvk_node_types_lookup (self->types, node->type);
  gboolean is_explained = FALSE;

  /* A type that is not known runs nowhere. */
  if (type == NULL || node->muted)
    return;
  if (type->connector != NULL)
    add_connection (self, node, type);
  is_explained = add_fields (self, node, type) || type->connector != NULL;
  if (type->is_trigger)
    add_want (self, node, type, CVK_WANT_TRIGGER, type->id, NULL);
  else if (g_str_equal (type->id, "script"))
    add_want (self, node, type, CVK_WANT_SCRIPT, type->id, NULL);
  else if (type->effect == CVK_NODE_EFFECT_CHANGE && !is_explained)
    add_want (self, node, type, CVK_WANT_DESK, type->id, NULL);
}

/* The file slots of what is carried that the one around it fills, as the engine does it. */
static GHashTable *
map_files (Review *outer, CvkDocument *document)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *slots = cvk_document_get_file_slots (document);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (slots, i);
      g_autoptr (CvkProblem) problem = NULL;
      char *path = NULL;

      if (cvk_document_get_file_slot (outer->document, slot->name) == NULL)
        continue;
      path =
        cvk_file_slots_resolve (outer->document, outer->files, outer->path, slot->name, &problem);
      if (path != NULL)
        g_hash_table_insert (files, g_strdup (slot->name), path);
    }
  return files;
}

/* As deep as the reader lets pipelines carry each other; each once, whoever runs it. */
static void
look_through (Review *self)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);
  GPtrArray *pipelines = cvk_document_get_pipelines (self->document);

  for (unsigned i = 0; i < nodes->len; i++)
    add_node (self, g_ptr_array_index (nodes, i));
  for (unsigned i = 0; pipelines != NULL && i < pipelines->len; i++)
    {
      const CvkCarriedPipeline *carried = g_ptr_array_index (pipelines, i);
      g_autoptr (GHashTable) files = map_files (self, carried->document);
      g_autoptr (CvkProblem) problem = NULL;
      g_autofree char *path =
        cvk_file_slots_resolve (self->document, self->files, self->path, carried->file, &problem);
      Review inner = *self;

      inner.document = carried->document;
      inner.path = path;
      inner.files = files;
      inner.name = carried->file;
      look_through (&inner);
    }
}

static int
compare_wants (gconstpointer a, gconstpointer b)
{
  const CvkWant *left = *(const CvkWant *const *) a;
  const CvkWant *right = *(const CvkWant *const *) b;

  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  return g_strcmp0 (left->what, right->what);
}

GPtrArray *
cvk_review_new (CvkDocument *document,
                const CvkNodeTypes *types,
                const char *path,
                GHashTable *files)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  Review self = {
    .review = g_ptr_array_new_with_free_func (free_want),
    .seen = seen,
    .types = types,
    .document = document,
    .path = path,
    .files = files != NULL ? files : none,
  };

  g_return_val_if_fail (CVK_IS_DOCUMENT (document), self.review);

  look_through (&self);
  g_ptr_array_sort (self.review, compare_wants);
  return self.review;
}

/* --- In words --- */

const char *
cvk_want_kind_get_name (CvkWantKind kind)
{
  return kinds[kind].name;
}

const char *
cvk_want_kind_get_title (CvkWantKind kind)
{
  return kinds[kind].title;
}

static CvkValue *
make_text (const char *text)
{
  return text != NULL ? cvk_value_new_string (text) : cvk_value_new_null ();
}

static CvkValue *
make_steps (GPtrArray *steps)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (unsigned i = 0; i < steps->len; i++)
    {
      const CvkWantStep *step = g_ptr_array_index (steps, i);

      g_ptr_array_add (values, cvk_value_new_object ("node", make_text (step->node), "label",
                                                     make_text (step->label), "file",
                                                     make_text (step->file), "type",
                                                     make_text (step->type->id), NULL));
    }
  return cvk_value_new_array ((CvkValue *const *) values->pdata, values->len);
}

CvkValue *
cvk_review_to_value (GPtrArray *review)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (unsigned i = 0; i < review->len; i++)
    {
      const CvkWant *want = g_ptr_array_index (review, i);

      g_ptr_array_add (values,
                       cvk_value_new_object ("kind", make_text (kinds[want->kind].name), "what",
                                             make_text (want->what), "slot", make_text (want->slot),
                                             "steps", make_steps (want->steps), NULL));
    }
  return cvk_value_new_array ((CvkValue *const *) values->pdata, values->len);
}
