// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "service/cvk-item-query.h"
#include "support/cvk-await.h"

static GPtrArray *
make_items (const char *json)
{
  g_autoptr (CvkValue) array = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_item_unref);

  for (size_t i = 0; i < cvk_value_get_length (array); i++)
    g_ptr_array_add (
      items, cvk_item_new (0, NULL, cvk_value_ref (cvk_value_get_element (array, i)), FALSE));
  return items;
}

static CvkValue *
query (GPtrArray *items,
       unsigned offset,
       unsigned count,
       const char *sort,
       const char *filter,
       unsigned *total)
{
  g_autoptr (GObject) holder = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) taken = NULL;

  cvk_item_query_async (holder, items, offset, count, sort, filter, cvk_await_result_cb, &result);
  taken = cvk_await_result (&result);
  return cvk_item_query_finish (taken, NULL, total);
}

static void
test_query (void)
{
  static const char source[] = "[{\"n\":10,\"t\":\"b\"},{\"n\":9,\"t\":\"\\u00c4rger\"},"
                               "{\"t\":\"a\"},{\"n\":9,\"t\":\"c\",\"d\":{\"x\":7}},"
                               "{\"n\":9.5,\"t\":\"B\"}]";
  static const struct
  {
    unsigned offset, count;
    const char *sort, *filter;
    unsigned total;
    const char *texts; /* of "t", in order */
  } cases[] = {
    { 0, 500, "", "", 5, "b Ärger a c B" },
    { 1, 2, "", "", 5, "Ärger a" },
    { 4, 500, "", "", 5, "B" },
    { 5, 500, "", "", 5, "" },
    { G_MAXUINT, G_MAXUINT, "", "", 5, "" },
    { 0, 0, "", "", 5, "" },
    /* By number, equal ones in the order of arrival, what lacks the field last. */
    { 0, 500, "n", "", 5, "Ärger c B b a" },
    { 0, 500, "-n", "", 5, "b B Ärger c a" },
    { 0, 500, "t", "", 5, "B a b c Ärger" },
    { 0, 500, "d.x", "", 5, "c b Ärger a B" },
    { 0, 500, "nothing", "", 5, "b Ärger a c B" },
    /* Whatever the case, in any field. */
    { 0, 500, "", "B", 2, "b B" },
    { 0, 500, "", "äRG", 1, "Ärger" },
    { 0, 500, "-t", "9", 3, "Ärger c B" },
    { 0, 500, "", "\"x\":7", 1, "c" },
    { 1, 1, "n", "9", 3, "c" },
    { 0, 500, "", "zzz", 0, "" },
  };
  g_autoptr (GPtrArray) items = make_items (source);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      unsigned total = 99;
      g_autoptr (CvkValue) page =
        query (items, cases[i].offset, cases[i].count, cases[i].sort, cases[i].filter, &total);
      g_autoptr (GString) texts = g_string_new (NULL);

      for (size_t row = 0; row < cvk_value_get_length (page); row++)
        g_string_append_printf (
          texts, "%s%s", row > 0 ? " " : "",
          cvk_value_lookup_string (cvk_value_get_element (page, row), "t", "-"));
      g_assert_cmpstr (texts->str, ==, cases[i].texts);
      g_assert_cmpuint (total, ==, cases[i].total);
    }
}

static void
test_no_items (void)
{
  unsigned total = 99;
  g_autoptr (CvkValue) page = query (NULL, 0, 10, "a", "b", &total);

  g_assert_cmpuint (cvk_value_get_length (page), ==, 0);
  g_assert_cmpuint (total, ==, 0);
}

/* --- Long lists --- */

#define N_LONG 30011

static gboolean
turn_cb (gpointer user_data)
{
  ++*(unsigned *) user_data;
  return G_SOURCE_CONTINUE;
}

/* Items in a mixed order, each number three times. */
static GPtrArray *
make_long_list (void)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_item_unref);

  for (unsigned i = 0; i < N_LONG; i++)
    g_ptr_array_add (items, cvk_item_new (0, NULL,
                                          cvk_value_new_object (
                                            "n", cvk_value_new_integer (i * 7919U % N_LONG / 3),
                                            "at", cvk_value_new_integer (i), NULL),
                                          FALSE));
  return items;
}

static int64_t
get_integer (const CvkValue *page, size_t index, const char *name)
{
  return cvk_value_get_integer (cvk_value_get_member (cvk_value_get_element (page, index), name));
}

/* The main loop goes on turning while a list is put in order, and the order is the right one:
 * equal ones as they arrived. */
static void
test_long (void)
{
  g_autoptr (GPtrArray) items = make_long_list ();
  unsigned n_turns = 0;
  unsigned source = g_idle_add_full (G_PRIORITY_DEFAULT, turn_cb, &n_turns, NULL);
  int64_t last = -1;
  int64_t last_at = -1;

  for (unsigned offset = 0; offset < N_LONG; offset += 10000)
    {
      unsigned total = 0;
      g_autoptr (CvkValue) page = query (items, offset, 500, "n", "", &total);

      g_assert_cmpuint (total, ==, N_LONG);
      for (size_t i = 0; i < cvk_value_get_length (page); i++)
        {
          int64_t number = get_integer (page, i, "n");
          int64_t at = get_integer (page, i, "at");

          g_assert_cmpint (number, ==, (offset + i) / 3);
          g_assert_true (number > last || at > last_at);
          last = number;
          last_at = at;
        }
    }
  g_source_remove (source);
  g_assert_cmpuint (n_turns, >, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/item-query/table", test_query);
  g_test_add_func ("/service/item-query/none", test_no_items);
  g_test_add_func ("/service/item-query/long", test_long);
  return g_test_run ();
}
