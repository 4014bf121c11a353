"""After news has left: corrected in place, prolonged, withdrawn; and how long it is news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.actions import CorrectBulletin, OpenBulletin, RetractBulletin
from bot.domain.bulletins import Bulletin, Change, Priority, Tie, Validity, Why, valid_until
from bot.domain.errors import (
    AreasStand,
    BulletinMovedOn,
    CorrectedMeanwhile,
    NoLongerNews,
    OtherDraft,
)
from bot.domain.ids import BulletinId, OrganisationId
from bot.domain.people import Lang
from bot.store import bulletins
from bot.store.db import Tx
from bot.texts import (
    authoring,
    changes,
    common,
    preferences,
    publisher,
    refusals,
    resident,
    signing,
)
from bot.texts import bulletin_page as page
from tests.journeys.ways import AREA, SECOND_AREA, area_name, forges, newest_buttons, plain, shown
from tests.kit.phones import puts_words
from tests.kit.world import Player, World

_GLADSAXE = OrganisationId("gladsaxe")
FIRST: Mapping[Lang, str] = {
    Lang.DA: "Stien er spærret <i dag>.",
    Lang.AR: "الممر مغلق اليوم.",
    Lang.EN: "The path is closed <today>.",
}
SECOND: Mapping[Lang, str] = {
    Lang.DA: "Vejen er spærret, ikke stien.",
    Lang.AR: "الطريق مغلق وليس الممر.",
    Lang.EN: "The road is closed, not the path.",
}


async def _types(karim: Player, texts: Mapping[Lang, str], *, again: bool) -> None:
    for each in Lang:
        await karim.taps(publisher.button_write(karim.t, each, written=again))
        await karim.says(texts[each])


async def _writes(karim: Player) -> None:
    await karim.says("/bulletin")
    await _types(karim, FIRST, again=False)
    await karim.taps(publisher.button_areas(karim.t))
    await karim.taps(f"➕ {karim.t.alone(area_name(karim))}")
    await karim.taps(publisher.button_done(karim.t))


async def _proposes(karim: Player) -> None:
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))


async def _sends(karim: Player) -> BulletinId:
    """Somebody else signs it, and it reaches everybody."""
    await _writes(karim)
    await _proposes(karim)
    await karim.world.signs()
    await karim.world.tick("reports")
    return (await _newest(karim.world)).id


async def _newest(world: World) -> Bulletin:
    async def find(tx: Tx) -> Bulletin:
        return (await bulletins.of_organisation(tx, _GLADSAXE, limit=1))[0]

    return await world.bot.store.read(find)


async def _stored(world: World, bulletin: BulletinId) -> Bulletin:
    return await world.bot.store.read(lambda tx: bulletins.get(tx, bulletin))


async def _opens_page(karim: Player, texts: Mapping[Lang, str] = FIRST) -> None:
    await karim.says("/bulletins")
    await karim.taps(texts[karim.lang][:12])


async def _urgent(karim: Player) -> None:
    """What is being written becomes urgent."""
    await karim.says("/bulletin")
    await karim.taps(authoring.button_priority(karim.t))
    await karim.taps(authoring.priority_name(karim.t, Priority.URGENT))


# --- correction ----------------------------------------------------------------------------


async def test_a_correction_takes_the_place_of_the_news_and_says_when(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    await world.pass_time(hours=1, minutes=30)
    await _opens_page(karim)
    await karim.taps(page.button_correct(karim.t))
    assert page.tied(karim.t, Tie.CORRECTION) in karim.sees
    assert publisher.button_areas(karim.t) not in newest_buttons(karim)
    await _types(karim, SECOND, again=True)
    await karim.taps(publisher.button_preview(karim.t))
    assert SECOND[lang] in shown(karim)
    said = page.what_a_correction_does(karim.t, [area_name(karim)], Priority.NORMAL)
    assert said == karim.sees
    before = len(reader.person.chat.messages)
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await world.tick("reports")
    made = page.correction_made(karim.t, (await _stored(world, first)).content)
    assert plain(made) == karim.sees
    assert len(reader.person.chat.messages) == before
    await reader.says("/news")
    assert sum("📰" in label for label in newest_buttons(reader)) == 1
    await reader.taps(SECOND[lang][:12])
    assert SECOND[lang] in reader.sees
    assert FIRST[lang] not in reader.sees
    corrected = changes.corrected(reader.t, await _stored(world, first))
    assert plain(corrected) in reader.sees
    await reader.starts(OpenBulletin(first).link)
    assert SECOND[lang] in reader.sees
    await karim.says("/bulletins")
    await karim.taps(page.button_title(karim.t, await _newest(world)))
    assert plain(made) in karim.sees  # the correction is listed first
    assert page.button_correct(karim.t) not in newest_buttons(karim)


async def test_a_correction_on_another_day_says_which(world: World, lang: Lang) -> None:
    karim, reader = await world.publisher(lang), await world.resident(lang)
    first = await _sends(karim)
    await world.pass_time(days=1)
    await forges(karim, CorrectBulletin(first))
    await _types(karim, SECOND, again=True)
    await _proposes(karim)
    await world.signs()
    value = await _stored(world, first)
    await reader.starts(OpenBulletin(first).link)
    assert plain(changes.corrected(reader.t, value)) in reader.sees
    same_day = changes.corrected(reader.t, replace(value, hour=value.hour + 24))
    assert plain(same_day) not in reader.sees


async def test_an_urgent_correction_rings_at_who_had_the_news_and_nowhere_else(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    later = await world.resident(lang, follows=[AREA], name="Later")
    await world.pass_time(hours=1)
    await _opens_page(karim)
    await karim.taps(page.button_correct(karim.t))
    await _types(karim, SECOND, again=True)
    await _urgent(karim)
    await karim.taps(publisher.button_preview(karim.t))
    said = page.what_a_correction_does(karim.t, [area_name(karim)], Priority.URGENT)
    assert said == karim.sees
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await world.tick("reports")
    correction = await _newest(world)
    assert plain(page.correction_made(karim.t, correction.content)) == karim.sees
    neutral = resident.neutral_notice(reader.t)
    assert shown(reader).count(neutral) == 2
    assert shown(later).count(neutral) == 0
    await reader.taps(resident.button_see_news(reader.t))
    assert SECOND[lang] in reader.sees
    assert plain(changes.corrected(reader.t, await _stored(world, first))) in reader.sees


async def test_who_had_urgent_news_with_its_text_is_told_of_its_correction_in_words(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    await reader.taps(preferences.button_offer_yes(reader.t))
    await _writes(karim)
    await _urgent(karim)
    await _proposes(karim)
    await world.signs()
    first = await _newest(world)
    carried = reader.screen
    assert FIRST[lang] in carried.text
    await world.tick("reports")
    await forges(karim, CorrectBulletin(first.id))
    await _types(karim, SECOND, again=True)
    await _proposes(karim)
    await world.signs()
    assert SECOND[lang] in carried.text
    assert plain(changes.correction(reader.t, await _stored(world, first.id))) == reader.sees


async def test_words_on_phones_are_changed_and_the_page_says_so(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    (message,) = await puts_words(world, first, reader)
    await forges(karim, CorrectBulletin(first))
    await _types(karim, SECOND, again=True)
    await _proposes(karim)
    world.sim.answer_delay = 0.5
    aase = await world.approver()
    await aase.taps(signing.button_look(aase.t))
    await aase.person.press(signing.button_sign(aase.t))
    await aase.person.expect(lambda _: aase.sees == signing.signed(aase.t, later=False), timeout=60)
    world.sim.answer_delay = 0.0
    await world.settled()
    assert SECOND[lang] in message.text
    await forges(karim, _report(first))
    assert page.on_phones(karim.t, {Change.EDITED: 1}) in karim.sees


def _report(bulletin: BulletinId) -> str:
    from bot.domain.actions import BulletinReport

    return BulletinReport(bulletin).encode()


async def test_while_words_on_phones_are_changed_the_page_says_so(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    await puts_words(world, first, reader)
    world.bot.sender._changes._post.budget.closed(0)
    world.bot.sender._changes.next = _nothing  # type: ignore[method-assign]
    await world.bot.jobs.tick("reports")
    await forges(karim, CorrectBulletin(first))
    await _types(karim, SECOND, again=True)
    await _proposes(karim)
    aase = await world.approver()
    await aase.taps(signing.button_look(aase.t))
    await aase.person.press(signing.button_sign(aase.t))
    await aase.person.expect(lambda _: aase.sees == signing.signed(aase.t, later=False), timeout=60)
    karim.person.press_data(karim.screen, _report(first))
    changing = page.on_phones(karim.t, {Change.EDIT: 1})
    await karim.person.expect(lambda _: changing in karim.sees, timeout=60)
    await world.restart()
    await world.settled()
    await forges(karim, _report(first))
    assert page.on_phones(karim.t, {Change.EDITED: 1}) in karim.sees


async def _nothing(_: int) -> None:
    return None


async def test_a_correction_that_would_undo_another_is_refused(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    first = await _sends(karim)
    ole = await world.publisher(lang, name="Ole")
    await forges(ole, CorrectBulletin(first))
    await forges(karim, CorrectBulletin(first))
    await _types(karim, SECOND, again=True)
    await _proposes(karim)
    await world.signs()
    await _proposes(ole)
    assert refusals.sentence(ole.t, CorrectedMeanwhile()) in ole.sees
    await ole.says("/bulletin")
    assert publisher.button_write(ole.t, Lang.DA, written=True) in newest_buttons(ole)


async def test_a_correction_cannot_move_news_to_other_areas(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    first = await _sends(karim)
    await forges(karim, CorrectBulletin(first))
    places = world.bot.house.partnership
    from bot.domain.actions import BulletinArea
    from bot.domain.ids import AreaId

    assert places.area(AreaId(SECOND_AREA))
    await forges(karim, BulletinArea(AreaId(SECOND_AREA)))
    await karim.taps(publisher.button_done(karim.t))
    await _proposes(karim)
    assert refusals.sentence(karim.t, AreasStand()) in karim.sees


async def test_news_that_is_being_written_is_not_lost_to_a_correction(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await _sends(karim)
    await _writes(karim)
    await _opens_page(karim)
    await karim.taps(page.button_correct(karim.t))
    assert refusals.sentence(karim.t, OtherDraft()) in karim.sees
    await karim.says("/bulletin")
    assert publisher.button_write(karim.t, Lang.DA, written=True) in newest_buttons(karim)


# --- withdrawn -----------------------------------------------------------------------------


async def test_news_is_withdrawn_with_two_taps_and_nobody_reads_it_any_more(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    (message,) = await puts_words(world, first, reader)
    await _opens_page(karim)
    await karim.taps(page.button_withdraw(karim.t))
    assert plain(page.ask_why(karim.t)) == karim.sees
    assert [page.why(karim.t, why) for why in Why] == newest_buttons(karim)[:4]
    await karim.taps(page.why(karim.t, Why.DANGER))
    value = await _stored(world, first)
    assert plain(page.withdrawn(karim.t, value)) in karim.sees
    assert page.button_withdraw(karim.t) not in newest_buttons(karim)
    assert message not in reader.person.chat.messages
    await reader.says("/news")
    assert resident.no_news(reader.t) == reader.sees
    await reader.starts(OpenBulletin(first).link)
    sender = world.bot.house.partnership.organisations[_GLADSAXE].names[lang]
    assert changes.withdrawn(reader.t, value, sender) == reader.sees
    assert FIRST[lang] not in shown(reader)
    await forges(karim, RetractBulletin(first, Why.OTHER))
    assert refusals.sentence(karim.t, BulletinMovedOn()) in karim.sees


async def test_approvers_and_the_author_are_told_of_a_withdrawal_and_why(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    aase = await world.approver()
    first = await _sends(karim)
    omar = await world.colleague("publisher", lang, name="Omar")
    for why in Why:
        await forges(omar, RetractBulletin(first, why))
        assert plain(page.was_withdrawn(karim.t, FIRST[lang], why)) == karim.sees
        assert plain(page.was_withdrawn(aase.t, FIRST[aase.lang], why)) == aase.sees
        await world.pass_time(hours=1)
        first = await _sends(karim)


async def test_withdrawn_on_another_day_says_which(world: World, lang: Lang) -> None:
    karim, reader = await world.publisher(lang), await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    (message,) = await puts_words(world, first, reader)
    await world.pass_time(hours=49)
    await forges(karim, RetractBulletin(first, Why.FACTS))
    sender = world.bot.house.partnership.organisations[_GLADSAXE].names[lang]
    said = changes.withdrawn(reader.t, await _stored(world, first), sender)
    assert message.text == plain(said)
    await reader.starts(OpenBulletin(first).link)
    assert said == reader.sees


# --- how long, and what comes after ---------------------------------------------------------


async def test_news_is_valid_as_long_as_was_chosen(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    await _writes(karim)
    assert page.valid(karim.t, None) in karim.sees
    for validity in reversed(Validity):
        until = valid_until(validity, world.clock())
        await karim.taps(page.button_validity(karim.t))
        assert page.ask_validity(karim.t) == karim.sees
        await karim.taps(page.button_until(karim.t, validity, until))
        assert page.valid(karim.t, until) in karim.sees
    await karim.taps(publisher.button_preview(karim.t))
    assert page.valid(karim.t, until) in karim.sees
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    first = (await _newest(world)).id
    await world.tick("reports")
    await _opens_page(karim)
    assert page.valid(karim.t, until) in karim.sees
    await reader.says("/news")
    await reader.taps(FIRST[lang][:12])
    assert plain(changes.over(reader.t)) not in reader.sees
    await world.pass_time(days=1)
    await reader.says("/news")
    assert resident.no_news(reader.t) == reader.sees
    await reader.starts(OpenBulletin(first).link)
    assert reader.sees.startswith(plain(changes.over(reader.t)))
    assert FIRST[lang] in reader.sees
    await _opens_page(karim)
    assert plain(changes.over(karim.t)) in karim.sees


async def test_news_that_would_be_over_is_not_proposed(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await karim.says("/bulletin")
    await karim.taps(page.button_validity(karim.t))
    today = valid_until(Validity.TODAY, world.clock())
    await karim.taps(page.button_until(karim.t, Validity.TODAY, today))
    await world.pass_time(minutes=59)
    for _ in range(24):  # the draft is touched each hour, and the day ends meanwhile
        await karim.says("/bulletin")
        await world.pass_time(minutes=59)
    await _types(karim, FIRST, again=False)
    await karim.taps(publisher.button_areas(karim.t))
    await karim.taps(f"➕ {karim.t.alone(area_name(karim))}")
    await karim.taps(publisher.button_done(karim.t))
    await _proposes(karim)
    assert refusals.sentence(karim.t, NoLongerNews()) in karim.sees


async def test_prolonged_news_takes_its_place_in_the_list_and_is_found_from_the_old(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    first = await _sends(karim)
    await world.pass_time(hours=2)
    await _opens_page(karim)
    await karim.taps(page.button_prolong(karim.t))
    assert page.tied(karim.t, Tie.SUCCESSOR) in karim.sees
    assert area_name(karim) in karim.sees
    await karim.taps(publisher.button_preview(karim.t))
    assert page.tied(karim.t, Tie.SUCCESSOR) in karim.sees
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await world.tick("reports")
    assert shown(reader).count(resident.neutral_notice(reader.t)) == 2
    await reader.says("/news")
    assert sum("📰" in label for label in newest_buttons(reader)) == 1
    await reader.starts(OpenBulletin(first).link)
    assert reader.sees.startswith(plain(changes.newer(reader.t)))
    await reader.taps(changes.button_newer(reader.t))
    assert plain(changes.newer(reader.t)) not in reader.sees
    assert FIRST[lang] in reader.sees
    await forges(karim, _report(first))
    assert plain(changes.newer(karim.t)) in karim.sees
    await karim.says("/bulletins")
    assert common.button_menu(karim.t) in newest_buttons(karim)
