// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-engine"

#include "config.h"

#include "engine/cvk-script-process.h"

#include <errno.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "engine/cvk-script-dates.h"

#define READ_SIZE (64 * 1024)
/* Of a question about dates. */
#define QUESTION_MAX (1024 * 1024)
/* What the kernel counts is what is mapped, and a language engine keeps mapped what it has given
 * back: JavaScriptCore 2.52 three to four times of what it uses. The host watches what is used. */
#define DATA_FACTOR 4

/* One of the two sockets. */
typedef struct
{
  int fd;
  unsigned readable; /* source ids */
  unsigned writable;
  GByteArray *input;
  GByteArray *output;
  size_t sent; /* bytes at the start of @output */
} Channel;

struct _CvkScriptProcess
{
  GObject parent_instance;

  GSubprocess *subprocess;
  size_t memory_limit;
  Channel requests;
  Channel dates;
  CvkScriptFrameFunction received;
  CvkScriptEndedFunction ended;
  gpointer user_data;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (CvkScriptProcess, cvk_script_process, G_TYPE_OBJECT)

static void
clear_channel (Channel *channel)
{
  g_clear_handle_id (&channel->readable, g_source_remove);
  g_clear_handle_id (&channel->writable, g_source_remove);
  if (channel->fd >= 0)
    close (channel->fd);
  channel->fd = -1;
}

void
cvk_script_process_stop (CvkScriptProcess *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  clear_channel (&self->requests);
  clear_channel (&self->dates);
  if (self->subprocess != NULL)
    g_subprocess_force_exit (self->subprocess);
}

static void
cvk_script_process_dispose (GObject *object)
{
  CvkScriptProcess *self = CVK_SCRIPT_PROCESS (object);

  cvk_script_process_stop (self);
  g_clear_object (&self->subprocess);

  G_OBJECT_CLASS (cvk_script_process_parent_class)->dispose (object);
}

static void
cvk_script_process_finalize (GObject *object)
{
  CvkScriptProcess *self = CVK_SCRIPT_PROCESS (object);

  g_byte_array_unref (self->requests.input);
  g_byte_array_unref (self->requests.output);
  g_byte_array_unref (self->dates.input);
  g_byte_array_unref (self->dates.output);

  G_OBJECT_CLASS (cvk_script_process_parent_class)->finalize (object);
}

static void
cvk_script_process_class_init (CvkScriptProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cvk_script_process_dispose;
  object_class->finalize = cvk_script_process_finalize;
}

static void
init_channel (Channel *channel)
{
  channel->fd = -1;
  channel->input = g_byte_array_new ();
  channel->output = g_byte_array_new ();
}

static void
cvk_script_process_init (CvkScriptProcess *self)
{
  init_channel (&self->requests);
  init_channel (&self->dates);
}

static void
end (CvkScriptProcess *self)
{
  if (self->stopped)
    return;
  cvk_script_process_stop (self);
  self->ended (self, self->user_data);
}

/* FALSE when the other end is gone. */
static gboolean
write_some (Channel *channel)
{
  while (channel->sent < channel->output->len)
    {
      ssize_t count = send (channel->fd, channel->output->data + channel->sent,
                            channel->output->len - channel->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return errno == EAGAIN;
      channel->sent += count;
    }
  g_byte_array_set_size (channel->output, 0);
  channel->sent = 0;
  return TRUE;
}

static gboolean
writable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  CvkScriptProcess *self = user_data;
  Channel *channel = fd == self->requests.fd ? &self->requests : &self->dates;

  /* What has failed shows on the reading side, after what was still answered. */
  if (write_some (channel) && channel->output->len > 0)
    return G_SOURCE_CONTINUE;
  channel->writable = 0;
  return G_SOURCE_REMOVE;
}

static void
queue_frame (CvkScriptProcess *self,
             Channel *channel,
             CvkScriptFrame type,
             const char *payload,
             size_t length)
{
  unsigned char header[CVK_SCRIPT_FRAME_HEADER];

  cvk_script_put_length (header, length);
  header[4] = type;
  g_byte_array_append (channel->output, header, sizeof header);
  g_byte_array_append (channel->output, (const unsigned char *) payload, length);
  if (channel->writable == 0)
    channel->writable = g_unix_fd_add (channel->fd, G_IO_OUT, writable_cb, self);
}

void
cvk_script_process_send (CvkScriptProcess *self,
                         CvkScriptFrame type,
                         const char *payload,
                         size_t length)
{
  g_return_if_fail (length <= CVK_SCRIPT_FRAME_MAX);

  if (!self->stopped)
    queue_frame (self, &self->requests, type, payload, length);
}

static gboolean
answer_date (CvkScriptProcess *self, CvkScriptFrame type, const char *payload, size_t length)
{
  size_t operation_length = strnlen (payload, length);
  g_autoptr (CvkValue) arguments = NULL;
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) answer = g_string_new ("V");

  if (type != CVK_SCRIPT_FRAME_DATE || operation_length == length || self->dates.output->len > 0)
    return FALSE;
  arguments = cvk_value_from_json (payload + operation_length + 1, length - operation_length - 1,
                                   CVK_JSON_DATA, &error);
  if (arguments != NULL && cvk_value_is_array (arguments))
    value = cvk_script_calculate_date (payload, arguments, &error);
  if (value != NULL)
    cvk_value_append_json (value, CVK_JSON_COMPACT, 0, answer);
  else
    g_string_printf (answer, "E%s", error != NULL ? error->message : "");
  queue_frame (self, &self->dates, CVK_SCRIPT_FRAME_DATE, answer->str, answer->len);
  /* The program waits for it, so the socket has room. */
  return write_some (&self->dates);
}

/* Hands out the whole frames at the start of the input. FALSE when one breaks the protocol. */
static gboolean
take_frames (CvkScriptProcess *self, Channel *channel)
{
  size_t largest = channel == &self->dates ? QUESTION_MAX : CVK_SCRIPT_FRAME_MAX;
  size_t used = 0;
  gboolean valid = TRUE;

  while (valid && !self->stopped && channel->input->len - used >= CVK_SCRIPT_FRAME_HEADER)
    {
      unsigned char *frame = channel->input->data + used;
      char *payload = (char *) frame + CVK_SCRIPT_FRAME_HEADER;
      size_t length = cvk_script_get_length (frame);
      char following;

      if (length > largest)
        return FALSE;
      if (channel->input->len - used - CVK_SCRIPT_FRAME_HEADER < length)
        break;
      /* There is always a byte after the frame, see readable_cb(). */
      following = payload[length];
      payload[length] = '\0';
      if (channel == &self->dates)
        valid = answer_date (self, frame[4], payload, length);
      else
        self->received (self, frame[4], payload, length, self->user_data);
      payload[length] = following;
      used += CVK_SCRIPT_FRAME_HEADER + length;
    }
  if (used > 0)
    g_byte_array_remove_range (channel->input, 0, used);
  return valid;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (CvkScriptProcess) self = g_object_ref (user_data);
  Channel *channel = fd == self->requests.fd ? &self->requests : &self->dates;
  size_t before = channel->input->len;
  ssize_t count;

  g_byte_array_set_size (channel->input, before + READ_SIZE + 1);
  count = recv (fd, channel->input->data + before, READ_SIZE, MSG_DONTWAIT);
  g_byte_array_set_size (channel->input, before + MAX (count, 0));
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (count > 0 && take_frames (self, channel))
    return self->stopped ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
  /* The source is removed by stopping. */
  end (self);
  return G_SOURCE_CONTINUE;
}

/* Returns the end that the child inherits, or -1. */
static int
open_channel (CvkScriptProcess *self, Channel *channel, GError **error)
{
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      int code = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
      return -1;
    }
  channel->fd = ends[0];
  channel->readable = g_unix_fd_add (channel->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);
  return ends[1];
}

static gboolean
spawn (CvkScriptProcess *self, const char *program, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *data_limit = g_strdup_printf ("%zu", self->memory_limit * DATA_FACTOR);
  char *environment[] = { NULL };
  int fd;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_cwd (launcher, "/");
  fd = open_channel (self, &self->requests, error);
  if (fd < 0)
    return FALSE;
  g_subprocess_launcher_take_fd (launcher, fd, CVK_SCRIPT_REQUEST_FD);
  fd = open_channel (self, &self->dates, error);
  if (fd < 0)
    return FALSE;
  g_subprocess_launcher_take_fd (launcher, fd, CVK_SCRIPT_DATE_FD);
  self->subprocess = g_subprocess_launcher_spawn (launcher, error, program, data_limit, NULL);
  return self->subprocess != NULL;
}

CvkScriptProcess *
cvk_script_process_new (const char *program,
                        size_t memory_limit,
                        CvkScriptFrameFunction received,
                        CvkScriptEndedFunction ended,
                        gpointer user_data,
                        GError **error)
{
  g_autoptr (CvkScriptProcess) self = g_object_new (CVK_TYPE_SCRIPT_PROCESS, NULL);

  self->memory_limit = memory_limit;
  self->received = received;
  self->ended = ended;
  self->user_data = user_data;
  return spawn (self, program, error) ? g_steal_pointer (&self) : NULL;
}

size_t
cvk_script_process_get_memory_limit (CvkScriptProcess *self)
{
  return self->memory_limit;
}

/* 0 when it has ended. */
static pid_t
get_pid (CvkScriptProcess *self)
{
  const char *identifier = g_subprocess_get_identifier (self->subprocess);

  return identifier != NULL ? (pid_t) g_ascii_strtoll (identifier, NULL, 10) : 0;
}

int64_t
cvk_script_process_get_work (CvkScriptProcess *self)
{
  pid_t pid = get_pid (self);
  struct timespec time;
  clockid_t clock;

  if (pid == 0 || clock_getcpuclockid (pid, &clock) != 0 || clock_gettime (clock, &time) != 0)
    return 0;
  return time.tv_sec * (int64_t) G_USEC_PER_SEC + time.tv_nsec / 1000;
}

size_t
cvk_script_process_get_memory (CvkScriptProcess *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", (int) get_pid (self));
  g_autofree char *text = NULL;
  size_t total, resident;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      sscanf (text, "%zu %zu", &total, &resident) != 2)
    return 0;
  return resident * sysconf (_SC_PAGESIZE);
}
