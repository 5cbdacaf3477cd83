// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/* What Activate is asked for becomes what the store keeps: the pipeline as it is now, with what its
 * slots are filled with. @text: of a pipeline that can be read; @options: the API's; @id: of the
 * activation. Connections must be loaded when the pipeline has slots. (transfer full) (nullable):
 * NULL with errors added to @problems: "no-trigger", "invalid-option", what
 * cvk_run_bindings_new() finds, files that are not chosen, and inputs that nobody could give. */
CvkValue *cvk_activation_request_to_record (CvkHost *host,
                                            CvkHostConnections *connections,
                                            CvkDocument *document,
                                            GBytes *text,
                                            GVariantDict *options,
                                            const char *id,
                                            GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
