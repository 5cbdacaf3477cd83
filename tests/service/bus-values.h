// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* Values as somebody puts them into messages who wishes the service ill: of the types that were
 * asked for, because the bus refuses others, or of any type where the caller may choose. All of a
 * seed. They never say that the user trusts a pipeline: what nobody trusts must not act. */

typedef struct _BusValues BusValues;

/* @words: (transfer none): texts that are drawn from, besides those of its own. */
BusValues *bus_values_new (unsigned seed, const char *const *words);
void bus_values_free (BusValues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BusValues, bus_values_free)

/* A text that a reply has brought, to be sent back now and then. */
void bus_values_learn (BusValues *self, const char *word);

unsigned bus_values_pick (BusValues *self, unsigned count);
char *bus_values_make_text (BusValues *self) G_GNUC_WARN_UNUSED_RESULT;
/* @name: of the argument. Handles are added to @files. (transfer floating) */
GVariant *bus_values_make_argument (BusValues *self,
                                    const char *name,
                                    const char *signature,
                                    GUnixFDList *files);
/* Of any type. (transfer floating) */
GVariant *bus_values_make_any (BusValues *self, GUnixFDList *files);

G_END_DECLS
