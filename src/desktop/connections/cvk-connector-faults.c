// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connector-faults.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"

static GtkWidget *
new_row (const CvkProblem *fault)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *file = g_markup_escape_text (cvk_problem_get_argument (fault, "file"), -1);
  g_autofree char *reason = g_markup_escape_text (cvk_problem_get_argument (fault, "reason"), -1);

  gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), file);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
  return row;
}

GtkWidget *
cvk_connector_faults_new (void)
{
  GPtrArray *faults = cvk_connector_list_faults ();
  GtkWidget *group;

  if (faults->len == 0)
    return NULL;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   _ ("Connector files that cannot be used"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    _ ("They are in the folder of your own connectors. Mend or remove them, then start Convoke "
       "again."));
  for (unsigned i = 0; i < faults->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               new_row (g_ptr_array_index (faults, i)));
  return group;
}
