// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-activation-info.h"

struct _CvkActivationInfo
{
  GObject parent_instance;

  CvkValue *value;
  CvkProblem *problem; /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkActivationInfo, cvk_activation_info, G_TYPE_OBJECT)

static CvkProblem *
read_problem (const CvkValue *holder)
{
  CvkValue *value = cvk_value_get_member (holder, "problem");

  return value != NULL && cvk_value_is_object (value) ? cvk_problem_from_value (value) : NULL;
}

static const CvkValue *
get_triggers (CvkActivationInfo *self, size_t *length)
{
  CvkValue *triggers = cvk_value_get_member (self->value, "triggers");

  *length = triggers != NULL && cvk_value_is_array (triggers) ? cvk_value_get_length (triggers) : 0;
  return triggers;
}

CvkActivationInfo *
cvk_activation_info_new (const CvkValue *value)
{
  CvkActivationInfo *self;
  const CvkValue *triggers;
  size_t length;

  g_return_val_if_fail (value != NULL, NULL);

  self = g_object_new (CVK_TYPE_ACTIVATION_INFO, NULL);
  self->value = cvk_value_ref (value);
  self->problem = read_problem (value);
  triggers = get_triggers (self, &length);
  for (size_t i = 0; self->problem == NULL && i < length; i++)
    self->problem = read_problem (cvk_value_get_element (triggers, i));
  return self;
}

const char *
cvk_activation_info_get_id (CvkActivationInfo *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), NULL);

  return cvk_value_lookup_string (self->value, "id", "");
}

const char *
cvk_activation_info_get_path (CvkActivationInfo *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), NULL);

  return cvk_value_lookup_string (self->value, "path", "");
}

const char *
cvk_activation_info_get_hash (CvkActivationInfo *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), NULL);

  return cvk_value_lookup_string (self->value, "hash", "");
}

gboolean
cvk_activation_info_is_file_changed (CvkActivationInfo *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), FALSE);

  return g_str_equal (cvk_value_lookup_string (self->value, "file", ""), "changed");
}

const CvkValue *
cvk_activation_info_get_triggers (CvkActivationInfo *self)
{
  size_t length;

  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), NULL);

  return get_triggers (self, &length);
}

int64_t
cvk_activation_info_get_next (CvkActivationInfo *self)
{
  const CvkValue *triggers;
  size_t length;
  int64_t first = 0;

  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), 0);

  triggers = get_triggers (self, &length);
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *next = cvk_value_get_member (cvk_value_get_element (triggers, i), "next");
      int64_t time =
        next != NULL && cvk_value_is_object (next) ? cvk_value_lookup_integer (next, "time", 0) : 0;

      if (time != 0 && (first == 0 || time < first))
        first = time;
    }
  return first;
}

CvkProblem *
cvk_activation_info_get_problem (CvkActivationInfo *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_INFO (self), NULL);

  return self->problem;
}

static void
cvk_activation_info_finalize (GObject *object)
{
  CvkActivationInfo *self = CVK_ACTIVATION_INFO (object);

  g_clear_pointer (&self->value, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  G_OBJECT_CLASS (cvk_activation_info_parent_class)->finalize (object);
}

static void
cvk_activation_info_class_init (CvkActivationInfoClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_activation_info_finalize;
}

static void
cvk_activation_info_init (CvkActivationInfo *self)
{
}
