// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-sidebar-connections.h"

#include "base/cvk-i18n.h"
#include "desktop/client/cvk-connection-info.h"

struct _CvkSidebarConnections
{
  GObject parent_instance;

  CvkSidebarRow *row;      /* borrowed */
  GListModel *connections; /* owned */
  GPtrArray *watched;      /* owned; CvkConnectionInfo that we are connected to */
};

G_DEFINE_FINAL_TYPE (CvkSidebarConnections, cvk_sidebar_connections, G_TYPE_OBJECT)

typedef enum
{
  SEVERITY_NONE,
  SEVERITY_HEALTHY,
  SEVERITY_BUSY,
  SEVERITY_ATTENTION,
  SEVERITY_ERROR,
} Severity;

static Severity
judge (CvkConnectionState state)
{
  switch (state)
    {
    case CVK_CONNECTION_HEALTHY:
      return SEVERITY_HEALTHY;
    case CVK_CONNECTION_UNKNOWN:
    case CVK_CONNECTION_REFRESHING:
      return SEVERITY_BUSY;
    case CVK_CONNECTION_OFFLINE:
    case CVK_CONNECTION_RATE_LIMITED:
    case CVK_CONNECTION_KEYRING_LOCKED:
    case CVK_CONNECTION_SCOPE_MISSING:
      return SEVERITY_ATTENTION;
    case CVK_CONNECTION_RECONNECT_NEEDED:
    case CVK_CONNECTION_ELSEWHERE:
    case CVK_CONNECTION_DISABLED:
    default:
      return SEVERITY_ERROR;
    }
}

/* Shapes differ as well: colour alone says nothing to many people. */
static void
show (CvkSidebarConnections *self)
{
  Severity worst = SEVERITY_NONE;

  for (unsigned i = 0; i < self->watched->len; i++)
    worst =
      MAX (worst, judge (cvk_connection_info_get_state (g_ptr_array_index (self->watched, i))));
  switch (worst)
    {
    case SEVERITY_HEALTHY:
      cvk_sidebar_row_set_state (self->row, "cvk-healthy-symbolic", "success",
                                 _ ("All connections are healthy"));
      break;
    case SEVERITY_ATTENTION:
      cvk_sidebar_row_set_state (self->row, "dialog-warning-symbolic", "warning",
                                 _ ("A connection needs attention"));
      break;
    case SEVERITY_ERROR:
      cvk_sidebar_row_set_state (self->row, "dialog-error-symbolic", "error",
                                 _ ("A connection does not work"));
      break;
    case SEVERITY_BUSY:
    case SEVERITY_NONE:
    default:
      cvk_sidebar_row_set_state (self->row, NULL, NULL, NULL);
      break;
    }
}

static void
watch (CvkSidebarConnections *self)
{
  for (unsigned i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
  for (unsigned i = 0; i < g_list_model_get_n_items (self->connections); i++)
    {
      CvkConnectionInfo *info = g_list_model_get_item (self->connections, i);

      g_signal_connect_object (info, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->watched, info);
    }
  show (self);
}

static void
cvk_sidebar_connections_dispose (GObject *object)
{
  CvkSidebarConnections *self = CVK_SIDEBAR_CONNECTIONS (object);

  if (self->connections != NULL)
    g_signal_handlers_disconnect_by_data (self->connections, self);
  for (unsigned i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
  g_clear_object (&self->connections);
  G_OBJECT_CLASS (cvk_sidebar_connections_parent_class)->dispose (object);
}

static void
cvk_sidebar_connections_finalize (GObject *object)
{
  g_ptr_array_unref (CVK_SIDEBAR_CONNECTIONS (object)->watched);
  G_OBJECT_CLASS (cvk_sidebar_connections_parent_class)->finalize (object);
}

static void
cvk_sidebar_connections_class_init (CvkSidebarConnectionsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_sidebar_connections_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_sidebar_connections_finalize;
}

static void
cvk_sidebar_connections_init (CvkSidebarConnections *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

CvkSidebarConnections *
cvk_sidebar_connections_new (CvkSidebarRow *row, GListModel *connections)
{
  CvkSidebarConnections *self = g_object_new (CVK_TYPE_SIDEBAR_CONNECTIONS, NULL);

  self->row = row;
  self->connections = g_object_ref (connections);
  g_signal_connect_object (connections, "items-changed", G_CALLBACK (watch), self,
                           G_CONNECT_SWAPPED);
  watch (self);
  return self;
}
