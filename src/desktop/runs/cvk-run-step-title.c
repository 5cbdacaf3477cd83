// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-step-title.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
name_type (CvkSession *session, const char *type, const char *fallback)
{
  const CvkNodeType *found =
    type != NULL ? cvk_node_types_lookup (cvk_session_get_types (session), type) : NULL;

  return found != NULL ? _ (found->title) : fallback;
}

static const char *
name_node (CvkSession *session, const char *id)
{
  const CvkNode *node = cvk_document_get_node (cvk_session_get_document (session), id);
  const char *title = node != NULL ? name_type (session, node->type, id) : id;

  if (node != NULL && node->label != NULL && *node->label != '\0')
    return node->label;
  if (node != NULL && g_str_equal (node->type, "output"))
    return cvk_value_lookup_string (node->settings, "name", title);
  return title;
}

static const char *
name_inner (CvkRunModel *run, CvkSession *session, const char *place)
{
  const CvkRunStep *step = run != NULL ? cvk_run_model_get_step (run, place) : NULL;
  const char *last = strrchr (place, '/') + 1;

  if (step != NULL && step->label != NULL && *step->label != '\0')
    return step->label;
  return name_type (session, step != NULL ? step->type : NULL, last);
}

char *
cvk_run_step_title (CvkRunModel *run, CvkSession *session, const char *node)
{
  const char *slash = strchr (node, '/');
  char *title = NULL;

  if (session == NULL)
    return g_strdup (node);
  if (slash == NULL)
    return g_strdup (name_node (session, node));
  while (slash != NULL)
    {
      const char *next = strchr (slash + 1, '/');
      g_autofree char *place = next != NULL ? g_strndup (node, next - node) : g_strdup (node);
      const char *name = name_inner (run, session, place);
      g_autofree char *above = title;

      /* Translators: a step that runs other steps, and one of them. */
      title = above != NULL ? g_strdup_printf (_ ("%s › %s"), above, name) : g_strdup (name);
      slash = next;
    }
  return title;
}
