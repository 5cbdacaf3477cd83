// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

/* What is preloaded into a program to stand in front of its calls. To be included first: both names
 * of a call are there, so neither may stand for the other. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Whether this process is @program, as its file is called. */
static inline int
is_program (const char *program)
{
  char self[PATH_MAX];
  ssize_t length = readlink ("/proc/self/exe", self, sizeof self - 1);
  const char *name;

  if (length <= 0)
    return 0;
  self[length] = '\0';
  name = strrchr (self, '/');
  return name != NULL && strcmp (name + 1, program) == 0;
}

/* The file at @path, shared with whoever made it. */
static inline void *
map_plan (const char *path, size_t size)
{
  int fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  void *memory;

  if (fd < 0)
    abort ();
  memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall (SYS_close, fd);
  if (memory == MAP_FAILED)
    abort ();
  return memory;
}

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

/* The call @name, which comes to nothing but -1 when @fails says so. */
#define WATCH(type, name, parameters, arguments, fails)                                            \
  type name parameters                                                                             \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    return (fails) ? -1 : real arguments;                                                          \
  }

/* One of those that open a file: the last of its @arguments is "mode". */
#define WATCH_OPEN(name, parameters, arguments, fails)                                             \
  int name parameters                                                                              \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
    va_list list;                                                                                  \
    mode_t mode = 0;                                                                               \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE)                                \
      {                                                                                            \
        va_start (list, flags);                                                                    \
        mode = va_arg (list, mode_t);                                                              \
        va_end (list);                                                                             \
      }                                                                                            \
    return (fails) ? -1 : real arguments;                                                          \
  }
