// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CVK_LOOPBACK_PAGE_REDIRECT, /* to CVK_LOOPBACK_DONE_PATH */
  CVK_LOOPBACK_PAGE_CONNECTED,
  CVK_LOOPBACK_PAGE_DECLINED,
  CVK_LOOPBACK_PAGE_FAILED,
  CVK_LOOPBACK_PAGE_QUESTION, /* the application has to ask something first */
  CVK_LOOPBACK_PAGE_START,    /* a code without a state: it did not start here */
  CVK_LOOPBACK_PAGE_BAD_REQUEST,
  CVK_LOOPBACK_PAGE_FORBIDDEN,
  CVK_LOOPBACK_PAGE_NOT_FOUND,
  CVK_LOOPBACK_PAGE_NOT_ALLOWED,
  CVK_LOOPBACK_PAGE_GONE,
  CVK_LOOPBACK_PAGE_MISDIRECTED,
  CVK_LOOPBACK_PAGE_TOO_LARGE,
} CvkLoopbackPage;

/* The page for one of the statuses of cvk_loopback_request_parse(). */
CvkLoopbackPage cvk_loopback_page_for_status (unsigned status);
/* The whole response, head and body. It depends on nothing but @page and the language: no word of
 * a request ever comes back. No script, nothing from elsewhere. (transfer full) */
char *cvk_loopback_page_make (CvkLoopbackPage page) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
