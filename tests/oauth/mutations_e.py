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
        ("src/net/cvk-http.c", "  return priv->session;\n",
         "  (void) soup_logger_new (SOUP_LOGGER_LOG_NONE);\n  return priv->session;\n")),
    "E3": Mutation(
        "a copy of the access token is left in memory",
        (TOKEN, "  self->generation = generation;\n",
         "  self->generation = generation;\n"
         "  g_object_set_data_full (G_OBJECT (self), \"copy\","
         " g_strdup (cvk_secret_peek (self->access_token)), g_free);\n")),
    "E4": Mutation(
        "the access token lives on",
        ("src/connect/cvk-revocation.c", "  else if (self->access_token != NULL)\n",
         "  else if (FALSE)\n")),
    "E5": Mutation(
        "the folder of the account is left behind",
        ("src/connect/cvk-connection-remove.c",
         "  if (removal->lock != NULL)\n    cvk_account_folder_remove (",
         "  if (removal->lock != NULL && removal->mode == CVK_REMOVE_ANYWAY)\n"
         "    cvk_account_folder_remove (")),
    "E6": Mutation(
        "the history of runs is not forgotten",
        ("src/service/cvk-host-forget.c",
         "  cvk_store_forget_async (cvk_host_get_store (connections->host), rows_forgotten_cb,\n"
         "                          g_steal_pointer (&task));\n",
         "  return_problem (task, NULL);\n")),
}
