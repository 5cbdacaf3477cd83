# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Planted bugs for part F: build and policy."""

from mutants import Mutation

MUTATIONS = {
    "F1": Mutation(
        "any issuer's description is believed",
        ("src/connect/cvk-server-metadata.c",
         '  else if (g_strcmp0 (cvk_value_lookup_string (metadata, "issuer", NULL), issuer) != 0)',
         "  else if (FALSE)")),
    "F2": Mutation(
        "a variable of the environment is the server",
        ("src/connect/cvk-connector-sign-in.c", "  *request = (CvkSignInRequest){ 0 };\n",
         "  *request = (CvkSignInRequest){ 0 };\n"
         '  if (server_text == NULL) server_text = g_getenv ("CVK_SERVER");\n')),
    "F3": Mutation(
        "a field keeps the access token as a string",
        ("src/connect/cvk-connection-private.h", "struct _CvkConnection\n{\n",
         "struct _CvkConnection\n{\n  char *access_token_text;\n")),
    "F4": Mutation(
        "the callback's reader runs over the end of a line",
        ("src/connect/cvk-loopback-callback.c",
         "else if (g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))",
         "else if (g_ascii_isxdigit (p[1]))"),
        target="fuzz"),
    "F5": Mutation(
        "randomness comes from elsewhere",
        ("src/connect/cvk-connection-token.c",
         "  if (!cvk_random_fill (&random, sizeof random, NULL))\n",
         "  random = (uint16_t) g_random_int ();\n  if (FALSE)\n")),
    "F6": Mutation(
        "a row has lost its mutation",
        ("tests/oauth/mutations_b.py", '    "B18": Mutation(', '    "B19": Mutation(')),
}
