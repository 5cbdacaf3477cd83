// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "connect/cvk-mail-message.h"

/* --- Addresses --- */

/* @expected: "name <address>" of each, with bars between them; NULL: refused as a whole. */
static const struct
{
  const char *text;
  const char *expected;
} lists[] = {
  { "", "" },
  { "  ", "" },
  { "ada@example.com", "ada@example.com" },
  { " ada@example.com , ", "ada@example.com" },
  { "a@x.org;b@x.org", "a@x.org|b@x.org" },
  { "<ada@example.com>", "ada@example.com" },
  { "Ada Lovelace <ada@example.com>", "Ada Lovelace <ada@example.com>" },
  { "\"Doe, Jane\" <j@x.org>, Bo <b@x.org>", "Doe, Jane <j@x.org>|Bo <b@x.org>" },
  { "\"a \\\"b\\\" c\" <j@x.org>", "a \"b\" c <j@x.org>" },
  { "Jürgen <j@bücher.example>", "Jürgen <j@xn--bcher-kva.example>" },
  { "o'neil+tag@sub.example.co.uk", "o'neil+tag@sub.example.co.uk" },
  { "root@localhost", "root@localhost" },
  /* What people mistype, and what somebody might try. */
  { "ada", NULL },
  { "ada@", NULL },
  { "@example.com", NULL },
  { "ada@example", NULL },
  { "ada@@example.com", NULL },
  { "ada example.com", NULL },
  { "ada@example.com bob@example.com", NULL },
  { "Doe, Jane <j@x.org>", NULL },
  { "a@x.org,,b@x.org", NULL },
  { "Ada <ada@example.com", NULL },
  { "Ada ada@example.com>", NULL },
  { "Ada <ada@example.com> x", NULL },
  { "Ada <<ada@example.com>>", NULL },
  { "\"Ada <ada@example.com>", NULL },
  { "a..b@example.com", NULL },
  { ".a@example.com", NULL },
  { "a.@example.com", NULL },
  { "jürgen@example.com", NULL },
  { "a@-example.com", NULL },
  { "a@example..com", NULL },
  { "a@exa_mple.com", NULL },
  { "a@[127.0.0.1]", NULL },
  { "a@example.com\r\nBcc: eve@example.com", NULL },
  { "Ada\nBcc: x <a@example.com>", NULL },
  { "a@example.com>\r\nRCPT TO:<eve@example.com", NULL },
  { "group: a@x.org, b@x.org;", NULL },
  { "a(comment)@x.org", NULL },
};

static char *
join (GPtrArray *addresses)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < addresses->len; i++)
    {
      g_autofree char *shown = cvk_mail_address_to_text (g_ptr_array_index (addresses, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", shown);
    }
  return g_string_free (text, FALSE);
}

static void
test_addresses (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (GPtrArray) addresses = cvk_mail_address_parse (lists[i].text, &problem);
      g_autofree char *joined = addresses != NULL ? join (addresses) : NULL;

      g_test_message ("%s", lists[i].text);
      g_assert_cmpstr (joined, ==, lists[i].expected);
      g_assert_cmpstr (problem != NULL ? cvk_problem_get_code (problem) : NULL, ==,
                       lists[i].expected == NULL ? "invalid-address" : NULL);
    }
}

/* No address of any length gets longer than a mail server takes. */
static void
test_long (void)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autofree char *local = g_strnfill (65, 'a');
  g_autofree char *address = g_strconcat (local, "@example.com", NULL);
  g_autoptr (GPtrArray) short_enough = cvk_mail_address_parse (address + 1, &problem);
  g_autoptr (GPtrArray) too_long = NULL;

  g_assert_nonnull (short_enough);
  too_long = cvk_mail_address_parse (address, &problem);
  g_assert_null (too_long);
}

/* --- Messages --- */

static char *
write_message (const char *subject, const char *text, const char *html, GPtrArray *attachments)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GPtrArray) addresses = cvk_mail_address_parse ("Zoë <z@x.org>, b@x.org", &problem);
  CvkMailParts parts = {
    .from = g_ptr_array_index (addresses, 0),
    .to = addresses,
    .subject = subject,
    .message_id = "1@x.org",
    .date = INT64_C (1767225600) * G_USEC_PER_SEC,
    .text = text,
    .html = html,
    .attachments = attachments,
  };
  g_autoptr (GBytes) message = cvk_mail_message_write (&parts);

  return g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

static void
test_message (void)
{
  g_autofree char *message = write_message ("Grüße", "one\r\ntwo\n.\nFrom x", NULL, NULL);
  g_auto (GStrv) lines = g_strsplit (message, "\r\n", -1);

  g_assert_nonnull (strstr (message, "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n"));
  g_assert_nonnull (strstr (message, "Message-Id: <1@x.org>\r\n"));
  g_assert_nonnull (strstr (message, "\r\n\r\none\r\ntwo\r\n.\r\n"));
  /* All of it is ASCII, in lines that every server takes. */
  for (size_t i = 0; lines[i] != NULL; i++)
    {
      g_assert_true (g_str_is_ascii (lines[i]));
      g_assert_null (strpbrk (lines[i], "\r\n"));
      g_assert_cmpuint (strlen (lines[i]), <=, 998);
    }
}

/* A header that is longer than a line stays one header. */
static void
test_long_subject (void)
{
  g_autofree char *subject = g_strnfill (5000, 'x');
  g_autofree char *message = write_message (subject, "text", NULL, NULL);
  const char *body = strstr (message, "\r\n\r\n");

  g_assert_nonnull (body);
  g_assert_cmpstr (body, ==, "\r\n\r\ntext\r\n");
}

static void
test_calendar (void)
{
  static const struct
  {
    const char *text;
    const char *method; /* nullable: it names none */
  } calendars[] = {
    { "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n", "method=REQUEST" },
    { "BEGIN:VCALENDAR\nmethod:cancel\n", "method=CANCEL" },
    { "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nMETHOD:REQUEST\r\n", NULL },
    { "METHOD:a; charset=x\r\n", NULL },
    { "", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (calendars); i++)
    {
      g_autoptr (GBytes) data = g_bytes_new (calendars[i].text, strlen (calendars[i].text));
      g_autoptr (GPtrArray) attachments =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_mail_attachment_free);
      g_autofree char *message = NULL;

      g_ptr_array_add (attachments, cvk_mail_attachment_new ("i.ics", data, TRUE));
      message = write_message ("x", "text", "<p>text</p>", attachments);
      g_assert_nonnull (strstr (message, "text/calendar; charset=utf-8"));
      g_assert_cmpint (strstr (message, "method=") != NULL, ==, calendars[i].method != NULL);
      if (calendars[i].method != NULL)
        g_assert_nonnull (strstr (message, calendars[i].method));
      g_assert_nonnull (strstr (message, "filename=i.ics"));
      g_assert_nonnull (strstr (message, "multipart/alternative"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/addresses", test_addresses);
  g_test_add_func ("/mail/long", test_long);
  g_test_add_func ("/mail/message", test_message);
  g_test_add_func ("/mail/long-subject", test_long_subject);
  g_test_add_func ("/mail/calendar", test_calendar);
  return g_test_run ();
}
