// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What a caller on the bus gives with a method. The input says it in JSON; the bus itself refuses
 * what is no well-formed value. */

#include "config.h"

#include "fuzz.h"
#include "service/cvk-run-continuation.h"
#include "service/cvk-sign-in-options.h"

/* An integer is a port or, below zero, a descriptor; an array a text's bytes. (transfer floating)
 */
static GVariant *
to_variant (const CvkValue *value)
{
  switch (cvk_value_get_kind (value))
    {
    case CVK_VALUE_BOOLEAN:
      return g_variant_new_boolean (cvk_value_get_boolean (value));
    case CVK_VALUE_INTEGER:
      return cvk_value_get_integer (value) < 0
               ? g_variant_new_handle ((int) (cvk_value_get_integer (value) % 100))
               : g_variant_new_uint16 ((uint16_t) cvk_value_get_integer (value));
    case CVK_VALUE_STRING:
      return g_variant_new_string (cvk_value_get_string (value));
    case CVK_VALUE_ARRAY:
      {
        g_autofree char *text = cvk_value_to_json (value, CVK_JSON_COMPACT);

        return g_variant_new_bytestring (text);
      }
    case CVK_VALUE_NULL:
    case CVK_VALUE_DOUBLE:
    case CVK_VALUE_OBJECT:
    default:
      return g_variant_new ("a{ss}", NULL);
    }
}

/* (transfer full) (nullable) */
static GVariant *
read_options (const uint8_t *data, size_t size)
{
  g_autoptr (CvkValue) value = fuzz_dup_value (data, size);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (value == NULL || !cvk_value_is_object (value))
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name = NULL;
      CvkValue *member = NULL;

      cvk_value_get_member_at (value, i, &name, &member);
      g_variant_dict_insert_value (&options, name, to_variant (member));
    }
  return g_variant_ref_sink (g_variant_dict_end (&options));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GVariant) options = read_options (data, size);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) start = NULL;
  g_autoptr (GVariant) more = NULL;
  g_autoptr (GBytes) pipeline = NULL;
  CvkSignInOptions *sign_in;
  int handle = -1;

  if (options == NULL)
    return 0;
  sign_in = cvk_sign_in_options_new ("zoom", options, &handle, &problem);
  start = cvk_value_new_object ("pipeline", cvk_value_new_string ("{}"), NULL);
  more = cvk_run_continuation_make_options ("run", start, options);
  pipeline = cvk_run_continuation_dup_pipeline (start, options);
  g_assert_true ((sign_in == NULL) == (problem != NULL));
  g_clear_pointer (&sign_in, cvk_sign_in_options_free);
  if (problem != NULL)
    fuzz_check_problem (problem);
  g_assert_true (g_variant_is_of_type (more, G_VARIANT_TYPE_VARDICT));
  g_assert_nonnull (pipeline);
  return 0;
}
