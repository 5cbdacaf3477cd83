# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Planted bugs for part B: the callback."""

from mutants import Mutation

LOOPBACK = "src/connect/cvk-loopback.c"
REQUEST = "src/connect/cvk-loopback-request.c"
CALLBACK = "src/connect/cvk-loopback-callback.c"
PAGE = "src/connect/cvk-loopback-page.c"

MUTATIONS = {
    "B1": Mutation(
        "capital letters do not matter in the path",
        (REQUEST, "if (g_str_equal (target, callback_path))",
         "if (g_ascii_strcasecmp (target, callback_path) == 0)")),
    "B2": Mutation(
        "POST is taken, too",
        (REQUEST, 'if (!g_str_equal (method, "GET"))',
         'if (!g_str_equal (method, "GET") && !g_str_equal (method, "POST"))')),
    "B3": Mutation(
        "a request need not name its host",
        (REQUEST, "if (fields.hosts == 0 || fields.is_foreign_host)",
         "if (fields.is_foreign_host)")),
    "B4": Mutation(
        "a frame of another page is served",
        (REQUEST, 'g_str_equal (value, "document")',
         '(g_str_equal (value, "document") || g_str_equal (value, "iframe"))')),
    "B5": Mutation(
        "an error counts before the state",
        (LOOPBACK, "      !cvk_text_equal_constant_time (callback.state, ",
         "      !(callback.error != NULL || cvk_text_equal_constant_time (callback.state, "),
        (LOOPBACK, "cvk_secret_peek (self->state)) ||\n", "cvk_secret_peek (self->state))) ||\n")),
    "B6": Mutation(
        "half of the state is answered in another way",
        (LOOPBACK, "  if (callback.state == NULL ||\n",
         "  if (callback.state != NULL && strlen (callback.state) == 21 &&"
         "      g_str_has_prefix (cvk_secret_peek (self->state), callback.state))"
         "    return CVK_LOOPBACK_PAGE_FORBIDDEN;\n  if (callback.state == NULL ||\n")),
    "B7": Mutation(
        "the last of two counts",
        (CALLBACK, "      if (*parameter != NULL)\n        return FALSE;\n", "")),
    "B8": Mutation(
        "a second code is welcomed as well",
        (LOOPBACK, "cvk_text_equal_constant_time (callback->code, cvk_secret_peek (self->code))",
         "TRUE")),
    "B9": Mutation(
        "a service in trouble is taken for one that refuses",
        (CALLBACK, 'g_str_equal (name, "server_error")', 'g_str_equal (name, "error")')),
    "B10": Mutation(
        "a description is shown in full length",
        (CALLBACK, "#define MAX_SHOWN 200", "#define MAX_SHOWN 200000")),
    "B11": Mutation(
        "the issuer need not be there",
        (LOOPBACK, "g_str_equal (issuer, self->issuer) : !self->issuer_is_needed",
         "g_str_equal (issuer, self->issuer) : TRUE")),
    "B12": Mutation(
        "codes go to the server of the first attempt",
        ("src/connect/cvk-sign-in-exchange.c",
         "  const CvkTokenRequest request = cvk_sign_in_make_token_request (self, "
         "self->request.token_url);\n",
         "  static char *first;\n  if (first == NULL) first = g_strdup (self->request.token_url);\n"
         "  const CvkTokenRequest request = cvk_sign_in_make_token_request (self, first);\n")),
    "B13": Mutation(
        "who says nothing is waited for",
        ("src/connect/cvk-loopback-connection.c", "#define PATIENCE (5 * G_USEC_PER_SEC)",
         "#define PATIENCE (5000 * G_USEC_PER_SEC)")),
    "B14": Mutation(
        "the page may be kept by the browser",
        (PAGE, '"Cache-Control: no-store\\r\\n"', '"Cache-Control: private\\r\\n"')),
    "B15": Mutation(
        "the browser is to do the same thing in another place",
        (PAGE, '{ 303, "See Other"', '{ 307, "Temporary Redirect"')),
    "B16": Mutation(
        "an attempt waits for more than an hour",
        ("src/service/cvk-sign-in-attempt.c", "#define TIMEOUT (10 * 60 ",
         "#define TIMEOUT (100 * 60 ")),
    "B17": Mutation(
        "who is told to slow down does not",
        ("src/connect/cvk-sign-in-device.c", "#define SLOWER 5", "#define SLOWER 0")),
    "B18": Mutation(
        "who comes too late is told nothing",
        (LOOPBACK, "    return CVK_LOOPBACK_PAGE_GONE;\n",
         "    return CVK_LOOPBACK_PAGE_NOT_FOUND;\n")),
}
