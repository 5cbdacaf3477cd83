// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>

#include "model/cvk-template.h"

/* Segments as one line: text in single quotes, paths as root/step/step, scripts as <code|nodes>. */
static char *
describe (const CvkTemplate *template)
{
  static const char *const roots[] = { "item", "nodes", "inputs", "run" };
  GString *line = g_string_new (NULL);
  size_t count;
  const CvkSegment *segments = cvk_template_get_segments (template, &count);

  for (size_t i = 0; i < count; i++)
    {
      const CvkSegment *segment = &segments[i];

      if (i > 0)
        g_string_append_c (line, ' ');
      switch (segment->kind)
        {
        case CVK_SEGMENT_TEXT:
          g_string_append_printf (line, "'%s'", segment->text);
          break;
        case CVK_SEGMENT_PATH:
          g_string_append (line, roots[segment->root]);
          if (segment->node_id != NULL)
            g_string_append_printf (line, ":%s", segment->node_id);
          for (size_t j = 0; j < segment->n_steps; j++)
            if (segment->steps[j].name != NULL)
              g_string_append_printf (line, "/%s", segment->steps[j].name);
            else
              g_string_append_printf (line, "/#%d", (int) segment->steps[j].index);
          break;
        case CVK_SEGMENT_SCRIPT:
        default:
          {
            g_autofree char *nodes = g_strjoinv (",", segment->nodes);

            g_string_append_printf (line, "<%s|%s%s>", segment->text, nodes,
                                    segment->all_nodes ? "*" : "");
          }
          break;
        }
    }

  return g_string_free (line, FALSE);
}

static const struct
{
  const char *text;
  const char *segments;
} valid_cases[] = {
  { "", "" },
  { "plain } text {", "'plain } text {'" },
  { "{ {x} }", "'{ {x} }'" },
  { "{{ item.a }}", "item/a" },
  { "{{item}}", "item" },
  { "Hello {{ item.name }}!", "'Hello ' item/name '!'" },
  { "{{ item[\"a b\"].c[0] }}", "item/a b/c/#0" },
  { "{{ item [ 'it\\'s' ] . x }}", "item/it's/x" },
  { "{{ item.\xc3\xa4rger }}", "item/\xc3\xa4rger" },
  { "{{ nodes[\"read-csv\"].x }}", "nodes:read-csv/x" },
  { "{{ nodes.read }}", "nodes:read" },
  { "{{ inputs.day }}/{{ run.now }}", "inputs/day '/' run/now" },
  { "{{ \"{{\" }}", "'{{'" },
  { "a {{ '}}' }} b", "'a }} b'" },
  { "{{ item.a }}{{ item.b }}", "item/a item/b" },
  { "{{ item.a[-1] }}", "<item.a[-1]|>" },
  { "{{ item.a[01] }}", "<item.a[01]|>" },
  { "{{ item.a[99999999999999999999] }}", "<item.a[99999999999999999999]|>" },
  { "{{ item.names.length }}", "item/names/length" },
  { "{{ item.length }}", "item/length" },
  { "{{ item[0] }}", "<item[0]|>" },
  { "{{ items.a }}", "<items.a|>" },
  { "{{ item.a + 1 }}", "<item.a + 1|>" },
  { "{{ ({a: {b: 1}}).a.b }}", "<({a: {b: 1}}).a.b|>" },
  { "{{ {a: {b: 1}} }}", "<{a: {b: 1}}|>" },
  { "{{ {a:1}}}", "<{a:1}|>" },
  { "{{ \"}}\" + item.a }}", "<\"}}\" + item.a|>" },
  { "{{ `}} ${ `${item.a} }}` } }}` }} x", "<`}} ${ `${item.a} }}` } }}`|> ' x'" },
  { "{{ /}}[/}]/.test(item.a) }}", "</}}[/}]/.test(item.a)|>" },
  { "{{ item.a / 2 /* }} */ / 3 }}", "<item.a / 2 /* }} */ / 3|>" },
  { "{{ item.a // }}\n }}", "<item.a // }}|>" },
  { "{{ nodes['a-b'].x + nodes.c.y + nodes['a-b'].z }}",
    "<nodes['a-b'].x + nodes.c.y + nodes['a-b'].z|a-b,c>" },
  { "{{ nodes?.a?.x ?? nodes?.['b'] }}", "<nodes?.a?.x ?? nodes?.['b']|a,b>" },
  { "{{ nodes[item.which].x }}", "<nodes[item.which].x|*>" },
  { "{{ nodes['a' + 'b'] }}", "<nodes['a' + 'b']|*>" },
  { "{{ Object.keys(nodes) }}", "<Object.keys(nodes)|*>" },
  { "{{ nodes }}", "<nodes|*>" },
  { "{{ item.nodes.x + 1 }}", "<item.nodes.x + 1|>" },
  { "{{ {nodes: 1}.nodes }}", "<{nodes: 1}.nodes|>" },
  { "{{ item.a ? nodes : 1 }}", "<item.a ? nodes : 1|*>" },
  { "{{ [...nodes.a.list] }}", "<[...nodes.a.list]|a>" },
  { "{{ \"nodes.x\" + 'nodes[\"y\"]' }}", "<\"nodes.x\" + 'nodes[\"y\"]'|>" },
  { "{{ `${nodes.a.x} nodes.b` }}", "<`${nodes.a.x} nodes.b`|a>" },
  { "{{ item.in / nodes.a.x / 2 }}", "<item.in / nodes.a.x / 2|a>" },
  { "{{ item.x.map(v => { return v / nodes.n.y; }) }}",
    "<item.x.map(v => { return v / nodes.n.y; })|n>" },
};

static void
test_valid (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (valid_cases); i++)
    {
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkTemplate) template = cvk_template_parse (valid_cases[i].text, &problem);
      g_autofree char *segments = NULL;

      g_test_message ("%s", valid_cases[i].text);
      g_assert_nonnull (template);
      g_assert_null (problem);
      segments = describe (template);
      g_assert_cmpstr (segments, ==, valid_cases[i].segments);
      g_assert_true (cvk_template_is_constant (template) ==
                     (strstr (valid_cases[i].text, "{{") == NULL));
    }
}

static const struct
{
  const char *text;
  const char *character; /* the place that is named, counted in characters from 1 */
} broken_cases[] = {
  { "{{", "1" },           { "\xc3\xa4\xc3\xb6 {{ item.a", "4" },
  { "{{ }}", "1" },        { "{{}}", "1" },
  { "a {{ 'x }}", "6" },   { "{{ `x }}", "4" },
  { "{{ `${ x }}", "10" }, { "{{ a } }}", "6" },
  { "{{ (a }}", "7" },     { "{{ [a) }}", "6" },
  { "{{ /* }}", "4" },     { "{{ /x }}", "4" },
  { "{{ a) }}", "5" },
};

static void
test_broken (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (broken_cases); i++)
    {
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkTemplate) template = cvk_template_parse (broken_cases[i].text, &problem);

      g_test_message ("%s", broken_cases[i].text);
      g_assert_null (template);
      g_assert_cmpstr (cvk_problem_get_code (problem), ==, "expression-syntax");
      g_assert_cmpstr (cvk_problem_get_argument (problem, "character"), ==,
                       broken_cases[i].character);
    }
}

static void
test_single (void)
{
  static const struct
  {
    const char *text;
    gboolean is_single;
  } cases[] = {
    { "{{ item.a }}", TRUE },   { "{{ 1 + 1 }}", TRUE }, { " {{ item.a }}", FALSE },
    { "{{ item.a }} ", FALSE }, { "x", FALSE },          { "{{ item.a }}{{ item.a }}", FALSE },
    { "{{ \"x\" }}", FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkTemplate) template = cvk_template_parse (cases[i].text, NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (cvk_template_is_single (template), ==, cases[i].is_single);
    }
}

static void
test_rename (void)
{
  static const struct
  {
    const char *text;
    const char *id;
    const char *new_id;
    const char *renamed;
  } cases[] = {
    { "{{ nodes[\"a-b\"].x }}", "a-b", "c", "{{ nodes[\"c\"].x }}" },
    { "{{ nodes.a.x }} {{ nodes.b.x }}", "a", "c", "{{ nodes.c.x }} {{ nodes.b.x }}" },
    { "{{ nodes.a.x }}", "a", "c-d", "{{ nodes[\"c-d\"].x }}" },
    { "{{ nodes.a.x }}", "a", "2", "{{ nodes[\"2\"].x }}" },
    { "{{ nodes?.a?.x + 1 }}", "a", "c-d", "{{ nodes?.[\"c-d\"]?.x + 1 }}" },
    { "{{ `${nodes['a'].x} nodes.a` }} nodes.a", "a", "b",
      "{{ `${nodes[\"b\"].x} nodes.a` }} nodes.a" },
    { "{{ nodes.ab.x }}", "a", "c", NULL },
    { "{{ item.a }} nodes.a", "a", "c", NULL },
    { "nodes.a", "a", "c", NULL },
    { "{{ nodes.a.x }} {{ 'x", "a", "c", "{{ nodes.c.x }} {{ 'x" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *renamed =
        cvk_template_rename_node (cases[i].text, cases[i].id, cases[i].new_id);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (renamed, ==, cases[i].renamed);
    }
}

/* Random texts out of the pieces that matter: the parser never crashes, agrees with itself, and
 * takes a text without braces as it is. */
static void
test_random (void)
{
  static const char *const pieces[] = { "{{",
                                        "}}",
                                        "{",
                                        "}",
                                        "item",
                                        ".a",
                                        "[0]",
                                        "[",
                                        "]",
                                        "(",
                                        ")",
                                        "\"",
                                        "'",
                                        "`",
                                        "${",
                                        "\\",
                                        "/",
                                        "*",
                                        "//",
                                        "/*",
                                        "nodes",
                                        ".",
                                        "?.",
                                        " ",
                                        "\n",
                                        "x",
                                        "+",
                                        "\xc3\xa4",
                                        "\xe2\x80\xa8",
                                        "1",
                                        "[\"a\"]",
                                        ":",
                                        "..." };
  unsigned parsed = 0;

  for (unsigned round = 0; round < 20000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkTemplate) template = NULL;
      g_autofree char *renamed = NULL;
      unsigned length = (unsigned) g_test_rand_int_range (0, 20);

      for (unsigned i = 0; i < length; i++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      template = cvk_template_parse (text->str, &problem);
      renamed = cvk_template_rename_node (text->str, "a", "b");
      g_assert_true ((template == NULL) == (problem != NULL));
      if (template == NULL)
        continue;
      parsed++;
      g_assert_true (cvk_template_is_constant (template) == (strstr (text->str, "{{") == NULL));
      if (cvk_template_is_constant (template) && text->len > 0)
        {
          size_t count;
          const CvkSegment *segments = cvk_template_get_segments (template, &count);

          g_assert_cmpuint (count, ==, 1);
          g_assert_cmpstr (segments[0].text, ==, text->str);
        }
    }
  g_assert_cmpuint (parsed, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/template/valid", test_valid);
  g_test_add_func ("/template/broken", test_broken);
  g_test_add_func ("/template/single", test_single);
  g_test_add_func ("/template/rename", test_rename);
  g_test_add_func ("/template/random", test_random);

  return g_test_run ();
}
