// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "hostile-server.h"

const HostileBehaviour hostile_replies[] = {
  { .name = "301 to another host",
    .reply = "HTTP/1.1 301 Moved Permanently\r\nLocation: http://evil.example/\r\nContent-Length: "
             "0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "302 to another host",
    .reply = "HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "303 to another host",
    .reply =
      "HTTP/1.1 303 See Other\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "307 to another host",
    .reply = "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://evil.example/\r\nContent-Length: "
             "0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "308 to another host",
    .reply = "HTTP/1.1 308 Permanent Redirect\r\nLocation: http://evil.example/\r\nContent-Length: "
             "0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "redirect to itself",
    .reply = "HTTP/1.1 302 Found\r\nLocation: /v2/a\r\nContent-Length: 0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "304 that nobody asked for",
    .reply = "HTTP/1.1 304 Not Modified\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "status 400",
    .reply = "HTTP/1.1 400 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 402",
    .reply = "HTTP/1.1 402 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 403",
    .reply = "HTTP/1.1 403 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 404",
    .reply = "HTTP/1.1 404 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 405",
    .reply = "HTTP/1.1 405 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 406",
    .reply = "HTTP/1.1 406 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 409",
    .reply = "HTTP/1.1 409 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 410",
    .reply = "HTTP/1.1 410 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 411",
    .reply = "HTTP/1.1 411 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 413",
    .reply = "HTTP/1.1 413 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 415",
    .reply = "HTTP/1.1 415 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 418",
    .reply = "HTTP/1.1 418 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 422",
    .reply = "HTTP/1.1 422 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 451",
    .reply = "HTTP/1.1 451 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 401 for ever",
    .reply = "HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n r" },
  { .name = "status 408",
    .reply = "HTTP/1.1 408 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 500",
    .reply = "HTTP/1.1 500 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 501",
    .reply = "HTTP/1.1 501 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 502",
    .reply = "HTTP/1.1 502 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 503",
    .reply = "HTTP/1.1 503 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 504",
    .reply = "HTTP/1.1 504 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 599",
    .reply = "HTTP/1.1 599 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 500 in HTML",
    .reply = "HTTP/1.1 500 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  { .name = "status 999",
    .reply = "HTTP/1.1 999 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "u u u u u",
    .zoom = "u u u n n" },
  /* What looks at a new connection is told to wait too. When that is longer than the time of the
   * step, its change is not sent at all. */
  { .name = "status 429 with no time",
    .reply = "HTTP/1.1 429 Slow\r\nX: y\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r nr n nr" },
  { .name = "status 429 with a time that is no time",
    .reply = "HTTP/1.1 429 Slow\r\nRetry-After: soon\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r nr n nr" },
  { .name = "status 429 with a negative time",
    .reply = "HTTP/1.1 429 Slow\r\nRetry-After: -1\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r nr n nr" },
  { .name = "status 429 with a year",
    .reply = "HTTP/1.1 429 Slow\r\nRetry-After: 31536000\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n n" },
  { .name = "status 429 with a time in the past",
    .reply = "HTTP/1.1 429 Slow\r\nRetry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: "
             "2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r nr n nr" },
  { .name = "status 429 with a number too large",
    .reply =
      "HTTP/1.1 429 Slow\r\nRetry-After: 99999999999999999999\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r r n n" },
  { .name = "status 429 with two times",
    .reply = "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nRetry-After: 2\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r nr n nr" },
  { .name = "status 429 with a fraction",
    .reply = "HTTP/1.1 429 Slow\r\nRetry-After: 1.5\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "r r r r r",
    .zoom = "r r nr n nr" },
  { .name = "HTML for JSON",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "HTML that says it is JSON",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n<html>",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "UTF-16",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "6\r\n\r\n\xff\xfe{\x01}\x01",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "bytes that are no UTF-8",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "10\r\n\r\n{\"a\":\"\xc3\x28\"}",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "members twice",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "15\r\n\r\n{\"id\":1,\"id\":2}",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "a number that no number holds",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "12\r\n\r\n{\"id\":1e999}",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "2 to the 63rd",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "26\r\n\r\n{\"id\":9223372036854775808}",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "nested without end",
    .reply =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
      "5000\r\n\r\n[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "something behind the JSON",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{}x",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "null in a text",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "14\r\n\r\n{\"a\":\"\\u0000\"}",
    .end = HOSTILE_KEEP,
    .http = "r r u u u",
    .zoom = "u u u n n" },
  { .name = "nothing",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "u u u n n" },
  { .name = "204 without a body",
    .reply = "HTTP/1.1 204 No Content\r\n\r\n",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "u u u n n" },
  { .name = "a list for an object",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n[1]",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "u u u n n" },
  { .name = "an id that is a text",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "24\r\n\r\n{\"id\":\"9\",\"meetings\":{}}",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "u u u n n" },
  { .name = "an id below zero",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "25\r\n\r\n{\"id\":-1,\"meetings\":null}",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "u u u n n" },
  { .name = "the same page for ever",
    .reply = "HTTP/1.1 200 OK\r\nLink: </v2/a>; rel=next\r\nContent-Length: "
             "52\r\n\r\n{\"id\":1,\"meetings\":[{\"id\":1}],\"next_page_token\":\"x\"}",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "d r u u u" },
  { .name = "a next page elsewhere",
    .reply =
      "HTTP/1.1 200 OK\r\nLink: <http://evil.example/>; rel=next\r\nContent-Length: "
      "70\r\n\r\n{\"id\":91538056781,\"topic\":\"Interview\",\"meetings\":[{\"id\":91538056781}]}",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "d d u u u" },
  { .name = "a thousand informational replies",
    .reply =
      "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 "
      "200 OK\r\nContent-Length: 2\r\n\r\n{}",
    .end = HOSTILE_KEEP,
    .http = "d r d d d",
    .zoom = "u u u n n" },
  { .name = "cookies, which are not kept",
    .reply =
      "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: "
      "70\r\n\r\n{\"id\":91538056781,\"topic\":\"Interview\",\"meetings\":[{\"id\":91538056781}]}",
    .end = HOSTILE_KEEP,
    .http = "d d d d d",
    .zoom = "d d u u u" },
  { .name = "a clock of another century",
    .reply =
      "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: "
      "70\r\n\r\n{\"id\":91538056781,\"topic\":\"Interview\",\"meetings\":[{\"id\":91538056781}]}",
    .end = HOSTILE_KEEP,
    .http = "d d d d d",
    .zoom = "d d u u u" },
  { .name = "a byte order mark",
    .reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
             "73\r\n\r\n\xef\xbb\xbf{\"id\":91538056781,\"topic\":\"Interview\",\"meetings\":[{"
             "\"id\":91538056781}]}",
    .end = HOSTILE_KEEP,
    .http = "d d d d d",
    .zoom = "d d u u u" },
  { .name = "JSON that says it is text",
    .reply =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
      "70\r\n\r\n{\"id\":91538056781,\"topic\":\"Interview\",\"meetings\":[{\"id\":91538056781}]}",
    .end = HOSTILE_KEEP,
    .http = "d d d d d",
    .zoom = "d d u u u" },
};

const size_t n_hostile_replies = G_N_ELEMENTS (hostile_replies);
