// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "support/cvk-run-fixture.h"

/* One node after a json.read of @input; what it puts out at @port. */
typedef struct
{
  const char *name;
  const char *type;
  const char *settings;
  const char *input;
  const char *port;     /* NULL: out */
  const char *expected; /* items as JSON; NULL: the run fails */
  const char *failure;  /* "code/field/item" */
} Case;

#define MIXED "[{\"n\":\"10\",\"t\":\"b\"},{\"n\":\"9\",\"t\":\"a\"},{\"n\":2,\"t\":null}]"
#define PEOPLE                                                                                     \
  "[{\"name\":\"Ana\",\"age\":31,\"city\":\"Rome\"},{\"name\":\"Bo\",\"age\":\"7\",\"city\":\"\"}" \
  "]"

static const Case cases[] = {
  { "set", "set", "{\"fields\":{\"a\":\"{{ item.age }}\",\"b\":\"x{{item.name}}y\"}}", PEOPLE, NULL,
    "[{\"name\":\"Ana\",\"age\":31,\"city\":\"Rome\",\"a\":31,\"b\":\"xAnay\"},{\"name\":\"Bo\","
    "\"age\":\"7\",\"city\":\"\",\"a\":\"7\",\"b\":\"xBoy\"}]" },
  { "set-alone", "set", "{\"fields\":{\"a\":1},\"keep\":false}", "[{\"b\":2}]", NULL,
    "[{\"a\":1}]" },
  { "set-replaces", "set", "{\"fields\":{\"b\":1}}", "[{\"b\":2,\"c\":3}]", NULL,
    "[{\"b\":1,\"c\":3}]" },
  { "set-nested", "set", "{\"fields\":{\"o\":{\"p\":[\"{{ item.b }}\",2]}},\"keep\":false}",
    "[{\"b\":null}]", NULL, "[{\"o\":{\"p\":[null,2]}}]" },
  { "set-missing", "set", "{\"fields\":{\"x\":\"{{ item.nope }}\"},\"keep\":false}", "[{}]", NULL,
    "[{\"x\":null}]" },
  { "set-missing-parent", "set", "{\"fields\":{\"x\":\"{{ item.nope.deeper }}\"}}", "[{}]", NULL,
    NULL, "missing-parent/fields.x/0" },
  { "set-brace-pair", "set", "{\"fields\":{\"x\":\"a {{ \\\"{{\\\" }} b\"},\"keep\":false}", "[{}]",
    NULL, "[{\"x\":\"a {{ b\"}]" },
  { "set-inserted-not-expanded", "set", "{\"fields\":{\"x\":\"-{{ item.t }}-\"},\"keep\":false}",
    "[{\"t\":\"{{ item.t }}\"}]", NULL, "[{\"x\":\"-{{ item.t }}-\"}]" },
  { "set-exact-integer", "set", "{\"fields\":{\"x\":\"{{ item.i }}\"},\"keep\":false}",
    "[{\"i\":9007199254740993}]", NULL, "[{\"x\":9007199254740993}]" },
  { "set-length-of-others", "set",
    "{\"fields\":{\"o\":\"{{ item.o.length }}\",\"m\":\"{{ item.o.a.length }}\",\"n\":\"{{ "
    "item.n.length }}\",\"i\":\"{{ item.length }}\"},\"keep\":false}",
    "[{\"o\":{\"a\":[]},\"n\":5},{\"o\":{\"length\":7,\"a\":\"xy\"},\"n\":true,\"length\":8}]",
    NULL, "[{\"o\":null,\"m\":0,\"n\":null,\"i\":null},{\"o\":7,\"m\":2,\"n\":null,\"i\":8}]" },
  { "set-script-expression", "set", "{\"fields\":{\"x\":\"{{ item.a + 1 }}\"},\"keep\":false}",
    "[{\"a\":1},{\"a\":41}]", NULL, "[{\"x\":2},{\"x\":42}]" },
  { "set-length", "set", "{\"fields\":{\"x\":\"{{ item.a.length }}\"},\"keep\":false}",
    "[{\"a\":[1,2]},{\"a\":\"😀\"}]", NULL, "[{\"x\":2},{\"x\":2}]" },
  { "text", "text", "{\"template\":\"{{ item.a }}/{{ item.b }}/{{ item.c }}/{{ item.d }}\"}",
    "[{\"a\":true,\"b\":1.5,\"c\":{\"x\":[1]},\"d\":null}]", NULL,
    "[{\"a\":true,\"b\":1.5,\"c\":{\"x\":[1]},\"d\":null,\"text\":\"true/1.5/{\\\"x\\\":[1]}/"
    "\"}]" },
  { "text-number", "text", "{\"template\":\"{{ item.a }}\",\"name\":\"b\"}", "[{\"a\":5}]", NULL,
    "[{\"a\":5,\"b\":\"5\"}]" },
  { "filter", "filter", "{\"rows\":[{\"field\":\"age\",\"operator\":\"greater\",\"value\":10}]}",
    PEOPLE, NULL, "[{\"name\":\"Ana\",\"age\":31,\"city\":\"Rome\"}]" },
  { "filter-else", "filter",
    "{\"rows\":[{\"field\":\"age\",\"operator\":\"greater\",\"value\":10}]}", PEOPLE, "else",
    "[{\"name\":\"Bo\",\"age\":\"7\",\"city\":\"\"}]" },
  { "filter-any", "filter",
    "{\"match\":\"any\",\"rows\":[{\"field\":\"city\",\"operator\":\"is-empty\"},{\"field\":"
    "\"name\",\"operator\":\"equals\",\"value\":\"Ana\"}]}",
    PEOPLE, "else", "[]" },
  { "filter-expression", "filter",
    "{\"rows\":[{\"field\":\"{{ item.name }}\",\"operator\":\"equals\",\"value\":\"{{ item.city "
    "}}\"}]}",
    "[{\"name\":\"x\",\"city\":\"x\"},{\"name\":\"x\",\"city\":\"y\"}]", NULL,
    "[{\"name\":\"x\",\"city\":\"x\"}]" },
  { "filter-bad-pattern", "filter",
    "{\"rows\":[{\"field\":\"name\",\"operator\":\"matches\",\"value\":\"(\"}]}", PEOPLE, NULL,
    NULL, "invalid-pattern/rows.0/0" },
  { "sort", "sort", "{\"by\":[{\"field\":\"n\"}]}", MIXED, NULL,
    "[{\"n\":2,\"t\":null},{\"n\":\"9\",\"t\":\"a\"},{\"n\":\"10\",\"t\":\"b\"}]" },
  { "sort-descending", "sort", "{\"by\":[{\"field\":\"t\",\"descending\":true}]}", MIXED, NULL,
    "[{\"n\":\"10\",\"t\":\"b\"},{\"n\":\"9\",\"t\":\"a\"},{\"n\":2,\"t\":null}]" },
  { "limit", "limit", "{\"count\":1,\"skip\":1}", MIXED, NULL, "[{\"n\":\"9\",\"t\":\"a\"}]" },
  { "limit-text", "limit", "{\"count\":\"2\"}", "[{\"a\":1},{\"a\":2},{\"a\":3}]", NULL,
    "[{\"a\":1},{\"a\":2}]" },
  { "deduplicate", "deduplicate", "{\"by\":[\"a\"]}",
    "[{\"a\":1,\"b\":1},{\"a\":1.0,\"b\":2},{\"a\":2}]", NULL, "[{\"a\":1,\"b\":1},{\"a\":2}]" },
  { "deduplicate-whole", "deduplicate", "{}", "[{\"a\":1,\"b\":1},{\"b\":1,\"a\":1},{\"a\":2}]",
    NULL, "[{\"a\":1,\"b\":1},{\"a\":2}]" },
  { "split", "split", "{\"field\":\"l\"}",
    "[{\"k\":1,\"l\":[1,2]},{\"k\":2,\"l\":[]},{\"k\":3,\"l\":[{\"x\":9}]}]", NULL,
    "[{\"k\":1,\"l\":1},{\"k\":1,\"l\":2},{\"k\":3,\"l\":{\"x\":9},\"x\":9}]" },
  { "split-no-list", "split", "{\"field\":\"l\"}", "[{\"l\":1}]", NULL, NULL,
    "not-a-list/field/0" },
  { "aggregate", "aggregate", "{\"name\":\"all\"}", "[{\"a\":1},{\"a\":2}]", NULL,
    "[{\"all\":[{\"a\":1},{\"a\":2}]}]" },
  { "aggregate-figures", "aggregate",
    "{\"fields\":{\"n\":{\"function\":\"count\"},\"s\":{\"function\":\"sum\",\"field\":\"a\"},"
    "\"m\":{\"function\":\"max\",\"field\":\"a\"},\"u\":{\"function\":\"unique\",\"field\":\"a\"},"
    "\"v\":{\"function\":\"average\",\"field\":\"a\"}}}",
    "[{\"a\":1},{\"a\":\"2\"},{\"a\":1}]", NULL,
    "[{\"n\":3,\"s\":4,\"m\":\"2\",\"u\":[1,\"2\"],\"v\":1.3333333333333333}]" },
  { "aggregate-nothing", "aggregate",
    "{\"fields\":{\"n\":{\"function\":\"count\"},\"s\":{\"function\":\"sum\",\"field\":\"a\"}}}",
    "[]", NULL, "[{\"n\":0,\"s\":0}]" },
  { "aggregate-no-number", "aggregate",
    "{\"fields\":{\"s\":{\"function\":\"sum\",\"field\":\"a\"}}}", "[{\"a\":\"x\"}]", NULL, NULL,
    "not-a-number//-1" },
  { "date-parse", "date",
    "{\"value\":\"{{ item.d }}\",\"operation\":\"parse\",\"zone\":\"Europe/Berlin\"}",
    "[{\"d\":\"2026-03-03 14:00\"}]", NULL,
    "[{\"d\":\"2026-03-03 14:00\",\"date\":\"2026-03-03T14:00:00+01:00[Europe/Berlin]\"}]" },
  { "date-format-in", "date",
    "{\"value\":\"{{ item.d }}\",\"operation\":\"parse\",\"format\":\"%d.%m.%Y "
    "%H:%M\",\"zone\":\"UTC\",\"name\":\"w\"}",
    "[{\"d\":\"03.02.2026 08:05\"}]", NULL,
    "[{\"d\":\"03.02.2026 08:05\",\"w\":\"2026-02-03T08:05:00+00:00[UTC]\"}]" },
  { "date-shift", "date",
    "{\"value\":\"2026-03-28T02:30:00\",\"operation\":\"shift\",\"amount\":1,\"zone\":\"Europe/"
    "Berlin\"}",
    "[{}]", NULL, "[{\"date\":\"2026-03-29T03:30:00+02:00[Europe/Berlin]\"}]" },
  { "date-shift-at", "date",
    "{\"value\":\"2026-03-01T00:00:00Z\",\"operation\":\"shift\",\"amount\":\"{{ item.n "
    "}}\",\"zone\":\"Europe/Berlin\",\"time\":\"14:00\"}",
    "[{\"n\":\"3\"}]", NULL,
    "[{\"n\":\"3\",\"date\":\"2026-03-04T14:00:00+01:00[Europe/Berlin]\"}]" },
  { "date-convert", "date",
    "{\"value\":\"2026-03-03T14:00:00+01:00\",\"operation\":\"convert\",\"zone\":\"America/"
    "New_York\"}",
    "[{}]", NULL, "[{\"date\":\"2026-03-03T08:00:00-05:00[America/New_York]\"}]" },
  { "date-format", "date",
    "{\"value\":\"2026-03-03T14:00:00+01:00[Europe/"
    "Berlin]\",\"operation\":\"format\",\"format\":\"%d.%m.%Y %H:%M\"}",
    "[{}]", NULL, "[{\"date\":\"03.03.2026 14:00\"}]" },
  { "date-difference", "date",
    "{\"value\":\"2026-03-03T14:00:00Z\",\"other\":\"2026-03-03T15:30:00Z\",\"operation\":"
    "\"difference\",\"unit\":\"minutes\"}",
    "[{}]", NULL, "[{\"date\":90}]" },
  { "date-words", "date",
    "{\"value\":\"{{ item.d }}\",\"operation\":\"words\",\"zone\":\"Europe/Berlin\"}",
    "[{\"d\":\"3 May 2199 at 15:30\"},{\"d\":\"4.5.2199 um 3\"}]", NULL,
    "[{\"d\":\"3 May 2199 at 15:30\",\"date\":\"2199-05-03T15:30:00+02:00[Europe/Berlin]\","
    "\"date_certain\":true,\"date_reason\":null},{\"d\":\"4.5.2199 um 3\",\"date\":\"2199-05-"
    "04T15:00:00+02:00[Europe/Berlin]\",\"date_certain\":false,\"date_reason\":\"The hour in "
    "“4.5.2199 um 3” may be before or after noon.\"}]" },
  { "date-words-time", "date",
    "{\"value\":\"{{ item.d }}\",\"operation\":\"words\",\"zone\":\"UTC\",\"time\":\"09:00\"}",
    "[{\"d\":\"3. Mai 2199\"}]", NULL,
    "[{\"d\":\"3. Mai 2199\",\"date\":\"2199-05-03T09:00:00+00:00[UTC]\",\"date_certain\":true,"
    "\"date_reason\":null}]" },
  { "date-words-bad", "date",
    "{\"value\":\"{{ item.d }}\",\"operation\":\"words\",\"zone\":\"UTC\"}",
    "[{\"d\":\"some day\"}]", NULL, NULL, "date-not-understood/value/0" },
  { "date-no-zone", "date", "{\"value\":\"2026-03-03 14:00\",\"operation\":\"convert\"}", "[{}]",
    NULL, NULL, "missing-zone/zone/0" },
  { "date-bad", "date", "{\"value\":\"31.2.\",\"operation\":\"parse\"}", "[{}]", NULL, NULL,
    "invalid-date/value/0" },
  { "script", "script", "{\"code\":\"return {x: item.a * 2}\"}", "[{\"a\":2},{\"a\":3}]", NULL,
    "[{\"x\":4},{\"x\":6}]" },
  { "script-list", "script", "{\"code\":\"return [{x:1},{x:2}]\"}", "[{}]", NULL,
    "[{\"x\":1},{\"x\":2}]" },
  { "script-all", "script", "{\"mode\":\"all\",\"code\":\"return {n: items.length}\"}", "[{},{}]",
    NULL, "[{\"n\":2}]" },
  { "script-no-object", "script", "{\"code\":\"return 5\"}", "[{}]", NULL, NULL,
    "script-result/code/0" },
  { "stop", "stop", "{\"message\":\"no {{ item.a }}\"}", "[{\"a\":1}]", NULL, NULL, "stopped//0" },
  { "set-null-in-text", "set", "{\"fields\":{\"x\":\"a{{ item.n }}{{ item.m }}b\"},\"keep\":false}",
    "[{\"n\":null}]", NULL, "[{\"x\":\"ab\"}]" },
  { "set-names", "set",
    "{\"fields\":{\"x\":\"{{ item[\\\"Kandidat Name\\\"] }} {{item.größe}} {{ item['a.b'] "
    "}}\"},\"keep\":false}",
    "[{\"Kandidat Name\":\"K\",\"größe\":\"g\",\"a.b\":\"d\"}]", NULL, "[{\"x\":\"K g d\"}]" },
  { "set-range", "set",
    "{\"fields\":{\"x\":\"{{ item.l[5] }}\",\"y\":\"{{ item.l[-1] }}\"},\"keep\":false}",
    "[{\"l\":[1]}]", NULL, "[{\"x\":null,\"y\":null}]" },
  { "text-of-nothing", "text", "{\"template\":\"{{ item.m }}\"}", "[{\"a\":1}]", NULL,
    "[{\"a\":1,\"text\":\"\"}]" },
  { "filter-expression-of-nothing", "filter",
    "{\"rows\":[{\"field\":\"{{ item.m }}\",\"operator\":\"is-empty\"}]}", "[{\"a\":1},{\"m\":2}]",
    NULL, "[{\"a\":1}]" },
  { "filter-path", "filter", "{\"rows\":[{\"field\":\"a.b\",\"operator\":\"equals\",\"value\":5}]}",
    "[{\"a\":{\"b\":5}},{\"a\":{\"b\":6}},{\"a.b\":5}]", NULL, "[{\"a\":{\"b\":5}},{\"a.b\":5}]" },
  { "filter-large-integers", "filter",
    "{\"rows\":[{\"field\":\"a\",\"operator\":\"equals\",\"value\":\"9007199254740993\"}]}",
    "[{\"a\":\"9007199254740993\"},{\"a\":\"9007199254740992\"},{\"a\":9007199254740993},{\"a\":"
    "9007199254740992}]",
    NULL, "[{\"a\":\"9007199254740993\"},{\"a\":9007199254740993}]" },
  { "filter-slow-pattern", "filter",
    "{\"rows\":[{\"field\":\"a\",\"operator\":\"matches\",\"value\":\"(a+)+$\"}]}",
    "[{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}]", NULL, NULL,
    "invalid-pattern/rows.0/0" },
  { "condition-else", "condition",
    "{\"paths\":[{\"name\":\"big\",\"rows\":[{\"field\":\"n\",\"operator\":\"greater\",\"value\":"
    "10}]}]}",
    "[{\"n\":11},{\"n\":\"7\"}]", "else", "[{\"n\":\"7\"}]" },
  { "condition-path", "condition",
    "{\"paths\":[{\"name\":\"big\",\"rows\":[{\"field\":\"n\",\"operator\":\"greater\",\"value\":"
    "10}]},{\"name\":\"mid\",\"match\":\"any\",\"rows\":[{\"field\":\"{{ item.n "
    "}}\",\"operator\":\"greater\",\"value\":\"5\"},{\"field\":\"t\",\"operator\":\"in\",\"value\":"
    "\"x, y\"}]}]}",
    "[{\"n\":11},{\"n\":\"7\"},{\"n\":1,\"t\":\"y\"}]", "mid",
    "[{\"n\":\"7\"},{\"n\":1,\"t\":\"y\"}]" },
  { "switch-values", "switch",
    "{\"field\":\"status\",\"cases\":[{\"name\":\"active\",\"values\":[\"active\",\"trial\"]},{"
    "\"name\":\"mid\",\"from\":5,\"to\":\"10\"},{\"name\":\"high\",\"from\":\"{{ 10 "
    "}}\"},{\"name\":\"soon\",\"to\":\"2026-03-01\"},{\"name\":\"none\",\"values\":[\"\"]}]}",
    "[{\"status\":\"trial\"},{\"status\":\"7\"},{\"status\":10},{\"status\":10.5},{\"status\":"
    "\"2026-02-01\"},{\"status\":\"\"},{},{\"status\":\"zebra\"},{\"status\":4}]",
    "active", "[{\"status\":\"trial\"}]" },
  { "switch-range", "switch",
    "{\"field\":\"status\",\"cases\":[{\"name\":\"active\",\"values\":[\"active\",\"trial\"]},{"
    "\"name\":\"mid\",\"from\":5,\"to\":\"10\"},{\"name\":\"high\",\"from\":\"{{ 10 "
    "}}\"},{\"name\":\"soon\",\"to\":\"2026-03-01\"},{\"name\":\"none\",\"values\":[\"\"]}]}",
    "[{\"status\":\"trial\"},{\"status\":\"7\"},{\"status\":10},{\"status\":10.5},{\"status\":"
    "\"2026-02-01\"},{\"status\":\"\"},{},{\"status\":\"zebra\"},{\"status\":4}]",
    "mid", "[{\"status\":\"7\"},{\"status\":10}]" },
  { "switch-open-range", "switch",
    "{\"field\":\"status\",\"cases\":[{\"name\":\"active\",\"values\":[\"active\",\"trial\"]},{"
    "\"name\":\"mid\",\"from\":5,\"to\":\"10\"},{\"name\":\"high\",\"from\":\"{{ 10 "
    "}}\"},{\"name\":\"soon\",\"to\":\"2026-03-01\"},{\"name\":\"none\",\"values\":[\"\"]}]}",
    "[{\"status\":\"trial\"},{\"status\":\"7\"},{\"status\":10},{\"status\":10.5},{\"status\":"
    "\"2026-02-01\"},{\"status\":\"\"},{},{\"status\":\"zebra\"},{\"status\":4}]",
    "high", "[{\"status\":10.5}]" },
  { "switch-nothing", "switch",
    "{\"field\":\"status\",\"cases\":[{\"name\":\"active\",\"values\":[\"active\",\"trial\"]},{"
    "\"name\":\"mid\",\"from\":5,\"to\":\"10\"},{\"name\":\"high\",\"from\":\"{{ 10 "
    "}}\"},{\"name\":\"soon\",\"to\":\"2026-03-01\"},{\"name\":\"none\",\"values\":[\"\"]}]}",
    "[{\"status\":\"trial\"},{\"status\":\"7\"},{\"status\":10},{\"status\":10.5},{\"status\":"
    "\"2026-02-01\"},{\"status\":\"\"},{},{\"status\":\"zebra\"},{\"status\":4}]",
    "none", "[{\"status\":\"\"},{}]" },
  { "switch-else", "switch",
    "{\"field\":\"status\",\"cases\":[{\"name\":\"active\",\"values\":[\"active\",\"trial\"]},{"
    "\"name\":\"mid\",\"from\":5,\"to\":\"10\"},{\"name\":\"high\",\"from\":\"{{ 10 "
    "}}\"},{\"name\":\"soon\",\"to\":\"2026-03-01\"},{\"name\":\"none\",\"values\":[\"\"]}]}",
    "[{\"status\":\"trial\"},{\"status\":\"7\"},{\"status\":10},{\"status\":10.5},{\"status\":"
    "\"2026-02-01\"},{\"status\":\"\"},{},{\"status\":\"zebra\"},{\"status\":4}]",
    "else", "[{\"status\":\"zebra\"},{\"status\":4}]" },
  { "switch-expression", "switch",
    "{\"field\":\"{{ item.a + item.b }}\",\"cases\":[{\"name\":\"three\",\"values\":[3]}]}",
    "[{\"a\":1,\"b\":2},{\"a\":1,\"b\":1}]", "three", "[{\"a\":1,\"b\":2}]" },
  { "switch-first-counts", "switch",
    "{\"field\":\"a\",\"cases\":[{\"name\":\"one\",\"values\":[1]},{\"name\":\"all\",\"from\":0}]}",
    "[{\"a\":1},{\"a\":2}]", "all", "[{\"a\":2}]" },
  { "sort-large-integers", "sort", "{\"by\":[{\"field\":\"a\"}]}",
    "[{\"a\":\"9007199254740993\"},{\"a\":9007199254740992}]", NULL,
    "[{\"a\":9007199254740992},{\"a\":\"9007199254740993\"}]" },
  { "sort-two-keys", "sort", "{\"by\":[{\"field\":\"a\",\"descending\":true},{\"field\":\"b\"}]}",
    "[{\"a\":1,\"b\":2},{\"a\":\"x\"},{\"a\":1,\"b\":1},{}]", NULL,
    "[{\"a\":\"x\"},{\"a\":1,\"b\":1},{\"a\":1,\"b\":2},{}]" },
  { "limit-without-count", "limit", "{\"skip\":1}", "[{\"a\":1},{\"a\":2},{\"a\":3}]", NULL,
    "[{\"a\":2},{\"a\":3}]" },
  { "split-expression", "split", "{\"field\":\"{{ item.l }}\"}", "[{\"l\":[1]}]", NULL, NULL,
    "invalid-field/field/0" },
  { "aggregate-exact", "aggregate",
    "{\"fields\":{\"s\":{\"function\":\"sum\",\"field\":\"a\"},\"x\":{\"function\":\"max\","
    "\"field\":\"a\"}}}",
    "[{\"a\":9007199254740993},{\"a\":\"9007199254740993\"},{\"a\":1.0}]", NULL,
    "[{\"s\":18014398509481987,\"x\":9007199254740993}]" },
  { "aggregate-expression", "aggregate",
    "{\"fields\":{\"s\":{\"function\":\"sum\",\"field\":\"{{ item.a }}\"}}}",
    "[{\"a\":1},{\"a\":2}]", NULL, NULL, "no-item/fields.s.field/-1" },
  { "date-format-wall-time", "date",
    "{\"value\":\"2026-03-03\",\"operation\":\"format\",\"format\":\"%d.%m.%Y\"}", "[{}]", NULL,
    "[{\"date\":\"03.03.2026\"}]" },
  { "date-format-in-offset", "date",
    "{\"value\":\"03.03.2026 14:00 -0230\",\"operation\":\"parse\",\"format\":\"%d.%m.%Y %H:%M "
    "%z\"}",
    "[{}]", NULL, "[{\"date\":\"2026-03-03T14:00:00-02:30\"}]" },
  { "date-not-in-format", "date",
    "{\"value\":\"3.3.2026\",\"operation\":\"parse\",\"format\":\"%Y-%m-%d\"}", "[{}]", NULL, NULL,
    "invalid-date/value/0" },
  { "date-unknown-format", "date",
    "{\"value\":\"2026-03-03\",\"operation\":\"format\",\"format\":\"%Q\"}", "[{}]", NULL, NULL,
    "invalid-format/format/0" },
  { "date-shift-to-time-of-offset", "date",
    "{\"value\":\"2026-03-03T10:00:00-02:30\",\"operation\":\"shift\",\"time\":\"11:30\"}", "[{}]",
    NULL, "[{\"date\":\"2026-03-03T11:30:00-02:30\"}]" },
  { "date-shift-to-words", "date",
    "{\"value\":\"2026-03-03T10:00:00Z\",\"operation\":\"shift\",\"time\":\"{{ item.t }}\"}",
    "[{\"t\":\"noon\"}]", NULL, NULL, "invalid-field/time/0" },
  { "date-shift-to-no-hour", "date",
    "{\"value\":\"2026-03-03T10:00:00Z\",\"operation\":\"shift\",\"time\":\"{{ item.t }}\"}",
    "[{\"t\":\"25:00\"}]", NULL, NULL, "invalid-field/time/0" },
  { "date-difference-of-days", "date",
    "{\"value\":\"2026-03-01\",\"operation\":\"difference\",\"other\":\"2026-03-11\"}", "[{}]",
    NULL, "[{\"date\":10}]" },
  { "date-difference-of-unlike", "date",
    "{\"value\":\"2026-03-01\",\"operation\":\"difference\",\"other\":\"2026-03-11T00:00:00Z\"}",
    "[{}]", NULL, NULL, "missing-zone/zone/0" },
  { "script-large-integer", "script", "{\"code\":\"return {x: item.i + 1n}\"}",
    "[{\"i\":9007199254740993}]", NULL, "[{\"x\":9007199254740994}]" },
  { "script-drops", "script", "{\"code\":\"if (item.a > 1) return item\"}", "[{\"a\":1},{\"a\":2}]",
    NULL, "[{\"a\":2}]" },
  { "script-mutation", "script", "{\"code\":\"item.a = 5; return {a: item.a}\"}", "[{\"a\":1}]",
    NULL, "[{\"a\":5}]" },
  { "json-values", "set", "{}", "[1,\"x\",null,{\"a\":1}]", NULL,
    "[{\"value\":1},{\"value\":\"x\"},{\"value\":null},{\"a\":1}]" },
  { "json-object", "set", "{}", "{\"a\":1}", NULL, "[{\"a\":1}]" },
  { "json-broken", "set", "{}", "[1,", "in", NULL, "" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *pipeline = NULL;
  g_autofree char *failures = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", test->input);
  pipeline = g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\","
                              "\"settings\":{\"file\":\"in.json\"}},"
                              "\"node\":{\"type\":\"%s\",\"settings\":%s}},"
                              "\"links\":[\"read.out -> node.in\"]}",
                              test->type, test->settings);
  run = cvk_run_fixture_run (&fixture, pipeline, NULL);
  failures = cvk_run_failures_to_text (run);
  if (test->expected != NULL)
    {
      g_autofree char *items =
        cvk_run_items_to_json (run, "node", test->port != NULL ? test->port : "out");

      g_assert_cmpstr (failures, ==, "");
      g_assert_cmpstr (items, ==, test->expected);
      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
    }
  else
    {
      g_autofree char *expected = g_strconcat ("node/", test->failure, NULL);

      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
      if (*test->failure != '\0')
        g_assert_cmpstr (failures, ==, expected);
    }
  g_assert_finalize_object (g_steal_pointer (&run));
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/nodes/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
