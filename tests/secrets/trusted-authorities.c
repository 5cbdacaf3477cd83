// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include <dlfcn.h>
#include <stdlib.h>

/* Put in front of the programs that are tested, so that they trust the certificate authority in the
 * file that CVK_TEST_AUTHORITIES names, and no other: glib-networking has no way to say so from
 * outside. The types are those of gnutls/x509.h, which need not be installed. */

typedef int AddFile (void *list,
                     const char *authorities,
                     const char *revoked,
                     int format,
                     unsigned flags,
                     unsigned verification_flags);

int gnutls_x509_trust_list_add_system_trust (void *list, unsigned flags, unsigned verify_flags);

int
gnutls_x509_trust_list_add_system_trust (void *list, unsigned flags, unsigned verify_flags)
{
  /* The module of GIO keeps the library to itself. */
  void *library = dlopen ("libgnutls.so.30", RTLD_LAZY | RTLD_NOLOAD);
  AddFile *add_file = (AddFile *) dlsym (library, "gnutls_x509_trust_list_add_trust_file");

  return add_file (list, getenv ("CVK_TEST_AUTHORITIES"), NULL, 1 /* PEM */, flags, verify_flags);
}
