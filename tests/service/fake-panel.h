// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A message bus of the test's own, that ends with it; @address: (out) (transfer full). */
GSubprocess *private_bus_new (char **address) G_GNUC_WARN_UNUSED_RESULT;
void private_bus_free (GSubprocess *daemon);
GDBusConnection *private_bus_connect (const char *address) G_GNUC_WARN_UNUSED_RESULT;

/**
 * FakePanel:
 *
 * What shows tray icons: the watcher of a session bus and a host at it, on a connection of its own.
 * It takes one icon, asks it what a test tells it to, and counts the signals it sends.
 */
typedef struct
{
  GDBusConnection *bus;
  char *item; /* unique name of the icon's owner; NULL when there is none */
  gboolean has_host;
  unsigned n_registrations;
  unsigned object_id;
  unsigned name_id;
  unsigned subscription_ids[2];
  unsigned n_signals; /* of the icon and its menu, since fake_panel_forget_signals() */
  GPtrArray *signals; /* "NewIcon", "LayoutUpdated", ...: their names, in their order */
  GVariant *updated;  /* nullable: parameters of the last ItemsPropertiesUpdated */
} FakePanel;

/* @address: of a message bus. */
FakePanel *fake_panel_new (const char *address) G_GNUC_WARN_UNUSED_RESULT;
void fake_panel_free (FakePanel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakePanel, fake_panel_free)

/* Comes to the bus, with a host or without one; goes. */
void fake_panel_appear (FakePanel *self, gboolean has_host);
void fake_panel_vanish (FakePanel *self);
void fake_panel_set_host (FakePanel *self, gboolean has_host);
/* Runs the main loop until an icon has registered. */
void fake_panel_await_item (FakePanel *self);
void fake_panel_await_signal (FakePanel *self, const char *name);
void fake_panel_forget_signals (FakePanel *self);
unsigned fake_panel_count (FakePanel *self, const char *name);

/* Calls a method of the icon, or of its menu; they have to answer. (transfer full) */
GVariant *fake_panel_get (FakePanel *self, const char *property) G_GNUC_WARN_UNUSED_RESULT;
GVariant *fake_panel_call_item (FakePanel *self, const char *method, GVariant *parameters)
  G_GNUC_WARN_UNUSED_RESULT;
GVariant *fake_panel_call_menu (FakePanel *self, const char *method, GVariant *parameters)
  G_GNUC_WARN_UNUSED_RESULT;
/* The row's number and the properties of the first row, at any depth, whose label contains
 * @label; the menu is read anew. 0 when there is none. @properties: (nullable) */
int fake_panel_find_row (FakePanel *self, const char *label, GVariant **properties);
void fake_panel_click (FakePanel *self, const char *label);

G_END_DECLS
