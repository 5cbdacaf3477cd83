// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row.h"
#include "desktop/runs/cvk-run-mend.h"

struct _CvkRow
{
  GObject parent_instance;

  int64_t number;
  int64_t round;
  CvkValue *item;      /* nullable */
  CvkProblem *problem; /* nullable */
  gboolean is_loaded;
  gboolean is_shortened;
};

G_DEFINE_FINAL_TYPE (CvkRow, cvk_row, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static CvkProblem *
read_problem (const CvkValue *description)
{
  const CvkValue *problem = cvk_value_get_member (description, "problem");

  return problem != NULL && cvk_value_is_object (problem) ? cvk_problem_from_value (problem) : NULL;
}

void
cvk_row_fill (CvkRow *self, const CvkValue *description)
{
  const CvkValue *item = cvk_value_get_member (description, "item");
  int64_t number = cvk_value_lookup_integer (description, "number", 0);
  g_autoptr (CvkProblem) problem = read_problem (description);
  int64_t round = cvk_value_lookup_integer (description, "round", 0);
  gboolean is_shortened = cvk_value_get_member (description, "shortened") != NULL;
  gboolean has_item = item != NULL && cvk_value_is_object (item);

  g_return_if_fail (CVK_IS_ROW (self));

  if (self->is_loaded && self->number == number && self->round == round &&
      self->is_shortened == is_shortened && (self->item != NULL) == has_item &&
      (!has_item || cvk_value_equal (self->item, item)) &&
      (self->problem != NULL) == (problem != NULL))
    return;
  g_clear_pointer (&self->item, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  self->item = has_item ? cvk_value_ref (item) : NULL;
  self->problem = g_steal_pointer (&problem);
  self->number = number;
  self->round = round;
  self->is_shortened = is_shortened;
  self->is_loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_row_is_loaded (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), FALSE);

  return self->is_loaded;
}

gboolean
cvk_row_is_shortened (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), FALSE);

  return self->is_shortened;
}

int64_t
cvk_row_get_number (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), 0);

  return self->number;
}

int64_t
cvk_row_get_round (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), 0);

  return self->round;
}

CvkValue *
cvk_row_get_item (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), NULL);

  return self->item;
}

CvkProblem *
cvk_row_get_problem (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), NULL);

  return self->problem;
}

gboolean
cvk_row_can_be_edited (CvkRow *self)
{
  g_return_val_if_fail (CVK_IS_ROW (self), FALSE);

  return self->problem != NULL && self->item != NULL && cvk_problem_get_item (self->problem) >= 0 &&
         cvk_run_mend_choose (self->problem) != CVK_RUN_MEND_NONE;
}

static void
cvk_row_finalize (GObject *object)
{
  CvkRow *self = CVK_ROW (object);

  g_clear_pointer (&self->item, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  G_OBJECT_CLASS (cvk_row_parent_class)->finalize (object);
}

static void
cvk_row_class_init (CvkRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_row_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CVK_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_row_init (CvkRow *self)
{
}

CvkRow *
cvk_row_new (void)
{
  return g_object_new (CVK_TYPE_ROW, NULL);
}
