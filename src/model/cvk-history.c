// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-history.h"

#include "model/cvk-command-private.h"
#include "model/cvk-history-private.h"

#define MAX_STEPS 1000

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CvkHistory, cvk_history, G_TYPE_OBJECT)

static void
cvk_history_finalize (GObject *object)
{
  CvkHistory *self = CVK_HISTORY (object);

  g_ptr_array_unref (self->done);
  g_ptr_array_unref (self->undone);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (cvk_history_parent_class)->finalize (object);
}

static void
cvk_history_class_init (CvkHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cvk_history_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_history_init (CvkHistory *self)
{
  self->done = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_command_free);
  self->undone = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_command_free);
}

CvkHistory *
cvk_history_new (CvkDocument *document)
{
  CvkHistory *self;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document), NULL);

  self = g_object_new (CVK_TYPE_HISTORY, NULL);
  self->document = g_object_ref (document);

  return self;
}

static CvkCommand *
get_last (GPtrArray *commands)
{
  return commands->len > 0 ? g_ptr_array_index (commands, commands->len - 1) : NULL;
}

/* The older step knows how things were before; what the newer one replaced was never more than an
 * intermediate state. */
static gboolean
merges_with_last (CvkHistory *self, const CvkCommand *command)
{
  const CvkCommand *last = get_last (self->done);

  return !self->is_sealed && last != NULL && last->merge_key != NULL &&
         g_strcmp0 (last->merge_key, command->merge_key) == 0 &&
         self->saved != (int) self->done->len;
}

void
cvk_history_push (CvkHistory *self, CvkCommand *command)
{
  g_return_if_fail (CVK_IS_HISTORY (self));
  g_return_if_fail (command != NULL && command->document == self->document && !command->is_pushed);

  command->is_pushed = TRUE;
  if (self->is_read_only && command->changes->len > 0)
    {
      /* Taken back with a word to those who have seen the document change already. */
      cvk_command_undo (command);
      cvk_command_free (command);
      return;
    }
  if (command->changes->len == 0)
    {
      cvk_command_free (command);
      return;
    }
  if (self->saved > (int) self->done->len)
    self->saved = -1;
  g_ptr_array_set_size (self->undone, 0);
  cvk_command_announce (command);
  if (merges_with_last (self, command))
    cvk_command_free (command);
  else
    g_ptr_array_add (self->done, command);
  self->is_sealed = FALSE;
  if (self->done->len > MAX_STEPS)
    {
      g_ptr_array_remove_index (self->done, 0);
      self->saved = MAX (self->saved - 1, -1);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_history_seal (CvkHistory *self)
{
  g_return_if_fail (CVK_IS_HISTORY (self));

  self->is_sealed = TRUE;
}

const char *
cvk_history_get_undo_name (CvkHistory *self)
{
  g_return_val_if_fail (CVK_IS_HISTORY (self), NULL);

  return self->done->len > 0 ? cvk_command_get_name (get_last (self->done)) : NULL;
}

const char *
cvk_history_get_redo_name (CvkHistory *self)
{
  g_return_val_if_fail (CVK_IS_HISTORY (self), NULL);

  return self->undone->len > 0 ? cvk_command_get_name (get_last (self->undone)) : NULL;
}

gboolean
cvk_history_undo (CvkHistory *self)
{
  CvkCommand *command;

  g_return_val_if_fail (CVK_IS_HISTORY (self), FALSE);

  if (self->done->len == 0)
    return FALSE;
  command = g_ptr_array_steal_index (self->done, self->done->len - 1);
  g_ptr_array_add (self->undone, command);
  self->is_sealed = TRUE;
  cvk_command_undo (command);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return TRUE;
}

gboolean
cvk_history_redo (CvkHistory *self)
{
  CvkCommand *command;

  g_return_val_if_fail (CVK_IS_HISTORY (self), FALSE);

  if (self->undone->len == 0)
    return FALSE;
  command = g_ptr_array_steal_index (self->undone, self->undone->len - 1);
  g_ptr_array_add (self->done, command);
  self->is_sealed = TRUE;
  cvk_command_redo (command);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return TRUE;
}

void
cvk_history_mark_saved (CvkHistory *self)
{
  g_return_if_fail (CVK_IS_HISTORY (self));

  self->saved = (int) self->done->len;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_history_is_saved (CvkHistory *self)
{
  g_return_val_if_fail (CVK_IS_HISTORY (self), FALSE);

  return self->saved == (int) self->done->len;
}

void
cvk_history_set_read_only (CvkHistory *self, gboolean read_only)
{
  g_return_if_fail (CVK_IS_HISTORY (self));

  self->is_read_only = read_only;
}

gboolean
cvk_history_get_read_only (CvkHistory *self)
{
  g_return_val_if_fail (CVK_IS_HISTORY (self), FALSE);

  return self->is_read_only;
}
