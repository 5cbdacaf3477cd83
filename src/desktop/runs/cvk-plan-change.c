// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-plan-change.h"

#include "base/cvk-i18n.h"
#include "desktop/runs/cvk-cell-text.h"

#define MAX_FIELDS 12

struct _CvkPlanChange
{
  GObject parent_instance;

  CvkValue *description;
  char *label;
  gboolean is_wanted;
};

G_DEFINE_FINAL_TYPE (CvkPlanChange, cvk_plan_change, G_TYPE_OBJECT)

enum
{
  PROP_WANTED = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static const struct
{
  const char *name;
  const char *word;
} kinds[] = {
  { "create", N_ ("Create") }, { "update", N_ ("Change") }, { "delete", N_ ("Delete") },
  { "write", N_ ("Write") },   { "send", N_ ("Send") },
};

unsigned
cvk_plan_change_get_number (CvkPlanChange *self)
{
  return (unsigned) cvk_value_lookup_integer (self->description, "number", 0);
}

static size_t
find_kind (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return i;
  return G_N_ELEMENTS (kinds) - 1;
}

const char *
cvk_plan_change_get_kind (CvkPlanChange *self)
{
  return kinds[find_kind (cvk_value_lookup_string (self->description, "kind", ""))].name;
}

const char *
cvk_plan_change_get_node (CvkPlanChange *self)
{
  return cvk_value_lookup_string (self->description, "node", "");
}

const char *
cvk_plan_change_get_word (CvkPlanChange *self)
{
  return _ (kinds[find_kind (cvk_value_lookup_string (self->description, "kind", ""))].word);
}

char *
cvk_plan_change_dup_title (CvkPlanChange *self)
{
  return g_strdup (cvk_value_lookup_string (self->description, "subject", self->label));
}

gboolean
cvk_plan_change_needs_care (CvkPlanChange *self)
{
  return cvk_value_lookup_boolean (self->description, "series", FALSE) ||
         cvk_value_lookup_boolean (self->description, "guess", FALSE);
}

static void
append_line (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
append_field (GString *text, const CvkValue *change)
{
  int64_t now = g_get_real_time ();
  const char *field = cvk_value_lookup_string (change, "field", "");
  CvkValue *from = cvk_value_get_member (change, "from");
  g_autofree char *before = cvk_cell_text (from, now);
  g_autofree char *after = cvk_cell_text (cvk_value_get_member (change, "to"), now);
  /* Translators: a field, what it is now and what it would be. */
  g_autofree char *line = from != NULL ? g_strdup_printf (_ ("%s: %s → %s"), field, before, after)
                                       : g_strdup_printf ("%s: %s", field, after);

  append_line (text, line);
}

char *
cvk_plan_change_dup_details (CvkPlanChange *self)
{
  CvkValue *changes = cvk_value_get_member (self->description, "changes");
  size_t count = cvk_value_get_length (changes);
  GString *text = g_string_new (NULL);

  if (cvk_value_lookup_boolean (self->description, "series", FALSE))
    append_line (text, _ ("This is a series: all of its dates."));
  if (cvk_value_lookup_boolean (self->description, "guess", FALSE))
    append_line (text, _ ("What stands between ‹ and › is a guess: it is known when the steps "
                          "before are done."));
  for (size_t i = 0; i < MIN (count, MAX_FIELDS); i++)
    append_field (text, cvk_value_get_element (changes, i));
  if (count > MAX_FIELDS)
    {
      unsigned more = (unsigned) (count - MAX_FIELDS);
      g_autofree char *line =
        /* Translators: how many fields of a change are not listed. */
        g_strdup_printf (ngettext ("and %'u more field", "and %'u more fields", more), more);

      append_line (text, line);
    }
  return g_string_free (text, FALSE);
}

gboolean
cvk_plan_change_is_wanted (CvkPlanChange *self)
{
  return self->is_wanted;
}

void
cvk_plan_change_set_wanted (CvkPlanChange *self, gboolean is_wanted)
{
  g_return_if_fail (CVK_IS_PLAN_CHANGE (self));

  if (self->is_wanted == is_wanted)
    return;
  self->is_wanted = is_wanted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTED]);
}

/* --- Of many --- */

static char *
make_phrase (size_t kind, unsigned count)
{
  switch (kind)
    {
    case 0:
      /* Translators: how many things a rehearsal found, here and in what follows; they stand in a
       * row. */
      return g_strdup_printf (ngettext ("%'u to create", "%'u to create", count), count);
    case 1:
      return g_strdup_printf (ngettext ("%'u to change", "%'u to change", count), count);
    case 2:
      return g_strdup_printf (ngettext ("%'u to delete", "%'u to delete", count), count);
    case 3:
      return g_strdup_printf (ngettext ("%'u file to write", "%'u files to write", count), count);
    default:
      return g_strdup_printf (ngettext ("%'u to send", "%'u to send", count), count);
    }
}

char *
cvk_plan_change_summarise (GListModel *changes)
{
  unsigned counts[G_N_ELEMENTS (kinds)] = { 0 };
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < g_list_model_get_n_items (changes); i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (changes, i);

      counts[find_kind (cvk_plan_change_get_kind (change))]++;
    }
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autofree char *phrase = counts[k] > 0 ? make_phrase (k, counts[k]) : NULL;

      if (phrase != NULL && text->len > 0)
        g_string_append (text, " · ");
      if (phrase != NULL)
        g_string_append (text, phrase);
    }
  return g_string_free (text, FALSE);
}

/* --- The object --- */

static void
cvk_plan_change_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkPlanChange *self = CVK_PLAN_CHANGE (object);

  if (id == PROP_WANTED)
    g_value_set_boolean (value, self->is_wanted);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_plan_change_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkPlanChange *self = CVK_PLAN_CHANGE (object);

  if (id == PROP_WANTED)
    cvk_plan_change_set_wanted (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_plan_change_finalize (GObject *object)
{
  CvkPlanChange *self = CVK_PLAN_CHANGE (object);

  g_clear_pointer (&self->description, cvk_value_unref);
  g_free (self->label);
  G_OBJECT_CLASS (cvk_plan_change_parent_class)->finalize (object);
}

static void
cvk_plan_change_class_init (CvkPlanChangeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_plan_change_get_property;
  object_class->set_property = cvk_plan_change_set_property;
  object_class->finalize = cvk_plan_change_finalize;
  properties[PROP_WANTED] =
    g_param_spec_boolean ("wanted", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cvk_plan_change_init (CvkPlanChange *self)
{
  self->is_wanted = TRUE;
}

CvkPlanChange *
cvk_plan_change_new (CvkValue *description, const char *label)
{
  CvkPlanChange *self = g_object_new (CVK_TYPE_PLAN_CHANGE, NULL);

  self->description = cvk_value_ref (description);
  self->label = g_strdup (label);
  return self;
}
