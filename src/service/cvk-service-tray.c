// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-service-private.h"
#include "service/cvk-tray.h"

static void
shown_changed_cb (CvkService *self, GParamSpec *pspec, CvkTray *tray)
{
  cvk_api_engine_set_tray_shown (self->api, cvk_tray_is_shown (tray));
}

void
cvk_service_show_tray (CvkService *self, CvkNotifier *notifier)
{
  CvkTraySubjects subjects = {
    .host = self->host,
    .connections = self->connections,
    .runs = self->runs,
    .questions = self->questions,
    .health = self->health,
    .sign_ins = self->sign_ins,
    .notifier = notifier,
  };

  self->tray = G_OBJECT (cvk_tray_new (self->session_bus, &subjects));
  g_signal_connect_object (self->tray, "notify::is-shown", G_CALLBACK (shown_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "quit", G_CALLBACK (cvk_service_quit), self,
                           G_CONNECT_SWAPPED);
}
