// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"

G_BEGIN_DECLS

/* What becomes of the connection when a reply has been written. */
typedef enum
{
  HOSTILE_CLOSE,
  HOSTILE_KEEP,
  HOSTILE_RESET,
  HOSTILE_STALL, /* it stays open and nothing more comes */
  HOSTILE_DRIP,  /* @again comes a byte a second */
  HOSTILE_FLOOD, /* @again comes over and over, 64 MiB of it */
} HostileEnd;

/* When the server stops listening to what it is asked. */
typedef enum
{
  HOSTILE_AFTER_REQUEST,
  HOSTILE_AT_ACCEPT,
  HOSTILE_AFTER_HEADERS,
} HostileMoment;

/* What a server does instead of answering. */
typedef struct
{
  const char *name;
  HostileMoment moment;
  const char *reply; /* nullable */
  HostileEnd end;
  const char *again; /* of DRIP and FLOOD; NULL of FLOOD: a gzip bomb */
  size_t length;     /* of @reply; 0: up to its end */
  gboolean is_tls;   /* the client expects TLS */
  /* What has to come of get, list, create, update and delete of an HTTP request, and of the same of
   * Zoom: "d" done, "r" refused, "u" unknown, "n" not sent (Zoom's updates and deletes read the
   * meeting first, and go no further without an answer). Several letters a cell: any of them. */
  const char *http;
  const char *zoom;
} HostileBehaviour;

/* Connections, framing, floods, slowness and TLS; then whole replies that say odd things. */
extern const HostileBehaviour hostile_transports[];
extern const size_t n_hostile_transports;
extern const HostileBehaviour hostile_replies[];
extern const size_t n_hostile_replies;

/**
 * HostileServer:
 *
 * A server in this process that behaves so. It speaks bytes and knows no HTTP library.
 */
typedef struct
{
  GSocketService *service;
  CvkClock *clock; /* borrowed; of what drips */
  const HostileBehaviour *behaviour;
  unsigned port;
  GHashTable *requests; /* method -> how many were read in full, as a pointer */
  GPtrArray *peers;     /* owned: connections that are open */
} HostileServer;

void hostile_server_init (HostileServer *self, CvkClock *clock, const HostileBehaviour *behaviour);
void hostile_server_clear (HostileServer *self);
unsigned hostile_server_count (HostileServer *self, const char *method);

G_END_DECLS
