// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/world.h"
#include "node-examples.h"
#include "node-view.h"
#include "support/cvk-await.h"

/* Pictures of the form of every node type, as people see it who fill it in, and of all that can be
 * unfolded in it: to be looked at, and for the manual. */

typedef struct
{
  const char *name;
  gboolean is_dark;
  int width;
} Kind;

static const Kind kinds[] = {
  { "light", FALSE, 480 },
  { "dark", TRUE, 480 },
  { "light-narrow", FALSE, 360 },
  { "dark-narrow", TRUE, 360 },
};

static unsigned n_pictures, n_without_help, n_warnings;

/* --- Complaints --- */

static GLogWriterOutput
count_complaints (GLogLevelFlags level, const GLogField *fields, size_t n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL)) != 0)
    n_warnings++;
  return g_log_writer_default (level, fields, n_fields, data);
}

/* --- An engine with something in it --- */

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (
    cvk_api_engine_call_change_table_finish (CVK_API_ENGINE (object), NULL, NULL, result, NULL));
  *(gboolean *) user_data = TRUE;
}

static World *
furnish (void)
{
  World *world = world_new ();
  gboolean is_done = FALSE;

  world_sign_in (world);
  cvk_api_engine_call_change_table (
    cvk_engine_client_peek_api (world->client), "People",
    "{\"op\":\"create\",\"columns\":[\"email\",\"name\"],\"key\":\"email\"}", NULL, changed_cb,
    &is_done);
  cvk_await_flag ("the table", &is_done);
  return world;
}

/* --- Pictures --- */

static void
shoot (NodeView *view, const char *folder, const char *name, const Kind *kind)
{
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, kind->name);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GPtrArray) cut = NULL;

  node_view_stretch (view, kind->width);
  cut = node_view_list_cut (view);
  for (unsigned i = 0; i < cut->len; i++)
    g_print ("# cut: %s: %s\n", file, (char *) g_ptr_array_index (cut, i));
  node_view_shoot (view, path);
  n_pictures++;
}

static void
take_pictures (World *world, const CvkNodeType *type, const char *folder, const Kind *kind)
{
  NodeView view = node_view_open (type, world->client, kind->width);
  g_autofree char *all = g_strconcat (type->id, "-all", NULL);

  shoot (&view, folder, type->id, kind);
  if (node_view_unfold (&view))
    shoot (&view, folder, all, kind);
  node_view_close (&view);
}

int
main (int argc, char *argv[])
{
  /* The examples have a folder of their own. */
  g_autofree char *folder = argc > 1 ? g_canonicalize_filename (argv[1], NULL) : NULL;
  const char *wanted = argc > 2 ? argv[2] : NULL;
  g_autoptr (GPtrArray) types = NULL;
  World *world;

  if (folder == NULL || g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_printerr ("Usage: picture-forms FOLDER [light|dark|light-narrow|dark-narrow]\n");
      return EXIT_FAILURE;
    }
  g_log_set_writer_func (count_complaints, NULL, NULL);
  world_begin ();
  adw_init ();
  node_view_begin ();
  node_examples_begin ();
  world = furnish ();
  types = cvk_node_types_list (cvk_node_catalogue_get ());
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (wanted != NULL && !g_str_equal (wanted, kinds[i].name))
        continue;
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                          kinds[i].is_dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
      for (unsigned j = 0; j < types->len; j++)
        take_pictures (world, g_ptr_array_index (types, j), folder, &kinds[i]);
    }
  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);

      n_without_help += type->help == NULL || *type->help == '\0';
    }
  world_free (world);
  world_end ();
  g_print ("forms: %u node types, %u pictures, %u without help, %u with warnings\n", types->len,
           n_pictures, n_without_help, n_warnings);
  return n_without_help == 0 && n_warnings == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
