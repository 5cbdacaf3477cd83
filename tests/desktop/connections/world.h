// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/client/cvk-connection-list.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/* Before anything else in main(), also before GTK: an unlocked keyring on the test's session bus.
 * GTK wakes portals up, and one of these would start a keyring that is locked. */
void world_begin (void);
void world_end (void);

/* What an account needs besides: a browser that answers by itself (answer-in-browser), and a client
 * of an engine that gets started in an empty data directory. */
typedef struct
{
  CvkEngineClient *client;
  CvkConnectionList *list; /* the client's */
} World;

World *world_new (void);
/* Ends the engine too, and sees to it that nobody has kept the client. */
void world_free (World *self);
/* What the browser does: JSON with "button", "scopes" and "user"; "null": nothing. */
void world_set_answer (const char *json);
/* Signs in to the sandbox without a window. Returns the connection. (transfer none) */
CvkConnectionInfo *world_sign_in (World *self);
/* Waits until there are @count connections. */
void world_await_count (World *self, unsigned count);

/* The first visible descendant of @widget of that type whose property @property (nullable) is
 * @text. (transfer none) (nullable) */
GtkWidget *world_find (GtkWidget *widget, GType type, const char *property, const char *text);
/* The same, which has to be there. */
GtkWidget *world_get (GtkWidget *widget, GType type, const char *property, const char *text);

G_END_DECLS
