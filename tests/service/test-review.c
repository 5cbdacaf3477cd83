// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "connect/cvk-service-nodes.h"
#include "model/cvk-review.h"
#include "nodes/cvk-nodes.h"

/* What a pipeline wants is told from its text alone, with the node types as they are shipped. */

static CvkNodeTypes *
make_types (void)
{
  CvkNodeTypes *types = cvk_node_types_new ();

  cvk_nodes_register (types);
  cvk_service_nodes_register (types);
  cvk_connector_register (cvk_connector_get ("zoom"), types);
  return types;
}

/* "kind:what" of each, a comma between them. */
static char *
review (const char *text, GHashTable *files)
{
  g_autoptr (CvkNodeTypes) types = make_types ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (GPtrArray) wants = NULL;
  GString *summary = g_string_new (NULL);

  g_assert_no_error (error);
  wants = cvk_review_new (document, types, "/srv/p/a.convoke", files);
  for (unsigned i = 0; i < wants->len; i++)
    {
      const CvkWant *want = g_ptr_array_index (wants, i);

      g_string_append_printf (summary, "%s%s:%s", i > 0 ? ", " : "",
                              cvk_want_kind_get_name (want->kind),
                              want->what != NULL ? want->what : "?");
    }
  return g_string_free (summary, FALSE);
}

typedef struct
{
  const char *node; /* members of a node */
  const char *wants;
} Case;

static const Case cases[] = {
  { "'type':'set','settings':{'fields':{'a':'https://x.example'}}", "" },
  { "'type':'http.request','settings':{'url':'https://a.example/x?{{ item.q }}'}",
    "host:a.example" },
  { "'type':'http.request','settings':{'url':'https://good.example@evil.example:8443/x'}",
    "host:evil.example:8443" },
  { "'type':'http.request','settings':{'url':'https://good.example{{ item.rest }}/x'}", "host:?" },
  { "'type':'http.request','settings':{'url':'{{ item.url }}'}", "host:?" },
  { "'type':'http.request','settings':{'url':'https://{{ item.host }}/x'}", "host:?" },
  { "'type':'http.request','settings':{'url':'//odd'}", "host://odd" },
  { "'type':'http.request','settings':{'url':'/contacts'},'slot':'h'", "connection:http" },
  { "'type':'http.request','settings':{'url':'https://b.example/'},'slot':'h'",
    "connection:http, host:b.example" },
  { "'type':'http.request','settings':{'url':'https://a.example/','method':'POST',"
    "'body_file':'in.bin','files':{'f':'other.bin'},'file':'answer.bin'}",
    "host:a.example, read:/srv/p/in.bin, read:/srv/p/other.bin, write:/srv/p/answer.bin" },
  { "'type':'csv.read','settings':{'file':'rows'}", "read:/srv/p/rows.csv" },
  { "'type':'csv.read','settings':{'file':'sub/../b.csv'}", "read:/srv/p/b.csv" },
  { "'type':'csv.read','settings':{'file':'../../../etc/passwd'}", "read:../../../etc/passwd" },
  { "'type':'csv.read','settings':{'file':'{{ inputs.f }}'}", "read:?" },
  { "'type':'json.write','settings':{'file':'o.json'}", "write:/srv/p/o.json" },
  { "'type':'json.write','settings':{'file':'o.json'},'muted':true", "" },
  { "'type':'script','settings':{'code':'return item'}", "script:script" },
  { "'type':'trigger.schedule','settings':{}", "trigger:trigger.schedule" },
  { "'type':'trigger.file','settings':{'file':'in'}", "read:/srv/p/in, trigger:trigger.file" },
  { "'type':'zoom.delete-meeting','slot':'z','settings':{'meeting_id':'1'}", "connection:zoom" },
  { "'type':'zoom.delete-meeting','settings':{'meeting_id':'1'}", "connection:zoom" },
  { "'type':'open','settings':{'link':'https://l.example/?t=1'}", "link:https://l.example/?t=1" },
  { "'type':'open','settings':{'link':'{{ item.join_url }}'}", "link:?" },
  { "'type':'notify','settings':{'title':'t'}", "desk:notify" },
  { "'type':'clipboard','settings':{'text':'t'}", "desk:clipboard" },
  { "'type':'notify','settings':{'title':'t','link':'zoommtg://x'}", "link:zoommtg://x" },
  { "'type':'mail.send','slot':'m','settings':{'to':['a@b.example','{{ item.to "
    "}}'],'files':['rows']}",
    "connection:smtp, read:/srv/p/rows.csv, recipient:?, recipient:a@b.example" },
  { "'type':'table.read','settings':{'table':'t'}", "desk:table.read" },
  { "'type':'nobody.knows','settings':{'url':'https://x.example'}", "" },
};

static char *
make_pipeline (const char *nodes, const char *more)
{
  char *text =
    g_strdup_printf ("{'convoke':1,'name':'n','slots':{'z':{'connector':'zoom'},'h':{'connector':'"
                     "http'},'m':{'connector':'smtp'}},"
                     "'files':{'rows':{'default':'rows.csv'}},'nodes':{%s},'links':[]%s}",
                     nodes, more);

  return g_strdelimit (text, "'", '"');
}

static void
test_cases (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *node = g_strdup_printf ("'a':{%s}", cases[i].node);
      g_autofree char *text = make_pipeline (node, "");
      g_autofree char *wants = review (text, NULL);

      g_test_message ("%s", cases[i].node);
      g_assert_cmpstr (wants, ==, cases[i].wants);
    }
}

static void
test_bound_files (void)
{
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *text = make_pipeline ("'a':{'type':'csv.read','settings':{'file':'rows'}}", "");
  g_autofree char *wants = NULL;

  g_hash_table_insert (files, (gpointer) "rows", (gpointer) "/srv/data.csv");
  wants = review (text, files);
  g_assert_cmpstr (wants, ==, "read:/srv/data.csv");
}

/* What a sub-pipeline wants, its outermost one wants; each thing once, with all its steps. */
static void
test_inside (void)
{
  g_autofree char *text =
    make_pipeline ("'p':{'type':'pipeline','settings':{'file':'sub/inner.convoke'}},"
                   "'a':{'type':'http.request','settings':{'url':'https://a.example/1'}}",
                   ",'pipelines':{'sub/inner.convoke':{'convoke':1,'nodes':{"
                   "'a':{'type':'http.request','settings':{'url':'https://a.example/2'}},"
                   "'w':{'type':'csv.write','settings':{'file':'w.csv'}}},'links':[]}}");
  g_autofree char *wants = review (text, NULL);

  g_assert_cmpstr (wants, ==, "host:a.example, write:/srv/p/sub/w.csv");
}

static void
test_value (void)
{
  g_autoptr (CvkNodeTypes) types = make_types ();
  g_autofree char *text =
    make_pipeline ("'a':{'type':'http.request','label':'<b>','settings':{'url':'{{ item.u }}'}},"
                   "'b':{'type':'http.request','settings':{'url':'{{ item.v }}'}}",
                   "");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (GPtrArray) wants = cvk_review_new (document, types, NULL, NULL);
  g_autoptr (CvkValue) value = cvk_review_to_value (wants);
  g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

  g_assert_cmpstr (json, ==,
                   "[{\"kind\":\"host\",\"what\":null,\"slot\":null,\"steps\":["
                   "{\"node\":\"a\",\"label\":\"<b>\",\"file\":null,\"type\":\"http.request\"},"
                   "{\"node\":\"b\",\"label\":null,\"file\":null,\"type\":\"http.request\"}]}]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/cases", test_cases);
  g_test_add_func ("/review/bound-files", test_bound_files);
  g_test_add_func ("/review/inside", test_inside);
  g_test_add_func ("/review/value", test_value);
  return g_test_run ();
}
