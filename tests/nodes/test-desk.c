// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-secret-reference.h"
#include "engine/cvk-desk.h"
#include "support/cvk-run-fixture.h"

/* --- A desk that says what was done on it --- */

#define FAKE_TYPE_DESK (fake_desk_get_type ())
G_DECLARE_FINAL_TYPE (FakeDesk, fake_desk, FAKE, DESK, GObject)

struct _FakeDesk
{
  GObject parent_instance;

  GPtrArray *deeds;
  gboolean is_nobody;
};

static void desk_init (CvkDeskInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeDesk,
                               fake_desk,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_DESK, desk_init))

static void
fake_desk_act (CvkDesk *desk, const CvkDeskRequest *request, GTask *task)
{
  FakeDesk *self = FAKE_DESK (desk);

  g_assert_true (g_str_has_prefix (request->id, "step-"));
  g_ptr_array_add (self->deeds,
                   request->deed == CVK_DESK_COPY ? g_strdup_printf ("copy %s", request->text)
                   : request->deed == CVK_DESK_OPEN
                     ? g_strdup_printf ("open %s", request->link)
                     : g_strdup_printf ("notify %s|%s|%s|%s%s", request->title, request->text,
                                        request->link != NULL ? request->link : "", request->label,
                                        request->is_urgent ? "|urgent" : ""));
  if (self->is_nobody)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nobody is here.");
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
desk_init (CvkDeskInterface *iface)
{
  iface->act = fake_desk_act;
}

static void
fake_desk_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_DESK (object)->deeds);
  G_OBJECT_CLASS (fake_desk_parent_class)->finalize (object);
}

static void
fake_desk_class_init (FakeDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_desk_finalize;
}

static void
fake_desk_init (FakeDesk *self)
{
  self->deeds = g_ptr_array_new_with_free_func (g_free);
}

/* --- Running one step --- */

typedef struct
{
  CvkRunFixture fixture;
  FakeDesk *desk;
  CvkRun *run;
} Bench;

static void
bench_run (Bench *self, const char *type, const char *settings, const char *link)
{
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[{\"name\":"
    "\"link\",\"type\":\"text\",\"default\":\"%s\"}]}},\"do\":{\"type\":\"%s\",\"settings\":%s}},"
    "\"links\":[\"in.out -> do.in\"]}",
    link, type, settings);

  g_clear_object (&self->run);
  self->run = cvk_run_fixture_run (&self->fixture, pipeline, NULL);
}

static void
bench_init (Bench *self)
{
  *self = (Bench){ 0 };
  cvk_run_fixture_init (&self->fixture);
  self->desk = g_object_new (FAKE_TYPE_DESK, NULL);
  self->fixture.environment.desk = CVK_DESK (self->desk);
}

static void
bench_clear (Bench *self)
{
  g_clear_object (&self->run);
  g_clear_object (&self->desk);
  cvk_run_fixture_clear (&self->fixture);
}

static const char *
get_deed (Bench *self)
{
  return self->desk->deeds->len == 1 ? g_ptr_array_index (self->desk->deeds, 0) : NULL;
}

/* --- Links --- */

/* @is_opened: or refused, and then nothing was done. */
static const struct
{
  const char *link;
  gboolean is_opened;
} links[] = {
  { "https://example.com/j/1?pwd=x#y", TRUE },
  { "http://example.com/", TRUE },
  { "HTTPS://example.com/", TRUE },
  { "mailto:ada@example.com?subject=x", TRUE },
  { "zoommtg://zoom.us/join?confno=1", TRUE },
  { "file:///etc/passwd", FALSE },
  { "javascript:alert(1)", FALSE },
  { "data:text/html,x", FALSE },
  { "ssh://example.com", FALSE },
  { "https://user@example.com/", FALSE },
  { "https:///x", FALSE },
  { "https://example.com/ x", FALSE },
  { "example.com", FALSE },
  { "-x", FALSE },
  { "zoommtg:join", FALSE },
};

static void
test_links (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (links); i++)
    {
      Bench bench;
      g_autofree char *failures = NULL;

      bench_init (&bench);
      bench_run (&bench, "open", "{\"link\":\"{{ item.link }}\"}", links[i].link);
      failures = cvk_run_failures_to_text (bench.run);
      g_test_message ("%s", links[i].link);
      g_assert_cmpstr (failures, ==, links[i].is_opened ? "" : "do/invalid-link/link/0");
      g_assert_cmpuint (bench.desk->deeds->len, ==, links[i].is_opened);
      bench_clear (&bench);
    }
}

/* --- Notifications --- */

static void
test_notify (void)
{
  Bench bench;
  g_autofree char *items = NULL;

  bench_init (&bench);
  bench_run (&bench, "notify",
             "{\"title\":\"<b>Now</b>\",\"text\":\"{{ item.link }}\",\"link\":\"{{ item.link }}\","
             "\"label\":\"Join\",\"urgent\":true}",
             "https://example.com/");
  g_assert_cmpstr (get_deed (&bench), ==,
                   "notify <b>Now</b>|https://example.com/|https://example.com/|Join|urgent");
  items = cvk_run_items_to_json (bench.run, "do", "out");
  g_assert_cmpstr (items, ==, "[{\"link\":\"https://example.com/\"}]");
  bench_clear (&bench);
}

static void
test_notify_bad_link (void)
{
  Bench bench;
  g_autofree char *failures = NULL;

  bench_init (&bench);
  bench_run (&bench, "notify", "{\"title\":\"x\",\"link\":\"{{ item.link }}\"}", "file:///x");
  failures = cvk_run_failures_to_text (bench.run);
  g_assert_cmpstr (failures, ==, "do/invalid-link/link/0");
  g_assert_cmpuint (bench.desk->deeds->len, ==, 0);
  bench_clear (&bench);
}

/* --- The clipboard --- */

/* Any text, as it is. */
static void
test_clipboard (void)
{
  Bench bench;
  g_autofree char *items = NULL;

  bench_init (&bench);
  bench_run (&bench, "clipboard", "{\"text\":\"<b>{{ item.link }}</b>\\nfile:///x\"}", "é");
  g_assert_cmpstr (get_deed (&bench), ==, "copy <b>é</b>\nfile:///x");
  items = cvk_run_items_to_json (bench.run, "do", "out");
  g_assert_cmpstr (items, ==, "[{\"link\":\"é\"}]");
  bench_clear (&bench);
}

/* --- Secrets --- */

/* What lets somebody in as the host is neither shown nor copied. */
static void
test_secret (void)
{
  static const struct
  {
    const char *type;
    const char *settings;
  } deeds[] = {
    { "notify", "{\"title\":\"{{ item.link }}\"}" },
    { "clipboard", "{\"text\":\"Come: {{ item.link }}\"}" },
  };
  g_autofree char *secret = cvk_secret_reference_make ("zoom", "meeting", "1", "start_url");

  for (size_t i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      Bench bench;
      g_autofree char *failures = NULL;

      bench_init (&bench);
      bench_run (&bench, deeds[i].type, deeds[i].settings, secret);
      failures = cvk_run_failures_to_text (bench.run);
      g_assert_cmpstr (failures, ==, "do/secret-in-settings//0");
      g_assert_cmpuint (bench.desk->deeds->len, ==, 0);
      bench_clear (&bench);
    }
}

/* --- Where nobody is --- */

static void
test_nobody (void)
{
  Bench bench;
  g_autofree char *failures = NULL;
  g_autofree char *items = NULL;

  for (unsigned has_desk = 0; has_desk < 2; has_desk++)
    {
      bench_init (&bench);
      bench.desk->is_nobody = TRUE;
      if (!has_desk)
        bench.fixture.environment.desk = NULL;
      bench_run (&bench, "notify", "{\"title\":\"x\"}", "");
      g_assert_cmpint (cvk_run_get_state (bench.run), ==, CVK_RUN_SUCCEEDED);
      g_free (items);
      items = cvk_run_items_to_json (bench.run, "do", "out");
      g_assert_cmpstr (items, ==, "[{\"link\":\"\"}]");
      bench_run (&bench, "open", "{\"link\":\"https://example.com/\"}", "");
      g_free (failures);
      failures = cvk_run_failures_to_text (bench.run);
      g_assert_cmpstr (failures, ==, "do/no-desktop//0");
      bench_run (&bench, "clipboard", "{\"text\":\"x\"}", "");
      g_free (failures);
      failures = cvk_run_failures_to_text (bench.run);
      g_assert_cmpstr (failures, ==, "do/no-desktop//0");
      bench_clear (&bench);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk/links", test_links);
  g_test_add_func ("/desk/notify", test_notify);
  g_test_add_func ("/desk/notify-bad-link", test_notify_bad_link);
  g_test_add_func ("/desk/clipboard", test_clipboard);
  g_test_add_func ("/desk/secret", test_secret);
  g_test_add_func ("/desk/nobody", test_nobody);
  return g_test_run ();
}
