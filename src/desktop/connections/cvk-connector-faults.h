// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What is wrong with the connector files that the user has put into the data directory: a row for
 * each file, with the place. They are read once, when the window's process starts. (nullable):
 * nothing is. (transfer floating) */
GtkWidget *cvk_connector_faults_new (void);

G_END_DECLS
