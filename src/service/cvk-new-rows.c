// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-new-rows.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "nodes/cvk-csv.h"
#include "base/cvk-data-file.h"

/* 64 bits of each row's SHA-256: of a million rows two agree once in 36 million files. */
static uint64_t
hash_row (const CvkValue *row)
{
  g_autofree char *text = cvk_value_to_json (row, CVK_JSON_COMPACT);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  uint64_t digest[4] = { 0 };
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const unsigned char *) text, -1);
  g_checksum_get_digest (checksum, (uint8_t *) digest, &length);
  return GUINT64_FROM_BE (digest[0]);
}

/* How often each row is known. */
static GHashTable *
count_known (const CvkValue *known)
{
  GHashTable *counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gsize length = 0;
  g_autofree uint64_t *hashes =
    (uint64_t *) (void *) g_base64_decode (cvk_value_get_string (known), &length);

  for (gsize i = 0; i < length / sizeof *hashes; i++)
    {
      uint64_t hash = GUINT64_FROM_BE (hashes[i]);
      gpointer count = g_hash_table_lookup (counts, &hash);

      g_hash_table_insert (counts, g_memdup2 (&hash, sizeof hash),
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
    }
  return counts;
}

/* Takes one away. FALSE: there is none left. */
static gboolean
take (GHashTable *counts, uint64_t hash)
{
  unsigned count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &hash));

  if (count == 0)
    return FALSE;
  g_hash_table_insert (counts, g_memdup2 (&hash, sizeof hash), GUINT_TO_POINTER (count - 1));
  return TRUE;
}

static gboolean
ends_with_line (GBytes *bytes)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  return length > 0 && text[length - 1] == '\n';
}

static CvkValue *
read_rows (const char *path, const CvkValue *settings, gboolean *is_whole, GError **error)
{
  CvkCsvOptions options = {
    .delimiter = cvk_value_lookup_string (settings, "delimiter", "auto"),
    .encoding = cvk_value_lookup_string (settings, "encoding", "auto"),
    .header = cvk_value_lookup_boolean (settings, "header", TRUE),
  };
  g_autoptr (GBytes) bytes = cvk_data_file_read (path, error);
  g_autoptr (CvkValue) rows = bytes != NULL ? cvk_csv_read (bytes, &options, error) : NULL;

  if (rows == NULL)
    return NULL;
  *is_whole = ends_with_line (bytes);
  if (cvk_value_get_length (rows) <= CVK_NEW_ROWS_MAX)
    return g_steal_pointer (&rows);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("“%s” has too many rows to watch for new ones. Begin a new file."), path);
  return NULL;
}

CvkValue *
cvk_new_rows_read (const char *path,
                   const CvkValue *settings,
                   const CvkValue *known,
                   CvkValue **rows,
                   gboolean *is_whole,
                   GError **error)
{
  g_autoptr (CvkValue) all = read_rows (path, settings, is_whole, error);
  g_autoptr (GHashTable) counts = known != NULL ? count_known (known) : NULL;
  g_auto (CvkArrayBuilder) fresh = { 0 };
  g_autofree uint64_t *hashes = NULL;
  size_t length = 0;

  if (all == NULL)
    return NULL;
  length = cvk_value_get_length (all);
  hashes = g_new (uint64_t, length + 1);
  cvk_array_builder_init (&fresh);
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *row = cvk_value_get_element (all, i);
      uint64_t hash = hash_row (row);

      hashes[i] = GUINT64_TO_BE (hash);
      if (counts != NULL && !take (counts, hash))
        cvk_array_builder_append (&fresh, cvk_value_ref (row));
    }
  *rows = cvk_array_builder_end (&fresh);
  return cvk_value_take_string (
    g_base64_encode ((const uint8_t *) hashes, length * sizeof *hashes));
}
