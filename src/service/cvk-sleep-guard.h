// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host.h"

G_BEGIN_DECLS

/**
 * CvkSleepGuard:
 *
 * Nothing is on its way when this computer goes to sleep: a reply that comes while nobody is awake
 * is a reply that nobody has. systemd-logind says that sleep is near and waits for a few seconds
 * (org.freedesktop.login1, "Inhibitor Locks": a delay lock); what is about to be sent is held in
 * that time, and what is under way ends. Where logind cannot be asked (sandboxes, other systems)
 * nothing is held, and what was lost is found out as ever.
 *
 * Signal "woke": the computer is awake again.
 */
#define CVK_TYPE_SLEEP_GUARD (cvk_sleep_guard_get_type ())
G_DECLARE_FINAL_TYPE (CvkSleepGuard, cvk_sleep_guard, CVK, SLEEP_GUARD, GObject)

/* Looks for the system bus. @host: not owned, must outlive the guard. */
CvkSleepGuard *cvk_sleep_guard_new (CvkHost *host) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
