// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-mail-node-private.h"

static CvkValue *
list_addresses (GPtrArray *addresses)
{
  g_auto (CvkArrayBuilder) list = { NULL };

  cvk_array_builder_init (&list);
  for (unsigned i = 0; i < addresses->len; i++)
    cvk_array_builder_append (
      &list, cvk_value_take_string (cvk_mail_address_to_text (g_ptr_array_index (addresses, i))));
  return cvk_array_builder_end (&list);
}

static CvkValue *
list_attachments (GPtrArray *attachments)
{
  g_auto (CvkArrayBuilder) list = { NULL };

  cvk_array_builder_init (&list);
  for (unsigned i = 0; i < attachments->len; i++)
    {
      const CvkMailAttachment *attachment = g_ptr_array_index (attachments, i);

      cvk_array_builder_append (
        &list, cvk_value_new_object (
                 "name", cvk_value_new_string (attachment->name), "size",
                 cvk_value_new_integer ((int64_t) g_bytes_get_size (attachment->data)), "sha256",
                 cvk_value_take_string (
                   g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, attachment->data)),
                 NULL));
    }
  return cvk_array_builder_end (&list);
}

static void
append_addresses (CvkObjectBuilder *builder, const char *name, GPtrArray *addresses)
{
  if (addresses->len > 0)
    cvk_object_builder_append (builder, name, list_addresses (addresses));
}

/* All that makes it this message and no other one, but for its number and date: an approved run
 * sends what its rehearsal has shown. */
CvkValue *
cvk_mail_node_describe (CvkExecution *self)
{
  static const char *const texts[] = { "subject", "text", "html" };
  CvkMailCall *call = cvk_mail_call_get (self);
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "from",
                             cvk_value_take_string (cvk_mail_address_to_text (call->from)));
  append_addresses (&builder, "to", call->to);
  append_addresses (&builder, "cc", call->cc);
  append_addresses (&builder, "bcc", call->bcc);
  append_addresses (&builder, "reply_to", call->reply_to);
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = cvk_value_lookup_string (self->settings, texts[i], NULL);

      if (text != NULL)
        cvk_object_builder_append (&builder, texts[i], cvk_value_new_string (text));
    }
  if (call->attachments->len > 0)
    cvk_object_builder_append (&builder, "attachments", list_attachments (call->attachments));
  return cvk_object_builder_end (&builder);
}

/* Where a person has said that it was sent, nothing more is known of it. */
void
cvk_mail_node_emit (CvkItem *item, const CvkValue *reply, CvkOutput *output)
{
  CvkValue *message_id = cvk_value_get_member (reply, "message_id");
  CvkValue *refused = cvk_value_get_member (reply, "refused");

  cvk_output_emit_over (
    output, 0, item,
    cvk_value_new_object (
      "message_id", message_id != NULL ? cvk_value_ref (message_id) : cvk_value_new_null (),
      "refused", refused != NULL ? cvk_value_ref (refused) : cvk_value_new_array (NULL, 0), NULL));
}

/* --- Rehearsing --- */

static void
append_change (CvkExecution *self, CvkArrayBuilder *changes, const char *field, CvkValue *value)
{
  gboolean is_guess = cvk_call_holds_guess (self->call, value);

  cvk_array_builder_append (changes, cvk_value_new_object ("field", cvk_value_new_string (field),
                                                           "to", value, "guess",
                                                           cvk_value_new_boolean (is_guess), NULL));
}

/* What people look at before they let it go: to whom, what about, how much. */
static CvkValue *
list_changes (CvkExecution *self)
{
  static const char *const fields[] = { "to", "cc", "bcc", "subject", "text" };
  CvkMailCall *call = cvk_mail_call_get (self);
  CvkValue *source = self->request.body != NULL ? self->request.body : self->settings;
  g_auto (CvkArrayBuilder) changes = { NULL };

  cvk_array_builder_init (&changes);
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      CvkValue *value = cvk_value_get_member (source, fields[i]);

      if (value != NULL)
        append_change (self, &changes, fields[i], cvk_value_ref (value));
    }
  if (call->message != NULL)
    append_change (self, &changes, "size",
                   cvk_value_new_integer ((int64_t) g_bytes_get_size (call->message)));
  return cvk_array_builder_end (&changes);
}

void
cvk_mail_node_pretend (CvkExecution *self)
{
  g_autoptr (CvkValue) request = cvk_action_request_to_value (self->action, &self->request);
  g_autoptr (CvkValue) changes = list_changes (self);
  g_autoptr (CvkValue) outcome =
    cvk_value_new_object ("message_id", cvk_call_make_guess (self->call, "message_id"), NULL);
  CvkPretence pretence = {
    .kind = "send",
    .subject = cvk_value_lookup_string (self->settings, "subject", NULL),
    .request = request,
    .changes = changes,
  };

  cvk_call_pretend (self->call, &pretence);
  cvk_mail_node_emit (cvk_call_get_item (self->call), outcome, cvk_call_get_output (self->call));
  cvk_call_succeed (self->call);
}
