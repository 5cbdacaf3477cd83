// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether packets to @address leave for the public internet, as far as the address says: what the
 * special-purpose registries of IANA (RFC 6890, iana-ipv4-special-registry and its sibling) keep
 * for anything else is not public, and neither are the addresses at which clouds tell machines
 * their secrets. Of an address that wraps an IPv4 address (mapped, NAT64, 6to4) that one is looked
 * at. */
gboolean cvk_address_is_public (GInetAddress *address);
/* The same for where a socket leads; what is no internet address is not public. */
gboolean cvk_socket_address_is_public (GSocketAddress *address);

G_END_DECLS
