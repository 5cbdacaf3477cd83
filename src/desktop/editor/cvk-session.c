// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/editor/cvk-session-private.h"
#include "model/cvk-checks.h"

G_DEFINE_FINAL_TYPE (CvkSession, cvk_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CvkSessionState,
                    cvk_session_state,
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_SAVED, "saved"),
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_SAVING, "saving"),
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_UNSAVED, "unsaved"),
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_CHANGED_ELSEWHERE, "changed-elsewhere"),
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_GONE, "gone"),
                    G_DEFINE_ENUM_VALUE (CVK_SESSION_READ_ONLY, "read-only"))

enum
{
  PROP_DOCUMENT = 1,
  PROP_FILE,
  PROP_TITLE,
  PROP_STATE,
  PROP_MESSAGE,
  PROP_NOTICE,
  PROP_RUN,
  N_PROPS
};

enum
{
  SIGNAL_PROBLEMS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

/* Two sessions of one file would write over each other. Borrowed. */
static GPtrArray *open_sessions;

/* --- Checking --- */

void
cvk_session_take_problems (CvkSession *self, GPtrArray *problems)
{
  g_ptr_array_unref (self->problems);
  self->problems = problems;
  g_signal_emit (self, signals[SIGNAL_PROBLEMS_CHANGED], 0);
}

/* Beside today's pipeline it has to be another one. */
static char *
name_past (const char *name)
{
  /* Translators: the name of a pipeline that is shown as it was when it ran. */
  g_autoptr (GString) title = g_string_new (_ ("{name}, as it was"));

  g_string_replace (title, "{name}", *name != '\0' ? name : _ ("Untitled"), 1);
  return g_strdup (title->str);
}

/* Characters of a title: labels in many places lay out all of it, seen or not, each time that they
 * are measured. */
#define MAX_TITLE 200

/* The title follows from the name in the document and the file. */
void
cvk_session_update_title (CvkSession *self)
{
  g_autofree char *name = cvk_text_shorten (cvk_document_get_name (self->document), MAX_TITLE);
  g_autofree char *title = NULL;

  if (self->past_run != NULL)
    title = name_past (name);
  else if (*name != '\0')
    title = g_strdup (name);
  else if (self->file != NULL)
    title = g_file_get_basename (self->file);
  else
    title = g_strdup (_ ("Untitled"));
  if (g_strcmp0 (title, self->title) == 0)
    return;
  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
document_changed_cb (CvkSession *self, unsigned parts)
{
  /* What a read-only history takes back is told of too. */
  if (!cvk_history_get_read_only (self->history))
    self->edits++;
  cvk_session_drop_gone (self);
  cvk_session_update_state (self);
  cvk_session_save_later (self);
  if ((parts & CVK_DOCUMENT_PART_PIPELINE) != 0)
    cvk_session_update_title (self);
  cvk_session_check_later (self);
}

/* --- What the files of the session set --- */

void
cvk_session_set_file (CvkSession *self, GFile *file, const char *version)
{
  cvk_set_string (&self->version, version);
  if (self->file != NULL && file != NULL && g_file_equal (self->file, file))
    return;
  g_set_object (&self->file, file);
  cvk_session_update_title (self);
  cvk_session_watch_file (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

void
cvk_session_set_state (CvkSession *self, CvkSessionState state, const char *message)
{
  gboolean has_state = self->state == state;
  gboolean has_message = g_strcmp0 (self->message, message) == 0;
  g_autofree char *old = NULL;

  self->state = state;
  if (!has_message)
    {
      old = g_steal_pointer (&self->message);
      self->message = g_strdup (message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  if (!has_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
cvk_session_set_notice (CvkSession *self, const char *notice)
{
  if (cvk_set_string (&self->notice, notice))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

void
cvk_session_set_clock (CvkSession *self, CvkClock *clock)
{
  g_set_object (&self->clock, clock);
}

/* --- Object --- */

CvkDocument *
cvk_session_get_document (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->document;
}

CvkHistory *
cvk_session_get_history (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->history;
}

CvkSelection *
cvk_session_get_selection (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->selection;
}

const CvkNodeTypes *
cvk_session_get_types (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->types;
}

GPtrArray *
cvk_session_get_problems (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->problems;
}

CvkDocument *
cvk_session_get_whole (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->whole;
}

GFile *
cvk_session_get_file (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->file;
}

const char *
cvk_session_get_title (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->title;
}

CvkSessionState
cvk_session_get_state (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), CVK_SESSION_SAVED);

  return self->state;
}

const char *
cvk_session_get_message (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->message;
}

gboolean
cvk_session_is_foreign (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), TRUE);

  return self->is_foreign;
}

void
cvk_session_set_foreign (CvkSession *self, gboolean is_foreign)
{
  g_return_if_fail (CVK_IS_SESSION (self));

  if (self->is_foreign == is_foreign)
    return;
  self->is_foreign = is_foreign;
  if (self->file != NULL && self->past_run == NULL)
    cvk_session_write_record (self);
}

const char *
cvk_session_get_notice (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->notice;
}

void
cvk_session_dismiss_notice (CvkSession *self)
{
  g_return_if_fail (CVK_IS_SESSION (self));

  cvk_session_set_notice (self, NULL);
}

GObject *
cvk_session_get_run (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->run;
}

void
cvk_session_set_run (CvkSession *self, GObject *run)
{
  g_return_if_fail (CVK_IS_SESSION (self));
  g_return_if_fail (run == NULL || G_IS_OBJECT (run));

  if (g_set_object (&self->run, run))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}

static void
cvk_session_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkSession *self = CVK_SESSION (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_session_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkSession *self = CVK_SESSION (object);

  switch (id)
    {
    case PROP_RUN:
      cvk_session_set_run (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_session_dispose (GObject *object)
{
  CvkSession *self = CVK_SESSION (object);

  /* Nothing is lost when somebody forgets to close: this one lives on until it is written. */
  if (cvk_session_rescue (self))
    return;
  g_ptr_array_remove_fast (open_sessions, self);
  cvk_session_stop_autosave (self);
  cvk_session_stop_watching (self);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (cvk_session_parent_class)->dispose (object);
}

static void
cvk_session_finalize (GObject *object)
{
  CvkSession *self = CVK_SESSION (object);

  g_clear_handle_id (&self->check_source, g_source_remove);
  g_clear_object (&self->history);
  g_clear_object (&self->document);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_object (&self->whole);
  g_clear_object (&self->file);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_clear_pointer (&self->past_run, g_free);
  g_clear_object (&self->origin);
  g_clear_pointer (&self->record_key, g_free);
  g_clear_pointer (&self->closing, g_ptr_array_unref);
  g_clear_object (&self->clock);
  g_assert (self->writing == NULL && g_queue_is_empty (&self->writes));
  G_OBJECT_CLASS (cvk_session_parent_class)->finalize (object);
}

static void
cvk_session_class_init (CvkSessionClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_session_get_property;
  object_class->set_property = cvk_session_set_property;
  object_class->dispose = cvk_session_dispose;
  object_class->finalize = cvk_session_finalize;
  properties[PROP_DOCUMENT] =
    g_param_spec_object ("document", NULL, NULL, CVK_TYPE_DOCUMENT, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CVK_TYPE_SESSION_STATE, CVK_SESSION_SAVED, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  properties[PROP_RUN] =
    g_param_spec_object ("run", NULL, NULL, G_TYPE_OBJECT, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_PROBLEMS_CHANGED] = g_signal_new (
    "problems-changed", CVK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_session_init (CvkSession *self)
{
  self->selection = cvk_selection_new ();
  self->types = cvk_node_catalogue_get ();
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  self->clock = cvk_system_clock_new ();
  self->closing = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->writes);
  if (open_sessions == NULL)
    open_sessions = g_ptr_array_new ();
  g_ptr_array_add (open_sessions, self);
}

CvkSession *
cvk_session_new_full (CvkDocument *document, CvkHistory *history)
{
  CvkSession *self = g_object_new (CVK_TYPE_SESSION, NULL);

  self->document = document;
  self->history = history;
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_session_update_title (self);
  cvk_session_check_later (self);
  return self;
}

CvkSession *
cvk_session_new (CvkDocument *document)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (document), NULL);

  return cvk_session_new_full (document, cvk_history_new (document));
}

CvkSession *
cvk_session_new_blank (const char *name)
{
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (CvkHistory) history = NULL;
  CvkCommand *command;
  CvkSession *self;

  g_return_val_if_fail (name != NULL, NULL);

  /* The name is no step of the user's: it goes into a history that nobody sees. */
  document = cvk_document_new ();
  history = cvk_history_new (document);
  command = cvk_command_new (document, NULL);
  cvk_command_set_name (command, name);
  cvk_history_push (history, command);
  self = cvk_session_new (g_steal_pointer (&document));
  cvk_session_start_autosave (self);
  return self;
}

CvkSession *
cvk_session_find (GFile *file)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  for (unsigned i = 0; open_sessions != NULL && i < open_sessions->len; i++)
    {
      CvkSession *self = g_ptr_array_index (open_sessions, i);

      if (self->file != NULL && g_file_equal (self->file, file))
        return self;
    }
  return NULL;
}
