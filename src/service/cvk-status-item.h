// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-status-menu.h"

G_BEGIN_DECLS

/**
 * CvkStatusItem:
 *
 * An icon in the panels of the session: org.kde.StatusNotifierItem on the session bus, under our
 * unique name. It comes to the watcher each time one appears. Whether anybody shows it is another
 * question: there may be no watcher, or one without a panel.
 *
 * Signals: "notify::is-shown"; "activate" (token of the desktop for the window that opens now, or
 * NULL): the user has clicked the icon.
 */
#define CVK_TYPE_STATUS_ITEM (cvk_status_item_get_type ())
G_DECLARE_FINAL_TYPE (CvkStatusItem, cvk_status_item, CVK, STATUS_ITEM, GObject)

typedef enum
{
  CVK_STATUS_PASSIVE, /* panels may hide it */
  CVK_STATUS_ACTIVE,
  CVK_STATUS_NEEDS_ATTENTION,
} CvkStatus;

/* How the icon looks; borrowed until the call returns. */
typedef struct
{
  const char *icon_name;
  GVariant *pixmaps;       /* a(iiay): for panels that do not know the name */
  const char *description; /* what a screen reader says */
  const char *text;        /* the tooltip; plain, may have several lines */
  CvkStatus status;
} CvkStatusLook;

/* Exports itself and @menu at once. @id: what panels remember the icon by. @icon_theme_path:
 * (nullable): a folder with the icons where no theme has them. (transfer full) (nullable) */
CvkStatusItem *cvk_status_item_new (GDBusConnection *bus,
                                    const char *id,
                                    const char *title,
                                    const char *icon_theme_path,
                                    CvkStatusMenu *menu,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Tells the panels what is not as it was, and nothing when all is. */
void cvk_status_item_set_look (CvkStatusItem *self, const CvkStatusLook *look);
/* Whether a panel has said that it shows icons. */
gboolean cvk_status_item_is_shown (CvkStatusItem *self);
/* The desktop's leave for one window to come to the front, given just before a click.
 * (transfer full) (nullable) */
char *cvk_status_item_take_token (CvkStatusItem *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
