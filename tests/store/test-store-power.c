// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>

#include "crash-vfs.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store.h"
#include "support/cvk-remove-folder.h"

/* The power goes off in the middle of what the store writes, again and again on one database. What
 * it has acknowledged must be there when the power comes back: an effect is sent because the store
 * said that its sending is on the disk. */

#define SEED 20260301
/* So many cuts does a database live through; then there is a new one. */
#define CUTS_OF_ONE 12
#define AT_ONCE 3
#define USUAL_CUTS 150
#define CONTROL_CUTS 60
/* So many effects are written on a disk that fails; in a normal run it does so at every so many-th
 * call. */
#define N_EFFECTS_OF_FAULT 12
#define USUAL_STEP 9

/* --- Writing until there is no power --- */

typedef struct
{
  CvkStore *store;
  GRand *random;      /* borrowed */
  GHashTable *known;  /* borrowed: effect -> its state that was acknowledged, plus one */
  const char *run;    /* borrowed */
  unsigned n_effects; /* so many are begun */
  unsigned n_begun;
  unsigned n_under_way;
  unsigned n_refused; /* transitions that the store said it could not write */
} Writing;

typedef struct
{
  Writing *writing; /* borrowed */
  char *effect;     /* owned */
  CvkEffectState state;
} Transition;

static CvkRecord *
make_record (Writing *self, const char *effect, CvkEffectState state)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_EFFECT;
  record->run = g_strdup (self->run);
  record->node = g_strdup ("create");
  record->effect = g_strdup (effect);
  record->action = g_strdup ("zoom.create-meeting");
  record->request_hash = g_strdup ("abc");
  record->state = state;
  record->wall = INT64_C (1772000000000000);
  /* As results are: some of them fill pages of their own. */
  if (state == CVK_EFFECT_CONFIRMED)
    {
      g_autofree char *text = g_strnfill (g_rand_int_range (self->random, 10, 20000), 'x');
      record->payload = g_strdup_printf ("{\"id\":1,\"agenda\":\"%s\"}", text);
    }
  return record;
}

static void begin_next (Writing *self);

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Transition *transition = user_data;
  Writing *self = transition->writing;
  gboolean is_written = cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, NULL);

  if (is_written)
    g_hash_table_insert (self->known, g_strdup (transition->effect),
                         GINT_TO_POINTER (transition->state + 1));
  if (is_written && transition->state == CVK_EFFECT_SENT)
    {
      transition->state = CVK_EFFECT_CONFIRMED;
      cvk_journal_write_durably (CVK_JOURNAL (object),
                                 make_record (self, transition->effect, CVK_EFFECT_CONFIRMED),
                                 written_cb, transition);
      return;
    }
  g_free (transition->effect);
  g_free (transition);
  self->n_under_way--;
  self->n_refused += !is_written;
  if (is_written)
    begin_next (self);
}

/* As the engine does: nobody waits for the plan, and everybody for the sending. */
static void
begin_next (Writing *self)
{
  Transition *transition = NULL;

  if (self->n_begun == self->n_effects)
    return;
  transition = g_new0 (Transition, 1);
  transition->writing = self;
  transition->effect = g_strdup_printf ("%s/create/%u", self->run, self->n_begun++);
  transition->state = CVK_EFFECT_SENT;
  self->n_under_way++;
  cvk_journal_write (CVK_JOURNAL (self->store),
                     make_record (self, transition->effect, CVK_EFFECT_PLANNED));
  cvk_journal_write_durably (CVK_JOURNAL (self->store),
                             make_record (self, transition->effect, CVK_EFFECT_SENT), written_cb,
                             transition);
}

static void
write_effects (Writing *self)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup (self->run);
  record->payload = g_strdup ("{\"pipeline\":\"{}\",\"hash\":\"h\"}");
  cvk_journal_write (CVK_JOURNAL (self->store), record);
  for (unsigned i = 0; i < AT_ONCE; i++)
    begin_next (self);
  while (self->n_under_way > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* --- What is there --- */

static sqlite3_stmt *
prepare (sqlite3 *database, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  return statement;
}

/* How many acknowledged transitions are not there. */
static unsigned
count_lost (const char *directory, GHashTable *known)
{
  g_autofree char *path = g_build_filename (directory, "convoke.db", NULL);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer effect = NULL;
  gpointer state = NULL;
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  unsigned lost = 0;

  g_assert_cmpint (
    sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix"), ==,
    SQLITE_OK);
  statement = prepare (database, "PRAGMA integrity_check");
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  statement = prepare (database, "SELECT id, CASE state WHEN 'planned' THEN 1 WHEN 'sent' THEN 2"
                                 " WHEN 'confirmed' THEN 3 END FROM effect");
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_hash_table_insert (there, g_strdup ((const char *) sqlite3_column_text (statement, 0)),
                         GINT_TO_POINTER (sqlite3_column_int (statement, 1)));
  sqlite3_finalize (statement);
  sqlite3_close (database);
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &effect, &state))
    lost += GPOINTER_TO_INT (g_hash_table_lookup (there, effect)) < GPOINTER_TO_INT (state);
  return lost;
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_open = user_data;
  g_autoptr (GError) error = NULL;

  *is_open = cvk_store_open_finish (CVK_STORE (object), result, &error);
  /* Nothing but the missing power may keep it from opening. */
  if (!crash_vfs_is_cut () && !crash_vfs_has_failed ())
    g_assert_no_error (error);
}

static gboolean
open_store (CvkStore *store)
{
  int is_open = -1;

  cvk_store_open_async (store, opened_cb, &is_open);
  while (is_open < 0)
    g_main_context_iteration (NULL, TRUE);
  return is_open;
}

/* --- Cuts --- */

typedef struct
{
  CrashVfsDisk disk;
  GRand *random; /* owned */
  unsigned n_cuts;
  unsigned n_lost;
  unsigned n_acknowledged;
} Campaign;

/* Returns whether the store was there before the power went off. */
static gboolean
cut_once (Campaign *self, const char *directory, const char *run, GHashTable *known)
{
  /* Mostly in the middle of writing, sometimes only when the log is written back. */
  unsigned cut_after = g_rand_int_range (self->random, 0, 5) > 0
                         ? g_rand_int_range (self->random, 1, 400)
                         : g_rand_int_range (self->random, 400, 4000);
  Writing writing = { .random = self->random,
                      .known = known,
                      .run = run,
                      .n_effects = g_rand_int_range (self->random, 1, 200) };
  gboolean is_open = FALSE;

  crash_vfs_begin (self->disk, g_rand_int (self->random), cut_after);
  writing.store = cvk_store_new (directory);
  is_open = open_store (writing.store);
  if (is_open)
    {
      self->n_lost += count_lost (directory, known);
      if (self->disk != CRASH_VFS_HONEST)
        g_hash_table_remove_all (known);
      write_effects (&writing);
    }
  cvk_store_close (writing.store);
  g_object_unref (writing.store);
  crash_vfs_end ();
  self->n_cuts++;
  return is_open;
}

/* The power stays on. */
static void
look_at_the_end (Campaign *self, const char *directory, GHashTable *known)
{
  CvkStore *store = NULL;

  crash_vfs_begin (self->disk, 0, UINT_MAX);
  store = cvk_store_new (directory);
  g_assert_true (open_store (store));
  self->n_lost += count_lost (directory, known);
  self->n_acknowledged += g_hash_table_size (known);
  cvk_store_close (store);
  g_object_unref (store);
  crash_vfs_end ();
}

static void
cut_many (Campaign *self, unsigned count)
{
  self->random = g_rand_new_with_seed (SEED);
  while (self->n_cuts < count)
    {
      g_autofree char *directory = g_dir_make_tmp ("convoke-power-XXXXXX", NULL);
      g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (unsigned i = 0; i < CUTS_OF_ONE && self->n_cuts < count; i++)
        {
          g_autofree char *run = g_strdup_printf ("run%u", i);

          cut_once (self, directory, run, known);
        }
      look_at_the_end (self, directory, known);
      cvk_remove_folder (directory);
    }
  g_rand_free (self->random);
}

static unsigned
get_count (void)
{
  const char *text = g_getenv ("CVK_POWER_CUTS");

  return text != NULL ? strtoul (text, NULL, 10) : USUAL_CUTS;
}

static void
test_nothing_is_lost (void)
{
  Campaign honest = { .disk = CRASH_VFS_HONEST };
  Campaign forgetful = { .disk = CRASH_VFS_FORGETS_LOG };

  cut_many (&honest, get_count ());
  cut_many (&forgetful, CONTROL_CUTS);
  g_test_message ("figure: power: %u cuts, %u lost of %u acknowledged; control: %u lost",
                  honest.n_cuts, honest.n_lost, honest.n_acknowledged, forgetful.n_lost);
  g_assert_cmpuint (honest.n_lost, ==, 0);
  g_assert_cmpuint (honest.n_acknowledged, >, honest.n_cuts);
  g_assert_cmpuint (forgetful.n_lost, >, 0);
}

/* --- A disk that fails --- */

/* The disk fails at call number @at. FALSE: it is never called so often. Counts into @self. */
static gboolean
fail_at (Campaign *self, CrashVfsDisk disk, unsigned at, unsigned *n_said)
{
  g_autofree char *directory = g_dir_make_tmp ("convoke-fault-XXXXXX", NULL);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Writing writing = {
    .random = self->random, .known = known, .run = "run", .n_effects = N_EFFECTS_OF_FAULT
  };
  gboolean has_failed;
  gboolean is_open;

  crash_vfs_begin (disk, 0, at);
  writing.store = cvk_store_new (directory);
  is_open = open_store (writing.store);
  if (is_open)
    write_effects (&writing);
  cvk_store_close (writing.store);
  g_object_unref (writing.store);
  has_failed = crash_vfs_has_failed ();
  crash_vfs_end ();
  /* What works all the time writes everything. */
  if (!has_failed)
    g_assert_cmpuint (g_hash_table_size (known), ==, N_EFFECTS_OF_FAULT);
  *n_said += has_failed && (!is_open || writing.n_refused > 0);
  look_at_the_end (self, directory, known);
  cvk_remove_folder (directory);
  self->n_cuts += has_failed;
  return has_failed;
}

/* One call after the other fails, until the run needs no more of them. */
static void
test_each_call_fails (void)
{
  static const CrashVfsDisk disks[] = { CRASH_VFS_FAILS_ONCE, CRASH_VFS_IS_FULL };
  unsigned step = get_count () > USUAL_CUTS ? 1 : USUAL_STEP;
  Campaign campaign = { .disk = CRASH_VFS_HONEST };
  unsigned n_said = 0;

  campaign.random = g_rand_new_with_seed (SEED);
  for (size_t i = 0; i < G_N_ELEMENTS (disks); i++)
    for (unsigned at = 1; fail_at (&campaign, disks[i], at, &n_said);)
      at += step;
  g_rand_free (campaign.random);
  g_test_message (
    "figure: disk faults: %u calls failed, %u lost of %u acknowledged; %u were said, the "
    "others mended",
    campaign.n_cuts, campaign.n_lost, campaign.n_acknowledged, n_said);
  g_assert_cmpuint (campaign.n_lost, ==, 0);
  g_assert_cmpuint (campaign.n_acknowledged, >, 0);
  g_assert_cmpuint (n_said, >, 0);
}

/* What the store says of a disk without power is said hundreds of times here. */
static void
drop_warning_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("cvk-store", G_LOG_LEVEL_WARNING, drop_warning_cb, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  crash_vfs_register ();
  g_test_add_func ("/store/power", test_nothing_is_lost);
  g_test_add_func ("/store/power/each-call-fails", test_each_call_fails);
  return g_test_run ();
}
