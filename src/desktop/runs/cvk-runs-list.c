// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-runs-list.h"

#include <string.h>

#include "base/cvk-json.h"

#define MAX_RUNS 200
/* Runs change ten times a second; the list says nothing that is worth more than one look. */
#define REFRESH_MILLISECONDS 1000

struct _CvkRunsList
{
  GObject parent_instance;

  CvkEngineClient *client;
  GCancellable *cancellable;
  GPtrArray *entries; /* CvkRunEntry */
  char *path;         /* nullable: of the pipeline whose runs are wanted */
  char *state;        /* nullable: of the runs that are wanted */
  char *text;         /* nullable: likewise */
  unsigned refresh_source;
  gboolean is_loaded;
};

static void model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkRunsList,
                               cvk_runs_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

enum
{
  PROP_LOADED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Reading --- */

static CvkRunEntry *
find_entry (CvkRunsList *self, const char *id)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      CvkRunEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (cvk_run_entry_get_id (entry), id))
        return entry;
    }
  return NULL;
}

/* (transfer full): the same objects for runs that were there. */
static GPtrArray *
read_entries (CvkRunsList *self, const CvkValue *runs)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (size_t i = 0; i < cvk_value_get_length (runs); i++)
    {
      const CvkValue *description = cvk_value_get_element (runs, i);
      CvkRunEntry *entry = find_entry (self, cvk_value_lookup_string (description, "run", ""));

      if (entry != NULL)
        {
          cvk_run_entry_update (entry, description);
          g_ptr_array_add (entries, g_object_ref (entry));
        }
      else
        g_ptr_array_add (entries, cvk_run_entry_new (description));
    }
  return entries;
}

/* Most of the time the same runs in the same order: then each tells of itself. */
static void
replace_entries (CvkRunsList *self, GPtrArray *entries)
{
  g_autoptr (GPtrArray) old = self->entries;
  unsigned same = 0;

  while (same < old->len && same < entries->len &&
         g_ptr_array_index (old, old->len - 1 - same) ==
           g_ptr_array_index (entries, entries->len - 1 - same))
    same++;
  self->entries = entries;
  if (same < old->len || same < entries->len)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len - same, entries->len - same);
}

static void
take_runs (CvkRunsList *self, const CvkValue *runs)
{
  replace_entries (self, read_entries (self, runs));
  if (!self->is_loaded)
    {
      self->is_loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
    }
}

/* --- Asking the engine --- */

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunsList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (!cvk_api_engine_call_list_runs_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_debug ("Runs are not listed: %s", error->message);
      return;
    }
  g_autoptr (CvkValue) runs = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (runs != NULL && cvk_value_is_array (runs))
    take_runs (self, runs);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunsList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (api == NULL)
    {
      g_debug ("There is no engine to list runs: %s", error->message);
      return;
    }
  g_variant_dict_insert (&options, "limit", "u", MAX_RUNS);
  if (self->path != NULL)
    g_variant_dict_insert (&options, "path", "s", self->path);
  if (self->state != NULL)
    g_variant_dict_insert (&options, "state", "s", self->state);
  if (self->text != NULL)
    g_variant_dict_insert (&options, "search", "s", self->text);
  cvk_api_engine_call_list_runs (api, g_variant_dict_end (&options), self->cancellable, listed_cb,
                                 g_object_ref (self));
}

static void
refresh (CvkRunsList *self)
{
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  CvkRunsList *self = user_data;

  self->refresh_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* The end of a run is worth a look at once, and so is one that is not in the list. */
static void
run_changed_cb (CvkRunsList *self, const char *run, const char *delta)
{
  gboolean is_running = strstr (delta, "\"state\":\"running\",\"paused\"") != NULL;

  if (!is_running || find_entry (self, run) == NULL)
    {
      g_clear_handle_id (&self->refresh_source, g_source_remove);
      refresh (self);
    }
  else if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MILLISECONDS, refresh_cb, self);
}

static void
api_changed_cb (CvkRunsList *self)
{
  if (cvk_engine_client_peek_api (self->client) != NULL)
    refresh (self);
}

/* --- The model --- */

static GType
cvk_runs_list_get_item_type (GListModel *model)
{
  return CVK_TYPE_RUN_ENTRY;
}

static unsigned
cvk_runs_list_get_n_items (GListModel *model)
{
  return CVK_RUNS_LIST (model)->entries->len;
}

static gpointer
cvk_runs_list_get_item (GListModel *model, unsigned position)
{
  CvkRunsList *self = CVK_RUNS_LIST (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position))
                                       : NULL;
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cvk_runs_list_get_item_type;
  iface->get_n_items = cvk_runs_list_get_n_items;
  iface->get_item = cvk_runs_list_get_item;
}

gboolean
cvk_runs_list_is_loaded (CvkRunsList *self)
{
  g_return_val_if_fail (CVK_IS_RUNS_LIST (self), FALSE);

  return self->is_loaded;
}

void
cvk_runs_list_set_filter (CvkRunsList *self, const char *path, const char *state, const char *text)
{
  g_return_if_fail (CVK_IS_RUNS_LIST (self));

  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (self->path, path) == 0 && g_strcmp0 (self->state, state) == 0 &&
      g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  g_free (self->state);
  self->state = g_strdup (state);
  g_free (self->text);
  self->text = g_strdup (text);
  /* An answer to what was asked before would come after the new one's question. */
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  refresh (self);
}

gboolean
cvk_runs_list_is_filtered (CvkRunsList *self)
{
  g_return_val_if_fail (CVK_IS_RUNS_LIST (self), FALSE);

  return self->path != NULL || self->state != NULL || self->text != NULL;
}

static void
cvk_runs_list_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkRunsList *self = CVK_RUNS_LIST (object);

  switch (id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_runs_list_dispose (GObject *object)
{
  CvkRunsList *self = CVK_RUNS_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  G_OBJECT_CLASS (cvk_runs_list_parent_class)->dispose (object);
}

static void
cvk_runs_list_finalize (GObject *object)
{
  CvkRunsList *self = CVK_RUNS_LIST (object);

  g_ptr_array_unref (self->entries);
  g_free (self->path);
  g_free (self->state);
  g_free (self->text);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_runs_list_parent_class)->finalize (object);
}

static void
cvk_runs_list_class_init (CvkRunsListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_runs_list_get_property;
  object_class->dispose = cvk_runs_list_dispose;
  object_class->finalize = cvk_runs_list_finalize;
  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cvk_runs_list_init (CvkRunsList *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

CvkRunsList *
cvk_runs_list_new (CvkEngineClient *client)
{
  CvkRunsList *self = g_object_new (CVK_TYPE_RUNS_LIST, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "run-changed", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "api-changed", G_CALLBACK (api_changed_cb), self,
                           G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}
