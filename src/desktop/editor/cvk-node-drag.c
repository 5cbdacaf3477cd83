// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-drag.h"

struct _CvkNodeDrag
{
  char *type;
};

G_DEFINE_BOXED_TYPE (CvkNodeDrag, cvk_node_drag, cvk_node_drag_ref, cvk_node_drag_unref)

static void
clear (CvkNodeDrag *self)
{
  g_free (self->type);
}

CvkNodeDrag *
cvk_node_drag_new (const char *type)
{
  CvkNodeDrag *self;

  g_return_val_if_fail (type != NULL, NULL);

  self = g_rc_box_new0 (CvkNodeDrag);
  self->type = g_strdup (type);
  return self;
}

CvkNodeDrag *
cvk_node_drag_ref (CvkNodeDrag *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

void
cvk_node_drag_unref (CvkNodeDrag *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

const char *
cvk_node_drag_get_node_type (const CvkNodeDrag *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->type;
}
