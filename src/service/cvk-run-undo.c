// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-undo.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "model/cvk-sub-pipeline.h"

/* What was created counts as changed when anything that the service told of it is another by now;
 * members may come in another order. */
#define COMPARE                                                                                    \
  "const plain = value => Array.isArray(value) ? value.map(plain)\n"                               \
  "  : value !== null && typeof value === 'object'\n"                                              \
  "  ? Object.keys(value).sort().map(key => [key, plain(value[key])]) : value;\n"                  \
  "const same = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));\n"                \
  "const expected = nodes['%s'].expected;\n"                                                       \
  "const changed = Object.keys(expected).filter(\n"                                                \
  "  key => key in item && !same(item[key], expected[key]));\n"                                    \
  "return {...item, changed: changed.join(', ')};"

/* Things of one type that one connection has created. */
typedef struct
{
  const char *slot;
  const CvkNodeType *get;
  const CvkNodeType *delete;
  CvkArrayBuilder things;
} Group;

static void
free_group (gpointer data)
{
  Group *group = data;
  g_autoptr (CvkValue) rest = cvk_array_builder_end (&group->things);

  g_free (group);
}

/* --- What was created --- */

/* "zoom.get-meeting" for "zoom.create-meeting" and "get". (nullable) */
static const CvkNodeType *
find_sibling (const CvkNodeTypes *types, const char *action, const char *verb)
{
  const char *create = strstr (action, ".create-");
  g_autofree char *id = NULL;

  if (create == NULL)
    return NULL;
  id = g_strdup_printf ("%.*s.%s-%s", (int) (create - action), action, verb,
                        create + strlen (".create-"));
  return cvk_node_types_lookup (types, id);
}

/* The one setting that names the thing. (nullable) */
static const char *
get_setting (const CvkNodeType *type)
{
  CvkValue *schema = cvk_node_type_get_settings_schema ((CvkNodeType *) type);
  CvkValue *required = schema != NULL ? cvk_value_get_member (schema, "required") : NULL;

  return required != NULL && cvk_value_get_length (required) == 1
           ? cvk_value_get_string (cvk_value_get_element (required, 0))
           : NULL;
}

static Group *
ensure_group (GPtrArray *groups,
              const CvkNodeTypes *types,
              CvkDocument *pipeline,
              const CvkValue *effect)
{
  const char *action = cvk_value_lookup_string (effect, "action", "");
  const char *slot = cvk_place_find_slot (pipeline, cvk_value_lookup_string (effect, "node", ""));
  const CvkNodeType *get = find_sibling (types, action, "get");
  const CvkNodeType *delete = find_sibling (types, action, "delete");
  Group *group = NULL;

  if (slot == NULL || get == NULL || delete == NULL || get_setting (get) == NULL ||
      get_setting (delete) == NULL)
    return NULL;
  for (unsigned i = 0; i < groups->len; i++)
    {
      group = g_ptr_array_index (groups, i);
      if (group->delete == delete &&g_str_equal (group->slot, slot))
        return group;
    }
  group = g_new0 (Group, 1);
  group->slot = slot;
  group->get = get;
  group->delete = delete;
  cvk_array_builder_init (&group->things);
  g_ptr_array_add (groups, group);
  return group;
}

static GPtrArray *
collect_groups (const CvkNodeTypes *types, CvkDocument *pipeline, const CvkValue *effects)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (free_group);

  for (size_t i = 0; i < cvk_value_get_length (effects); i++)
    {
      const CvkValue *effect = cvk_value_get_element (effects, i);
      CvkValue *given = cvk_value_get_member (effect, "detail");
      CvkValue *id = given != NULL ? cvk_value_get_member (given, "id") : NULL;
      Group *group = NULL;

      if (id == NULL || !g_str_equal (cvk_value_lookup_string (effect, "state", ""), "confirmed"))
        continue;
      group = ensure_group (groups, types, pipeline, effect);
      if (group != NULL)
        cvk_array_builder_append (
          &group->things,
          cvk_value_new_object ("id", cvk_value_ref (id), "expected", cvk_value_ref (given), NULL));
    }
  return groups;
}

/* --- The pipeline --- */

typedef struct
{
  CvkObjectBuilder slots;
  CvkObjectBuilder nodes;
  CvkArrayBuilder links;
} Writer;

static void
add_link (Writer *writer, const char *from, const char *port, const char *to)
{
  cvk_array_builder_append (
    &writer->links, cvk_value_take_string (g_strdup_printf ("%s.%s -> %s.in", from, port, to)));
}

static CvkValue *
make_action (const CvkNodeType *type, const char *slot)
{
  return cvk_value_new_object (
    "type", cvk_value_new_string (type->id), "slot", cvk_value_new_string (slot), "settings",
    cvk_value_new_object (get_setting (type), cvk_value_new_string ("{{ item.id }}"), NULL),
    "on_error", cvk_value_new_string ("continue"), NULL);
}

static CvkValue *
make_output (const char *name)
{
  return cvk_value_new_object ("type", cvk_value_new_string ("output"), "settings",
                               cvk_value_new_object ("name", cvk_value_new_string (name), NULL),
                               NULL);
}

static CvkValue *
make_filter (void)
{
  CvkValue *row = cvk_value_new_object ("field", cvk_value_new_string ("changed"), "operator",
                                        cvk_value_new_string ("equals"), "value",
                                        cvk_value_new_string (""), NULL);
  g_auto (CvkArrayBuilder) rows = { 0 };

  cvk_array_builder_init (&rows);
  cvk_array_builder_append (&rows, row);
  return cvk_value_new_object ("type", cvk_value_new_string ("filter"), "settings",
                               cvk_value_new_object ("rows", cvk_array_builder_end (&rows), NULL),
                               NULL);
}

static void
write_group (Writer *writer, Group *group, unsigned number)
{
  g_autofree char *created = g_strdup_printf ("created-%u", number);
  g_autofree char *read = g_strdup_printf ("read-%u", number);
  g_autofree char *compare = g_strdup_printf ("compare-%u", number);
  g_autofree char *unchanged = g_strdup_printf ("unchanged-%u", number);
  g_autofree char *delete = g_strdup_printf ("delete-%u", number);
  g_autofree char *code = g_strdup_printf (COMPARE, created);
  g_auto (CvkArrayBuilder) none = { 0 };
  CvkValue *things = cvk_array_builder_end (&group->things);

  cvk_array_builder_init (&none);
  cvk_array_builder_init (&group->things);
  cvk_object_builder_set (
    &writer->slots, group->slot,
    cvk_value_new_object ("connector", cvk_value_new_string (group->get->connector), NULL));
  cvk_object_builder_append (
    &writer->nodes, created,
    cvk_value_new_object ("type", cvk_value_new_string ("input"), "settings",
                          cvk_value_new_object ("fields", cvk_array_builder_end (&none), NULL),
                          "pinned", things, NULL));
  cvk_object_builder_append (&writer->nodes, read, make_action (group->get, group->slot));
  cvk_object_builder_append (
    &writer->nodes, compare,
    cvk_value_new_object ("type", cvk_value_new_string ("script"), "settings",
                          cvk_value_new_object ("mode", cvk_value_new_string ("each"), "code",
                                                cvk_value_new_string (code), NULL),
                          NULL));
  cvk_object_builder_append (&writer->nodes, unchanged, make_filter ());
  cvk_object_builder_append (&writer->nodes, delete, make_action (group->delete, group->slot));
  add_link (writer, created, "out", read);
  add_link (writer, read, "out", compare);
  add_link (writer, read, "failed", "gone");
  add_link (writer, compare, "out", unchanged);
  add_link (writer, unchanged, "out", delete);
  add_link (writer, unchanged, "else", "left");
  add_link (writer, delete, "out", "deleted");
}

static CvkValue *
write_pipeline (GPtrArray *groups, const char *name)
{
  Writer writer = { 0 };

  cvk_object_builder_init (&writer.slots);
  cvk_object_builder_init (&writer.nodes);
  cvk_array_builder_init (&writer.links);
  for (unsigned i = 0; i < groups->len; i++)
    write_group (&writer, g_ptr_array_index (groups, i), i + 1);
  cvk_object_builder_append (&writer.nodes, "deleted", make_output (_ ("Deleted")));
  cvk_object_builder_append (&writer.nodes, "left", make_output (_ ("Changed since, and left")));
  cvk_object_builder_append (&writer.nodes, "gone", make_output (_ ("Not to be read any more")));
  return cvk_value_new_object ("convoke", cvk_value_new_integer (1), "name",
                               /* Translators: the name of a pipeline whose run is taken back. */
                               cvk_value_take_string (g_strdup_printf (_ ("Undo: %s"), name)),
                               "slots", cvk_object_builder_end (&writer.slots), "nodes",
                               cvk_object_builder_end (&writer.nodes), "links",
                               cvk_array_builder_end (&writer.links), NULL);
}

CvkValue *
cvk_run_undo_make_pipeline (const CvkNodeTypes *types,
                            const CvkValue *start,
                            const CvkValue *effects,
                            CvkProblem **problem)
{
  const char *text = cvk_value_lookup_string (start, "pipeline", "");
  const CvkValue *record = cvk_value_get_member (start, "start");
  const CvkValue *bindings = cvk_value_get_member (record, "bindings");
  const CvkValue *sandbox = cvk_value_get_member (bindings, "sandbox");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (CvkDocument) pipeline = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (GPtrArray) groups = NULL;

  if (pipeline != NULL && (sandbox == NULL || cvk_value_get_length (sandbox) == 0))
    groups = collect_groups (types, pipeline, effects);
  if (groups != NULL && groups->len > 0)
    return write_pipeline (groups, cvk_value_lookup_string (record, "name", ""));
  *problem = cvk_problem_new ("nothing-to-undo",
                              N_ ("This run has created nothing that could be deleted again. What "
                                  "a private sandbox had went with it."),
                              NULL);
  return NULL;
}
