// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "model/cvk-template-item.h"

static const GOptionEntry options[] = { CVK_OPTION_JSON, { NULL } };

static void
print_list (GPtrArray *items)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Template"), _ ("Title"), _ ("What you need"), NULL };

  for (unsigned i = 0; i < items->len; i++)
    {
      CvkTemplateItem *item = g_ptr_array_index (items, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (cells, cvk_template_item_dup_id (item));
      g_ptr_array_add (cells, g_strdup (cvk_template_item_get_title (item)));
      g_ptr_array_add (cells, g_strdup (cvk_template_item_get_needs (item)));
      g_ptr_array_add (rows, cells);
    }
  cvk_print_table (titles, rows);
}

static CvkValue *
make_data (CvkTemplateItem *item)
{
  const char *const *names = cvk_template_item_get_data (item);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; names[i] != NULL; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (names[i]));
  return cvk_array_builder_end (&builder);
}

static CvkValue *
make_list (GPtrArray *items)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < items->len; i++)
    {
      CvkTemplateItem *item = g_ptr_array_index (items, i);
      g_autofree char *id = cvk_template_item_dup_id (item);

      cvk_array_builder_append (
        &builder, cvk_value_new_object (
                    "id", cvk_value_new_string (id), "title",
                    cvk_value_new_string (cvk_template_item_get_title (item)), "description",
                    cvk_value_new_string (cvk_template_item_get_description (item)), "needs",
                    cvk_value_new_string (cvk_template_item_get_needs (item)), "data",
                    make_data (item), NULL));
    }
  return cvk_array_builder_end (&builder);
}

static CvkExit
run_templates (int argc, char **argv)
{
  g_autoptr (GFile) folder = cvk_template_item_dup_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = cvk_template_item_list (folder, &error);

  if (items == NULL)
    {
      if (cvk_option_json)
        cvk_print_json_text ("null");
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  if (cvk_option_json)
    {
      g_autoptr (CvkValue) list = make_list (items);

      cvk_print_json (list);
    }
  else
    print_list (items);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_templates = {
  .name = "templates",
  .usage = "[--json]",
  .summary = N_ ("List the templates, and what one needs for each"),
  .details = N_ ("“convokectl new --from TEMPLATE” begins a pipeline with a copy of one."),
  .options = options,
  .run = run_templates,
};
