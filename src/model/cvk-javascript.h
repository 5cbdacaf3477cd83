// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Looking through JavaScript without running it: where an expression in braces ends, and which
 * nodes it names. Follows the lexical grammar of ECMA-262, section 12; whether a slash starts a
 * regular expression is told from the token in front of it, which is right for expressions.
 */

/* nodes["id"], nodes.id or nodes?.id: the part behind "nodes", from @start to @end in bytes. */
typedef struct
{
  char *id;
  size_t start, end;
  gboolean dotted;   /* .id or ?.id: ends with the bare name */
  gboolean optional; /* ?. in front */
} CvkNodeReference;

typedef struct
{
  size_t length;         /* where the expression ends: at the closing braces, or the whole text */
  GArray *references;    /* CvkNodeReference, in order */
  gboolean all_nodes;    /* nodes[expression] or plain nodes: any node may be meant */
  const char *message;   /* when scanning failed: an untranslated sentence */
  size_t message_offset; /* and the byte it is about */
} CvkJavascriptScan;

/* @until_braces: the code ends at the first }} that is outside of everything; without such an end
 * it is broken. Returns: FALSE with a message. Clear @scan in both cases. */
gboolean cvk_javascript_scan (const char *text,
                              size_t length,
                              gboolean until_braces,
                              CvkJavascriptScan *scan);
void cvk_javascript_scan_clear (CvkJavascriptScan *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkJavascriptScan, cvk_javascript_scan_clear)

/* The value of a string literal, with its quotes: NULL when it holds escapes that only a JavaScript
 * engine should read. */
char *cvk_javascript_unquote (const char *literal, size_t length) G_GNUC_WARN_UNUSED_RESULT;
/* Length of the identifier at @text; 0 when there is none. */
size_t cvk_javascript_identifier_length (const char *text, size_t length);

/* @code with references to node @id changed to @new_id; NULL when there are none. */
char *cvk_javascript_rename_node (const char *code,
                                  size_t length,
                                  const char *id,
                                  const char *new_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
