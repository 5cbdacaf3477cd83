// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"

static void
add (GPtrArray *problems, CvkProblem *problem, const char *field, gboolean is_warning)
{
  cvk_problem_set_field (problem, field);
  cvk_problem_set_warning (problem, is_warning);
  g_ptr_array_add (problems, problem);
}

/* The beginning of an address, as far as it is fixed. */
static void
check_address (const CvkValue *settings, GPtrArray *problems)
{
  const char *url = cvk_value_lookup_string (settings, "url", "");
  g_autofree char *fixed =
    g_strndup (url, (size_t) (strstr (url, "{{") != NULL ? strstr (url, "{{") - url
                                                         : (ptrdiff_t) strlen (url)));
  const char *host = strstr (fixed, "://");

  if (host == NULL)
    return;
  host += strlen ("://");
  if (memchr (host, '@', strcspn (host, "/?#")) != NULL)
    add (problems,
         cvk_problem_new ("secret-in-address",
                          N_ ("The address must not hold a user name or password. Remove the part "
                              "in front of the @ sign and choose a connection."),
                          NULL),
         "url", FALSE);
  else if (g_ascii_strncasecmp (fixed, "http://", strlen ("http://")) == 0)
    add (problems,
         cvk_problem_new ("unencrypted-address",
                          N_ ("What is sent to an address with http:// can be read and changed on "
                              "its way. Use https:// where the service has it."),
                          NULL),
         "url", TRUE);
}

static void
check_headers (const CvkValue *settings, GPtrArray *problems)
{
  CvkValue *headers = cvk_value_get_member (settings, "headers");

  for (size_t i = 0;
       headers != NULL && cvk_value_is_object (headers) && i < cvk_value_get_length (headers); i++)
    {
      const char *name;
      CvkValue *value;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (headers, i, &name, &value);
      field = g_strconcat ("headers.", name, NULL);
      if (cvk_http_node_is_reserved_header (name))
        add (problems,
             cvk_problem_new ("reserved-header",
                              N_ ("The header “{name}” is not set in a step. What a service wants "
                                  "to know you by belongs into a connection; the rest is set by "
                                  "itself."),
                              "name", name, NULL),
             field, FALSE);
      else if (cvk_http_node_is_secret_header (name))
        add (problems,
             cvk_problem_new ("secret-header",
                              N_ ("The header “{name}” looks like a key. Whoever has the pipeline "
                                  "has the key then: put it into a connection."),
                              "name", name, NULL),
             field, TRUE);
    }
}

static gboolean
is_empty (const CvkValue *settings, const char *name)
{
  return *cvk_value_lookup_string (settings, name, "") == '\0';
}

/* What one choice asks of another field. */
static void
check_needed (const CvkValue *settings, GPtrArray *problems)
{
  static const struct
  {
    const char *choice;
    const char *value;
    const char *field;
  } needs[] = {
    { "response", "file", "file" },
    { "body", "file", "body_file" },
    { "paging", "next", "next" },
  };
  const char *method = cvk_value_lookup_string (settings, "method", "GET");
  gboolean is_reading = g_str_equal (method, "GET") || g_str_equal (method, "HEAD");

  for (size_t i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_str_equal (cvk_value_lookup_string (settings, needs[i].choice, ""), needs[i].value) &&
        is_empty (settings, needs[i].field))
      add (problems,
           cvk_problem_new ("missing-field", N_ ("“{field}” is missing."), "field", needs[i].field,
                            NULL),
           needs[i].field, FALSE);
  if (!is_reading && !g_str_equal (cvk_value_lookup_string (settings, "paging", "none"), "none"))
    add (problems,
         cvk_problem_new ("paging-of-change",
                          N_ ("Only GET reads several pages: a change would be made once for each "
                              "of them. Choose “Only one page”."),
                          NULL),
         "paging", FALSE);
  if (is_reading && !g_str_equal (cvk_value_lookup_string (settings, "body", "none"), "none"))
    add (problems,
         cvk_problem_new ("body-of-read",
                          N_ ("With GET nothing is sent but the address. Choose another method, or "
                              "put it into the query."),
                          NULL),
         "body", FALSE);
}

void
cvk_http_node_check (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  check_address (settings, problems);
  check_headers (settings, problems);
  check_needed (settings, problems);
}
