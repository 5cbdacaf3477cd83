// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback-page.h"

#include <stdint.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-loopback-request.h"

#define STYLE                                                                                      \
  ":root{color-scheme:light dark}"                                                                 \
  "body{margin:0;min-height:100vh;display:grid;place-items:center;"                                \
  "font:1.125rem/1.5 system-ui,sans-serif;background:#fafafb;color:#2e2e33}"                       \
  "main{box-sizing:border-box;max-width:32rem;padding:2rem;text-align:center}"                     \
  "h1{font-size:2rem;line-height:1.2;margin:1.5rem 0 .75rem}p{margin:0}"                           \
  "svg{width:5rem;height:5rem;fill:none;stroke:currentColor;stroke-width:3;"                       \
  "stroke-linecap:round;stroke-linejoin:round}"                                                    \
  ".good{color:#1b8553}.other{color:#6f6e77}.bad{color:#c30000}"                                   \
  "@media(prefers-color-scheme:dark){body{background:#222226;color:#fff}"                          \
  ".good{color:#78e9ab}.other{color:#b0afac}.bad{color:#ff938c}}"

/* What is seen before a word is read: done, over, or something to do. */
#define MARK(kind, lines)                                                                          \
  "<svg class=\"" kind "\" viewBox=\"0 0 48 48\" aria-hidden=\"true\">"                            \
  "<circle cx=\"24\" cy=\"24\" r=\"21\"/><path d=\"" lines "\"/></svg>"
#define MARK_DONE MARK ("good", "M15 25l6 6 12-13")
#define MARK_OVER MARK ("other", "M16 24h16")
#define MARK_FAILED MARK ("bad", "M24 14v12M24 33v.5")
#define MARK_TO_DO MARK ("other", "M16 24h15M25 18l6 6-6 6")

typedef struct
{
  unsigned status;
  const char *reason;
  const char *mark;
  const char *title;
  const char *text;
  const char *headers;
} Page;

#define NOT_YOURS MARK_OVER, N_ ("This sign-in was not started here")
#define START_THERE N_ ("Go back to Convoke and press Connect there.")

static const Page pages[] = {
  [CVK_LOOPBACK_PAGE_REDIRECT] = { 303, "See Other", MARK_TO_DO, N_ ("Going on"),
                                   N_ ("Convoke is finishing the sign-in."),
                                   "Location: " CVK_LOOPBACK_DONE_PATH "\r\n" },
  [CVK_LOOPBACK_PAGE_CONNECTED] = { 200, "OK", MARK_DONE, N_ ("Connected"),
                                    N_ ("Convoke is connected to your account. You can close this "
                                        "page and go back to Convoke."),
                                    "" },
  [CVK_LOOPBACK_PAGE_DECLINED] = { 200, "OK", MARK_OVER, N_ ("Not connected"),
                                   N_ ("You declined, and nothing was changed. You can close this "
                                       "page."),
                                   "" },
  [CVK_LOOPBACK_PAGE_FAILED] = { 200, "OK", MARK_FAILED, N_ ("Not connected"),
                                 N_ ("The sign-in did not work. Convoke says why; you can close "
                                     "this page and go back to it."),
                                 "" },
  [CVK_LOOPBACK_PAGE_QUESTION] = { 200, "OK", MARK_TO_DO, N_ ("Another account"),
                                   N_ ("This is not the account that was connected before, and "
                                       "nothing was changed yet. Go back to Convoke and decide "
                                       "there; you can close this page."),
                                   "" },
  [CVK_LOOPBACK_PAGE_START] = { 400, "Bad Request", MARK_TO_DO, N_ ("Start from Convoke"),
                                N_ ("Adding the app does not connect Convoke yet. Open Convoke and "
                                    "press Connect there."),
                                "" },
  [CVK_LOOPBACK_PAGE_BAD_REQUEST] = { 400, "Bad Request", NOT_YOURS, START_THERE, "" },
  [CVK_LOOPBACK_PAGE_FORBIDDEN] = { 403, "Forbidden", NOT_YOURS, START_THERE, "" },
  [CVK_LOOPBACK_PAGE_NOT_FOUND] = { 404, "Not Found", MARK_OVER, N_ ("There is nothing here"),
                                    START_THERE, "" },
  [CVK_LOOPBACK_PAGE_NOT_ALLOWED] = { 405, "Method Not Allowed", NOT_YOURS, START_THERE,
                                      "Allow: GET\r\n" },
  [CVK_LOOPBACK_PAGE_GONE] = { 410, "Gone", MARK_OVER, N_ ("This sign-in is over"),
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

/* The one style sheet that the page's policy lets in. */
static char *
make_style_hash (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t digest[32];
  size_t length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) STYLE, strlen (STYLE));
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

static char *
make_body (const Page *page)
{
  g_autofree char *title = g_markup_escape_text (_ (page->title), -1);
  g_autofree char *text = g_markup_escape_text (_ (page->text), -1);

  return g_strdup_printf ("<!DOCTYPE html>\n"
                          "<html lang=\"%s\">\n"
                          "<head>\n"
                          "<meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<meta name=\"color-scheme\" content=\"light dark\">\n"
                          "<title>%s</title>\n"
                          "<style>" STYLE "</style>\n"
                          "</head>\n"
                          "<body>\n"
                          "<main dir=\"auto\">\n"
                          "%s\n"
                          "<h1>%s</h1>\n"
                          "<p>%s</p>\n"
                          "</main>\n"
                          "</body>\n"
                          "</html>\n",
                          /* Translators: the language of this translation as a BCP 47 tag, like
                           * "de" or "pt-BR" */
                          C_ ("language tag", "en"), title, page->mark, title, text);
}

char *
cvk_loopback_page_make (CvkLoopbackPage page)
{
  const Page *self = &pages[page];
  g_autofree char *body = make_body (self);
  g_autofree char *style = make_style_hash ();

  return g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %zu\r\n"
                          "%s"
                          "Content-Security-Policy: default-src 'none'; style-src 'sha256-%s'; "
                          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
                          "Cache-Control: no-store\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Connection: close\r\n"
                          "\r\n"
                          "%s",
                          self->status, self->reason, strlen (body), self->headers, style, body);
}
