// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas.h"

G_BEGIN_DECLS

/**
 * CvkNodeProxies:
 *
 * The cards of a canvas for assistive technologies: at most 256 widgets that draw nothing, for what
 * is in view, used again and again while one scrolls. The order of the widgets is that in which the
 * cards are painted. The canvas owns it; the widgets are children of the canvas.
 */
typedef struct _CvkNodeProxies CvkNodeProxies;

#define CVK_NODE_PROXIES_MAX 256

CvkNodeProxies *cvk_node_proxies_new (CvkCanvas *canvas) G_GNUC_WARN_UNUSED_RESULT;
/* Before the canvas drops its children. */
void cvk_node_proxies_free (CvkNodeProxies *self);

/* Puts them where their cards are: while the canvas is being allocated. */
void cvk_node_proxies_allocate (CvkNodeProxies *self);
/* Moves the keyboard to the proxy of the canvas's focus node; FALSE when it has none. */
gboolean cvk_node_proxies_grab_focus (CvkNodeProxies *self);

G_END_DECLS
