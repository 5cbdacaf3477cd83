// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Runs a target without libFuzzer: driver [--expect-fault] CORPUS COUNT [SEED]. First each file of
 * the corpus, then COUNT changed ones, always the same for a seed. An input ends at a page that
 * must not be touched, so that reading behind it is a fault without a sanitizer too. The one that
 * was under way at a fault is left in TARGET.fault in the folder for temporary files.
 *
 * --expect-fault turns the outcome round: the target has a planted fault, which has to be found. */

#include "config.h"

#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SIZE ((size_t) 64 * 1024)
#define MAX_CHANGES 6

/* What strangers like to put in, besides pieces of the other files of the corpus. */
static const char *const words[] = {
  "\0",
  "\"",
  "\\",
  "{",
  "}",
  "[",
  "]",
  "{{",
  "}}",
  "<",
  ">",
  "&",
  "=",
  ",",
  ";",
  ":",
  "%",
  "\n",
  "\r\n",
  "\t",
  "//",
  "/*",
  "..",
  "-1",
  "0",
  "1e400",
  "9223372036854775807",
  "-9223372036854775808",
  "4294967296",
  "\\u0000",
  "\\ud800",
  "%00",
  "null",
  "true",
  "[[[[[[[[",
  "\xef\xbb\xbf",
  "\xc3\x28",
  "\xed\xa0\x80",
  "\xf4\x90\x80\x80",
  "\xe2\x80\xae",
  "2026-03-29T02:30:00",
  "Europe/Berlin",
};

static char *page_end; /* of what may be read */
static char *fault_path;
static const uint8_t *current;
static size_t current_size;
static uint64_t random_state;

static size_t
draw (size_t below)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (size_t) (random_state % below);
}

/* --- Faults --- */

/* A sanitizer calls it when it is about to end the process. */
void __sanitizer_set_death_callback (void (*callback) (void)) __attribute__ ((weak));

static void
keep_input (void)
{
  int fd = open (fault_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  static const char words_of_it[] = "The input is kept in ";

  if (fd < 0)
    return;
  if (write (fd, current, current_size) == (ssize_t) current_size &&
      write (STDERR_FILENO, words_of_it, sizeof words_of_it - 1) > 0 &&
      write (STDERR_FILENO, fault_path, strlen (fault_path)) > 0)
    current_size = (size_t) write (STDERR_FILENO, "\n", 1);
  close (fd);
}

static void
fault_cb (int signal_number)
{
  keep_input ();
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

static void
watch_for_faults (const char *program)
{
  static const int signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP };
  g_autofree char *name = g_path_get_basename (program);
  g_autofree char *file = g_strconcat (name, ".fault", NULL);

  fault_path = g_build_filename (g_get_tmp_dir (), file, NULL);
  if (__sanitizer_set_death_callback != NULL)
    __sanitizer_set_death_callback (keep_input);
  for (size_t i = 0; i < G_N_ELEMENTS (signals); i++)
    signal (signals[i], fault_cb);
}

/* --- Inputs --- */

static void
make_page (void)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  char *memory =
    mmap (NULL, MAX_SIZE + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  page_end = memory + MAX_SIZE;
  g_assert_cmpint (mprotect (page_end, page, PROT_NONE), ==, 0);
}

static void
run_input (const uint8_t *data, size_t size)
{
  current_size = MIN (size, MAX_SIZE);
  current = (const uint8_t *) page_end - current_size;
  if (current_size > 0)
    memcpy (page_end - current_size, data, current_size);
  LLVMFuzzerTestOneInput (current, current_size);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer full) (element-type GBytes), in the order of their names */
static GPtrArray *
read_corpus (const char *path)
{
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (unsigned i = 0; i < names->len; i++)
    {
      char *content = NULL;
      size_t length = 0;

      g_file_get_contents (names->pdata[i], &content, &length, &error);
      g_assert_no_error (error);
      g_ptr_array_add (corpus, g_bytes_new_take (content, length));
    }
  g_assert_cmpuint (corpus->len, >, 0);
  return corpus;
}

/* --- Changes --- */

static void
insert (GByteArray *input, size_t at, const uint8_t *piece, size_t length)
{
  size_t rest = input->len - at;

  g_byte_array_set_size (input, input->len + (guint) length);
  memmove (input->data + at + length, input->data + at, rest);
  memcpy (input->data + at, piece, length);
}

/* A piece of another file, or of the same. */
static void
insert_piece (GByteArray *input, size_t at, const GPtrArray *corpus)
{
  size_t size = 0;
  const uint8_t *data = g_bytes_get_data (corpus->pdata[draw (corpus->len)], &size);
  size_t from = size > 0 ? draw (size) : 0;

  if (size > 0)
    insert (input, at, data + from, 1 + draw (MIN (size - from, 256)));
}

static void
insert_word (GByteArray *input, size_t at)
{
  const char *word = words[draw (G_N_ELEMENTS (words))];

  insert (input, at, (const uint8_t *) word, MAX (strlen (word), 1));
}

static void
change (GByteArray *input, const GPtrArray *corpus)
{
  size_t at = draw (input->len + 1);

  switch (draw (input->len > at ? 7 : 2))
    {
    case 0:
      insert_word (input, at);
      break;
    case 1:
      insert_piece (input, at, corpus);
      break;
    case 2:
      input->data[at] = (uint8_t) draw (256);
      break;
    case 3:
      input->data[at] ^= (uint8_t) (1 << draw (8));
      break;
    case 4:
      g_byte_array_remove_range (input, (guint) at, (guint) (1 + draw (MIN (32, input->len - at))));
      break;
    case 5:
      g_byte_array_set_size (input, (guint) at);
      break;
    default:
      for (size_t times = 1 + draw (8); times > 0 && input->len < MAX_SIZE; times--)
        {
          g_autofree uint8_t *piece = g_memdup2 (input->data + at, MIN (input->len - at, 16));

          insert (input, at, piece, MIN (input->len - at, 16));
        }
      break;
    }
}

static void
run_all (const GPtrArray *corpus, unsigned long count)
{
  for (unsigned i = 0; i < corpus->len; i++)
    {
      size_t size = 0;
      const uint8_t *data = g_bytes_get_data (corpus->pdata[i], &size);

      run_input (data, size);
    }
  for (unsigned long i = 0; i < count; i++)
    {
      size_t size = 0;
      const uint8_t *data = g_bytes_get_data (corpus->pdata[draw (corpus->len)], &size);
      g_autoptr (GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, data, (guint) size);
      for (size_t changes = 1 + draw (MAX_CHANGES); changes > 0; changes--)
        change (input, corpus);
      run_input (input->data, input->len);
    }
}

/* Whether a child that does the same ends by a fault, and the input is kept. */
static gboolean
has_fault (const GPtrArray *corpus, unsigned long count)
{
  pid_t child = fork ();
  int status = 0;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      const struct rlimit none = { 0, 0 };

      setrlimit (RLIMIT_CORE, &none);
      run_all (corpus, count);
      _exit (EXIT_SUCCESS);
    }
  while (waitpid (child, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  return (WIFSIGNALED (status) || WEXITSTATUS (status) != EXIT_SUCCESS) && unlink (fault_path) == 0;
}

int
main (int argc, char **argv)
{
  gboolean expects_fault = argc > 1 && strcmp (argv[1], "--expect-fault") == 0;
  char **arguments = argv + 1 + expects_fault;
  int n_arguments = argc - 1 - expects_fault;
  g_autoptr (GPtrArray) corpus = NULL;
  unsigned long count;

  if (n_arguments < 2)
    {
      fprintf (stderr, "Usage: %s [--expect-fault] CORPUS COUNT [SEED]\n", argv[0]);
      return 2;
    }
  count = strtoul (arguments[1], NULL, 10);
  random_state = UINT64_C (0x9e3779b97f4a7c15);
  if (n_arguments > 2)
    random_state ^= strtoull (arguments[2], NULL, 10) << 1;
  corpus = read_corpus (arguments[0]);
  watch_for_faults (argv[0]);
  make_page ();
  if (expects_fault)
    {
      gboolean found = has_fault (corpus, count);

      printf ("The planted fault was %s.\n", found ? "found" : "not found");
      return found ? EXIT_SUCCESS : EXIT_FAILURE;
    }
  run_all (corpus, count);
  printf ("%u files, %lu changed ones, no fault\n", corpus->len, count);
  return EXIT_SUCCESS;
}
