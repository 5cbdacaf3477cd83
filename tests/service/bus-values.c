// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "bus-values.h"

#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Every 64th text is as long as this. */
#define LONG_TEXT (1 << 20)
/* Learned texts are a ring, so that what is under way now is spoken of. */
#define LEARNED 32

struct _BusValues
{
  GRand *random;
  const char *const *words;
  unsigned n_words;
  char *learned[LEARNED];
  unsigned n_learned;
};

/* As the service's API names them, save "trust" and "once". */
static const char *const option_names[] = {
  "id",      "path",          "inputs", "connections", "files",   "sandbox",        "rehearse",
  "approve", "effects",       "spread", "keep",        "only",    "from",           "retry",
  "edits",   "breakpoints",   "kept",   "days",        "run",     "megabytes",      "pipeline",
  "state",   "search",        "limit",  "secret",      "address", "webhook_secret", "offset",
  "count",   "reconnect",     "memory", "unchecked",   "server",  "connector",      "client_id",
  "later",   "client_secret", "port",   "device",
};

static const char *const option_types[] = { "s", "b", "u", "as", "au", "a{ss}", "h", "ay", "q" };

/* Where a whole document is asked for, one that gets past its reader. */
static const char *const documents[] = {
  "{\"convoke\":1,\"nodes\":{},\"links\":[]}",
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[{\"name\":\"x\","
  "\"type\":\"integer\"}]}},\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"O\"}}},"
  "\"links\":[\"in.out -> out.in\"]}",
  "{\"convoke\":1,\"nodes\":{\"t\":{\"type\":\"trigger.schedule\",\"settings\":{\"schedule\":"
  "{\"repeat\":\"minutes\",\"every\":1}}},\"z\":{\"type\":\"zoom.create-meeting\","
  "\"settings\":{\"topic\":\"x\"}}},\"links\":[\"t.out -> z.in\"]}",
  "{\"convoke\":1,\"nodes\":{\"h\":{\"type\":\"trigger.webhook\",\"settings\":{}},\"a\":{\"type\":"
  "\"http.request\",\"settings\":{\"url\":\"http://127.0.0.1:1/\"}}},\"links\":[\"h.out -> "
  "a.in\"]}",
  "{\"op\":\"write\",\"mode\":\"upsert\",\"key\":\"a\",\"rows\":[{\"a\":1},{\"a\":\"1\"},{\"b\":[]}"
  "]}",
  "{\"op\":\"set\",\"rows\":[{\"number\":1,\"fields\":{\"a\":null}},{\"fields\":{}}]}",
  "{\"op\":\"delete\",\"numbers\":[1,-1,9223372036854775807]}",
  "{\"op\":\"create\",\"columns\":[\"a\",\"a\",\"\"],\"key\":\"nowhere\"}",
  "{\"op\":\"columns\",\"columns\":[\"b\"],\"key\":\"b\",\"renames\":{\"a\":\"b\",\"b\":\"a\"}}",
  "{\"op\":\"rename\",\"name\":\"other\"}",
  "{\"op\":\"undo\"}",
  "{\"op\":\"remove\"}",
  "{\"meeting_id\":\"{{ item.x }}\",\"page_size\":-1}",
  "{\"name\":\"n\",\"choice\":\"bearer\",\"address\":\"http://127.0.0.1:1/\",\"user\":\"u\","
  "\"header\":\"X-Key\",\"details\":{\"host\":\"127.0.0.1\",\"port\":1,\"security\":\"none\"}}",
  "{\"1\":{\"x\":\"y\"},\"-1\":{},\"99\":null}",
  "[{}]",
  "null",
  "{",
};

/* Names of what there is, so that calls come to something. */
static const char *const names[] = {
  "in",
  "out",
  "failed",
  "make",
  "zoom",
  "http",
  "smtp",
  "openai",
  "t",
  "x",
  "-x",
  "x.y",
  "answer",
  "send-again",
  "zoom.get-meeting",
  "keep",
  "name",
  "each/create",
  "running",
  "zoom.list-meetings",
  "http://127.0.0.1:1",
  "https://nowhere.invalid/",
  "127.0.0.1",
};

BusValues *
bus_values_new (unsigned seed, const char *const *words)
{
  BusValues *self = g_new0 (BusValues, 1);

  self->random = g_rand_new_with_seed (seed);
  self->words = words;
  self->n_words = g_strv_length ((char **) words);
  return self;
}

void
bus_values_free (BusValues *self)
{
  for (unsigned i = 0; i < LEARNED; i++)
    g_free (self->learned[i]);
  g_rand_free (self->random);
  g_free (self);
}

void
bus_values_learn (BusValues *self, const char *word)
{
  char **place = &self->learned[self->n_learned++ % LEARNED];

  g_free (*place);
  *place = g_strdup (word);
}

unsigned
bus_values_pick (BusValues *self, unsigned count)
{
  return (unsigned) g_rand_int_range (self->random, 0, (int) count);
}

char *
bus_values_make_text (BusValues *self)
{
  switch (bus_values_pick (self, 8))
    {
    case 0:
      return g_strdup ("");
    case 1:
      return g_strdup (documents[bus_values_pick (self, G_N_ELEMENTS (documents))]);
    case 2:
      return g_strdup (names[bus_values_pick (self, G_N_ELEMENTS (names))]);
    case 3:
    case 4:
      if (self->n_learned > 0)
        return g_strdup (self->learned[bus_values_pick (self, MIN (self->n_learned, LEARNED))]);
      return g_strdup ("r");
    case 5:
      if (bus_values_pick (self, 8) == 0)
        return g_strnfill (LONG_TEXT, bus_values_pick (self, 2) == 0 ? '[' : 'x');
      return g_strdup_printf ("%d", g_rand_int_range (self->random, G_MININT, G_MAXINT));
    default:
      return g_strdup (self->words[bus_values_pick (self, self->n_words)]);
    }
}

/* --- Descriptors --- */

static int
make_pipe (const char *text)
{
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (write (ends[1], text, strlen (text)), ==, (gssize) strlen (text));
  close (ends[1]);
  return ends[0];
}

static int
make_socket (void)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  close (ends[1]);
  return ends[0];
}

static int
make_write_end (void)
{
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  close (ends[0]);
  return ends[1];
}

static int
open_something (BusValues *self)
{
  switch (bus_values_pick (self, 9))
    {
    case 0:
      return open ("/dev/zero", O_RDONLY | O_CLOEXEC);
    case 1:
      return open ("/dev/null", O_RDWR | O_CLOEXEC);
    case 2:
      return open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    case 3:
      return open ("/", O_PATH | O_CLOEXEC);
    case 4:
      return eventfd (1, EFD_CLOEXEC);
    case 5:
      return memfd_create ("values", MFD_CLOEXEC);
    case 6:
      return make_socket ();
    case 7:
      return make_write_end ();
    default:
      return make_pipe (bus_values_pick (self, 2) == 0 ? "a-key-of-nobody\n" : "\x1b[2J\xff\n");
    }
}

static GVariant *
make_handle (BusValues *self, GUnixFDList *files)
{
  int fd = -1;
  int index = -1;

  /* One that the message does not bring. */
  if (bus_values_pick (self, 4) == 0)
    return g_variant_new_handle (g_rand_int_range (self->random, -2, 100));
  fd = open_something (self);
  g_assert_cmpint (fd, >=, 0);
  index = g_unix_fd_list_append (files, fd, NULL);
  close (fd);
  g_assert_cmpint (index, >=, 0);
  return g_variant_new_handle (index);
}

/* --- Values --- */

static GVariant *
make_bytes (BusValues *self)
{
  g_autofree char *text = NULL;

  if (bus_values_pick (self, 2) == 0)
    text = g_strdup (documents[bus_values_pick (self, G_N_ELEMENTS (documents))]);
  else
    text = bus_values_make_text (self);
  /* Bytes need be no text. */
  if (*text != '\0' && bus_values_pick (self, 4) == 0)
    text[bus_values_pick (self, (unsigned) MIN (strlen (text), 4096))] =
      (char) bus_values_pick (self, 256);
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1);
}

static GVariant *
make_options (BusValues *self, GUnixFDList *files)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  unsigned count = bus_values_pick (self, 6);

  for (unsigned i = 0; i < count; i++)
    {
      const char *name = option_names[bus_values_pick (self, G_N_ELEMENTS (option_names))];

      g_variant_builder_add (&builder, "{sv}", name, bus_values_make_any (self, files));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
make_list (BusValues *self, const char *signature, GUnixFDList *files)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (signature));
  unsigned count = bus_values_pick (self, 5);

  for (unsigned i = 0; i < count; i++)
    {
      g_autofree char *key = bus_values_make_text (self);
      g_autofree char *value = bus_values_make_text (self);

      if (g_str_equal (signature, "a{ss}"))
        g_variant_builder_add (&builder, "{ss}", key, value);
      else
        g_variant_builder_add_value (&builder,
                                     bus_values_make_argument (self, "", signature + 1, files));
    }
  return g_variant_builder_end (&builder);
}

GVariant *
bus_values_make_argument (BusValues *self,
                          const char *name,
                          const char *signature,
                          GUnixFDList *files)
{
  if (g_str_equal (signature, "s"))
    return g_variant_new_take_string (bus_values_make_text (self));
  if (g_str_equal (signature, "b"))
    return g_variant_new_boolean (bus_values_pick (self, 2) == 0);
  if (g_str_equal (signature, "u"))
    return g_variant_new_uint32 (bus_values_pick (self, 2) == 0 ? bus_values_pick (self, 600)
                                                                : g_rand_int (self->random));
  if (g_str_equal (signature, "q"))
    return g_variant_new_uint16 ((uint16_t) g_rand_int (self->random));
  if (g_str_equal (signature, "x"))
    return g_variant_new_int64 (
      (int64_t) ((uint64_t) g_rand_int (self->random) << bus_values_pick (self, 33)));
  if (g_str_equal (signature, "h"))
    return make_handle (self, files);
  if (g_str_equal (signature, "ay"))
    return make_bytes (self);
  if (g_str_equal (signature, "a{sv}"))
    return make_options (self, files);
  if (g_str_equal (signature, "as") || g_str_equal (signature, "au") ||
      g_str_equal (signature, "a{ss}"))
    return make_list (self, signature, files);
  g_error ("Argument “%s” has the type “%s”, of which this test knows no values", name, signature);
}

GVariant *
bus_values_make_any (BusValues *self, GUnixFDList *files)
{
  return bus_values_make_argument (
    self, "", option_types[bus_values_pick (self, G_N_ELEMENTS (option_types))], files);
}
