// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-search-match.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/editor/cvk-node-search-words.h"

struct _CvkNodeMatcher
{
  GPtrArray *entries; /* owned CvkNodeEntry, services first, then by groups */
};

/* --- Words --- */

/* Folded words, and those with accents once more without them, so that they are found from a
 * keyboard that has none. */
static GStrv
split (const char *text)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) alternates = NULL;
  g_auto (GStrv) tokens = g_str_tokenize_and_fold (text, NULL, &alternates);

  g_strv_builder_addv (words, (const char **) tokens);
  g_strv_builder_addv (words, (const char **) alternates);
  return g_strv_builder_end (words);
}

/* How well one word of the query is met by one of @words: whole, at the beginning, or inside. */
static unsigned
rate_word (GStrv words, const char *wanted)
{
  unsigned best = 0;

  for (unsigned i = 0; words[i] != NULL && best < 4; i++)
    {
      const char *at = strstr (words[i], wanted);
      unsigned rate = at == NULL ? 0 : at != words[i] ? 1 : words[i][strlen (wanted)] ? 3 : 4;

      best = MAX (best, rate);
    }
  return best;
}

/* 0 when a word is nowhere. */
static unsigned
rate_entry (const CvkNodeEntry *entry, GStrv query)
{
  unsigned sum = 0;
  gboolean meets_title = FALSE;

  for (unsigned i = 0; query[i] != NULL; i++)
    {
      unsigned title = rate_word (entry->title_words, query[i]);
      unsigned synonym = rate_word (entry->synonyms, query[i]);
      unsigned group = rate_word (entry->group_words, query[i]);
      unsigned help = rate_word (entry->help_words, query[i]);
      unsigned best = title * 12;

      /* The middle of a word is met by chance where words are many. */
      best = MAX (best, synonym >= 3 ? synonym * 8 : 0);
      best = MAX (best, group >= 3 ? group * 4 : 0);
      best = MAX (best, help >= 3 ? help : 0);
      if (best == 0)
        return 0;
      meets_title |= title >= 3;
      sum += best;
    }
  /* The service is one entry: its name alone does not bring all of its actions. */
  return entry->is_action && !meets_title ? 0 : sum;
}

/* --- Entries --- */

static gboolean
fits (const CvkNodeEntry *entry, CvkNodeFit fit)
{
  g_auto (GStrv) inputs = NULL;
  g_auto (GStrv) outputs = NULL;
  g_autoptr (CvkValue) settings = NULL;
  g_auto (CvkObjectBuilder) none = { NULL };

  if (fit == CVK_NODE_FIT_ANY)
    return TRUE;
  cvk_object_builder_init (&none);
  settings = cvk_object_builder_end (&none);
  inputs = cvk_node_type_list_inputs (entry->type, settings);
  outputs = cvk_node_type_list_outputs (entry->type, settings);
  return (fit == CVK_NODE_FIT_OUTPUT || inputs[0] != NULL) &&
         (fit == CVK_NODE_FIT_INPUT || outputs[0] != NULL);
}

typedef struct
{
  const CvkNodeEntry *entry;
  unsigned rate;
  unsigned index;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *first = a;
  const Hit *second = b;

  if (first->rate != second->rate)
    return first->rate > second->rate ? -1 : 1;
  return first->index < second->index ? -1 : 1;
}

GPtrArray *
cvk_node_matcher_find (CvkNodeMatcher *self, const char *query, CvkNodeFit fit)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (self != NULL, found);

  words = g_str_tokenize_and_fold (query != NULL ? query : "", NULL, NULL);
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const CvkNodeEntry *entry = g_ptr_array_index (self->entries, i);
      Hit hit = { entry, words[0] != NULL ? rate_entry (entry, words) : !entry->is_action, i };

      if (hit.rate > 0 && fits (entry, fit))
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  for (unsigned i = 0; i < hits->len; i++)
    g_ptr_array_add (found, (gpointer) g_array_index (hits, Hit, i).entry);
  return found;
}

static void
free_entry (CvkNodeEntry *entry)
{
  g_strfreev (entry->title_words);
  g_strfreev (entry->group_words);
  g_strfreev (entry->synonyms);
  g_strfreev (entry->help_words);
  g_free (entry);
}

static CvkNodeEntry *
make_entry (const CvkNodeTypes *types, const CvkNodeType *type)
{
  CvkNodeEntry *entry = g_new0 (CvkNodeEntry, 1);
  /* By its name in files and in English too, as examples of others have it. */
  g_autofree char *synonyms =
    g_strjoin (" ", cvk_node_search_get_words (type->id), type->id, type->title, NULL);

  entry->type = type;
  entry->title = _ (type->title);
  entry->help = type->help != NULL ? _ (type->help) : "";
  entry->group = type->group != NULL ? _ (type->group) : "";
  entry->is_action = type->connector != NULL && !type->is_incomplete && !type->is_trigger &&
                     cvk_node_types_lookup (types, type->connector) != NULL;
  entry->title_words = split (entry->title);
  entry->group_words = split (entry->group);
  entry->synonyms = split (synonyms);
  entry->help_words = split (entry->help);
  return entry;
}

/* Services lead, Zoom before the others, because they are what a pipeline is made for; then how
 * pipelines begin and what they put out, and the rest in the order in which it is needed. Groups
 * that are not known here come last. */
static unsigned
get_rank (const CvkNodeType *type)
{
  static const char *const groups[] = { "Triggers", "Data", "Files", "Calendar", "Logic", "Lists" };

  if (type->connector != NULL && !type->is_trigger)
    return g_str_equal (type->connector, "zoom") ? 0 : 1;
  for (unsigned i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (type->group, groups[i]) == 0)
      return i + 2;
  return G_N_ELEMENTS (groups) + 2;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const CvkNodeEntry *first = *(const CvkNodeEntry *const *) a;
  const CvkNodeEntry *second = *(const CvkNodeEntry *const *) b;
  unsigned first_rank = get_rank (first->type);
  unsigned second_rank = get_rank (second->type);
  int order = g_strcmp0 (first->group, second->group);

  if (first_rank != second_rank)
    return first_rank < second_rank ? -1 : 1;
  if (order != 0)
    return order;
  /* Where all items come in, and where they come out. */
  if (g_str_equal (first->type->id, "input") || g_str_equal (second->type->id, "input"))
    return g_str_equal (first->type->id, "input") ? -1 : 1;
  if (g_str_equal (first->type->id, "output") || g_str_equal (second->type->id, "output"))
    return g_str_equal (first->type->id, "output") ? -1 : 1;
  return g_utf8_collate (first->title, second->title);
}

CvkNodeMatcher *
cvk_node_matcher_new (const CvkNodeTypes *types)
{
  CvkNodeMatcher *self = g_new0 (CvkNodeMatcher, 1);
  g_autoptr (GPtrArray) list = cvk_node_types_list (types);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) free_entry);
  for (unsigned i = 0; i < list->len; i++)
    g_ptr_array_add (self->entries, make_entry (types, g_ptr_array_index (list, i)));
  g_ptr_array_sort (self->entries, compare_entries);
  return self;
}

void
cvk_node_matcher_free (CvkNodeMatcher *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_free (self);
}
