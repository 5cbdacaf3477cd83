// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document.h"

#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-document-private.h"

/* The order of keys is fixed, every fact has a line of its own, and what was not changed since it
 * was read keeps its source text: a changed node is one hunk of a diff. */

typedef struct
{
  GString *text;
  unsigned indent;
  gboolean has_members;
} Writer;

static void
start_member (Writer *self, const char *name)
{
  g_string_append (self->text, self->has_members ? ",\n" : "\n");
  g_string_append_printf (self->text, "%*s", (int) self->indent * 2, "");
  cvk_json_append_string (self->text, name, strlen (name));
  g_string_append (self->text, ": ");
  self->has_members = TRUE;
}

static void
write_string (Writer *self, const char *name, const char *value)
{
  start_member (self, name);
  cvk_json_append_string (self->text, value, strlen (value));
}

static void
write_source (Writer *self, const char *name, const char *source)
{
  start_member (self, name);
  g_string_append (self->text, source);
}

static void
write_value (Writer *self, const char *name, const CvkValue *value, const char *source)
{
  start_member (self, name);
  if (source != NULL)
    g_string_append (self->text, source);
  else
    cvk_value_append_json (value, CVK_JSON_PRETTY, self->indent, self->text);
}

static void
write_unknown (Writer *self, const GArray *unknown)
{
  for (unsigned i = 0; unknown != NULL && i < unknown->len; i++)
    {
      const CvkUnknownMember *member = &g_array_index (unknown, CvkUnknownMember, i);

      write_source (self, member->name, member->source);
    }
}

static Writer
start_object (GString *text, unsigned indent)
{
  g_string_append_c (text, '{');

  return (Writer){ text, indent + 1, FALSE };
}

static void
end_object (Writer *self)
{
  if (self->has_members)
    g_string_append_printf (self->text, "\n%*s", (int) (self->indent - 1) * 2, "");
  g_string_append_c (self->text, '}');
}

void
cvk_document_write_node (const CvkNode *node, unsigned indent, GString *text)
{
  Writer writer = start_object (text, indent);

  write_string (&writer, "type", node->type);
  if (node->label != NULL)
    write_string (&writer, "label", node->label);
  if (node->slot != NULL)
    write_string (&writer, "slot", node->slot);
  if (node->settings_source != NULL || cvk_value_get_length (node->settings) > 0)
    write_value (&writer, "settings", node->settings, node->settings_source);
  if (node->on_error == CVK_ON_ERROR_CONTINUE)
    write_string (&writer, "on_error", "continue");
  if (node->timeout != 0)
    {
      start_member (&writer, "timeout");
      g_string_append_printf (text, "%" G_GINT64_FORMAT, node->timeout);
    }
  if (node->muted)
    write_source (&writer, "muted", "true");
  if (node->pinned != NULL)
    write_value (&writer, "pinned", node->pinned, NULL);
  write_unknown (&writer, node->unknown);
  end_object (&writer);
}

static void
write_nodes (Writer *writer, GPtrArray *nodes)
{
  Writer object;

  start_member (writer, "nodes");
  object = start_object (writer->text, writer->indent);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      start_member (&object, node->id);
      if (node->source != NULL)
        g_string_append (object.text, node->source);
      else
        cvk_document_write_node (node, object.indent, object.text);
    }
  end_object (&object);
}

static void
write_slots (Writer *writer, GPtrArray *slots)
{
  Writer object;

  if (slots->len == 0)
    return;

  start_member (writer, "slots");
  object = start_object (writer->text, writer->indent);
  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);
      Writer member;

      start_member (&object, slot->name);
      member = start_object (object.text, object.indent);
      write_string (&member, "connector", slot->connector);
      if (slot->label != NULL)
        write_string (&member, "label", slot->label);
      write_unknown (&member, slot->unknown);
      end_object (&member);
    }
  end_object (&object);
}

static void
write_file_slots (Writer *writer, GPtrArray *slots)
{
  Writer object;

  if (slots->len == 0)
    return;

  start_member (writer, "files");
  object = start_object (writer->text, writer->indent);
  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (slots, i);
      Writer member;

      start_member (&object, slot->name);
      member = start_object (object.text, object.indent);
      if (slot->label != NULL)
        write_string (&member, "label", slot->label);
      if (slot->default_path != NULL)
        write_string (&member, "default", slot->default_path);
      write_unknown (&member, slot->unknown);
      end_object (&member);
    }
  end_object (&object);
}

static void
write_links (Writer *writer, GPtrArray *links)
{
  start_member (writer, "links");
  g_string_append_c (writer->text, '[');
  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      /* Ids and ports hold nothing that needs escaping. */
      g_string_append_printf (writer->text, "%s\n    \"%s.%s -> %s.%s\"", i == 0 ? "" : ",",
                              link->source, link->source_port, link->target, link->target_port);
    }
  g_string_append (writer->text, links->len > 0 ? "\n  ]" : "]");
}

static void
write_annotations (Writer *writer, const char *name, GPtrArray *annotations)
{
  Writer object;

  if (annotations->len == 0)
    return;

  start_member (writer, name);
  object = start_object (writer->text, writer->indent);
  for (unsigned i = 0; i < annotations->len; i++)
    {
      const CvkAnnotation *annotation = g_ptr_array_index (annotations, i);

      write_value (&object, annotation->id, annotation->value, annotation->source);
    }
  end_object (&object);
}

static void
append_number (GString *text, double number)
{
  /* Whole numbers look the same in every file, whether a hand or a pointer device made them. */
  g_autoptr (CvkValue) value =
    number > -1e15 && number < 1e15 && number == (double) (int64_t) number
      ? cvk_value_new_integer ((int64_t) number)
      : cvk_value_new_double (number);

  cvk_value_append_json (value, CVK_JSON_COMPACT, 0, text);
}

static void
write_layout (Writer *writer, CvkDocument *document)
{
  gboolean any = document->unknown_layout != NULL && document->unknown_layout->len > 0;
  Writer object;

  for (unsigned i = 0; !any && i < document->nodes->len; i++)
    any = ((const CvkNode *) g_ptr_array_index (document->nodes, i))->has_place;
  if (!any)
    return;

  start_member (writer, "layout");
  object = start_object (writer->text, writer->indent);
  for (unsigned i = 0; i < document->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (document->nodes, i);

      if (!node->has_place)
        continue;
      start_member (&object, node->id);
      g_string_append_c (object.text, '[');
      append_number (object.text, node->x);
      g_string_append (object.text, ", ");
      append_number (object.text, node->y);
      g_string_append_c (object.text, ']');
    }
  write_unknown (&object, document->unknown_layout);
  end_object (&object);
}

/* Each as it would stand in a file of its own. */
static void
write_pipelines (Writer *writer, GPtrArray *pipelines)
{
  Writer object;

  start_member (writer, "pipelines");
  object = start_object (writer->text, writer->indent);
  for (unsigned i = 0; i < pipelines->len; i++)
    {
      const CvkCarriedPipeline *carried = g_ptr_array_index (pipelines, i);
      g_autoptr (GBytes) bytes = cvk_document_to_bytes (carried->document);
      size_t length;
      const char *text = g_bytes_get_data (bytes, &length);

      start_member (&object, carried->file);
      g_string_append_len (writer->text, text, (gssize) length - 1);
    }
  end_object (&object);
}

GBytes *
cvk_document_to_bytes (CvkDocument *self)
{
  GString *text;
  Writer writer;

  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  text = g_string_new (NULL);
  writer = start_object (text, 0);
  start_member (&writer, "convoke");
  g_string_append_printf (text, "%d", CVK_DOCUMENT_FORMAT_VERSION);
  write_string (&writer, "name", self->name);
  if (self->description != NULL)
    write_string (&writer, "description", self->description);
  write_slots (&writer, self->slots);
  write_file_slots (&writer, self->file_slots);
  write_nodes (&writer, self->nodes);
  write_links (&writer, self->links);
  write_annotations (&writer, "notes", self->notes);
  write_annotations (&writer, "frames", self->frames);
  write_layout (&writer, self);
  if (self->settings_source != NULL || cvk_value_get_length (self->settings) > 0)
    write_value (&writer, "settings", self->settings, self->settings_source);
  if (self->pipelines != NULL)
    write_pipelines (&writer, self->pipelines);
  write_unknown (&writer, self->unknown);
  end_object (&writer);
  g_string_append_c (text, '\n');

  return g_string_free_to_bytes (text);
}
