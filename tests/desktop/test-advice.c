// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <locale.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "model/cvk-checks.h"
#include "model/cvk-fix.h"
#include "model/cvk-history.h"

/* The real types, because the advice is about what they mean. Pipelines in single quotes, without
 * the version; where one node is enough, it is the settings of a create. */

#define CREATE(settings)                                                                           \
  "'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':'zoom.create-meeting','slot':'z',"      \
  "'settings':{" settings "}},'o':{'type':'output','settings':{'name':'O'}}},"                     \
  "'links':['c.out -> o.in']"
#define WHEN "'start_time':'2036-03-04T14:00:00','timezone':'Europe/Berlin'"
/* A meeting that is read, and what comes behind it. */
#define MEETING(node)                                                                              \
  "'slots':{'z':{'connector':'zoom'}},'nodes':{'g':{'type':'zoom.get-meeting','slot':'z',"         \
  "'settings':{'meeting_id':'81234567890'}},'w':{" node "}," OUTPUT                                \
  ",'links':['g.out -> w.in','w.out -> o.in']"
#define LIST                                                                                       \
  "'slots':{'z':{'connector':'zoom'}},'nodes':{'l':{'type':'zoom.list-meetings','slot':'z'},"
#define OUTPUT "'o':{'type':'output','settings':{'name':'O'}}}"

/* What is said: code and field of all problems; the fixes of the first one; and what is said when
 * the first of them was used. */
static const struct
{
  const char *name;
  const char *pipeline;
  const char *said;
  const char *fixes;
  const char *left;
} cases[] = {
  { "good", CREATE (WHEN), "", "", "" },
  { "no-start", CREATE ("'topic':'x'"), "no-start start_time", "Make it an instant meeting", "" },
  { "no-start/instant", CREATE ("'type':1"), "", "", "" },
  { "no-start/permanent", CREATE ("'type':3"), "", "", "" },
  { "no-start/open", CREATE ("'type':'{{ run.id }}'"), "", "", "" },
  { "no-zone", CREATE ("'start_time':'2036-03-04T14:00:00'"), "no-zone timezone",
    "Set the time zone to Asia/Tokyo", "" },
  { "no-zone/expression", CREATE ("'start_time':'{{ run.now }}'"), "", "", "" },
  { "no-zone/instant", CREATE ("'start_time':'2036-03-04T14:00:00Z'"), "", "", "" },
  { "instant-zone", CREATE ("'start_time':'2036-03-04T14:00:00Z','timezone':'Europe/Berlin'"),
    "instant-zone start_time", "Write 15:00 in Berlin", "" },
  { "instant-zone/same",
    CREATE ("'start_time':'2036-03-04T14:00:00+01:00','timezone':'Europe/Berlin'"), "", "", "" },
  { "instant-with-start", CREATE ("'type':1," WHEN), "invalid-field start_time", "Remove “Start”",
    "" },
  { "passcode", CREATE (WHEN ",'password':'ab12'"), "weak-passcode password",
    "Let Zoom make the passcode", "" },
  { "passcode/good", CREATE (WHEN ",'password':'ab12cd'"), "", "", "" },
  { "passcode/open", CREATE (WHEN ",'password':'{{ run.id }}'"), "", "", "" },
  { "early-entry", CREATE (WHEN ",'settings':{'waiting_room':true,'join_before_host':true}"),
    "early-entry settings.join_before_host", "Keep the waiting room|Switch the waiting room off",
    "" },
  { "early-entry/good", CREATE (WHEN ",'settings':{'waiting_room':false,'join_before_host':true}"),
    "", "", "" },
  { "registration",
    CREATE (WHEN ",'recurrence':{'type':1,'end_times':2},'settings':{'registration_type':1}"),
    "no-approval settings.registration_type", "Approve everybody automatically", "" },
  { "registration/good",
    CREATE (WHEN ",'recurrence':{'type':1,'end_times':2},'settings':{'registration_type':1,'"
                 "approval_type':1}"),
    "", "", "" },
  { "no-end", CREATE (WHEN ",'recurrence':{'type':1}"), "no-end recurrence", "",
    "no-end recurrence" },
  { "no-end/good", CREATE (WHEN ",'recurrence':{'type':1,'end_times':5}"), "", "", "" },
  { "too-many", CREATE (WHEN ",'recurrence':{'type':1,'end_date_time':'2036-06-30T23:59:00Z'}"),
    "too-many-meetings recurrence.end_date_time", "",
    "too-many-meetings recurrence.end_date_time" },
  { "too-many/good",
    CREATE (WHEN ",'recurrence':{'type':1,'end_date_time':'2036-03-31T23:59:00Z'}"), "", "", "" },
  { "too-wide",
    CREATE (WHEN ",'recurrence':{'type':2,'weekly_days':'3','repeat_interval':51,"
                 "'end_times':2}"),
    "too-many-meetings recurrence.repeat_interval", "",
    "too-many-meetings recurrence.repeat_interval" },
  { "series-over", CREATE (WHEN ",'recurrence':{'type':1,'end_date_time':'2036-01-01T00:00:00Z'}"),
    "empty-range recurrence.end_date_time", "", "empty-range recurrence.end_date_time" },
  { "two-ends",
    CREATE (WHEN ",'recurrence':{'type':1,'end_times':2,'end_date_time':'2036-03-31T00:00:00Z'}"),
    "invalid-field recurrence.end_times; invalid-field recurrence.end_date_time",
    "Remove “Ends after”|Remove “Ends on”", "" },
  { "name",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':'zoom.create-meeting','label':'Delete "
    "old ones','slot':'z','settings':{" WHEN "}}," OUTPUT ",'links':['c.out -> o.in']",
    "name-mismatch -", "", "name-mismatch -" },
  { "name/good",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':'zoom.create-meeting','label':"
    "'Reunion to delete','slot':'z','settings':{" WHEN "}}," OUTPUT ",'links':['c.out -> o.in']",
    "", "", "" },
  { "braces", CREATE (WHEN ",'topic':'Room {run.id}, ${item.x} and {a}'"), "plain-braces topic",
    "Make it a variable", "plain-braces topic" },
  { "braces/good", CREATE (WHEN ",'topic':'Room {{ run.id }} {a: 1}'"), "", "", "" },
  { "range",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'l':{'type':'zoom.list-meetings','slot':'z',"
    "'settings':{'from':'2026-03-31','to':'2026-03-01'}}," OUTPUT ",'links':['l.out -> o.in']",
    "empty-range to", "Swap the two days", "" },
  { "split",
    LIST "'s':{'type':'split','settings':{'field':'meetings'}}," OUTPUT
         ",'links':['l.out -> s.in','s.out -> o.in']",
    "split-absent field", "", "split-absent field" },
  { "split/near",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'g':{'type':'zoom.get-meeting','slot':'z',"
    "'settings':{'meeting_id':'81234567890'}},'s':{'type':'split','settings':{'field':'ocurrences'"
    "}}," OUTPUT ",'links':['g.out -> s.in','s.out -> o.in']",
    "split-absent field", "Use “occurrences”", "" },
  { "unsorted",
    LIST "'m':{'type':'limit','settings':{'count':1}}," OUTPUT
         ",'links':['l.out -> m.in','m.out -> o.in']",
    "unsorted -", "Sort by the start first", "" },
  { "unsorted/filtered",
    LIST
    "'f':{'type':'filter','settings':{'rows':[{'field':'topic','operator':'equals','value':'x'}]}},"
    "'m':{'type':'limit','settings':{'count':1}}," OUTPUT
    ",'links':['l.out -> f.in','f.out -> m.in','m.out -> o.in']",
    "unsorted -", "Sort by the start first", "" },
  { "unsorted/good",
    LIST "'s':{'type':'sort','settings':{'by':[{'field':'start_time'}]}},"
         "'m':{'type':'limit','settings':{'count':1}}," OUTPUT
         ",'links':['l.out -> s.in','s.out -> m.in','m.out -> o.in']",
    "", "", "" },
  { "series",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'g':{'type':'zoom.get-meeting','slot':'z',"
    "'settings':{'meeting_id':'81234567890'}},'s':{'type':'split','settings':{'field':"
    "'occurrences'}},'d':{'type':'zoom.delete-meeting','slot':'z','settings':{'meeting_id':"
    "'{{ item.id }}'}}," OUTPUT ",'links':['g.out -> s.in','s.out -> d.in','d.out -> o.in']",
    "whole-series occurrence_id", "Delete the one date only", "" },
  { "not-in-list",
    LIST
    "'t':{'type':'text','settings':{'template':'{{ item.topic }}: {{ item.start_url }}'}}," OUTPUT
    ",'links':['l.out -> t.in','t.out -> o.in']",
    "not-in-list template", "", "not-in-list template" },
  { "not-in-list/good",
    LIST
    "'t':{'type':'text','settings':{'template':'{{ item.topic }}: {{ item.join_url }}'}}," OUTPUT
    ",'links':['l.out -> t.in','t.out -> o.in']",
    "", "", "" },
  { "secret/all", MEETING ("'type':'csv.write','settings':{'file':'a.csv'}"),
    "secret-as-dots columns", "", "secret-as-dots columns" },
  { "secret/chosen",
    MEETING ("'type':'csv.write','settings':{'file':'a.csv','columns':['id','start_url']}"),
    "secret-as-dots columns", "", "secret-as-dots columns" },
  { "secret/json", MEETING ("'type':'json.write','settings':{'file':'a.json'}"), "secret-as-dots -",
    "", "secret-as-dots -" },
  { "secret/links", MEETING ("'type':'csv.write','settings':{'file':'a.csv','start_links':true}"),
    "start-links start_links", "", "start-links start_links" },
  { "secret/good",
    MEETING ("'type':'csv.write','settings':{'file':'a.csv','columns':['id','join_url']}"), "", "",
    "" },
  { "secret/list",
    LIST "'w':{'type':'json.write','settings':{'file':'a.json'}}," OUTPUT
         ",'links':['l.out -> w.in','w.out -> o.in']",
    "", "", "" },
  { "muted",
    "'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':'zoom.create-meeting','slot':'z',"
    "'muted':true,'settings':{}}," OUTPUT ",'links':['c.out -> o.in']",
    "", "", "" },
  /* Problems that were there before, and their fixes. */
  { "dangling", "'nodes':{" OUTPUT ",'links':['a.out -> o.in']", "dangling-link -",
    "Remove the link", "" },
  { "dangling/near", LIST OUTPUT ",'links':['ll.out -> o.in','l.out -> o.failed']",
    "dangling-link -; unknown-port -", "Link “l” instead|Remove the link", "unknown-port -" },
  { "unknown-setting", CREATE (WHEN ",'topik':'x'"), "unknown-field topik",
    "Call it “topic”|Remove “topik”", "" },
  { "unknown-input", CREATE (WHEN ",'topic':'{{ inputs.name }}'"), "unknown-field topic",
    "Ask for “name” when it runs", "" },
  { "unknown-reference",
    LIST "'t':{'type':'text','settings':{'template':'{{ nodes.m.id }}'}},'long':{'type':'text',"
         "'settings':{'template':'{{ nodes[\\'logn\\'].text }}'}}," OUTPUT
         ",'links':['l.out -> t.in','t.out -> long.in','long.out -> o.in']",
    "unknown-reference template; unknown-reference template", "", NULL },
  { "unknown-type",
    LIST "'t':{'type':'txt','settings':{'template':'x'}}," OUTPUT
         ",'links':['l.out -> t.in','t.out -> o.in']",
    "unknown-type -", "Make it “Text”", "" },
  { "empty-slot",
    LIST "'g':{'type':'zoom.get-user'}," OUTPUT ",'links':['l.out -> g.in','g.out -> o.in']",
    "empty-slot -", "Use “z”", "" },
  { "no-slot", "'nodes':{'g':{'type':'zoom.get-user'}," OUTPUT ",'links':['g.out -> o.in']",
    "empty-slot -", "Add a place for its connection", "" },
  { "absolute-path",
    "'nodes':{'r':{'type':'csv.read','settings':{'file':'/srv/My Data.csv'}}," OUTPUT
    ",'links':['r.out -> o.in']",
    "absolute-path file", "Make it a file slot", "" },
  { "duplicate-link", LIST OUTPUT ",'links':['l.out -> o.in','l.out -> o.in']", "duplicate-link -",
    "Remove one of the links", "" },
};

static CvkDocument *
read_document (const char *pipeline)
{
  g_autofree char *text = g_strdup_printf ("{'convoke':1,%s}", pipeline);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  CvkDocument *document;

  g_strdelimit (text, "'", '"');
  bytes = g_bytes_new (text, strlen (text));
  document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  return document;
}

static char *
describe (GPtrArray *problems)
{
  GString *line = g_string_new (NULL);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *field = cvk_problem_get_field (problem);
      g_autofree char *message = cvk_problem_dup_message (problem);

      g_test_message ("%s", message);
      /* Every placeholder has its value. */
      g_assert_true (strchr (message, '{') == NULL ||
                     g_str_equal (cvk_problem_get_code (problem), "plain-braces") ||
                     strstr (message, "item.") != NULL);
      g_string_append_printf (line, "%s%s %s", i == 0 ? "" : "; ", cvk_problem_get_code (problem),
                              field != NULL ? field : "-");
    }
  return g_string_free (line, FALSE);
}

static char *
list_titles (GPtrArray *fixes)
{
  GString *line = g_string_new (NULL);

  for (unsigned i = 0; i < fixes->len; i++)
    g_string_append_printf (line, "%s%s", i == 0 ? "" : "|",
                            cvk_fix_get_title (g_ptr_array_index (fixes, i)));
  return g_string_free (line, FALSE);
}

/* A fix mends its problem, makes no other, and is one step of undo. */
static void
try_fix (CvkDocument *document, CvkFix *fix, const char *left)
{
  const CvkNodeTypes *types = cvk_node_catalogue_get ();
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  g_autoptr (GBytes) before = cvk_document_to_bytes (document);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  CvkCommand *command = cvk_fix_make_command (fix, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_command_get_name (command), ==, cvk_fix_get_title (fix));
  cvk_history_push (history, command);
  problems = cvk_document_check (document, types);
  said = describe (problems);
  g_assert_cmpstr (said, ==, left);
  g_assert_true (cvk_history_undo (history));
  after = cvk_document_to_bytes (document);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_false (cvk_history_undo (history));
}

static void
test_case (gconstpointer data)
{
  size_t i = GPOINTER_TO_SIZE (data);
  const CvkNodeTypes *types = cvk_node_catalogue_get ();
  g_autoptr (CvkDocument) document = read_document (cases[i].pipeline);
  g_autoptr (GPtrArray) problems = cvk_document_check (document, types);
  g_autofree char *said = describe (problems);
  g_autoptr (GPtrArray) fixes = NULL;
  g_autofree char *titles = NULL;

  g_assert_cmpstr (said, ==, cases[i].said);
  if (problems->len == 0)
    return;
  fixes = cvk_fix_list (document, types, g_ptr_array_index (problems, 0), "Asia/Tokyo");
  titles = list_titles (fixes);
  g_assert_cmpstr (titles, ==, cases[i].fixes);
  if (fixes->len > 0)
    try_fix (document, g_ptr_array_index (fixes, 0), cases[i].left);
}

/* A wrong alarm teaches to overlook the right ones. */
static void
test_templates (void)
{
  g_autofree char *folder =
    g_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "data", "templates", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  unsigned n_checked = 0;

  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *said = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CvkDocument) document = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      size_t length;

      if (!g_str_has_suffix (name, ".convoke"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      bytes = g_bytes_new_take (g_steal_pointer (&text), length);
      document = cvk_document_new_from_bytes (bytes, NULL);
      g_assert_nonnull (document);
      problems = cvk_document_check (document, cvk_node_catalogue_get ());
      said = describe (problems);
      g_assert_cmpstr (said, ==, "");
      n_checked++;
    }
  g_assert_cmpuint (n_checked, >, 0);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/advice/", cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/advice/templates", test_templates);
  return g_test_run ();
}
