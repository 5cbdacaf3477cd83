// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-time-zone.h"
#include "model/cvk-fix-private.h"

/* What the advice about meetings is offered: see cvk-checks-advice-meeting.c. */

static void
offer_zone (CvkFixOffer *offer)
{
  if (offer->own_zone == NULL)
    return;
  cvk_fix_offer_value (offer, NULL, cvk_value_new_string (offer->own_zone),
                       /* Translators: a time zone such as Europe/Berlin. */
                       g_strdup_printf (_ ("Set the time zone to %s"), offer->own_zone));
}

/* The instant as the wall time that it is there. */
static void
offer_wall_time (CvkFixOffer *offer)
{
  const char *zone = cvk_problem_get_argument (offer->problem, "zone");
  const char *text = cvk_problem_get_argument (offer->problem, "start");
  g_autoptr (CvkDateTime) start = text == NULL ? NULL : cvk_date_time_parse (text, NULL);
  g_autoptr (CvkDateTime) there =
    start == NULL ? NULL : cvk_date_time_from_instant (start->instant, zone, NULL);
  g_autofree char *wall = NULL;
  g_autofree char *hour = NULL;
  g_autofree char *city = NULL;

  if (there == NULL)
    return;
  hour = cvk_local_wall_time (there->hour, there->minute);
  city = cvk_time_zone_dup_city (zone);
  wall = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", there->year, there->month, there->day,
                          there->hour, there->minute, there->second);
  cvk_fix_offer_value (offer, NULL, cvk_value_new_string (wall),
                       /* Translators: a time, and a city: “Write 14:05 in Berlin”. */
                       g_strdup_printf (_ ("Write %s in %s"), hour, city));
}

static gboolean
apply_swap (const CvkFix *self, CvkCommand *command, GError **error)
{
  const CvkNode *node = cvk_document_get_node (self->document, self->node);
  g_autoptr (CvkValue) from = cvk_value_ref (cvk_value_get_member (node->settings, "from"));
  g_autoptr (CvkValue) to = cvk_value_ref (cvk_value_get_member (node->settings, "to"));

  return cvk_command_set_node_field (command, self->node, "from", to, error) &&
         cvk_command_set_node_field (command, self->node, "to", from, error);
}

/* --- Sorting --- */

/* A node that sorts by the start, in the link that leads to the node. */
static gboolean
apply_sort (const CvkFix *self, CvkCommand *command, GError **error)
{
  const CvkNode *node = cvk_document_get_node (self->document, self->node);
  GPtrArray *links = cvk_document_get_links (self->document);
  g_autofree char *old_link = NULL;
  g_autofree char *into = NULL;
  g_autofree char *out = NULL;
  g_autofree char *sort = NULL;
  g_autoptr (CvkValue) settings = NULL;
  g_autoptr (GError) gone = NULL;

  for (unsigned i = 0; i < links->len && old_link == NULL; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      if (strcmp (link->target, self->node) != 0)
        continue;
      old_link = g_strdup_printf ("%s.%s -> %s.%s", link->source, link->source_port, link->target,
                                  link->target_port);
      sort = g_strdup (
        cvk_command_add_node (command, NULL, "sort", node->x - 140, node->y + 140, error));
      if (sort == NULL)
        return FALSE;
      into = g_strdup_printf ("%s.%s -> %s.in", link->source, link->source_port, sort);
      out = g_strdup_printf ("%s.out -> %s.%s", sort, link->target, link->target_port);
    }
  if (old_link == NULL)
    return TRUE;
  settings =
    cvk_value_from_json ("{\"by\":[{\"field\":\"start_time\"}]}", -1, CVK_JSON_STRICT, &gone);
  return cvk_command_set_node_settings (command, sort, settings, error) &&
         cvk_command_remove_link (command, old_link, error) &&
         cvk_command_add_link (command, into, error) && cvk_command_add_link (command, out, error);
}

/* --- The table --- */

void
cvk_fix_offer_meeting (CvkFixOffer *offer)
{
  const char *code = cvk_problem_get_code (offer->problem);

  if (offer->node == NULL)
    return;
  if (strcmp (code, "no-zone") == 0)
    offer_zone (offer);
  else if (strcmp (code, "instant-zone") == 0)
    offer_wall_time (offer);
  else if (strcmp (code, "no-start") == 0)
    cvk_fix_offer_value (offer, "type", cvk_value_new_integer (1),
                         g_strdup (_ ("Make it an instant meeting")));
  else if (strcmp (code, "empty-range") == 0 && g_strcmp0 (offer->field, "to") == 0)
    cvk_fix_offer (offer, apply_swap, g_strdup (_ ("Swap the two days")));
  else if (strcmp (code, "weak-passcode") == 0)
    cvk_fix_offer_value (offer, NULL, NULL, g_strdup (_ ("Let Zoom make the passcode")));
  else if (strcmp (code, "early-entry") == 0)
    {
      cvk_fix_offer_value (offer, NULL, NULL, g_strdup (_ ("Keep the waiting room")));
      cvk_fix_offer_value (offer, "settings.waiting_room", cvk_value_new_boolean (FALSE),
                           g_strdup (_ ("Switch the waiting room off")));
    }
  else if (strcmp (code, "no-approval") == 0)
    cvk_fix_offer_value (offer, "settings.approval_type", cvk_value_new_integer (0),
                         g_strdup (_ ("Approve everybody automatically")));
  else if (strcmp (code, "whole-series") == 0)
    cvk_fix_offer_value (offer, NULL, cvk_value_new_string ("{{ item.occurrence_id }}"),
                         g_strdup (_ ("Delete the one date only")));
  else if (strcmp (code, "unsorted") == 0)
    cvk_fix_offer (offer, apply_sort, g_strdup (_ ("Sort by the start first")));
}
