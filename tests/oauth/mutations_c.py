# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Planted bugs for part C: the code becomes a token."""

from mutants import Mutation

EXCHANGE = "src/connect/cvk-sign-in-exchange.c"
REPLY = "src/connect/cvk-token-reply.c"
REQUEST = "src/connect/cvk-token-request.c"
MESSAGE = "src/net/cvk-http-message.c"

MUTATIONS = {
    "C1": Mutation(
        "the kind of grant stands in the address",
        (REQUEST, "  request.url = url != NULL ? url : self->url;\n",
         "  request.url = url != NULL ? url : self->url;\n"
         '  if (fields->name != NULL && g_str_equal (fields->name, "grant_type"))\n'
         '    request.url = g_strconcat (self->url, "?grant_type=", fields->text, NULL);\n')),
    "C2": Mutation(
        "a client secret is built in",
        (REQUEST, '#include "config.h"\n',
         '#include "config.h"\n__attribute__ ((used)) static const char secret[] = '
         '"Zk3v9Qm2Xb7Lr5Tt8Wc1Yd6Hs4Jp0NaE";\n')),
    "C3": Mutation(
        "a code whose answer was lost is sent again",
        (EXCHANGE, "  if (reply != NULL)\n    {\n",
         "  if (reply == NULL && kept != NULL && error->code == CVK_AUTH_ERROR_OFFLINE)\n"
         "    { CvkSecret *again = kept; kept = NULL; again_now = TRUE;"
         "      cvk_sign_in_exchange (self, again, task); return; }\n"
         "  if (reply != NULL)\n    {\n"),
        (EXCHANGE, "\nstatic void\nreply_cb (",
         "\nstatic CvkSecret *kept;\nstatic gboolean again_now;\nstatic void\nreply_cb ("),
        (EXCHANGE, "  /* Once only:",
         "  if (!again_now) kept = cvk_secret_ref (code);\n  /* Once only:")),
    "C4": Mutation(
        "a token request follows redirects",
        ("src/net/cvk-http.c", '  g_signal_connect (message, "restarted",',
         '  if (request->content_type == NULL || !strstr (request->content_type, "form"))\n'
         '  g_signal_connect (message, "restarted",'),
        (MESSAGE, "  soup_message_set_flags (message, flags);\n",
         "  if (request->content_type != NULL && strstr (request->content_type, \"form\"))\n"
         "    flags &= ~(unsigned) SOUP_MESSAGE_NO_REDIRECT;\n"
         "  soup_message_set_flags (message, flags);\n")),
    "C5": Mutation(
        "any certificate will do",
        (MESSAGE, "  soup_message_set_flags (message, flags);\n",
         "  soup_message_set_flags (message, flags);\n"
         '  g_signal_connect (message, "accept-certificate", G_CALLBACK (trust_all), NULL);\n'),
        (MESSAGE, "\nSoupMessage *\n",
         "\nstatic gboolean trust_all (void) { return TRUE; }\nSoupMessage *\n")),
    "C6": Mutation(
        "tokens of any type are taken for bearer tokens",
        (REPLY, "return type != NULL && g_ascii_strcasecmp (type, \"bearer\") == 0;",
         "return type != NULL;")),
    "C7": Mutation(
        "Zoom's number 4702 is not known",
        (REPLY, "  { 4702, CVK_AUTH_ERROR_REFUSED,", "  { 47020, CVK_AUTH_ERROR_REFUSED,")),
    "C8": Mutation(
        "any account takes the place of the one before",
        (EXCHANGE, "  if (!is_another_account (self))\n", "  if (TRUE)\n")),
}
