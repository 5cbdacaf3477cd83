// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-choice.h"

struct _CvkRunChoice
{
  GObject parent_instance;

  GHashTable *runs; /* path -> run */
};

G_DEFINE_FINAL_TYPE (CvkRunChoice, cvk_run_choice, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

void
cvk_run_choice_choose (CvkRunChoice *self, const char *path, const char *run)
{
  g_return_if_fail (CVK_IS_RUN_CHOICE (self));

  g_hash_table_replace (self->runs, g_strdup (path), g_strdup (run));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, path, run);
}

char *
cvk_run_choice_take (CvkRunChoice *self, const char *path)
{
  g_autofree char *key = NULL;
  char *run = NULL;

  g_return_val_if_fail (CVK_IS_RUN_CHOICE (self), NULL);

  g_hash_table_steal_extended (self->runs, path, (gpointer *) &key, (gpointer *) &run);
  return run;
}

static void
cvk_run_choice_finalize (GObject *object)
{
  g_hash_table_unref (CVK_RUN_CHOICE (object)->runs);
  G_OBJECT_CLASS (cvk_run_choice_parent_class)->finalize (object);
}

static void
cvk_run_choice_class_init (CvkRunChoiceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_run_choice_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_RUN_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cvk_run_choice_init (CvkRunChoice *self)
{
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CvkRunChoice *
cvk_run_choice_get (void)
{
  static CvkRunChoice *choice;

  if (choice == NULL)
    choice = g_object_new (CVK_TYPE_RUN_CHOICE, NULL);
  return choice;
}
