// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document.h"

#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-document-private.h"

static void
add_text (GChecksum *checksum, const char *text)
{
  /* With the zero at its end, so that neighbours cannot trade characters; a missing text differs
   * from an empty one. */
  if (text != NULL)
    g_checksum_update (checksum, (const unsigned char *) text, (gssize) strlen (text) + 1);
  else
    g_checksum_update (checksum, (const unsigned char *) "\xff", 1);
}

static void
add_count (GChecksum *checksum, uint64_t count)
{
  uint64_t fixed = GUINT64_TO_LE (count);

  g_checksum_update (checksum, (const unsigned char *) &fixed, sizeof fixed);
}

static void
add_unknown (GChecksum *checksum, const GArray *unknown)
{
  add_count (checksum, unknown != NULL ? unknown->len : 0);
  for (unsigned i = 0; unknown != NULL && i < unknown->len; i++)
    {
      const CvkUnknownMember *member = &g_array_index (unknown, CvkUnknownMember, i);

      add_text (checksum, member->name);
      add_text (checksum, member->source);
    }
}

static void
add_value (GChecksum *checksum, const CvkValue *value)
{
  g_autofree char *text = value != NULL ? cvk_value_to_json (value, CVK_JSON_COMPACT) : NULL;

  add_text (checksum, text);
}

static void
add_node (GChecksum *checksum, const CvkNode *node)
{
  add_text (checksum, node->id);
  add_text (checksum, node->type);
  add_text (checksum, node->slot);
  if (node->settings_problems != NULL)
    add_text (checksum, node->settings_source);
  else
    add_value (checksum, node->settings);
  add_count (checksum, node->on_error);
  add_count (checksum, (uint64_t) node->timeout);
  add_count (checksum, node->muted ? 1 : 0);
  add_value (checksum, node->pinned);
  add_unknown (checksum, node->unknown);
}

/* What it runs decides as much as itself. */
static void
add_pipeline (GChecksum *checksum, const CvkCarriedPipeline *carried)
{
  g_autofree char *hash = cvk_document_dup_content_hash (carried->document);

  add_text (checksum, carried->file);
  add_text (checksum, hash);
}

/* Names, labels and descriptions decide nothing either: trust given to a pipeline survives a new
 * heading. */
char *
cvk_document_dup_content_hash (CvkDocument *self)
{
  g_autoptr (GChecksum) checksum = NULL;

  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  add_count (checksum, self->slots->len);
  for (unsigned i = 0; i < self->slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (self->slots, i);

      add_text (checksum, slot->name);
      add_text (checksum, slot->connector);
      add_unknown (checksum, slot->unknown);
    }
  add_count (checksum, self->file_slots->len);
  for (unsigned i = 0; i < self->file_slots->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (self->file_slots, i);

      add_text (checksum, slot->name);
      add_text (checksum, slot->default_path);
      add_unknown (checksum, slot->unknown);
    }
  add_count (checksum, self->nodes->len);
  for (unsigned i = 0; i < self->nodes->len; i++)
    add_node (checksum, g_ptr_array_index (self->nodes, i));
  add_count (checksum, self->links->len);
  for (unsigned i = 0; i < self->links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (self->links, i);

      add_text (checksum, link->source);
      add_text (checksum, link->source_port);
      add_text (checksum, link->target);
      add_text (checksum, link->target_port);
    }
  add_value (checksum, self->settings);
  add_unknown (checksum, self->unknown);
  for (unsigned i = 0; self->pipelines != NULL && i < self->pipelines->len; i++)
    add_pipeline (checksum, g_ptr_array_index (self->pipelines, i));

  return g_strdup (g_checksum_get_string (checksum));
}
