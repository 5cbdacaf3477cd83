// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Secrets share arenas, because the amount of memory that may be locked is small (64 KiB and less
 * for users on some systems) and counts in pages. */
#define ARENA_SIZE 16384
#define BLOCK_SIZE 64
#define ARENA_BLOCKS (ARENA_SIZE / BLOCK_SIZE)

/* Deeper than what libraries need to read, write and encrypt a few kilobytes. */
#define STACK_DEPTH 65536
/* Longer ones take the same way in steps. */
#define LARGEST_COPY 4096

typedef struct
{
  char *pages;
  size_t size;
  unsigned used; /* blocks */
  gboolean taken[ARENA_BLOCKS];
} Arena;

struct _CvkSecret
{
  int ref_count;
  size_t length;
  char *text;
  Arena *arena;
  unsigned first; /* block */
  unsigned blocks;
};

static GMutex arenas_mutex;
static GPtrArray *arenas;

G_DEFINE_BOXED_TYPE (CvkSecret, cvk_secret, cvk_secret_ref, cvk_secret_unref)

static Arena *
create_arena (size_t size)
{
  Arena *arena = g_new0 (Arena, 1);

  arena->size = size;
  arena->pages = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (arena->pages == MAP_FAILED)
    g_error ("no memory for %zu bytes of secrets", size);
  /* Both may be refused by a limit or an old kernel. The secret is needed all the same. */
  if (mlock (arena->pages, size) != 0)
    g_debug ("secrets are not locked into memory");
  if (madvise (arena->pages, size, MADV_DONTDUMP) != 0)
    g_debug ("secrets are not left out of core dumps");
  if (arenas == NULL)
    arenas = g_ptr_array_new ();
  g_ptr_array_add (arenas, arena);
  return arena;
}

/* G_MAXUINT when no row of @count free blocks is left. */
static unsigned
find_blocks (const Arena *arena, unsigned count)
{
  unsigned run = 0;

  if (arena->size != ARENA_SIZE)
    return G_MAXUINT;
  for (unsigned i = 0; i < ARENA_BLOCKS; i++)
    {
      run = arena->taken[i] ? 0 : run + 1;
      if (run == count)
        return i + 1 - count;
    }
  return G_MAXUINT;
}

static void
take_blocks (CvkSecret *self, Arena *arena, unsigned first)
{
  self->arena = arena;
  self->first = first;
  self->text = arena->pages + (size_t) first * BLOCK_SIZE;
  arena->used += self->blocks;
  for (unsigned i = 0; i < self->blocks; i++)
    arena->taken[first + i] = TRUE;
}

static void
allocate (CvkSecret *self)
{
  size_t size = self->length + 1;

  if (size > ARENA_SIZE)
    {
      size_t page = (size_t) sysconf (_SC_PAGESIZE);

      self->arena = create_arena ((size + page - 1) / page * page);
      self->text = self->arena->pages;
      return;
    }
  self->blocks = (unsigned) ((size + BLOCK_SIZE - 1) / BLOCK_SIZE);
  for (unsigned i = 0; arenas != NULL && i < arenas->len; i++)
    {
      Arena *arena = g_ptr_array_index (arenas, i);
      unsigned first = find_blocks (arena, self->blocks);

      if (first != G_MAXUINT)
        {
          take_blocks (self, arena, first);
          return;
        }
    }
  take_blocks (self, create_arena (ARENA_SIZE), 0);
}

static void
give_back (CvkSecret *self)
{
  Arena *arena = self->arena;

  cvk_wipe (self->text, self->length);
  arena->used -= self->blocks;
  for (unsigned i = 0; i < self->blocks; i++)
    arena->taken[self->first + i] = FALSE;
  if (arena->used > 0)
    return;
  g_ptr_array_remove_fast (arenas, arena);
  if (arenas->len == 0)
    g_clear_pointer (&arenas, g_ptr_array_unref);
  munmap (arena->pages, arena->size);
  g_free (arena);
}

CvkSecret *
cvk_secret_new (const char *text, gssize length)
{
  CvkSecret *self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (CvkSecret, 1);
  self->ref_count = 1;
  self->length = length < 0 ? strlen (text) : (size_t) length;
  g_mutex_lock (&arenas_mutex);
  allocate (self);
  g_mutex_unlock (&arenas_mutex);
  memcpy (self->text, text, self->length);
  self->text[self->length] = '\0';
  cvk_wipe_traces ();
  return self;
}

CvkSecret *
cvk_secret_take (char *text)
{
  CvkSecret *self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = cvk_secret_new (text, -1);
  cvk_wipe_string (&text);
  return self;
}

CvkSecret *
cvk_secret_ref (CvkSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
cvk_secret_unref (CvkSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_mutex_lock (&arenas_mutex);
  give_back (self);
  g_mutex_unlock (&arenas_mutex);
  g_free (self);
}

const char *
cvk_secret_peek (const CvkSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

size_t
cvk_secret_get_length (const CvkSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

static gboolean
equal_constant_time (const char *a, size_t a_length, const char *b, size_t b_length)
{
  volatile unsigned char difference = a_length != b_length;

  for (size_t i = 0; i < a_length; i++)
    difference |= (unsigned char) (a[i] ^ (b_length == 0 ? 0 : b[i % b_length]));
  return difference == 0;
}

gboolean
cvk_secret_equal (const CvkSecret *a, const CvkSecret *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return equal_constant_time (a->text, a->length, b->text, b->length);
}

gboolean
cvk_text_equal_constant_time (const char *a, const char *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return equal_constant_time (a, strlen (a), b, strlen (b));
}

void
cvk_wipe (void *buffer, size_t length)
{
  if (length > 0)
    explicit_bzero (buffer, length);
}

void
cvk_wipe_string (char **text)
{
  g_return_if_fail (text != NULL);

  if (*text != NULL)
    cvk_wipe (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

/* By copies of nothing, in every size that takes another way. They overlap: were they apart, the
 * compiler would put in instructions of its own, which use other registers. */
static G_GNUC_NO_INLINE void
wipe_registers (void)
{
  char copies[LARGEST_COPY + 1];

  cvk_wipe (copies, sizeof copies);
  for (size_t size = 1; size <= LARGEST_COPY; size *= 2)
    memmove (copies + 1, copies, size);
  /* The compiler has to believe that somebody looks at them. */
  cvk_wipe (copies, sizeof copies);
}

/* Not inlined: the buffer has to lie where the others' frames were. */
static G_GNUC_NO_INLINE void
wipe_stack (void)
{
  char stack[STACK_DEPTH];

  cvk_wipe (stack, sizeof stack);
}

void
cvk_wipe_traces (void)
{
  /* In this order: the loader saves the registers on the stack when it looks up a function. */
  wipe_registers ();
  wipe_stack ();
}
