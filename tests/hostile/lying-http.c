// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "lying-http.h"

#define LYING_TYPE_HTTP (lying_http_get_type ())
G_DECLARE_FINAL_TYPE (LyingHttp, lying_http, LYING, HTTP, CvkHttp)

struct _LyingHttp
{
  CvkHttp parent_instance;
};

G_DEFINE_FINAL_TYPE (LyingHttp, lying_http, CVK_TYPE_HTTP)

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  CvkHttpResponse *response = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST))
    error->code = CVK_HTTP_ERROR_NOT_SENT;
  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify) cvk_http_response_free);
  else
    g_task_return_error (task, error);
}

static void
lying_http_send (CvkHttp *http, const CvkHttpRequest *request, GTask *task)
{
  GTask *honest = g_task_new (http, g_task_get_cancellable (task), sent_cb, task);

  g_task_set_check_cancellable (honest, FALSE);
  CVK_HTTP_CLASS (lying_http_parent_class)->send (http, request, honest);
}

static void
lying_http_class_init (LyingHttpClass *klass)
{
  CVK_HTTP_CLASS (klass)->send = lying_http_send;
}

static void
lying_http_init (LyingHttp *self)
{
}

CvkHttp *
lying_http_new (CvkClock *clock)
{
  return g_object_new (LYING_TYPE_HTTP, "clock", clock, NULL);
}
