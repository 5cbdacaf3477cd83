// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-document.h"
#include "model/cvk-schema.h"

/* The published schema and the reader are about the same files. */

static CvkValue *
load_schema (void)
{
  g_autofree char *path =
    g_build_filename (CVK_SOURCEDIR, "data", "convoke-pipeline.schema.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  CvkValue *schema;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  schema = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
  g_assert_no_error (error);

  return schema;
}

static const struct
{
  const char *text;
  gboolean is_sound;
} cases[] = {
  { "{'convoke':1}", TRUE },
  { "{'convoke':1,'name':'N','description':'D','slots':{'z':{'connector':'zoom','label':'L'}},"
    "'files':{'f':{'label':'L','default':'f.csv'}},'nodes':{'a':{'type':'x','label':'L','slot':'z',"
    "'settings':{},'on_error':'continue','timeout':5,'muted':true,'pinned':[{}]}},"
    "'links':['a.out -> "
    "b.in','a.out->c.in'],'notes':{'n':{'text':'T'}},'frames':{'f':{'nodes':[]}},"
    "'layout':{'a':[1,2.5]},'settings':{},'pipelines':{'b.convoke':{'convoke':1}},'else':7}",
    TRUE },
  { "[]", FALSE },
  { "{}", FALSE },
  { "{'convoke':2}", FALSE },
  { "{'convoke':1,'name':1}", FALSE },
  { "{'convoke':1,'description':[]}", FALSE },
  { "{'convoke':1,'slots':[]}", FALSE },
  { "{'convoke':1,'slots':{'z':{}}}", FALSE },
  { "{'convoke':1,'files':{'f':{'default':1}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':''}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','label':null}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','slot':1}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','settings':1}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','on_error':'x'}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','timeout':-1}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','timeout':31622401}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','timeout':31622400}}}", TRUE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','muted':1}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','pinned':{}}}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x','pinned':[1]}}}", FALSE },
  { "{'convoke':1,'links':['a -> b']}", FALSE },
  { "{'convoke':1,'links':['A.out -> b.in']}", FALSE },
  { "{'convoke':1,'links':[1]}", FALSE },
  { "{'convoke':1,'notes':{'n':1}}", FALSE },
  { "{'convoke':1,'frames':{'n':1}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x'}},'layout':{'a':[1]}}", FALSE },
  { "{'convoke':1,'nodes':{'a':{'type':'x'}},'layout':{'a':['1','2']}}", FALSE },
  { "{'convoke':1,'settings':[]}", FALSE },
  { "{'convoke':1,'pipelines':[]}", FALSE },
  { "{'convoke':1,'pipelines':{'b.convoke':1}}", FALSE },
};

static void
test_agrees (void)
{
  g_autoptr (CvkValue) schema = load_schema ();

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdelimit (g_strdup (cases[i].text), "'", '"');
      g_autoptr (CvkValue) value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
      g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
      g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);

      g_test_message ("%s", text);
      g_assert_cmpint (cvk_schema_check (schema, value, NULL, CVK_SCHEMA_DEFAULT, NULL), ==,
                       cases[i].is_sound);
      g_assert_cmpint (document != NULL, ==, cases[i].is_sound);
      if (document != NULL)
        {
          g_autoptr (GBytes) written = cvk_document_to_bytes (document);
          g_autoptr (CvkValue) again =
            cvk_value_from_json (g_bytes_get_data (written, NULL),
                                 (gssize) g_bytes_get_size (written), CVK_JSON_STRICT, NULL);

          g_assert_true (cvk_schema_check (schema, again, NULL, CVK_SCHEMA_DEFAULT, NULL));
        }
    }
}

/* The writer's order of keys is the schema's. */
static void
test_order (void)
{
  g_autoptr (CvkValue) schema = load_schema ();
  g_autofree char *text = g_strdelimit (g_strdup (cases[1].text), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (GBytes) written = cvk_document_to_bytes (document);
  g_autoptr (CvkValue) value = cvk_value_from_json (
    g_bytes_get_data (written, NULL), (gssize) g_bytes_get_size (written), CVK_JSON_STRICT, NULL);
  CvkValue *properties = cvk_value_get_member (schema, "properties");

  g_assert_cmpuint (cvk_value_get_length (value), ==, cvk_value_get_length (properties) + 1);
  for (size_t i = 0; i < cvk_value_get_length (properties); i++)
    {
      const char *expected;
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (properties, i, &expected, &member);
      cvk_value_get_member_at (value, i, &name, &member);
      g_assert_cmpstr (name, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pipeline-schema/agrees", test_agrees);
  g_test_add_func ("/pipeline-schema/order", test_order);

  return g_test_run ();
}
