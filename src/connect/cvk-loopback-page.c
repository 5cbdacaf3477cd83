// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback-page.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-loopback-request.h"

typedef struct
{
  unsigned status;
  const char *reason;
  const char *title;
  const char *text;
  const char *headers;
} Page;

#define NOT_YOURS N_ ("This sign-in was not started here")
#define START_THERE N_ ("Go back to Convoke and press Connect there.")

static const Page pages[] = {
  [CVK_LOOPBACK_PAGE_REDIRECT] = { 303, "See Other", N_ ("Going on"),
                                   N_ ("Convoke is finishing the sign-in."),
                                   "Location: " CVK_LOOPBACK_DONE_PATH "\r\n" },
  [CVK_LOOPBACK_PAGE_CONNECTED] = { 200, "OK", N_ ("Connected"),
                                    N_ ("Convoke is connected to your account. You can close this "
                                        "page and go back to Convoke."),
                                    "" },
  [CVK_LOOPBACK_PAGE_DECLINED] = { 200, "OK", N_ ("Not connected"),
                                   N_ ("You declined, and nothing was changed. You can close this "
                                       "page."),
                                   "" },
  [CVK_LOOPBACK_PAGE_FAILED] = { 200, "OK", N_ ("Not connected"),
                                 N_ ("The sign-in did not work. Convoke says why; you can close "
                                     "this page and go back to it."),
                                 "" },
  [CVK_LOOPBACK_PAGE_BAD_REQUEST] = { 400, "Bad Request", NOT_YOURS, START_THERE, "" },
  [CVK_LOOPBACK_PAGE_FORBIDDEN] = { 403, "Forbidden", NOT_YOURS, START_THERE, "" },
  [CVK_LOOPBACK_PAGE_NOT_FOUND] = { 404, "Not Found", N_ ("There is nothing here"), START_THERE,
                                    "" },
  [CVK_LOOPBACK_PAGE_NOT_ALLOWED] = { 405, "Method Not Allowed", NOT_YOURS, START_THERE,
                                      "Allow: GET\r\n" },
  [CVK_LOOPBACK_PAGE_GONE] = { 410, "Gone", N_ ("This sign-in is over"),
                               N_ ("It took too long, or was stopped. Go back to Convoke and press "
                                   "Connect again."),
                               "" },
  [CVK_LOOPBACK_PAGE_MISDIRECTED] = { 421, "Misdirected Request", NOT_YOURS, START_THERE, "" },
  [CVK_LOOPBACK_PAGE_TOO_LARGE] = { 431, "Request Header Fields Too Large", NOT_YOURS, START_THERE,
                                    "" },
};

CvkLoopbackPage
cvk_loopback_page_for_status (unsigned status)
{
  for (unsigned i = CVK_LOOPBACK_PAGE_BAD_REQUEST; i < G_N_ELEMENTS (pages); i++)
    if (pages[i].status == status)
      return (CvkLoopbackPage) i;
  return CVK_LOOPBACK_PAGE_BAD_REQUEST;
}

char *
cvk_loopback_page_make (CvkLoopbackPage page)
{
  const Page *self = &pages[page];
  g_autofree char *body = NULL;

  body = g_markup_printf_escaped (
    "<!DOCTYPE html>\n"
    "<html lang=\"%s\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>%s</title>\n"
    "</head>\n"
    "<body>\n"
    "<h1>%s</h1>\n"
    "<p>%s</p>\n"
    "</body>\n"
    "</html>\n",
    /* Translators: the language of this translation as a BCP 47 tag, like "de" or "pt-BR" */
    C_ ("language tag", "en"), _ (self->title), _ (self->title), _ (self->text));
  return g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %zu\r\n"
                          "%s"
                          "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                          "Cache-Control: no-store\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Connection: close\r\n"
                          "\r\n"
                          "%s",
                          self->status, self->reason, strlen (body), self->headers, body);
}
