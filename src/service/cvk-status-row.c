// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-status-row.h"

struct _CvkStatusRow
{
  char *key;
  char *label;  /* nullable */
  char *action; /* nullable */
  CvkStatusToggle toggle;
  GPtrArray *children;
};

CvkStatusRow *
cvk_status_row_new (const char *key, const char *label, const char *action)
{
  CvkStatusRow *self = g_rc_box_new0 (CvkStatusRow);

  self->key = g_strdup (key);
  self->label = g_strdup (label);
  self->action = g_strdup (action);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_status_row_unref);
  return self;
}

static void
clear_row (CvkStatusRow *self)
{
  g_free (self->key);
  g_free (self->label);
  g_free (self->action);
  g_ptr_array_unref (self->children);
}

CvkStatusRow *
cvk_status_row_ref (CvkStatusRow *self)
{
  return g_rc_box_acquire (self);
}

void
cvk_status_row_unref (CvkStatusRow *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear_row);
}

void
cvk_status_row_set_toggle (CvkStatusRow *self, CvkStatusToggle toggle)
{
  self->toggle = toggle;
}

CvkStatusRow *
cvk_status_row_append (CvkStatusRow *self, CvkStatusRow *child)
{
  g_ptr_array_add (self->children, child);
  return child;
}

const char *
cvk_status_row_get_key (const CvkStatusRow *self)
{
  return self->key;
}

const char *
cvk_status_row_get_action (const CvkStatusRow *self)
{
  return self->action;
}

GPtrArray *
cvk_status_row_get_children (const CvkStatusRow *self)
{
  return self->children;
}

gboolean
cvk_status_row_has_shape_of (const CvkStatusRow *self, const CvkStatusRow *other)
{
  if (!g_str_equal (self->key, other->key) || self->children->len != other->children->len)
    return FALSE;
  for (unsigned i = 0; i < self->children->len; i++)
    if (!cvk_status_row_has_shape_of (g_ptr_array_index (self->children, i),
                                      g_ptr_array_index (other->children, i)))
      return FALSE;
  return TRUE;
}

/* One underscore marks the letter of a shortcut, two are one to be seen. */
static char *
escape_label (const char *label)
{
  g_autoptr (GString) escaped = g_string_new (label);

  g_string_replace (escaped, "_", "__", 0);
  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

GVariant *
cvk_status_row_dup_properties (const CvkStatusRow *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (self->children->len > 0)
    g_variant_builder_add (&builder, "{sv}", "children-display", g_variant_new_string ("submenu"));
  if (self->label == NULL)
    {
      if (self->children->len == 0)
        g_variant_builder_add (&builder, "{sv}", "type", g_variant_new_string ("separator"));
      return g_variant_ref_sink (g_variant_builder_end (&builder));
    }
  g_variant_builder_add (&builder, "{sv}", "label",
                         g_variant_new_take_string (escape_label (self->label)));
  if (self->action == NULL && self->children->len == 0)
    g_variant_builder_add (&builder, "{sv}", "enabled", g_variant_new_boolean (FALSE));
  if (self->toggle != CVK_STATUS_TOGGLE_NONE)
    {
      g_variant_builder_add (&builder, "{sv}", "toggle-type", g_variant_new_string ("checkmark"));
      g_variant_builder_add (&builder, "{sv}", "toggle-state",
                             g_variant_new_int32 (self->toggle == CVK_STATUS_TOGGLE_ON));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
