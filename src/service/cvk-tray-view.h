// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-health-state.h"
#include "service/cvk-status-row.h"

G_BEGIN_DECLS

/**
 * What the tray shows: a pure function of what is known. The icon is the worst of all, the tooltip
 * says it in words, and everything that can be done is in the menu, because a click on an icon
 * means something else in every panel.
 */

/* From best to worst. */
typedef enum
{
  CVK_TRAY_HEALTHY,
  CVK_TRAY_WORKING,
  CVK_TRAY_ATTENTION,
  CVK_TRAY_ERROR,
} CvkTrayMood;

typedef struct
{
  const char *id;
  const char *name;
  const CvkHealthReport *report; /* nullable: nothing is known yet */
} CvkTrayConnection;

typedef struct
{
  const CvkTrayConnection *connections;
  size_t n_connections;
  const char *const *runs; /* names of what runs, NULL-terminated */
  unsigned n_questions;    /* that wait for a person */
  gboolean is_paused;
  const char *failure; /* nullable: a sentence: why nothing is begun any more */
} CvkTrayFacts;

typedef struct
{
  CvkTrayMood mood;
  gboolean needs_user; /* it stays so until the user does something */
  char *summary;       /* one sentence of at most 95 bytes, without names */
  char *text;          /* the tooltip: the summary, and a line for each trouble */
  CvkStatusRow *root;
} CvkTrayView;

/* The actions of the rows: "reconnect:ID", "unlock:ID" and "check:ID" of a connection, "pause",
 * "open", "quit". */
void cvk_tray_view_init (CvkTrayView *self, const CvkTrayFacts *facts);
void cvk_tray_view_clear (CvkTrayView *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkTrayView, cvk_tray_view_clear)

/* "app.convoke.Convoke-healthy-symbolic" and so on. */
const char *cvk_tray_mood_get_icon (CvkTrayMood mood);

G_END_DECLS
