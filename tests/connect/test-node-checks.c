// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-problem.h"
#include "connect/cvk-connectors.h"
#include "connect/cvk-service-nodes.h"
#include "model/cvk-checks.h"
#include "nodes/cvk-nodes.h"

/* What is said of the settings of one node before anything runs: code and field, with a question
 * mark for a warning. */
static const struct
{
  const char *type;
  const char *settings;
  const char *problems;
} cases[] = {
  { "http.request", "'url':'https://api.example.com/a'", "" },
  { "http.request", "'url':'http://api.example.com/a'", "unencrypted-address? url" },
  { "http.request", "'url':'HTTP://api.example.com/a'", "unencrypted-address? url" },
  { "http.request", "'url':'https://me:secret@api.example.com/'", "secret-in-address url" },
  { "http.request", "'url':'https://api.example.com/@me'", "" },
  { "http.request", "'url':'http://{{ item.host }}/'", "unencrypted-address? url" },
  { "http.request", "'url':'{{ item.url }}'", "" },
  { "http.request", "'url':'/a','headers':{'Cookie':'x'}", "reserved-header headers.Cookie" },
  { "http.request", "'url':'/a','headers':{'X-Api-Key':'x'}", "secret-header? headers.X-Api-Key" },
  { "http.request", "'url':'/a','headers':{'X-Tag':'x'}", "" },
  { "http.request", "'url':'/a','response':'file'", "missing-field file" },
  { "http.request", "'url':'/a','response':'file','file':'a.json'", "" },
  { "http.request", "'url':'/a','method':'PUT','body':'file'", "missing-field body_file" },
  { "http.request", "'url':'/a','paging':'next'", "missing-field next" },
  { "http.request", "'url':'/a','method':'POST','paging':'link'", "paging-of-change paging" },
  { "http.request", "'url':'/a','body':'text','text':'x'", "body-of-read body" },
  { "http.request", "'url':'/a','method':'HEAD','body':'text','text':'x'", "body-of-read body" },
  { "ai.classify",
    "'text':'x','model':'m','paths':[{'name':'a','description':'b'},"
    "{'name':'else','description':'c'},{'name':'a','description':'d'}]",
    "reserved-name paths.1.name; duplicate-name paths.2.name" },
  { "condition", "'paths':[{'name':'failed','rows':[]},{'name':'ok','rows':[]}]",
    "reserved-name paths.0.name" },
  { "switch", "'field':'a','cases':[{'name':'x'},{'name':'y','values':[]},{'name':'z','from':1}]",
    "empty-case cases.0.values; empty-case cases.1.values" },
  { "switch", "'field':'a','cases':[{'name':'in','values':[1]}]", "reserved-name cases.0.name" },
  { "date", "'operation':'words','value':'x'", "missing-field zone" },
  { "date", "'operation':'shift','value':'x'", "missing-field amount" },
  { "date", "'operation':'shift','value':'x','time':'10:00'", "" },
  { "date", "'operation':'convert','value':'x'", "missing-field zone" },
  { "date", "'operation':'difference','value':'x'", "missing-field other" },
  { "input", "'fields':[{'name':'a'},{'name':'b'},{'name':'a'}]", "duplicate-name fields.2.name" },
  { "merge", "'mode':'key'", "missing-field key" },
};

static char *
describe (GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *field = cvk_problem_get_field (problem);
      g_autofree char *message = cvk_problem_dup_message (problem);

      /* Every place holder is filled in. */
      g_assert_null (strchr (message, '{'));
      g_string_append_printf (text, "%s%s%s %s", i > 0 ? "; " : "", cvk_problem_get_code (problem),
                              cvk_problem_is_warning (problem) ? "?" : "",
                              field != NULL ? field : "-");
    }
  return g_string_free (text, FALSE);
}

static CvkNodeTypes *
create_types (void)
{
  CvkNodeTypes *types = cvk_node_types_new ();

  cvk_nodes_register (types);
  cvk_service_nodes_register (types);
  return types;
}

static void
test_cases (void)
{
  g_autoptr (CvkNodeTypes) types = create_types ();

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CvkNodeType *type = cvk_node_types_lookup (types, cases[i].type);
      g_autofree char *text = g_strdup_printf ("{%s}", cases[i].settings);
      g_autoptr (CvkValue) settings = NULL;
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
      g_autofree char *line = NULL;

      g_test_message ("%s %s", cases[i].type, cases[i].settings);
      g_strdelimit (text, "'", '"');
      settings = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
      g_assert_nonnull (settings);
      type->check (type, settings, problems);
      line = describe (problems);
      g_assert_cmpstr (line, ==, cases[i].problems);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node-checks/cases", test_cases);
  return g_test_run ();
}
