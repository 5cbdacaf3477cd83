// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document.h"

#include "model/cvk-document-private.h"

typedef struct
{
  unsigned line;
  unsigned column;
  char *sentence; /* owned: the message without the place */
  char *node;     /* owned, nullable */
  char *field;    /* owned, nullable */
} CvkDocumentErrorPrivate;

static void
cvk_document_error_private_init (CvkDocumentErrorPrivate *place)
{
}

static void
cvk_document_error_private_copy (const CvkDocumentErrorPrivate *source,
                                 CvkDocumentErrorPrivate *target)
{
  target->line = source->line;
  target->column = source->column;
  target->sentence = g_strdup (source->sentence);
  target->node = g_strdup (source->node);
  target->field = g_strdup (source->field);
}

static void
cvk_document_error_private_clear (CvkDocumentErrorPrivate *place)
{
  g_free (place->sentence);
  g_free (place->node);
  g_free (place->field);
}

G_DEFINE_EXTENDED_ERROR (CvkDocumentError, cvk_document_error)

void
cvk_document_error_take_json (GError **error, CvkDocumentError code, GError *json_error)
{
  unsigned line;
  unsigned column;
  const char *sentence;

  g_set_error_literal (error, CVK_DOCUMENT_ERROR, (int) code, json_error->message);
  if (error != NULL && cvk_json_error_get_place (json_error, &line, &column, &sentence))
    {
      CvkDocumentErrorPrivate *place = cvk_document_error_get_private (*error);

      place->line = line;
      place->column = column;
      place->sentence = g_strdup (sentence);
    }
  g_error_free (json_error);
}

void
cvk_document_error_set_node (GError *error, const char *node, const char *field)
{
  CvkDocumentErrorPrivate *place = NULL;

  if (error == NULL || error->domain != CVK_DOCUMENT_ERROR)
    return;
  place = cvk_document_error_get_private (error);
  g_free (place->node);
  g_free (place->field);
  place->node = g_strdup (node);
  place->field = g_strdup (field);
}

CvkProblem *
cvk_document_problem_new (const GError *error)
{
  const CvkDocumentErrorPrivate *place = NULL;
  g_autoptr (GError) bare = NULL;
  const char *code = "unreadable-file";
  CvkProblem *problem;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == CVK_DOCUMENT_ERROR)
    {
      place = cvk_document_error_get_private (error);
      if (error->code == CVK_DOCUMENT_ERROR_SYNTAX || error->code == CVK_DOCUMENT_ERROR_FORMAT)
        code = "invalid-pipeline";
      else if (error->code == CVK_DOCUMENT_ERROR_VERSION)
        code = "newer-pipeline";
    }
  if (place == NULL || place->line == 0)
    return cvk_problem_new_from_error (code, error);

  /* Whoever shows the problem says the place; the sentence alone must not say it again. */
  bare = g_error_new_literal (error->domain, error->code, place->sentence);
  problem = cvk_problem_new_from_error (code, bare);
  cvk_problem_set_line (problem, place->line, place->column);
  cvk_problem_set_node (problem, place->node);
  cvk_problem_set_field (problem, place->field);

  return problem;
}
