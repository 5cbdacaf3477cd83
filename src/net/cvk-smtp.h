// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/**
 * Handing a message to a mail server (RFC 5321, RFC 6409), with an honest answer to "can it have
 * been accepted?". Each message has a connection of its own, so that what a lost one means is
 * certain: before the end of the message nothing was accepted, after it the server may have.
 */
typedef enum
{
  CVK_SMTP_TLS,      /* from the first byte, RFC 8314 */
  CVK_SMTP_STARTTLS, /* before anything else; a server that cannot is not spoken to */
  CVK_SMTP_NONE,     /* for this computer itself only */
} CvkSmtpSecurity;

/* "tls", "starttls", "none"; FALSE: none of them. */
gboolean cvk_smtp_security_from_string (const char *text, CvkSmtpSecurity *security);
/* The usual port: 465, 587 or 25. */
unsigned cvk_smtp_security_get_port (CvkSmtpSecurity security);

/* Borrowed until cvk_smtp_deliver_async() returns. */
typedef struct
{
  const char *host;
  unsigned port; /* 0: the usual one */
  CvkSmtpSecurity security;
  const char *user;              /* nullable: the server wants to know nobody */
  CvkSecret *password;           /* nullable, with @user */
  const char *authorities;       /* nullable: a PEM file to be trusted in place of the system's */
  const char *sender;            /* "ada@example.com" */
  const char *const *recipients; /* likewise, at least one */
  GBytes *message;               /* headers and body, lines ending in CR LF */
  gboolean is_partial;           /* the others get it when a recipient is refused */
  int64_t deadline;              /* microseconds for all of it */
} CvkSmtpRequest;

typedef enum
{
  CVK_SMTP_ACCEPTED,
  CVK_SMTP_NOT_REACHED,   /* no connection that one may speak over; nothing was sent */
  CVK_SMTP_UNSAFE,        /* the certificate is not the server's, or it has no TLS; likewise */
  CVK_SMTP_LOGIN_REFUSED, /* user name or password; likewise */
  CVK_SMTP_LATER,         /* it said so (status 4xx); likewise */
  CVK_SMTP_REFUSED,       /* it said so (status 5xx); likewise */
  CVK_SMTP_UNKNOWN,       /* the message was sent, and no answer came */
} CvkSmtpOutcome;

typedef struct
{
  char *address;
  unsigned status;
  char *text;
} CvkSmtpRefusal;

typedef struct
{
  CvkSmtpOutcome outcome;
  unsigned status;    /* of what the server said last; 0: nothing */
  char *text;         /* what it said, or why there is no answer; never NULL, may be empty */
  GPtrArray *refused; /* owned CvkSmtpRefusal: recipients that were */
} CvkSmtpResult;

void cvk_smtp_result_free (CvkSmtpResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSmtpResult, cvk_smtp_result_free)

/* Cannot be called back: that would only make its outcome unknown. */
void cvk_smtp_deliver_async (const CvkSmtpRequest *request,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full), never NULL. */
CvkSmtpResult *cvk_smtp_deliver_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
