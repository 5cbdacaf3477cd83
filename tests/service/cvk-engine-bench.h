// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"
#include "service/cvk-address.h"

G_BEGIN_DECLS

/**
 * CvkEngineBench:
 *
 * The real engine of a data directory of its own, and a client that knows nothing but the API. What
 * goes wrong ends the test.
 */
typedef struct
{
  char *directory;
  GSubprocess *engine;
  GDBusConnection *client;
} CvkEngineBench;

/* As g_test_add() takes them. */
void cvk_engine_bench_set_up (CvkEngineBench *fixture, gconstpointer data);
void cvk_engine_bench_tear_down (CvkEngineBench *fixture, gconstpointer data);

/* Another client. (transfer full) */
GDBusConnection *cvk_engine_bench_connect (CvkEngineBench *fixture);
/* @idle: after how many seconds without anything to do it leaves. */
void cvk_engine_bench_start (CvkEngineBench *fixture, const char *idle);
/* Another engine of the same directory, and a client of that. */
void cvk_engine_bench_restart (CvkEngineBench *fixture);

/* (transfer full) (nullable): an error, if @error_name (out) (optional) takes its name. */
GVariant *cvk_engine_bench_call (GDBusConnection *client,
                                 const char *method,
                                 GVariant *parameters,
                                 char **error_name);
/* The run's id, or the name of the error, or the code of the first problem. (transfer full) */
char *cvk_engine_bench_start_run_with (GDBusConnection *client,
                                       const char *pipeline,
                                       GVariant *options);
char *cvk_engine_bench_start_run (GDBusConnection *client, const char *pipeline, gboolean trust);
/* What came of it. (transfer full) */
CvkValue *cvk_engine_bench_wait_run (GDBusConnection *client, const char *run);

G_END_DECLS
