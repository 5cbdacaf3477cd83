// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-fix-private.h"
#include "model/cvk-inner-slots.h"

/* Problems of links, types and slots. */

static char *
make_link_text (const char *source, const CvkLink *link, const char *target)
{
  return g_strdup_printf ("%s.%s -> %s.%s", source, link->source_port, target, link->target_port);
}

/* --- Links --- */

/* The links of the node @name, on both sides; to the node @other instead where that is set. */
static gboolean
apply_links_of_node (const CvkFix *self, CvkCommand *command, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) new_links = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *all = cvk_document_get_links (self->document);

  for (unsigned i = 0; i < all->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (all, i);
      gboolean is_source = strcmp (link->source, self->name) == 0;
      gboolean is_target = strcmp (link->target, self->name) == 0;

      if (!is_source && !is_target)
        continue;
      g_ptr_array_add (links, make_link_text (link->source, link, link->target));
      if (self->other != NULL)
        g_ptr_array_add (new_links, make_link_text (is_source ? self->other : link->source, link,
                                                    is_target ? self->other : link->target));
    }
  for (unsigned i = 0; i < links->len; i++)
    if (!cvk_command_remove_link (command, g_ptr_array_index (links, i), error))
      return FALSE;
  for (unsigned i = 0; i < new_links->len; i++)
    if (!cvk_command_add_link (command, g_ptr_array_index (new_links, i), error))
      return FALSE;
  return TRUE;
}

void
cvk_fix_offer_links_of_node (CvkFixOffer *offer)
{
  const char *id = cvk_problem_get_argument (offer->problem, "node");
  const char *suggestion = cvk_problem_get_argument (offer->problem, "suggestion");
  CvkFix *fix;

  if (id == NULL)
    return;
  if (suggestion != NULL)
    {
      fix = cvk_fix_offer (offer, apply_links_of_node,
                           /* Translators: the name of a node. */
                           g_strdup_printf (_ ("Link “%s” instead"), suggestion));
      fix->name = g_strdup (id);
      fix->other = g_strdup (suggestion);
    }
  fix = cvk_fix_offer (offer, apply_links_of_node, g_strdup (_ ("Remove the link")));
  fix->name = g_strdup (id);
}

static gboolean
apply_links_of_port (const CvkFix *self, CvkCommand *command, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *all = cvk_document_get_links (self->document);

  for (unsigned i = 0; i < all->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (all, i);
      gboolean is_output =
        strcmp (link->source, self->node) == 0 && strcmp (link->source_port, self->name) == 0;
      gboolean is_input =
        strcmp (link->target, self->node) == 0 && strcmp (link->target_port, self->name) == 0;

      if (is_output || is_input)
        g_ptr_array_add (links, make_link_text (link->source, link, link->target));
    }
  for (unsigned i = 0; i < links->len; i++)
    if (!cvk_command_remove_link (command, g_ptr_array_index (links, i), error))
      return FALSE;
  return TRUE;
}

void
cvk_fix_offer_links_of_port (CvkFixOffer *offer)
{
  const char *port = cvk_problem_get_argument (offer->problem, "port");
  CvkFix *fix;

  if (port == NULL || offer->node == NULL)
    return;
  fix = cvk_fix_offer (offer, apply_links_of_port, g_strdup (_ ("Remove the link")));
  fix->name = g_strdup (port);
}

/* One of several equal links. */
static gboolean
apply_one_link (const CvkFix *self, CvkCommand *command, GError **error)
{
  return cvk_command_remove_link (command, self->name, error);
}

void
cvk_fix_offer_one_link (CvkFixOffer *offer)
{
  const char *source = cvk_problem_get_argument (offer->problem, "source");
  const char *target = cvk_problem_get_argument (offer->problem, "target");
  GPtrArray *all = cvk_document_get_links (offer->document);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned i = 0; i < all->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (all, i);
      g_autofree char *text = make_link_text (link->source, link, link->target);

      if (g_strcmp0 (link->source, source) != 0 || g_strcmp0 (link->target, target) != 0)
        continue;
      if (!g_hash_table_contains (seen, text))
        {
          g_hash_table_add (seen, g_steal_pointer (&text));
          continue;
        }
      cvk_fix_offer (offer, apply_one_link, g_strdup (_ ("Remove one of the links")))->name =
        g_steal_pointer (&text);
      return;
    }
}

/* --- Types --- */

static gboolean
apply_type (const CvkFix *self, CvkCommand *command, GError **error)
{
  return cvk_command_set_node_type (command, self->node, self->name, self->types, error);
}

void
cvk_fix_offer_type (CvkFixOffer *offer)
{
  const char *suggestion = cvk_problem_get_argument (offer->problem, "suggestion");
  const CvkNodeType *type =
    suggestion == NULL ? NULL : cvk_node_types_lookup (offer->types, suggestion);

  if (type == NULL || offer->node == NULL)
    return;
  cvk_fix_offer (
    offer, apply_type,
    /* Translators: the title of a type of nodes. */
    g_strdup_printf (_ ("Make it “%s”"), type->title != NULL ? _ (type->title) : type->id))
    ->name = g_strdup (suggestion);
}

/* --- Slots --- */

static gboolean
apply_slot (const CvkFix *self, CvkCommand *command, GError **error)
{
  if (self->other != NULL && !cvk_command_set_slot (command, self->name, self->other, NULL, error))
    return FALSE;
  return cvk_command_set_node_slot (command, self->node, self->name, error);
}

static gboolean
apply_inner_slot (const CvkFix *self, CvkCommand *command, GError **error)
{
  return cvk_command_add_inner_slot (command, self->types, self->node, self->name, self->other,
                                     NULL, error);
}

/* What a node runs wants a connection from this pipeline. */
static void
offer_inner_slot (CvkFixOffer *offer, const char *inner)
{
  const char *connector = cvk_problem_get_argument (offer->problem, "connector");
  CvkFix *fix;

  if (connector == NULL || offer->node == NULL)
    return;
  fix = cvk_fix_offer (offer, apply_inner_slot, g_strdup (_ ("Add a place for its connection")));
  fix->name = g_strdup (inner);
  fix->other = g_strdup (connector);
}

static gboolean
apply_inner_file (const CvkFix *self, CvkCommand *command, GError **error)
{
  return cvk_command_set_file_slot (command, self->name, NULL, NULL, error);
}

void
cvk_fix_offer_inner_file (CvkFixOffer *offer)
{
  const char *slot = cvk_problem_get_argument (offer->problem, "slot");

  if (slot != NULL)
    cvk_fix_offer (offer, apply_inner_file, g_strdup (_ ("Add a place for its file")))->name =
      g_strdup (slot);
}

/* The pipeline's slots of that kind, or a new one. */
void
cvk_fix_offer_slot (CvkFixOffer *offer)
{
  const CvkNodeType *type =
    offer->node == NULL ? NULL : cvk_node_types_lookup (offer->types, offer->node->type);
  GPtrArray *slots = cvk_document_get_slots (offer->document);
  const char *inner = cvk_problem_get_argument (offer->problem, "inner");
  gboolean has_slot = FALSE;
  CvkFix *fix;

  if (inner != NULL)
    {
      offer_inner_slot (offer, inner);
      return;
    }
  if (type == NULL || type->connector == NULL)
    return;
  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      if (!cvk_node_types_fits (offer->types, slot->connector, type->connector))
        continue;
      has_slot = TRUE;
      fix = cvk_fix_offer (
        offer, apply_slot,
        /* Translators: the label of a slot for a connection. */
        g_strdup_printf (_ ("Use “%s”"), slot->label != NULL ? slot->label : slot->name));
      fix->name = g_strdup (slot->name);
    }
  if (has_slot || cvk_document_get_slot (offer->document, type->connector) != NULL)
    return;
  fix = cvk_fix_offer (offer, apply_slot, g_strdup (_ ("Add a place for its connection")));
  fix->name = g_strdup (type->connector);
  fix->other = g_strdup (type->connector);
}
