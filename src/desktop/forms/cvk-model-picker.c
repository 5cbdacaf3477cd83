// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-model-picker.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-connection-read.h"

struct _CvkModelPicker
{
  CvkPickerPopover parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkModelPicker, cvk_model_picker, CVK_TYPE_PICKER_POPOVER)

/* The picker may have gone when this is called as cancelled. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) models =
    cvk_connection_read_finish (CVK_FIELD_CONTEXT (object), result, &error);

  cvk_picker_popover_take (user_data, models, error);
}

static void
cvk_model_picker_ask (CvkPickerPopover *picker, CvkFieldContext *context, GCancellable *cancellable)
{
  g_autofree char *connection = cvk_connection_read_dup_connection (context);
  g_autoptr (CvkValue) settings = cvk_value_new_object (NULL, NULL);

  if (connection == NULL)
    cvk_picker_popover_show_text (
      picker, _ ("Choose a connection for this step first: its service is asked which models it "
                 "has."));
  else
    cvk_connection_read_async (context, "ai.models", settings, cancellable, read_cb, picker);
}

static void
cvk_model_picker_class_init (CvkModelPickerClass *class)
{
  CvkPickerPopoverClass *picker_class = CVK_PICKER_POPOVER_CLASS (class);

  picker_class->ask = cvk_model_picker_ask;
  picker_class->waiting = N_ ("Asking for the models…");
  picker_class->list = N_ ("Models");
  picker_class->filter = N_ ("Find a Model");
  picker_class->nothing = N_ ("This service has no models yet. With Ollama, fetch one with “ollama "
                              "pull”.");
}

static void
cvk_model_picker_init (CvkModelPicker *self)
{
}
