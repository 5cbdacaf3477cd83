// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkNotifier:
 *
 * Tells the user something while no window is open: by the Notification portal in a sandbox, else
 * by the desktop's notification service, under the application's desktop file. Buttons come back
 * here. Where there is no such service, nothing happens. GNotification is not used: it needs a
 * GApplication, whose name on the bus is the window's and not the service's.
 *
 * Signals: "action" (id of the notification, name of the button).
 */
#define CVK_TYPE_NOTIFIER (cvk_notifier_get_type ())
G_DECLARE_FINAL_TYPE (CvkNotifier, cvk_notifier, CVK, NOTIFIER, GObject)

/* Borrowed until the call returns. Texts are plain. */
typedef struct
{
  const char *title;
  const char *body;
  const char *hint;         /* added to the body where there are no buttons: what to do instead */
  const char *action;       /* nullable: name of the button */
  const char *label;        /* nullable: and what it says */
  const char *other_action; /* nullable: of a second button */
  const char *other_label;
  gboolean is_urgent;
} CvkNotification;

CvkNotifier *cvk_notifier_new (GDBusConnection *bus, gboolean use_portal) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the place of an earlier one of that @id. */
void cvk_notifier_show (CvkNotifier *self, const char *id, const CvkNotification *notification);
/* The same, and says whether the desktop took it: later, and once. */
typedef void (*CvkNotifierTold) (gboolean is_shown, gpointer user_data);
void cvk_notifier_show_told (CvkNotifier *self,
                             const char *id,
                             const CvkNotification *notification,
                             CvkNotifierTold told,
                             gpointer user_data);
/* What is not shown counts as withdrawn. */
void cvk_notifier_withdraw (CvkNotifier *self, const char *id);

G_END_DECLS
