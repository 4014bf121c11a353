"""What time alone makes of staff's work: told once, in open hours, and never against an act."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.domain.acts import BOT, Act
from bot.domain.clocks import LookAgain
from bot.domain.concerns import Concern, Outcome, Status
from bot.domain.filters import Filters
from bot.domain.ids import CategoryId
from bot.domain.roles import Role
from bot.services import alerts, clocks, concerns, duty, moderation, retention, triage
from bot.store import audit
from bot.store import concerns as rows
from bot.store.db import Statement, Tx
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, METTE, KARIM, LISE = 1001, 2001, 2002, 2003
NOBODY = 0


async def _now(play: Scene, concern: Concern) -> Concern:
    return await play.store.read(lambda tx: rows.get(tx, concern.id))


async def _looks(play: Scene, times: int = 1) -> None:
    for _ in range(times):
        await play.does(NOBODY, clocks.look)


async def _told(play: Scene, code: str) -> int:
    """How many messages to colleagues name the case."""
    return sum(code in sent.text for sent in await play.sent_to(Target.MODERATOR))


async def _held(play: Scene) -> Concern:
    await play.colleague(METTE)
    await play.resident(AMAL)
    case = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, case.id)
    return case


async def _acts(play: Scene) -> list[tuple[str, Act]]:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return [(link.who, link.act) for link in links]


async def test_a_claim_expires_after_eight_open_hours_and_is_on_record(play: Scene) -> None:
    case = await _held(play)  # Tuesday at ten, so Wednesday at half past eleven
    await play.colleague(KARIM)
    play.later(days=1, hours=1, minutes=29)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is not None
    told = await _told(play, case.code)
    play.later(minutes=1)
    await _looks(play, times=2)
    back = await _now(play, case)
    assert (back.status, back.claimed_by, back.chased) == (Status.NEW, None, False)
    assert await _told(play, case.code) == told + 2
    assert (await _acts(play)).count((BOT, Act.EXPIRED)) == 1


@pytest.mark.parametrize("act", ["assess", "look again"])
async def test_an_act_of_who_has_the_case_begins_the_time_anew(play: Scene, act: str) -> None:
    case = await _held(play)
    play.later(days=1)
    if act == "assess":
        await play.does(METTE, triage.set_category, case.id, CategoryId("gang"))
    else:
        await play.does(METTE, triage.look_again, case.id, LookAgain.WEEK)
    play.later(hours=2)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is not None
    play.later(days=1)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is None


async def test_looking_at_a_case_is_no_act(play: Scene) -> None:
    case = await _held(play)
    play.later(days=1)
    await play.does(METTE, moderation.card, case.id)
    play.later(hours=2)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is None


async def test_a_case_that_waits_for_its_resident_stays_with_its_colleague(play: Scene) -> None:
    case = await _held(play)
    held = await _now(play, case)
    assert held.claimed_by
    answered = held.answer(by=held.claimed_by, at=play.now)
    await play.store.write(lambda tx: rows.save(tx, answered, expected=answered.version - 1))
    play.later(days=20)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is not None


async def test_who_acts_between_reading_and_writing_keeps_the_case(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await _held(play)
    play.later(days=1, hours=2)
    read = rows.resting

    async def overtaken(tx: Tx, status: Status, **by: object) -> object:
        found = await read(tx, status, **by)  # type: ignore[arg-type] # passed through
        for concern in found:
            acted = concern.note().tended(by=concern.claimed_by or b"", at=play.now)  # type: ignore[arg-type] # the holder
            await rows.save(tx, acted, expected=concern.version)
        return found

    monkeypatch.setattr(rows, "resting", overtaken)
    told = await _told(play, case.code)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is not None
    assert await _told(play, case.code) == told
    assert (BOT, Act.EXPIRED) not in await _acts(play)


async def test_a_tick_that_is_killed_has_done_nothing_and_the_next_does_it_once(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await _held(play)
    play.later(days=1, hours=2)
    told = await _told(play, case.code)

    async def killed(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "nobody_takes", killed)
        with pytest.raises(RuntimeError):
            await _looks(play)
    assert (await _now(play, case)).claimed_by is not None
    await _looks(play, times=2)
    assert (await _now(play, case)).claimed_by is None
    assert await _told(play, case.code) == told + 1


async def test_the_team_is_reminded_once_of_what_nobody_takes_and_again_after_a_release(
    play: Scene,
) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL)
    case = await play.shares(AMAL)
    told = []
    for hours in (3.99, 0.02, 10):
        play.later(hours=hours)
        await _looks(play)
        told.append(await _told(play, case.code))
    assert told == [1, 2, 2]
    assert (await _now(play, case)).chased
    await play.does(METTE, moderation.claim, case.id)
    await play.does(METTE, moderation.release, case.id)
    assert not (await _now(play, case)).chased
    play.later(days=1)
    await _looks(play, times=2)
    assert await _told(play, case.code) == 3


async def test_an_upgrade_begins_the_clock_of_cases_that_have_none(play: Scene) -> None:
    case = await _held(play)
    await play.store.write(
        lambda tx: tx.run(Statement(text("UPDATE concern SET held_since = NULL")))
    )
    play.later(days=1, hours=2)
    await _looks(play)
    assert (await _now(play, case)).claimed_by is None


async def test_a_childs_clock_outlives_the_resident_and_the_case(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD)
    await play.resident(AMAL)
    case = await play.shares(AMAL, category="child")
    await play.does(METTE, moderation.claim, case.id)
    await play.does(METTE, duty.set_duty, on=False)
    await play.does(AMAL, concerns.end, case.id)
    await _looks(play)
    told = await _told(play, case.code)
    for hours, more in ((19.5, 0), (0.6, 2), (3, 0), (1, 2), (5, 0)):
        play.later(hours=hours)
        await _looks(play, times=2)
        told += more
        assert await _told(play, case.code) == told, hours
    me = (await play.stands(METTE)).speaker.colleague()
    found = await play.store.read(
        lambda tx: rows.page(tx, me, "late", Filters(), now=play.now, limit=9)
    )
    assert [c.id for c in found] == [case.id]
    await play.does(METTE, triage.weigh, case.id, sent=False)
    assert (await _now(play, case)).report_due is None
    counts = await play.store.read(lambda tx: rows.counts(tx, me, Filters(), now=play.now))
    assert counts["all"] == 0


async def test_after_a_long_pause_of_the_machine_a_clock_that_is_over_is_told_as_over_only(
    play: Scene,
) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL)
    case = await play.shares(AMAL, category="child")
    await play.does(METTE, moderation.claim, case.id)
    await _looks(play)
    told = await _told(play, case.code)
    play.later(days=3)
    await _looks(play)
    texts = [s.text for s in await play.sent_to(Target.MODERATOR) if case.code in s.text][told:]
    assert len([t for t in texts if t.startswith("⚖️")]) == 1


async def test_looking_again_is_told_once_to_who_is_on_duty(play: Scene) -> None:
    case = await _held(play)
    await play.does(METTE, triage.look_again, case.id, LookAgain.TOMORROW)
    await _looks(play)
    told = await _told(play, case.code)
    play.later(hours=23)
    await _looks(play, times=2)
    assert await _told(play, case.code) == told + 1
    await play.does(METTE, triage.look_again, case.id, LookAgain.TOMORROW)
    await play.does(METTE, duty.set_duty, on=False)
    play.later(days=1)
    await _looks(play)
    assert await _told(play, case.code) == told + 1
    await play.does(METTE, duty.set_duty, on=True)
    counts = await play.does(METTE, duty.digest)
    assert counts
    assert counts["follow"] == 1


async def test_leads_hear_of_late_and_untaken_cases_in_the_message_of_the_morning(
    play: Scene,
) -> None:
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD)
    await play.resident(AMAL)
    late, untaken = [await play.shares(AMAL) for _ in range(2)]
    await play.does(METTE, moderation.claim, late.id)
    await play.does(METTE, moderation.card, late.id)
    play.later(days=1, hours=1)
    await _looks(play)
    play.later(hours=22)
    before = len(await play.sent_to(Target.MODERATOR))
    for _ in range(2):
        await play.does(NOBODY, retention.remind)
    said = [s.text for s in (await play.sent_to(Target.MODERATOR))[before:]]
    of_lead = [t for t in said if "🙋" in t or "⌛" in t]
    assert len(of_lead) == 1
    assert late.code in of_lead[0]
    assert untaken.code in of_lead[0]
    assert len(said) == 2


async def test_a_tick_reads_by_index_and_never_the_whole_table(play: Scene) -> None:
    await _held(play)

    async def plan(tx: Tx) -> list[str]:
        if tx.dialect != "sqlite":
            return []
        found = []
        for condition in (
            "status = 'new' AND held_since <= 5 ORDER BY held_since, id",
            "status = 'new' AND held_since IS NULL",
            "report_due <= 9 AND report_due > 5 ORDER BY report_due, id",
            "follow_up <= 9 AND follow_up > 5 ORDER BY follow_up, id",
        ):
            query = f"EXPLAIN QUERY PLAN SELECT * FROM concern WHERE {condition}"  # noqa: S608 # our own
            found += [str(row["detail"]) for row in await tx.rows(Statement(text(query)))]
        return found

    for step in await play.store.read(plan):
        assert step.startswith("SEARCH concern USING INDEX concern_"), step


async def test_a_closed_case_has_no_clock(play: Scene) -> None:
    case = await _held(play)
    await play.does(METTE, triage.look_again, case.id, LookAgain.WEEK)
    await play.does(METTE, moderation.close, case.id, Outcome.HELPED)
    closed = await _now(play, case)
    assert (closed.held_since, closed.follow_up, closed.due) == (None, None, None)
    told = await _told(play, case.code)
    play.later(days=8)
    await _looks(play)
    assert await _told(play, case.code) == told
