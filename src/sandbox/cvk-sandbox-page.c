// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-page.h"

#define STYLE                                                                                      \
  ":root{color-scheme:light dark;--page:#fafafb;--text:#2e2e33;--dim:#5e5c64;--card:#fff;"         \
  "--line:#deddda;--button:#e9e8eb;--accent:#1c71d8;--pill:#fbe8bf;--pill-text:#5b3f00}"           \
  "@media(prefers-color-scheme:dark){:root{--page:#222226;--text:#fff;--dim:#b0afac;"              \
  "--card:#2e2e32;--line:#45444a;--button:#45444a;--accent:#1b68c6;--pill:#4f3d12;"                \
  "--pill-text:#fce5b0}}"                                                                          \
  "body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:var(--page);color:var(--text)}"     \
  "main{box-sizing:border-box;max-width:36rem;margin:0 auto;padding:3rem 1.5rem}"                  \
  "h1{font-size:1.75rem;line-height:1.2;margin:1rem 0}b{overflow-wrap:anywhere}"                   \
  ".pill{display:inline-block;margin:0;padding:.125rem .75rem;border-radius:1rem;"                 \
  "font-size:.875rem;background:var(--pill);color:var(--pill-text)}"                               \
  ".card{margin:1.5rem 0;border:1px solid var(--line);border-radius:.75rem}"                       \
  ".card{background:var(--card)}.card:empty{display:none}"                                         \
  ".card label{display:grid;grid-template-columns:auto 1fr;gap:0 .75rem;padding:.625rem 1rem;"     \
  "border-top:1px solid var(--line)}.card label:first-child{border:0}"                             \
  "input[type=checkbox]{width:1.125rem;height:1.125rem;margin:.1875rem 0}"                         \
  "input[type=checkbox]{accent-color:var(--accent)}"                                               \
  "input[type=text]{box-sizing:border-box;display:block;width:100%;margin:.375rem 0 1.5rem;"       \
  "padding:.625rem .75rem;border:1px solid var(--line);border-radius:.5rem;font:inherit;"          \
  "font-size:1.25rem;background:var(--card);color:inherit}"                                        \
  "small{color:var(--dim);font-size:.8125rem}label small{grid-column:2}"                           \
  "select{font:inherit;padding:.25rem .5rem;max-width:100%}"                                       \
  ".buttons{display:flex;flex-wrap:wrap;gap:.75rem}"                                               \
  "button{font:inherit;font-weight:700;flex:0 1 10rem;padding:.625rem 1rem;border:0;"              \
  "border-radius:.5rem;background:var(--button);color:inherit;cursor:pointer}"                     \
  "button.first{background:var(--accent);color:#fff}button:hover{filter:brightness(1.08)}"         \
  "button:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}"   \
  "@media(max-width:30rem){main{padding:1.5rem 1rem}button{flex-grow:1}}"

static const struct
{
  const char *scope;
  const char *text;
} descriptions[] = {
  { "meeting:write:meeting", "Create a meeting for you" },
  { "meeting:read:meeting", "View a meeting" },
  { "meeting:update:meeting", "Change a meeting" },
  { "meeting:read:list_meetings", "View your list of meetings" },
  { "meeting:delete:meeting", "Delete a meeting" },
  { "user:read:user", "View your name and your settings" },
  { "user:read:email", "View your e-mail address" },
};

static void
append_origin (GString *policy, const char *redirect_uri)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect_uri, G_URI_FLAGS_ENCODED, NULL);

  /* A browser checks where a form's answer redirects to as well. */
  if (uri != NULL)
    {
      g_autoptr (GUri) origin =
        g_uri_build (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), "", NULL, NULL);
      g_autofree char *text = g_uri_to_string (origin);

      g_string_append_printf (policy, " %s", text);
    }
}

void
cvk_sandbox_page_add_headers (CvkSandboxReply *reply, const char *redirect_uri)
{
  g_autoptr (GString) policy = g_string_new ("default-src 'none'; style-src 'sha256-");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t digest[32];
  size_t length = sizeof digest;
  g_autofree char *hash = NULL;

  g_checksum_update (checksum, (const guchar *) STYLE, sizeof STYLE - 1);
  g_checksum_get_digest (checksum, digest, &length);
  hash = g_base64_encode (digest, length);
  g_string_append_printf (policy,
                          "%s'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'", hash);
  if (redirect_uri != NULL)
    append_origin (policy, redirect_uri);
  cvk_sandbox_reply_add_header (reply, "Content-Security-Policy", "%s", policy->str);
  cvk_sandbox_reply_add_header (reply, "Cache-Control", "no-store");
  cvk_sandbox_reply_add_header (reply, "Referrer-Policy", "no-referrer");
  cvk_sandbox_reply_add_header (reply, "X-Content-Type-Options", "nosniff");
  cvk_sandbox_reply_add_header (reply, "X-Frame-Options", "DENY");
}

static CvkSandboxReply *
make_page (unsigned status, const char *title, const char *content, const char *redirect_uri)
{
  g_autofree char *html =
    g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n"
                     "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n"
                     "<main>\n<p class=\"pill\">Sandbox on this computer</p>\n<h1>%s</h1>\n%s"
                     "</main>\n</body>\n</html>\n",
                     title, STYLE, title, content);
  CvkSandboxReply *reply = cvk_sandbox_reply_new_html (status, html);

  cvk_sandbox_page_add_headers (reply, redirect_uri);
  return reply;
}

static void
append_users (CvkSandbox *sandbox, GString *html)
{
  GPtrArray *users = cvk_sandbox_accounts_get_users (sandbox->accounts);

  if (users->len < 2)
    return;
  g_string_append (html, "<label>Account <select name=\"user\">\n");
  for (unsigned i = 0; i < users->len; i++)
    {
      const CvkSandboxUser *user = g_ptr_array_index (users, i);
      g_autofree char *email = g_markup_escape_text (user->email, -1);

      g_string_append_printf (html, "<option value=\"%s\">%s</option>\n", user->id, email);
    }
  g_string_append (html, "</select></label>\n");
}

CvkSandboxReply *
cvk_sandbox_page_new_consent (CvkSandbox *sandbox,
                              const CvkSandboxAuthorization *authorization,
                              const char *action,
                              const char *ticket)
{
  const CvkSandboxUser *user = cvk_sandbox_accounts_find_user (sandbox->accounts, NULL);
  g_autofree char *client = g_markup_escape_text (authorization->client_id, -1);
  g_autofree char *email = g_markup_escape_text (user->email, -1);
  g_autoptr (GString) html = g_string_new (NULL);

  g_string_append_printf (html,
                          "<p>The application <b>%s</b> asks for access to the account "
                          "<b>%s</b>. This is a Zoom of your own: nothing here reaches the "
                          "real one.</p>\n"
                          "<form method=\"post\" action=\"%s\">\n"
                          "<input type=\"hidden\" name=\"ticket\" value=\"%s\">\n",
                          client, email, action, ticket);
  append_users (sandbox, html);
  g_string_append (html, "<div class=\"card\">");
  for (size_t i = 0; i < G_N_ELEMENTS (descriptions); i++)
    if (g_strv_contains ((const char *const *) authorization->scopes, descriptions[i].scope))
      g_string_append_printf (html,
                              "<label><input type=\"checkbox\" name=\"scope\" value=\"%s\" "
                              "checked><span>%s</span><small>%s</small></label>\n",
                              descriptions[i].scope, descriptions[i].text, descriptions[i].scope);
  g_string_append (html,
                   "</div>\n<div class=\"buttons\">\n"
                   "<button class=\"first\" type=\"submit\" name=\"action\" value=\"allow\">"
                   "Allow</button>\n"
                   "<button type=\"submit\" name=\"action\" value=\"decline\">Decline</button>\n"
                   "</div>\n</form>\n");
  return make_page (200, "Sign in to the sandbox", html->str, authorization->redirect_uri);
}

CvkSandboxReply *
cvk_sandbox_page_new_device (const char *user_code, gboolean is_wrong)
{
  g_autofree char *code = g_markup_escape_text (user_code != NULL ? user_code : "", -1);
  g_autofree char *content = g_strdup_printf (
    "%s<form method=\"post\" action=\"/oauth_device\">\n"
    "<label>Code that the device shows <input type=\"text\" name=\"user_code\" value=\"%s\" "
    "autocomplete=\"off\" required></label>\n"
    "<div class=\"buttons\"><button class=\"first\" type=\"submit\" name=\"action\" "
    "value=\"continue\">Continue</button></div>\n</form>\n",
    is_wrong ? "<p>There is no such code, or it has expired.</p>\n" : "", code);

  return make_page (is_wrong ? 400 : 200, "Connect a device", content, NULL);
}

CvkSandboxReply *
cvk_sandbox_page_new_note (const char *title, const char *text)
{
  g_autofree char *content = g_strdup_printf ("<p>%s You can close this page.</p>\n", text);

  return make_page (200, title, content, NULL);
}

CvkSandboxReply *
cvk_sandbox_page_new_refusal (int code, const char *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);
  g_autofree char *content =
    g_strdup_printf ("<p>%s</p>\n<p><small>Error code %d</small></p>\n", escaped, code);

  return make_page (400, "This application cannot be authorized", content, NULL);
}
