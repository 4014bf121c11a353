"""Events: arranged, announced, come to without a name, reminded of, called off, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.domain.actions import (
    AddToCalendar,
    CancelEvent,
    EventCame,
    EventDay,
    EventWeek,
    OpenBulletin,
    SignOff,
    SignUp,
)
from bot.domain.bulletins import BANDS, Bulletin, Tie, Why
from bot.domain.errors import BulletinMovedOn, ButtonTooOld, EventPast, KindStands, NotFound
from bot.domain.happenings import Attendance, Ending, Happening, HappeningKind, Missing
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import BulletinId, OrganisationId
from bot.domain.people import Lang
from bot.services import notices
from bot.store import bulletins
from bot.store import happenings as gatherings
from bot.store.db import Tx
from bot.texts import bulletin_page as page
from bot.texts import changes, common, happenings, publisher, refusals, resident
from tests.journeys.ways import AREA, area_name, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World

PLACE = "Beboerhuset, Gyngemose Parkvej 1"
KINDS = list(HappeningKind)
_GLADSAXE = OrganisationId("gladsaxe")


async def _says_what_and_when(karim: Player, kind: HappeningKind) -> None:
    """Up to how many there is room for: eight days from now, at 17:30, for an hour and a half."""
    t = karim.t
    await karim.says("/event")
    assert plain(happenings.ask_kind(t)) == karim.sees
    await karim.taps(happenings.kind(t, kind))
    assert happenings.ask_day(t) == karim.sees
    await karim.taps(happenings.button_later_week(t))
    await karim.taps(happenings.button_earlier_week(t))
    await karim.taps(happenings.button_later_week(t))
    day = karim.world.clock().astimezone(COPENHAGEN).date() + timedelta(days=8)
    await karim.taps(happenings.button_day(t, day))
    assert happenings.ask_hour(t) == karim.sees
    await karim.taps(happenings.button_time(t, 17, 0))
    assert happenings.ask_minute(t) == karim.sees
    await karim.taps(happenings.button_time(t, 17, 30))
    assert happenings.ask_lasts(t) == karim.sees
    assert happenings.button_lasts(t, 60) in newest_buttons(karim)
    await karim.taps(happenings.button_lasts(t, 90))
    assert happenings.ask_place(t) == karim.sees
    await karim.says(PLACE)
    assert happenings.ask_capacity(t) == karim.sees


async def _proposes(karim: Player) -> None:
    await karim.taps(publisher.button_areas(karim.t))
    await karim.taps(f"➕ {karim.t.alone(area_name(karim))}")
    await karim.taps(publisher.button_done(karim.t))
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))


async def announces(
    karim: Player, kind: HappeningKind = HappeningKind.SAFETY_WALK, room: int | None = None
) -> Happening:
    await _says_what_and_when(karim, kind)
    t = karim.t
    await karim.taps(happenings.button_room(t, room) if room else happenings.button_no_limit(t))
    await _proposes(karim)
    await karim.world.signs()
    return await _event(karim.world)


async def newest(world: World) -> BulletinId:
    async def find(tx: Tx) -> BulletinId:
        """News of one hour stands in no order, so one that was called off comes last."""
        found = await bulletins.of_organisation(tx, _GLADSAXE, limit=20)
        events = [b.id for b in found if b.content.event]
        known = [await gatherings.find(tx, event) for event in events]
        off = {gathering.id for gathering in known if gathering and gathering.cancelled}
        return min(events, key=lambda event: event in off)

    return await world.bot.store.read(find)


async def _event(world: World) -> Happening:
    event = await newest(world)
    found = await world.bot.store.read(lambda tx: bulletins.get(tx, event))
    assert found.content.event is not None
    return found.content.event


async def _opens_page(karim: Player) -> None:
    await karim.says("/bulletins")
    await karim.taps("📰")
    await karim.taps(happenings.button_page(karim.t))


async def passes(world: World, event: Happening, *, hours_after_start: float) -> None:
    """To that time, with everything that comes due."""
    seconds = event.starts + hours_after_start * 3600 - world.clock.seconds()
    await world.pass_time(seconds=seconds)
    await world.tick("events")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_publisher_taps_an_event_together_and_writes_nothing_but_the_place(
    world: World, lang: Lang, kind: HappeningKind
) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    await _says_what_and_when(karim, kind)
    await karim.taps(happenings.button_room(t, 20))
    assert plain(happenings.kind(t, kind)) in karim.sees
    assert PLACE in karim.sees
    for each in Lang:
        assert publisher.button_write(t, each, written=True) in newest_buttons(karim)
    await _proposes(karim)
    previews = shown(karim)
    event = await _event(world)
    for each in Lang:
        other = world.bot.house.catalogs[each]
        assert plain(happenings.announcement(other, event)) in previews
        assert plain(happenings.facts(other, event)) in previews


async def test_what_is_not_asked_for_leaves_the_question_standing(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    await karim.taps(common.button_menu(t))
    await karim.taps(happenings.button_arrange(t))
    await karim.says("17:30")
    assert plain(happenings.ask_kind(t)) == karim.sees
    for wrong in (EventDay(1), EventWeek(9)):
        await forges(karim, wrong)
        assert refusals.sentence(t, ButtonTooOld()) in karim.sees
    await _says_what_and_when(karim, HappeningKind.MEETING)
    await karim.says("Torvet 2")  # another place, while the last question stands
    await karim.taps(happenings.button_no_limit(t))
    assert "Torvet 2" in karim.sees
    await karim.taps(happenings.button_change_event(t))
    assert plain(happenings.ask_kind(t)) == karim.sees
    assert Missing.KIND.value == "kind"


async def test_news_that_waited_too_long_invites_nobody(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await _says_what_and_when(karim, HappeningKind.MEETING)
    await karim.taps(happenings.button_no_limit(karim.t))
    await _proposes(karim)
    await world.pass_time(days=9)
    await karim.says("/bulletins")
    await karim.taps("📰")
    await karim.taps("✏️")
    await karim.taps(publisher.button_preview(karim.t))
    assert refusals.sentence(karim.t, EventPast()) in karim.sees


async def test_a_resident_comes_without_a_name_and_is_reminded_once(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    amal = await world.resident(lang, follows=[AREA])
    t = amal.t
    await amal.says("/events")
    assert happenings.nothing_on(t) == amal.sees
    event = await announces(karim)
    await amal.taps(resident.button_see_news(t))
    for part in (happenings.facts(t, event), happenings.how_many(t, 0),
                 happenings.before_signing_up(t), happenings.announcement(t, event)):  # fmt: skip
        assert plain(part) in amal.sees
    await amal.taps(happenings.button_sign_up(t))
    assert happenings.you_come(t) in amal.sees
    assert happenings.how_many(t, 1) in amal.sees
    await amal.taps(happenings.button_sign_off(t))
    assert plain(happenings.before_signing_up(t)) in amal.sees
    await amal.taps(happenings.button_sign_up(t))
    await amal.says("/mydata")
    assert happenings.mine(t, event) in amal.sees
    before = len(amal.person.chat.messages)
    await passes(world, event, hours_after_start=-24.5)
    lines = amal.person.chat.messages
    neutral = notices.neutral(t)
    assert len(lines) == before + 1
    assert lines[-1].text == plain(neutral.text)
    await world.restart()
    await world.tick("events")
    assert len(amal.person.chat.messages) == before + 1
    await amal.taps(resident.button_see_news(t))
    assert happenings.you_come(t) in amal.sees
    await passes(world, event, hours_after_start=2)
    await amal.says("/mydata")
    assert happenings.mine(t, event) not in amal.sees


async def test_events_are_found_from_menu_and_news_and_without_areas_it_says_how(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    amal, bent = await world.resident(lang, follows=[AREA]), await world.resident(lang)
    t = amal.t
    event = await announces(karim)
    await bent.taps(happenings.button_events(t))
    assert happenings.no_areas(t) == bent.sees
    await amal.says("/news")
    await amal.taps(happenings.button_events(t))
    assert plain(happenings.coming(t)) == amal.sees
    await amal.taps(happenings.button_event(t, event, is_cancelled=False))
    await amal.taps(happenings.button_calendar(t))
    assert happenings.calendar_file(t) == amal.sees
    assert amal.screen.document is not None
    [entry] = Calendar.from_ical(amal.screen.document.data.decode()).walk("VEVENT")
    assert entry["SUMMARY"] == plain(happenings.kind(t, event.kind))
    await amal.taps(happenings.button_page(t))
    assert plain(happenings.facts(t, event)) in amal.sees
    await passes(world, event, hours_after_start=2)
    await forges(amal, OpenBulletin(await newest(world)))
    assert happenings.over(t) in amal.sees
    await forges(amal, AddToCalendar(BulletinId(b"x" * 16)))
    assert refusals.sentence(t, NotFound()) in amal.sees


async def test_a_full_event_says_so_and_nothing_more(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    amal = await world.resident(lang, follows=[AREA])
    t = amal.t
    await announces(karim, room=10)
    event = await newest(world)
    others = [await world.resident("da", name=f"Nabo{n}") for n in range(10)]
    for other in others:
        await forges(other, SignUp(event))
    await forges(amal, SignUp(event))
    assert happenings.full(t) in amal.sees
    assert happenings.how_many(t, 10) in amal.sees
    assert happenings.button_sign_up(t) not in newest_buttons(amal)


async def test_who_never_read_the_notice_reads_it_first(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await announces(karim)
    stranger = await world.newcomer(lang)
    await forges(stranger, SignUp(await newest(world)))
    assert resident.choose_language(stranger.t) in stranger.sees


async def test_a_cancelled_event_is_told_with_the_neutral_line(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    amal = await world.resident(lang, follows=[AREA])
    t = amal.t
    event = await announces(karim)
    await amal.taps(resident.button_see_news(t))
    await amal.taps(happenings.button_sign_up(t))
    await _opens_page(karim)
    assert happenings.how_many(karim.t, 1) in karim.sees
    await karim.taps(happenings.button_cancel_event(karim.t))
    assert happenings.ask_cancel(karim.t) == karim.sees
    await karim.taps(happenings.button_cancel_for_sure(karim.t))
    assert plain(happenings.cancelled(karim.t)) in karim.sees
    assert amal.sees == plain(notices.neutral(t).text)
    await amal.taps(resident.button_see_news(t))
    assert plain(happenings.cancelled(t)) in amal.sees
    await amal.says("/det_sker")
    assert happenings.button_event(t, event, is_cancelled=True) in newest_buttons(amal)
    await forges(karim, CancelEvent(await newest(world), 1))
    assert refusals.sentence(karim.t, BulletinMovedOn()) in karim.sees


async def test_colleagues_find_the_commands_of_events_in_the_help(world: World, lang: Lang) -> None:
    karim, mette = await world.publisher(lang), await world.moderator(lang)
    for colleague in (karim, mette):
        await colleague.says("/help")
        assert happenings.help_for_findings(colleague.t) in colleague.sees
        writes = happenings.help_for_publishers(colleague.t) in colleague.sees
        assert writes is (colleague is karim)


@pytest.mark.parametrize("typed", [True, False])
async def test_the_author_closes_the_event_with_a_number_or_a_band(
    world: World, lang: Lang, *, typed: bool
) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    event = await announces(karim, HappeningKind.OPEN_HOUSE)
    await passes(world, event, hours_after_start=3)
    assert happenings.asked(t) == karim.sees
    await karim.taps(happenings.button_report(t))
    assert happenings.ask_came(t) == karim.sees
    words = {Lang.DA: "Flere bænke.", Lang.AR: "مقاعد أكثر.", Lang.EN: "More benches."}[lang]
    if typed:
        await karim.says("?")
        assert happenings.ask_came(t) == karim.sees
        await karim.says("37")
        assert happenings.ask_outcome(t) == karim.sees
        await karim.says(words)
        closed = Ending(came=Attendance(low=37, high=37), outcome=words)
    else:
        await forges(karim, EventCame(9))
        assert refusals.sentence(t, ButtonTooOld()) in karim.sees
        await karim.taps(happenings.button_came(t, BANDS[1].low))
        await karim.taps(happenings.button_nothing_more(t))
        closed = Ending(came=Attendance(low=10, high=24))
    assert plain(happenings.closed(t, closed)) in karim.sees
    await _opens_page(karim)
    assert plain(happenings.closed(t, closed)) in karim.sees


async def test_what_a_walk_found_has_an_owner_and_comes_back_after_half_a_year(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    mette = await world.moderator(lang)
    t = karim.t
    await mette.says("/walks")
    assert happenings.no_walks(t) == mette.sees
    event = await announces(karim)
    await passes(world, event, hours_after_start=3)
    await _opens_page(karim)
    await karim.taps(happenings.button_findings(t, 0))
    assert plain(happenings.findings(t, event)) in karim.sees
    assert happenings.nothing_found(t) in karim.sees
    words = {Lang.DA: "Lampen er gået", Lang.AR: "المصباح معطل", Lang.EN: "The lamp is out"}[lang]
    sender = t.name(world.bot.house.partnership.organisation(_GLADSAXE).names)
    for owner in (sender, "GLA-"):
        await karim.taps(happenings.button_add(t))
        assert happenings.ask_words(t) == karim.sees
        await karim.says(words)
        assert happenings.ask_where(t) == karim.sees
        await karim.says("Sti 4")
        assert happenings.ask_owner(t) == karim.sees
        await karim.taps(owner)
    assert karim.sees.count(words) == 2
    await mette.taps(common.button_menu(t))
    await mette.taps(happenings.button_walks(t))
    assert plain(happenings.walks(t)) == mette.sees
    await mette.taps(happenings.button_event(t, event, is_cancelled=False))
    done = [label for label in newest_buttons(mette) if words in label]
    await mette.taps(done[0])
    assert any(label.startswith("⬜") for label in newest_buttons(mette))
    await mette.taps("⬜")
    assert not any(label.startswith("⬜") for label in newest_buttons(mette))
    await passes(world, event, hours_after_start=24 * 183)
    assert plain(happenings.still_open(t, 2)) in karim.sees
    await karim.taps(happenings.button_findings(t, 2))
    assert karim.sees.count(words) == 2


# --- its news is corrected or withdrawn ------------------------------------------------------


async def _comes(amal: Player) -> None:
    await amal.taps(resident.button_see_news(amal.t))
    await amal.taps(happenings.button_sign_up(amal.t))


async def _moves(karim: Player) -> None:
    """A correction, in the same few taps: nine days from now, at the market place."""
    t = karim.t
    await karim.says("/bulletins")
    await karim.taps("📰")
    await karim.taps(page.button_correct(t))
    await karim.taps(happenings.button_change_event(t))
    await karim.taps(happenings.kind(t, HappeningKind.SAFETY_WALK))
    await karim.taps(happenings.button_later_week(t))
    day = karim.world.clock().astimezone(COPENHAGEN).date() + timedelta(days=9)
    for label in (
        happenings.button_day(t, day), happenings.button_time(t, 18, 0),
        happenings.button_time(t, 18, 15), happenings.button_lasts(t, 60),
    ):  # fmt: skip
        await karim.taps(label)
    await karim.says("Torvet 2")
    await karim.taps(happenings.button_no_limit(t))
    await karim.taps(publisher.button_preview(t))
    await karim.taps(publisher.button_propose(t))
    await karim.world.signs()


async def test_a_moved_event_is_told_with_the_neutral_line_and_reminded_of_anew(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    amal = await world.resident(lang, follows=[AREA])
    t = amal.t
    first = await announces(karim)
    event = await newest(world)
    await _comes(amal)
    before = len(amal.person.chat.messages)
    await _moves(karim)
    found = await world.bot.store.read(lambda tx: bulletins.get(tx, event))
    moved = found.content.event
    assert moved is not None
    assert amal.sees == plain(notices.neutral(t).text)
    assert len(amal.person.chat.messages) == before + 1
    await amal.taps(resident.button_see_news(t))
    assert plain(happenings.facts(t, moved)) in amal.sees
    assert plain(happenings.facts(t, first)) not in amal.sees
    assert plain(changes.corrected(t, found)) in amal.sees
    assert happenings.you_come(t) in amal.sees
    await amal.says("/mydata")
    assert happenings.mine(t, moved) in amal.sees
    lines = len(amal.person.chat.messages)
    await passes(world, first, hours_after_start=-24.5)
    assert len(amal.person.chat.messages) == lines
    await passes(world, moved, hours_after_start=-24.5)
    assert amal.sees == plain(notices.neutral(t).text)


async def test_withdrawn_news_calls_its_event_off_and_shows_no_word_of_itself(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    amal = await world.resident(lang, follows=[AREA])
    t = amal.t
    event = await announces(karim)
    await _comes(amal)
    await karim.says("/bulletins")
    await karim.taps("📰")
    await karim.taps(page.button_withdraw(karim.t))
    await karim.taps(page.why(karim.t, Why.AREA))
    assert amal.sees == plain(notices.neutral(t).text)
    gone = await newest(world)
    await amal.taps(resident.button_see_news(t))
    assert plain(happenings.called_off(t, event)) in amal.sees
    assert plain(changes.withdrawn(t, await _stored(world, gone), _sender(amal))) in amal.sees
    for withdrawn in (PLACE, plain(happenings.announcement(t, event))):
        assert withdrawn not in amal.sees
    other = await announces(karim, HappeningKind.MEETING)
    await amal.taps(resident.button_see_news(t))
    cancelled = happenings.button_event(t, event, is_cancelled=True)
    assert cancelled in newest_buttons(amal)
    assert not any(plain(happenings.announcement(t, event))[:12] in b for b in newest_buttons(amal))
    await amal.taps(cancelled)
    assert plain(happenings.called_off(t, event)) in amal.sees
    await forges(amal, SignOff(gone))
    assert plain(happenings.called_off(t, event)) in amal.sees
    await amal.says("/mydata")
    assert happenings.mine(t, event) not in amal.sees
    await forges(amal, SignUp(gone))
    assert refusals.sentence(t, NotFound()) in amal.sees
    assert other.kind is HappeningKind.MEETING


async def _stored(world: World, event: BulletinId) -> Bulletin:
    return await world.bot.store.read(lambda tx: bulletins.get(tx, event))


def _sender(player: Player) -> str:
    organisation = player.world.bot.house.partnership.organisation(_GLADSAXE)
    return player.t.name(organisation.names)


async def test_a_correction_makes_no_event_of_plain_news(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    await karim.says("/bulletin")
    for each in Lang:
        await karim.taps(publisher.button_write(t, each, written=False))
        await karim.says("x")
    await _proposes(karim)
    await world.signs()
    await karim.says("/bulletins")
    await karim.taps("📰")
    await karim.taps(page.button_correct(t))
    await karim.says("/event")
    assert refusals.sentence(t, KindStands()) in karim.sees
    await karim.says("/bulletin")
    assert page.tied(t, Tie.CORRECTION) in karim.sees
