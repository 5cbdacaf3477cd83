// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <math.h>
#include <string.h>

#include "desktop/canvas/cvk-canvas-camera.h"
#include "desktop/canvas/cvk-canvas-index.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-note-text.h"
#include "desktop/canvas/cvk-canvas-route.h"
#include "desktop/canvas/cvk-canvas-summary.h"
#include "desktop/client/cvk-node-catalogue.h"

/* What the canvas is made of and needs no display. */

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon ((a), (b), 0.01)

/* --- Camera --- */

static void
test_camera_anchor (void)
{
  static const double scales[] = { 0.02, 0.3, 1, 1.25, 4, 9 };

  for (unsigned i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      CvkCanvasCamera camera = { -310, 75, 0.8 };
      double x, y, after_x, after_y;

      cvk_canvas_camera_to_document (&camera, 400, 300, &x, &y);
      cvk_canvas_camera_set_scale (&camera, scales[i], 400, 300);
      cvk_canvas_camera_to_document (&camera, 400, 300, &after_x, &after_y);
      assert_near (camera.scale, MIN (scales[i], CVK_CANVAS_MAX_SCALE));
      assert_near (x, after_x);
      assert_near (y, after_y);
      cvk_canvas_camera_to_widget (&camera, x, y, &after_x, &after_y);
      assert_near (after_x, 400);
      assert_near (after_y, 300);
    }
}

static void
test_camera_fit (void)
{
  const graphene_rect_t area = GRAPHENE_RECT_INIT (-100, 40, 2000, 300);
  CvkCanvasCamera camera = { 0, 0, 1 };
  graphene_rect_t shown;

  cvk_canvas_camera_fit (&camera, &area, 1000, 600, 1);
  cvk_canvas_camera_area_to_widget (&camera, &area, &shown);
  assert_near (shown.origin.x, 40);
  assert_near (shown.size.width, 920);
  assert_near (shown.origin.y + shown.size.height / 2, 300);
  /* A small pipeline does not become a giant. */
  cvk_canvas_camera_fit (&camera, &GRAPHENE_RECT_INIT (0, 0, 10, 10), 1000, 600, 1);
  assert_near (camera.scale, 1);
  /* Nothing at all has a scale too. */
  cvk_canvas_camera_fit (&camera, graphene_rect_zero (), 1000, 600, 1);
  assert_near (camera.scale, 1);
}

static void
test_camera_reveal (void)
{
  static const struct
  {
    float x, y;
    double camera_x, camera_y;
  } cases[] = {
    { 100, 100, 0, 0 },     /* in view already */
    { 900, 100, 140, 0 },   /* beyond the right edge */
    { -300, 100, -320, 0 }, /* beyond the left one */
    { 100, 700, 0, 320 },   /* below */
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CvkCanvasCamera camera = { 0, 0, 1 };
      const graphene_rect_t area = GRAPHENE_RECT_INIT (cases[i].x, cases[i].y, 220, 80);

      g_assert_true (cvk_canvas_camera_reveal (&camera, &area, 1000, 480, 20) == (i > 0));
      assert_near (camera.x, cases[i].camera_x);
      assert_near (camera.y, cases[i].camera_y);
    }
}

static void
test_camera_steps (void)
{
  double scale = 1;

  assert_near (cvk_canvas_camera_get_step (1, TRUE), 1.25);
  assert_near (cvk_canvas_camera_get_step (1, FALSE), 0.8);
  assert_near (cvk_canvas_camera_get_step (0.84, TRUE), 1);
  assert_near (cvk_canvas_camera_get_step (0.84, FALSE), 0.8);
  for (unsigned i = 0; i < 40; i++)
    scale = cvk_canvas_camera_get_step (scale, TRUE);
  assert_near (scale, CVK_CANVAS_MAX_SCALE);
  for (unsigned i = 0; i < 80; i++)
    scale = cvk_canvas_camera_get_step (scale, FALSE);
  assert_near (scale, CVK_CANVAS_MIN_SCALE);
}

/* --- Index --- */

#define N_ENTRIES 600

static void
make_area (GRand *random, graphene_rect_t *area)
{
  graphene_rect_init (area, (float) g_rand_double_range (random, -6000, 6000),
                      (float) g_rand_double_range (random, -6000, 6000),
                      (float) g_rand_double_range (random, 0, 900),
                      (float) g_rand_double_range (random, 0, 300));
  /* Some are as large as frames around everything. */
  if (g_rand_int_range (random, 0, 20) == 0)
    area->size.width = 9000;
}

static gboolean
touches (const graphene_rect_t *a, const graphene_rect_t *b)
{
  return a->origin.x <= b->origin.x + b->size.width && b->origin.x <= a->origin.x + a->size.width &&
         a->origin.y <= b->origin.y + b->size.height && b->origin.y <= a->origin.y + a->size.height;
}

static void
check_query (CvkCanvasIndex *index, CvkCanvasIndexEntry *entries, GRand *random)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  graphene_rect_t area;
  unsigned expected = 0;

  make_area (random, &area);
  cvk_canvas_index_query (index, &area, found);
  for (unsigned i = 0; i < N_ENTRIES; i++)
    {
      gboolean is_expected = entries[i].is_inside && touches (&entries[i].area, &area);

      expected += is_expected;
      g_assert_true (g_ptr_array_find (found, &entries[i], NULL) == is_expected);
    }
  g_assert_cmpuint (found->len, ==, expected);
}

/* Whatever happens to it, the index finds what looking at everything finds, each once. */
static void
test_index_query (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (CvkCanvasIndex) index = cvk_canvas_index_new ();
  g_autofree CvkCanvasIndexEntry *entries = g_new0 (CvkCanvasIndexEntry, N_ENTRIES);

  for (unsigned i = 0; i < N_ENTRIES; i++)
    {
      graphene_rect_t area;

      make_area (random, &area);
      cvk_canvas_index_insert (index, &entries[i], &area);
    }
  for (unsigned round = 0; round < 300; round++)
    {
      CvkCanvasIndexEntry *entry = &entries[g_rand_int_range (random, 0, N_ENTRIES)];
      graphene_rect_t area;

      make_area (random, &area);
      if (!entry->is_inside)
        cvk_canvas_index_insert (index, entry, &area);
      else if (round % 3 == 0)
        cvk_canvas_index_remove (index, entry);
      else
        cvk_canvas_index_move (index, entry, &area);
      check_query (index, entries, random);
    }
}

static void
test_index_next (void)
{
  static const graphene_rect_t areas[] = {
    GRAPHENE_RECT_INIT (0, 0, 220, 80),     GRAPHENE_RECT_INIT (280, 0, 220, 80),
    GRAPHENE_RECT_INIT (280, 160, 220, 80), GRAPHENE_RECT_INIT (0, 160, 220, 80),
    GRAPHENE_RECT_INIT (9000, 0, 220, 80),
  };
  static const struct
  {
    unsigned from;
    CvkCanvasDirection direction;
    int to;
  } cases[] = {
    { 0, CVK_CANVAS_RIGHT, 1 }, { 0, CVK_CANVAS_DOWN, 3 }, { 0, CVK_CANVAS_LEFT, -1 },
    { 0, CVK_CANVAS_UP, -1 },   { 2, CVK_CANVAS_UP, 1 },   { 2, CVK_CANVAS_LEFT, 3 },
    { 1, CVK_CANVAS_RIGHT, 4 }, { 4, CVK_CANVAS_LEFT, 1 },
  };
  g_autoptr (CvkCanvasIndex) index = cvk_canvas_index_new ();
  CvkCanvasIndexEntry entries[G_N_ELEMENTS (areas)] = { 0 };

  for (unsigned i = 0; i < G_N_ELEMENTS (areas); i++)
    cvk_canvas_index_insert (index, &entries[i], &areas[i]);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (cvk_canvas_index_find_next (index, &entries[cases[i].from].area,
                                               cases[i].direction, NULL, NULL) ==
                   (cases[i].to < 0 ? NULL : &entries[cases[i].to]));
}

/* --- Routes --- */

static void
test_route (void)
{
  static const struct
  {
    float dx, dy;
    unsigned n_points;
  } cases[] = {
    { 60, 0, 2 }, { 60, 100, 4 }, { 700, -40, 4 }, { -500, 0, 6 }, { -500, 400, 6 }, { 10, 30, 6 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const graphene_point_t from = GRAPHENE_POINT_INIT (100, 50);
      const graphene_point_t to = GRAPHENE_POINT_INIT (100 + cases[i].dx, 50 + cases[i].dy);
      CvkCanvasRoute route;
      unsigned last;

      cvk_canvas_route_init (&route, &from, &to, i % 3);
      last = route.n_points - 1;
      g_assert_cmpuint (route.n_points, ==, cases[i].n_points);
      g_assert_true (graphene_point_equal (&route.points[0], &from));
      g_assert_true (graphene_point_equal (&route.points[last], &to));
      /* It leaves to the right and arrives from the left, and every piece is straight. */
      g_assert_cmpfloat (route.points[1].x, >, from.x);
      g_assert_cmpfloat (route.points[last - 1].x, <, to.x);
      for (unsigned j = 0; j < last; j++)
        g_assert_true ((route.points[j].x == route.points[j + 1].x) !=
                       (route.points[j].y == route.points[j + 1].y));
      for (unsigned j = 1; j < last; j++)
        g_assert_cmpfloat (cvk_canvas_route_get_radius (&route, j), <=, CVK_CANVAS_LINK_RADIUS);
    }
}

static void
test_route_distance (void)
{
  const graphene_point_t from = GRAPHENE_POINT_INIT (0, 0);
  const graphene_point_t to = GRAPHENE_POINT_INIT (60, 100);
  CvkCanvasRoute route;
  graphene_point_t label;

  cvk_canvas_route_init (&route, &from, &to, 0); /* turns at x = 30 */
  assert_near (cvk_canvas_route_get_distance (&route, &GRAPHENE_POINT_INIT (30, 50)), 0);
  assert_near (cvk_canvas_route_get_distance (&route, &GRAPHENE_POINT_INIT (37, 50)), 7);
  assert_near (cvk_canvas_route_get_distance (&route, &GRAPHENE_POINT_INIT (-3, -4)), 5);
  g_assert_true (cvk_canvas_route_touches (&route, &GRAPHENE_RECT_INIT (25, 40, 10, 10)));
  g_assert_false (cvk_canvas_route_touches (&route, &GRAPHENE_RECT_INIT (40, 10, 15, 60)));
  cvk_canvas_route_get_label (&route, CVK_CANVAS_ROUTE_END, &label);
  assert_near (label.x, 45);
  assert_near (label.y, 100);
  cvk_canvas_route_get_label (&route, CVK_CANVAS_ROUTE_START, &label);
  assert_near (label.x, 15);
  assert_near (label.y, 0);
  cvk_canvas_route_get_label (&route, CVK_CANVAS_ROUTE_MIDDLE, &label);
  assert_near (label.x, 30);
  assert_near (label.y, 50);
}

/* --- Metrics --- */

static void
test_metrics (void)
{
  static const struct
  {
    unsigned n_inputs, n_outputs;
    double height;
  } cases[] = {
    { 0, 1, 80 },  { 1, 0, 80 }, { 1, 1, 80 },  { 1, 2, 120 },
    { 1, 4, 160 }, { 2, 1, 80 }, { 4, 1, 120 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double height = cvk_card_get_height (cases[i].n_inputs, cases[i].n_outputs);

      assert_near (height, cases[i].height);
      assert_near (fmod (height, CVK_CANVAS_GRID), 0);
      /* The failed port is the lowest, and on the card. */
      for (unsigned j = 0; j < cases[i].n_outputs; j++)
        g_assert_cmpfloat (cvk_card_get_output_y (cases[i].n_outputs, j), <,
                           cvk_card_get_output_y (cases[i].n_outputs, cases[i].n_outputs));
      g_assert_cmpfloat (cvk_card_get_output_y (cases[i].n_outputs, cases[i].n_outputs), <, height);
    }
  assert_near (cvk_canvas_snap (31), 40);
  assert_near (cvk_canvas_snap (-9), 0);
  assert_near (cvk_canvas_snap (-31), -40);
}

/* --- Texts --- */

static void
test_note_text (void)
{
  static const struct
  {
    const char *text, *plain, *attributes;
  } cases[] = {
    { "", "", "" },
    { "Title", "Title", "0 5 weight bold\n0 5 scale 1.080000" },
    { "# T\nbody", "T\nbody", "0 1 weight bold\n0 1 scale 1.080000" },
    { "\na *b* c", "\na b c", "3 4 weight bold" },
    { "\n- one\n- `two`", "\n• one\n• two", "13 16 family \"monospace\"" },
    { "\n2 * 3 * 4", "\n2 * 3 * 4", "" },
    { "\n*open", "\n*open", "" },
    { "\n<b>&amp;</b>", "\n<b>&amp;</b>", "" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PangoAttrList) attributes = NULL;
      g_autofree char *plain = cvk_canvas_note_text_parse (cases[i].text, &attributes);
      g_autofree char *written = pango_attr_list_to_string (attributes);

      g_assert_cmpstr (plain, ==, cases[i].plain);
      g_assert_cmpstr (written, ==, cases[i].attributes);
    }
}

static void
test_summary (void)
{
  static const struct
  {
    const char *node, *line;
  } cases[] = {
    { "'type': 'csv.read', 'settings': {'file': 'rows'}", "interviews.csv" },
    { "'type': 'csv.read', 'settings': {'file': 'data/people.csv'}", "people.csv" },
    { "'type': 'csv.read', 'settings': {}", "Files" },
    { "'type': 'zoom', 'settings': {}", "Zoom · choose an action" },
    { "'type': 'zoom.create-meeting', 'slot': 'zoom', 'settings': {}",
      "Zoom · ana@school.example" },
    { "'type': 'zoom.create-meeting', 'settings': {}", "Zoom" },
    { "'type': 'filter', 'settings': {'rows': [{'field': 'a', 'operator': 'less', 'value': 3}]}",
      "a < 3" },
    { "'type': 'filter', 'settings': {'rows': [{'field': 'a', 'operator': 'is-empty'}, {}]}",
      "a is empty, 1 more" },
    { "'type': 'limit', 'settings': {'count': 10}", "the first 10 items" },
    { "'type': 'set', 'settings': {'fields': {'x': '1', 'y': '2'}}", "x, y" },
    { "'type': 'sort', 'settings': {'by': [{'field': 'name'}]}", "name" },
    { "'type': 'date', 'settings': {'value': 'x', 'operation': 'shift'}", "Move" },
    { "'type': 'output', 'label': 'Links', 'settings': {'name': 'Links'}", "Output" },
    { "'type': 'no.such', 'settings': {}", "Unknown type" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{'convoke': 1, 'name': 'T', 'slots': {'zoom': {'connector': 'zoom', 'label': "
        "'ana@school.example'}}, 'files': {'rows': {'label': 'Rows', 'default': "
        "'interviews.csv'}}, 'nodes': {'n': {%s}}, 'links': []}",
        cases[i].node);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CvkDocument) document = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;
      const CvkNode *node;

      g_strdelimit (text, "'", '"');
      bytes = g_bytes_new (text, strlen (text));
      document = cvk_document_new_from_bytes (bytes, &error);
      g_assert_no_error (error);
      node = cvk_document_get_node (document, "n");
      line = cvk_canvas_summary_new (
        document, node, cvk_node_types_lookup (cvk_node_catalogue_get (), node->type), NULL);
      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

/* Who fills the slot on this computer is more to the point than what the pipeline calls it. */
static void
test_account (void)
{
  static const char text[] =
    "{\"convoke\": 1, \"name\": \"T\", \"slots\": {\"zoom\": {\"connector\": \"zoom\", \"label\": "
    "\"Zoom account\"}}, \"nodes\": {\"n\": {\"type\": \"zoom.create-meeting\", \"slot\": "
    "\"zoom\", "
    "\"settings\": {}}}, \"links\": []}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
  const CvkNode *node;
  const CvkNodeType *type;
  g_autofree char *label = NULL;
  g_autofree char *account = NULL;

  g_assert_no_error (error);
  node = cvk_document_get_node (document, "n");
  type = cvk_node_types_lookup (cvk_node_catalogue_get (), node->type);
  label = cvk_canvas_summary_new (document, node, type, accounts);
  g_assert_cmpstr (label, ==, "Zoom · Zoom account");
  g_hash_table_insert (accounts, (char *) "zoom", (char *) "ana@school.example");
  account = cvk_canvas_summary_new (document, node, type, accounts);
  g_assert_cmpstr (account, ==, "Zoom · ana@school.example");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canvas/camera/anchor", test_camera_anchor);
  g_test_add_func ("/canvas/camera/fit", test_camera_fit);
  g_test_add_func ("/canvas/camera/reveal", test_camera_reveal);
  g_test_add_func ("/canvas/camera/steps", test_camera_steps);
  g_test_add_func ("/canvas/index/query", test_index_query);
  g_test_add_func ("/canvas/index/next", test_index_next);
  g_test_add_func ("/canvas/route/shape", test_route);
  g_test_add_func ("/canvas/route/distance", test_route_distance);
  g_test_add_func ("/canvas/metrics", test_metrics);
  g_test_add_func ("/canvas/note-text", test_note_text);
  g_test_add_func ("/canvas/summary", test_summary);
  g_test_add_func ("/canvas/account", test_account);
  return g_test_run ();
}
