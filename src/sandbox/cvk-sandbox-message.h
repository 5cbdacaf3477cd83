// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * One HTTP request and its reply, free of the library that carried them.
 */
typedef struct
{
  const char *method;
  const char *path;   /* as it came, not percent-decoded */
  GHashTable *query;  /* name -> value, decoded */
  gboolean repeated;  /* a parameter came twice */
  const char *accept; /* these are nullable */
  const char *type;
  const char *authorization;
  const char *origin;
  GBytes *body;
} CvkSandboxRequest;

typedef struct
{
  char *name;
  char *value;
} CvkSandboxHeader;

typedef struct
{
  unsigned status;
  const char *type; /* a literal; NULL without a body */
  GString *body;
  GArray *headers; /* of CvkSandboxHeader */
} CvkSandboxReply;

CvkSandboxReply *cvk_sandbox_reply_new (unsigned status) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_reply_free (CvkSandboxReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxReply, cvk_sandbox_reply_free)

CvkSandboxReply *cvk_sandbox_reply_new_json (unsigned status, const CvkValue *value)
  G_GNUC_WARN_UNUSED_RESULT;
CvkSandboxReply *cvk_sandbox_reply_new_html (unsigned status, const char *html)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_reply_add_header (CvkSandboxReply *self, const char *name, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* {"code","message"} of the API, or the XML document that Zoom sends to whoever did not ask for
 * JSON. @errors is nullable: a list of {"field","message"}. */
CvkSandboxReply *cvk_sandbox_reply_new_error (const CvkSandboxRequest *request,
                                              unsigned status,
                                              int code,
                                              const char *message,
                                              const CvkValue *errors) G_GNUC_WARN_UNUSED_RESULT;
CvkSandboxReply *cvk_sandbox_reply_new_xml_error (unsigned status,
                                                  int code,
                                                  const char *message,
                                                  const CvkValue *errors) G_GNUC_WARN_UNUSED_RESULT;
/* {"reason","error"} of the token endpoint, with status 400. */
CvkSandboxReply *cvk_sandbox_reply_new_refusal (const char *error, const char *reason)
  G_GNUC_WARN_UNUSED_RESULT;

/* Reads an application/x-www-form-urlencoded text. NULL when it is none, or not UTF-8; sets
 * @repeated when a name came twice. (transfer full) (nullable) */
GHashTable *cvk_sandbox_parse_form (const char *text, size_t length, gboolean *repeated)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether the client takes JSON. */
gboolean cvk_sandbox_request_accepts_json (const CvkSandboxRequest *self);
/* (nullable): a query parameter. */
const char *cvk_sandbox_request_get_parameter (const CvkSandboxRequest *self, const char *name);

G_END_DECLS
