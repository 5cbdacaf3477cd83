// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-status-pixmaps.h"

#include <stdint.h>

typedef struct
{
  const char *name;
  int size;
  const uint8_t *pixels; /* ARGB, the first byte first */
} Pixmap;

/* The table is made from data/icons when Convoke is built. */
#include "service/cvk-status-pixmaps-data.h"

GVariant *
cvk_status_pixmaps_new (const char *icon_name)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(iiay)"));

  for (size_t i = 0; i < G_N_ELEMENTS (pixmaps); i++)
    {
      const Pixmap *pixmap = &pixmaps[i];

      if (g_str_equal (pixmap->name, icon_name))
        g_variant_builder_add (
          &builder, "(ii@ay)", pixmap->size, pixmap->size,
          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, pixmap->pixels,
                                     (gsize) pixmap->size * (gsize) pixmap->size * 4, 1));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
