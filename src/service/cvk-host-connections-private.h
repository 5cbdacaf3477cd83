// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"
#include "service/cvk-tombstones.h"

G_BEGIN_DECLS

struct _CvkHostConnections
{
  GObject parent_instance;

  CvkHost *host;
  GPtrArray *list;    /* CvkConnection; NULL until loaded */
  GPtrArray *waiting; /* GTask, while the list is being loaded */
  CvkHomeSandbox *sandbox;
  CvkTombstones *tombstones;
};

/* Takes @connection out of the list; what was in memory does not need the host any more. FALSE when
 * it is not in the list. */
gboolean cvk_host_connections_displace (CvkHostConnections *self, CvkConnection *connection);

G_END_DECLS
