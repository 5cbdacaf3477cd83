// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-programs.h"

static const struct
{
  const char *name;
  const char *build_dir; /* below the build root */
  const char *install_dir;
} programs[] = {
  { "convoke", "src/desktop", CVK_BINDIR },
  { "convoke-engine", "src/service", CVK_LIBEXECDIR },
  { "convoke-parse", "src/parse", CVK_LIBEXECDIR },
  { "convoke-sandbox", "src/sandbox", CVK_BINDIR },
  { "convoke-script", "src/script", CVK_LIBEXECDIR },
  { "convokectl", "src/cli", CVK_BINDIR },
};

gboolean
cvk_program_is_uninstalled (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  return self != NULL && g_str_has_prefix (self, CVK_BUILDDIR "/");
}

char *
cvk_program_find (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      if (!g_str_equal (programs[i].name, name))
        continue;
      if (cvk_program_is_uninstalled ())
        return g_build_filename (CVK_BUILDDIR, programs[i].build_dir, name, NULL);
      return g_build_filename (programs[i].install_dir, name, NULL);
    }
  g_return_val_if_reached (g_strdup (name));
}
