// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <stddef.h>

/**
 * Confinement of a process by itself, in two steps: what every later thread must inherit before
 * there is one, and the rest when everything the process will ever open is open.
 *
 * A failure is a sentence in English for the engine's message, static; NULL means success. Whoever
 * gets one must end without doing its work.
 */

/* Without threads: keeps the descriptors 3 to @last_fd and puts /dev/null on 0 to 2; gives up
 * capabilities for good, writing files, core dumps; dies with its parent. */
const char *cvk_confinement_prepare (int last_fd);

/* Every thread: memory, time, sleeping, reading and writing what is open, threads; no other system
 * call. @data_limit: bytes of private memory that may still be added. */
const char *cvk_confinement_seal (size_t data_limit);

/* The system call filter alone, for the test that tries to get around it. */
const char *cvk_confinement_load_filter (void);
