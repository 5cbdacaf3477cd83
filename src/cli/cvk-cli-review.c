// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-options.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-types.h"
#include "connect/cvk-review-words.h"
#include "model/cvk-review.h"
#include "service/cvk-host-runs.h"

gboolean cvk_option_trust;
gboolean cvk_option_review;

/* --- Whether to ask --- */

/* Where browsers and mail programs put what came, and what was packed in it: not all of them note
 * where a file came from, and nothing notes it of the files in an archive. */
static gboolean
is_download (const char *file)
{
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  g_autofree char *usual = g_build_filename (g_get_home_dir (), "Downloads", NULL);
  char *real_folder = realpath (folder != NULL ? folder : usual, NULL);
  char *real_file = realpath (file, NULL);
  gboolean is_inside = FALSE;

  if (real_folder != NULL && real_file != NULL && g_str_has_prefix (real_file, real_folder))
    is_inside = real_file[strlen (real_folder)] == G_DIR_SEPARATOR;
  free (real_folder);
  free (real_file);
  return is_inside;
}

/* Browsers and curl note where a file came from (freedesktop.org, "Common Extended Attributes").
 * What somebody else owns, they can change between two runs. */
static gboolean
is_strangers (const char *file)
{
  struct stat status;

  if (getxattr (file, "user.xdg.origin.url", NULL, 0) > 0 || is_download (file))
    return TRUE;
  return stat (file, &status) == 0 && status.st_uid != geteuid () && status.st_uid != 0;
}

static gboolean
is_any_strangers (GPtrArray *paths)
{
  for (unsigned i = 0; i < paths->len; i++)
    if (is_strangers (g_ptr_array_index (paths, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_at_terminal (void)
{
  return !cvk_option_json && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
}

CvkConsent
cvk_review_start (GPtrArray *paths, gboolean is_trial)
{
  /* The names of the service's errors have to be known before one arrives. */
  (void) CVK_SERVICE_ERROR;
  if (cvk_option_trust)
    return CVK_CONSENT_TRUST;
  if (cvk_option_review || is_at_terminal () || is_any_strangers (paths))
    return CVK_CONSENT_NONE;
  return is_trial ? CVK_CONSENT_ONCE : CVK_CONSENT_TRUST;
}

gboolean
cvk_review_is_wanted (const GError *error)
{
  return g_error_matches (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NEEDS_REVIEW);
}

/* --- The list --- */

static void
print_list (GPtrArray *review)
{
  for (unsigned i = 0; i < review->len; i++)
    {
      const CvkWant *want = g_ptr_array_index (review, i);
      g_autofree char *what = cvk_want_dup_title (want);
      g_autofree char *steps = cvk_want_dup_steps (want);
      g_autofree char *line = g_strdup_printf ("  %s – %s", what, steps);

      if (i == 0 || ((const CvkWant *) g_ptr_array_index (review, i - 1))->kind != want->kind)
        cvk_print_line (_ (cvk_want_kind_get_title (want->kind)));
      cvk_print_line (line);
    }
}

/* (nullable): NULL when the text is no pipeline, which the service has said then. */
static GPtrArray *
make_review (const char *file, GBytes *text, char **files)
{
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (text, NULL);
  g_autoptr (CvkNodeTypes) types = NULL;
  g_autoptr (GHashTable) table = NULL;
  g_autofree char *path = NULL;

  if (document == NULL)
    return NULL;
  types = cvk_cli_types_new ();
  table = cvk_options_read_files (files);
  path = g_canonicalize_filename (file, NULL);
  return cvk_review_new (document, types, path, table);
}

/* --- Asking --- */

static CvkConsent
ask_at_terminal (GPtrArray *review, const char *file, gboolean can_once)
{
  g_autofree char *name = cvk_text_for_terminal (file, FALSE);
  char line[16];

  /* Translators: %s is the name of a file. */
  printf (_ ("Nobody has allowed “%s” on this computer yet. It wants:"), name);
  putchar ('\n');
  print_list (review);
  /* Translators: do not translate the words “once”, “trust” and “no” in the next two: they are
   * typed, as options are. */
  fputs (can_once ? _ ("Run it? Say once, trust (do not ask again), or no: ")
                  : _ ("Let it run by itself? Say trust or no: "),
         stdout);
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) == NULL)
    return CVK_CONSENT_NONE;
  g_strstrip (line);
  if (can_once && g_str_equal (line, "once"))
    return CVK_CONSENT_ONCE;
  return g_str_equal (line, "trust") ? CVK_CONSENT_TRUST : CVK_CONSENT_NONE;
}

/* As the commands' other documents. (transfer full) */
static CvkValue *
make_document (GPtrArray *review, GPtrArray *problems, gboolean is_run)
{
  CvkValue *failures = cvk_problems_to_failures (problems);
  CvkValue *wants = cvk_review_to_value (review);

  if (!is_run)
    return cvk_value_new_object ("activation", cvk_value_new_null (), "problems", failures, "wants",
                                 wants, NULL);
  return cvk_value_new_object (
    "run", cvk_value_new_null (), "state", cvk_value_new_string ("invalid"), "outputs",
    cvk_value_new_object (NULL, NULL), "failures", failures, "wants", wants, NULL);
}

static void
refuse (GPtrArray *review, gboolean is_run)
{
  g_autoptr (CvkProblem) problem =
    cvk_problem_new ("needs-review",
                     N_ ("Nobody has allowed this pipeline on this computer yet. Look at what it "
                         "wants, then run it with --trust."),
                     NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new ();

  g_ptr_array_add (problems, problem);
  if (cvk_option_json)
    {
      g_autoptr (CvkValue) document = make_document (review, problems, is_run);

      cvk_print_json (document);
      return;
    }
  print_list (review);
  fflush (stdout);
  cvk_print_problems (problems, "convokectl");
}

CvkConsent
cvk_review_ask (const char *file, GBytes *text, char **files, gboolean can_once)
{
  g_autoptr (GPtrArray) review = make_review (file, text, files);

  if (review == NULL || review->len == 0)
    return CVK_CONSENT_TRUST;
  if (is_at_terminal ())
    return ask_at_terminal (review, file, can_once);
  refuse (review, can_once);
  return CVK_CONSENT_NONE;
}

void
cvk_review_insert (GVariantDict *options, CvkConsent consent)
{
  if (consent == CVK_CONSENT_TRUST)
    g_variant_dict_insert (options, "trust", "b", TRUE);
  else if (consent == CVK_CONSENT_ONCE)
    g_variant_dict_insert (options, "once", "b", TRUE);
}
