// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar-file-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cvk-data-file.h"
#include "nodes/cvk-calendar-source.h"
#include "nodes/cvk-ics-edit.h"
#include "nodes/cvk-parse-process.h"

/* Another program that writes all the time is not waited for. */
#define ATTEMPTS 5

/* One change at a time: two would read the same text and one would be lost. */
static GMutex writing;

static void
clear_index (CvkCalendarIndex *index)
{
  g_clear_pointer (&index->others, g_array_unref);
  g_clear_pointer (&index->zones, g_hash_table_unref);
  g_clear_pointer (&index->read_zones, cvk_calendar_zones_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkCalendarIndex, clear_index)

/* --- Where things are --- */

static gboolean
read_range (const CvkValue *value, int64_t *begin, int64_t *end)
{
  const CvkValue *at = cvk_value_get_member (value, "at");

  if (at == NULL || !cvk_value_is_array (at) || cvk_value_get_length (at) != 2 ||
      !cvk_value_is_integer (cvk_value_get_element (at, 0)) ||
      !cvk_value_is_integer (cvk_value_get_element (at, 1)))
    return FALSE;
  *begin = cvk_value_get_integer (cvk_value_get_element (at, 0));
  *end = cvk_value_get_integer (cvk_value_get_element (at, 1));
  return *begin >= 0 && *begin < *end;
}

static gboolean
is_occurrence (CvkCalendarIndex *self, const CvkValue *event)
{
  g_autofree char *key = NULL;
  CvkCalendarTime time;

  if (self->occurrence == NULL || cvk_value_lookup_boolean (event, "and_future", FALSE) ||
      !cvk_calendar_time_read (self->read_zones, cvk_value_get_member (event, "recurrence_id"),
                               &time))
    return FALSE;
  key = cvk_calendar_time_to_key (&time);
  return g_str_equal (key, self->occurrence);
}

static void
take_event (CvkCalendarIndex *self, const CvkValue *event)
{
  int64_t sequence = cvk_value_lookup_integer (event, "sequence", 0);
  int64_t begin = 0, end = 0;

  if (!g_str_equal (cvk_value_lookup_string (event, "uid", ""), self->uid))
    {
      self->n_strange++;
      return;
    }
  if (!read_range (event, &begin, &end))
    return;
  if (is_occurrence (self, event))
    {
      self->one_begin = begin;
      self->one_end = end;
    }
  if (cvk_value_get_member (event, "recurrence_id") != NULL ||
      (self->begin >= 0 && sequence < self->sequence))
    {
      g_array_append_val (self->others, begin);
      g_array_append_val (self->others, end);
      return;
    }
  if (self->begin >= 0)
    {
      g_array_append_val (self->others, self->begin);
      g_array_append_val (self->others, self->end);
    }
  self->begin = begin;
  self->end = end;
  self->sequence = sequence;
}

static gboolean
take_line_cb (CvkValue *line, gpointer user_data, GError **error)
{
  CvkCalendarIndex *self = user_data;
  const CvkValue *event = cvk_value_get_member (line, "event");
  const CvkValue *calendar = cvk_value_get_member (line, "calendar");
  const char *zone = cvk_value_lookup_string (cvk_value_get_member (line, "zone"), "id", NULL);

  if (event != NULL)
    take_event (self, event);
  if (calendar != NULL)
    self->last_line = cvk_value_lookup_integer (calendar, "end", -1);
  if (zone != NULL)
    g_hash_table_add (self->zones, g_strdup (zone));
  return TRUE;
}

static void
init_index (CvkCalendarIndex *self, const CvkCalendarChange *change)
{
  g_autofree char *zone = cvk_time_zone_dup_own ();

  self->uid = change->uid;
  self->occurrence = change->occurrence;
  self->read_zones = cvk_calendar_zones_new (zone);
  self->begin = self->one_begin = self->last_line = -1;
  self->others = g_array_new (FALSE, FALSE, sizeof (int64_t));
  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
is_event_at (const char *data, size_t length, int64_t begin, int64_t end)
{
  static const char head[] = "BEGIN:VEVENT";

  return end <= (int64_t) length && end - begin > (int64_t) strlen (head) &&
         g_ascii_strncasecmp (data + begin, head, strlen (head)) == 0;
}

/* What it says is a stranger's word: only events are touched. */
static gboolean
check_index (const CvkCalendarIndex *self, const char *data, size_t length, GError **error)
{
  gboolean is_good = self->last_line >= 0 && self->last_line <= (int64_t) length &&
                     (self->begin < 0 || is_event_at (data, length, self->begin, self->end));

  for (unsigned i = 0; is_good && i + 1 < self->others->len; i += 2)
    is_good = is_event_at (data, length, g_array_index (self->others, int64_t, i),
                           g_array_index (self->others, int64_t, i + 1));
  if (!is_good)
    g_set_error (error, CVK_PARSE_ERROR, CVK_PARSE_ERROR_CRASHED,
                 _ ("The calendar is damaged, so nothing was written to it. Save it again with the "
                    "program that it comes from."));
  return is_good;
}

static gboolean
read_index (CvkCalendarIndex *self,
            const char *data,
            size_t length,
            GCancellable *cancellable,
            GError **error)
{
  const char *options[] = { "index=1", NULL };
  CvkParseRequest request = { .format = "ics", .options = options };
  gboolean is_good = FALSE;

  request.fd = memfd_create ("calendar", MFD_CLOEXEC);
  is_good = request.fd >= 0 && write (request.fd, data, length) == (ssize_t) length &&
            lseek (request.fd, 0, SEEK_SET) == 0;
  if (!is_good)
    g_set_error (
      error, CVK_PARSE_ERROR, CVK_PARSE_ERROR_UNAVAILABLE,
      _ ("There is no memory to read the calendar. Close other programs and run again."));
  else
    is_good = cvk_parse_process_run (&request, take_line_cb, self, cancellable, error) &&
              check_index (self, data, length, error);
  if (request.fd >= 0)
    close (request.fd);
  return is_good;
}

/* --- The new text --- */

static char *
make_calendar (const CvkIcsProperties *properties,
               const char *method,
               const char *uid,
               int64_t sequence,
               int64_t now)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *zones = cvk_ics_properties_list_zones (properties, known);
  g_autofree char *event = cvk_ics_properties_to_event (properties, uid, sequence, now);
  g_autofree char *line =
    method != NULL ? g_strconcat ("METHOD:", method, "\r\n", NULL) : g_strdup ("");

  return g_strconcat ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" CVK_ICS_PRODUCT, line, zones, event,
                      "END:VCALENDAR\r\n", NULL);
}

char *
cvk_calendar_file_make_invitation (const CvkIcsProperties *properties,
                                   const char *method,
                                   const char *uid,
                                   int64_t sequence,
                                   int64_t now)
{
  return make_calendar (properties, method, uid, sequence, now);
}

/* NULL when it says all that already. */
static GString *
save_event (const CvkCalendarChange *change,
            const CvkCalendarIndex *index,
            const char *data,
            size_t length)
{
  int64_t place = index->begin >= 0 ? index->begin : index->last_line;
  int64_t rest = index->begin >= 0 ? index->end : index->last_line;
  g_autofree char *zones = NULL;
  g_autofree char *event =
    index->begin >= 0
      ? cvk_ics_edit_event (data + index->begin, index->end - index->begin, change->properties,
                            change->now)
      : cvk_ics_properties_to_event (change->properties, change->uid, 0, change->now);
  GString *text = NULL;

  if (event == NULL)
    return NULL;
  zones = cvk_ics_properties_list_zones (change->properties, index->zones);
  text = g_string_new_len (data, (gssize) place);
  g_string_append (text, zones);
  g_string_append (text, event);
  g_string_append_len (text, data + rest, (gssize) ((int64_t) length - rest));
  return text;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  int64_t first = *(const int64_t *) a;
  int64_t second = *(const int64_t *) b;

  return (first > second) - (first < second);
}

/* NULL when there is none. */
static GString *
remove_event (const CvkCalendarIndex *index, const char *data, size_t length)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, 2 * sizeof (int64_t));
  GString *text = NULL;
  int64_t from = 0;

  if (index->others->len > 0)
    g_array_append_vals (ends, index->others->data, index->others->len / 2);
  if (index->begin >= 0)
    {
      int64_t own[] = { index->begin, index->end };

      g_array_append_vals (ends, own, 1);
    }
  if (ends->len == 0)
    return NULL;
  g_array_sort (ends, compare_ranges);
  text = g_string_sized_new (length);
  for (unsigned i = 0; i < ends->len; i++)
    {
      const int64_t *range = (const int64_t *) (gconstpointer) ends->data + 2 * (size_t) i;

      g_string_append_len (text, data + from, (gssize) MAX (range[0] - from, 0));
      from = MAX (range[1], from);
    }
  g_string_append_len (text, data + from, (gssize) ((int64_t) length - from));
  return text;
}

/* --- Files --- */

static gboolean
is_unchanged (const char *path, const GStatBuf *before)
{
  GStatBuf now;

  return g_stat (path, &now) == 0 && now.st_ino == before->st_ino &&
         now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/* What is new must say when it is. */
static gboolean
check_new (const CvkCalendarChange *change, GError **error)
{
  if (change->properties == NULL || change->properties->start != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _ ("There is no event “%s” in the calendar, and a new one needs a start. Fill in "
                  "“Start”, or check “Event”."),
               change->uid);
  return FALSE;
}

static gboolean
create_file (const CvkCalendarChange *change,
             const char *path,
             CvkCalendarOutcome *outcome,
             GError **error)
{
  g_autofree char *text = NULL;

  if (change->properties == NULL)
    return TRUE;
  if (!check_new (change, error))
    return FALSE;
  *outcome = CVK_CALENDAR_CREATED;
  text = make_calendar (change->properties, NULL, change->uid, 0, change->now);
  return cvk_data_file_write (path, text, strlen (text), error);
}

/* The file as it is to be. @text: (out) (nullable): as it is. */
static gboolean
make_text (const CvkCalendarChange *change,
           const char *path,
           const CvkCalendarIndex *index,
           const char *data,
           size_t length,
           GString **text,
           GCancellable *cancellable,
           GError **error)
{
  if (cvk_calendar_index_is_one_of_series (index, data))
    return change->properties != NULL
             ? cvk_calendar_file_save_occurrence (change, path, index, data, length, text,
                                                  cancellable, error)
             : cvk_calendar_file_remove_occurrence (change, path, index, data, length, text,
                                                    cancellable, error);
  *text = change->properties != NULL ? save_event (change, index, data, length)
                                     : remove_event (index, data, length);
  return TRUE;
}

/* @is_again: (out): another program was faster. */
static gboolean
write_file (const CvkCalendarChange *change,
            const char *path,
            gboolean is_in_folder,
            CvkCalendarOutcome *outcome,
            gboolean *is_again,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (CvkCalendarIndex) index = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GString) text = NULL;
  GStatBuf before;
  gsize length = 0;
  const char *data = NULL;

  *is_again = FALSE;
  *outcome = CVK_CALENDAR_UNCHANGED;
  if (g_stat (path, &before) != 0 || before.st_size == 0)
    return create_file (change, path, outcome, error);
  bytes = cvk_data_file_read (path, error);
  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  init_index (&index, change);
  if (!read_index (&index, data, length, cancellable, error) ||
      (index.begin < 0 && index.one_begin < 0 && !check_new (change, error)))
    return FALSE;
  if (!make_text (change, path, &index, data, length, &text, cancellable, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *is_again = !is_unchanged (path, &before);
  if (*is_again)
    return TRUE;
  *outcome = change->properties == NULL                 ? CVK_CALENDAR_REMOVED
             : index.begin >= 0 || index.one_begin >= 0 ? CVK_CALENDAR_UPDATED
                                                        : CVK_CALENDAR_CREATED;
  /* In a folder a file is an event. */
  if (is_in_folder && change->properties == NULL && index.n_strange == 0 &&
      !cvk_calendar_index_is_one_of_series (&index, data))
    return g_unlink (path) == 0 || cvk_data_file_write (path, text->str, text->len, error);
  return cvk_data_file_write (path, text->str, text->len, error);
}

/* --- Folders --- */

typedef struct
{
  const CvkCalendarSource *source;
  const char *uid;
  char *path; /* nullable */
} Search;

static gboolean
find_cb (CvkValue *line, gpointer user_data, GError **error)
{
  Search *self = user_data;
  const CvkValue *event = cvk_value_get_member (line, "event");

  if (event != NULL && g_str_equal (cvk_value_lookup_string (event, "uid", ""), self->uid))
    self->path = g_strdup (cvk_calendar_source_get_path (self->source, event));
  return self->path == NULL;
}

/* Names of files have less in them than UIDs may. */
static char *
name_file (const char *folder, const char *uid)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uid, -1);
  g_autofree char *name = NULL;
  gboolean is_plain = strlen (uid) < 100 && uid[0] != '.' &&
                      strspn (uid, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.@") == strlen (uid);

  name = is_plain ? g_strconcat (uid, ".ics", NULL) : g_strdup_printf ("%.32s.ics", hash);
  return g_build_filename (folder, name, NULL);
}

/* The file that has the event, or is to have it. (transfer full) (nullable) */
static char *
find_file (const CvkCalendarChange *change, GCancellable *cancellable, GError **error)
{
  g_autoptr (CvkCalendarSource) source = cvk_calendar_source_open (change->path, error);
  const char *options[] = { "index=1", NULL };
  CvkParseRequest request = { .format = "ics", .options = options };
  Search search = { .source = source, .uid = change->uid };

  if (source == NULL)
    return NULL;
  request.fd = source->fd;
  if (source->paths->len > 0 &&
      !cvk_parse_process_run (&request, find_cb, &search, cancellable, error))
    return NULL;
  return search.path != NULL ? search.path : name_file (change->path, change->uid);
}

gboolean
cvk_calendar_file_change (const CvkCalendarChange *change,
                          CvkCalendarOutcome *outcome,
                          GCancellable *cancellable,
                          GError **error)
{
  gboolean is_folder = g_file_test (change->path, G_FILE_TEST_IS_DIR);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&writing);
  gboolean is_again = TRUE;

  for (unsigned i = 0; i < ATTEMPTS && is_again; i++)
    {
      g_autofree char *path =
        is_folder ? find_file (change, cancellable, error) : g_strdup (change->path);

      if (path == NULL ||
          !write_file (change, path, is_folder, outcome, &is_again, cancellable, error))
        return FALSE;
    }
  if (is_again)
    g_set_error (
      error, CVK_PARSE_ERROR, CVK_PARSE_ERROR_READ,
      _ ("Another program writes to the calendar all the time. Close it and run again."));
  return !is_again;
}
