// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-script"

#include "config.h"

#include "script/cvk-channel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE (64 * 1024)
/* A buffer that one large frame made this big is given back. */
#define KEPT_SIZE (4 * 1024 * 1024)

void
cvk_channel_init (CvkChannel *self, int fd)
{
  self->fd = fd;
  self->input = g_byte_array_new ();
  self->used = 0;
  self->output = g_byte_array_new ();
}

static void
forget_used (CvkChannel *self)
{
  size_t left = self->input->len - self->used;

  if (left == 0 && self->input->len > KEPT_SIZE)
    {
      g_byte_array_unref (self->input);
      self->input = g_byte_array_new ();
    }
  else if (self->used > 0)
    {
      memmove (self->input->data, self->input->data + self->used, left);
      g_byte_array_set_size (self->input, left);
    }
  self->used = 0;
}

/* Reads until @length bytes wait to be handed out. */
static void
fill (CvkChannel *self, size_t length)
{
  if (self->input->len - self->used >= length)
    return;
  forget_used (self);
  while (self->input->len < length)
    {
      size_t before = self->input->len;
      size_t wanted = MAX (length - before, READ_SIZE);
      ssize_t count;

      g_byte_array_set_size (self->input, before + wanted);
      count = read (self->fd, self->input->data + before, wanted);
      g_byte_array_set_size (self->input, before + MAX (count, 0));
      if (count == 0 || (count < 0 && errno != EINTR))
        _exit (0);
    }
}

CvkScriptFrame
cvk_channel_receive (CvkChannel *self, char **payload, size_t *length)
{
  CvkScriptFrame type;

  fill (self, CVK_SCRIPT_FRAME_HEADER);
  *length = cvk_script_get_length (self->input->data + self->used);
  if (*length > CVK_SCRIPT_FRAME_MAX)
    _exit (1);
  fill (self, CVK_SCRIPT_FRAME_HEADER + *length);
  type = self->input->data[self->used + 4];
  *payload = (char *) self->input->data + self->used + CVK_SCRIPT_FRAME_HEADER;
  self->used += CVK_SCRIPT_FRAME_HEADER + *length;
  return type;
}

void
cvk_channel_send (CvkChannel *self, CvkScriptFrame type, const char *payload, size_t length)
{
  unsigned char header[CVK_SCRIPT_FRAME_HEADER];
  size_t sent = 0;

  cvk_script_put_length (header, length);
  header[4] = type;
  g_byte_array_set_size (self->output, 0);
  g_byte_array_append (self->output, header, sizeof header);
  g_byte_array_append (self->output, (const unsigned char *) payload, length);
  while (sent < self->output->len)
    {
      ssize_t count = write (self->fd, self->output->data + sent, self->output->len - sent);

      if (count < 0 && errno != EINTR)
        _exit (0);
      sent += MAX (count, 0);
    }
}
