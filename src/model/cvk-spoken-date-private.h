// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-spoken-date.h"

G_BEGIN_DECLS

/* --- cvk-spoken-date-words.c: text to words that are known --- */

typedef enum
{
  CVK_SPOKEN_UNKNOWN,
  CVK_SPOKEN_MARK,    /* value: one character of punctuation */
  CVK_SPOKEN_FIGURE,  /* value: of the digits */
  CVK_SPOKEN_NUMBER,  /* "two": value */
  CVK_SPOKEN_ORDINAL, /* "third": value */
  CVK_SPOKEN_SUFFIX,  /* of a figure: "rd" */
  CVK_SPOKEN_FILLER,
  CVK_SPOKEN_AT,      /* a time follows */
  CVK_SPOKEN_IN,      /* a span follows */
  CVK_SPOKEN_BEFORE,  /* German "vor": before a span, or before an hour */
  CVK_SPOKEN_AFTER,   /* before an hour: past, nach */
  CVK_SPOKEN_FROM,    /* behind a span */
  CVK_SPOKEN_AGO,     /* behind a span */
  CVK_SPOKEN_DAY,     /* value: days from today */
  CVK_SPOKEN_MORGEN,  /* tomorrow, or in the morning */
  CVK_SPOKEN_WEEKDAY, /* value: 0 is Monday */
  CVK_SPOKEN_MONTH,   /* value: 1 is January */
  CVK_SPOKEN_UNIT,    /* value: a CvkSpokenUnit */
  CVK_SPOKEN_WHICH,   /* value: a CvkSpokenWhich */
  CVK_SPOKEN_PART,    /* value: a CvkSpokenPart */
  CVK_SPOKEN_AM,      /* or German "am" */
  CVK_SPOKEN_PM,
  CVK_SPOKEN_OCLOCK, /* value: whether it counts 24 hours */
  CVK_SPOKEN_EXACT,  /* noon, midnight; value: the hour */
  CVK_SPOKEN_HALF,   /* value: whether it is German, where it means half an hour before */
  CVK_SPOKEN_QUARTER,
  CVK_SPOKEN_NOW,
  CVK_SPOKEN_ZONE, /* text: its name */
} CvkSpokenKind;

typedef enum
{
  CVK_SPOKEN_MINUTES,
  CVK_SPOKEN_HOURS,
  CVK_SPOKEN_DAYS,
  CVK_SPOKEN_WEEKS,
  CVK_SPOKEN_MONTHS,
  CVK_SPOKEN_YEARS,
} CvkSpokenUnit;

typedef enum
{
  CVK_SPOKEN_PLAIN,
  CVK_SPOKEN_THIS,
  CVK_SPOKEN_COMING,
  CVK_SPOKEN_NEXT,
  CVK_SPOKEN_LAST,
} CvkSpokenWhich;

typedef enum
{
  CVK_SPOKEN_NO_PART,
  CVK_SPOKEN_MORNING,
  CVK_SPOKEN_MIDDAY,
  CVK_SPOKEN_AFTERNOON,
  CVK_SPOKEN_EVENING,
  CVK_SPOKEN_NIGHT,
} CvkSpokenPart;

typedef struct
{
  CvkSpokenKind kind;
  int value;
  unsigned digits;    /* of a figure */
  gboolean is_german; /* the word is, and not English */
  char *text;         /* owned, nullable: of a zone */
} CvkSpokenWord;

/* How far behind a word readers look, at most: "at 9:05:00 Uhr am Freitag". */
#define CVK_SPOKEN_LOOK_AHEAD 10

/* (transfer full) (element-type CvkSpokenWord), ended by CVK_SPOKEN_LOOK_AHEAD that are unknown. */
GArray *cvk_spoken_words_split (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-spoken-date-reader.c: words to what they say --- */

typedef struct
{
  gboolean has_offset; /* days from today */
  int offset;
  gboolean has_weekday;
  int weekday;
  CvkSpokenWhich which;
  gboolean has_week; /* the weekday of the week that lies so many ahead */
  int weeks;
  int day; /* of the month; 0: not said */
  int month;
  int year;              /* 0: not said */
  gboolean may_be_month; /* day and month may stand in the other order */
  gboolean has_span;
  int64_t span;
  CvkSpokenUnit unit;
  gboolean is_now;

  gboolean has_time;
  int hour, minute;
  gboolean is_exact; /* it says which half of the day */
  gboolean is_uhr;   /* it counts 24 hours, and people do not always mean that */
  CvkSpokenPart part;
  char *zone; /* owned, nullable */
} CvkSpokenParts;

void cvk_spoken_parts_clear (CvkSpokenParts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkSpokenParts, cvk_spoken_parts_clear)
/* FALSE when a word is not known, or says what another one has said. */
gboolean cvk_spoken_parts_read (CvkSpokenParts *self, const char *text);

G_END_DECLS
