// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-history.h"

G_BEGIN_DECLS

/* Shared by cvk-history*.c. */
struct _CvkHistory
{
  GObject parent_instance;

  CvkDocument *document; /* owned */
  GPtrArray *done;       /* owned CvkCommand, oldest first */
  GPtrArray *undone;     /* owned CvkCommand, the next to redo last */
  gboolean is_sealed;
  gboolean is_read_only;
  /* How many steps were done when the document was saved; -1 when that state is out of reach. */
  int saved;
};

G_END_DECLS
