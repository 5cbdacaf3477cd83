// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <stddef.h>

typedef enum
{
  /* Needs privileges or kernel features that need not be there. */
  CVK_ESCAPE_SOMETIMES,
  /* Works for everybody who is not confined and is the user of its parent. */
  CVK_ESCAPE_SAME_USER,
  /* Works for everybody who is not confined. */
  CVK_ESCAPE_ALWAYS,
} CvkEscapeReach;

/* Attempts to reach something outside the process, made with bare system calls. */
typedef struct
{
  const char *name;
  /* 0 when it worked, else errno. Does no harm when it works. */
  int (*attempt) (void);
  CvkEscapeReach reach;
} CvkEscape;

extern const CvkEscape cvk_escapes[];
extern const size_t cvk_n_escapes;
