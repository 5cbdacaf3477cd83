// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "store/cvk-store-private.h"

/* Texts that are too large to stand in every row that has them. In a payload, which is JSON, a
 * reference stands in place of the whole text: a string that begins with U+0000, which no value of
 * a pipeline can, because nothing that comes in may hold it. Payloads are looked through as text:
 * those without a large text cost a look at their length, and nothing is taken apart. */

#define REFERENCE "\"\\u0000large:"
#define HASH_LENGTH 64

/* The quotation mark at the end of the string that begins after @start. (nullable) */
static const char *
find_end (const char *start)
{
  for (const char *end = start; *end != '\0'; end++)
    {
      if (*end == '"')
        return end;
      if (*end == '\\' && *++end == '\0')
        return NULL;
    }
  return NULL;
}

static gboolean
keep_text (CvkDatabase *database,
           const char *run,
           const char *hash,
           const char *text,
           GError **error)
{
  sqlite3_stmt *large = cvk_database_prepare (
    database, "INSERT INTO large (hash, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING", error);
  sqlite3_stmt *use = cvk_database_prepare (
    database, "INSERT INTO large_use (run, hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING", error);

  if (large == NULL || use == NULL)
    return FALSE;
  cvk_database_bind_text (large, 1, hash);
  cvk_database_bind_text (large, 2, text);
  cvk_database_bind_text (use, 1, run);
  cvk_database_bind_text (use, 2, hash);
  return cvk_database_run (database, large, NULL, error) &&
         cvk_database_run (database, use, NULL, error);
}

gboolean
cvk_store_put_large (CvkDatabase *database,
                     const char *run,
                     const char *payload,
                     char **shortened,
                     GError **error)
{
  g_autoptr (GString) text = NULL;
  gsize length = payload == NULL ? 0 : strlen (payload);
  const char *rest = payload;
  const char *next = payload;
  const char *quote = NULL;

  *shortened = NULL;
  if (length < CVK_STORE_LARGE)
    return TRUE;
  while ((quote = memchr (next, '"', length - (gsize) (next - payload))) != NULL)
    {
      const char *end = find_end (quote + 1);
      g_autofree char *literal = NULL;
      g_autofree char *hash = NULL;

      if (end == NULL)
        break;
      next = end + 1;
      if (end - quote <= CVK_STORE_LARGE)
        continue;
      literal = g_strndup (quote, (gsize) (end + 1 - quote));
      hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, literal, -1);
      if (!keep_text (database, run, hash, literal, error))
        return FALSE;
      if (text == NULL)
        text = g_string_new (NULL);
      g_string_append_len (text, rest, quote - rest);
      g_string_append_printf (text, REFERENCE "%s\"", hash);
      rest = next;
    }
  if (text == NULL)
    return TRUE;
  g_string_append (text, rest);
  *shortened = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

/* Appends the text with that hash to @whole. */
static gboolean
append_text (CvkDatabase *database, const char *hash, GString *whole, GError **error)
{
  sqlite3_stmt *statement =
    cvk_database_prepare (database, "SELECT text FROM large WHERE hash = ?1", error);
  GError *problem = NULL;
  gboolean found = FALSE;

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, hash);
  found = cvk_database_step (database, statement, &problem);
  if (found)
    g_string_append (whole, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);
  if (problem != NULL)
    g_propagate_error (error, problem);
  else if (!found)
    g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_DAMAGED,
                 _ ("The journal lacks a large text that a run has: %s."), hash);
  return found;
}

gboolean
cvk_store_get_large (CvkDatabase *database, const char *payload, char **whole, GError **error)
{
  g_autoptr (GString) text = NULL;
  const char *rest = payload;
  const char *limit = payload == NULL ? NULL : payload + strlen (payload);
  const char *reference = NULL;

  *whole = NULL;
  while (rest != NULL &&
         (reference = memmem (rest, (gsize) (limit - rest), REFERENCE, strlen (REFERENCE))) != NULL)
    {
      const char *hash = reference + strlen (REFERENCE);
      g_autofree char *name = NULL;

      if (strnlen (hash, HASH_LENGTH + 1) <= HASH_LENGTH || hash[HASH_LENGTH] != '"')
        break;
      name = g_strndup (hash, HASH_LENGTH);
      if (text == NULL)
        text = g_string_new (NULL);
      g_string_append_len (text, rest, reference - rest);
      if (!append_text (database, name, text, error))
        return FALSE;
      rest = hash + HASH_LENGTH + 1;
    }
  if (text == NULL)
    return TRUE;
  g_string_append (text, rest);
  *whole = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

gboolean
cvk_store_forget_large (CvkDatabase *database, GError **error)
{
  sqlite3_stmt *statement =
    cvk_database_prepare (database,
                          "DELETE FROM large WHERE NOT EXISTS"
                          " (SELECT 1 FROM large_use WHERE large_use.hash = large.hash)",
                          error);

  return statement != NULL && cvk_database_run (database, statement, NULL, error);
}
