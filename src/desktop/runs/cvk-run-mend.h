// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* What mends a failure. */
typedef enum
{
  CVK_RUN_MEND_NONE,
  CVK_RUN_MEND_RECONNECT, /* sign in to the node's connection again */
  CVK_RUN_MEND_UNLOCK,    /* the keyring that holds the connection */
  CVK_RUN_MEND_FIELD,     /* the field of the node that is wrong */
  CVK_RUN_MEND_NODE,      /* the node, whose settings are wrong */
  CVK_RUN_MEND_RETRY,     /* it may work now */
} CvkRunMend;

CvkRunMend cvk_run_mend_choose (const CvkProblem *problem);
/* The words of its button, "Fix the Date"; NULL when there is nothing to press. Translated. */
const char *cvk_run_mend_get_label (const CvkProblem *problem);

G_END_DECLS
