// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-checks-private.h"

/* Whether what an expression reads lies upstream of it. The nodes that are read get a bit each; the
 * bits travel along the links in the nodes' order. A few hundred bits travel at a time, which
 * bounds the memory for any number of nodes. */
#define WORDS 8
#define BITS (WORDS * 64)

typedef struct
{
  CvkChecks *checks;
  unsigned *bit;       /* of a node that is read; CVK_CHECKS_NONE for others */
  GArray *read;        /* nodes that are read, in the order of their bits */
  uint64_t *ancestors; /* WORDS for each node */
} Upstream;

static void
collect_read_nodes (Upstream *self)
{
  CvkChecks *checks = self->checks;

  for (unsigned i = 0; i < checks->references->len; i++)
    {
      unsigned to = g_array_index (checks->references, CvkCheckedReference, i).to;

      if (self->bit[to] == CVK_CHECKS_NONE)
        {
          self->bit[to] = self->read->len;
          g_array_append_val (self->read, to);
        }
    }
}

static void
spread (Upstream *self, unsigned first_bit)
{
  CvkChecks *checks = self->checks;

  memset (self->ancestors, 0, (size_t) checks->nodes->len * WORDS * sizeof (uint64_t));
  for (unsigned i = 0; i < checks->n_ordered; i++)
    {
      unsigned node = checks->order[i];
      uint64_t *bits = self->ancestors + (size_t) node * WORDS;

      for (unsigned j = checks->in_start[node]; j < checks->in_start[node + 1]; j++)
        {
          unsigned source = checks->link_source[checks->in_links[j]];
          const uint64_t *above = self->ancestors + (size_t) source * WORDS;
          unsigned bit = self->bit[source];

          for (unsigned k = 0; k < WORDS; k++)
            bits[k] |= above[k];
          if (bit != CVK_CHECKS_NONE && bit >= first_bit && bit - first_bit < BITS)
            bits[(bit - first_bit) / 64] |= UINT64_C (1) << (bit - first_bit) % 64;
        }
    }
}

static void
report (CvkChecks *checks, const CvkCheckedReference *reference)
{
  const CvkNode *from = g_ptr_array_index (checks->nodes, reference->from);
  const CvkNode *to = g_ptr_array_index (checks->nodes, reference->to);
  CvkProblem *problem =
    cvk_problem_new ("not-upstream",
                     N_ ("“{node}” reads from “{other}”, which does not run before it. Link "
                         "“{other}” so that it leads to “{node}”."),
                     "node", from->id, "other", to->id, NULL);

  cvk_problem_set_field (problem, reference->field);
  cvk_checks_take_node_problem (checks, reference->from, problem);
}

void
cvk_checks_references (CvkChecks *self)
{
  unsigned n_nodes = self->nodes->len;
  Upstream upstream = { .checks = self };
  g_autofree gboolean *is_ordered = NULL;

  if (self->references->len == 0)
    return;

  is_ordered = g_new0 (gboolean, n_nodes);
  for (unsigned i = 0; i < self->n_ordered; i++)
    is_ordered[self->order[i]] = TRUE;
  upstream.bit = g_new (unsigned, n_nodes);
  for (unsigned i = 0; i < n_nodes; i++)
    upstream.bit[i] = CVK_CHECKS_NONE;
  upstream.read = g_array_new (FALSE, FALSE, sizeof (unsigned));
  upstream.ancestors = g_new (uint64_t, (size_t) n_nodes * WORDS);
  collect_read_nodes (&upstream);

  for (unsigned first_bit = 0; first_bit < upstream.read->len; first_bit += BITS)
    {
      spread (&upstream, first_bit);
      for (unsigned i = 0; i < self->references->len; i++)
        {
          const CvkCheckedReference *reference =
            &g_array_index (self->references, CvkCheckedReference, i);
          unsigned bit = upstream.bit[reference->to];

          /* On a cycle and behind it nothing can be said. */
          if (bit < first_bit || bit - first_bit >= BITS || !is_ordered[reference->from])
            continue;
          bit -= first_bit;
          if ((upstream.ancestors[(size_t) reference->from * WORDS + bit / 64] >> bit % 64 & 1) ==
              0)
            report (self, reference);
        }
    }
  g_array_unref (upstream.read);
  g_free (upstream.bit);
  g_free (upstream.ancestors);
}
