// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/cvk-random.h"
#include "base/cvk-secret.h"

static void
test_content (void)
{
  g_autoptr (CvkSecret) secret = cvk_secret_new ("s3cret and more", 6);
  g_autoptr (CvkSecret) same = cvk_secret_take (g_strdup ("s3cret"));
  g_autoptr (CvkSecret) other = cvk_secret_new ("s3creT", -1);
  g_autoptr (CvkSecret) longer = cvk_secret_new ("s3crets", -1);
  g_autoptr (CvkSecret) repeated = cvk_secret_new ("s3crets3cret", -1);
  g_autoptr (CvkSecret) empty = cvk_secret_new ("", -1);
  g_autoptr (CvkSecret) empty_too = cvk_secret_new ("x", 0);
  CvkSecret *again = cvk_secret_ref (secret);

  g_assert_cmpstr (cvk_secret_peek (secret), ==, "s3cret");
  g_assert_cmpuint (cvk_secret_get_length (secret), ==, 6);
  g_assert_true (cvk_secret_equal (secret, same));
  g_assert_false (cvk_secret_equal (secret, other));
  g_assert_false (cvk_secret_equal (secret, longer));
  g_assert_false (cvk_secret_equal (longer, secret));
  g_assert_false (cvk_secret_equal (secret, repeated));
  g_assert_false (cvk_secret_equal (repeated, secret));
  g_assert_false (cvk_secret_equal (secret, empty));
  g_assert_false (cvk_secret_equal (empty, secret));
  g_assert_true (cvk_secret_equal (empty, empty_too));
  cvk_secret_unref (again);
  g_assert_cmpstr (cvk_secret_peek (secret), ==, "s3cret");
}

static void
test_equal_text (void)
{
  g_assert_true (cvk_text_equal_constant_time ("abc", "abc"));
  g_assert_true (cvk_text_equal_constant_time ("", ""));
  g_assert_false (cvk_text_equal_constant_time ("abc", "abd"));
  g_assert_false (cvk_text_equal_constant_time ("abc", "ab"));
  g_assert_false (cvk_text_equal_constant_time ("ab", "abc"));
  g_assert_false (cvk_text_equal_constant_time ("", "abc"));
}

/* A value is wiped when its block is given back: the neighbour keeps the page mapped to look at. */
static void
test_wiped (void)
{
  g_autoptr (CvkSecret) neighbour = cvk_secret_new ("stays", -1);
  CvkSecret *secret = cvk_secret_new ("must be gone afterwards", -1);
  const char *place = cvk_secret_peek (secret);
  size_t length = cvk_secret_get_length (secret);

  /* In one arena, or looking at it would fail once the page is gone. */
  g_assert_cmpint (ABS (place - cvk_secret_peek (neighbour)), <, 16384);
  g_assert_cmpint (memcmp (place, "must", 4), ==, 0);
  cvk_secret_unref (secret);
  for (size_t i = 0; i < length; i++)
    g_assert_cmpint (place[i], ==, 0);
}

/* What the kernel says about the mapping that holds @address. */
static char *
find_mapping_flags (const void *address)
{
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  if (!g_file_get_contents ("/proc/self/smaps", &content, NULL, NULL))
    return NULL;
  lines = g_strsplit (content, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      uintptr_t start = 0;
      uintptr_t end = 0;

      if (sscanf (lines[i], "%" G_GINTPTR_MODIFIER "x-%" G_GINTPTR_MODIFIER "x ", &start, &end) ==
          2)
        inside = (uintptr_t) address >= start && (uintptr_t) address < end;
      else if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
        return g_strconcat (lines[i] + strlen ("VmFlags:"), " ", NULL);
    }
  return NULL;
}

static void
test_pages (void)
{
  g_autoptr (CvkSecret) secret = cvk_secret_new ("in locked pages", -1);
  g_autofree char *plain = g_strdup ("anywhere");
  g_autofree char *flags = find_mapping_flags (cvk_secret_peek (secret));
  g_autofree char *plain_flags = find_mapping_flags (plain);
  char *locked = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_autofree char *locked_flags = NULL;

  g_assert_true (locked != MAP_FAILED);
  if (flags == NULL || plain_flags == NULL)
    {
      g_test_skip ("the kernel does not show the flags of mappings");
      return;
    }
  g_assert_nonnull (strstr (flags, " dd "));
  g_assert_null (strstr (plain_flags, " dd "));
  /* Neither every limit nor every sanitizer lets memory be locked. */
  if (mlock (locked, 4096) == 0)
    locked_flags = find_mapping_flags (locked);
  if (locked_flags != NULL && strstr (locked_flags, " lo ") != NULL)
    g_assert_nonnull (strstr (flags, " lo "));
  else
    g_test_message ("memory cannot be locked here");
  munmap (locked, 4096);
}

/* Where nothing may be locked, secrets work all the same. */
static void
test_lock_refused (void)
{
  if (g_test_subprocess ())
    {
      struct rlimit none = { 0, 0 };
      g_autoptr (CvkSecret) secret = NULL;

      g_assert_cmpint (setrlimit (RLIMIT_MEMLOCK, &none), ==, 0);
      secret = cvk_secret_new ("not locked", -1);
      g_assert_cmpstr (cvk_secret_peek (secret), ==, "not locked");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

static void
test_many (void)
{
  g_autoptr (GPtrArray) secrets =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_secret_unref);
  static const size_t lengths[] = { 0, 1, 62, 63, 64, 65, 1000, 16382, 16383, 16384, 40000 };

  for (unsigned round = 0; round < 20; round++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++)
        {
          g_autofree char *text = g_strnfill (lengths[i], (char) ('a' + round));

          g_ptr_array_add (secrets, cvk_secret_new (text, -1));
        }
      /* Holes for the next round. */
      for (unsigned i = round % 3; i < secrets->len; i += 4)
        g_ptr_array_remove_index_fast (secrets, i);
    }
  for (unsigned i = 0; i < secrets->len; i++)
    {
      const CvkSecret *secret = g_ptr_array_index (secrets, i);
      const char *text = cvk_secret_peek (secret);

      g_assert_cmpuint (strlen (text), ==, cvk_secret_get_length (secret));
      for (size_t j = 0; j < cvk_secret_get_length (secret); j++)
        g_assert_cmpint (text[j], ==, text[0]);
    }
}

static void
test_wipe_string (void)
{
  char buffer[8] = "secret!";
  g_autofree char *text = g_strdup ("secret");

  cvk_wipe (buffer, sizeof buffer);
  for (size_t i = 0; i < sizeof buffer; i++)
    g_assert_cmpint (buffer[i], ==, 0);
  cvk_wipe_string (&text);
  g_assert_null (text);
  cvk_wipe_string (&text);
}

static void
test_base64url (void)
{
  /* RFC 4648, section 10, without padding; and the two letters that differ from base64. */
  static const struct
  {
    const char *data;
    size_t length;
    const char *text;
  } cases[] = {
    { "", 0, "" },
    { "f", 1, "Zg" },
    { "fo", 2, "Zm8" },
    { "foo", 3, "Zm9v" },
    { "foob", 4, "Zm9vYg" },
    { "fooba", 5, "Zm9vYmE" },
    { "foobar", 6, "Zm9vYmFy" },
    { "\xff\xef\xbe", 3, "_---" },
    { "\0\0\0\0", 4, "AAAAAA" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        cvk_base64url_encode ((const uint8_t *) cases[i].data, cases[i].length);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  uint8_t all = 0;

  for (unsigned i = 0; i < 1000; i++)
    {
      char *text = cvk_random_base64url (32, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (strlen (text), ==, 43);
      g_assert_true (g_hash_table_add (seen, text));
    }
  for (unsigned i = 0; i < 100; i++)
    {
      uint8_t bytes[3] = { 0 };

      g_assert_true (cvk_random_fill (bytes, 2, &error));
      g_assert_cmpuint (bytes[2], ==, 0);
      all |= bytes[0] | bytes[1];
    }
  g_assert_cmpuint (all, ==, 0xff);
  g_assert_true (cvk_random_fill (NULL, 0, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/content", test_content);
  g_test_add_func ("/secret/equal-text", test_equal_text);
  g_test_add_func ("/secret/wiped", test_wiped);
  g_test_add_func ("/secret/pages", test_pages);
  g_test_add_func ("/secret/lock-refused", test_lock_refused);
  g_test_add_func ("/secret/many", test_many);
  g_test_add_func ("/secret/wipe-string", test_wipe_string);
  g_test_add_func ("/random/base64url", test_base64url);
  g_test_add_func ("/random/random", test_random);
  return g_test_run ();
}
