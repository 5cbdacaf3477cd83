// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-rates.h"

#define SECONDS_PER_DAY 86400
/* What a plan without limits says that it permits a second. */
#define UNLIMITED 100000

static const struct
{
  const char *category;
  int64_t per_second[3]; /* by plan */
  int64_t per_day[3];    /* 0: no limit */
} classes[] = {
  [CVK_SANDBOX_RATE_LIGHT] = { "Light", { 4, 30, 80 }, { 6000, 0, 0 } },
  [CVK_SANDBOX_RATE_MEDIUM] = { "Medium", { 2, 20, 60 }, { 2000, 0, 0 } },
};

typedef struct
{
  int64_t second;
  int64_t day;
  int64_t in_second;
  int64_t in_day;
} Counter;

struct _CvkSandboxRates
{
  Counter counters[G_N_ELEMENTS (classes)];
  GHashTable *hosts; /* "day user" -> int64_t * */
};

CvkSandboxRates *
cvk_sandbox_rates_new (void)
{
  CvkSandboxRates *self = g_new0 (CvkSandboxRates, 1);

  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
cvk_sandbox_rates_free (CvkSandboxRates *self)
{
  g_hash_table_unref (self->hosts);
  g_free (self);
}

static void
load_host_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandboxRates *self = user_data;
  int64_t count = cvk_value_get_integer (value);

  g_hash_table_replace (self->hosts, g_strdup (id), g_memdup2 (&count, sizeof count));
}

gboolean
cvk_sandbox_rates_load (CvkSandbox *sandbox, GError **error)
{
  return cvk_sandbox_state_load (sandbox->state, "quota", load_host_cb, sandbox->rates, error);
}

static int64_t
get_seconds (CvkSandbox *sandbox)
{
  return cvk_sandbox_clock_get_now (&sandbox->clock) / G_USEC_PER_SEC;
}

static Counter *
get_counter (CvkSandbox *sandbox, CvkSandboxRateClass class)
{
  Counter *counter = &sandbox->rates->counters[class];
  int64_t now = get_seconds (sandbox);

  if (counter->second != now)
    {
      counter->second = now;
      counter->in_second = 0;
    }
  if (counter->day != now / SECONDS_PER_DAY)
    {
      counter->day = now / SECONDS_PER_DAY;
      counter->in_day = 0;
    }
  return counter;
}

CvkSandboxReply *
cvk_sandbox_rates_take (CvkSandbox *sandbox,
                        const CvkSandboxRequest *request,
                        CvkSandboxRateClass class)
{
  Counter *counter = get_counter (sandbox, class);
  CvkSandboxReply *refusal;

  if (sandbox->plan == CVK_SANDBOX_PLAN_UNLIMITED)
    return NULL;
  if (classes[class].per_day[sandbox->plan] > 0 &&
      counter->in_day >= classes[class].per_day[sandbox->plan])
    refusal = cvk_sandbox_rates_make_refusal (sandbox, request, CVK_SANDBOX_LIMIT_DAY);
  else if (counter->in_second >= classes[class].per_second[sandbox->plan])
    refusal = cvk_sandbox_rates_make_refusal (sandbox, request, CVK_SANDBOX_LIMIT_SECOND);
  else
    {
      counter->in_second++;
      counter->in_day++;
      return NULL;
    }
  cvk_sandbox_reply_add_header (refusal, "X-RateLimit-Category", "%s", classes[class].category);
  return refusal;
}

static char *
make_host_key (CvkSandbox *sandbox, const CvkSandboxUser *host)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", get_seconds (sandbox) / SECONDS_PER_DAY,
                          host->id);
}

int64_t
cvk_sandbox_rates_get_used (CvkSandbox *sandbox, const CvkSandboxUser *host)
{
  g_autofree char *key = make_host_key (sandbox, host);
  const int64_t *count = g_hash_table_lookup (sandbox->rates->hosts, key);

  return count != NULL ? *count : 0;
}

CvkSandboxReply *
cvk_sandbox_rates_check_host (CvkSandbox *sandbox,
                              const CvkSandboxRequest *request,
                              const CvkSandboxUser *host)
{
  if (sandbox->daily_limit < 0 || cvk_sandbox_rates_get_used (sandbox, host) < sandbox->daily_limit)
    return NULL;
  return cvk_sandbox_rates_make_refusal (sandbox, request, CVK_SANDBOX_LIMIT_HOST);
}

void
cvk_sandbox_rates_count_host (CvkSandbox *sandbox, const CvkSandboxUser *host)
{
  g_autofree char *key = make_host_key (sandbox, host);
  int64_t *count = g_hash_table_lookup (sandbox->rates->hosts, key);
  g_autoptr (CvkValue) value = NULL;

  if (count == NULL)
    {
      count = g_new0 (int64_t, 1);
      g_hash_table_insert (sandbox->rates->hosts, g_strdup (key), count);
    }
  (*count)++;
  value = cvk_value_new_integer (*count);
  cvk_sandbox_state_put (sandbox->state, "quota", key, value);
}

static gboolean
forget_host (gpointer key, gpointer count, gpointer user_data)
{
  CvkSandbox *sandbox = user_data;

  cvk_sandbox_state_put (sandbox->state, "quota", key, NULL);
  return TRUE;
}

void
cvk_sandbox_rates_reset (CvkSandbox *sandbox)
{
  for (size_t i = 0; i < G_N_ELEMENTS (classes); i++)
    sandbox->rates->counters[i] = (Counter){ 0 };
  g_hash_table_foreach_remove (sandbox->rates->hosts, forget_host, sandbox);
}

void
cvk_sandbox_rates_add_headers (CvkSandbox *sandbox,
                               CvkSandboxReply *reply,
                               CvkSandboxRateClass class)
{
  const Counter *counter = get_counter (sandbox, class);
  gboolean is_daily;
  int64_t limit;
  int64_t used;

  cvk_sandbox_reply_add_header (reply, "X-RateLimit-Category", "%s", classes[class].category);
  if (sandbox->plan == CVK_SANDBOX_PLAN_UNLIMITED)
    {
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Type", "QPS");
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Limit", "%d", UNLIMITED);
      return;
    }
  limit = classes[class].per_day[sandbox->plan];
  used = counter->in_day;
  is_daily = limit > 0;
  if (!is_daily)
    {
      limit = classes[class].per_second[sandbox->plan];
      used = counter->in_second;
    }
  cvk_sandbox_reply_add_header (reply, "X-RateLimit-Type", "%s", is_daily ? "Daily-limit" : "QPS");
  cvk_sandbox_reply_add_header (reply, "X-RateLimit-Limit", "%" G_GINT64_FORMAT, limit);
  cvk_sandbox_reply_add_header (reply, "X-RateLimit-Remaining", "%" G_GINT64_FORMAT, limit - used);
}

CvkSandboxReply *
cvk_sandbox_rates_make_refusal (CvkSandbox *sandbox,
                                const CvkSandboxRequest *request,
                                CvkSandboxRateLimit limit)
{
  int64_t now = get_seconds (sandbox);
  int64_t midnight = (now / SECONDS_PER_DAY + 1) * SECONDS_PER_DAY;
  g_autofree char *text = cvk_sandbox_format_instant (midnight);
  g_autofree char *message = NULL;
  CvkSandboxReply *reply;

  if (limit == CVK_SANDBOX_LIMIT_SECOND)
    message = g_strdup ("You have reached the maximum per-second rate limit for this API. Try "
                        "again later.");
  else if (limit == CVK_SANDBOX_LIMIT_DAY)
    message = g_strdup ("You have reached the maximum daily rate limit for this API. Refer to "
                        "the response header for details on when you can make another request.");
  else
    message = g_strdup_printf ("You have exceeded the daily rate limit (%" G_GINT64_FORMAT
                               ") of Meeting Create/Update API requests permitted for this "
                               "particular user. You may resume these requests at GMT 00:00:00.",
                               sandbox->daily_limit < 0 ? 100 : sandbox->daily_limit);
  reply = cvk_sandbox_reply_new_error (request, 429, 429, message, NULL);
  if (limit == CVK_SANDBOX_LIMIT_SECOND)
    {
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Type", "QPS");
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Remaining", "0");
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Reset", "%" G_GINT64_FORMAT, now + 1);
    }
  else if (limit == CVK_SANDBOX_LIMIT_DAY)
    {
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Type", "Daily-limit");
      cvk_sandbox_reply_add_header (reply, "X-RateLimit-Remaining", "0");
      cvk_sandbox_reply_add_header (reply, "Retry-After", "%s", text);
    }
  return reply;
}
