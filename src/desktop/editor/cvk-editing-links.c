// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-private.h"

char *
cvk_editing_make_link_text (const char *source,
                            const char *source_port,
                            const char *target,
                            const char *target_port)
{
  return g_strdup_printf ("%s.%s -> %s.%s", source, source_port, target, target_port);
}

CvkLinkRules *
cvk_editing_begin_link (CvkSession *self, const char *node, const char *port, gboolean is_output)
{
  g_return_val_if_fail (CVK_IS_SESSION (self) && node != NULL && port != NULL, NULL);

  return cvk_link_rules_new (cvk_session_get_document (self), cvk_session_get_types (self), node,
                             port, is_output);
}

static gboolean
add_link (CvkSession *self,
          CvkCommand *command,
          const char *source,
          const char *source_port,
          const char *target,
          const char *target_port,
          GError **error)
{
  g_autoptr (CvkLinkRules) forward = cvk_editing_begin_link (self, source, source_port, TRUE);
  g_autoptr (CvkLinkRules) backward = cvk_editing_begin_link (self, target, target_port, FALSE);
  g_autofree char *text = NULL;

  /* The rules ask about the port at which a link ends, so both ends are asked. */
  if (!cvk_link_rules_check (forward, target, target_port, error) ||
      !cvk_link_rules_check (backward, source, source_port, error))
    return FALSE;
  text = cvk_editing_make_link_text (source, source_port, target, target_port);
  return cvk_command_add_link (command, text, error);
}

gboolean
cvk_editing_connect (CvkSession *self,
                     const char *source,
                     const char *source_port,
                     const char *target,
                     const char *target_port,
                     GError **error)
{
  g_autoptr (CvkCommand) command = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);
  g_return_val_if_fail (source != NULL && source_port != NULL, FALSE);
  g_return_val_if_fail (target != NULL && target_port != NULL, FALSE);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Add Link"));
  return add_link (self, command, source, source_port, target, target_port, error) &&
         cvk_editing_push (self, g_steal_pointer (&command));
}

gboolean
cvk_editing_reconnect (CvkSession *self,
                       const char *link,
                       const char *source,
                       const char *source_port,
                       const char *target,
                       const char *target_port,
                       GError **error)
{
  g_autoptr (CvkCommand) command = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self) && link != NULL, FALSE);
  g_return_val_if_fail (source != NULL && source_port != NULL, FALSE);
  g_return_val_if_fail (target != NULL && target_port != NULL, FALSE);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Change Link"));
  return cvk_command_remove_link (command, link, error) &&
         add_link (self, command, source, source_port, target, target_port, error) &&
         cvk_editing_push (self, g_steal_pointer (&command));
}

gboolean
cvk_editing_disconnect (CvkSession *self, const char *link, GError **error)
{
  g_autoptr (CvkCommand) command = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self) && link != NULL, FALSE);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Delete Link"));
  return cvk_command_remove_link (command, link, error) &&
         cvk_editing_push (self, g_steal_pointer (&command));
}
