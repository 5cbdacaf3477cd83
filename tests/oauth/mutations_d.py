# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Planted bugs for part D: using tokens, and getting new ones."""

from mutants import Mutation

TOKEN = "src/connect/cvk-connection-token.c"
REFRESH = "src/connect/cvk-connection-refresh.c"

MUTATIONS = {
    "D1": Mutation(
        "any address that a reply names becomes the API's",
        ("src/connect/cvk-connection-address.c", "  if (!is_same_origin (api, uri) &&",
         "  if (FALSE && !is_same_origin (api, uri) &&")),
    "D2": Mutation(
        "a token is renewed when half of its life is over",
        (TOKEN, "MAX (MIN_MARGIN, life / 10)", "MAX (MIN_MARGIN, life / 2)")),
    "D3": Mutation(
        "short tokens are renewed without end",
        (TOKEN, "return monotonic - self->refreshed_at >= MIN_INTERVAL;", "return TRUE;")),
    "D4": Mutation(
        "each caller starts a refresh",
        (TOKEN, "  cvk_waiters_push (&self->token_waiters, task);\n  if (self->is_refreshing)\n"
         "    return;\n", "  cvk_waiters_push (&self->token_waiters, task);\n")),
    "D6": Mutation(
        "a loser does not look what the winner stored",
        (REFRESH, "found->generation > refresh->payload->generation", "FALSE")),
    "D7": Mutation(
        "any failure ends the grant",
        (REFRESH, "  if (cvk_auth_error_ends_grant (error))\n    {\n      refresh->refusal = error;",
         "  if (error != NULL)\n    {\n      error->code = CVK_AUTH_ERROR_RECONNECT;"
         "      refresh->refusal = error;")),
    "D10": Mutation(
        "a reply without a refresh token is refused",
        (REFRESH, "  if (refresh->reply != NULL)\n", 
         "  if (refresh->reply != NULL && refresh->reply->refresh_token != NULL)\n")),
    "D11": Mutation(
        "an old token's refusal counts against the new one",
        (TOKEN, "      cvk_secret_equal (rejected, self->access_token))", "      TRUE)")),
}
