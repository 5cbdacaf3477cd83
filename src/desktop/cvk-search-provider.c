// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-search-provider.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-search-provider-api.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/gallery/cvk-library-item.h"
#include "desktop/gallery/cvk-library.h"

/* An identifier is the address of the file, behind this when it is to run. */
#define RUN_PREFIX "run:"
/* The shell shows five. */
#define MAX_FOUND 10
#define MAX_RUNS 2

struct _CvkSearchProvider
{
  GObject parent_instance;

  CvkShellSearchProvider2 *skeleton;
  CvkLibrary *library; /* nullable: nobody has searched yet */
  GPtrArray *waiting;  /* of Search: until the library was read */
};

G_DEFINE_FINAL_TYPE (CvkSearchProvider, cvk_search_provider, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPEN,
  SIGNAL_RUN,
  SIGNAL_SHOW,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

typedef struct
{
  GDBusMethodInvocation *invocation; /* owned by who answers it */
  char **terms;
} Search;

static void
search_free (Search *search)
{
  g_strfreev (search->terms);
  g_free (search);
}

/* --- Finding --- */

/* As people compare words: without case, accents composed alike. (transfer full) */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static gboolean
matches (CvkLibraryItem *item, char *const *terms)
{
  g_autofree char *name = fold (cvk_library_item_get_name (item));

  if (cvk_library_item_get_error (item) != NULL || terms[0] == NULL)
    return FALSE;
  for (size_t i = 0; terms[i] != NULL; i++)
    {
      g_autofree char *term = fold (terms[i]);

      if (strstr (name, term) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* (transfer full) */
static char **
find (CvkSearchProvider *self, char *const *terms)
{
  GListModel *items = G_LIST_MODEL (self->library);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  unsigned n_runs;

  for (unsigned i = 0; i < g_list_model_get_n_items (items) && found->len < MAX_FOUND; i++)
    {
      g_autoptr (CvkLibraryItem) item = g_list_model_get_item (items, i);

      if (matches (item, terms))
        g_ptr_array_add (found, g_file_get_uri (cvk_library_item_get_file (item)));
    }
  n_runs = MIN (found->len, MAX_RUNS);
  for (unsigned i = 0; i < n_runs; i++)
    g_ptr_array_add (found, g_strconcat (RUN_PREFIX, g_ptr_array_index (found, i), NULL));
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_steal (found, NULL);
}

static void
answer (CvkSearchProvider *self, const Search *search)
{
  g_auto (GStrv) found = find (self, search->terms);

  /* Both methods that search give back the same. */
  g_dbus_method_invocation_return_value (search->invocation, g_variant_new ("(^as)", found));
}

static void
loaded_cb (CvkSearchProvider *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) search_free);
  for (unsigned i = 0; i < waiting->len; i++)
    answer (self, g_ptr_array_index (waiting, i));
}

/* The user may have chosen another folder since. */
static void
need_library (CvkSearchProvider *self)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();

  if (self->library == NULL)
    {
      self->library = cvk_library_new (folder);
      g_signal_connect_object (self->library, "notify::is-loaded", G_CALLBACK (loaded_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else if (!g_file_equal (cvk_library_get_folder (self->library), folder))
    cvk_library_set_folder (self->library, folder);
}

static void
search (CvkSearchProvider *self, GDBusMethodInvocation *invocation, char *const *terms)
{
  Search *search = g_new0 (Search, 1);

  search->invocation = invocation;
  search->terms = g_strdupv ((char **) terms);
  g_ptr_array_add (self->waiting, search);
  need_library (self);
  if (cvk_library_is_loaded (self->library))
    loaded_cb (self);
}

static gboolean
search_cb (CvkSearchProvider *self, GDBusMethodInvocation *invocation, char *const *terms)
{
  search (self, invocation, terms);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* The library is in memory: what was found before saves nothing. */
static gboolean
search_again_cb (CvkSearchProvider *self,
                 GDBusMethodInvocation *invocation,
                 char *const *previous,
                 char *const *terms)
{
  search (self, invocation, terms);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- What is shown --- */

/* The pipeline of an identifier that was given out, NULL for any other text: callers may be
 * anybody. (transfer full) (nullable) */
static CvkLibraryItem *
look_up (CvkSearchProvider *self, const char *identifier, gboolean *is_run)
{
  GListModel *items = self->library != NULL ? G_LIST_MODEL (self->library) : NULL;
  g_autoptr (GFile) file = NULL;

  *is_run = g_str_has_prefix (identifier, RUN_PREFIX);
  file = g_file_new_for_uri (*is_run ? identifier + strlen (RUN_PREFIX) : identifier);
  for (unsigned i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CvkLibraryItem) item = g_list_model_get_item (items, i);

      if (g_file_equal (cvk_library_item_get_file (item), file))
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
add_meta (GVariantBuilder *metas, const char *identifier, CvkLibraryItem *item, gboolean is_run)
{
  const char *name = cvk_library_item_get_name (item);
  const char *description = cvk_library_item_get_description (item);
  g_autoptr (GIcon) icon =
    g_themed_icon_new (is_run ? "media-playback-start-symbolic" : CVK_APPLICATION_ID);
  g_autoptr (GVariant) kept_icon = g_icon_serialize (icon);
  /* Translators: the name of a pipeline, among what GNOME Shell has found. */
  g_autofree char *run = g_strdup_printf (_ ("Run “%s”"), name);

  g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (identifier));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (is_run ? run : name));
  g_variant_builder_add (metas, "{sv}", "icon", kept_icon);
  if (is_run)
    description = _ ("Asks first");
  if (description != NULL)
    g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (description));
  g_variant_builder_close (metas);
}

static gboolean
get_metas_cb (CvkSearchProvider *self, GDBusMethodInvocation *invocation, char *const *identifiers)
{
  GVariantBuilder metas = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (size_t i = 0; identifiers[i] != NULL; i++)
    {
      gboolean is_run;
      g_autoptr (CvkLibraryItem) item = look_up (self, identifiers[i], &is_run);

      if (item != NULL)
        add_meta (&metas, identifiers[i], item, is_run);
    }
  cvk_shell_search_provider2_complete_get_result_metas (self->skeleton, invocation,
                                                        g_variant_builder_end (&metas));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- What is chosen --- */

static gboolean
activate_cb (CvkSearchProvider *self,
             GDBusMethodInvocation *invocation,
             const char *identifier,
             char *const *terms,
             unsigned timestamp)
{
  gboolean is_run;
  g_autoptr (CvkLibraryItem) item = look_up (self, identifier, &is_run);

  /* One that has gone since, or a text that nobody was given. */
  if (item == NULL)
    g_signal_emit (self, signals[SIGNAL_SHOW], 0);
  else
    g_signal_emit (self, signals[is_run ? SIGNAL_RUN : SIGNAL_OPEN], 0,
                   cvk_library_item_get_file (item));
  cvk_shell_search_provider2_complete_activate_result (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
launch_cb (CvkSearchProvider *self,
           GDBusMethodInvocation *invocation,
           char *const *terms,
           unsigned timestamp)
{
  g_signal_emit (self, signals[SIGNAL_SHOW], 0);
  cvk_shell_search_provider2_complete_launch_search (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- The object --- */

gboolean
cvk_search_provider_export (CvkSearchProvider *self,
                            GDBusConnection *bus,
                            const char *path,
                            GError **error)
{
  g_autofree char *own_path = g_strconcat (path, "/SearchProvider", NULL);

  g_return_val_if_fail (CVK_IS_SEARCH_PROVIDER (self), FALSE);

  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), bus,
                                           own_path, error);
}

void
cvk_search_provider_unexport (CvkSearchProvider *self)
{
  g_return_if_fail (CVK_IS_SEARCH_PROVIDER (self));

  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

static void
cvk_search_provider_dispose (GObject *object)
{
  cvk_search_provider_unexport (CVK_SEARCH_PROVIDER (object));
  G_OBJECT_CLASS (cvk_search_provider_parent_class)->dispose (object);
}

static void
cvk_search_provider_finalize (GObject *object)
{
  CvkSearchProvider *self = CVK_SEARCH_PROVIDER (object);

  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->library);
  g_object_unref (self->skeleton);
  G_OBJECT_CLASS (cvk_search_provider_parent_class)->finalize (object);
}

static void
cvk_search_provider_class_init (CvkSearchProviderClass *class)
{
  GType type = CVK_TYPE_SEARCH_PROVIDER;

  G_OBJECT_CLASS (class)->dispose = cvk_search_provider_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_search_provider_finalize;
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_FILE);
  signals[SIGNAL_RUN] =
    g_signal_new ("run", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  signals[SIGNAL_SHOW] =
    g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_search_provider_init (CvkSearchProvider *self)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } methods[] = {
    { "handle-get-initial-result-set", G_CALLBACK (search_cb) },
    { "handle-get-subsearch-result-set", G_CALLBACK (search_again_cb) },
    { "handle-get-result-metas", G_CALLBACK (get_metas_cb) },
    { "handle-activate-result", G_CALLBACK (activate_cb) },
    { "handle-launch-search", G_CALLBACK (launch_cb) },
  };

  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) search_free);
  self->skeleton = cvk_shell_search_provider2_skeleton_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect_object (self->skeleton, methods[i].signal, methods[i].callback, self,
                             G_CONNECT_SWAPPED);
}

CvkSearchProvider *
cvk_search_provider_new (void)
{
  return g_object_new (CVK_TYPE_SEARCH_PROVIDER, NULL);
}
