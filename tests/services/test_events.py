"""Events: arranged in a few taps, signed up to without a name, reminded of once, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.domain.bulletins import Bulletin, Stage, Why
from bot.domain.dialogues import Step
from bot.domain.errors import (
    BulletinMovedOn,
    ButtonTooOld,
    EventPast,
    KindStands,
    NotAllowed,
    NotFound,
)
from bot.domain.happenings import Attendance, Gathering, HappeningKind
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId, OrganisationId
from bot.domain.people import Lang
from bot.domain.roles import Deed, Role
from bot.services import (
    arranging,
    calendars,
    counting,
    drafts,
    gatherings,
    housekeeping,
    leaving,
    notices,
    people,
    residents,
    retracting,
    signing,
    signups,
    ties,
)
from bot.services.rewrapping import REWRAPPED
from bot.services.signups import Place
from bot.store import bulletins, counters, happenings
from bot.store import signups as rows
from bot.store.db import Statement
from bot.store.outbox import Target
from bot.store.schema import bulletin as bulletin_table
from bot.store.schema import erased, finding, happening, signup
from bot.turn import Turn
from tests.kit.turns import Scene
from tests.services.test_rotation import rotates

AMAL, BENT, CARL, PIA, AASE, METTE, LEIF = 1001, 1002, 1003, 2001, 2004, 2005, 2006
OLE, ADA = 2007, 2008
AREA = AreaId("hoeje-gladsaxe")
DAYS_AHEAD = 9


async def _arranged(
    play: Scene, kind: HappeningKind = HappeningKind.SAFETY_WALK, capacity: int | None = None
) -> int:
    """The draft of an event nine days from now, 17:30 to 19:00; its version."""
    await play.does(PIA, arranging.begin)
    await play.does(PIA, arranging.fill, kind=kind)
    day = _today(play) + timedelta(days=DAYS_AHEAD)
    await play.does(PIA, arranging.choose_day, day.toordinal())
    for answer in ({"hour": 17}, {"minute": 30}, {"lasts": 90}):
        await play.does(PIA, arranging.fill, **answer)
    await play.does(PIA, arranging.type_place, "Beboerhuset,\n Gyngemose Parkvej 1")
    await play.does(PIA, arranging.settle, capacity)
    turn = await play.does(PIA, drafts.toggle_area, AREA)
    return turn.dialogue.version


def _today(play: Scene) -> date:
    return play.now.astimezone(COPENHAGEN).date()


async def _announced(
    play: Scene, kind: HappeningKind = HappeningKind.SAFETY_WALK, capacity: int | None = None
) -> Bulletin:
    version = await _arranged(play, kind, capacity)
    proposed = (await play.does(PIA, signing.propose, version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _count(play: Scene, table: object) -> int:
    found = await play.store.read(lambda tx: tx.rows(Statement(select(table))))  # type: ignore[call-overload]
    return len(found)


async def _reminded(play: Scene) -> int:
    return len(await play.sent_to(Target.SIGNUP))


def _at(play: Scene, days: int, hour: int, minute: int = 0) -> None:
    """Moves the clock to this local time, so many days after the tests begin."""
    day = date(2026, 11, 24) + timedelta(days=days)
    play.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    for chat, lang in ((AMAL, Lang.AR), (BENT, Lang.DA)):
        await play.resident(chat, lang, AREA)
    _at(play, 0, 10)
    return play


# --- arranging -----------------------------------------------------------------------------


async def test_the_answers_become_a_draft_with_texts_in_three_languages(pia: Scene) -> None:
    await _arranged(pia, capacity=20)
    content = drafts.draft_of(await pia.stands(PIA)).content
    event = content.event
    assert event is not None
    assert (event.place, event.capacity) == ("Beboerhuset, Gyngemose Parkvej 1", 20)
    assert event.begins.astimezone(COPENHAGEN) == datetime(2026, 12, 3, 17, 30, tzinfo=COPENHAGEN)
    assert event.ends - event.starts == 90 * 60
    assert set(content.texts) == set(Lang)
    assert all("17:30" in text and event.place in text for text in content.texts.values())


async def test_other_facts_replace_the_fixed_texts_and_leave_what_the_author_wrote(
    pia: Scene,
) -> None:
    await _arranged(pia)
    await pia.does(PIA, drafts.write, Lang.DA)
    await pia.does(PIA, drafts.type_text, "Kom og gå med!")
    await _arranged(pia, HappeningKind.MEETING)
    texts = drafts.draft_of(await pia.stands(PIA)).content.texts
    assert texts[Lang.DA] == "Kom og gå med!"
    assert "meeting" in texts[Lang.EN]


async def test_only_what_is_offered_can_be_chosen_and_only_by_publishers(pia: Scene) -> None:
    with pytest.raises(NotAllowed):
        await pia.does(AASE, arranging.begin)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, arranging.fill, kind=HappeningKind.MEETING)
    await pia.does(PIA, arranging.begin)
    for answer in ({"hour": 3}, {"minute": 7}, {"lasts": 9999}):
        with pytest.raises(ButtonTooOld):
            await pia.does(PIA, arranging.fill, **answer)
    for day in (_today(pia), _today(pia) + timedelta(days=29)):
        with pytest.raises(ButtonTooOld):
            await pia.does(PIA, arranging.choose_day, day.toordinal())
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, arranging.settle, None)
    turn = await pia.does(PIA, arranging.type_place, "Torvet")  # not asked yet
    assert arranging.draft_of(turn).place is None


async def test_nobody_is_invited_to_what_has_begun(pia: Scene) -> None:
    version = await _arranged(pia)
    proposed = (await pia.does(PIA, signing.propose, version))[1]
    _at(pia, DAYS_AHEAD, 17, 30)
    with pytest.raises(EventPast):
        await pia.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    await pia.does(PIA, signing.take_up, proposed.id)
    turn = await pia.stands(PIA)
    with pytest.raises(EventPast):
        await pia.does(PIA, signing.propose, turn.dialogue.version)


# --- coming --------------------------------------------------------------------------------


async def test_whoever_follows_the_area_finds_it_soonest_first_until_it_is_over(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    assert [i.bulletin.id for i in await pia.does(AMAL, signups.coming)] == [event.id]
    assert await pia.does(PIA, signups.coming) == []
    _at(pia, DAYS_AHEAD, 18)
    assert len(await pia.does(AMAL, signups.coming)) == 1
    _at(pia, DAYS_AHEAD, 19)
    assert await pia.does(AMAL, signups.coming) == []
    assert (await pia.does(AMAL, signups.open_event, event.id)).place is Place.OVER


async def test_a_sign_up_counts_once_and_can_be_taken_back(pia: Scene) -> None:
    event = await _announced(pia)
    for _ in range(2):
        found = await pia.does(AMAL, signups.sign_up, event.id)
        assert (found.place, found.coming) == (Place.COMING, 1)
    assert (await pia.does(BENT, signups.open_event, event.id)).place is Place.FREE
    await pia.does(AMAL, signups.sign_off, event.id)
    found = await pia.does(AMAL, signups.open_event, event.id)
    assert (found.place, found.coming) == (Place.FREE, 0)
    noted = await pia.store.read(lambda tx: tx.rows(Statement(select(erased))))
    assert "signup" in {row["what"] for row in noted}


async def test_a_full_event_takes_nobody_more_until_somebody_leaves(pia: Scene) -> None:
    event = await _announced(pia, capacity=10)
    for chat in range(5001, 5011):
        await pia.does(chat, signups.sign_up, event.id)
    assert (await pia.does(AMAL, signups.sign_up, event.id)).place is Place.FULL
    await pia.does(5001, signups.sign_off, event.id)
    assert (await pia.does(AMAL, signups.sign_up, event.id)).place is Place.COMING


async def test_nobody_comes_to_what_has_not_left_or_is_no_event(pia: Scene) -> None:
    version = await _arranged(pia)
    proposed = (await pia.does(PIA, signing.propose, version))[1]
    for act in (signups.sign_up, signups.open_event, calendars.entry):
        with pytest.raises(NotFound):
            await pia.does(AMAL, act, proposed.id)


async def test_two_sign_ups_of_one_person_share_nothing(pia: Scene) -> None:
    one, other = await _announced(pia), await _announced(pia, HappeningKind.MEETING)
    for event in (one, other):
        await pia.does(AMAL, signups.sign_up, event.id)
    kept = await pia.store.read(lambda tx: tx.rows(Statement(select(signup))))
    first, second = ({bytes(v) for v in row.values()} for row in map(dict, kept))
    assert not first & second
    held = {bytes(row["tag"])[2:] for row in kept}
    profile = (await pia.stands(AMAL)).speaker.profile
    assert profile is not None
    assert profile.id not in held | {bytes(row["id"]) for row in kept}


async def test_what_is_held_is_told_in_that_chat_alone_and_goes_when_asked(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    assert [b.id for b in (await pia.does(AMAL, leaving.holdings)).events] == [event.id]
    assert "Beboerhuset" in await pia.does(AMAL, leaving.exported)
    assert (await pia.does(BENT, leaving.holdings)).events == ()
    await pia.does(AMAL, leaving.erase)
    assert await _count(pia, signup) == 0
    assert (await pia.does(AMAL, leaving.holdings)).nothing


async def test_whoever_blocks_the_bot_comes_to_nothing(pia: Scene) -> None:
    event = await _announced(pia)
    for chat in (AMAL, BENT):
        await pia.does(chat, signups.sign_up, event.id)
    await pia.does(AMAL, residents.left)
    assert await _count(pia, signup) == 1


async def test_a_sign_up_outlives_a_rotation_and_is_found_during_it(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await rotates(pia)
    found = await pia.does(AMAL, signups.sign_up, event.id)
    assert (found.place, found.coming) == (Place.COMING, 1)
    vault = pia.house.vault
    vault.replace(vault.with_new(REWRAPPED))
    assert (await pia.does(AMAL, signups.open_event, event.id)).place is Place.COMING


async def test_the_calendar_file_is_in_local_time_and_the_same_for_everybody(pia: Scene) -> None:
    event = await _announced(pia)
    content = await pia.does(BENT, calendars.entry, event.id)
    assert content == await pia.does(CARL, calendars.entry, event.id)
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    assert entry["DTSTART"].params["TZID"] == "Europe/Copenhagen"
    assert entry.decoded("DTSTART").replace(tzinfo=None) == datetime(2026, 12, 3, 17, 30)  # noqa: DTZ001 # as it stands in the file
    assert "VTIMEZONE" in content
    assert entry["UID"] == f"{event.id.hex()}@nabodialog"
    assert entry["SUMMARY"] == "Tryghedsvandring"
    assert "جولة" in await pia.does(AMAL, calendars.entry, event.id)


# --- the reminder --------------------------------------------------------------------------


async def test_the_reminder_comes_once_on_the_eve_at_five_like_any_news(pia: Scene) -> None:
    event = await _announced(pia)
    for chat in (AMAL, BENT):
        await pia.does(chat, signups.sign_up, event.id)
    _at(pia, DAYS_AHEAD - 1, 16, 59)
    await pia.does(PIA, gatherings.tick)
    assert await _reminded(pia) == 0
    assert await pia.does(AMAL, signups.told_of) == []
    _at(pia, DAYS_AHEAD - 1, 17)
    for _ in range(2):
        await pia.does(PIA, gatherings.tick)
    sent = await pia.sent_to(Target.SIGNUP)
    lines = {notices.neutral(pia.house.catalogs[lang]).text for lang in (Lang.AR, Lang.DA)}
    assert len(sent) == 2
    assert {letter.text for letter in sent} == lines
    assert [b.id for b in await pia.does(AMAL, signups.told_of)] == [event.id]


async def test_a_reminder_whose_evening_was_missed_still_comes_before_the_start(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    _at(pia, DAYS_AHEAD, 9)
    await pia.does(PIA, gatherings.tick)
    assert await _reminded(pia) == 1


async def test_nobody_is_reminded_of_what_was_retracted(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    gone = Statement(bulletin_table.update().values(stage=Stage.RETRACTED.value))
    await pia.store.write(lambda tx: tx.run(gone))
    _at(pia, DAYS_AHEAD - 1, 17)
    await pia.does(PIA, gatherings.tick)
    assert await _reminded(pia) == 0
    assert event


async def test_tag_and_address_go_when_it_is_over(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    _at(pia, DAYS_AHEAD, 18, 59)
    await pia.does(PIA, gatherings.tick)
    assert await _count(pia, signup) == 1
    _at(pia, DAYS_AHEAD, 19)
    await pia.does(PIA, gatherings.tick)
    assert await _count(pia, signup) == 0


# --- cancelled -----------------------------------------------------------------------------


async def test_a_cancelled_event_tells_those_who_signed_up_and_reminds_nobody(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    found = await pia.does(PIA, gatherings.cancel, event.id)
    assert found.gathering.cancelled
    assert await _reminded(pia) == 1
    assert (await pia.does(AMAL, signups.open_event, event.id)).place is Place.CANCELLED
    assert (await pia.does(BENT, signups.sign_up, event.id)).place is Place.CANCELLED
    assert [b.id for b in await pia.does(AMAL, signups.told_of)] == [event.id]
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, gatherings.cancel, event.id)
    _at(pia, DAYS_AHEAD - 1, 17)
    await pia.does(PIA, gatherings.tick)
    assert await _reminded(pia) == 1
    told = len(await pia.sent_to(Target.MODERATOR))
    _at(pia, DAYS_AHEAD + 1, 9)
    await pia.does(PIA, gatherings.tick)
    assert len(await pia.sent_to(Target.MODERATOR)) == told
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, gatherings.begin_report, event.id)


async def test_another_organisation_neither_sees_nor_cancels_it(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.colleague(METTE, Role.PUBLISHER, organisation="herlev")
    for act in (gatherings.look, gatherings.cancel, gatherings.begin_report, gatherings.found):
        with pytest.raises(NotFound):
            await pia.does(METTE, act, event.id)
    with pytest.raises(NotAllowed):
        await pia.does(AASE, gatherings.cancel, event.id)


# --- the report ----------------------------------------------------------------------------


async def test_the_author_is_asked_once_and_closes_it_with_a_count(pia: Scene) -> None:
    event = await _announced(pia)
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, gatherings.begin_report, event.id)
    _at(pia, DAYS_AHEAD, 19)
    before = len(await pia.sent_to(Target.MODERATOR))
    for _ in range(2):
        await pia.does(PIA, gatherings.tick)
    assert len(await pia.sent_to(Target.MODERATOR)) == before + 1
    await pia.does(PIA, gatherings.begin_report, event.id)
    turn, closed = await pia.does(PIA, gatherings.type_report, "mange")
    assert (closed, gatherings.report_of(turn).came) == (None, None)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, gatherings.close)
    await pia.does(PIA, gatherings.type_report, " 17 ")
    turn, closed = await pia.does(PIA, gatherings.type_report, "Mere lys ved tunnelen.")
    assert closed is not None
    assert closed.ending is not None
    assert closed.ending.came == Attendance(low=17, high=17)
    assert closed.ending.outcome == "Mere lys ved tunnelen."
    assert turn.dialogue.step is Step.IDLE
    assert await _counted(pia) == {"held_walk": 1, "came": 17}
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, gatherings.begin_report, event.id)


async def _counted(play: Scene) -> dict[str, int]:
    month = counting.month_of(play.now)
    found = await play.store.read(lambda tx: counters.of_month(tx, month))
    return {c.what: c.n for c in found if c.category == "event"}


async def test_a_count_in_a_band_is_counted_as_one(pia: Scene) -> None:
    event = await _announced(pia, HappeningKind.OPEN_HOUSE)
    _at(pia, DAYS_AHEAD, 20)
    await pia.does(PIA, gatherings.begin_report, event.id)
    await pia.does(PIA, gatherings.say_came, Attendance(low=10, high=24))
    await pia.does(PIA, gatherings.close)
    assert await _counted(pia) == {"held_house": 1, "came_from_10": 1}


# --- findings ------------------------------------------------------------------------------


async def _found(play: Scene, event: Bulletin, words: str, **owner: object) -> None:
    await play.does(PIA, gatherings.begin_finding, event.id)
    await play.does(PIA, gatherings.type_finding, words)
    await play.does(PIA, gatherings.type_finding, "Tunnelen ved blok 5")
    await play.does(PIA, gatherings.keep_finding, **owner)  # type: ignore[arg-type]


async def test_findings_of_a_walk_have_an_owner_and_are_followed_up_after_half_a_year(
    pia: Scene,
) -> None:
    mette = await pia.colleague(METTE, Role.MODERATOR)
    await pia.colleague(LEIF, Role.LEAD, organisation="politi")
    event = await _announced(pia)
    with pytest.raises(NotFound):
        await pia.does(PIA, gatherings.begin_finding, event.id)
    _at(pia, DAYS_AHEAD, 19)
    await pia.does(PIA, gatherings.tick)
    await _found(pia, event, "Mørkt", colleague=mette.id)
    await _found(pia, event, "Hul i hegnet", organisation=OrganisationId("politi"))
    await _found(pia, event, "Glas på stien", colleague=mette.id)
    assert [walk.id for walk, _ in await pia.does(METTE, gatherings.walks)] == [event.id]
    _, found = await pia.does(METTE, gatherings.found, event.id)
    assert {(o.finding.words, o.owner) for o in found} == {
        ("Mørkt", mette.pseudonym),
        ("Hul i hegnet", ""),
        ("Glas på stien", mette.pseudonym),
    }
    glass = next(o.finding for o in found if o.finding.words == "Glas på stien")
    await pia.does(METTE, gatherings.set_done, glass.id, done=True)
    before = len(await pia.sent_to(Target.MODERATOR))
    _at(pia, DAYS_AHEAD + 181, 12)
    await pia.does(PIA, gatherings.tick)
    assert len(await pia.sent_to(Target.MODERATOR)) == before
    _at(pia, DAYS_AHEAD + 183, 12)
    for _ in range(2):
        await pia.does(PIA, gatherings.tick)
    told = [s.text for s in (await pia.sent_to(Target.MODERATOR))[before:]]
    assert len(told) == 3
    assert sum("Mørkt" in text for text in told) == 2
    assert sum("Hul i hegnet" in text for text in told) == 2
    assert not any("Glas på stien" in text for text in told)


async def test_a_finding_needs_words_a_place_and_an_owner_who_exists(pia: Scene) -> None:
    event = await _announced(pia)
    _at(pia, DAYS_AHEAD, 19)
    await pia.does(PIA, gatherings.begin_finding, event.id)
    await pia.does(PIA, gatherings.type_finding, "Mørkt")
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, gatherings.keep_finding, organisation=OrganisationId("gladsaxe"))
    await pia.does(PIA, gatherings.type_finding, "Stien")
    with pytest.raises(NotFound):
        await pia.does(PIA, gatherings.keep_finding, organisation=OrganisationId("nowhere"))
    other = await pia.colleague(METTE, Role.MODERATOR, organisation="herlev")
    with pytest.raises(NotFound):
        await pia.does(PIA, gatherings.keep_finding, colleague=other.id)
    with pytest.raises(NotFound):
        await pia.does(METTE, gatherings.found, event.id)


async def test_events_and_findings_go_with_the_news_that_announced_them(pia: Scene) -> None:
    event = await _announced(pia)
    _at(pia, DAYS_AHEAD, 19)
    await _found(pia, event, "Mørkt", organisation=OrganisationId("gladsaxe"))
    assert await pia.store.read(lambda tx: bulletins.get(tx, event.id))
    assert await pia.store.read(lambda tx: happenings.get(tx, event.id))
    gone = Statement(bulletin_table.delete())
    await pia.store.write(lambda tx: tx.run(gone))
    await pia.does(PIA, housekeeping.forget_old)
    assert (await _count(pia, happening), await _count(pia, finding)) == (0, 0)
    assert await pia.store.read(lambda tx: rows.count(tx, event.id)) == 0


# --- corrected and withdrawn ---------------------------------------------------------------


async def _facts(play: Scene, days: int, place: str, kind: HappeningKind) -> None:
    """Other facts for the draft at hand: that day, 17:30 to 19:00."""
    await play.does(PIA, arranging.begin)
    await play.does(PIA, arranging.fill, kind=kind)
    day = _today(play) + timedelta(days=days)
    await play.does(PIA, arranging.choose_day, day.toordinal())
    for answer in ({"hour": 17}, {"minute": 30}, {"lasts": 90}):
        await play.does(PIA, arranging.fill, **answer)
    await play.does(PIA, arranging.type_place, place)
    await play.does(PIA, arranging.settle, None)


async def _signed(play: Scene) -> Bulletin:
    version = (await play.stands(PIA)).dialogue.version
    proposed = (await play.does(PIA, signing.propose, version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _moved(
    play: Scene,
    event: Bulletin,
    days: int,
    place: str = "Beboerhuset, Gyngemose Parkvej 1",
    kind: HappeningKind = HappeningKind.SAFETY_WALK,
) -> None:
    """Its news is corrected: it is so many days from today."""
    await play.does(PIA, ties.correct, event.id)
    await _facts(play, days, place, kind)
    await _signed(play)


async def _row(play: Scene, event: Bulletin) -> Gathering:
    return await play.store.read(lambda tx: happenings.get(tx, event.id))


async def _news(play: Scene, event: Bulletin) -> Bulletin:
    return await play.store.read(lambda tx: bulletins.get(tx, event.id))


async def test_all_that_hangs_on_the_time_of_an_event_moves_with_its_corrected_news(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await _moved(pia, event, 16, kind=HappeningKind.MEETING)
    corrected, row = (await _news(pia, event)).content.event, await _row(pia, event)
    assert corrected is not None
    assert (row.kind, row.starts, row.ends) == (
        HappeningKind.MEETING, corrected.starts, corrected.ends,
    )  # fmt: skip
    assert await _reminded(pia) == 1  # of the change
    assert [b.id for b in await pia.does(AMAL, signups.told_of)] == [event.id]
    _at(pia, DAYS_AHEAD - 1, 17)
    await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 1
    told = len(await pia.sent_to(Target.MODERATOR))
    _at(pia, DAYS_AHEAD, 20)
    await pia.does(0, gatherings.tick)
    assert await _count(pia, signup) == 1
    assert len(await pia.sent_to(Target.MODERATOR)) == told
    assert [b.id for b in (await pia.does(AMAL, leaving.holdings)).events] == [event.id]
    for _ in range(2):
        _at(pia, 15, 17)
        await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 2
    _at(pia, 16, 19)
    await pia.does(0, gatherings.tick)
    assert await _count(pia, signup) == 0


async def test_who_signed_up_to_a_moved_event_can_still_make_it_go(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await _moved(pia, event, 16)
    _at(pia, DAYS_AHEAD + 1, 9)
    await pia.does(AMAL, leaving.erase)
    assert await _count(pia, signup) == 0


async def test_an_event_that_is_sooner_by_now_forgets_sooner_who_signed_up(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await _moved(pia, event, 3)
    _at(pia, 2, 17)
    await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 2
    _at(pia, 3, 19)
    await pia.does(0, gatherings.tick)
    assert await _count(pia, signup) == 0


async def test_moved_on_the_eve_itself_it_is_told_once_and_not_reminded_of_as_well(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    _at(pia, DAYS_AHEAD - 1, 18)
    await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 1
    await _moved(pia, event, 1, "Torvet")
    await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 2
    await _moved(pia, event, 5)
    assert await _reminded(pia) == 3
    _at(pia, DAYS_AHEAD + 3, 17)
    await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 4


async def test_moved_to_tomorrow_it_is_told_once_and_not_reminded_of_as_well(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    _at(pia, 2, 18)
    await _moved(pia, event, 1)
    await pia.does(0, gatherings.tick)
    assert await _reminded(pia) == 1


async def test_another_place_is_told_and_other_words_alone_are_not(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await _moved(pia, event, DAYS_AHEAD, "Torvet")
    assert await _reminded(pia) == 1
    await pia.does(PIA, ties.correct, event.id)
    await pia.does(PIA, drafts.write, Lang.DA)
    await pia.does(PIA, drafts.type_text, "Kom og gå med!")
    await _signed(pia)
    assert await _reminded(pia) == 1
    assert (await _row(pia, event)).starts == event.content.event.starts  # type: ignore[union-attr]


async def test_nobody_is_told_of_a_change_to_what_is_cancelled(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await pia.does(PIA, gatherings.cancel, event.id)
    await _moved(pia, event, 16)
    assert await _reminded(pia) == 1
    assert (await _row(pia, event)).cancelled


async def test_plain_news_stays_plain_and_an_event_stays_one(pia: Scene) -> None:
    event = await _announced(pia)

    async def without_event(turn: Turn) -> None:
        await drafts.keep(turn, drafts.draft_of(turn).with_content(event=None))

    await pia.does(PIA, ties.correct, event.id)
    await pia.does(PIA, without_event)
    with pytest.raises(KindStands):
        await pia.does(PIA, signing.propose, (await pia.stands(PIA)).dialogue.version)
    await pia.does(PIA, drafts.discard)
    await pia.does(PIA, drafts.begin)
    for lang in Lang:
        await pia.does(PIA, drafts.write, lang)
        await pia.does(PIA, drafts.type_text, "Nyt")
    await pia.does(PIA, drafts.toggle_area, AREA)
    plain = await _signed(pia)
    await pia.does(PIA, ties.correct, plain.id)
    with pytest.raises(KindStands):
        await pia.does(PIA, arranging.begin)

    async def with_event(turn: Turn) -> None:
        draft = drafts.draft_of(turn).with_content(event=event.content.event)
        await drafts.keep(turn, draft)

    await pia.does(PIA, with_event)
    with pytest.raises(KindStands):
        await pia.does(PIA, signing.propose, (await pia.stands(PIA)).dialogue.version)


async def test_an_event_that_is_over_is_not_held_again_by_a_correction(pia: Scene) -> None:
    event = await _announced(pia)
    _at(pia, DAYS_AHEAD, 19)
    await pia.does(PIA, ties.correct, event.id)
    await _facts(pia, 5, "Torvet", HappeningKind.SAFETY_WALK)
    with pytest.raises(KindStands):
        await pia.does(PIA, signing.propose, (await pia.stands(PIA)).dialogue.version)


async def test_what_a_correction_once_made_an_event_gets_its_row_with_the_next(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    lost = Statement(happening.delete())
    await pia.store.write(lambda tx: tx.run(lost))
    await _moved(pia, event, 16)
    row, corrected = await _row(pia, event), (await _news(pia, event)).content.event
    assert corrected is not None
    assert row.starts == corrected.starts


async def test_a_calendar_takes_the_corrected_event_in_the_place_of_the_first(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    found: list[tuple[str, int, datetime, int]] = []
    for days in (DAYS_AHEAD, 16, 17):
        if days != DAYS_AHEAD:
            await _moved(pia, event, days)
        [entry] = Calendar.from_ical(await pia.does(BENT, calendars.entry, event.id)).walk("VEVENT")
        stamp, starts = entry.decoded("DTSTAMP"), entry.decoded("DTSTART")
        found.append((str(entry["UID"]), int(str(entry["SEQUENCE"])), stamp, starts.day))
        pia.later(minutes=5)
    numbers, stamps = [one[1] for one in found], [one[2] for one in found]
    assert len({uid for uid, *_ in found}) == 1
    assert numbers == sorted(set(numbers))
    assert stamps == sorted(set(stamps))
    assert [one[3] for one in found] == [3, 10, 11]


async def test_a_calendar_is_told_that_it_is_cancelled(pia: Scene) -> None:
    event = await _announced(pia)
    assert "STATUS:CANCELLED" not in await pia.does(BENT, calendars.entry, event.id)
    await pia.does(PIA, gatherings.cancel, event.id)
    assert "STATUS:CANCELLED" in await pia.does(BENT, calendars.entry, event.id)


async def test_withdrawing_its_news_calls_an_event_off_and_tells_who_signed_up(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    gone = await pia.does(PIA, retracting.retract, event.id, Why.FACTS)
    sent = await pia.sent_to(Target.SIGNUP)
    assert [letter.text for letter in sent] == [notices.neutral(pia.house.catalogs[Lang.AR]).text]
    assert (await _row(pia, event)).cancelled
    assert [b.id for b in await pia.does(AMAL, signups.told_of)] == [event.id]
    assert await pia.does(BENT, signups.told_of) == []
    assert await pia.does(AMAL, signups.called_off, gone) == event.content.event
    assert [b.id for b in (await pia.does(AMAL, leaving.holdings)).events] == [event.id]
    with pytest.raises(NotFound):
        await pia.does(BENT, signups.sign_up, event.id)
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, gatherings.cancel, event.id)
    await pia.does(AMAL, signups.sign_off, event.id)
    assert await _count(pia, signup) == 0
    _at(pia, DAYS_AHEAD, 19)
    told = len(await pia.sent_to(Target.MODERATOR))
    await pia.does(0, gatherings.tick)
    assert len(await pia.sent_to(Target.MODERATOR)) == told


async def test_who_was_told_that_it_is_cancelled_is_not_told_again(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    await pia.does(PIA, gatherings.cancel, event.id)
    await pia.does(PIA, retracting.retract, event.id, Why.FACTS)
    assert await _reminded(pia) == 1


async def test_withdrawing_the_news_of_what_has_begun_calls_nothing_off(pia: Scene) -> None:
    event = await _announced(pia)
    await pia.does(AMAL, signups.sign_up, event.id)
    _at(pia, DAYS_AHEAD, 18)
    gone = await pia.does(PIA, retracting.retract, event.id, Why.FACTS)
    assert await _reminded(pia) == 0
    assert await pia.does(AMAL, signups.called_off, gone) is None
    assert not (await _row(pia, event)).cancelled


# --- its author leaves -----------------------------------------------------------------------


async def test_when_the_author_is_gone_the_other_publishers_are_asked_how_it_went(
    pia: Scene,
) -> None:
    event = await _announced(pia)
    await pia.colleague(OLE, Role.PUBLISHER)
    await pia.colleague(METTE, Role.PUBLISHER, organisation="herlev")
    ada = await pia.colleague(ADA, Role.ADMINISTRATOR)
    author = (await pia.stands(PIA)).speaker.colleague()
    await pia.does(ADA, people.revoke, author.id)
    before = len(await pia.sent_to(Target.MODERATOR))
    _at(pia, DAYS_AHEAD, 19)
    for _ in range(2):
        await pia.does(0, gatherings.tick)
    told = (await pia.sent_to(Target.MODERATOR))[before:]
    assert len(told) == 1
    assert not ada.may(Deed.WRITE_BULLETIN)
    await pia.does(OLE, gatherings.begin_report, event.id)
    await _found_by(pia, OLE, event)
    _at(pia, DAYS_AHEAD + 183, 12)
    await pia.does(0, gatherings.tick)
    assert len(await pia.sent_to(Target.MODERATOR)) == before + 2


async def _found_by(play: Scene, chat: int, event: Bulletin) -> None:
    await play.does(chat, gatherings.begin_finding, event.id)
    for words in ("Mørkt", "Stien"):
        await play.does(chat, gatherings.type_finding, words)
    owner = (await play.stands(chat)).speaker.colleague().id
    await play.does(chat, gatherings.keep_finding, colleague=owner)
