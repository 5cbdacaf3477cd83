// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-extract.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-command-private.h"
#include "model/cvk-document-private.h"
#include "model/cvk-excerpt.h"
#include "model/cvk-extract-references.h"

/* How far the new nodes in there stand from the others. */
#define DISTANCE 280

typedef struct
{
  CvkDocument *document;
  GHashTable *inside; /* set of borrowed ids */
  GPtrArray *in;      /* borrowed CvkLink that lead in */
  GPtrArray *out;     /* borrowed CvkLink that lead out */
  GPtrArray *exits;   /* owned: "node.port" in there, each once, in the order of the links */
} Part;

static void
clear_part (Part *self)
{
  g_hash_table_unref (self->inside);
  g_ptr_array_unref (self->in);
  g_ptr_array_unref (self->out);
  g_ptr_array_unref (self->exits);
}

static gboolean
is_inside (const Part *self, const char *id)
{
  return g_hash_table_contains (self->inside, id);
}

static void
add_exit (Part *self, const CvkLink *link)
{
  g_autofree char *exit = g_strconcat (link->source, ".", link->source_port, NULL);

  if (!g_ptr_array_find_with_equal_func (self->exits, exit, g_str_equal, NULL))
    g_ptr_array_add (self->exits, g_steal_pointer (&exit));
}

static void
find_part (Part *self, CvkDocument *document, const char *const *nodes)
{
  GPtrArray *links = cvk_document_get_links (document);

  self->document = document;
  self->inside = g_hash_table_new (g_str_hash, g_str_equal);
  self->in = g_ptr_array_new ();
  self->out = g_ptr_array_new ();
  self->exits = g_ptr_array_new_with_free_func (g_free);
  for (unsigned i = 0; nodes[i] != NULL; i++)
    g_hash_table_add (self->inside, (gpointer) nodes[i]);
  for (unsigned i = 0; i < links->len; i++)
    {
      CvkLink *link = g_ptr_array_index (links, i);
      gboolean from = is_inside (self, link->source);
      gboolean to = is_inside (self, link->target);

      if (to && !from)
        g_ptr_array_add (self->in, link);
      if (from && !to)
        {
          g_ptr_array_add (self->out, link);
          add_exit (self, link);
        }
    }
}

/* --- What cannot be one --- */

static const char *
get_name (const CvkNode *node)
{
  return node->label != NULL && *node->label != '\0' ? node->label : node->id;
}

static gboolean
refuse (GError **error, const char *format, const char *name)
{
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "{node}", name, 1);
  g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT, message->str);
  return FALSE;
}

static gboolean
check_kinds (const Part *self, const CvkNodeTypes *types, GError **error)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (!is_inside (self, node->id))
        continue;
      if (type != NULL && type->is_trigger)
        return refuse (error,
                       _ ("“{node}” makes this pipeline run, so it has to stay here. Select the "
                          "steps behind it."),
                       get_name (node));
      if (g_str_equal (node->type, "input") || g_str_equal (node->type, "output"))
        return refuse (error,
                       _ ("“{node}” is an input or a result of this pipeline, so it has to stay "
                          "here. Leave it out of the selection."),
                       get_name (node));
    }
  return TRUE;
}

/* One output outside that leads to several places, or several outputs that lead to one. */
static gboolean
check_ways_in (const Part *self, GError **error)
{
  gboolean one_source = TRUE;
  gboolean one_target = TRUE;

  for (unsigned i = 1; i < self->in->len; i++)
    {
      const CvkLink *first = g_ptr_array_index (self->in, 0);
      const CvkLink *link = g_ptr_array_index (self->in, i);

      one_source = one_source && g_str_equal (first->source, link->source) &&
                   g_str_equal (first->source_port, link->source_port);
      one_target = one_target && g_str_equal (first->target, link->target) &&
                   g_str_equal (first->target_port, link->target_port);
    }
  if (one_source || one_target)
    return TRUE;
  return refuse (error,
                 _ ("Items come into these steps by two ways, and a sub-pipeline has one. Select "
                    "the steps in front of them too, or fewer of them."),
                 "");
}

static gboolean
check_references (const Part *self, GError **error)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      gboolean inside = is_inside (self, node->id);

      if (cvk_extract_reads_across (self->document, node, self->inside))
        return refuse (error,
                       inside ? _ ("“{node}” reads from a step that is not selected. Select that "
                                   "one too, or put the value into the item before.")
                              : _ ("“{node}” reads from a step that is selected, and could not do "
                                   "so any more. Select it too, or use a field of the item."),
                       get_name (node));
      if (inside && cvk_extract_reads_inputs (node))
        return refuse (error,
                       _ ("“{node}” reads the inputs of this pipeline, which a sub-pipeline does "
                          "not see. Put the value into the item before."),
                       get_name (node));
    }
  return TRUE;
}

/* --- The pipeline --- */

/* Names of results are ports outside: by the step where they come from. */
static char *
make_exit_name (const Part *self, unsigned index)
{
  const char *exit = g_ptr_array_index (self->exits, index);
  const char *dot = strchr (exit, '.');
  g_autofree char *node = g_strndup (exit, (size_t) (dot - exit));

  if (g_str_equal (dot + 1, "out"))
    return g_steal_pointer (&node);
  return g_strconcat (node, "-", dot + 1, NULL);
}

static void
find_bounds (const Part *self, double *left, double *right, double *top)
{
  *left = *top = G_MAXDOUBLE;
  *right = -G_MAXDOUBLE;
  for (unsigned i = 0; i < cvk_document_get_nodes (self->document)->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (cvk_document_get_nodes (self->document), i);

      if (!is_inside (self, node->id))
        continue;
      *left = MIN (*left, node->x);
      *right = MAX (*right, node->x);
      *top = MIN (*top, node->y);
    }
}

static void
add_input (const Part *self, CvkCommand *command, double x, double y)
{
  g_autofree char *id = NULL;

  if (self->in->len == 0)
    return;
  id = g_strdup (cvk_command_add_node (command, NULL, "input", x, y, NULL));
  for (unsigned i = 0; i < self->in->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (self->in, i);
      g_autofree char *text =
        g_strdup_printf ("%s.out -> %s.%s", id, link->target, link->target_port);

      /* Several that led to one place are one now. */
      cvk_command_add_link (command, text, NULL);
    }
}

static void
add_results (const Part *self, CvkCommand *command, double x, double y)
{
  for (unsigned i = 0; i < self->exits->len; i++)
    {
      g_autofree char *name = make_exit_name (self, i);
      g_autoptr (CvkValue) value = cvk_value_new_string (name);
      g_autofree char *id =
        g_strdup (cvk_command_add_node (command, NULL, "output", x, y + i * 120.0, NULL));
      g_autofree char *text =
        g_strdup_printf ("%s -> %s.in", (const char *) g_ptr_array_index (self->exits, i), id);

      cvk_command_set_node_field (command, id, "name", value, NULL);
      cvk_command_add_link (command, text, NULL);
    }
}

CvkDocument *
cvk_document_extract (CvkDocument *self,
                      const CvkNodeTypes *types,
                      const char *const *nodes,
                      const char *name,
                      GError **error)
{
  Part part = { 0 };
  CvkDocument *extract = NULL;
  double left;
  double right;
  double top;

  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (nodes != NULL && nodes[0] != NULL, NULL);

  find_part (&part, self, nodes);
  if (check_kinds (&part, types, error) && check_ways_in (&part, error) &&
      check_references (&part, error))
    {
      g_autoptr (CvkCommand) command = NULL;

      extract = cvk_document_excerpt (self, nodes, NULL, NULL);
      command = cvk_command_new (extract, NULL);
      find_bounds (&part, &left, &right, &top);
      add_input (&part, command, left - DISTANCE, top);
      add_results (&part, command, right + DISTANCE, top);
      cvk_command_set_name (command, name);
      /* It is what was made: nobody takes it back. */
      command->is_pushed = TRUE;
    }
  clear_part (&part);
  return extract;
}

/* --- The node in its place --- */

static CvkValue *
make_settings (const Part *self, const char *file)
{
  g_auto (CvkObjectBuilder) settings = { 0 };
  g_auto (CvkArrayBuilder) outputs = { 0 };

  cvk_object_builder_init (&settings);
  cvk_object_builder_set (&settings, "file", cvk_value_new_string (file));
  if (self->exits->len < 2)
    return cvk_object_builder_end (&settings);
  cvk_array_builder_init (&outputs);
  for (unsigned i = 0; i < self->exits->len; i++)
    cvk_array_builder_append (&outputs, cvk_value_take_string (make_exit_name (self, i)));
  cvk_object_builder_set (&settings, "outputs", cvk_array_builder_end (&outputs));
  return cvk_object_builder_end (&settings);
}

static char *
make_outer_port (const Part *self, const CvkLink *link)
{
  g_autofree char *exit = g_strconcat (link->source, ".", link->source_port, NULL);
  unsigned index = 0;

  if (self->exits->len < 2 ||
      !g_ptr_array_find_with_equal_func (self->exits, exit, g_str_equal, &index))
    return g_strdup ("out");
  return make_exit_name (self, index);
}

/* The texts of the links that the node gets, made before those of the part go. */
static GPtrArray *
list_links (const Part *self, const char *id)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < self->in->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (self->in, i);
      g_autofree char *text =
        g_strdup_printf ("%s.%s -> %s.in", link->source, link->source_port, id);

      if (!g_ptr_array_find_with_equal_func (links, text, g_str_equal, NULL))
        g_ptr_array_add (links, g_steal_pointer (&text));
    }
  for (unsigned i = 0; i < self->out->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (self->out, i);
      g_autofree char *port = make_outer_port (self, link);

      g_ptr_array_add (
        links, g_strdup_printf ("%s.%s -> %s.%s", id, port, link->target, link->target_port));
    }
  return links;
}

const char *
cvk_command_extract (CvkCommand *self, const char *const *nodes, const char *file, GError **error)
{
  Part part = { 0 };
  g_autoptr (CvkValue) settings = NULL;
  g_autoptr (GPtrArray) links = NULL;
  const char *id = NULL;
  double left;
  double right;
  double top;

  find_part (&part, self->document, nodes);
  find_bounds (&part, &left, &right, &top);
  settings = make_settings (&part, file);
  id = cvk_command_add_node (self, NULL, "pipeline", left, top, error);
  if (id != NULL)
    {
      links = list_links (&part, id);
      cvk_command_remove_nodes (self, nodes);
      cvk_command_set_node_settings (self, id, settings, NULL);
      for (unsigned i = 0; i < links->len; i++)
        cvk_command_add_link (self, g_ptr_array_index (links, i), NULL);
    }
  clear_part (&part);
  return id;
}
