// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-slot.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"

GPtrArray *
cvk_node_slot_list (CvkSession *session, const char *connector)
{
  GPtrArray *slots = cvk_document_get_slots (cvk_session_get_document (session));
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      if (cvk_connector_fits (slot->connector, connector))
        g_ptr_array_add (names, g_strdup (slot->name));
    }
  return names;
}

static char *
make_name (CvkDocument *document, const char *connector, unsigned *number)
{
  char *name = g_strdup (connector);

  for (*number = 1; cvk_document_get_slot (document, name) != NULL;)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", connector, ++*number);
    }
  return name;
}

static char *
make_label (const char *connector, unsigned number)
{
  const char *title = _ (cvk_connector_get_wanted_title (connector));

  return number > 1
           /* Translators: a service, such as Zoom, and a number that tells its accounts apart
            * (“Zoom account 2”), not how many. */
           ? g_strdup_printf (_ ("%s account %u"), title, number)
           /* Translators: a service, such as Zoom. */
           : g_strdup_printf (_ ("%s account"), title);
}

/* The name of a slot that @command adds. (transfer full) (nullable) */
static char *
add_slot (CvkCommand *command, CvkDocument *document, const char *connector, GError **error)
{
  unsigned number = 1;
  g_autofree char *name = make_name (document, connector, &number);
  g_autofree char *label = make_label (connector, number);

  return cvk_command_set_slot (command, name, connector, label, error) ? g_steal_pointer (&name)
                                                                       : NULL;
}

/* @slot: (nullable): a new one. Returns its name. (transfer full) (nullable) */
static char *
give (CvkSession *session, const char *node, const char *slot, const char *connector)
{
  CvkDocument *document = cvk_session_get_document (session);
  g_autoptr (CvkCommand) command = cvk_command_new (document, _ ("Choose Account"));
  g_autoptr (GError) error = NULL;
  g_autofree char *name =
    slot != NULL ? g_strdup (slot) : add_slot (command, document, connector, &error);

  if (name == NULL || !cvk_command_set_node_slot (command, node, name, &error))
    {
      g_warning ("%s", error->message);
      return NULL;
    }
  cvk_history_push (cvk_session_get_history (session), g_steal_pointer (&command));
  return g_steal_pointer (&name);
}

char *
cvk_node_slot_ensure (CvkSession *session, const char *node, const char *connector)
{
  CvkDocument *document = cvk_session_get_document (session);
  CvkNode *found = cvk_document_get_node (document, node);
  CvkConnectionSlot *slot = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (found == NULL)
    return NULL;
  if (found->slot != NULL)
    slot = cvk_document_get_slot (document, found->slot);
  if (slot != NULL && cvk_connector_fits (slot->connector, connector))
    return g_strdup (slot->name);
  names = cvk_node_slot_list (session, connector);
  return give (session, node, names->len > 0 ? g_ptr_array_index (names, 0) : NULL, connector);
}

void
cvk_node_slot_set (CvkSession *session, const char *node, const char *slot)
{
  CvkNode *found = cvk_document_get_node (cvk_session_get_document (session), node);
  g_autofree char *name = NULL;

  if (found != NULL && g_strcmp0 (found->slot, slot) != 0)
    name = give (session, node, slot, NULL);
}

void
cvk_node_slot_add (CvkSession *session, const char *node, const char *connector)
{
  g_autofree char *name = give (session, node, NULL, connector);
}
