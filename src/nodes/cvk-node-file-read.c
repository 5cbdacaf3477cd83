// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-file-task.h"
#include "nodes/cvk-text-file.h"

extern CvkNodeOperations cvk_node_file_read;

/* What a list of items holds is shown, kept and searched as a whole: a text of more than a few
 * books is a mistake in the choice of the file. */
#define MAX_SIZE ((size_t) 16 * 1024 * 1024)

static CvkValue *
parse_text (GBytes *bytes, CvkValue *settings, GError **error)
{
  const char *name = cvk_value_lookup_string (settings, "name", "text");
  const char *encoding = cvk_value_lookup_string (settings, "encoding", "auto");
  size_t length = 0;
  g_autofree char *text = NULL;
  g_auto (CvkArrayBuilder) items = { 0 };

  if (g_bytes_get_size (bytes) > MAX_SIZE)
    {
      g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_FAILED,
                   _ ("The text is larger than %'u MB."), (unsigned) (MAX_SIZE >> 20));
      return NULL;
    }
  text = cvk_text_file_decode (bytes, encoding, &length, error);
  if (text == NULL)
    return NULL;
  if (memchr (text, '\0', length) != NULL)
    {
      g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE,
                   _ ("This is no text file: it holds a zero byte."));
      return NULL;
    }
  cvk_array_builder_init (&items);
  cvk_array_builder_append (&items, cvk_value_new_object (name, cvk_value_new_string (text), NULL));
  return cvk_array_builder_end (&items);
}

static void
start_reading (CvkCall *call)
{
  cvk_file_task_read (call, parse_text);
}

CvkNodeOperations cvk_node_file_read = { .start = start_reading };
