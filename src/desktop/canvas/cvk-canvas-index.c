// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-index.h"

#include <math.h>

/* Two cards wide: a view of ordinary size is some thirty squares. */
#define SQUARE 512.0
/* What covers more squares than this is kept in one list, which every query looks through: links
 * across a large document, frames around everything. */
#define MAX_SQUARES 64

typedef struct
{
  int left, top, right, bottom; /* inclusive */
} Range;

struct _CvkCanvasIndex
{
  GHashTable *squares; /* owned keys gint64, owned GPtrArray of borrowed entries */
  GPtrArray *large;    /* borrowed entries */
  unsigned size;
  unsigned stamp;
};

CvkCanvasIndex *
cvk_canvas_index_new (void)
{
  CvkCanvasIndex *self = g_new0 (CvkCanvasIndex, 1);

  self->squares =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->large = g_ptr_array_new ();
  return self;
}

void
cvk_canvas_index_free (CvkCanvasIndex *self)
{
  g_hash_table_unref (self->squares);
  g_ptr_array_unref (self->large);
  g_free (self);
}

/* A file may place a node anywhere; squares beyond this are one. */
static int
to_square (double position)
{
  return (int) CLAMP (floor (position / SQUARE), -1e8, 1e8);
}

static Range
get_range (const graphene_rect_t *area)
{
  return (Range){ to_square (area->origin.x), to_square (area->origin.y),
                  to_square ((double) area->origin.x + area->size.width),
                  to_square ((double) area->origin.y + area->size.height) };
}

static gboolean
is_large (const Range *range)
{
  return ((int64_t) range->right - range->left + 1) * ((int64_t) range->bottom - range->top + 1) >
         MAX_SQUARES;
}

static int64_t
make_key (int x, int y)
{
  return (int64_t) ((uint64_t) (uint32_t) x << 32 | (uint32_t) y);
}

static void
add (CvkCanvasIndex *self, CvkCanvasIndexEntry *entry)
{
  Range range = get_range (&entry->area);

  if (is_large (&range))
    {
      g_ptr_array_add (self->large, entry);
      return;
    }
  for (int y = range.top; y <= range.bottom; y++)
    for (int x = range.left; x <= range.right; x++)
      {
        int64_t key = make_key (x, y);
        GPtrArray *square = g_hash_table_lookup (self->squares, &key);

        if (square == NULL)
          {
            square = g_ptr_array_new ();
            g_hash_table_insert (self->squares, g_memdup2 (&key, sizeof key), square);
          }
        g_ptr_array_add (square, entry);
      }
}

static void
take_out (CvkCanvasIndex *self, CvkCanvasIndexEntry *entry)
{
  Range range = get_range (&entry->area);

  if (is_large (&range))
    {
      g_ptr_array_remove_fast (self->large, entry);
      return;
    }
  for (int y = range.top; y <= range.bottom; y++)
    for (int x = range.left; x <= range.right; x++)
      {
        int64_t key = make_key (x, y);
        GPtrArray *square = g_hash_table_lookup (self->squares, &key);

        g_ptr_array_remove_fast (square, entry);
        if (square->len == 0)
          g_hash_table_remove (self->squares, &key);
      }
}

void
cvk_canvas_index_insert (CvkCanvasIndex *self,
                         CvkCanvasIndexEntry *entry,
                         const graphene_rect_t *area)
{
  g_return_if_fail (!entry->is_inside);

  entry->area = *area;
  entry->is_inside = TRUE;
  entry->stamp = self->stamp;
  self->size++;
  add (self, entry);
}

void
cvk_canvas_index_move (CvkCanvasIndex *self,
                       CvkCanvasIndexEntry *entry,
                       const graphene_rect_t *area)
{
  g_return_if_fail (entry->is_inside);

  take_out (self, entry);
  entry->area = *area;
  add (self, entry);
}

void
cvk_canvas_index_remove (CvkCanvasIndex *self, CvkCanvasIndexEntry *entry)
{
  if (!entry->is_inside)
    return;
  take_out (self, entry);
  entry->is_inside = FALSE;
  self->size--;
}

/* Edges count: a horizontal link has no height. */
static gboolean
touches (const graphene_rect_t *a, const graphene_rect_t *b)
{
  return a->origin.x <= b->origin.x + b->size.width && b->origin.x <= a->origin.x + a->size.width &&
         a->origin.y <= b->origin.y + b->size.height && b->origin.y <= a->origin.y + a->size.height;
}

static void
collect (CvkCanvasIndex *self, GPtrArray *square, const graphene_rect_t *area, GPtrArray *found)
{
  for (unsigned i = 0; i < square->len; i++)
    {
      CvkCanvasIndexEntry *entry = g_ptr_array_index (square, i);

      if (entry->stamp == self->stamp || !touches (&entry->area, area))
        continue;
      entry->stamp = self->stamp;
      g_ptr_array_add (found, entry);
    }
}

void
cvk_canvas_index_query (CvkCanvasIndex *self, const graphene_rect_t *area, GPtrArray *found)
{
  Range range = get_range (area);
  int64_t n_squares =
    ((int64_t) range.right - range.left + 1) * ((int64_t) range.bottom - range.top + 1);

  self->stamp++;
  collect (self, self->large, area, found);
  if (n_squares > g_hash_table_size (self->squares))
    {
      GHashTableIter iter;
      gpointer square;

      g_hash_table_iter_init (&iter, self->squares);
      while (g_hash_table_iter_next (&iter, NULL, &square))
        collect (self, square, area, found);
      return;
    }
  for (int y = range.top; y <= range.bottom; y++)
    for (int x = range.left; x <= range.right; x++)
      {
        int64_t key = make_key (x, y);
        GPtrArray *square = g_hash_table_lookup (self->squares, &key);

        if (square != NULL)
          collect (self, square, area, found);
      }
}

/* --- Directions --- */

/* How far @area lies from @from in @direction; negative when it does not lie there. */
static double
measure (const graphene_rect_t *from, const graphene_rect_t *area, CvkCanvasDirection direction)
{
  double dx = area->origin.x + area->size.width / 2 - from->origin.x - from->size.width / 2;
  double dy = area->origin.y + area->size.height / 2 - from->origin.y - from->size.height / 2;
  gboolean is_across = direction == CVK_CANVAS_LEFT || direction == CVK_CANVAS_RIGHT;
  double along = is_across ? dx : dy;
  double aside = fabs (is_across ? dy : dx);

  if (direction == CVK_CANVAS_LEFT || direction == CVK_CANVAS_UP)
    along = -along;
  /* More aside than ahead belongs to the other two keys. */
  if (along <= 0 || aside > 2 * along)
    return -1;
  return along + 2 * aside;
}

static CvkCanvasIndexEntry *
choose (GPtrArray *found,
        const graphene_rect_t *from,
        CvkCanvasDirection direction,
        CvkCanvasIndexFilter filter,
        gpointer data,
        double *distance)
{
  CvkCanvasIndexEntry *best = NULL;

  for (unsigned i = 0; i < found->len; i++)
    {
      CvkCanvasIndexEntry *entry = g_ptr_array_index (found, i);
      double length = measure (from, &entry->area, direction);

      if (length < 0 || (best != NULL && length >= *distance) ||
          (filter != NULL && !filter (entry, data)))
        continue;
      *distance = length;
      best = entry;
    }
  return best;
}

CvkCanvasIndexEntry *
cvk_canvas_index_find_next (CvkCanvasIndex *self,
                            const graphene_rect_t *from,
                            CvkCanvasDirection direction,
                            CvkCanvasIndexFilter filter,
                            gpointer data)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  CvkCanvasIndexEntry *best = NULL;
  double distance = 0;

  /* Rings that grow until the best one cannot be beaten from outside. */
  for (double reach = SQUARE; reach < 1e9; reach *= 2)
    {
      graphene_rect_t area = *from;

      graphene_rect_inset (&area, (float) -reach, (float) -reach);
      g_ptr_array_set_size (found, 0);
      cvk_canvas_index_query (self, &area, found);
      best = choose (found, from, direction, filter, data, &distance);
      if ((best != NULL && distance <= reach) || found->len == self->size)
        break;
    }
  return best;
}
