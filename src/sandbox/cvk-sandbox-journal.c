// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-journal.h"

/* The oldest requests are forgotten beyond this. */
#define MAX_REQUESTS 20000

struct _CvkSandboxJournal
{
  CvkSandboxState *state;
  CvkSandboxClock *clock;
  GPtrArray *effects;
  GPtrArray *requests;
  gboolean bodies;
};

CvkSandboxJournal *
cvk_sandbox_journal_new (CvkSandboxState *state, CvkSandboxClock *clock)
{
  CvkSandboxJournal *self = g_new0 (CvkSandboxJournal, 1);

  self->state = state;
  self->clock = clock;
  self->effects = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  return self;
}

void
cvk_sandbox_journal_free (CvkSandboxJournal *self)
{
  g_ptr_array_unref (self->effects);
  g_ptr_array_unref (self->requests);
  g_free (self);
}

static void
load_effect_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandboxJournal *self = user_data;

  g_ptr_array_add (self->effects, cvk_value_ref (value));
}

gboolean
cvk_sandbox_journal_load (CvkSandboxJournal *self, GError **error)
{
  return cvk_sandbox_state_load (self->state, "effect", load_effect_cb, self, error);
}

static char *
format_now (CvkSandboxJournal *self)
{
  return cvk_sandbox_format_instant (cvk_sandbox_clock_get_now (self->clock) / G_USEC_PER_SEC);
}

void
cvk_sandbox_journal_add_effect (CvkSandboxJournal *self,
                                const CvkSandboxRequest *request,
                                int64_t meeting_id)
{
  /* Fixed width, so that the order of texts is the order of numbers. */
  g_autofree char *id = g_strdup_printf ("%012u", self->effects->len);
  CvkValue *effect = cvk_value_new_object ("time", cvk_value_take_string (format_now (self)),
                                           "method", cvk_value_new_string (request->method), "path",
                                           cvk_value_new_string (request->path), "meeting_id",
                                           cvk_value_new_integer (meeting_id), NULL);

  g_ptr_array_add (self->effects, effect);
  cvk_sandbox_state_put (self->state, "effect", id, effect);
}

/* Bodies are for reading by people and tests; what is not text shows as replacement characters. */
static CvkValue *
describe_body (const CvkSandboxRequest *request)
{
  g_autofree char *text = g_utf8_make_valid (g_bytes_get_data (request->body, NULL),
                                             (gssize) g_bytes_get_size (request->body));

  return cvk_value_new_string (text);
}

void
cvk_sandbox_journal_add_request (CvkSandboxJournal *self, const CvkSandboxRequest *request)
{
  CvkObjectBuilder builder, query;
  GHashTableIter iterator;
  gpointer name, value;

  if (!self->bodies)
    return;
  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "time", cvk_value_take_string (format_now (self)));
  cvk_object_builder_append (&builder, "method", cvk_value_new_string (request->method));
  cvk_object_builder_append (&builder, "path", cvk_value_new_string (request->path));
  cvk_object_builder_init (&query);
  if (request->query != NULL)
    {
      g_hash_table_iter_init (&iterator, request->query);
      while (g_hash_table_iter_next (&iterator, &name, &value))
        cvk_object_builder_append (&query, name, cvk_value_new_string (value));
    }
  cvk_object_builder_append (&builder, "query", cvk_object_builder_end (&query));
  cvk_object_builder_append (&builder, "accept", cvk_value_new_string (request->accept));
  cvk_object_builder_append (&builder, "content_type", cvk_value_new_string (request->type));
  cvk_object_builder_append (&builder, "authorized",
                             cvk_value_new_boolean (request->authorization != NULL));
  cvk_object_builder_append (&builder, "body", describe_body (request));
  g_ptr_array_add (self->requests, cvk_object_builder_end (&builder));
  if (self->requests->len > MAX_REQUESTS)
    g_ptr_array_remove_range (self->requests, 0, MAX_REQUESTS / 2);
}

void
cvk_sandbox_journal_set_bodies (CvkSandboxJournal *self, gboolean bodies)
{
  self->bodies = bodies;
}

void
cvk_sandbox_journal_clear (CvkSandboxJournal *self)
{
  for (unsigned i = 0; i < self->effects->len; i++)
    {
      g_autofree char *id = g_strdup_printf ("%012u", i);

      cvk_sandbox_state_put (self->state, "effect", id, NULL);
    }
  g_ptr_array_set_size (self->effects, 0);
  g_ptr_array_set_size (self->requests, 0);
}

GPtrArray *
cvk_sandbox_journal_get_effects (CvkSandboxJournal *self)
{
  return self->effects;
}

GPtrArray *
cvk_sandbox_journal_get_requests (CvkSandboxJournal *self)
{
  return self->requests;
}
