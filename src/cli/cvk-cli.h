// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* Exit statuses that scripts rely on. */
typedef enum
{
  CVK_EXIT_DONE = 0,
  CVK_EXIT_FAILED = 1,     /* something failed */
  CVK_EXIT_USAGE = 2,      /* wrong usage or an invalid pipeline; nothing was started */
  CVK_EXIT_WAITING = 3,    /* a person has to decide */
  CVK_EXIT_CONNECTION = 4, /* a connection is missing or does not work */
} CvkExit;

/* One command of convokectl: a file of its own, cvk-cli-NAME.c. */
typedef struct
{
  const char *name;
  const char *usage;           /* untranslated: "FILE [--json]" */
  const char *summary;         /* N_() */
  const char *details;         /* N_(), nullable: more for its help */
  const GOptionEntry *options; /* nullable */
  int min_arguments;
  gboolean takes_file; /* its argument is a path */
  int max_arguments;   /* -1: as many as there are, options among them too */
  CvkExit (*run) (int argc, char **argv);
  void (*append_help) (GString *text, const char *topic); /* nullable: on an argument */
} CvkCommand;

/* NULL-terminated. */
extern const CvkCommand *const cvk_commands[];

extern const CvkCommand cvk_command_activate;
extern const CvkCommand cvk_command_answer;
extern const CvkCommand cvk_command_background;
extern const CvkCommand cvk_command_cancel;
extern const CvkCommand cvk_command_check;
extern const CvkCommand cvk_command_connect;
extern const CvkCommand cvk_command_connections;
extern const CvkCommand cvk_command_connectors;
extern const CvkCommand cvk_command_deactivate;
extern const CvkCommand cvk_command_disconnect;
extern const CvkCommand cvk_command_health;
extern const CvkCommand cvk_command_help;
extern const CvkCommand cvk_command_new;
extern const CvkCommand cvk_command_next;
extern const CvkCommand cvk_command_nodes;
extern const CvkCommand cvk_command_pause;
extern const CvkCommand cvk_command_reset;
extern const CvkCommand cvk_command_resume;
extern const CvkCommand cvk_command_retry;
extern const CvkCommand cvk_command_run;
extern const CvkCommand cvk_command_runs;
extern const CvkCommand cvk_command_sandbox;
extern const CvkCommand cvk_command_show;
extern const CvkCommand cvk_command_tables;
extern const CvkCommand cvk_command_templates;
extern const CvkCommand cvk_command_undo;
extern const CvkCommand cvk_command_unpause;

/* Options that several commands share; each command's table names them. */
extern gboolean cvk_option_json;
extern char *cvk_option_data_dir;
#define CVK_OPTION_JSON                                                                            \
  {                                                                                                \
    "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &cvk_option_json,                            \
      N_ ("Print one JSON document"), NULL                                                         \
  }
#define CVK_OPTION_DATA_DIR                                                                        \
  {                                                                                                \
    "data-dir", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &cvk_option_data_dir,                \
      N_ ("Use the data directory DIR"), N_ ("DIR")                                                \
  }

/* (nullable) */
const CvkCommand *cvk_command_find (const char *name);
/* @topic: (nullable): an argument of the command. (transfer full) */
char *cvk_command_dup_help (const CvkCommand *self, const char *topic) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
