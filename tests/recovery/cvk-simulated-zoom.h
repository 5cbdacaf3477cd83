// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "net/cvk-http.h"

G_BEGIN_DECLS

/**
 * CvkSimulatedZoom:
 *
 * The meetings of a Zoom account, without network and clock: creates, reads, changes, deletes and
 * lists them as it is told and says what is true. Its lists are behind by the same time for every
 * meeting, and a few meetings long.
 */
typedef struct _CvkSimulatedZoom CvkSimulatedZoom;

typedef struct
{
  int64_t id;
  char *topic;
  char *start_time;
  char *agenda; /* nullable */
  int64_t duration;
  int64_t created;  /* wall */
  int64_t deleted;  /* wall; 0: it is there */
  gboolean is_ours; /* made by a request */
} CvkSimulatedMeeting;

/* @lag: microseconds until a list knows. */
CvkSimulatedZoom *cvk_simulated_zoom_new (int64_t lag) G_GNUC_WARN_UNUSED_RESULT;
void cvk_simulated_zoom_free (CvkSimulatedZoom *self);

/* A meeting that somebody made at @created (wall). */
void cvk_simulated_zoom_add (CvkSimulatedZoom *self,
                             const char *topic,
                             const char *start_time,
                             int64_t created);
/* Carries a request out at @wall. @target: path and query; @body is nullable. (transfer full) */
CvkHttpResponse *cvk_simulated_zoom_answer (CvkSimulatedZoom *self,
                                            const char *method,
                                            const char *target,
                                            GBytes *body,
                                            int64_t wall) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) */
CvkHttpResponse *cvk_simulated_zoom_make_reply (unsigned status, const char *body)
  G_GNUC_WARN_UNUSED_RESULT;

/* All that there ever were. (transfer none) (element-type CvkSimulatedMeeting) */
GPtrArray *cvk_simulated_zoom_get_meetings (CvkSimulatedZoom *self);

G_END_DECLS
