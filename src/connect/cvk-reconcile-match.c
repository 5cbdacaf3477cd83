// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-reconcile.h"

#include "base/cvk-datetime.h"

/* What was asked for, and what a list shows. */

static CvkValue *
get_rules (CvkExecution *execution)
{
  return cvk_value_get_member (execution->action->description, "reconcile");
}

static gboolean
is_same (CvkExecution *execution, const char *field, const CvkValue *asked, const CvkValue *value)
{
  const CvkConnectorQuirks *quirks = execution->action->connector->quirks;

  if (cvk_value_equal (asked, value))
    return TRUE;
  return quirks->is_same != NULL && quirks->is_same (field, execution->request.body, asked, value);
}

static gboolean
read_instant (const CvkValue *value, int64_t *instant)
{
  g_autoptr (CvkDateTime) time = value != NULL && cvk_value_is_string (value)
                                   ? cvk_date_time_parse (cvk_value_get_string (value), NULL)
                                   : NULL;

  if (time == NULL)
    return FALSE;
  *instant = time->instant;
  return TRUE;
}

gboolean
cvk_reconcile_is_since (CvkExecution *execution, const CvkValue *listed, int64_t since)
{
  const char *created = cvk_value_lookup_string (get_rules (execution), "created", "");
  int64_t instant = 0;

  return !read_instant (cvk_value_get_member (listed, created), &instant) || instant >= since;
}

gboolean
cvk_reconcile_matches (CvkExecution *execution, const CvkValue *listed)
{
  CvkValue *fields = cvk_value_get_member (get_rules (execution), "fields");

  for (size_t i = 0; fields != NULL && i < cvk_value_get_length (fields); i++)
    {
      const char *field = cvk_value_get_string (cvk_value_get_element (fields, i));
      CvkValue *asked = cvk_value_get_path (execution->request.body, field);
      CvkValue *value = cvk_value_get_path (listed, field);

      if (asked != NULL && (value == NULL || !is_same (execution, field, asked, value)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_value (const CvkValue *values, const CvkValue *value)
{
  if (values == NULL)
    return TRUE;
  for (size_t i = 0; i < cvk_value_get_length (values); i++)
    if (cvk_value_equal (cvk_value_get_element (values, i), value))
      return TRUE;
  return FALSE;
}

gboolean
cvk_reconcile_is_listed (CvkExecution *execution)
{
  CvkValue *rows = cvk_value_get_member (get_rules (execution), "unlisted");

  for (size_t i = 0; rows != NULL && i < cvk_value_get_length (rows); i++)
    {
      CvkValue *row = cvk_value_get_element (rows, i);
      CvkValue *value =
        cvk_value_get_path (execution->settings, cvk_value_lookup_string (row, "field", ""));

      if (value != NULL && has_value (cvk_value_get_member (row, "values"), value))
        return FALSE;
    }
  return TRUE;
}

gboolean
cvk_reconcile_is_over (CvkExecution *execution, int64_t now)
{
  const CvkConnectorQuirks *quirks = execution->action->connector->quirks;
  const char *field = cvk_value_lookup_string (get_rules (execution), "until", NULL);
  int64_t instant = 0;

  return field != NULL && quirks->read_instant != NULL && execution->request.body != NULL &&
         quirks->read_instant (field, execution->request.body, &instant) && instant <= now;
}
