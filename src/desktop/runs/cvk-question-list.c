// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-question-list.h"

#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "service/cvk-problems.h"

struct _CvkQuestionList
{
  GObject parent_instance;

  CvkEngineClient *client;
  GCancellable *cancellable;
  GPtrArray *entries; /* CvkQuestionEntry */
  unsigned asking;
};

static void model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkQuestionList,
                               cvk_question_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

enum
{
  PROP_ASKING = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Reading --- */

static const char *
get_id (CvkQuestionEntry *entry)
{
  return cvk_question_get_id (cvk_question_entry_get_question (entry));
}

static CvkQuestionEntry *
find_entry (CvkQuestionList *self, const char *id)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    if (g_str_equal (get_id (g_ptr_array_index (self->entries, i)), id))
      return g_ptr_array_index (self->entries, i);
  return NULL;
}

/* (transfer full): the same objects for questions that were there. */
static GPtrArray *
read_entries (CvkQuestionList *self, const CvkValue *questions)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (size_t i = 0; i < cvk_value_get_length (questions); i++)
    {
      const CvkValue *description = cvk_value_get_element (questions, i);
      CvkQuestionEntry *old = find_entry (self, cvk_value_lookup_string (description, "id", ""));
      CvkQuestionEntry *entry =
        old != NULL ? g_object_ref (old) : cvk_question_entry_new (description);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  return entries;
}

/* One that is answered goes from the middle: the rows around it keep their focus. */
static void
replace_entries (CvkQuestionList *self, GPtrArray *entries)
{
  g_autoptr (GPtrArray) old = self->entries;
  unsigned first = 0;
  unsigned last = 0;

  while (first < old->len && first < entries->len &&
         g_ptr_array_index (old, first) == g_ptr_array_index (entries, first))
    first++;
  while (first + last < old->len && first + last < entries->len &&
         g_ptr_array_index (old, old->len - 1 - last) ==
           g_ptr_array_index (entries, entries->len - 1 - last))
    last++;
  self->entries = entries;
  if (first + last < old->len || first + last < entries->len)
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - last,
                                entries->len - first - last);
}

static void
take_questions (CvkQuestionList *self, const CvkValue *questions)
{
  unsigned asking = 0;

  replace_entries (self, read_entries (self, questions));
  for (unsigned i = 0; i < self->entries->len; i++)
    asking += cvk_question_is_for_person (
      cvk_question_entry_get_question (g_ptr_array_index (self->entries, i)));
  if (self->asking == asking)
    return;
  self->asking = asking;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASKING]);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkQuestionList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) questions = NULL;
  g_autofree char *json = NULL;

  if (!cvk_api_engine_call_list_questions_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_debug ("Questions are not listed: %s", error->message);
      return;
    }
  questions = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (questions != NULL && cvk_value_is_array (questions))
    take_questions (self, questions);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkQuestionList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    g_debug ("There is no engine to list questions: %s", error->message);
  else
    cvk_api_engine_call_list_questions (api, self->cancellable, listed_cb, g_object_ref (self));
}

static void
refresh (CvkQuestionList *self)
{
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
}

static void
api_changed_cb (CvkQuestionList *self)
{
  if (cvk_engine_client_peek_api (self->client) != NULL)
    refresh (self);
}

/* --- Answering --- */

typedef struct
{
  CvkQuestionList *list;
  CvkQuestionEntry *entry;
  char *choice;
} Answering;

static void
free_answering (Answering *answering)
{
  g_object_unref (answering->list);
  g_object_unref (answering->entry);
  g_free (answering->choice);
  g_free (answering);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answering, free_answering)

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Answering) answering = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *json = NULL;
  g_autofree char *message = NULL;

  if (!cvk_api_engine_call_answer_finish (CVK_API_ENGINE (object), &json, result, &error))
    message = g_strdup (error->message);
  else
    problems = cvk_problems_from_json (json);
  if (problems != NULL && problems->len > 0)
    message = cvk_local_problem (g_ptr_array_index (problems, 0));
  cvk_question_entry_set_progress (answering->entry, FALSE, message);
  refresh (answering->list);
}

static void
answer_api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Answering) answering = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  const char *id = get_id (answering->entry);
  const char *choice = answering->choice;

  if (api == NULL)
    cvk_question_entry_set_progress (answering->entry, FALSE, error->message);
  else
    cvk_api_engine_call_answer (api, id, choice, "", NULL, answered_cb,
                                g_steal_pointer (&answering));
}

void
cvk_question_list_answer (CvkQuestionList *self, CvkQuestionEntry *entry, const char *choice)
{
  Answering *answering = NULL;

  g_return_if_fail (CVK_IS_QUESTION_LIST (self) && CVK_IS_QUESTION_ENTRY (entry));

  if (cvk_question_entry_is_busy (entry))
    return;
  answering = g_new0 (Answering, 1);
  answering->list = g_object_ref (self);
  answering->entry = g_object_ref (entry);
  answering->choice = g_strdup (choice);
  cvk_question_entry_set_progress (entry, TRUE, NULL);
  /* Not cancelled with the list: what the user has said is to arrive. */
  cvk_engine_client_get_api_async (self->client, NULL, answer_api_cb, answering);
}

/* --- The model --- */

static GType
cvk_question_list_get_item_type (GListModel *model)
{
  return CVK_TYPE_QUESTION_ENTRY;
}

static unsigned
cvk_question_list_get_n_items (GListModel *model)
{
  return CVK_QUESTION_LIST (model)->entries->len;
}

static gpointer
cvk_question_list_get_item (GListModel *model, unsigned position)
{
  GPtrArray *entries = CVK_QUESTION_LIST (model)->entries;

  return position < entries->len ? g_object_ref (g_ptr_array_index (entries, position)) : NULL;
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cvk_question_list_get_item_type;
  iface->get_n_items = cvk_question_list_get_n_items;
  iface->get_item = cvk_question_list_get_item;
}

unsigned
cvk_question_list_get_asking (CvkQuestionList *self)
{
  g_return_val_if_fail (CVK_IS_QUESTION_LIST (self), 0);

  return self->asking;
}

static void
cvk_question_list_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ASKING)
    g_value_set_uint (value, CVK_QUESTION_LIST (object)->asking);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_question_list_dispose (GObject *object)
{
  g_cancellable_cancel (CVK_QUESTION_LIST (object)->cancellable);
  G_OBJECT_CLASS (cvk_question_list_parent_class)->dispose (object);
}

static void
cvk_question_list_finalize (GObject *object)
{
  CvkQuestionList *self = CVK_QUESTION_LIST (object);

  g_ptr_array_unref (self->entries);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_question_list_parent_class)->finalize (object);
}

static void
cvk_question_list_class_init (CvkQuestionListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_question_list_get_property;
  object_class->dispose = cvk_question_list_dispose;
  object_class->finalize = cvk_question_list_finalize;
  properties[PROP_ASKING] = g_param_spec_uint ("asking", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cvk_question_list_init (CvkQuestionList *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

CvkQuestionList *
cvk_question_list_new (CvkEngineClient *client)
{
  CvkQuestionList *self = g_object_new (CVK_TYPE_QUESTION_LIST, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "questions-changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "api-changed", G_CALLBACK (api_changed_cb), self,
                           G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}
