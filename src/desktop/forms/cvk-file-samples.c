// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-file-samples.h"

#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/forms/cvk-file-preview.h"

/* After which a file is read again when somebody asks. */
#define MAX_AGE (5 * G_USEC_PER_SEC)

/* Of one node. */
typedef struct
{
  char *key;       /* the file, and how it is read */
  CvkValue *first; /* nullable */
  int64_t asked;   /* monotonic */
  gboolean is_loading;
} Sample;

struct _CvkFileSamples
{
  GObject parent_instance;

  CvkSession *session; /* borrowed */
  GHashTable *samples; /* id of a node to Sample */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CvkFileSamples, cvk_file_samples, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
free_sample (gpointer data)
{
  Sample *sample = data;

  g_free (sample->key);
  g_clear_pointer (&sample->first, cvk_value_unref);
  g_free (sample);
}

/* --- Reading --- */

typedef struct
{
  CvkFileSamples *self; /* owned */
  char *node;
  char *key;
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->self);
  g_free (request->node);
  g_free (request->key);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static gboolean
are_equal (const CvkValue *a, const CvkValue *b)
{
  return a == b || (a != NULL && b != NULL && cvk_value_equal (a, b));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (CvkFilePreview) preview = cvk_file_preview_load_finish (result, NULL);
  Sample *sample = g_hash_table_lookup (request->self->samples, request->node);

  /* The samples have gone, or the node reads another file by now. */
  if (preview == NULL || sample == NULL || !g_str_equal (sample->key, request->key))
    return;
  sample->is_loading = FALSE;
  if (are_equal (sample->first, preview->first))
    return;
  g_clear_pointer (&sample->first, cvk_value_unref);
  sample->first = g_steal_pointer (&preview->first);
  g_signal_emit (request->self, signals[SIGNAL_CHANGED], 0);
}

/* --- What a node reads --- */

typedef struct
{
  char *path;
  CvkFileKind kind;
  const char *delimiter;
  const char *encoding;
  gboolean has_header;
  const char *sheet;
} Source;

static gboolean
find_source (CvkFileSamples *self, const char *node_id, Source *source)
{
  const CvkNode *node = cvk_document_get_node (cvk_session_get_document (self->session), node_id);
  const char *file;

  if (node == NULL)
    return FALSE;
  if (g_str_equal (node->type, "csv.read"))
    source->kind = CVK_FILE_KIND_CSV;
  else if (g_str_equal (node->type, "json.read"))
    source->kind = CVK_FILE_KIND_JSON;
  else if (g_str_equal (node->type, "spreadsheet.read"))
    source->kind = CVK_FILE_KIND_SPREADSHEET;
  else
    return FALSE;
  file = cvk_value_lookup_string (node->settings, "file", NULL);
  source->path =
    file != NULL && *file != '\0' ? cvk_file_bindings_dup_path (self->session, file) : NULL;
  source->delimiter = cvk_value_lookup_string (node->settings, "delimiter", "auto");
  source->encoding = cvk_value_lookup_string (node->settings, "encoding", "auto");
  source->sheet = cvk_value_lookup_string (node->settings, "sheet", "");
  source->has_header = cvk_value_lookup_boolean (node->settings, "header", TRUE);
  return source->path != NULL;
}

static void
load (CvkFileSamples *self, const char *node_id, Sample *sample, const Source *source)
{
  Request *request = g_new0 (Request, 1);

  sample->is_loading = TRUE;
  sample->asked = g_get_monotonic_time ();
  *request = (Request){ g_object_ref (self), g_strdup (node_id), g_strdup (sample->key) };
  cvk_file_preview_load_async (source->path, source->kind, source->delimiter, source->encoding,
                               source->has_header, source->sheet, self->cancellable, loaded_cb,
                               request);
}

CvkValue *
cvk_file_samples_lookup (CvkFileSamples *self, const char *node_id)
{
  Source source = { NULL };
  Sample *sample;
  g_autofree char *path = NULL;
  g_autofree char *key = NULL;

  g_return_val_if_fail (CVK_IS_FILE_SAMPLES (self), NULL);
  g_return_val_if_fail (node_id != NULL, NULL);

  if (!find_source (self, node_id, &source))
    return NULL;
  path = source.path;
  key = g_strdup_printf ("%s\n%s\n%s\n%d\n%s", path, source.delimiter, source.encoding,
                         source.has_header, source.sheet);
  sample = g_hash_table_lookup (self->samples, node_id);
  if (sample == NULL || !g_str_equal (sample->key, key))
    {
      sample = g_new0 (Sample, 1);
      sample->key = g_steal_pointer (&key);
      g_hash_table_replace (self->samples, g_strdup (node_id), sample);
      load (self, node_id, sample, &source);
    }
  else if (!sample->is_loading && g_get_monotonic_time () - sample->asked > MAX_AGE)
    {
      load (self, node_id, sample, &source);
    }
  return sample->first;
}

/* --- Object --- */

static void
cvk_file_samples_dispose (GObject *object)
{
  g_cancellable_cancel (CVK_FILE_SAMPLES (object)->cancellable);
  G_OBJECT_CLASS (cvk_file_samples_parent_class)->dispose (object);
}

static void
cvk_file_samples_finalize (GObject *object)
{
  CvkFileSamples *self = CVK_FILE_SAMPLES (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->samples);
  G_OBJECT_CLASS (cvk_file_samples_parent_class)->finalize (object);
}

static void
cvk_file_samples_class_init (CvkFileSamplesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_file_samples_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_file_samples_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_FILE_SAMPLES, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_file_samples_init (CvkFileSamples *self)
{
  self->samples = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_sample);
  self->cancellable = g_cancellable_new ();
}

CvkFileSamples *
cvk_file_samples_new (CvkSession *session)
{
  CvkFileSamples *self;

  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);

  self = g_object_new (CVK_TYPE_FILE_SAMPLES, NULL);
  self->session = session;
  return self;
}
