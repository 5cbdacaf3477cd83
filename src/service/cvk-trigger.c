// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-trigger.h"

G_DEFINE_INTERFACE (CvkTrigger, cvk_trigger, G_TYPE_OBJECT)

enum
{
  SIGNAL_NOTED,
  SIGNAL_PROBLEM,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
cvk_trigger_default_init (CvkTriggerInterface *iface)
{
  signals[SIGNAL_NOTED] = g_signal_new ("noted", CVK_TYPE_TRIGGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, CVK_TYPE_VALUE, CVK_TYPE_VALUE);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", CVK_TYPE_TRIGGER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, CVK_TYPE_PROBLEM);
}

void
cvk_trigger_start (CvkTrigger *self)
{
  CVK_TRIGGER_GET_IFACE (self)->start (self);
}

void
cvk_trigger_stop (CvkTrigger *self)
{
  CVK_TRIGGER_GET_IFACE (self)->stop (self);
}

CvkValue *
cvk_trigger_dup_next (CvkTrigger *self, unsigned count)
{
  const CvkTriggerInterface *iface = CVK_TRIGGER_GET_IFACE (self);

  return iface->dup_next != NULL ? iface->dup_next (self, count) : cvk_value_new_array (NULL, 0);
}

gboolean
cvk_trigger_is_current (CvkTrigger *self, int64_t noted)
{
  const CvkTriggerInterface *iface = CVK_TRIGGER_GET_IFACE (self);

  return iface->is_current == NULL || iface->is_current (self, noted);
}

void
cvk_trigger_kept (CvkTrigger *self, const GError *error)
{
  const CvkTriggerInterface *iface = CVK_TRIGGER_GET_IFACE (self);

  if (iface->kept != NULL)
    iface->kept (self, error);
}

char *
cvk_trigger_dup_address (CvkTrigger *self)
{
  const CvkTriggerInterface *iface = CVK_TRIGGER_GET_IFACE (self);

  return iface->dup_address != NULL ? iface->dup_address (self) : NULL;
}

gboolean
cvk_trigger_renew (CvkTrigger *self, gboolean new_address)
{
  const CvkTriggerInterface *iface = CVK_TRIGGER_GET_IFACE (self);

  if (iface->renew == NULL)
    return FALSE;
  iface->renew (self, new_address);
  return TRUE;
}

void
cvk_trigger_fire (CvkTrigger *self, const char *key, const CvkValue *items, const CvkValue *memory)
{
  CvkValue *occurrence =
    cvk_value_new_object ("key", cvk_value_new_string (key), "state",
                          cvk_value_new_string ("queued"), "items", cvk_value_ref (items), NULL);
  g_autoptr (CvkValue) occurrences = cvk_value_new_array (&occurrence, 1);

  cvk_trigger_note (self, occurrences, memory);
}

void
cvk_trigger_note (CvkTrigger *self, const CvkValue *occurrences, const CvkValue *memory)
{
  g_signal_emit (self, signals[SIGNAL_NOTED], 0, occurrences, memory);
}

void
cvk_trigger_report (CvkTrigger *self, CvkProblem *problem)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, problem);
}
