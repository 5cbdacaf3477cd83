#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Makes recurrences.json: rules of recurrence and the instants that they give, worked out by dateutil
and zoneinfo, which share nothing with the library that Convoke counts with. Needs python3-dateutil;
the tests need only what it has written. An event's start belongs to it, also when the rule does not
give it, and a wall time that is skipped is read with the offset from before it (RFC 5545)."""

import datetime
import json
import zoneinfo

from dateutil.rrule import rrulestr

UTC = datetime.timezone.utc
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]

# start, rule
RULES = [
    # Days.
    ("20260301T090000", "FREQ=DAILY;COUNT=40"),
    ("20260301T090000", "FREQ=DAILY"),
    ("20260301T023000", "FREQ=DAILY;COUNT=40"),
    ("20261020T023000", "FREQ=DAILY;COUNT=14"),
    ("20260301T090000", "FREQ=DAILY;INTERVAL=3;COUNT=20"),
    ("20260301T090000", "FREQ=DAILY;INTERVAL=10"),
    ("20260301T090000", "FREQ=DAILY;UNTIL=20260410T235959Z"),
    ("20260301T090000", "FREQ=DAILY;BYMONTH=3;COUNT=45"),
    ("20260301T090000", "FREQ=DAILY;BYMONTH=2,3"),
    ("20260301T090000", "FREQ=DAILY;BYDAY=MO,WE,FR;COUNT=25"),
    ("20260301T090000", "FREQ=DAILY;BYDAY=TU"),
    ("20260301T090000", "FREQ=DAILY;BYMONTHDAY=1,15,-1;COUNT=15"),
    ("20260301T090000", "FREQ=DAILY;BYHOUR=8,12,20;COUNT=20"),
    ("20260301T090000", "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40;COUNT=20"),
    ("20260301T090000", "FREQ=DAILY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA"),
    # Weeks.
    ("20260303T140000", "FREQ=WEEKLY"),
    ("20260303T140000", "FREQ=WEEKLY;COUNT=12"),
    ("20260303T140000", "FREQ=WEEKLY;UNTIL=20260505T120000Z"),
    ("20260303T140000", "FREQ=WEEKLY;UNTIL=20260505T115959Z"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=2"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=2;COUNT=15"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
    ("20260303T140000", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=20"),
    ("20260303T140000", "FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU;COUNT=10"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=10"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=10"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;WKST=SU"),
    ("20260303T140000", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("20260303T140000", "FREQ=WEEKLY;BYDAY=SA"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=5;BYDAY=WE"),
    ("20260303T140000", "FREQ=WEEKLY;BYMONTH=3,6;BYDAY=TU"),
    ("20260303T140000", "FREQ=WEEKLY;BYDAY=TU,WE;BYHOUR=9,17;COUNT=16"),
    ("20260303T140000", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=WE;COUNT=12"),
    ("20251229T100000", "FREQ=WEEKLY;BYDAY=MO;COUNT=10"),
    ("20251231T100000", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=10"),
    # Months.
    ("20260131T090000", "FREQ=MONTHLY;COUNT=8"),
    ("20260115T090000", "FREQ=MONTHLY"),
    ("20260115T090000", "FREQ=MONTHLY;INTERVAL=2;COUNT=10"),
    ("20260115T090000", "FREQ=MONTHLY;INTERVAL=18;COUNT=5"),
    ("20260102T090000", "FREQ=MONTHLY;BYDAY=1FR;COUNT=12"),
    ("20260102T090000", "FREQ=MONTHLY;BYDAY=1FR"),
    ("20260104T090000", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU;COUNT=10"),
    ("20260119T090000", "FREQ=MONTHLY;BYDAY=-2MO;COUNT=8"),
    ("20260119T090000", "FREQ=MONTHLY;BYDAY=5MO;COUNT=6"),
    ("20260128T090000", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=8"),
    ("20260102T090000", "FREQ=MONTHLY;BYMONTHDAY=2,15;COUNT=10"),
    ("20260131T090000", "FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=10"),
    ("20260131T090000", "FREQ=MONTHLY;BYMONTHDAY=31"),
    ("20260130T090000", "FREQ=MONTHLY;BYMONTHDAY=30"),
    ("20260110T090000", "FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12,13,14,15;COUNT=10"),
    ("20260106T090000", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU;COUNT=18"),
    ("20260213T090000", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=6"),
    ("20260110T090000", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=8"),
    ("20260106T090000", "FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3;COUNT=6"),
    ("20260129T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7"),
    ("20260130T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    ("20260101T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
    ("20260101T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1;COUNT=10"),
    ("20260101T090000", "FREQ=MONTHLY;BYMONTHDAY=1,10,20;BYSETPOS=2;COUNT=8"),
    ("20260101T090000", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=2TH;COUNT=8"),
    ("20260101T090000", "FREQ=MONTHLY;BYMONTH=6;BYMONTHDAY=15"),
    ("20260101T090000", "FREQ=MONTHLY;BYDAY=3TH;BYHOUR=9,15;COUNT=9"),
    ("20260101T090000", "FREQ=MONTHLY;BYDAY=3TH,4TH;UNTIL=20260801T000000Z"),
    ("20260228T090000", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=14"),
    # Years.
    ("20260610T090000", "FREQ=YEARLY;COUNT=6"),
    ("20240229T090000", "FREQ=YEARLY;COUNT=4"),
    ("20260610T090000", "FREQ=YEARLY;INTERVAL=2;COUNT=5"),
    ("20260610T090000", "FREQ=YEARLY;BYMONTH=6,7;COUNT=10"),
    ("20260310T090000", "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3;COUNT=10"),
    ("20260101T090000", "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200;COUNT=10"),
    ("20260101T090000", "FREQ=YEARLY;BYYEARDAY=-1;COUNT=5"),
    ("20260101T090000", "FREQ=YEARLY;BYYEARDAY=366;COUNT=3"),
    ("20260518T090000", "FREQ=YEARLY;BYDAY=20MO;COUNT=4"),
    ("20260518T090000", "FREQ=YEARLY;BYDAY=-1SU;COUNT=4"),
    ("20260511T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=4"),
    ("20260105T090000", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=5"),
    ("20260105T090000", "FREQ=YEARLY;BYWEEKNO=52;BYDAY=FR;COUNT=5"),
    ("20260312T090000", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=12"),
    ("20260604T090000", "FREQ=YEARLY;BYMONTH=6,7,8;BYDAY=TH;COUNT=20"),
    ("20260329T030000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=6"),
    ("20261025T020000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=6"),
    ("20261103T090000",
     "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=4"),
    ("20260101T090000", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"),
    ("20260101T090000", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,25,26"),
    ("20260101T090000", "FREQ=YEARLY;BYMONTHDAY=15;COUNT=14"),
    ("20260101T090000", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=5"),
    ("20260101T090000", "FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYSETPOS=-1;COUNT=5"),
    ("20260101T090000", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1,12;BYSETPOS=1,-1;COUNT=8"),
    ("20260101T090000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3"),
    ("20260101T090000", "FREQ=YEARLY;UNTIL=20300101T080000Z"),
    # Hours, minutes and seconds.
    ("20260328T200000", "FREQ=HOURLY;INTERVAL=3;UNTIL=20260329T120000Z"),
    ("20260301T090000", "FREQ=HOURLY;COUNT=30"),
    ("20260301T090000", "FREQ=HOURLY;INTERVAL=6"),
    ("20260301T090000", "FREQ=HOURLY;INTERVAL=25;COUNT=20"),
    ("20260301T090000", "FREQ=HOURLY;BYDAY=MO,TU;BYHOUR=9,10;COUNT=12"),
    ("20260301T090000", "FREQ=HOURLY;BYMINUTE=0,30;COUNT=12"),
    ("20260301T090000", "FREQ=MINUTELY;INTERVAL=15;COUNT=6"),
    ("20260301T090000", "FREQ=MINUTELY;INTERVAL=90;COUNT=4"),
    ("20260301T090000", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16;COUNT=40"),
    ("20260301T090000", "FREQ=MINUTELY;INTERVAL=45;COUNT=50"),
    ("20260301T090000", "FREQ=SECONDLY;INTERVAL=30;COUNT=20"),
    ("20260301T090000", "FREQ=SECONDLY;INTERVAL=7;BYMINUTE=0;COUNT=12"),
]

# Whole days.
DAYS = [
    ("20260301", "FREQ=DAILY;COUNT=5"),
    ("20260301", "FREQ=DAILY;UNTIL=20260305"),
    ("20260303", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8"),
    ("20260131", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6"),
    ("20240229", "FREQ=YEARLY;COUNT=3"),
    ("20260329", "FREQ=DAILY;COUNT=3"),
    ("20260101", "FREQ=YEARLY"),
    ("20260109", "FREQ=MONTHLY;BYDAY=2FR"),
]

LIMIT = 400


def read(text):
    return datetime.datetime.strptime(text, "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")


def instant(wall, zone):
    return int(wall.replace(tzinfo=zone).timestamp())


def expand(start, rule, zone, begin, end):
    """Instants from @begin, before @end."""
    until = None
    parts = []
    for part in rule.split(";"):
        if part.startswith("UNTIL=") and part.endswith("Z"):
            until = datetime.datetime.strptime(part[6:], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        else:
            parts.append(part)
    wall_begin = datetime.datetime.fromtimestamp(begin, UTC).replace(tzinfo=None)
    wall_end = datetime.datetime.fromtimestamp(end, UTC).replace(tzinfo=None)
    day = datetime.timedelta(days=2)
    walls = rrulestr(";".join(parts), dtstart=start).between(wall_begin - day, wall_end + day,
                                                            inc=True)
    instants = {instant(wall, zone) for wall in walls}
    if until is not None:
        instants = {one for one in instants if one <= until.timestamp()}
    instants.add(instant(start, zone))
    return sorted(one for one in instants if begin <= one < end)


def make_vectors():
    number = 0
    # Some of them in two zones.
    for start, rule in RULES + DAYS + RULES[1:20]:
        zone_name = ZONES[number % len(ZONES)] if "T" in start else "UTC"
        zone = zoneinfo.ZoneInfo(zone_name)
        first = instant(read(start), zone)
        years = 13 if "YEARLY" in rule or "INTERVAL=18" in rule else 2
        windows = [(first, first + years * 366 * 86400)]
        if "COUNT" not in rule:
            # In the middle of it, where nobody counts from the start.
            middle = first + (1000 if "YEARLY" in rule else 391) * 86400
            windows = [(first, first + 200 * 86400), (middle, middle + years * 100 * 86400)]
        number += 1
        for begin, end in windows:
            instants = expand(read(start), rule, zone, begin, end)
            if len(instants) > LIMIT:
                end = instants[LIMIT]
                instants = instants[:LIMIT]
            yield {"start": start, "zone": zone_name, "rule": rule, "from": begin, "until": end,
                   "instants": instants}


vectors = list(make_vectors())
with open("recurrences.json", "w", encoding="ascii") as file:
    file.write("[\n" + ",\n".join(json.dumps(vector, separators=(",", ":")) for vector in vectors) +
               "\n]\n")
print(len(vectors), "vectors,", sum(len(vector["instants"]) for vector in vectors), "instants")
