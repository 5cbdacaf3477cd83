// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-form-layout.h"

#include "desktop/forms/cvk-settings-path.h"

/* As many as are seen at once. */
#define FEW_ITEMS 6

static void
free_item (gpointer data)
{
  CvkFormItem *item = data;

  g_free (item->path);
  g_free (item->group);
  cvk_value_unref (item->schema);
  g_free (item);
}

gboolean
cvk_form_layout_is_required (const CvkValue *schema, const char *name)
{
  CvkValue *required = cvk_value_get_member (schema, "required");

  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    if (g_strcmp0 (cvk_value_get_string (cvk_value_get_element (required, i)), name) == 0)
      return TRUE;
  return FALSE;
}

typedef struct
{
  const char *name;
  int64_t order;
} Member;

static int
compare_members (const void *a, const void *b, void *user_data)
{
  const Member *first = a;
  const Member *second = b;

  return (first->order > second->order) - (first->order < second->order);
}

GPtrArray *
cvk_form_layout_list_members (const CvkValue *schema)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  size_t count = properties != NULL ? cvk_value_get_length (properties) : 0;
  g_autofree Member *members = g_new (Member, count + 1);
  GPtrArray *names = g_ptr_array_sized_new ((unsigned) count);

  for (size_t i = 0; i < count; i++)
    {
      CvkValue *member;

      cvk_value_get_member_at (properties, i, &members[i].name, &member);
      members[i].order = cvk_value_lookup_integer (member, "x-order", (int64_t) i);
    }
  /* Members of equal order stay as they are. */
  g_qsort_with_data (members, (int) count, sizeof (Member), compare_members, NULL);
  for (size_t i = 0; i < count; i++)
    g_ptr_array_add (names, (gpointer) members[i].name);
  return names;
}

static gboolean
has_groups_inside (const CvkValue *schema)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");

  if (properties == NULL || cvk_value_lookup_string (schema, "x-widget", NULL) != NULL)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (properties, i, &name, &member);
      if (cvk_value_lookup_string (member, "x-group", NULL) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
add_item (GPtrArray *items, const char *path, CvkValue *schema, gboolean is_required)
{
  CvkFormItem *item = g_new0 (CvkFormItem, 1);

  item->path = g_strdup (path);
  item->schema = cvk_value_ref (schema);
  item->group = g_strdup (cvk_value_lookup_string (schema, "x-group", ""));
  item->block = (unsigned) cvk_value_lookup_integer (schema, "x-important", is_required ? 1 : 0);
  item->is_required = is_required;
  item->is_known = TRUE;
  g_ptr_array_add (items, item);
}

static void
add_unknown (GPtrArray *items, const char *prefix, const CvkValue *schema, const CvkValue *settings)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  g_autoptr (CvkValue) anything = cvk_value_new_object (NULL, NULL);

  if (settings == NULL || !cvk_value_is_object (settings))
    return;
  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;
      g_autofree char *path = NULL;
      CvkFormItem *item;

      cvk_value_get_member_at (settings, i, &name, &value);
      if (properties != NULL && cvk_value_get_member (properties, name) != NULL)
        continue;
      path = g_strconcat (prefix, name, NULL);
      add_item (items, path, anything, FALSE);
      item = g_ptr_array_index (items, items->len - 1);
      item->is_known = FALSE;
    }
}

static void
add_members (GPtrArray *items,
             GPtrArray *unknown,
             const char *prefix,
             const CvkValue *schema,
             const CvkValue *settings)
{
  g_autoptr (GPtrArray) names = cvk_form_layout_list_members (schema);
  CvkValue *properties = cvk_value_get_member (schema, "properties");

  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      CvkValue *member = cvk_value_get_member (properties, name);
      CvkValue *value = cvk_value_get_member (settings, name);
      g_autofree char *path = g_strconcat (prefix, name, NULL);

      if (has_groups_inside (member) && (value == NULL || cvk_value_is_object (value)))
        {
          g_autofree char *deeper = g_strconcat (path, ".", NULL);

          add_members (items, unknown, deeper, member, value);
        }
      else if (value != NULL || !cvk_value_lookup_boolean (member, "x-deprecated", FALSE))
        add_item (items, path, member, cvk_form_layout_is_required (schema, name));
    }
  add_unknown (unknown, prefix, schema, settings);
}

/* A name that holds a dot cannot be told from two names in a path. */
static gboolean
can_be_reached (const CvkFormItem *item, const CvkValue *settings)
{
  return item->is_known || cvk_settings_path_lookup (settings, item->path) != NULL;
}

/* What fits on a screen is not hidden behind a row. */
static void
show_few (GPtrArray *items)
{
  unsigned block = 1;

  if (items->len > FEW_ITEMS)
    return;
  for (unsigned i = 0; i < items->len; i++)
    {
      CvkFormItem *item = g_ptr_array_index (items, i);

      if (item->block == 0)
        item->block = block;
      block = item->block;
    }
}

GPtrArray *
cvk_form_layout_list (const CvkValue *schema, const CvkValue *settings)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (free_item);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (free_item);
  gboolean has_important = FALSE;
  unsigned n_blocks = 1;

  add_members (items, unknown, "", schema, settings);
  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (items, i);

      has_important |= cvk_value_get_member (item->schema, "x-important") != NULL;
      n_blocks = MAX (n_blocks, item->block);
    }
  for (unsigned i = 0; !has_important && i < items->len; i++)
    ((CvkFormItem *) g_ptr_array_index (items, i))->block = 1;
  show_few (items);
  while (unknown->len > 0)
    {
      CvkFormItem *item = g_ptr_array_steal_index (unknown, 0);

      item->block = n_blocks + 1;
      if (can_be_reached (item, settings))
        g_ptr_array_add (items, item);
      else
        free_item (item);
    }
  return items;
}

gboolean
cvk_form_layout_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (unsigned i = 0; i < a->len; i++)
    {
      const CvkFormItem *first = g_ptr_array_index (a, i);
      const CvkFormItem *second = g_ptr_array_index (b, i);

      if (!g_str_equal (first->path, second->path))
        return FALSE;
    }
  return TRUE;
}
