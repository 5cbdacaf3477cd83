// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-commands.h"

#include "base/cvk-i18n.h"

static const CvkCommandInfo commands[] = {
  { "win.new", NULL, N_ ("New pipeline"), N_ ("Pipelines"), { "<Primary>n" } },
  { "win.open", NULL, N_ ("Open a pipeline"), N_ ("Pipelines"), { "<Primary>o" } },
  { "win.from-table", NULL, N_ ("Run an action for rows of a table"), N_ ("Pipelines"), { NULL } },
  { "win.fill-rows", NULL, N_ ("Run the node for rows of a table"), N_ ("Editing"), { NULL } },
  { "win.save", NULL, N_ ("Save"), N_ ("Pipelines"), { "<Primary>s" } },
  { "win.save-as", NULL, N_ ("Save as"), N_ ("Pipelines"), { "<Primary><Shift>s" } },
  { "win.close-tab", NULL, N_ ("Close the pipeline"), N_ ("Pipelines"), { "<Primary>w" } },
  { "win.choose-library",
    NULL,
    N_ ("Choose the folder of the pipelines"),
    N_ ("Pipelines"),
    { NULL } },
  { "win.handle-failures",
    NULL,
    N_ ("Run something when any pipeline fails"),
    N_ ("Pipelines"),
    { NULL } },
  { "win.move-tab", NULL, N_ ("Move the pipeline to a new window"), N_ ("Pipelines"), { NULL } },

  { "win.open-present", NULL, N_ ("Go to today’s pipeline"), N_ ("Pipelines"), { NULL } },
  { "win.copy-past",
    NULL,
    N_ ("Make a copy of the pipeline as it was"),
    N_ ("Pipelines"),
    { NULL } },

  { "win.undo", NULL, N_ ("Undo"), N_ ("Editing"), { "<Primary>z" } },
  { "win.redo", NULL, N_ ("Redo"), N_ ("Editing"), { "<Primary><Shift>z", "<Primary>y" } },
  { "win.add-node", NULL, N_ ("Add a node"), N_ ("Editing"), { "<Primary>e" } },
  { "edit.find", NULL, N_ ("Find a node"), N_ ("Editing"), { "<Primary>f" } },
  { "edit.cut", NULL, N_ ("Cut"), N_ ("Editing"), { "<Primary>x" }, TRUE },
  { "edit.copy", NULL, N_ ("Copy"), N_ ("Editing"), { "<Primary>c" }, TRUE },
  { "edit.paste", NULL, N_ ("Paste"), N_ ("Editing"), { "<Primary>v" }, TRUE },
  { "edit.duplicate", NULL, N_ ("Duplicate"), N_ ("Editing"), { "<Primary>d" }, TRUE },
  { "edit.delete",
    NULL,
    N_ ("Delete what is selected"),
    N_ ("Editing"),
    { "Delete", "BackSpace" },
    TRUE },
  { "edit.select-all", NULL, N_ ("Select everything"), N_ ("Editing"), { "<Primary>a" }, TRUE },
  { "edit.mute", NULL, N_ ("Mute or unmute nodes"), N_ ("Editing"), { "m" }, TRUE },
  { "edit.link", NULL, N_ ("Link the node to another"), N_ ("Editing"), { "l" }, TRUE },
  { "edit.group", NULL, N_ ("Put a frame around nodes"), N_ ("Editing"), { "<Primary>g" }, TRUE },
  { "edit.leave-frame", NULL, N_ ("Take nodes out of their frame"), N_ ("Editing"), { NULL } },
  { "edit.ungroup", NULL, N_ ("Remove a frame"), N_ ("Editing"), { "<Primary><Shift>g" }, TRUE },
  { "edit.collapse", NULL, N_ ("Collapse or expand a frame"), N_ ("Editing"), { "c" }, TRUE },
  { "edit.add-note", NULL, N_ ("Add a note"), N_ ("Editing"), { "n" }, TRUE },
  { "edit.rename", NULL, N_ ("Rename"), N_ ("Editing"), { "F2" }, TRUE },
  { "edit.align-left", NULL, N_ ("Align at the left"), N_ ("Editing"), { NULL } },
  { "edit.align-center", NULL, N_ ("Align in a column"), N_ ("Editing"), { NULL } },
  { "edit.align-right", NULL, N_ ("Align at the right"), N_ ("Editing"), { NULL } },
  { "edit.align-top", NULL, N_ ("Align at the top"), N_ ("Editing"), { NULL } },
  { "edit.align-middle", NULL, N_ ("Align in a row"), N_ ("Editing"), { NULL } },
  { "edit.align-bottom", NULL, N_ ("Align at the bottom"), N_ ("Editing"), { NULL } },
  { "edit.distribute-across", NULL, N_ ("Make gaps equal in a row"), N_ ("Editing"), { NULL } },
  { "edit.distribute-down", NULL, N_ ("Make gaps equal in a column"), N_ ("Editing"), { NULL } },
  { "edit.tidy", NULL, N_ ("Tidy up the canvas"), N_ ("Editing"), { "t" }, TRUE },

  { "edit.go", "left", N_ ("Go to the node at the left"), N_ ("Canvas"), { "Left" }, TRUE },
  { "edit.go", "right", N_ ("Go to the node at the right"), N_ ("Canvas"), { "Right" }, TRUE },
  { "edit.go", "up", N_ ("Go to the node above"), N_ ("Canvas"), { "Up" }, TRUE },
  { "edit.go", "down", N_ ("Go to the node below"), N_ ("Canvas"), { "Down" }, TRUE },
  { "edit.go", "first", N_ ("Go to the first node"), N_ ("Canvas"), { "Home" }, TRUE },
  { "edit.go", "last", N_ ("Go to the last node"), N_ ("Canvas"), { "End" }, TRUE },
  { "edit.follow-out",
    NULL,
    N_ ("Follow a link"),
    N_ ("Canvas"),
    { "bracketright", "<Alt>Right" },
    TRUE },
  { "edit.follow-in",
    NULL,
    N_ ("Follow a link back"),
    N_ ("Canvas"),
    { "bracketleft", "<Alt>Left" },
    TRUE },
  { "edit.open",
    NULL,
    N_ ("Open the properties of the node"),
    N_ ("Canvas"),
    { "Return", "KP_Enter" },
    TRUE },
  { "edit.menu",
    NULL,
    N_ ("Open the menu of the node"),
    N_ ("Canvas"),
    { "Menu", "<Shift>F10" },
    TRUE },
  { "edit.toggle", NULL, N_ ("Select the node, or not"), N_ ("Canvas"), { "space" }, TRUE },
  { "edit.select-none",
    NULL,
    N_ ("Select nothing"),
    N_ ("Canvas"),
    { "<Primary><Shift>a", "Escape" },
    TRUE },
  { "edit.extend", "left", N_ ("Select to the left"), N_ ("Canvas"), { "<Shift>Left" }, TRUE },
  { "edit.extend", "right", N_ ("Select to the right"), N_ ("Canvas"), { "<Shift>Right" }, TRUE },
  { "edit.extend", "up", N_ ("Select upwards"), N_ ("Canvas"), { "<Shift>Up" }, TRUE },
  { "edit.extend", "down", N_ ("Select downwards"), N_ ("Canvas"), { "<Shift>Down" }, TRUE },
  { "edit.move", "left", N_ ("Move to the left"), N_ ("Canvas"), { "<Primary>Left" }, TRUE },
  { "edit.move", "right", N_ ("Move to the right"), N_ ("Canvas"), { "<Primary>Right" }, TRUE },
  { "edit.move", "up", N_ ("Move up"), N_ ("Canvas"), { "<Primary>Up" }, TRUE },
  { "edit.move", "down", N_ ("Move down"), N_ ("Canvas"), { "<Primary>Down" }, TRUE },
  { "edit.outline", NULL, N_ ("Show the pipeline as a list"), N_ ("Canvas"), { "F8" } },
  { "edit.add-node",
    NULL,
    N_ ("Search for a node to add"),
    N_ ("Canvas"),
    { "slash", "<Primary>space" },
    TRUE },

  { "run.start", NULL, N_ ("Run the pipeline"), N_ ("Running"), { "F5", "<Primary>Return" } },
  { "run.stop", NULL, N_ ("Stop"), N_ ("Running"), { "<Shift>F5" } },
  { "run.node", NULL, N_ ("Run this node"), N_ ("Running"), { NULL } },
  { "run.from-here", NULL, N_ ("Run from here"), N_ ("Running"), { NULL } },
  { "run.breakpoint",
    NULL,
    N_ ("Set or clear a breakpoint"),
    N_ ("Running"),
    { "b", "<Primary>F9" },
    TRUE },
  { "run.continue", NULL, N_ ("Go on to the next breakpoint"), N_ ("Running"), { "<Primary>F7" } },
  { "run.step", NULL, N_ ("Run one step, and hold again"), N_ ("Running"), { "F7" } },
  { "run.rehearse", NULL, N_ ("Rehearse"), N_ ("Running"), { "<Primary>F5" } },
  { "activation.activate", NULL, N_ ("Save and activate"), N_ ("Running"), { NULL } },
  { "activation.deactivate", NULL, N_ ("Deactivate"), N_ ("Running"), { NULL } },
  { "app.paused", NULL, N_ ("Pause everything, or go on"), N_ ("Running"), { NULL } },

  { "canvas.fit", NULL, N_ ("Show the whole pipeline"), N_ ("View"), { "f" }, TRUE },
  { "canvas.scale-in", NULL, N_ ("Make the canvas larger"), N_ ("View"), { "<Primary>plus" } },
  { "canvas.scale-out", NULL, N_ ("Make the canvas smaller"), N_ ("View"), { "<Primary>minus" } },
  { "canvas.scale-reset", NULL, N_ ("Show the canvas at 100 %"), N_ ("View"), { "<Primary>0" } },
  { "win.toggle-sidebar", NULL, N_ ("Show or hide the sidebar"), N_ ("View"), { "F9" } },
  { "win.toggle-inspector", NULL, N_ ("Show or hide the inspector"), N_ ("View"), { "F4" } },

  { "win.page", "pipelines", N_ ("Go to Pipelines"), N_ ("Places"), { "<Primary><Alt>1" } },
  { "win.page", "connections", N_ ("Go to Connections"), N_ ("Places"), { "<Primary><Alt>2" } },
  { "win.page", "runs", N_ ("Go to Runs"), N_ ("Places"), { "<Primary><Alt>3" } },
  { "win.page", "templates", N_ ("Go to Templates"), N_ ("Places"), { "<Primary><Alt>4" } },
  { "win.page", "tables", N_ ("Go to Tables"), N_ ("Places"), { "<Primary><Alt>6" } },
  { "win.page", "editor", N_ ("Go to the open pipeline"), N_ ("Places"), { "<Primary><Alt>5" } },

  { "win.command-search", NULL, N_ ("Search for a command"), N_ ("Convoke"), { "<Primary>k" } },
  { "win.menu", NULL, N_ ("Open the main menu"), N_ ("Convoke"), { "F10" } },
  { "app.new-window", NULL, N_ ("New window"), N_ ("Convoke"), { "<Primary><Shift>n" } },
  { "app.preferences", NULL, N_ ("Preferences"), N_ ("Convoke"), { "<Primary>comma" } },
  { "app.shortcuts", NULL, N_ ("Keyboard shortcuts"), N_ ("Convoke"), { "<Primary>question" } },
  { "app.help", NULL, N_ ("Help"), N_ ("Convoke"), { "F1" } },
  { "app.about", NULL, N_ ("About Convoke"), N_ ("Convoke"), { NULL } },
  { "app.quit", NULL, N_ ("Quit"), N_ ("Convoke"), { "<Primary>q" } },
};

/* What a word of the query is worth. */
#define SCORE_WHOLE 100
#define SCORE_BEGINNING 50
#define SCORE_LETTERS 10

const CvkCommandInfo *
cvk_commands_list (unsigned *n_commands)
{
  g_return_val_if_fail (n_commands != NULL, NULL);

  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

static gboolean
has_letters (const char *text, const char *letters)
{
  const char *at = text;

  for (const char *letter = letters; *letter != '\0'; letter = g_utf8_next_char (letter))
    {
      at = g_utf8_strchr (at, -1, g_utf8_get_char (letter));
      if (at == NULL)
        return FALSE;
      at = g_utf8_next_char (at);
    }
  return TRUE;
}

static unsigned
score_words (GStrv words, const char *word)
{
  unsigned best = 0;

  for (unsigned i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], word))
        return SCORE_WHOLE;
      if (g_str_has_prefix (words[i], word))
        best = SCORE_BEGINNING;
    }
  return best;
}

/* @plain: the words without their accents, as many people type them. */
static unsigned
score_word (GStrv words, GStrv plain, const char *folded, const char *word)
{
  unsigned best = MAX (score_words (words, word), score_words (plain, word));

  /* One letter is in nearly everything. */
  if (best == 0 && g_utf8_strlen (word, -1) > 1 && has_letters (folded, word))
    best = SCORE_LETTERS;
  return best;
}

unsigned
cvk_commands_match (const char *title, const char *query)
{
  g_auto (GStrv) plain = NULL;
  g_auto (GStrv) words = g_str_tokenize_and_fold (title, NULL, &plain);
  g_auto (GStrv) asked = g_str_tokenize_and_fold (query, NULL, NULL);
  g_autofree char *folded = g_strjoinv (" ", words);
  unsigned sum = 1;

  for (unsigned i = 0; asked[i] != NULL; i++)
    {
      unsigned score = score_word (words, plain, folded, asked[i]);

      if (score == 0)
        return 0;
      sum += score;
    }
  return sum;
}
