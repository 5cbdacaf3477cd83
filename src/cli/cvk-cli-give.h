// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "cli/cvk-cli.h"

G_BEGIN_DECLS

/* The options of “convokectl connect” about what a service asks for. All nullable. */
typedef struct
{
  const char *connector; /* its id; NULL with @reconnect */
  const char *file;      /* its description, in place of one that is known */
  const char *reconnect;
  const char *name;
  const char *choice;
  const char *address;
  const char *user;
  const char *header;
  const char *client_id;      /* the detail of that name */
  const char *const *details; /* NAME=VALUE */
  const char *data_dir;
  int secret_fd; /* -1: the user is asked */
  gboolean memory;
  gboolean unchecked;
} CvkGiveOptions;

/* Lets the user choose among the connector's ways, where there are several, @options do not say and
 * somebody can be asked. (transfer full) (nullable): nothing was chosen. */
char *cvk_give_ask_way (const CvkGiveOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* Whether what is to be connected is no sign-in. Asks the host when a connection is renewed. FALSE
 * sets @error when that cannot be found out. */
gboolean cvk_give_is_wanted (const CvkGiveOptions *options, gboolean *is_wanted, GError **error);
/* What a sign-in is told besides, as Connect takes it: address, details and the name, asked for
 * where @options do not say. (transfer full) (nullable): sets @error. */
char *cvk_give_make_answers (const CvkGiveOptions *options, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Asks the user for what the connector needs and @options do not say, and connects. */
CvkExit cvk_give_run (const CvkGiveOptions *options, GError **error);

G_END_DECLS
