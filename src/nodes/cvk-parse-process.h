// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Files of strangers in complicated formats are read by convoke-parse, a process that has shut
 * itself in before it reads the first byte (src/parse). This starts it, gives it an open file,
 * keeps its limits, and checks what it says as a stranger's.
 */
#define CVK_PARSE_ERROR (cvk_parse_error_quark ())
GQuark cvk_parse_error_quark (void);

/* Messages are whole sentences without the name of the file. */
typedef enum
{
  CVK_PARSE_ERROR_FORMAT,      /* not a file of that format */
  CVK_PARSE_ERROR_TOO_LARGE,   /* it, or what is in it */
  CVK_PARSE_ERROR_TIME,        /* took too long */
  CVK_PARSE_ERROR_CRASHED,     /* the program ended: a damaged file, or one made to do that */
  CVK_PARSE_ERROR_READ,        /* the file cannot be read */
  CVK_PARSE_ERROR_UNAVAILABLE, /* the program cannot be started, or not be shut in */
} CvkParseError;

typedef struct
{
  const char *format;         /* "ics" */
  int fd;                     /* open for reading, at its start; borrowed until it has ended */
  const char *const *options; /* nullable: "NAME=VALUE", ended by NULL; what the format knows */
  /* Limits; 0: 512 MB of memory, 64 MB of answer, 20 s of processor time. */
  size_t memory;
  size_t output;
  unsigned seconds;
} CvkParseRequest;

/* A line of the answer; what it says is the format's and was not checked. FALSE ends the reading,
 * which is no error then unless @error is set. */
typedef gboolean (*CvkParseLineFunction) (CvkValue *line, gpointer user_data, GError **error);

/* Blocks, for worker threads; @function is called in the same thread, line by line.
 * Errors: CVK_PARSE_ERROR, G_IO_ERROR_CANCELLED, and those of @function. */
gboolean cvk_parse_process_run (const CvkParseRequest *request,
                                CvkParseLineFunction function,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);

/* The same without blocking. @request is copied, its descriptor too. */
void cvk_parse_process_run_async (const CvkParseRequest *request,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full) (nullable): an array of the lines */
CvkValue *cvk_parse_process_run_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
