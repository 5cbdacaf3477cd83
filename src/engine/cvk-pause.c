// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-pause.h"

struct _CvkPause
{
  GObject parent;

  gboolean is_wanted;
  gboolean is_held;
};

G_DEFINE_FINAL_TYPE (CvkPause, cvk_pause, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
change (CvkPause *self, gboolean *reason, gboolean value)
{
  if (*reason == value)
    return;
  *reason = value;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_pause_set (CvkPause *self, gboolean is_wanted)
{
  g_return_if_fail (CVK_IS_PAUSE (self));

  change (self, &self->is_wanted, is_wanted);
}

gboolean
cvk_pause_is_wanted (CvkPause *self)
{
  g_return_val_if_fail (CVK_IS_PAUSE (self), FALSE);

  return self->is_wanted;
}

void
cvk_pause_set_held (CvkPause *self, gboolean is_held)
{
  g_return_if_fail (CVK_IS_PAUSE (self));

  change (self, &self->is_held, is_held);
}

gboolean
cvk_pause_is_on (CvkPause *self)
{
  return self != NULL && (self->is_wanted || self->is_held);
}

static void
cvk_pause_class_init (CvkPauseClass *class)
{
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_PAUSE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_pause_init (CvkPause *self)
{
}

CvkPause *
cvk_pause_new (void)
{
  return g_object_new (CVK_TYPE_PAUSE, NULL);
}
