// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/gallery/cvk-library-item.h"
#include "desktop/gallery/cvk-library-page.h"
#include "desktop/gallery/cvk-library-row.h"

G_BEGIN_DECLS

struct _CvkLibraryPage
{
  GtkWidget parent_instance;

  /* Template children. */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkStack *content;
  AdwStatusPage *empty;
  GtkWidget *empty_new;
  GtkWidget *empty_templates;
  AdwBin *welcome_place;
  GtkEditable *search;
  GtkDropDown *order;
  GtkListBox *list;

  CvkLibrary *library;            /* owned */
  CvkEngineClient *client;        /* owned, nullable */
  GListModel *connections;        /* owned, nullable */
  CvkActivationList *activations; /* owned, nullable */
  GtkFilter *filter;              /* owned */
  GtkSorter *sorter;              /* owned */
  GCancellable *cancellable;
  char *words; /* what is searched for, folded; nullable */
  unsigned runs_source;
};

/* --- cvk-library-page-deeds.c --- */
/* "open", "rename", "duplicate", "delete", "activate" or "deactivate". */
void cvk_library_page_do (CvkLibraryPage *self, const char *deed, CvkLibraryItem *item);

/* Says it at the edge of the page. */
void cvk_library_page_tell (CvkLibraryPage *self, const char *text);

/* --- cvk-library-page-activation.c --- */
/* Rows show what runs by itself, now and when it changes; needs a client. */
void cvk_library_page_init_activation (CvkLibraryPage *self);
void cvk_library_page_show_activation (CvkLibraryPage *self, CvkLibraryRow *row);
void cvk_library_page_activate (CvkLibraryPage *self, CvkLibraryItem *item);
void cvk_library_page_deactivate (CvkLibraryPage *self, CvkLibraryItem *item);

/* --- cvk-library-page-list.c --- */
void cvk_library_page_init_list (CvkLibraryPage *self);

/* --- cvk-library-page.c --- */
void cvk_library_page_open (CvkLibraryPage *self, GFile *file);

G_END_DECLS
