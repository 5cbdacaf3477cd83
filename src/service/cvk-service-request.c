// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-service-private.h"

CvkServiceRequest *
cvk_service_request_new (CvkService *service, GDBusMethodInvocation *invocation)
{
  CvkServiceRequest *self = g_new0 (CvkServiceRequest, 1);

  self->service = g_object_ref (service);
  self->invocation = invocation;
  return self;
}

void
cvk_service_request_free (CvkServiceRequest *self)
{
  g_object_unref (self->service);
  g_clear_object (&self->invocation);
  g_free (self);
}
