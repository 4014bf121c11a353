"""Publishers: a text in three languages, its areas, preview, sending, report; and its readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import text as sql

from bot.domain.actions import (
    AcceptNotice,
    AskStop,
    BulletinFallback,
    ChooseLanguage,
    FollowArea,
    OpenBulletin,
)
from bot.domain.bulletins import BULLETIN_LIMIT, Cell, Delivery, Progress
from bot.domain.errors import (
    BulletinMovedOn,
    ButtonTooOld,
    LanguagesMissing,
    NoAreaChosen,
    NotFound,
    TextTooLong,
)
from bot.domain.ids import AreaId, BulletinId, ChatId, OrganisationId
from bot.domain.people import Lang
from bot.simulator import Message
from bot.store import (
    bulletins,
    deliveries,
    progress,
)
from bot.store import (
    staff as colleagues,
)
from bot.store.db import (
    Statement,
    Tx,
)
from bot.texts import (
    authoring,
    common,
    publisher,
    refusals,
    resident,
    sendings,
    signing,
    staff,
)
from bot.vault import (
    addresses,
)
from tests.journeys.ways import (
    AREA,
    FAR_AREA,
    SECOND_AREA,
    WORDS,
    area_name,
    forges,
    newest_buttons,
    plain,
    shown,
)
from tests.kit.world import Player, World

_GLADSAXE, _POLICE = OrganisationId("gladsaxe"), OrganisationId("politi")
NEWS: Mapping[Lang, str] = {
    Lang.DA: "Fest i beboerhuset <torsdag> & fredag.",
    Lang.AR: "يوم مفتوح في دار السكان يوم الخميس.",
    Lang.EN: "Open house in the residents' <club> & garden.",
}


async def _writes(karim: Player, *languages: Lang) -> None:
    await karim.says("/bulletin")
    for each in languages:
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        assert publisher.ask_text(karim.t, each) == karim.sees
        await karim.says(NEWS[each])


async def _targets(karim: Player, *areas: str) -> None:
    await karim.taps(publisher.button_areas(karim.t))
    for area in areas:
        await karim.taps(f"➕ {karim.t.alone(area_name(karim, area))}")
    await karim.taps(publisher.button_done(karim.t))


async def sends_news(karim: Player, *areas: str, organisation: str = "gladsaxe") -> None:
    """Somebody else signs it."""
    await _writes(karim, *Lang)
    await _targets(karim, *areas)
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await karim.world.signs(organisation)


async def _bulletin(world: World) -> BulletinId:
    """The newest one."""

    async def find(tx: Tx) -> BulletinId:
        return (await bulletins.of_organisation(tx, _GLADSAXE, limit=1))[0].id

    return await world.bot.store.read(find)


async def test_the_draft_says_what_is_written_and_what_is_missing(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    await karim.taps(common.button_menu(t))
    await karim.taps(staff.button_new_bulletin(t))
    for each in Lang:
        assert publisher.button_write(t, each, written=False) in newest_buttons(karim)
    await karim.taps(publisher.button_preview(t))
    assert refusals.sentence(t, LanguagesMissing(tuple(Lang))) in karim.sees
    await _writes(karim, *Lang)
    for each in Lang:
        assert publisher.button_write(t, each, written=True) in newest_buttons(karim)
        assert "✅" in karim.sees.split("\n")[2 + list(Lang).index(each)]
    await karim.taps(publisher.button_preview(t))
    assert refusals.sentence(t, NoAreaChosen()) in karim.sees


async def test_a_language_is_replaced_by_danish_only_on_purpose_and_with_a_label(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    await _writes(karim, Lang.DA)
    await _targets(karim, AREA)
    for each in (Lang.AR, Lang.EN):
        await karim.taps(publisher.button_fallback(t, each, chosen=False))
        assert publisher.button_fallback(t, each, chosen=True) in newest_buttons(karim)
    await karim.taps(publisher.button_fallback(t, Lang.EN, chosen=True))
    await karim.taps(publisher.button_preview(t))
    assert refusals.sentence(t, LanguagesMissing((Lang.EN,))) in karim.sees
    await karim.says("/opslag")
    await karim.taps(publisher.button_fallback(t, Lang.EN, chosen=False))
    await forges(karim, BulletinFallback(Lang.DA))
    assert refusals.sentence(t, ButtonTooOld()) in karim.sees
    reader = await world.resident(lang, follows=[AREA])
    await karim.taps(publisher.button_preview(t))
    await karim.taps(publisher.button_propose(t))
    await world.signs()
    await reader.taps(resident.button_see_news(reader.t))
    label = "<i>This text exists only in Danish. We are sorry.</i>"
    sorry = plain(reader.t.pgettext("bulletin", label))
    assert NEWS[Lang.DA] in reader.sees
    assert (sorry in reader.sees) is (lang is not Lang.DA)


async def test_a_text_typed_with_danish_instead_takes_its_place_back(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await _writes(karim, Lang.DA)
    await karim.taps(publisher.button_fallback(karim.t, Lang.EN, chosen=False))
    await karim.taps(publisher.button_write(karim.t, Lang.EN, written=False))
    await karim.says(NEWS[Lang.EN])
    assert publisher.button_fallback(karim.t, Lang.EN, chosen=True) not in newest_buttons(karim)


async def test_a_text_changed_on_the_phone_takes_the_place_of_the_first(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await _writes(karim, *Lang)
    danish, _, english = [m for m in karim.person.chat.messages if not m.outgoing][-3:]
    await karim.edits(danish, "Ny dansk tekst")
    assert publisher.button_write(karim.t, Lang.DA, written=True) in newest_buttons(karim)
    await karim.taps(publisher.button_write(karim.t, Lang.AR, written=True))
    await karim.edits(english, "New English text")  # the question about Arabic stands
    assert publisher.ask_text(karim.t, Lang.AR) == karim.sees
    await karim.says(WORDS[Lang.AR])
    await _targets(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))
    previews = shown(karim)
    assert all(text in previews for text in ("Ny dansk", "New English", WORDS[Lang.AR]))
    assert not any(text in previews for text in NEWS.values())


async def test_news_that_is_being_written_waits_while_a_case_is_answered(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await world.joins(karim, await world.invitation("moderator"))
    await _writes(karim, Lang.DA)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await world.answers(karim, code, "Tak.")
    assert staff.reply_sent(karim.t, code) == karim.sees
    await karim.says("/bulletin")
    assert publisher.button_write(karim.t, Lang.DA, written=True) in newest_buttons(karim)


async def test_sending_twice_leaves_the_first_screen_and_sends_once(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    await _writes(karim, *Lang)
    await _targets(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))
    screen = karim.screen
    send = screen.buttons[0][0].data or ""
    for _ in range(2):
        await forges(karim, send, under=screen)
    assert publisher.proposed(karim.t) == screen.text
    assert refusals.sentence(karim.t, ButtonTooOld()) in karim.sees
    await world.signs()
    assert _neutral(reader) == 1


async def test_a_bulletin_that_does_not_fit_is_refused_and_the_question_stands(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await karim.says("/bulletin")
    await karim.taps(publisher.button_write(karim.t, Lang.DA, written=False))
    await karim.says("x" * (BULLETIN_LIMIT + 7))
    refusal = TextTooLong(BULLETIN_LIMIT + 7, BULLETIN_LIMIT)
    assert refusals.sentence(karim.t, refusal) in karim.sees
    assert publisher.ask_text(karim.t, Lang.DA) in karim.sees
    await karim.person.send_voice()
    await world.settled()
    assert publisher.ask_text(karim.t, Lang.DA) in karim.sees
    await karim.says(NEWS[Lang.DA])
    assert publisher.button_write(karim.t, Lang.DA, written=True) in newest_buttons(karim)


async def test_the_preview_shows_every_language_exactly_as_it_is_read(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    readers = [await world.resident(each, follows=[AREA]) for each in Lang]
    await _writes(karim, *Lang)
    await _targets(karim, AREA, SECOND_AREA)
    await karim.taps(publisher.button_preview(karim.t))
    names = [area_name(karim), area_name(karim, SECOND_AREA)]
    assert publisher.ready(karim.t, names) in karim.sees
    previews = [m.html for m in karim.person.chat.messages if m.outgoing][-4:-1]
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    for reader, preview in zip(readers, previews, strict=True):
        await reader.taps(resident.button_see_news(reader.t))
        assert preview.endswith("\n\n" + reader.screen.html)
        assert NEWS[reader.lang] in reader.sees


async def test_each_follower_gets_one_neutral_line_that_is_the_one_of_an_answer(
    world: World, lang: Lang
) -> None:
    karim, mette = await world.publisher(lang), await world.moderator(lang)
    both = await world.resident(lang, follows=[AREA, SECOND_AREA])
    elsewhere = await world.resident(lang, follows=[FAR_AREA])
    code = await world.shares_concern(both, WORDS[lang])
    await world.answers(mette, code, "Tak.")
    answer = both.screen
    await sends_news(karim, AREA, SECOND_AREA)
    news = both.screen
    assert news is not answer
    assert _face(news) == _face(answer)
    assert not news.silent
    assert _neutral(both) == 2
    assert _neutral(elsewhere) == 0
    await both.taps(resident.button_see_news(both.t))
    assert resident.whats_new(both.t) == both.sees


def _face(message: Message) -> tuple[object, ...]:
    """All a lock screen could tell apart."""
    return (message.html, message.buttons, message.silent, message.protect_content, message.kind)


def _neutral(player: Player) -> int:
    return shown(player).count(resident.neutral_notice(player.t))


async def test_news_is_listed_read_and_opened_by_its_link(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    await reader.says("/nyt")
    assert resident.no_news(reader.t) == reader.sees
    await sends_news(karim, AREA)
    await reader.says("/news")
    assert plain(resident.news_list(reader.t)) == reader.sees
    title = newest_buttons(reader)[0]
    assert NEWS[lang][:30] in title  # with its marks as they were typed, not as HTML
    await reader.taps(title)
    assert NEWS[lang] in reader.sees
    guest = await world.newcomer(lang, OpenBulletin(await _bulletin(world)).link, name="Guest")
    assert NEWS[lang] in guest.sees
    await world.pass_time(days=31)
    await reader.says("/news")
    assert resident.no_news(reader.t) == reader.sees


async def test_the_author_has_one_message_that_becomes_the_report(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    blocker = await world.resident(lang, follows=[AREA], name="Blocker")
    blocker.person.deactivated = True
    await sends_news(karim, AREA)
    assert _neutral(reader) == 1
    told, before = karim.screen.message_id, len(karim.person.chat.messages)
    assert plain(publisher.report(karim.t, Progress({}, done=False))) == karim.sees
    assert sendings.button_stop(karim.t) in newest_buttons(karim)
    for _ in range(2):
        await world.tick("reports")
    assert _report(karim) == karim.sees
    assert (karim.screen.message_id, len(karim.person.chat.messages)) == (told, before)
    assert sendings.button_stop(karim.t) not in newest_buttons(karim)
    await karim.says("/opslag_liste")
    assert plain(publisher.sent_list(karim.t)) == karim.sees
    await karim.taps(NEWS[lang][:20])
    assert _report(karim) == karim.sees


def _report(karim: Player, counts: Mapping[Cell, int] | None = None, **facts: bool) -> str:
    """How the sending to the area went."""
    names = {AreaId(AREA): area_name(karim)}
    return plain(publisher.report(karim.t, Progress(counts or {}, done=True, **facts), names))


async def test_a_message_that_was_hidden_comes_again_as_the_report(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await sends_news(karim, AREA)
    await karim.says("/hide")
    await world.tick("reports")
    await world.tick("reports")
    assert shown(karim).count(_report(karim)) == 1
    await world.restart()
    await world.tick("reports")
    assert shown(karim).count(_report(karim)) == 1


async def test_the_report_names_what_is_25_or_more_in_an_area_and_language(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await sends_news(karim, AREA)
    await world.tick("reports")
    bulletin = await _bulletin(world)
    told = (Delivery.SENT, Delivery.BLOCKED, Delivery.FAILED, Delivery.UNKNOWN, Delivery.UNSENT)
    few = {Cell(AreaId(AREA), each, Delivery.SENT): 24 for each in Lang}
    many = {**few, **{Cell(AreaId(AREA), lang, state): 25 for state in told}}
    most = {**few, Cell(AreaId(AREA), lang, Delivery.SENT): 100}
    for counts in (few, many, most):
        keep = partial(deliveries.reported, bulletin_id=bulletin, counts=counts)
        await world.bot.store.write(keep)
        await _opens_report(karim, lang)
        assert _report(karim, counts) == karim.sees
    assert "24" not in karim.sees
    forget = Statement(sql("UPDATE bulletin SET reported = 'yes'"))
    await world.bot.store.write(lambda tx: tx.run(forget))
    await _opens_report(karim, lang)
    assert _report(karim, known=False) == karim.sees
    keep = partial(deliveries.reported, bulletin_id=bulletin, counts=many)
    await world.bot.store.write(keep)
    stopped = Statement(sql("UPDATE bulletin SET stage = 'stopped'"))
    await world.bot.store.write(lambda tx: tx.run(stopped))
    await _opens_report(karim, lang)
    assert _report(karim, many, stopped=True) == karim.sees


async def _opens_report(karim: Player, lang: Lang) -> None:
    await karim.says("/bulletins")
    await karim.taps(NEWS[lang][:20])


async def _is_sent_slowly(world: World, karim: Player, lang: Lang) -> Player:
    """News that is being sent to people whose phones answer late; who signed it."""
    for _ in range(2):
        await world.resident(lang, follows=[AREA])
    await _writes(karim, *Lang)
    await _targets(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    assert publisher.proposed(karim.t) == karim.sees
    aase = await world.approver()
    await aase.taps(signing.button_look(aase.t))
    world.sim.answer_delay = 0.5
    await aase.person.press(signing.button_sign(aase.t))
    await aase.person.expect(lambda _: aase.sees == signing.signed(aase.t, later=False), timeout=60)
    return aase


async def test_while_it_is_being_sent_the_report_says_so(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await _is_sent_slowly(world, karim, lang)
    look = publisher.button_report(karim.t)
    running = Progress({}, done=False)
    await _expects(karim, publisher.report(karim.t, running))
    bulletin = await _bulletin(world)
    kept = await world.bot.store.read(lambda tx: progress.get(tx, bulletin))
    assert kept is not None
    large = replace(kept, expected=100)  # as if so many followed in one language
    await world.bot.store.write(lambda tx: progress.save(tx, large))
    await karim.person.press(look)
    await _expects(karim, publisher.report(karim.t, replace(running, expected=100)))
    world.sim.answer_delay = 0.0
    await world.settled()
    await karim.taps(look)
    assert publisher.button_report(karim.t) not in newest_buttons(karim)


async def _expects(player: Player, text: str) -> None:
    await player.person.expect(lambda _: plain(text) in shown(player), timeout=60)


async def test_a_sending_is_stopped_after_one_question_and_its_author_hears_by_whom(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    other = await world.publisher(lang, name="Other")
    await world.resident(lang, follows=[AREA])
    await sends_news(karim, AREA)
    told = karim.screen
    bulletin = await _bulletin(world)
    await forges(other, AskStop(bulletin))
    assert plain(sendings.ask_stop(other.t)) == other.sees
    sure = other.button(sendings.button_stop_for_sure(other.t))
    await other.taps(common.button_back(other.t))
    await forges(other, sure.data or "")
    assert plain(sendings.stopped(other.t)) == other.sees
    ahead = Statement(sql("UPDATE broadcast SET done = 0"))  # as if some had not been looked at
    await world.bot.store.write(lambda tx: tx.run(ahead))
    await other.taps(publisher.button_report(other.t))
    assert plain(publisher.report(other.t, Progress({}, done=False, stopped=True))) == other.sees
    await forges(other, sure.data or "")
    assert refusals.sentence(other.t, BulletinMovedOn()) in other.sees
    pseudonym = await _pseudonym(world, other)
    assert plain(sendings.stopped_by(karim.t, pseudonym)) == karim.sees
    await world.tick("reports")
    assert told.text == _report(karim, stopped=True)


async def test_an_author_stops_what_goes_out_from_the_message_that_tells_of_it(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await sends_news(karim, AREA)
    told = karim.screen
    await karim.taps(sendings.button_stop(karim.t))
    assert karim.screen is not told
    await karim.taps(sendings.button_stop_for_sure(karim.t))
    assert plain(sendings.stopped(karim.t)) == karim.sees
    await world.tick("reports")
    assert told.text == _report(karim, stopped=True)
    await karim.taps(publisher.button_report(karim.t))
    assert _report(karim, stopped=True) == karim.sees


async def _pseudonym(world: World, player: Player) -> str:
    async def find(tx: Tx) -> str:
        tag = addresses.staff_tag(world.bot.house.vault, ChatId(player.person.id))
        found = await colleagues.find(tx, tag)
        assert found is not None
        return found.pseudonym

    return await world.bot.store.read(find)


async def test_followers_are_counted_in_bands_only(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    few, many = t.pgettext("band", "fewer than 10"), t.pgettext("band", "100 or more")
    some = t.pgettext("band", "{low} to {high}", low=10, high=24)
    more = t.pgettext("band", "{low} to {high}", low=25, high=99)
    await _writes(karim, *Lang)
    await _targets(karim, AREA)
    for followers, band in ((0, few), (9, few), (10, some), (25, more), (99, more), (100, many)):
        await _follow(world, lang, followers)
        await karim.taps(publisher.button_preview(t))
        name = common.language(t, lang)
        shown_as = t.pgettext("bulletin draft", "{language} {band}", language=name, band=band)
        assert plain(authoring.followers_head(t)) in karim.sees
        assert shown_as in karim.sees
        await karim.taps(common.button_back(t))


async def _follow(world: World, lang: Lang, wanted: int) -> None:
    """Many people at once, each with three taps."""
    known = sum(person.name == "Follower" for person in world.sim.people.values())
    new = [world.person("Follower", lang) for _ in range(known, wanted)]
    for player in new:
        await player.person.start()
    await world.settled()
    notice = world.bot.house.partnership.notice_version
    for action in (ChooseLanguage(lang), AcceptNotice(notice, lang), FollowArea(AreaId(AREA))):
        for player in new:
            player.person.press_data(player.screen, action.encode())
        await world.settled()


async def test_a_draft_is_thrown_away_on_purpose(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await karim.says("/bulletins")
    assert publisher.nothing_sent(karim.t) == karim.sees
    await _writes(karim, *Lang)
    await karim.taps(publisher.button_discard(karim.t))
    assert publisher.discarded(karim.t) == karim.sees
    await karim.says("/bulletin")
    assert publisher.button_write(karim.t, Lang.DA, written=False) in newest_buttons(karim)


async def test_a_changed_draft_cannot_be_sent_by_its_earlier_preview(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    await _writes(karim, *Lang)
    await _targets(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))
    send = karim.screen.buttons[0][0].data or ""
    await karim.taps(common.button_back(karim.t))
    await _targets(karim, SECOND_AREA)
    await forges(karim, send)
    assert refusals.sentence(karim.t, ButtonTooOld()) in karim.sees
    assert _neutral(reader) == 0
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    assert _neutral(reader) == 1


async def test_another_organisation_cannot_read_the_report(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await sends_news(karim, AREA)
    other = await world.publisher(lang, organisation="ballerup", name="Other")
    report = next(
        b for m in reversed(karim.person.chat.messages) for row in m.buttons for b in row
        if b.text == publisher.button_report(karim.t)
    )  # fmt: skip
    await forges(other, report.data or "")
    assert other.sees == refusals.sentence(other.t, NotFound())


async def test_the_police_write_to_the_areas_of_every_municipality(
    world: World, lang: Lang
) -> None:
    officer = await world.publisher(lang, organisation="politi")
    reader = await world.resident(lang, follows=[FAR_AREA])
    await sends_news(officer, AREA, FAR_AREA, organisation="politi")
    await reader.taps(resident.button_see_news(reader.t))
    assert world.bot.house.partnership.organisations[_POLICE].names[lang] in reader.sees
