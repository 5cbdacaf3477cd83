// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"
#include "model/cvk-template-item.h"

static char *option_from;

static const GOptionEntry options[] = {
  { "from", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_from,
    N_ ("Begin with a copy of the template TEMPLATE"), N_ ("TEMPLATE") },
  CVK_OPTION_JSON,
  { NULL },
};

static CvkExit
fail (CvkExit status, const char *message)
{
  if (cvk_option_json)
    cvk_print_json_text ("null");
  cvk_print_error (message);
  return status;
}

/* --- Copying --- */

static gboolean
refuse_cb (const char *path, gpointer user_data, GError **error)
{
  g_autofree char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  name = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               _ ("“%s” is there already, and nothing was changed. Give another name for the new "
                  "pipeline."),
               name);
  return FALSE;
}

static gboolean
copy_pipeline (CvkTemplateItem *item, GFile *target, GError **error)
{
  GFile *source = cvk_template_item_get_file (item);
  g_autoptr (GBytes) bytes =
    cvk_file_read (g_file_peek_path (source), CVK_DOCUMENT_MAX_SIZE, error);

  return bytes != NULL &&
         cvk_file_replace (g_file_peek_path (target), bytes, refuse_cb, NULL, NULL, error);
}

/* What the user has there already is what they want to use. {"file", "kept"} of each, or NULL. */
static CvkValue *
copy_data (CvkTemplateItem *item, GFile *target, GError **error)
{
  g_autoptr (GFile) from = g_file_get_parent (cvk_template_item_get_file (item));
  g_autoptr (GFile) to = g_file_get_parent (target);
  const char *const *names = cvk_template_item_get_data (item);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GFile) original = g_file_get_child (from, names[i]);
      g_autoptr (GFile) copy = g_file_get_child (to, names[i]);
      g_autoptr (GError) copy_error = NULL;

      if (!g_file_copy (original, copy, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL,
                        &copy_error) &&
          !g_error_matches (copy_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&copy_error));
          return NULL;
        }
      cvk_array_builder_append (
        &builder, cvk_value_new_object ("file", cvk_value_new_string (names[i]), "kept",
                                        cvk_value_new_boolean (copy_error != NULL), NULL));
    }
  return cvk_array_builder_end (&builder);
}

/* --- Telling --- */

static void
print_file (const char *format, const char *placeholder, const char *name)
{
  g_autoptr (GString) line = g_string_new (format);

  g_string_replace (line, placeholder, name, 1);
  cvk_print_line (line->str);
}

static void
print_copies (CvkTemplateItem *item, GFile *target, const CvkValue *data)
{
  g_autofree char *name = g_filename_display_name (g_file_peek_path (target));

  /* Translators: {file} is a path. */
  print_file (_ ("Made {file}."), "{file}", name);
  for (size_t i = 0; i < cvk_value_get_length (data); i++)
    {
      const CvkValue *entry = cvk_value_get_element (data, i);
      gboolean kept = cvk_value_lookup_boolean (entry, "kept", FALSE);

      print_file (kept ? _ ("{file} is there already and was left as it is.")
                       /* Translators: {file} is the name of a file with sample data. */
                       : _ ("Its data is in {file}."),
                  "{file}", cvk_value_lookup_string (entry, "file", ""));
    }
  /* Translators: {needs} is what one needs for a template, such as “A Zoom account.” */
  print_file (_ ("What you need: {needs}"), "{needs}", cvk_template_item_get_needs (item));
}

/* --- The command --- */

/* (nullable) */
static CvkTemplateItem *
find_template (GPtrArray *items, const char *name)
{
  for (unsigned i = 0; i < items->len; i++)
    {
      CvkTemplateItem *item = g_ptr_array_index (items, i);
      g_autofree char *id = cvk_template_item_dup_id (item);

      if (g_str_equal (id, name) || g_str_equal (cvk_template_item_get_title (item), name))
        return item;
    }
  return NULL;
}

static CvkExit
make_copy (CvkTemplateItem *item, GFile *target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) data = NULL;

  if (!copy_pipeline (item, target, &error))
    return fail (CVK_EXIT_FAILED, error->message);
  data = copy_data (item, target, &error);
  if (data == NULL)
    return fail (CVK_EXIT_FAILED, error->message);
  if (cvk_option_json)
    {
      g_autofree char *path = g_filename_display_name (g_file_peek_path (target));
      g_autoptr (CvkValue) document = cvk_value_new_object ("file", cvk_value_new_string (path),
                                                            "data", cvk_value_ref (data), NULL);

      cvk_print_json (document);
    }
  else
    print_copies (item, target, data);
  return CVK_EXIT_DONE;
}

static CvkExit
run_new (int argc, char **argv)
{
  g_autoptr (GFile) folder = cvk_template_item_dup_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GFile) target = NULL;
  CvkTemplateItem *item;

  if (option_from == NULL)
    return fail (CVK_EXIT_USAGE, _ ("Say with which template to begin: --from TEMPLATE. "
                                    "“convokectl templates” lists them."));
  items = cvk_template_item_list (folder, &error);
  if (items == NULL)
    return fail (CVK_EXIT_FAILED, error->message);
  item = find_template (items, option_from);
  if (item == NULL)
    {
      g_autoptr (GString) message = g_string_new (
        /* Translators: {name} is what was asked for. */
        _ ("There is no template “{name}”. “convokectl templates” lists them."));

      g_string_replace (message, "{name}", option_from, 1);
      return fail (CVK_EXIT_USAGE, message->str);
    }
  if (argc > 1)
    target = g_file_new_for_commandline_arg (argv[1]);
  else
    {
      g_autofree char *name = g_file_get_basename (cvk_template_item_get_file (item));

      target = g_file_new_for_commandline_arg (name);
    }
  if (g_file_peek_path (target) == NULL)
    return fail (CVK_EXIT_USAGE, _ ("A new pipeline needs a place on this computer."));
  return make_copy (item, target);
}

const CvkCommand cvk_command_new = {
  .name = "new",
  .usage = "--from TEMPLATE [FILE] [--json]",
  .summary = N_ ("Begin a pipeline with a copy of a template"),
  .details = N_ ("FILE is the new pipeline; without it, the copy has the template's name and is "
                 "made in the current folder. Its sample data goes beside it. Nothing that is "
                 "there is overwritten."),
  .options = options,
  .max_arguments = 1,
  .takes_file = TRUE,
  .run = run_new,
};
