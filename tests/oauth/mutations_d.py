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
        "a token is renewed when half of an hour is over",
        (TOKEN, "#define MIN_MARGIN (300 * SECOND)", "#define MIN_MARGIN (1500 * SECOND)")),
    "D3": Mutation(
        "short tokens are renewed without end",
        (TOKEN, "return monotonic - self->refreshed_at >= MIN_INTERVAL;", "return TRUE;")),
    "D4": Mutation(
        "each caller starts a refresh, where nothing is shared with other engines",
        (TOKEN, "  cvk_waiters_push (&self->token_waiters, task);\n  if (self->is_refreshing)\n",
         "  cvk_waiters_push (&self->token_waiters, task);\n"
         "  if (self->is_refreshing && !CVK_IS_MEMORY_TOKEN_STORE (self->store))\n")),
    "D5": Mutation(
        "the lock is never somebody else's",
        ("src/connect/cvk-connection-lock.c", "if (fcntl (self->file, F_OFD_SETLK, &range) == 0)",
         "if (fcntl (self->file, F_OFD_SETLK, &range) <= 0)")),
    "D6": Mutation(
        "a loser does not look what the winner stored",
        (REFRESH, "found->generation > refresh->payload->generation", "FALSE")),
    "D7": Mutation(
        "a service that is not available ends the grant",
        ("src/connect/cvk-token-reply.c", '{ "temporarily_unavailable", CVK_AUTH_ERROR_OFFLINE,',
         '{ "temporarily_unavailable", CVK_AUTH_ERROR_RECONNECT,')),
    "D8": Mutation(
        "the new access token is used before the new refresh token is stored",
        ("src/connect/cvk-connection-store.c", "  update_payload (self, refresh);\n",
         "  update_payload (self, refresh);\n"
         "  cvk_connection_take_reply (self, refresh->reply, refresh->payload->generation);\n")),
    "D9": Mutation(
        "nobody says why the sign-in is gone",
        ("src/connect/cvk-refresh-marker.c", "  if (state == CVK_REFRESH_MARKER_NONE ||",
         "  if (TRUE || state == CVK_REFRESH_MARKER_NONE ||")),
    "D10": Mutation(
        "a reply without a refresh token is refused",
        (REFRESH, "  if (refresh->reply != NULL)\n", 
         "  if (refresh->reply != NULL && refresh->reply->refresh_token != NULL)\n")),
    "D11": Mutation(
        "an old token's refusal counts against the new one",
        (TOKEN, "      cvk_secret_equal (rejected, self->access_token))", "      TRUE)")),
    "D12": Mutation(
        "all that wake ask at once",
        ("src/connect/cvk-connection-status.c", "? random % (MAX_DELAY + 1) : MAX_DELAY",
         "? random % 1 : 0")),
    "D13": Mutation(
        "the age of the refresh token does not count",
        (TOKEN, "(keep_alive == 0 || wall < keep_alive)", "TRUE")),
    "D14": Mutation(
        "an account that is connected elsewhere is only to be reconnected",
        ("src/service/cvk-health-state.c", "      return CVK_HEALTH_ELSEWHERE;\n",
         "      return CVK_HEALTH_RECONNECT;\n")),
}
