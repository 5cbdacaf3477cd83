// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-review-sheet.h"

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "connect/cvk-review-words.h"
#include "desktop/cvk-help.h"

/* Of a kind. Who wants more than a person looks through is not to be trusted, which is said. */
#define MAX_ROWS 50

struct _CvkReviewSheet
{
  AdwWindow parent_instance;

  GtkLabel *heading;
  GtkLabel *note;
  GtkBox *groups;
  GtkButton *once;
  GtkButton *trust;
};

G_DEFINE_FINAL_TYPE (CvkReviewSheet, cvk_review_sheet, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ALLOWED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static const struct
{
  const char *icon;
  const char *description; /* nullable */
} kinds[CVK_N_WANT_KINDS] = {
  [CVK_WANT_START_LINK] = { "dialog-warning-symbolic",
                            N_ ("Whoever gets one can start your meeting as its host.") },
  [CVK_WANT_CONNECTION] = { "avatar-default-symbolic", NULL },
  [CVK_WANT_HOST] = { "network-server-symbolic", N_ ("It can send them whatever it has read.") },
  [CVK_WANT_READ] = { "document-open-symbolic", NULL },
  [CVK_WANT_WRITE] = { "document-save-symbolic", NULL },
  [CVK_WANT_RECIPIENT] = { "mail-send-symbolic", NULL },
  [CVK_WANT_LINK] = { "web-browser-symbolic", NULL },
  [CVK_WANT_DESK] = { "computer-symbolic", NULL },
  [CVK_WANT_SCRIPT] = { "utilities-terminal-symbolic",
                        N_ ("They compute, and reach no files and no network.") },
  [CVK_WANT_TRIGGER] = { "alarm-symbolic", N_ ("Only once it is activated.") },
};

/* --- Rows --- */

/* The account stands first: it is the user's own, and what is at stake. */
static char *
make_subtitle (const CvkWant *want, GHashTable *names)
{
  const char *name =
    names != NULL && want->slot != NULL ? g_hash_table_lookup (names, want->slot) : NULL;
  g_autofree char *steps = cvk_want_dup_steps (want);

  return name != NULL ? g_strdup_printf ("%s\n%s", name, steps) : g_steal_pointer (&steps);
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  return row;
}

static GtkWidget *
make_want_row (const CvkWant *want, GHashTable *names)
{
  g_autofree char *title = cvk_want_dup_title (want);
  g_autofree char *subtitle = make_subtitle (want, names);
  GtkWidget *row = make_row (title, subtitle);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (kinds[want->kind].icon));
  if (want->what == NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  return row;
}

static GtkWidget *
make_rest_row (unsigned count)
{
  g_autofree char *title =
    /* Translators: how many lines of a list are not shown. */
    g_strdup_printf (ngettext ("And %'u more", "And %'u more", count), count);

  return make_row (title, _ ("That is more than one can look through. Open the pipeline and see "
                             "what it does before you allow it."));
}

static void
show_kind (CvkReviewSheet *self, GPtrArray *review, GHashTable *names, CvkWantKind kind)
{
  GtkWidget *group = NULL;
  unsigned count = 0;

  for (unsigned i = 0; i < review->len; i++)
    {
      const CvkWant *want = g_ptr_array_index (review, i);

      if (want->kind != kind || ++count > MAX_ROWS)
        continue;
      if (group == NULL)
        {
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                           _ (cvk_want_kind_get_title (kind)));
          if (kinds[kind].description != NULL)
            adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                                   _ (kinds[kind].description));
          gtk_box_append (self->groups, group);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_want_row (want, names));
    }
  if (count > MAX_ROWS)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_rest_row (count - MAX_ROWS));
}

/* --- Answers --- */

static void
allow (CvkReviewSheet *self, gboolean is_trusted)
{
  g_signal_emit (self, signals[SIGNAL_ALLOWED], 0, is_trusted);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
once_clicked_cb (CvkReviewSheet *self)
{
  allow (self, FALSE);
}

static void
trust_clicked_cb (CvkReviewSheet *self)
{
  allow (self, TRUE);
}

/* --- The object --- */

static void
cvk_review_sheet_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_REVIEW_SHEET);
  G_OBJECT_CLASS (cvk_review_sheet_parent_class)->dispose (object);
}

static void
cvk_review_sheet_class_init (CvkReviewSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_review_sheet_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-review-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkReviewSheet, heading);
  gtk_widget_class_bind_template_child (widget_class, CvkReviewSheet, note);
  gtk_widget_class_bind_template_child (widget_class, CvkReviewSheet, groups);
  gtk_widget_class_bind_template_child (widget_class, CvkReviewSheet, once);
  gtk_widget_class_bind_template_child (widget_class, CvkReviewSheet, trust);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_ALLOWED] = g_signal_new ("allowed", CVK_TYPE_REVIEW_SHEET, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
cvk_review_sheet_init (CvkReviewSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "privacy#review");
  g_signal_connect_swapped (self->once, "clicked", G_CALLBACK (once_clicked_cb), self);
  g_signal_connect_swapped (self->trust, "clicked", G_CALLBACK (trust_clicked_cb), self);
}

static const struct
{
  const char *heading;
  const char *once; /* nullable */
  const char *trust;
} words[] = {
  [CVK_REVIEW_RUN] = { N_ ("Run This Pipeline?"), N_ ("Run _Once"), N_ ("_Trust and Run") },
  [CVK_REVIEW_REHEARSE] = { N_ ("Rehearse This Pipeline?"), N_ ("Rehearse _Once"),
                            N_ ("_Trust and Rehearse") },
  [CVK_REVIEW_ACTIVATE] = { N_ ("Let This Pipeline Run by Itself?"), NULL,
                            N_ ("_Trust and Activate") },
};

CvkReviewSheet *
cvk_review_sheet_new (GtkWindow *parent, GPtrArray *review, GHashTable *names, CvkReviewDeed deed)
{
  CvkReviewSheet *self = g_object_new (CVK_TYPE_REVIEW_SHEET, "transient-for", parent, NULL);

  gtk_label_set_text (self->heading, _ (words[deed].heading));
  if (words[deed].once != NULL)
    gtk_button_set_label (self->once, _ (words[deed].once));
  gtk_widget_set_visible (GTK_WIDGET (self->once), words[deed].once != NULL);
  gtk_button_set_label (self->trust, _ (words[deed].trust));
  for (unsigned kind = 0; kind < CVK_N_WANT_KINDS; kind++)
    show_kind (self, review, names, kind);
  return self;
}
