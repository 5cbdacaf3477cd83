// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "model/cvk-node-type.h"
#include "model/cvk-written-date.h"

G_BEGIN_DECLS

/* How the text of a cell becomes a value. */
typedef enum
{
  CVK_BULK_TEXT,
  CVK_BULK_DATE,     /* a date with a time */
  CVK_BULK_DURATION, /* minutes */
  CVK_BULK_ZONE,
  CVK_BULK_CHOICE,
  CVK_BULK_BOOLEAN,
  CVK_BULK_OTHER, /* as its schema brings it to its type */
} CvkBulkKind;

/**
 * CvkBulkField:
 *
 * A setting of an action that a cell of a table can fill: one that holds a single value.
 */
typedef struct
{
  char *path;  /* dotted */
  char *name;  /* as the rows of the pipeline call it */
  char *title; /* in the user's language */
  CvkBulkKind kind;
  CvkValue *schema;
  gboolean is_required;
} CvkBulkField;

/* Where and when the texts of a row were written. */
typedef struct
{
  int64_t now;      /* microseconds since 1970 */
  const char *zone; /* IANA name */
  CvkDateOrder order;
  GPtrArray *zones; /* nullable: CvkTimeZoneName, for cities */
} CvkBulkReading;

/* (transfer full) (element-type CvkBulkField): in the order of the form. */
GPtrArray *cvk_bulk_field_list (const CvkNodeType *type) G_GNUC_WARN_UNUSED_RESULT;
/* The setting that @text stands for. NULL where it is empty, or with @problem (transfer full); one
 * beside a value is a warning. (transfer full) (nullable) */
CvkValue *cvk_bulk_field_read (const CvkBulkField *self,
                               const char *text,
                               const CvkBulkReading *reading,
                               CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
