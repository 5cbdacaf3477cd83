// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

#include "base/cvk-script-protocol.h"

G_BEGIN_DECLS

/* Frames on one inherited socket, waiting for each. Whatever goes wrong on it (the engine left, a
 * frame that is too large) ends the process: there is nobody to tell. */
typedef struct
{
  int fd;
  GByteArray *input; /* what was read and not yet handed out */
  size_t used;       /* bytes at its start that were handed out */
  GByteArray *output;
} CvkChannel;

void cvk_channel_init (CvkChannel *self, int fd);

/* Waits for a frame; @payload is not terminated and stays valid until the next call. */
CvkScriptFrame cvk_channel_receive (CvkChannel *self, char **payload, size_t *length);
void cvk_channel_send (CvkChannel *self, CvkScriptFrame type, const char *payload, size_t length);

G_END_DECLS
