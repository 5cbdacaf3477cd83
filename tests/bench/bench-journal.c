// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/cvk-journal.h"
#include "store/cvk-store.h"
#include "support/cvk-remove-folder.h"

/* What the journal costs an effect: planned, sent and confirmed as a call writes them, one after
 * the other and as many at once as a connection allows. Beside it what no journal can be without, a
 * commit of plain SQLite on the same disk, and the same records in memory. */

#define MAX_AT_ONCE 8
#define N_ROUNDS 5
#define REQUEST                                                                                    \
  "{\"topic\":\"Meeting\",\"type\":2,\"start_time\":\"2035-01-01T10:00:00\","                      \
  "\"timezone\":\"Europe/Berlin\",\"duration\":45}"

typedef struct
{
  CvkJournal *journal;
  const char *run;
  unsigned begun;
  unsigned done;
  unsigned count;
} Bench;

/* One effect on its way. */
typedef struct
{
  Bench *bench;
  unsigned number;
  CvkEffectState state;
} Lane;

static void begin_effect (Bench *bench);

static void
check (gboolean is_well, GError *error)
{
  if (is_well)
    return;
  fprintf (stderr, "bench-journal: %s\n", error != NULL ? error->message : "SQLite failed");
  exit (1);
}

static CvkRecord *
make_record (Bench *bench, unsigned number, CvkEffectState state)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_EFFECT;
  record->run = g_strdup (bench->run);
  record->node = g_strdup ("create");
  record->payload = state == CVK_EFFECT_SENT ? NULL : g_strdup (REQUEST);
  record->effect = g_strdup_printf ("%s-create-%u", bench->run, number);
  record->action = g_strdup ("zoom.create-meeting");
  record->request_hash = g_strdup ("5b6f27b1c86f1d7c9ad5f7a5a7d1e4d3");
  record->match_key = g_strdup_printf ("Meeting %u", number);
  record->quota = g_strdup ("zoom/host");
  record->state = state;
  record->wall = g_get_real_time ();
  return record;
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Lane *lane = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_written = cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, &error);

  check (is_written, error);
  if (lane->state == CVK_EFFECT_SENT)
    {
      lane->state = CVK_EFFECT_CONFIRMED;
      cvk_journal_write_durably (lane->bench->journal,
                                 make_record (lane->bench, lane->number, lane->state), written_cb,
                                 lane);
      return;
    }
  lane->bench->done++;
  begin_effect (lane->bench);
  g_free (lane);
}

static void
begin_effect (Bench *bench)
{
  Lane *lane = NULL;

  if (bench->begun == bench->count)
    return;
  lane = g_new0 (Lane, 1);
  lane->bench = bench;
  lane->number = bench->begun++;
  lane->state = CVK_EFFECT_SENT;
  cvk_journal_write (bench->journal, make_record (bench, lane->number, CVK_EFFECT_PLANNED));
  cvk_journal_write_durably (bench->journal, make_record (bench, lane->number, lane->state),
                             written_cb, lane);
}

/* Microseconds for each of @count effects. */
static double
time_effects (CvkJournal *journal, const char *run, unsigned count, unsigned at_once)
{
  Bench bench = { .journal = journal, .run = run, .count = count };
  CvkRecord *record = g_new0 (CvkRecord, 1);
  int64_t start = 0;

  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup (run);
  record->payload = g_strdup ("{\"pipeline\":\"{}\",\"hash\":\"h\",\"name\":\"Bench\"}");
  cvk_journal_write (journal, record);
  start = g_get_monotonic_time ();
  for (unsigned i = 0; i < at_once; i++)
    begin_effect (&bench);
  while (bench.done < count)
    g_main_context_iteration (NULL, TRUE);
  return (double) (g_get_monotonic_time () - start) / count;
}

static void
execute (sqlite3 *database, const char *sql)
{
  check (sqlite3_exec (database, sql, NULL, NULL, NULL) == SQLITE_OK, NULL);
}

/* Microseconds for each of @count rows, every one a transaction. */
static double
time_commits (const char *directory, unsigned count)
{
  g_autofree char *path = g_build_filename (directory, "plain.db", NULL);
  sqlite3 *database = NULL;
  int64_t start = 0;

  check (sqlite3_open (path, &database) == SQLITE_OK, NULL);
  execute (database, "PRAGMA journal_mode = WAL");
  execute (database, "PRAGMA synchronous = FULL");
  execute (database, "CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY, text TEXT)");
  start = g_get_monotonic_time ();
  for (unsigned i = 0; i < count; i++)
    execute (database, "INSERT INTO row (text) VALUES ('" REQUEST "')");
  start = g_get_monotonic_time () - start;
  sqlite3_close (database);
  return (double) start / count;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

static double
get_median (double *times)
{
  qsort (times, N_ROUNDS, sizeof *times, compare_times);
  return times[N_ROUNDS / 2];
}

int
main (void)
{
  const char *given = g_getenv ("CVK_BENCH_COUNT");
  unsigned count = MAX ((given != NULL ? (unsigned) atoi (given) : 1000) / N_ROUNDS, 100);
  g_autofree char *directory = g_dir_make_tmp ("convoke-bench-XXXXXX", NULL);
  g_autoptr (CvkStore) store = cvk_store_new (directory);
  g_autoptr (CvkMemoryJournal) memory = cvk_memory_journal_new ();
  double one[N_ROUNDS], many[N_ROUNDS], without[N_ROUNDS], commit[N_ROUNDS];

  /* In turn, so that whatever else the disk has to do comes upon all of them. */
  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *run = g_strdup_printf ("one-at-a-time-%d", i);
      g_autofree char *other = g_strdup_printf ("many-at-once-%d", i);

      one[i] = time_effects (CVK_JOURNAL (store), run, count, 1);
      many[i] = time_effects (CVK_JOURNAL (store), other, count, MAX_AT_ONCE);
      without[i] = time_effects (CVK_JOURNAL (memory), other, count, MAX_AT_ONCE);
      commit[i] = time_commits (directory, count);
    }
  cvk_store_close (store);
  cvk_remove_folder (directory);

  double base = get_median (commit);
  printf ("journal: %d x %u effects, %.0f us per effect one at a time, %.0f us %d at once, %.1f us "
          "in memory; a commit of plain SQLite %.0f us, ratios %.2f (an effect is two commits) and "
          "%.2f\n",
          N_ROUNDS, count, get_median (one), get_median (many), MAX_AT_ONCE, get_median (without),
          base, get_median (one) / base, get_median (many) / base);
  return 0;
}
