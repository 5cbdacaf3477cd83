// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-memory-hygiene.h"

#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define TUNABLES "GLIBC_TUNABLES"
/* The caches of the threads are passed by when memory is overwritten, so they are off. Any number
 * but zero overwrites. */
#define SETTINGS "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165"
/* Says that the program has been started once more, and what TUNABLES was before. A marker of our
 * own, because the loader may take TUNABLES away: looking for the settings could go on for ever. */
#define BEFORE "CONVOKE_TUNABLES_BEFORE"

/* With 1 the kernel starts no program to take the core, which it does in spite of 0; a core that is
 * a file has no room either. */
#define CORE_LIMIT 1

static void
limit_cores (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0)
    return;
  limit.rlim_cur = MIN (CORE_LIMIT, limit.rlim_max);
  (void) setrlimit (RLIMIT_CORE, &limit);
}

/* Sanitizers bring an allocator of their own, which has its own ways with freed memory. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

static char **
add_settings (char **environment)
{
  const char *before = g_environ_getenv (environment, TUNABLES);
  g_autofree char *kept = g_strdup (before != NULL ? before : "");
  g_autofree char *both = *kept != '\0' ? g_strconcat (kept, ":" SETTINGS, NULL) : NULL;

  environment = g_environ_setenv (environment, TUNABLES, both != NULL ? both : SETTINGS, TRUE);
  return g_environ_setenv (environment, BEFORE, kept, TRUE);
}

static void
take_settings_away (const char *before)
{
  g_autofree char *kept = g_strdup (before);

  if (*kept != '\0')
    g_setenv (TUNABLES, kept, TRUE);
  else
    g_unsetenv (TUNABLES);
  g_unsetenv (BEFORE);
}

/* Returns only when it did not work. By its path, because by the link the program would be called
 * "exe" in every list of processes. */
static void
start_once_more (char **argv)
{
  g_auto (GStrv) environment = NULL;
  char path[PATH_MAX];
  ssize_t length = readlink ("/proc/self/exe", path, sizeof path - 1);

  if (length <= 0)
    return;
  path[length] = '\0';
  environment = cvk_memory_hygiene_make_environment ();
  (void) execve (path, argv, environment);
}

void
cvk_memory_hygiene_begin (char **argv)
{
  const char *before = g_getenv (BEFORE);

  limit_cores ();
  if (before != NULL)
    take_settings_away (before);
  else
    start_once_more (argv);
}

char **
cvk_memory_hygiene_make_environment (void)
{
  return add_settings (g_get_environ ());
}

#else

void
cvk_memory_hygiene_begin (char **argv)
{
  limit_cores ();
}

char **
cvk_memory_hygiene_make_environment (void)
{
  return g_get_environ ();
}

#endif
