// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "net/cvk-http.h"
#include "recovery/cvk-simulated-world.h"

G_BEGIN_DECLS

/**
 * CvkSimulatedHttp:
 *
 * The network between one process and the simulated service: latency, and all that can go wrong on
 * the way. What has left is carried out even when the process that sent it is gone by then.
 */
#define CVK_TYPE_SIMULATED_HTTP (cvk_simulated_http_get_type ())
G_DECLARE_FINAL_TYPE (CvkSimulatedHttp, cvk_simulated_http, CVK, SIMULATED_HTTP, CvkHttp)

typedef enum
{
  CVK_FAULT_NONE,
  CVK_FAULT_REFUSED,       /* no connection */
  CVK_FAULT_LOST_BEFORE,   /* the connection breaks before the service reads the request */
  CVK_FAULT_LOST_AFTER,    /* or after it was carried out */
  CVK_FAULT_SILENT_BEFORE, /* no answer ever, and nothing happens */
  CVK_FAULT_SILENT_AFTER,  /* no answer ever, and it is carried out, even after our deadline */
  CVK_FAULT_FAILED_BEFORE, /* 5xx, and nothing happened */
  CVK_FAULT_FAILED_AFTER,  /* 5xx, and it was carried out */
  CVK_FAULT_DAMAGED,       /* carried out, and the answer cannot be read */
  CVK_FAULT_LIMITED,       /* 429, in one of the forms in which it says until when */
  CVK_N_FAULTS
} CvkFault;

/* The two borrowed objects outlive it. */
CvkSimulatedHttp *cvk_simulated_http_new (CvkSimulatedWorld *world, CvkSimulatedLife *life)
  G_GNUC_WARN_UNUSED_RESULT;
/* Ends what a process that is over still waits for. */
void cvk_simulated_http_hang_up (CvkSimulatedHttp *self);
/* Has the service do all that reaches it until @wall. */
void cvk_simulated_world_carry_out (CvkSimulatedWorld *self, int64_t wall);

typedef struct _CvkSimulatedOrder CvkSimulatedOrder;
void cvk_simulated_order_unref (CvkSimulatedOrder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSimulatedOrder, cvk_simulated_order_unref)

G_END_DECLS
