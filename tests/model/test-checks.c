// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>

#include "model/cvk-checks.h"
#include "model/model-types.h"

/* Each case is a pipeline in single quotes, without the version, and what is said about it: code,
 * node, field, line and column, a question mark for a warning. */
static const struct
{
  const char *name;
  const char *pipeline;
  const char *problems;
} cases[] = {
  { "empty", "", "no-nodes - - 0:0" },
  { "sound",
    "'slots':{'z':{'connector':'zoom'}},"
    "'nodes':{'r':{'type':'read','settings':{'file':'a/../b.csv'}},'c':{'type':'make','slot':'z',"
    "'settings':{'topic':'{{ item.name }}','duration':'45'}},'o':{'type':'pass'}},"
    "'links':['r.out -> c.in','c.out->o.in','c.failed -> o.in']",
    "" },
  { "unknown-type", "'nodes':{'a':{'type':'rea'}}", "unknown-type a - 1:27" },
  { "choose-action", "'nodes':{'a':{'type':'zoom'}}", "choose-action a - 1:27" },
  { "missing-field", "'nodes':{'a':{'type':'read',\n 'settings':\n  {}}}",
    "missing-field a file 3:3" },
  { "invalid-field", "'nodes':{'a':{'type':'read','settings':{'file':'x',\n'skip': 'many'}}}",
    "invalid-field a skip 2:9" },
  { "deep-field",
    "'nodes':{'a':{'type':'read','settings':{'file':'x','rows':[{'n':1},\n{'n':'x'}]}}}",
    "invalid-field a rows.1.n 2:6" },
  { "unknown-field", "'nodes':{'a':{'type':'read','settings':{'file':'x','skpi':1}}}",
    "unknown-field? a skpi 1:72" },
  { "unreadable", "'nodes':{'a':{'type':'read','settings':{'file':'x','skip':[1,\n1e400]}}}",
    "invalid-field a skip 2:1" },
  { "unreadable-of-unknown-type", "'nodes':{'a':{'type':'x.y','settings':{'n':1e400}}}",
    "unknown-type a - 1:27" },
  { "own-check", "'nodes':{'a':{'type':'pass','settings':{'never':1}}}",
    "invalid-field a never 1:62" },
  { "syntax",
    "'nodes':{'r':{'type':'read','settings':{'file':'x'}},'a':{'type':'pass','settings':{'text':'{{"
    " item.'}}},"
    "'links':['r.out->a.in']",
    "expression-syntax a text 1:105" },
  { "syntax-open", "'nodes':{'a':{'type':'pass','settings':{'text':'a {{ item'}}}",
    "expression-syntax a text 1:61" },
  { "reference",
    "'nodes':{'r1':{'type':'read','settings':{'file':'x'}},'a':{'type':'pass','settings':"
    "{'text':'{{ nodes.r2.x }}{{ nodes.a.x + nodes.r1.y }}'}}},'links':['r1.out->a.in']",
    "unknown-reference a text 1:106; not-upstream a text 1:106" },
  { "not-upstream",
    "'nodes':{'r':{'type':'read','settings':{'file':'x'}},'a':{'type':'pass','settings':{'text':'{{"
    " nodes.b.x }}'}},"
    "'b':{'type':'pass'}},'links':['r.out->a.in','a.out->b.in']",
    "not-upstream a text 1:105" },
  { "script",
    "'nodes':{'a':{'type':'pass','settings':{'code':'return nodes.x + (1'}},'b':{'type':'pass'}},"
    "'links':['a.out->b.in']",
    "" },
  { "script-reference",
    "'nodes':{'a':{'type':'pass','settings':{'code':'return nodes.x'}},'b':{'type':'pass'}},"
    "'links':['a.out->b.in']",
    "unknown-reference? a code 1:61" },
  { "plain", "'nodes':{'a':{'type':'pass','settings':{'raw':'{{ item'}}}", "" },
  { "inputs",
    "'nodes':{'i':{'type':'input','settings':{'fields':[{'name':'day'}]}},'a':{'type':'pass',"
    "'settings':{'text':'{{ inputs.day }}{{ inputs.dya }}{{ run.now }}{{ run.then "
    "}}'}}},'links':['i.out->a.in']",
    "unknown-field? a text 1:121; unknown-field? a text 1:121" },
  { "type-mismatch",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'r':{'type':'read','settings':{'file':'x'}},"
    "'c':{'type':'make','slot':'z','settings':{'topic':'x'}},"
    "'d':{'type':'make','slot':'z','settings':{'topic':'{{ item.name }}','duration':'{{ "
    "nodes.c.settings }}'}}},"
    "'links':['r.out->c.in','c.out->d.in']",
    "unknown-field? d topic 1:208; type-mismatch d duration 1:237" },
  { "type-mismatch-of-what-passes",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':'make','slot':'z','settings':{'topic':"
    "'x'}},'p':{'type':'pass'},"
    "'d':{'type':'make','slot':'z','settings':{'topic':'x',\n'duration':'{{ item.settings }}'}}},"
    "'links':['c.out->p.in','p.out->d.in']",
    "type-mismatch d duration 2:12" },
  { "text-into-integer",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'r':{'type':'read','settings':{'file':'x'}},"
    "'c':{'type':'make','slot':'z','settings':{'topic':'x','duration':'{{ item.minutes }}'}}},"
    "'links':['r.out->c.in']",
    "" },
  { "absent-field",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':'make','slot':'z','settings':{'topic':"
    "'x'}},"
    "'d':{'type':'make','slot':'z','settings':{'topic':'{{ item.join_ulr }}'}}},"
    "'links':['c.out->d.in']",
    "unknown-field? d topic 1:164" },
  { "dangling", "'nodes':{'aaa':{'type':'pass'}},\n'links':['aaa.out->aab.in',\n'c.out->aaa.in']",
    "dangling-link aaa - 2:10; dangling-link aaa - 3:1" },
  { "dangling-two",
    "'nodes':{'aaa':{'type':'pass'},'r':{'type':'read','settings':{'file':'x'}}},\n"
    "'links':['r.out->aaa.in','aaa.out->aab.in',\n'c.out->aaa.in']",
    "dangling-link aaa - 2:26; dangling-link aaa - 3:1" },
  { "ports",
    "'nodes':{'a':{'type':'pass'},'r':{'type':'read','settings':{'file':'x'}}},\n"
    "'links':['r.out->a.in','r.outt->a.in','r.out->a.inn','a.out->r.in']",
    "cycle a - 1:27; unknown-port r - 2:24; unknown-port a - 2:39; unknown-port r - 2:54" },
  { "duplicate-link",
    "'nodes':{'a':{'type':'pass'},'r':{'type':'read','settings':{'file':'x'}}},\n"
    "'links':['r.out->a.in','r.out -> a.in']",
    "duplicate-link r - 2:24" },
  { "self-loop", "'nodes':{'a':{'type':'pass'}},'links':['a.out->a.in']", "cycle a - 1:27" },
  { "two-cycle",
    "'nodes':{'a':{'type':'pass'},'b':{'type':'pass'},'c':{'type':'pass'}},"
    "'links':['a.out->b.in','b.out->a.in','b.out->c.in']",
    "cycle a - 1:27" },
  { "cycle-and-references",
    "'nodes':{'a':{'type':'pass'},'b':{'type':'pass','settings':{'text':'{{ nodes.a.x }}'}}},"
    "'links':['a.out->b.in','b.out->a.in']",
    "cycle a - 1:27" },
  { "unreachable",
    "'nodes':{'r':{'type':'read','settings':{'file':'x'}},'a':{'type':'pass'},'b':{'type':'pass'}},"
    "'links':['r.out->b.in']",
    "unreachable? a - 1:71" },
  { "reads-nothing",
    "'nodes':{'a':{'type':'pass','settings':{'text':'{{ item.x }}'}},'b':{'type':'pass'}},"
    "'links':['a.out->b.in']",
    "unreachable? a - 1:27" },
  { "slots",
    "'slots':{'s':{'connector':'other'}},'nodes':{'a':{'type':'make','settings':{'topic':'x'}},"
    "'b':{'type':'make','slot':'t','settings':{'topic':'x'}},'c':{'type':'make','slot':'s','"
    "settings':{'topic':'x'}}},"
    "'links':['a.out->b.in','b.out->c.in']",
    "empty-slot a - 1:63; unknown-slot b - 1:108; wrong-slot c - 1:164" },
  { "file-slot",
    "'files':{'f':{'default':'f.csv'},'g':{'default':'/etc/"
    "g'}},'nodes':{'a':{'type':'read','settings':{'file':'f'}}}",
    "absolute-path - - 1:51" },
  { "paths",
    "'nodes':{'a':{'type':'read','settings':{'file':'/etc/passwd'}},'b':{'type':'read','settings':"
    "{'file':'~/x'}},'c':{'type':'read','settings':{'file':'a/../../"
    "x'}},'d':{'type':'read','settings':"
    "{'file':'file:///x'}},'e':{'type':'read','settings':{'file':'..x/y..'}}}",
    "absolute-path a file 1:61; absolute-path b file 1:115; absolute-path c file 1:161; "
    "absolute-path d file 1:213" },
};

static char *
describe (GPtrArray *problems)
{
  GString *line = g_string_new (NULL);

  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *node = cvk_problem_get_node (problem);
      const char *field = cvk_problem_get_field (problem);
      g_autofree char *message = cvk_problem_dup_message (problem);

      g_test_message ("%s", message);
      g_string_append_printf (line, "%s%s%s %s %s %u:%u", i == 0 ? "" : "; ",
                              cvk_problem_get_code (problem),
                              cvk_problem_is_warning (problem) ? "?" : "",
                              node != NULL ? node : "-", field != NULL ? field : "-",
                              cvk_problem_get_line (problem), cvk_problem_get_column (problem));
    }

  return g_string_free (line, FALSE);
}

static void
test_case (gconstpointer data)
{
  size_t i = GPOINTER_TO_SIZE (data);
  g_autoptr (CvkNodeTypes) types = model_types_new ();
  g_autofree char *text =
    g_strdup_printf ("{'convoke':1%s%s}", *cases[i].pipeline != '\0' ? "," : "", cases[i].pipeline);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *line = NULL;

  g_strdelimit (text, "'", '"');
  bytes = g_bytes_new_static (text, strlen (text));
  document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  problems = cvk_document_check (document, types);
  line = describe (problems);
  g_assert_cmpstr (line, ==, cases[i].problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/checks/", cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
    }

  return g_test_run ();
}
