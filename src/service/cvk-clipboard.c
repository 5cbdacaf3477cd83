// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-clipboard.h"

/* A window that is there answers at once. */
#define TAKE_TIME (3 * (int64_t) G_USEC_PER_SEC)
/* Enough to see a notification and press its button. */
#define KEEP_TIME (60 * (int64_t) G_USEC_PER_SEC)

struct _CvkClipboard
{
  GObject parent_instance;

  CvkClock *clock;
  char *id; /* nullable: there is no text */
  char *text;
  GPtrArray *waiting; /* GTask */
  unsigned take_timeout;
  unsigned keep_timeout;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_UNTAKEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CvkClipboard, cvk_clipboard, G_TYPE_OBJECT)

/* --- The end of waiting --- */

static void
end_waiting (CvkClipboard *self, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
forget_timeouts (CvkClipboard *self)
{
  cvk_clock_remove_timeout (self->clock, self->take_timeout);
  cvk_clock_remove_timeout (self->clock, self->keep_timeout);
  self->take_timeout = 0;
  self->keep_timeout = 0;
}

static void
drop (CvkClipboard *self)
{
  forget_timeouts (self);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->text, g_free);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Time --- */

static gboolean
take_timeout_cb (gpointer user_data)
{
  CvkClipboard *self = user_data;

  self->take_timeout = 0;
  g_signal_emit (self, signals[SIGNAL_UNTAKEN], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
keep_timeout_cb (gpointer user_data)
{
  CvkClipboard *self = user_data;

  self->keep_timeout = 0;
  drop (self);
  return G_SOURCE_REMOVE;
}

/* --- Offering and taking --- */

void
cvk_clipboard_offer (CvkClipboard *self, const char *text, GTask *task)
{
  g_return_if_fail (CVK_IS_CLIPBOARD (self));

  forget_timeouts (self);
  g_free (self->id);
  g_free (self->text);
  self->id = g_uuid_string_random ();
  self->text = g_strdup (text);
  g_ptr_array_add (self->waiting, task);
  self->take_timeout = cvk_clock_add_timeout (self->clock, TAKE_TIME, take_timeout_cb, self, NULL);
  self->keep_timeout = cvk_clock_add_timeout (self->clock, KEEP_TIME, keep_timeout_cb, self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
cvk_clipboard_get_id (CvkClipboard *self)
{
  return self->id;
}

const char *
cvk_clipboard_get_text (CvkClipboard *self)
{
  return self->text;
}

void
cvk_clipboard_take (CvkClipboard *self, const char *id)
{
  if (g_strcmp0 (self->id, id) != 0)
    return;
  end_waiting (self, NULL);
  drop (self);
}

void
cvk_clipboard_settle (CvkClipboard *self, const char *id, const GError *error)
{
  if (g_strcmp0 (self->id, id) != 0)
    return;
  end_waiting (self, error);
  if (error != NULL)
    drop (self);
}

/* --- The object --- */

static void
cvk_clipboard_finalize (GObject *object)
{
  CvkClipboard *self = CVK_CLIPBOARD (object);

  forget_timeouts (self);
  g_free (self->id);
  g_free (self->text);
  g_ptr_array_unref (self->waiting);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (cvk_clipboard_parent_class)->finalize (object);
}

static void
cvk_clipboard_class_init (CvkClipboardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_clipboard_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_UNTAKEN] = g_signal_new ("untaken", CVK_TYPE_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_clipboard_init (CvkClipboard *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

CvkClipboard *
cvk_clipboard_new (CvkClock *clock)
{
  CvkClipboard *self = g_object_new (CVK_TYPE_CLIPBOARD, NULL);

  self->clock = g_object_ref (clock);
  return self;
}
