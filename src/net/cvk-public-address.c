// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-public-address.h"

#include <stdint.h>
#include <string.h>

typedef struct
{
  uint8_t bytes[16];
  unsigned length; /* bits */
} Range;

/* Not public. */
static const Range ipv4_ranges[] = {
  { { 0 }, 8 },                 /* this network, unspecified */
  { { 10 }, 8 },                /* private, RFC 1918 */
  { { 100, 64 }, 10 },          /* shared by carriers, RFC 6598; metadata of one cloud */
  { { 127 }, 8 },               /* loopback */
  { { 168, 63, 129, 16 }, 32 }, /* metadata and health of one cloud */
  { { 169, 254 }, 16 },         /* link-local, RFC 3927; metadata of most clouds */
  { { 172, 16 }, 12 },          /* private */
  { { 192, 0, 0 }, 24 },        /* protocol assignments, RFC 6890 */
  { { 192, 0, 2 }, 24 },        /* documentation, RFC 5737 */
  { { 192, 88, 99 }, 24 },      /* 6to4 relays, RFC 7526 */
  { { 192, 168 }, 16 },         /* private */
  { { 198, 18 }, 15 },          /* benchmarks, RFC 2544 */
  { { 198, 51, 100 }, 24 },     /* documentation */
  { { 203, 0, 113 }, 24 },      /* documentation */
  { { 224 }, 4 },               /* multicast */
  { { 240 }, 4 },               /* reserved, broadcast */
};

/* The only one that is public, RFC 4291, section 2.4: so loopback, link-local, unique local,
 * site-local, multicast and what nobody was given yet are not. */
static const Range ipv6_public = { { 0x20 }, 3 };

/* Not public all the same. */
static const Range ipv6_ranges[] = {
  { { 0x20, 0x01 }, 23 },             /* protocol assignments: Teredo, benchmarks, ORCHID */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation, RFC 3849 */
  { { 0x3f, 0xff }, 20 },             /* documentation, RFC 9637 */
};

/* What wraps an IPv4 address, which begins at that byte. */
static const struct
{
  Range range;
  unsigned offset;
} wrappers[] = {
  { { { [10] = 0xff, [11] = 0xff }, 96 }, 12 }, /* mapped, RFC 4291 */
  { { { 0x00, 0x64, 0xff, 0x9b }, 96 }, 12 },   /* NAT64, RFC 6052 */
  { { { 0x20, 0x02 }, 16 }, 2 },                /* 6to4, RFC 3056 */
};

static gboolean
is_in_range (const uint8_t *bytes, const Range *range)
{
  unsigned whole = range->length / 8;
  unsigned rest = range->length % 8;

  if (memcmp (bytes, range->bytes, whole) != 0)
    return FALSE;
  return rest == 0 || (bytes[whole] ^ range->bytes[whole]) >> (8 - rest) == 0;
}

static gboolean
is_in_ranges (const uint8_t *bytes, const Range *ranges, size_t n_ranges)
{
  for (size_t i = 0; i < n_ranges; i++)
    if (is_in_range (bytes, &ranges[i]))
      return TRUE;
  return FALSE;
}

gboolean
cvk_address_is_public (GInetAddress *address)
{
  const uint8_t *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return !is_in_ranges (bytes, ipv4_ranges, G_N_ELEMENTS (ipv4_ranges));
  for (size_t i = 0; i < G_N_ELEMENTS (wrappers); i++)
    if (is_in_range (bytes, &wrappers[i].range))
      return !is_in_ranges (bytes + wrappers[i].offset, ipv4_ranges, G_N_ELEMENTS (ipv4_ranges));
  return is_in_range (bytes, &ipv6_public) &&
         !is_in_ranges (bytes, ipv6_ranges, G_N_ELEMENTS (ipv6_ranges));
}

gboolean
cvk_socket_address_is_public (GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address) &&
         cvk_address_is_public (
           g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}
