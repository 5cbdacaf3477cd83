# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Planted bugs for part A: starting an attempt."""

from mutants import Mutation

SIGN_IN = "src/connect/cvk-sign-in.c"
SOCKET = "src/connect/cvk-loopback-socket.c"

MUTATIONS = {
    "A1": Mutation(
        "the browser is never opened",
        ("src/cli/cvk-cli-sign-in.c",
         "    cvk_browser_open_async (self->url, NULL, opened_cb, self);",
         "    print_address (self);"),
        target="ctl"),
    "A2": Mutation(
        "the authorization endpoint is not checked",
        (SIGN_IN, "for (size_t i = 0; i < G_N_ELEMENTS (addresses); i++)",
         "for (size_t i = 1; i < G_N_ELEMENTS (addresses); i++)")),
    "A3": Mutation(
        "the implicit flow is asked for as well",
        (SIGN_IN, '"response_type", "code"', '"response_type", "code token"')),
    "A4": Mutation(
        "the state has 64 bits",
        (SIGN_IN, "#define STATE_BYTES 32", "#define STATE_BYTES 8")),
    "A5": Mutation(
        "all attempts have one verifier",
        ("src/connect/cvk-pkce.c", "char *verifier = cvk_random_base64url (VERIFIER_BYTES, error);",
         "static CvkSecret *first; if (first != NULL) return cvk_secret_ref (first);"
         "char *verifier = cvk_random_base64url (VERIFIER_BYTES, error);"
         "first = cvk_secret_new (verifier, -1);")),
    "A6": Mutation(
        "the challenge is called plain",
        (SIGN_IN, '"code_challenge_method", "S256"', '"code_challenge_method", "plain"')),
    "A7": Mutation(
        "a port is looked for, closed and bound again",
        (SOCKET, "  g_socket_service_stop (service);\n",
         "  g_socket_service_stop (service);"
         "  g_autoptr (GSocketListener) probe = g_socket_listener_new ();"
         "  if (*port == 0 && g_socket_listener_add_address (probe, address, G_SOCKET_TYPE_STREAM, "
         "G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL))"
         "  { *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));"
         "    g_clear_object (&bound); g_socket_listener_close (probe); g_object_unref (address);"
         '    address = g_inet_socket_address_new_from_string ("127.0.0.1", *port); }\n')),
    "A8": Mutation(
        "it listens on every interface",
        (SOCKET, 'g_inet_socket_address_new_from_string ("127.0.0.1", *port)',
         'g_inet_socket_address_new_from_string ("0.0.0.0", *port)')),
    "A9": Mutation(
        "the token request has another redirect address",
        ("src/connect/cvk-sign-in-exchange.c",
         '{ "redirect_uri", cvk_loopback_get_redirect_uri (self->loopback) }',
         '{ "redirect_uri", "http://localhost/callback" }')),
    "A10": Mutation(
        "the random path is forgotten",
        (SIGN_IN, "  options.random_path = self->request.random_path;\n", "")),
    "A11": Mutation(
        "what is missing is not told",
        ("src/service/cvk-host-connections.c", "cvk_connector_list_missing_scopes (connection)",
         "cvk_value_new_array (NULL, 0)")),
    "A12": Mutation(
        "the attempt before goes on",
        ("src/service/cvk-sign-ins.c", "  supersede_rivals (self, preparation->key);\n", "")),
}
