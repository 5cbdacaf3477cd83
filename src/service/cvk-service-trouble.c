// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-service-private.h"

/* The journal cannot be written: nothing is begun any more, and everybody hears of it. */

#define NOTIFICATION "journal-failed"

static void
set_trouble (CvkService *self)
{
  const char *failure = cvk_host_get_failure (self->host);

  cvk_api_engine_set_trouble (self->api, failure != NULL ? failure : "");
}

void
cvk_service_watch_trouble (CvkService *self)
{
  set_trouble (self);
  g_signal_connect_object (self->host, "failed", G_CALLBACK (set_trouble), self, G_CONNECT_SWAPPED);
}

static void
notify_cb (CvkHost *host, gpointer user_data)
{
  CvkNotification notification = {
    .title = _ ("Convoke cannot do anything any more"),
    .body = cvk_host_get_failure (host),
    .is_urgent = TRUE,
  };

  cvk_notifier_show (user_data, NOTIFICATION, &notification);
}

void
cvk_service_notify_of_trouble (CvkService *self, CvkNotifier *notifier)
{
  g_signal_connect_object (self->host, "failed", G_CALLBACK (notify_cb), notifier, 0);
  if (cvk_host_get_failure (self->host) != NULL)
    notify_cb (self->host, notifier);
}
