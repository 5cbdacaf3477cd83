# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Planted bugs for part E: secrecy and removal."""

from mutants import Mutation

TOKEN = "src/connect/cvk-connection-token.c"

MUTATIONS = {
    "E1": Mutation(
        "the new access token is in the debugging output",
        (TOKEN, "  self->generation = generation;\n",
         '  self->generation = generation;\n  g_debug ("Token %s.", '
         "cvk_secret_peek (self->access_token));\n")),
    "E2": Mutation(
        "requests can be logged",
        ("src/net/cvk-http.c", "  self->session = ",
         "  (void) soup_logger_new (SOUP_LOGGER_LOG_NONE);\n  self->session = ")),
    "E3": Mutation(
        "a copy of the access token is left in memory",
        (TOKEN, "  self->generation = generation;\n",
         "  self->generation = generation;\n"
         "  (void) !g_strdup (cvk_secret_peek (self->access_token));\n")),
    "E5": Mutation(
        "the keyring keeps what was removed",
        ("src/connect/cvk-secret-token-store.c", "secret_item_delete (", "forget_to_delete ("),
        ("src/connect/cvk-secret-token-store.c", "\nstruct _CvkSecretTokenStore\n",
         "\nstatic void forget_to_delete (SecretItem *item, GCancellable *c,"
         " GAsyncReadyCallback callback, gpointer data) { secret_item_load_secret"
         " (item, c, callback, data); }\n"
         "\nstruct _CvkSecretTokenStore\n")),
}
