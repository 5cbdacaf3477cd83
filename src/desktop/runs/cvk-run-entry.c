// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-entry.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-run-words.h"

struct _CvkRunEntry
{
  GObject parent_instance;

  CvkValue *description;
};

G_DEFINE_FINAL_TYPE (CvkRunEntry, cvk_run_entry, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

void
cvk_run_entry_update (CvkRunEntry *self, const CvkValue *description)
{
  g_return_if_fail (CVK_IS_RUN_ENTRY (self));

  if (cvk_value_equal (self->description, description))
    return;
  cvk_value_unref (self->description);
  self->description = cvk_value_ref (description);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static const char *
get_text (CvkRunEntry *self, const char *name)
{
  g_return_val_if_fail (CVK_IS_RUN_ENTRY (self), "");

  return cvk_value_lookup_string (self->description, name, "");
}

const char *
cvk_run_entry_get_id (CvkRunEntry *self)
{
  return get_text (self, "run");
}

const char *
cvk_run_entry_get_name (CvkRunEntry *self)
{
  return get_text (self, "name");
}

const char *
cvk_run_entry_get_path (CvkRunEntry *self)
{
  return get_text (self, "path");
}

const char *
cvk_run_entry_get_state (CvkRunEntry *self)
{
  return get_text (self, "state");
}

const char *
cvk_run_entry_get_shown_state (CvkRunEntry *self)
{
  const char *state = get_text (self, "state");

  if (g_str_equal (state, "waiting") &&
      cvk_value_lookup_integer (self->description, "questions", 1) == 0)
    return "sleeping";
  return state;
}

gboolean
cvk_run_entry_is_paused (CvkRunEntry *self)
{
  g_return_val_if_fail (CVK_IS_RUN_ENTRY (self), FALSE);

  return cvk_value_lookup_boolean (self->description, "paused", FALSE);
}

int64_t
cvk_run_entry_get_number (CvkRunEntry *self)
{
  g_return_val_if_fail (CVK_IS_RUN_ENTRY (self), 0);

  return cvk_value_lookup_integer (self->description, "number", 0);
}

unsigned
cvk_run_entry_get_failures (CvkRunEntry *self)
{
  g_return_val_if_fail (CVK_IS_RUN_ENTRY (self), 0);

  return (unsigned) cvk_value_lookup_integer (self->description, "failures", 0);
}

char *
cvk_run_entry_describe (CvkRunEntry *self, int64_t now)
{
  int64_t started;
  int64_t finished;
  unsigned failures;
  GString *line;

  g_return_val_if_fail (CVK_IS_RUN_ENTRY (self), NULL);

  started = cvk_value_lookup_integer (self->description, "started", 0);
  finished = cvk_value_lookup_integer (self->description, "finished", 0);
  failures = cvk_run_entry_get_failures (self);
  line = g_string_new (NULL);
  cvk_run_words_append_name (line, cvk_run_entry_get_number (self),
                             cvk_value_lookup_boolean (self->description, "rehearses", FALSE),
                             cvk_value_lookup_boolean (self->description, "sandbox", FALSE));
  if (finished > started)
    {
      g_autofree char *duration = cvk_run_words_duration (finished - started);

      g_string_append_printf (line, " · %s", duration);
    }
  if (started > 0)
    {
      g_autofree char *when = cvk_run_words_when (started, now);

      g_string_append_printf (line, " · %s", when);
    }
  if (failures > 0)
    {
      g_string_append (line, " · ");
      g_string_append_printf (line, ngettext ("%'u item failed", "%'u items failed", failures),
                              failures);
    }
  return g_string_free (line, FALSE);
}

static void
cvk_run_entry_finalize (GObject *object)
{
  cvk_value_unref (CVK_RUN_ENTRY (object)->description);
  G_OBJECT_CLASS (cvk_run_entry_parent_class)->finalize (object);
}

static void
cvk_run_entry_class_init (CvkRunEntryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_run_entry_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_RUN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_run_entry_init (CvkRunEntry *self)
{
}

CvkRunEntry *
cvk_run_entry_new (const CvkValue *description)
{
  CvkRunEntry *self = g_object_new (CVK_TYPE_RUN_ENTRY, NULL);

  self->description = cvk_value_ref (description);
  return self;
}
