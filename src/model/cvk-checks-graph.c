// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-checks-private.h"

/* Links and what they make of the nodes: all linear in nodes and links, none recursive. */

/* --- Links --- */

static unsigned
hash_link (gconstpointer key)
{
  const CvkLink *link = key;

  return ((g_str_hash (link->source) * 31 + g_str_hash (link->source_port)) * 31 +
          g_str_hash (link->target)) *
           31 +
         g_str_hash (link->target_port);
}

static gboolean
links_are_equal (gconstpointer a, gconstpointer b)
{
  const CvkLink *first = a;
  const CvkLink *second = b;

  return strcmp (first->source, second->source) == 0 &&
         strcmp (first->target, second->target) == 0 &&
         strcmp (first->source_port, second->source_port) == 0 &&
         strcmp (first->target_port, second->target_port) == 0;
}

static unsigned
find_end (CvkChecks *self, unsigned link, const char *id)
{
  const char *suggestion;
  gpointer index;

  if (g_hash_table_lookup_extended (self->node_index, id, NULL, &index))
    return GPOINTER_TO_UINT (index);

  suggestion = cvk_checks_suggest_node (self, id);
  if (suggestion != NULL)
    cvk_checks_take_link_problem (
      self, link,
      cvk_problem_new (
        "dangling-link",
        N_ ("A link names the node “{node}”, which is not there. Did you mean “{suggestion}”?"),
        "node", id, "suggestion", suggestion, NULL));
  else
    cvk_checks_take_link_problem (
      self, link,
      cvk_problem_new (
        "dangling-link",
        N_ ("A link names the node “{node}”, which is not there. Remove the link or add the node."),
        "node", id, NULL));

  return CVK_CHECKS_NONE;
}

static void
report_port (CvkChecks *self,
             unsigned link,
             const char *message,
             unsigned index,
             const char *port,
             GStrv ports)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  g_autofree char *list = g_strjoinv (", ", ports);
  CvkProblem *problem =
    cvk_problem_new ("unknown-port", message, "node", node->id, "port", port, "ports", list, NULL);

  cvk_problem_set_node (problem, node->id);
  cvk_checks_take_link_problem (self, link, problem);
}

typedef struct
{
  GStrv inputs, outputs; /* owned; NULL until asked for */
} Ports;

static void
check_ports (CvkChecks *self, unsigned index, Ports *ports)
{
  const CvkLink *link = g_ptr_array_index (self->links, index);
  unsigned source = self->link_source[index];
  unsigned target = self->link_target[index];
  const CvkNodeType *type;

  if (source != CVK_CHECKS_NONE && self->node_types[source] != NULL &&
      strcmp (link->source_port, "failed") != 0)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, source);

      type = self->node_types[source];
      if (ports[source].outputs == NULL)
        ports[source].outputs = cvk_node_type_list_outputs (type, node->settings);
      if (!g_strv_contains ((const char *const *) ports[source].outputs, link->source_port))
        report_port (
          self, index,
          ports[source].outputs[0] != NULL
            ? N_ ("“{node}” has no output “{port}”. It has: {ports}, failed.")
            : N_ ("“{node}” has no output “{port}”: nothing comes out of it but failed items."),
          source, link->source_port, ports[source].outputs);
    }
  if (target != CVK_CHECKS_NONE && self->node_types[target] != NULL)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, target);

      type = self->node_types[target];
      if (ports[target].inputs == NULL)
        ports[target].inputs = cvk_node_type_list_inputs (type, node->settings);
      if (!g_strv_contains ((const char *const *) ports[target].inputs, link->target_port))
        report_port (
          self, index,
          ports[target].inputs[0] != NULL
            ? N_ ("“{node}” has no input “{port}”. It has: {ports}.")
            : N_ ("“{node}” has no input “{port}”: it takes no items, it begins a pipeline."),
          target, link->target_port, ports[target].inputs);
    }
}

/* Sorts the links by one of their ends. */
static void
group_links (const unsigned *ends,
             const unsigned *other_ends,
             unsigned n_links,
             unsigned n_nodes,
             unsigned **start,
             unsigned **links)
{
  unsigned *first = g_new0 (unsigned, n_nodes + 2);

  *links = g_new (unsigned, n_links + 1);
  for (unsigned i = 0; i < n_links; i++)
    if (ends[i] != CVK_CHECKS_NONE && other_ends[i] != CVK_CHECKS_NONE)
      first[ends[i] + 2]++;
  for (unsigned i = 2; i < n_nodes + 2; i++)
    first[i] += first[i - 1];
  for (unsigned i = 0; i < n_links; i++)
    if (ends[i] != CVK_CHECKS_NONE && other_ends[i] != CVK_CHECKS_NONE)
      (*links)[first[ends[i] + 1]++] = i;
  *start = first;
}

void
cvk_checks_links (CvkChecks *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_link, links_are_equal);
  Ports *ports = g_new0 (Ports, self->nodes->len + 1);

  self->link_source = g_new (unsigned, self->links->len + 1);
  self->link_target = g_new (unsigned, self->links->len + 1);
  for (unsigned i = 0; i < self->links->len; i++)
    {
      CvkLink *link = g_ptr_array_index (self->links, i);

      self->link_source[i] = find_end (self, i, link->source);
      self->link_target[i] = find_end (self, i, link->target);
      check_ports (self, i, ports);
      if (!g_hash_table_add (seen, link))
        cvk_checks_take_link_problem (
          self, i,
          cvk_problem_new (
            "duplicate-link",
            N_ ("The link from “{source}” to “{target}” is there twice. Remove one of them."),
            "source", link->source, "target", link->target, NULL));
    }
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      g_strfreev (ports[i].inputs);
      g_strfreev (ports[i].outputs);
    }
  g_free (ports);

  group_links (self->link_target, self->link_source, self->links->len, self->nodes->len,
               &self->in_start, &self->in_links);
  group_links (self->link_source, self->link_target, self->links->len, self->nodes->len,
               &self->out_start, &self->out_links);
}

/* --- Order --- */

void
cvk_checks_order (CvkChecks *self)
{
  unsigned n_nodes = self->nodes->len;
  g_autofree unsigned *waiting = g_new (unsigned, n_nodes + 1);
  unsigned done = 0;

  self->order = g_new (unsigned, n_nodes + 1);
  for (unsigned i = 0; i < n_nodes; i++)
    {
      waiting[i] = self->in_start[i + 1] - self->in_start[i];
      if (waiting[i] == 0)
        self->order[self->n_ordered++] = i;
    }
  while (done < self->n_ordered)
    {
      unsigned node = self->order[done++];

      for (unsigned i = self->out_start[node]; i < self->out_start[node + 1]; i++)
        {
          unsigned target = self->link_target[self->out_links[i]];

          if (--waiting[target] == 0)
            self->order[self->n_ordered++] = target;
        }
    }
}

/* --- Cycles --- */

typedef struct
{
  CvkChecks *checks;
  unsigned *number;    /* order of discovery; 0: not yet */
  unsigned *low;       /* smallest number that can be reached */
  unsigned *next;      /* link to follow next */
  unsigned *component; /* CVK_CHECKS_NONE while open */
  unsigned *parent;
  GArray *stack;
  unsigned count;
} Components;

/* What is shown of a cycle's path; a longer one is cut in the middle. */
#define MAX_SHOWN 12

/* The shortest way from @start back to itself inside of its component. */
static void
report_cycle (Components *self, unsigned start)
{
  CvkChecks *checks = self->checks;
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (unsigned));
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  const CvkNode *node = g_ptr_array_index (checks->nodes, start);
  unsigned end = CVK_CHECKS_NONE;

  /* Breadth first; each node is in one component only, so the whole of it is linear. */
  g_array_append_val (queue, start);
  for (unsigned at = 0; at < queue->len && end == CVK_CHECKS_NONE; at++)
    {
      unsigned current = g_array_index (queue, unsigned, at);

      for (unsigned i = checks->out_start[current]; i < checks->out_start[current + 1]; i++)
        {
          unsigned target = checks->link_target[checks->out_links[i]];

          if (target == start)
            {
              end = current;
              break;
            }
          if (self->component[target] != self->component[start] ||
              self->parent[target] != CVK_CHECKS_NONE)
            continue;
          self->parent[target] = current;
          g_array_append_val (queue, target);
        }
    }

  for (unsigned at = end; at != start; at = self->parent[at])
    g_ptr_array_add (path, ((CvkNode *) g_ptr_array_index (checks->nodes, at))->id);
  g_string_append (text, node->id);
  for (unsigned i = path->len; i > 0; i--)
    {
      unsigned behind = path->len - i;

      if (path->len > MAX_SHOWN && behind == MAX_SHOWN - 2)
        g_string_append (text, " → …");
      if (path->len <= MAX_SHOWN || behind < MAX_SHOWN - 2 || i == 1)
        g_string_append_printf (text, " → %s", (const char *) g_ptr_array_index (path, i - 1));
    }
  g_string_append_printf (text, " → %s", node->id);
  cvk_checks_take_node_problem (
    checks, start,
    cvk_problem_new ("cycle", N_ ("The links go round in a circle: {path}. Remove one of them."),
                     "path", text->str, NULL));
}

/* The component whose root is @root is complete: it is what lies on the stack above it. */
static void
close_component (Components *self, unsigned root)
{
  CvkChecks *checks = self->checks;
  unsigned first = root;
  unsigned size = 0;
  unsigned member;
  gboolean has_loop = FALSE;

  do
    {
      member = g_array_index (self->stack, unsigned, self->stack->len - 1);
      g_array_set_size (self->stack, self->stack->len - 1);
      self->component[member] = root;
      first = MIN (first, member);
      size++;
    }
  while (member != root);

  for (unsigned i = checks->out_start[root]; size == 1 && i < checks->out_start[root + 1]; i++)
    has_loop |= checks->link_target[checks->out_links[i]] == root;
  if (size > 1 || has_loop)
    report_cycle (self, first);
}

/* Tarjan's strongly connected components, with a stack of our own. */
static void
visit (Components *self, unsigned start)
{
  CvkChecks *checks = self->checks;
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (unsigned));

  g_array_append_val (path, start);
  while (path->len > 0)
    {
      unsigned node = g_array_index (path, unsigned, path->len - 1);

      if (self->number[node] == 0)
        {
          self->number[node] = self->low[node] = ++self->count;
          self->next[node] = checks->out_start[node];
          g_array_append_val (self->stack, node);
        }
      if (self->next[node] < checks->out_start[node + 1])
        {
          unsigned target = checks->link_target[checks->out_links[self->next[node]++]];

          if (self->number[target] == 0)
            g_array_append_val (path, target);
          else if (self->component[target] == CVK_CHECKS_NONE)
            self->low[node] = MIN (self->low[node], self->number[target]);
          continue;
        }
      g_array_set_size (path, path->len - 1);
      if (path->len > 0)
        {
          unsigned above = g_array_index (path, unsigned, path->len - 1);

          self->low[above] = MIN (self->low[above], self->low[node]);
        }
      if (self->low[node] == self->number[node])
        close_component (self, node);
    }
}

void
cvk_checks_cycles (CvkChecks *self)
{
  unsigned n_nodes = self->nodes->len;
  Components components = { .checks = self };

  if (self->n_ordered == n_nodes)
    return;

  components.number = g_new0 (unsigned, n_nodes);
  components.low = g_new0 (unsigned, n_nodes);
  components.next = g_new0 (unsigned, n_nodes);
  components.component = g_new (unsigned, n_nodes);
  components.parent = g_new (unsigned, n_nodes);
  components.stack = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (unsigned i = 0; i < n_nodes; i++)
    components.component[i] = components.parent[i] = CVK_CHECKS_NONE;
  for (unsigned i = 0; i < n_nodes; i++)
    if (components.number[i] == 0)
      visit (&components, i);
  g_array_unref (components.stack);
  g_free (components.number);
  g_free (components.low);
  g_free (components.next);
  g_free (components.component);
  g_free (components.parent);
}

/* --- Reach --- */

static gboolean
has_inputs (const CvkNodeType *type, const CvkNode *node)
{
  g_auto (GStrv) inputs = cvk_node_type_list_inputs (type, node->settings);

  return inputs[0] != NULL;
}

/* A node without an incoming link runs once, which is right for a node that makes its items itself.
 * Where nothing leads on either, or where it reads the fields of an item, a link was forgotten. */
void
cvk_checks_reach (CvkChecks *self)
{
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);
      const CvkNodeType *type = self->node_types[i];
      gboolean is_alone = self->out_start[i] == self->out_start[i + 1] && self->nodes->len > 1;
      CvkProblem *problem;

      if (type == NULL || self->in_start[i] != self->in_start[i + 1] ||
          !(is_alone || self->reads_item[i]) || !has_inputs (type, node))
        continue;
      problem = cvk_problem_new (
        "unreachable",
        N_ ("No link leads to “{node}”, so no item ever reaches it. Link something to it."), "node",
        node->id, NULL);
      cvk_problem_set_warning (problem, TRUE);
      cvk_checks_take_node_problem (self, i, problem);
    }
}
