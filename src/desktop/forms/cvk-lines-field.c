// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-lines-field.h"

#include <string.h>

#include "base/cvk-i18n.h"

/* The GActionMap of a line's menu, in its frame. */
#define ACTIONS_KEY "cvk-line-actions"

typedef struct
{
  GtkWidget *box;   /* of the frames; borrowed */
  GPtrArray *lines; /* GtkWidget, borrowed from their frames */
} CvkLinesFieldPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CvkLinesField, cvk_lines_field, CVK_TYPE_FIELD)

#define PRIVATE(self) ((CvkLinesFieldPrivate *) cvk_lines_field_get_instance_private (self))

/* --- Elements --- */

static CvkValue *
cvk_lines_field_real_split (CvkLinesField *self, const CvkValue *value)
{
  return cvk_value_ref (value);
}

static CvkValue *
read_elements (CvkLinesField *self)
{
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  g_auto (CvkArrayBuilder) elements = { NULL };

  cvk_array_builder_init (&elements);
  for (unsigned i = 0; i < priv->lines->len; i++)
    {
      CvkValue *element =
        CVK_LINES_FIELD_GET_CLASS (self)->read_line (self, g_ptr_array_index (priv->lines, i));

      if (element != NULL)
        cvk_array_builder_append (&elements, element);
    }
  return cvk_array_builder_end (&elements);
}

void
cvk_lines_field_changed (CvkLinesField *self)
{
  CvkField *field = CVK_FIELD (self);
  g_autoptr (CvkValue) elements = NULL;

  g_return_if_fail (CVK_IS_LINES_FIELD (self));

  elements = read_elements (self);
  if (cvk_value_get_length (elements) == 0 && !cvk_field_get_required (field))
    cvk_field_take_value (field, NULL);
  else
    cvk_field_take_value (field, CVK_LINES_FIELD_GET_CLASS (self)->join (self, elements));
}

/* --- Lines --- */

unsigned
cvk_lines_field_get_length (CvkLinesField *self)
{
  g_return_val_if_fail (CVK_IS_LINES_FIELD (self), 0);

  return PRIVATE (self)->lines->len;
}

GtkWidget *
cvk_lines_field_get_line (CvkLinesField *self, unsigned index)
{
  g_return_val_if_fail (CVK_IS_LINES_FIELD (self), NULL);

  return index < PRIVATE (self)->lines->len ? g_ptr_array_index (PRIVATE (self)->lines, index)
                                            : NULL;
}

static unsigned
find_line (CvkLinesField *self, GtkWidget *inside)
{
  GPtrArray *lines = PRIVATE (self)->lines;

  for (unsigned i = 0; i < lines->len; i++)
    if (gtk_widget_is_ancestor (inside, gtk_widget_get_parent (g_ptr_array_index (lines, i))))
      return i;
  return G_MAXUINT;
}

/* --- The menu of a line --- */

static void
menu_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *frame = user_data;
  CvkLinesField *self = CVK_LINES_FIELD (gtk_widget_get_ancestor (frame, CVK_TYPE_LINES_FIELD));
  const char *name = g_action_get_name (G_ACTION (action));
  unsigned index = find_line (self, gtk_widget_get_first_child (frame));

  if (g_str_equal (name, "remove"))
    cvk_lines_field_remove (self, index);
  else
    cvk_lines_field_move (self, index, g_str_equal (name, "up") ? index - 1 : index + 1);
}

/* The first line cannot go up, nor the last one down. */
static void
update_menus (CvkLinesField *self)
{
  GPtrArray *lines = PRIVATE (self)->lines;

  for (unsigned i = 0; i < lines->len; i++)
    {
      GtkWidget *frame = gtk_widget_get_parent (g_ptr_array_index (lines, i));
      GActionMap *actions = g_object_get_data (G_OBJECT (frame), ACTIONS_KEY);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "up")),
                                   i > 0);
      g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "down")),
                                   i + 1 < lines->len);
    }
}

static GMenuModel *
make_menu (void)
{
  static const struct
  {
    const char *label;
    const char *action;
    const char *accel;
  } items[] = {
    { N_ ("Move _Up"), "line.up", "<Alt>Up" },
    { N_ ("Move _Down"), "line.down", "<Alt>Down" },
    { N_ ("_Remove"), "line.remove", NULL },
  };
  GMenu *menu = g_menu_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), items[i].action);

      if (items[i].accel != NULL)
        g_menu_item_set_attribute (item, "accel", "s", items[i].accel);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static GtkWidget *
make_menu_button (GtkWidget *frame)
{
  static const GActionEntry entries[] = {
    { .name = "up", .activate = menu_cb },
    { .name = "down", .activate = menu_cb },
    { .name = "remove", .activate = menu_cb },
  };
  GSimpleActionGroup *actions = g_simple_action_group_new ();
  g_autoptr (GMenuModel) menu = make_menu ();
  GtkWidget *button = gtk_menu_button_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), frame);
  gtk_widget_insert_action_group (frame, "line", G_ACTION_GROUP (actions));
  g_object_set_data_full (G_OBJECT (frame), ACTIONS_KEY, actions, g_object_unref);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _ ("Move or remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Move or remove"), -1);
  return button;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  CvkLinesField *self = CVK_LINES_FIELD (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  unsigned from = focus != NULL ? find_line (self, focus) : G_MAXUINT;
  unsigned to = from + (unsigned) g_variant_get_int32 (args);

  if (from == G_MAXUINT || to >= PRIVATE (self)->lines->len)
    return GDK_EVENT_PROPAGATE;
  cvk_lines_field_move (self, from, to);
  return GDK_EVENT_STOP;
}

static GtkWidget *
append_line (CvkLinesField *self)
{
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *line = CVK_LINES_FIELD_GET_CLASS (self)->make_line (self);

  gtk_widget_add_css_class (frame, "cvk-line");
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (frame), line);
  gtk_box_append (GTK_BOX (frame), make_menu_button (frame));
  gtk_box_append (GTK_BOX (priv->box), frame);
  g_ptr_array_add (priv->lines, line);
  update_menus (self);
  return line;
}

static void
drop_line (CvkLinesField *self, unsigned index)
{
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  GtkWidget *line = g_ptr_array_steal_index (priv->lines, index);

  gtk_box_remove (GTK_BOX (priv->box), gtk_widget_get_parent (line));
  update_menus (self);
}

static void
show_elements (CvkLinesField *self, const CvkValue *elements)
{
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  CvkLinesFieldClass *class = CVK_LINES_FIELD_GET_CLASS (self);
  size_t length = cvk_value_get_length (elements);

  while (priv->lines->len > length)
    drop_line (self, priv->lines->len - 1);
  while (priv->lines->len < length)
    append_line (self);
  for (unsigned i = 0; i < length; i++)
    {
      GtkWidget *line = g_ptr_array_index (priv->lines, i);
      g_autoptr (CvkValue) shown = class->read_line (self, line);

      if (shown == NULL || !cvk_value_equal (shown, cvk_value_get_element (elements, i)))
        class->show_line (self, line, i, cvk_value_get_element (elements, i));
    }
}

/* --- What the user does --- */

void
cvk_lines_field_add (CvkLinesField *self)
{
  GtkWidget *line;

  g_return_if_fail (CVK_IS_LINES_FIELD (self));

  line = append_line (self);
  gtk_widget_child_focus (line, GTK_DIR_TAB_FORWARD);
  cvk_lines_field_changed (self);
}

void
cvk_lines_field_remove (CvkLinesField *self, unsigned index)
{
  CvkLinesFieldPrivate *priv = PRIVATE (self);

  g_return_if_fail (CVK_IS_LINES_FIELD (self));

  if (index >= priv->lines->len)
    return;
  if (priv->lines->len > 1)
    gtk_widget_child_focus (g_ptr_array_index (priv->lines, index > 0 ? index - 1 : 1),
                            GTK_DIR_TAB_FORWARD);
  drop_line (self, index);
  cvk_lines_field_changed (self);
}

void
cvk_lines_field_move (CvkLinesField *self, unsigned from, unsigned to)
{
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  GtkWidget *line, *frame, *after = NULL;

  g_return_if_fail (CVK_IS_LINES_FIELD (self));
  g_return_if_fail (from < priv->lines->len && to < priv->lines->len);

  line = g_ptr_array_steal_index (priv->lines, from);
  frame = gtk_widget_get_parent (line);
  if (to > 0)
    after = gtk_widget_get_parent (g_ptr_array_index (priv->lines, to - 1));
  gtk_box_reorder_child_after (GTK_BOX (priv->box), frame, after);
  g_ptr_array_insert (priv->lines, (int) to, line);
  update_menus (self);
  cvk_lines_field_changed (self);
}

/* --- CvkField --- */

static void
cvk_lines_field_show (CvkField *field, const CvkValue *value)
{
  CvkLinesField *self = CVK_LINES_FIELD (field);
  g_autoptr (CvkValue) elements = NULL;

  if (value != NULL)
    elements = CVK_LINES_FIELD_GET_CLASS (self)->split (self, value);
  else
    elements = cvk_value_new_array (NULL, 0);
  show_elements (self, elements);
}

static gboolean
cvk_lines_field_can_show (CvkField *field, const CvkValue *value)
{
  CvkLinesField *self = CVK_LINES_FIELD (field);
  CvkLinesFieldClass *class = CVK_LINES_FIELD_GET_CLASS (self);
  g_autoptr (CvkValue) elements = NULL;

  if (!cvk_value_is_array (value) && class->split == cvk_lines_field_real_split)
    return FALSE;
  if (!cvk_value_is_array (value) && !cvk_value_is_object (value))
    return FALSE;
  elements = class->split (self, value);
  for (size_t i = 0; i < cvk_value_get_length (elements); i++)
    if (!class->can_show_element (self, cvk_value_get_element (elements, i)))
      return FALSE;
  return TRUE;
}

/* Those inside of a line go there; the rest is about the whole field. */
static void
cvk_lines_field_show_problems (CvkField *field, GPtrArray *problems)
{
  CvkLinesField *self = CVK_LINES_FIELD (field);
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  CvkLinesFieldClass *class = CVK_LINES_FIELD_GET_CLASS (self);
  const char *path = cvk_field_get_path (field);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();

  for (unsigned i = 0; i < priv->lines->len; i++)
    {
      g_autoptr (GPtrArray) inside = g_ptr_array_new ();
      GtkWidget *line = g_ptr_array_index (priv->lines, i);
      g_autofree char *place = g_strdup_printf ("%s[%u]", path, i);

      for (unsigned j = 0; j < problems->len; j++)
        {
          const char *other = cvk_problem_get_field (g_ptr_array_index (problems, j));

          if (other != NULL && g_str_has_prefix (other, place))
            g_ptr_array_add (inside, g_ptr_array_index (problems, j));
        }
      if (inside->len > 0)
        gtk_widget_add_css_class (gtk_widget_get_parent (line), "has-error");
      else
        gtk_widget_remove_css_class (gtk_widget_get_parent (line), "has-error");
      if (class->show_line_problems != NULL)
        class->show_line_problems (self, line, inside);
    }
  for (unsigned j = 0; j < problems->len; j++)
    {
      const char *other = cvk_problem_get_field (g_ptr_array_index (problems, j));

      if (class->show_line_problems == NULL || other == NULL || strchr (other, '[') == NULL ||
          g_str_equal (other, path))
        g_ptr_array_add (rest, g_ptr_array_index (problems, j));
    }
  CVK_FIELD_CLASS (cvk_lines_field_parent_class)->show_problems (field, rest);
}

static void
cvk_lines_field_build (CvkField *field)
{
  CvkLinesField *self = CVK_LINES_FIELD (field);
  CvkLinesFieldPrivate *priv = PRIVATE (self);
  GtkWidget *control =
    g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "orientation",
                  GTK_ORIENTATION_VERTICAL, "spacing", 6, "margin-top", 6, NULL);
  GtkWidget *add = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  priv->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (control), priv->box);
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content),
                                CVK_LINES_FIELD_GET_CLASS (self)->get_add_label (self));
  gtk_button_set_child (GTK_BUTTON (add), content);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_add_css_class (add, "cvk-add-line");
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_object (add, "clicked", G_CALLBACK (cvk_lines_field_add), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (control), add);
  cvk_field_set_control (field, control, CVK_FIELD_BELOW);
}

/* --- Object --- */

static void
cvk_lines_field_finalize (GObject *object)
{
  g_ptr_array_unref (PRIVATE (CVK_LINES_FIELD (object))->lines);
  G_OBJECT_CLASS (cvk_lines_field_parent_class)->finalize (object);
}

static const char *
cvk_lines_field_real_get_add_label (CvkLinesField *self)
{
  const char *label =
    cvk_value_lookup_string (cvk_field_get_schema (CVK_FIELD (self)), "x-add-label", "");

  return label[0] != '\0' ? _ (label) : _ ("Add");
}

static void
cvk_lines_field_class_init (CvkLinesFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_lines_field_finalize;
  field_class->build = cvk_lines_field_build;
  field_class->show = cvk_lines_field_show;
  field_class->can_show = cvk_lines_field_can_show;
  field_class->show_problems = cvk_lines_field_show_problems;
  class->split = cvk_lines_field_real_split;
  class->join = cvk_lines_field_real_split;
  class->get_add_label = cvk_lines_field_real_get_add_label;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_ALT_MASK, move_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_ALT_MASK, move_cb, "i", 1);
}

static void
cvk_lines_field_init (CvkLinesField *self)
{
  PRIVATE (self)->lines = g_ptr_array_new ();
}
