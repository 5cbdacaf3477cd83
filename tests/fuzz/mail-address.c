// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Addresses that a row or a person gives. */

#include "config.h"

#include <string.h>

#include "connect/cvk-mail-address.h"
#include "fuzz.h"

/* Nothing that could end a header line, and each as it would be read again. */
static void
check_address (const CvkMailAddress *address)
{
  g_autofree char *text = cvk_mail_address_to_text (address);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strpbrk (text, "\r\n"));
  g_assert_null (strpbrk (address->address, " \t<>,;\"\r\n"));
  g_assert_nonnull (strchr (address->address, '@'));
  for (const char *p = address->address; *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GPtrArray) addresses = NULL;

  if (text == NULL)
    return 0;
  addresses = cvk_mail_address_parse (text, &problem);
  g_assert_true ((addresses == NULL) == (problem != NULL));
  if (problem != NULL)
    fuzz_check_problem (problem);
  for (unsigned i = 0; addresses != NULL && i < addresses->len; i++)
    check_address (addresses->pdata[i]);
  return 0;
}
