# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part D of the checklist: what the service does by itself, while nobody asks."""

import json

from authority import Response
from rows import check_problems, row, same, true, within

TOKEN = "/oauth/token"
MINUTE = 60
DAY = 24 * 60 * MINUTE


def watch_waking(scene, engine, count):
    """The computer wakes after days: in how many different seconds refreshes leave."""
    before = scene.authority.count_refreshes()
    scene.clock.sleep(2 * DAY)
    # The service notices within a minute; then nobody waits for longer than five seconds.
    scene.clock.pass_by(MINUTE)
    scene.rest(engine)
    totals = [scene.authority.count_refreshes() - before]
    for _ in range(6):
        scene.clock.pass_by(1)
        scene.rest(engine)
        totals.append(scene.authority.count_refreshes() - before)
    same(totals[-1], count, "refreshes after waking")
    scene.clock.pass_by(2 * MINUTE)
    scene.rest(engine)
    same(scene.authority.count_refreshes() - before, count, "refreshes later")
    return len(set(totals) - {0})


@row("D12", "After sleep connections are renewed once each, and not all at the same moment")
def play_waking(scene):
    engine = scene.start_in_background()
    count = 5
    for number in range(count):
        scene.authority.user = {"id": f"user-{number}-{scene.authority.port}"}
        scene.sign_in(engine)
    scene.rest(engine)
    scene.clock.freeze()
    # Once in a while all five happen to have chosen the same second.
    seconds = max(watch_waking(scene, engine, count) for _ in range(3))
    within(seconds, 2, count, "seconds in which they leave")
    scene.clock.thaw()


def pass_days(scene, engine, days):
    scene.clock.pass_by(days * DAY)
    scene.rest(engine)
    # A look that is due waits for up to five seconds, and then asks.
    scene.clock.pass_by(6)
    scene.rest(engine)


@row("D13", "A sign-in that nobody uses is kept alive, or a person is warned in time")
def play_idleness(scene):
    # Only the refresh token's age is a reason to renew.
    scene.authority.life = 10 ** 7
    engine = scene.start_in_background()
    scene.sign_in(engine)
    scene.rest(engine)
    pass_days(scene, engine, 58)
    pass_days(scene, engine, 1)
    same(scene.authority.count_refreshes(), 0, "refreshes before two thirds of 90 days")
    for _ in range(6):
        pass_days(scene, engine, 0.5)
    same(scene.authority.count_refreshes(), 1, "refreshes after two thirds of 90 days")

    # The service gives no tokens any more; a day before the end this is told.
    scene.authority.before[TOKEN] = lambda request: Response(503, b"")
    pass_days(scene, engine, 87)
    report, = json.loads(engine.call("GetHealth", "s", "")[0])
    true(report["problem"] is None or report["problem"]["code"] != "expires-soon", report)
    for _ in range(4):
        pass_days(scene, engine, 0.4)
    report, = json.loads(engine.call("GetHealth", "s", "")[0])
    check_problems([report["problem"]], "expires-soon")
    same(report["action"], "reconnect")
