// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"

void
cvk_output_init (CvkOutput *self, CvkStep *step)
{
  self->step = step;
  self->n_failed = 0;
  self->emissions = g_array_new (FALSE, FALSE, sizeof (CvkEmission));
}

/* No clear function on the array: delivering moves the items out of it. */
void
cvk_output_clear (CvkOutput *self)
{
  if (self->emissions == NULL)
    return;
  cvk_output_truncate (self, 0);
  g_clear_pointer (&self->emissions, g_array_unref);
}

void
cvk_output_truncate (CvkOutput *self, unsigned length)
{
  while (self->emissions->len > length)
    {
      cvk_item_unref (g_array_index (self->emissions, CvkEmission, self->emissions->len - 1).item);
      g_array_set_size (self->emissions, self->emissions->len - 1);
    }
}

void
cvk_output_emit (CvkOutput *self, unsigned port, CvkItem *item)
{
  CvkEmission emission = { item, port };

  g_return_if_fail (port <= self->step->n_outputs);

  cvk_item_set_position (item, port, self->emissions->len);
  g_array_append_val (self->emissions, emission);
}

void
cvk_output_emit_over (CvkOutput *self, unsigned port, CvkItem *input, CvkValue *fields)
{
  cvk_output_emit (self, port, cvk_item_new (self->step->index, input, fields, TRUE));
}

void
cvk_output_emit_new (CvkOutput *self, unsigned port, CvkItem *input, CvkValue *fields)
{
  cvk_output_emit (self, port, cvk_item_new (self->step->index, input, fields, FALSE));
}

void
cvk_output_pass (CvkOutput *self, unsigned port, CvkItem *input)
{
  cvk_output_emit (self, port, cvk_item_new (self->step->index, input, NULL, TRUE));
}

void
cvk_output_fail_item (CvkOutput *self, CvkItem *item, unsigned index, CvkProblem *problem)
{
  self->n_failed++;
  cvk_step_fail_item (self->step, item, index, problem, self);
}

void
cvk_output_deliver (CvkOutput *self)
{
  for (unsigned i = 0; i < self->emissions->len; i++)
    {
      const CvkEmission *emission = &g_array_index (self->emissions, CvkEmission, i);

      g_ptr_array_add (self->step->outputs[emission->port], emission->item);
    }
  g_array_set_size (self->emissions, 0);
}
