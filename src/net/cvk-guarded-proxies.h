// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkGuardedProxies:
 *
 * The system's proxies, for requests that may reach public addresses only. Which address a proxy
 * connects to nobody here can see, so the host is looked up first, and a name that stands for an
 * address that is not public is refused with CVK_HTTP_ERROR_PRIVATE. A name that only the proxy can
 * look up is left to the proxy and to those who run it.
 *
 * Asynchronous lookups only.
 */
#define CVK_TYPE_GUARDED_PROXIES (cvk_guarded_proxies_get_type ())
G_DECLARE_FINAL_TYPE (CvkGuardedProxies, cvk_guarded_proxies, CVK, GUARDED_PROXIES, GObject)

/* @inner: (transfer none): whom it asks for proxies. */
GProxyResolver *cvk_guarded_proxies_new (GProxyResolver *inner) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
