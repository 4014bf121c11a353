"""Four eyes as people see it: signing, returning, taking back, signing alone, and the time set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

from bot.domain import schedule
from bot.domain.actions import LeavesAt
from bot.domain.bulletins import Bulletin, Content, Priority
from bot.domain.errors import (
    BulletinMovedOn,
    DueMeanwhile,
    DuePassed,
    NobodyToSign,
    NothingWritten,
    OtherDraft,
    SignerGone,
)
from bot.domain.ids import AreaId, ChatId, OrganisationId
from bot.domain.people import Lang, Speaker
from bot.services import dialogues, drafts
from bot.store import bulletins, staff
from bot.store.db import Tx
from bot.texts import alone, common, publisher, refusals, resident
from bot.texts import schedule as times
from bot.texts import signing as texts
from bot.turn import Turn
from bot.vault import addresses
from tests.journeys.administering import revokes
from tests.journeys.ways import AREA, WORDS, area_name, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World

CONTENT = Content(texts=WORDS, areas=frozenset({AreaId(AREA)}))


async def _team(world: World, lang: Lang, role: str = "publisher") -> tuple[Player, Player]:
    """Who writes and who signs, both readers of the language."""
    author = await world.colleague(role, lang, name="Karim")
    return author, await world.colleague("approver", lang, name="Aase")


async def _drafts(author: Player, content: Content = CONTENT) -> None:
    """The draft as if it had been written here."""
    world = author.world
    house, chat = world.bot.house, ChatId(author.person.id)

    async def write(tx: Tx) -> None:
        colleague = await staff.find(tx, addresses.staff_tag(house.vault, chat))
        speaker = Speaker(chat=chat, moderator=colleague)
        dialogue = await dialogues.standing(tx, house.vault, chat, world.clock())
        turn = Turn(tx=tx, now=world.clock(), house=house, speaker=speaker, dialogue=dialogue)
        await drafts.keep(turn, drafts.of_content(content))

    await world.bot.store.write(write)
    await author.says("/bulletin")


async def drafts_urgent(author: Player) -> None:
    await _drafts(author, replace(CONTENT, priority=Priority.URGENT))


async def _proposes(author: Player) -> None:
    await author.taps(publisher.button_preview(author.t))
    await author.taps(publisher.button_propose(author.t))


async def _returns(aase: Player, word: str) -> None:
    await aase.taps(texts.button_look(aase.t))
    await aase.taps(texts.button_return(aase.t))
    await aase.says(word)
    await aase.taps(texts.button_give_back(aase.t))


async def test_where_nobody_else_can_sign_nothing_is_proposed_and_the_text_is_kept(
    world: World, lang: Lang
) -> None:
    karim = await world.colleague("publisher", lang)
    await _drafts(karim)
    await _proposes(karim)
    assert refusals.sentence(karim.t, NobodyToSign()) in karim.sees
    await karim.says("/bulletin")
    assert publisher.button_write(karim.t, lang, written=True) in newest_buttons(karim)


async def test_news_goes_back_with_words_and_is_written_on(world: World, lang: Lang) -> None:
    karim, aase = await _team(world, lang)
    t = karim.t
    reader = await world.resident(lang, follows=[AREA])
    await _drafts(karim)
    await _proposes(karim)
    assert texts.wanted(t) == aase.sees
    await aase.taps(texts.button_look(t))
    areas = t.listed([area_name(karim)])
    assert plain(areas) in aase.sees
    assert times.leaves_when_signed(t) in aase.sees
    await aase.taps(texts.button_return(t))
    assert texts.ask_word(t) == aase.sees
    await aase.says("Hvor er det?")
    assert plain(texts.word_preview(t, "Hvor er det?")) == aase.sees
    await aase.taps(texts.button_other_words(t))
    assert texts.ask_word(t) == aase.sees
    await aase.says("Skriv hvor.")
    await aase.taps(texts.button_give_back(t))
    assert texts.returned(t) == aase.sees
    assert plain(texts.given_back(t, "Skriv hvor.")) == karim.sees
    await karim.says("/bulletins")
    assert plain(texts.mine(t)) == karim.sees
    await karim.taps(WORDS[lang][:20])
    assert plain(texts.given_back(t, "Skriv hvor.")) == karim.sees
    await karim.taps(texts.button_take_up(t))
    await karim.taps(publisher.button_write(t, lang, written=True))
    await karim.says("Tunnel 7")
    await _proposes(karim)
    await aase.taps(texts.button_look(t))
    await aase.taps(texts.button_sign(t))
    assert texts.signed(t, later=False) == aase.sees
    await reader.taps(resident.button_see_news(t))
    assert "Tunnel 7" in reader.sees


async def test_a_changed_news_cannot_be_signed_as_it_was_read(world: World, lang: Lang) -> None:
    karim, aase = await _team(world, lang)
    await _drafts(karim)
    await _proposes(karim)
    await aase.taps(texts.button_look(aase.t))
    sign = aase.button(texts.button_sign(aase.t)).data or ""
    await karim.taps(publisher.button_report(karim.t))
    assert texts.not_left_yet(karim.t, (await _newest(world)).stage) in karim.sees
    await karim.taps(texts.button_take_up(karim.t))
    await karim.taps(publisher.button_write(karim.t, Lang.DA, written=True))
    await karim.says("Noget helt andet")
    await _proposes(karim)
    await forges(aase, sign)
    assert refusals.sentence(aase.t, BulletinMovedOn()) in aase.sees


async def _newest(world: World) -> Bulletin:
    gladsaxe = OrganisationId("gladsaxe")
    found = await world.bot.store.read(lambda tx: bulletins.of_organisation(tx, gladsaxe, limit=1))
    return found[0]


async def test_what_waits_is_taken_back_by_its_author(world: World, lang: Lang) -> None:
    karim, aase = await _team(world, lang)
    t = karim.t
    await _drafts(karim)
    await _proposes(karim)
    await karim.taps(publisher.button_report(t))
    await karim.taps(texts.button_withdraw(t))
    assert texts.withdrawn(t) == karim.sees
    await aase.taps(texts.button_look(t))
    assert texts.no_longer_waits(t) == aase.sees
    await karim.says("/bulletins")
    await karim.taps(WORDS[lang][:20])
    assert texts.not_left_yet(t, (await _newest(world)).stage) == karim.sees


async def test_other_news_that_is_being_written_stays(world: World, lang: Lang) -> None:
    karim, aase = await _team(world, lang)
    await _drafts(karim)
    await _proposes(karim)
    await _returns(aase, "Skriv hvor.")
    await _drafts(karim, replace(CONTENT, texts={Lang.DA: "Noget andet"}))
    await karim.taps(texts.button_take_up(karim.t))
    assert refusals.sentence(karim.t, OtherDraft()) in karim.sees
    await karim.says("/bulletin")
    await karim.taps(publisher.button_discard(karim.t))
    await karim.says("/bulletins")
    await karim.taps(WORDS[lang][:20])
    await karim.taps(texts.button_take_up(karim.t))
    assert publisher.button_preview(karim.t) in newest_buttons(karim)


async def test_each_has_lists_of_what_waits_what_was_written_and_what_was_sent(
    world: World, lang: Lang
) -> None:
    karim, aase = await _team(world, lang)
    t = karim.t
    await _drafts(karim)
    await _proposes(karim)
    await aase.says("/opslag_liste")
    assert plain(texts.waiting(t)) == aase.sees
    await aase.taps(WORDS[lang][:20])
    await aase.taps(texts.button_sign(t))
    for command in ("/bulletins", "/opslag_liste"):
        await aase.says(command)
        assert plain(publisher.sent_list(t)) == aase.sees
    await aase.taps(texts.button_others(t))
    assert texts.nothing_waits(t) == aase.sees
    await aase.taps(texts.button_review(t))
    assert texts.nothing_to_review(t) == aase.sees
    await karim.says("/bulletins")
    await karim.taps(texts.button_mine(t))
    assert texts.nothing_mine(t) == karim.sees
    await karim.taps(texts.button_sent(t))
    assert plain(publisher.sent_list(t)) == karim.sees


# --- the time ----------------------------------------------------------------------------------


def _at(day: date, hour: int) -> int:
    return schedule.moments(day, time(hour))[0]


def _today(world: World) -> date:
    return schedule.local(int(world.clock.seconds())).date()


async def test_news_leaves_at_the_time_that_was_chosen_and_signed(world: World, lang: Lang) -> None:
    karim, aase = await _team(world, lang)
    t = karim.t
    reader = await world.resident(lang, follows=[AREA])
    tomorrow = _today(world) + timedelta(days=1)
    noon, eight = _at(tomorrow, 12), _at(tomorrow + timedelta(days=1), 8)
    await _drafts(karim)
    await karim.taps(times.button_time(t))
    assert times.ask(t) == karim.sees
    assert times.button_at_once(t, chosen=True) in newest_buttons(karim)
    await karim.taps(times.button_moment(t, noon, chosen=False))
    assert times.button_moment(t, noon, chosen=True) in newest_buttons(karim)
    await karim.taps(times.button_at_once(t, chosen=False))
    await karim.taps(times.button_other_day(t))
    assert times.ask_day(t) == karim.sees
    await karim.taps(times.button_day(t, tomorrow + timedelta(days=1)))
    assert times.ask_hour(t, tomorrow + timedelta(days=1)) == karim.sees
    await karim.taps(times.hour(t, eight))
    assert times.button_moment(t, eight, chosen=True) in newest_buttons(karim)
    await karim.taps(common.button_back(t))
    assert times.leaves(t, eight) in karim.sees
    await karim.taps(publisher.button_preview(t))
    assert times.leaves(t, eight) in karim.sees
    await karim.taps(publisher.button_propose(t))
    await aase.says("/bulletins")
    assert times.button_entry(t, eight, "").strip("\u2068\u2069 ")[:8] in aase.buttons[0]
    await aase.taps(t.hour(eight // 3600))
    assert times.leaves(t, eight) in aase.sees
    await aase.taps(texts.button_sign(t))
    assert f"{texts.signed(t, later=True)}\n{times.leaves(t, eight)}" == aase.sees
    await karim.taps(publisher.button_report(t))
    assert times.leaves(t, eight) in karim.sees
    await world.tick("bulletins")
    assert resident.neutral_notice(t) not in shown(reader)
    await world.pass_time(seconds=eight - world.clock.seconds() + 1)
    await world.tick("bulletins")
    assert resident.neutral_notice(t) == reader.sees


async def test_a_time_that_passed_before_it_was_proposed_is_refused(
    world: World, lang: Lang
) -> None:
    karim, _ = await _team(world, lang)
    due = int(world.clock.seconds()) // 3600 * 3600 + 3600
    await _drafts(karim)
    await karim.taps(times.button_time(karim.t))
    await karim.taps(times.button_other_day(karim.t))
    await karim.taps(times.button_day(karim.t, _today(world)))
    await karim.taps(times.hour(karim.t, due))
    await world.pass_time(seconds=due - world.clock.seconds() - 1)
    await karim.says("/bulletin")
    await world.pass_time(seconds=2)
    await karim.taps(publisher.button_preview(karim.t))
    assert refusals.sentence(karim.t, DuePassed()) in karim.sees
    await forges(karim, LeavesAt(due))
    assert refusals.sentence(karim.t, DuePassed()) in karim.sees


async def test_a_time_that_passes_unsigned_is_told_and_signed_knowingly(
    world: World, lang: Lang
) -> None:
    karim, aase = await _team(world, lang)
    t = karim.t
    due = int(world.clock.seconds()) // 3600 * 3600 + 7200
    await _drafts(karim, replace(CONTENT, due=due))
    await _proposes(karim)
    await aase.taps(texts.button_look(t))
    await world.pass_time(hours=2)
    await aase.taps(texts.button_sign(t))
    assert refusals.sentence(t, DueMeanwhile()) in shown(aase)
    assert times.passed(t, due) in aase.sees
    for _ in range(2):
        await world.tick("bulletins")
    assert shown(karim).count(texts.late(t)) == 1
    assert shown(aase).count(texts.wanted_late(t)) == 1
    await aase.taps(texts.button_look(t))
    await aase.taps(texts.button_sign(t))
    assert texts.signed(t, later=False) == aase.sees


async def test_the_hour_that_comes_twice_is_told_apart(world: World, lang: Lang) -> None:
    """The night in autumn on which clocks are turned back."""
    night = date(2027, 10, 31)
    await world.pass_time(days=(night - _today(world)).days - 3)
    karim, _ = await _team(world, lang)
    first, second = schedule.moments(night, time(2))
    await _drafts(karim)
    for moment in (first, second):
        await karim.taps(times.button_time(karim.t))
        await karim.taps(times.button_other_day(karim.t))
        await karim.taps(times.button_day(karim.t, night))
        await karim.taps(times.hour(karim.t, moment))
        await karim.taps(common.button_back(karim.t))
        assert times.leaves(karim.t, moment) in karim.sees
    assert times.leaves(karim.t, first) != times.leaves(karim.t, second)


async def test_news_that_is_not_what_was_signed_goes_back_to_its_author(
    world: World, lang: Lang
) -> None:
    karim, aase = await _team(world, lang)
    reader = await world.resident(lang, follows=[AREA])
    await _drafts(karim, replace(CONTENT, due=_at(_today(world) + timedelta(days=1), 8)))
    await _proposes(karim)
    await aase.taps(texts.button_look(aase.t))
    await aase.taps(texts.button_sign(aase.t))
    signed = await _newest(world)
    planted = replace(signed.content, texts=dict.fromkeys(Lang, "Noget andet"))
    touched = replace(signed, content=planted, version=signed.version + 1)
    await world.bot.store.write(lambda tx: bulletins.save(tx, touched, expected=signed.version))
    await world.pass_time(days=1)
    await world.tick("bulletins")
    assert texts.void(karim.t) == karim.sees
    assert resident.neutral_notice(reader.t) not in shown(reader)


async def _lose_access(world: World, *gone: Player) -> None:
    vault, karen = world.bot.house.vault, await world.colleague("administrator", name="Karen")
    for each in gone:
        tag = addresses.staff_tag(vault, ChatId(each.person.id))
        found = await world.bot.store.read(partial(staff.find, tag=tag))
        assert found
        await revokes(karen, found.pseudonym)


async def _signs_for_tomorrow(world: World, karim: Player, aase: Player) -> None:
    await _drafts(karim, replace(CONTENT, due=_at(_today(world) + timedelta(days=1), 8)))
    await _proposes(karim)
    await aase.taps(texts.button_look(aase.t))
    await aase.taps(texts.button_sign(aase.t))


async def test_news_whose_signer_lost_access_goes_back_to_its_author(
    world: World, lang: Lang
) -> None:
    karim, aase = await _team(world, lang)
    await _signs_for_tomorrow(world, karim, aase)
    await _lose_access(world, aase)
    await world.pass_time(days=1)
    await world.tick("bulletins")
    assert plain(texts.not_sent(karim.t)) in karim.sees
    assert refusals.sentence(karim.t, SignerGone()) in karim.sees
    await karim.taps(texts.button_take_up(karim.t))
    assert publisher.button_preview(karim.t) in newest_buttons(karim)


async def test_an_approver_takes_signed_news_back_and_its_author_is_told(
    world: World, lang: Lang
) -> None:
    karim, aase = await _team(world, lang)
    await aase.says("/bulletins")
    await aase.taps(texts.button_signed(aase.t))
    assert texts.nothing_signed(aase.t) == aase.sees
    await _signs_for_tomorrow(world, karim, aase)
    await aase.says("/bulletins")
    if texts.button_signed(aase.t) in newest_buttons(aase):
        await aase.taps(texts.button_signed(aase.t))
    assert plain(texts.signed_list(aase.t)) == aase.sees
    await aase.person.press(aase.screen.buttons[0][0])
    await world.settled()
    await aase.taps(texts.button_withdraw(aase.t))
    assert texts.withdrawn_for_author(aase.t) == aase.sees
    assert texts.taken_back(karim.t) == karim.sees


async def test_where_author_and_signer_are_gone_an_approver_is_told(
    world: World, lang: Lang
) -> None:
    karim, aase = await _team(world, lang)
    other = await world.colleague("approver", lang, name="Bo")
    await _signs_for_tomorrow(world, karim, aase)
    await _lose_access(world, karim, aase)
    await world.pass_time(days=1)
    await world.tick("bulletins")
    assert texts.nobody_left(other.t) == other.sees


# --- alone -------------------------------------------------------------------------------------


async def test_what_cannot_wait_is_signed_alone_and_looked_at_afterwards(
    world: World, lang: Lang
) -> None:
    vagt, aase = await _team(world, lang, "duty_officer")
    lise = await world.colleague("lead", lang, name="Lise")
    reader = await world.resident(lang, follows=[AREA])
    t = vagt.t
    await drafts_urgent(vagt)
    await vagt.taps(publisher.button_preview(t))
    await vagt.taps(alone.button_alone(t))
    assert alone.ask_reason(t) == vagt.sees
    await vagt.says("\u200f")
    assert refusals.sentence(t, NothingWritten()) in vagt.sees
    await vagt.says("Brand")
    assert plain(alone.confirm(t, "Brand")) == vagt.sees
    await vagt.taps(alone.button_rewrite(t))
    assert alone.ask_reason(t) == vagt.sees
    await vagt.says("Der er brand i blok 4.")
    await vagt.taps(alone.button_confirm(t))
    assert alone.signed(t) in shown(vagt)
    assert resident.neutral_notice(t) in shown(reader)
    for reviewer in (aase, lise):
        assert alone.to_be_reviewed(t) == reviewer.sees
    await lise.says("/bulletins")
    assert plain(texts.review(t)) == lise.sees
    await lise.taps(WORDS[lang][:20])
    assert plain(alone.look(t, "GLA-1", "Der er brand i blok 4.")) == lise.sees
    await lise.taps(alone.button_reviewed(t))
    assert alone.reviewed(t) == lise.sees
    await aase.taps(alone.button_look(t))
    assert alone.looked_at(t) in aase.sees


async def test_only_the_duty_officer_is_offered_it_and_only_for_what_is_urgent(
    world: World, lang: Lang
) -> None:
    karim, _ = await _team(world, lang)
    vagt = await world.colleague("duty_officer", lang, name="Vagt")
    urgent = replace(CONTENT, priority=Priority.URGENT)
    for player, content in ((karim, urgent), (vagt, CONTENT)):
        await _drafts(player, content)
        await player.taps(publisher.button_preview(player.t))
        assert alone.button_alone(player.t) not in newest_buttons(player)
