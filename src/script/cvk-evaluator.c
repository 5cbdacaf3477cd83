// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-script"

#include "config.h"

#include "script/cvk-evaluator.h"

#include <gio/gio.h>
#include <jsc/jsc.h>

#define PRELUDE_PATH "/app/convoke/Convoke/script/prelude.js"

struct _CvkEvaluator
{
  GObject parent_instance;

  CvkDateFunction ask_for_date;
  JSCVirtualMachine *machine;
  GBytes *prelude;
  JSCValue *next_begin; /* of a realm nobody has used; nullable */
  JSCValue *begin;      /* of the run's realm; nullable */
  JSCValue *evaluate;   /* of the request; nullable */
};

G_DEFINE_FINAL_TYPE (CvkEvaluator, cvk_evaluator, G_TYPE_OBJECT)

static void
cvk_evaluator_finalize (GObject *object)
{
  CvkEvaluator *self = CVK_EVALUATOR (object);

  g_clear_object (&self->evaluate);
  g_clear_object (&self->begin);
  g_clear_object (&self->next_begin);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->prelude, g_bytes_unref);

  G_OBJECT_CLASS (cvk_evaluator_parent_class)->finalize (object);
}

static void
cvk_evaluator_class_init (CvkEvaluatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_evaluator_finalize;
}

static void
cvk_evaluator_init (CvkEvaluator *self)
{
}

/* prelude.js turns what is thrown into texts; what still gets here shows in the result's type. */
static void
ignore_exception_cb (JSCContext *context, JSCException *exception, gpointer user_data)
{
}

static char *
ask_for_date_cb (const char *operation, const char *arguments, gpointer user_data)
{
  CvkEvaluator *self = user_data;

  return self->ask_for_date (operation, arguments);
}

/* Returns: (transfer full) (nullable): the realm's function "begin", which keeps the realm */
static JSCValue *
make_realm (CvkEvaluator *self)
{
  g_autoptr (JSCContext) context = jsc_context_new_with_virtual_machine (self->machine);
  g_autoptr (JSCValue) prelude = NULL;
  g_autoptr (JSCValue) ask = NULL;
  g_autoptr (JSCValue) begin = NULL;
  size_t length;
  const char *source = g_bytes_get_data (self->prelude, &length);

  jsc_context_push_exception_handler (context, ignore_exception_cb, NULL, NULL);
  prelude = jsc_context_evaluate_with_source_uri (context, source, length, "prelude.js", 1);
  if (!jsc_value_is_function (prelude))
    return NULL;
  ask = jsc_value_new_function (context, NULL, G_CALLBACK (ask_for_date_cb), self, NULL,
                                G_TYPE_STRING, 2, G_TYPE_STRING, G_TYPE_STRING);
  begin = jsc_value_function_callv (prelude, 1, &ask);
  return jsc_value_is_function (begin) ? g_steal_pointer (&begin) : NULL;
}

/* Parts that are made at first use may open files or start threads, which cannot be done later. */
static void
warm_up (CvkEvaluator *self)
{
  static const char use[] =
    "[new Date (0).toLocaleString (), new Date (2026, 1, 1).getTimezoneOffset (),"
    " new Intl.DateTimeFormat ('de', { timeZone: 'Europe/Berlin' }).format (0),"
    " new Intl.NumberFormat ('de').format (1.5), new Intl.PluralRules ('pl').select (2),"
    " new Intl.Collator ('sv').compare ('a', '\\u00e4'), 'I'.toLocaleLowerCase ('tr'),"
    " /(?<a>\\p{L}+)\\1?/iu.exec ('\\u00e9a').groups.a, 2n ** 80n / 3n, '\\u00e9'.normalize "
    "('NFD'),"
    " JSON.parse (JSON.stringify ({ a: [1.5, null] })), [3, 1, 2].sort (), new Map ([[1, 2]]),"
    " new Uint8Array (1 << 20).fill (1).length, 'b'.localeCompare ('\\u00e4'),"
    " new Error ().stack, Array.from ({ length: 1 << 16 }, (_, i) => ({ i })).length]";
  g_autoptr (JSCContext) context = jsc_context_new_with_virtual_machine (self->machine);
  g_autoptr (JSCValue) value = NULL;

  jsc_context_push_exception_handler (context, ignore_exception_cb, NULL, NULL);
  value = jsc_context_evaluate (context, use, -1);
}

CvkEvaluator *
cvk_evaluator_new (CvkDateFunction ask_for_date)
{
  g_autoptr (CvkEvaluator) self = g_object_new (CVK_TYPE_EVALUATOR, NULL);
  /* A second one, so that what only the first does late is behind us. */
  g_autoptr (JSCValue) first = NULL;

  self->ask_for_date = ask_for_date;
  self->machine = jsc_virtual_machine_new ();
  self->prelude = g_resources_lookup_data (PRELUDE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (self->prelude == NULL)
    return NULL;
  warm_up (self);
  first = make_realm (self);
  cvk_evaluator_rest (self);
  return self->next_begin != NULL ? g_steal_pointer (&self) : NULL;
}

static JSCValue *
make_text (JSCContext *context, const char *text, size_t length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, length);

  return jsc_value_new_string_from_bytes (context, bytes);
}

char *
cvk_evaluator_begin (CvkEvaluator *self, const char *text, size_t length, gboolean new_run)
{
  g_autoptr (JSCValue) argument = NULL;
  g_autoptr (JSCValue) result = NULL;

  g_clear_object (&self->evaluate);
  if (new_run || self->begin == NULL)
    {
      g_clear_object (&self->begin);
      cvk_evaluator_rest (self);
      self->begin = g_steal_pointer (&self->next_begin);
    }
  if (self->begin == NULL)
    return g_strdup ("{\"message\":\"Out of memory\"}");
  argument = make_text (jsc_value_get_context (self->begin), text, length);
  result = jsc_value_function_callv (self->begin, 1, &argument);
  if (!jsc_value_is_function (result))
    return jsc_value_to_string (result);
  self->evaluate = g_steal_pointer (&result);
  return NULL;
}

char *
cvk_evaluator_evaluate (CvkEvaluator *self,
                        const char *scope,
                        size_t length,
                        gboolean tagged,
                        uint64_t index)
{
  JSCContext *context = jsc_value_get_context (self->evaluate);
  g_autofree char *index_text = g_strdup_printf ("%" G_GUINT64_FORMAT, index);
  g_autoptr (JSCValue) text = make_text (context, scope, length);
  g_autoptr (JSCValue) tag = jsc_value_new_boolean (context, tagged);
  g_autoptr (JSCValue) position = jsc_value_new_string (context, index_text);
  JSCValue *arguments[] = { text, tag, position };
  g_autoptr (JSCValue) result = jsc_value_function_callv (self->evaluate, 3, arguments);

  if (!jsc_value_is_string (result))
    return g_strdup ("P{\"code\":\"error\",\"message\":\"Error\"}");
  return jsc_value_to_string (result);
}

void
cvk_evaluator_rest (CvkEvaluator *self)
{
  if (self->next_begin == NULL)
    self->next_begin = make_realm (self);
}
