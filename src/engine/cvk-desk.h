// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkDesk:
 *
 * What a pipeline may do on the desk of the person it runs for. The host says how; a test says that
 * it was.
 */
#define CVK_TYPE_DESK (cvk_desk_get_type ())
G_DECLARE_INTERFACE (CvkDesk, cvk_desk, CVK, DESK, GObject)

typedef enum
{
  CVK_DESK_NOTIFY, /* shows a notification */
  CVK_DESK_OPEN,   /* opens a link in the program that is for it */
  CVK_DESK_COPY,   /* puts a text on the clipboard */
} CvkDeskDeed;

/* Borrowed until the call returns. Texts are plain; links have passed cvk_link_check(). */
typedef struct
{
  CvkDeskDeed deed;
  const char *id;    /* of a notification: takes the place of an earlier one */
  const char *title; /* of a notification */
  const char *text;  /* likewise, or what is copied */
  const char *link;  /* to be opened, or what the button of a notification opens; then nullable */
  const char *label; /* of that button */
  gboolean is_urgent;
} CvkDeskRequest;

struct _CvkDeskInterface
{
  GTypeInterface parent;

  /* Takes @task, which returns a boolean. */
  void (*act) (CvkDesk *self, const CvkDeskRequest *request, GTask *task);
};

/* Errors: G_IO_ERROR, as sentences; G_IO_ERROR_NOT_SUPPORTED where there is no desktop. */
void cvk_desk_act_async (CvkDesk *self,
                         const CvkDeskRequest *request,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean cvk_desk_act_finish (CvkDesk *self, GAsyncResult *result, GError **error);

G_END_DECLS
