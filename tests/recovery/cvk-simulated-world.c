// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulated-world.h"

#include "recovery/cvk-simulated-http.h"

/* FNV-1a, 64 bits */
#define FNV_BASIS UINT64_C (0xcbf29ce484222325)
#define FNV_PRIME UINT64_C (0x100000001b3)

void
cvk_simulated_world_init (CvkSimulatedWorld *self, CvkSimulationMode mode, int64_t lag)
{
  *self = (CvkSimulatedWorld){ .mode = mode, .trace = FNV_BASIS };
  self->zoom = cvk_simulated_zoom_new (lag);
  self->under_way = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_simulated_order_unref);
  self->outages = g_array_new (FALSE, FALSE, sizeof (CvkSimulatedOutage));
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
cvk_simulated_world_clear (CvkSimulatedWorld *self)
{
  g_ptr_array_unref (self->under_way);
  g_array_unref (self->outages);
  g_hash_table_unref (self->answered);
  cvk_simulated_zoom_free (self->zoom);
  if (self->account != NULL)
    g_string_free (self->account, TRUE);
}

gboolean
cvk_simulated_world_note (CvkSimulatedWorld *self, CvkSimulatedLife *life, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  if (life->is_over)
    return FALSE;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line =
    g_strdup_printf ("%" G_GINT64_FORMAT " %s\n",
                     cvk_clock_get_wall (CVK_CLOCK (life->clock)) - CVK_FAKE_CLOCK_START, text);
  for (const char *p = line; *p != '\0'; p++)
    self->trace = (self->trace ^ (uint8_t) *p) * FNV_PRIME;
  if (self->account != NULL)
    g_string_append (self->account, line);
  if (self->left_to_live == 0 || --self->left_to_live > 0)
    return TRUE;
  life->is_over = TRUE;
  if (self->account != NULL)
    g_string_append (self->account, "killed\n");
  return FALSE;
}
