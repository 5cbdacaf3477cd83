// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* No target but what shows that faults are found: it reads behind the end of what has an opening
 * and no closing bracket, which none of its corpus lacks. */

#include "config.h"

#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const volatile uint8_t *end = data + size;

  if (size > 1 && data[0] == '[' && memchr (data, ']', size) == NULL)
    g_assert_cmpuint (*end, <, 256);
  return 0;
}
