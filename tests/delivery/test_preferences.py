"""News as each reader chose: as the line or with its text, now, after the quiet time, or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.bulletins import Bulletin, Change, Content, Delivery, Stage, Tie
from bot.domain.dialogues import Dialogue
from bot.domain.ids import AreaId, BulletinId, ChatId, ModeratorId, OrganisationId, TopicId
from bot.domain.people import Lang, Speaker
from bot.domain.preferences import Preferences, Priority
from bot.screens import changes as change_screens
from bot.services import notices, residents
from bot.store import bulletins, changes, deliveries, profiles
from bot.store.db import Tx
from bot.texts import preferences as texts
from bot.turn import Turn
from bot.vault import addresses
from tests.delivery.test_sender import news_of, outcomes, people
from tests.journeys.ways import plain
from tests.kit.news import send
from tests.kit.turns import until
from tests.kit.world import Player, World

AREA, SECOND = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")
NIGHT = (22 * 60, 7 * 60)
NEWS: Mapping[Lang, str] = {Lang.DA: "Skud <hørt>", Lang.AR: "إطلاق نار", Lang.EN: "Shots heard"}


async def does(
    world: World, player: Player, act: Callable[..., Awaitable[object]], *values: object
) -> None:
    """What the person does in a turn of their own, without a word to or from the bot."""

    async def job(tx: Tx) -> None:
        vault, chat = world.bot.house.vault, ChatId(player.person.id)
        profile = await profiles.find(tx, addresses.profile_tag(vault, chat))
        speaker = Speaker(chat=chat, client_language=player.lang.value, profile=profile)
        turn = Turn(
            tx=tx, now=world.clock(), house=world.bot.house, speaker=speaker, dialogue=Dialogue()
        )
        await act(turn, *values)

    await world.bot.store.write(job)


async def prefers(world: World, player: Player, **wishes: Any) -> None:
    """The person follows the area and has these wishes."""
    await does(world, player, _prefers, Preferences(**wishes))


async def _prefers(turn: Turn, wishes: Preferences) -> None:
    if turn.speaker.profile is None:
        turn = await residents.follow(turn, AREA)
    await residents.prefer(turn, wishes)


async def publish(
    world: World, priority: Priority = Priority.NORMAL, topic: str | None = None, *,
    valid_hours: int | None = None, texts: Mapping[Lang, str] = NEWS,
    areas: frozenset[AreaId] | None = None, earlier: BulletinId | None = None,
) -> BulletinId:  # fmt: skip
    """Leaves now; nobody waits for it to arrive. earlier: the news it comes after."""
    hour = int(world.clock.seconds()) // 3600
    value = Bulletin(
        id=BulletinId(world.bot.house.new_id()),
        organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(b"a" * 16),
        content=Content(
            texts=texts,
            areas=areas or frozenset({AREA}),
            earlier=earlier,
            tie=Tie.SUCCESSOR if earlier else None,
            priority=priority,
            topic=TopicId(topic) if topic else None,
            valid_until=None if valid_hours is None else hour + valid_hours,
        ),
        hour=hour,
    )
    await world.bot.store.write(lambda tx: send(tx, value))
    world.bot.sender.wake()
    return value.id


async def at_night(world: World) -> None:
    """From ten in the morning to eleven in the evening."""
    await world.pass_time(hours=13)


def texts_of(player: Player) -> list[str]:
    return player.person.chat.texts


@pytest.fixture
def reader(world: World) -> Player:
    return people(world, 1)[0]


async def test_news_in_a_quiet_time_comes_once_when_it_is_over(
    world: World, reader: Player
) -> None:
    other = people(world, 1)[0]
    await prefers(world, reader, quiet=NIGHT)
    await prefers(world, other)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()
    assert (news_of(reader), news_of(other)) == (0, 1)
    assert await outcomes(world, bulletin) == {Delivery.OPEN: 1, Delivery.SENT: 1}
    await world.pass_time(hours=7, minutes=58)
    assert news_of(reader) == 0
    await world.pass_time(minutes=3)
    assert (news_of(reader), news_of(other)) == (1, 1)
    assert await outcomes(world, bulletin) == {Delivery.SENT: 2}


async def test_in_the_day_it_comes_at_once(world: World, reader: Player) -> None:
    await prefers(world, reader, quiet=NIGHT, urgent=True)
    await publish(world)
    await world.settled()
    assert texts_of(reader) == [notices.neutral(reader.t).text]


async def test_what_waits_survives_a_restart(world: World, reader: Player) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()
    await world.restart()
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.OPEN: 1}
    await world.pass_time(hours=8, minutes=1)
    assert news_of(reader) == 1


@pytest.mark.parametrize("stage", [Stage.STOPPED, Stage.RETRACTED])
async def test_what_was_stopped_meanwhile_is_not_sent(
    world: World, reader: Player, stage: Stage
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()

    async def stop(tx: Tx) -> None:
        value = await bulletins.get(tx, bulletin)
        await bulletins.save(tx, replace(value, stage=stage), expected=value.version)

    await world.bot.store.write(stop)
    await world.pass_time(hours=9)
    assert texts_of(reader) == []


@pytest.mark.parametrize("valid_hours", [0, 3, 8])
async def test_what_expires_before_the_quiet_time_ends_is_not_sent(
    world: World, reader: Player, valid_hours: int
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    bulletin = await publish(world, valid_hours=valid_hours)
    await world.settled()
    assert await outcomes(world, bulletin) == {}
    await world.pass_time(hours=9)
    assert texts_of(reader) == []


async def test_what_is_valid_longer_than_the_quiet_time_is_sent(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    await publish(world, valid_hours=9)
    await world.settled()
    await world.pass_time(hours=8, minutes=1)
    assert news_of(reader) == 1


async def test_what_expired_while_nothing_could_be_sent_stays(world: World, reader: Player) -> None:
    await prefers(world, reader)
    budget = world.bot.sender._budget
    budget.closed(3600)
    bulletin = await publish(world, valid_hours=1)
    await until(lambda: len(world.bot.sender._broadcasts._ahead) == 1)
    world.clock.advance(hours=2)
    budget._closed_until = 0
    world.bot.sender.wake()
    await world.settled()
    assert texts_of(reader) == []
    assert await outcomes(world, bulletin) == {}


async def test_a_quiet_time_that_began_while_nothing_could_be_sent_is_kept(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    budget = world.bot.sender._budget
    budget.closed(3600)
    bulletin = await publish(world)
    await until(lambda: len(world.bot.sender._broadcasts._ahead) == 1)
    world.clock.advance(hours=13)
    budget._closed_until = 0
    world.bot.sender.wake()
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.OPEN: 1}
    await world.pass_time(hours=9)
    assert news_of(reader) == 1


async def test_who_wants_it_no_more_when_the_quiet_time_ends_does_not_get_it(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    bulletin = await publish(world, topic="youth")
    await world.settled()
    await prefers(world, reader, quiet=NIGHT, muted=frozenset({TopicId("youth")}))
    await world.pass_time(hours=9)
    assert texts_of(reader) == []
    assert await outcomes(world, bulletin) == {}


async def test_who_follows_the_area_no_more_when_the_quiet_time_ends_does_not_get_it(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()
    await does(world, reader, residents.follow, SECOND)
    await does(world, reader, residents.follow, AREA)
    await world.pass_time(hours=9)
    assert texts_of(reader) == []
    assert await outcomes(world, bulletin) == {}


async def test_who_follows_another_area_of_it_still_gets_it(world: World, reader: Player) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await does(world, reader, residents.follow, SECOND)
    await at_night(world)
    bulletin = await publish(world, areas=frozenset({AREA, SECOND}))
    await world.settled()
    await does(world, reader, residents.follow, AREA)
    await world.pass_time(hours=9)
    assert news_of(reader) == 1
    assert await outcomes(world, bulletin) == {Delivery.SENT: 1}


async def test_who_chose_another_language_meanwhile_reads_it_in_that(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()
    await does(world, reader, residents.choose_language, Lang.AR)
    await world.pass_time(hours=9)
    arabic = world.bot.house.catalogs[Lang.AR]
    assert texts_of(reader) == [notices.neutral(arabic).text]
    cells, _ = await world.bot.store.read(lambda tx: deliveries.counts(tx, bulletin))
    assert [cell.language for cell in cells] == [Lang.AR]


async def test_news_that_was_overtaken_while_it_waited_is_not_sent_beside_the_newer(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    first = await publish(world)
    await world.settled()
    second = await publish(world, earlier=first)
    await world.settled()
    await world.pass_time(hours=9)
    assert news_of(reader) == 1
    assert await outcomes(world, first) == {}
    assert await outcomes(world, second) == {Delivery.SENT: 1}


async def test_who_ends_their_quiet_time_gets_what_waited_at_once(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, quiet=NIGHT)
    await at_night(world)
    await publish(world)
    await world.settled()
    assert news_of(reader) == 0
    await prefers(world, reader)
    world.bot.sender.wake()
    await world.settled()
    assert news_of(reader) == 1


async def test_urgent_news_comes_at_night_with_its_text_to_who_agreed(world: World) -> None:
    agreed = [world.person(lang.value, lang.value) for lang in Lang]
    others = people(world, 2)
    for player in agreed:
        player.person.started = True
        await prefers(world, player, urgent=True, quiet=NIGHT)
    await prefers(world, others[0], quiet=NIGHT)
    await prefers(world, others[1])
    await at_night(world)
    bulletin = await publish(world, Priority.URGENT)
    await world.settled()
    sender = world.bot.house.partnership.organisation(OrganisationId("gladsaxe"))
    for player in agreed:
        [shown] = player.person.chat.messages
        assert NEWS[player.lang] in shown.text
        assert player.t.name(sender.names) in shown.text
        assert "/areas" in shown.text
        assert shown.text.endswith(plain(texts.chosen(player.t)))
        assert [b.text for row in shown.buttons for b in row] == [
            notices.neutral(player.t).rows[0][0].label
        ]
        assert not shown.silent
        assert not shown.protect_content
    assert texts_of(others[0]) == []
    assert texts_of(others[1]) == [notices.neutral(others[1].t).text]
    assert await outcomes(world, bulletin) == {Delivery.SENT: 4, Delivery.OPEN: 1}


@pytest.mark.parametrize("priority", Priority)
async def test_all_others_get_the_line_byte_for_byte_as_it_was(
    world: World, priority: Priority
) -> None:
    usual, agreed, full = people(world, 3)
    await prefers(world, usual)
    await prefers(world, agreed, urgent=True)
    await prefers(world, full, in_full=True)
    await publish(world, priority)
    await world.settled()
    line = notices.as_message(notices.neutral(usual.t))
    for player, text in ((usual, False), (agreed, priority is Priority.URGENT), (full, True)):
        [call] = [c for c in world.sim.calls if c.params.get("chat_id") == player.person.id]
        sent = {k: v for k, v in call.params.items() if k != "chat_id"}
        assert (sent != line) is text
        assert sent.keys() == line.keys()
        assert (NEWS[Lang.DA].split()[0] in sent["text"]) is text


async def test_two_bulletins_under_way_are_not_mixed_up(world: World) -> None:
    readers = people(world, 8)
    for player in readers:
        await prefers(world, player, in_full=True)
    for number in range(3):
        await publish(world, texts=dict.fromkeys(Lang, f"nyhed {number}"))
    await world.settled()
    for player in readers:
        told = sorted(text.split("nyhed ")[1][0] for text in texts_of(player))
        assert told == ["0", "1", "2"]


async def test_a_text_that_was_changed_meanwhile_is_sent_as_it_stands(
    world: World, reader: Player
) -> None:
    await prefers(world, reader, in_full=True, quiet=NIGHT)
    first = people(world, 1)[0]
    await prefers(world, first, in_full=True)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()

    async def correct(tx: Tx) -> None:
        value = await bulletins.get(tx, bulletin)
        content = replace(value.content, texts=dict.fromkeys(Lang, "rettet"))
        changed = replace(value, content=content, version=value.version + 1)
        await bulletins.save(tx, changed, expected=value.version)

    await world.bot.store.write(correct)
    await world.pass_time(hours=9)
    assert [("rettet" in text) for text in (texts_of(first)[0], texts_of(reader)[0])] == [
        False,
        True,
    ]


async def test_a_whole_area_that_sleeps_holds_nobody_up(world: World) -> None:
    """More sleepers than are looked ahead: who is awake is reached behind them all."""
    sleepers, awake = people(world, 150), people(world, 3)
    for player in sleepers:
        await prefers(world, player, quiet=NIGHT)
    for player in awake:
        await prefers(world, player)
    await at_night(world)
    bulletin = await publish(world)
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.OPEN: 150, Delivery.SENT: 3}
    await world.pass_time(hours=8, minutes=1)
    assert all(news_of(player) == 1 for player in (*sleepers, *awake))


async def test_a_night_in_which_the_clock_changes_ends_by_the_wall(world: World) -> None:
    """27 March 2027 to 28 March: eight hours by the wall are seven."""
    reader = people(world, 1)[0]
    await prefers(world, reader, quiet=NIGHT)
    world.clock.advance(days=(date(2027, 3, 27) - world.clock().date()).days)
    await world.pass_time(hours=13)
    await publish(world)
    await world.settled()
    assert news_of(reader) == 0
    await world.pass_time(hours=6, minutes=58)
    assert news_of(reader) == 0
    await world.pass_time(minutes=3)
    assert news_of(reader) == 1


async def test_what_came_with_its_text_is_changed_in_place_and_the_line_is_left(
    world: World,
) -> None:
    full, usual = people(world, 2)
    await prefers(world, full, in_full=True)
    await prefers(world, usual)
    bulletin = await publish(world)
    await world.settled()

    async def correct(tx: Tx) -> None:
        value = await bulletins.get(tx, bulletin)
        content = replace(value.content, texts=dict.fromkeys(Lang, "rettet"))
        changed = replace(value, content=content, version=value.version + 1)
        await bulletins.save(tx, changed, expected=value.version)
        await changes.want(tx, bulletin, Change.EDIT)

    await world.bot.store.write(correct)
    world.bot.sender.wake()
    await world.settled()
    [text] = texts_of(full)
    assert "rettet" in text
    assert text.endswith(plain(texts.chosen(full.t)))
    assert texts_of(usual) == [notices.neutral(usual.t).text]
    edited = [c.params["chat_id"] for c in world.sim.calls if c.method == "editMessageText"]
    assert edited == [full.person.id]


async def test_a_correction_with_its_text_says_what_holds_now(world: World, reader: Player) -> None:
    await prefers(world, reader, in_full=True)
    first = await publish(world)
    await world.settled()
    hour = int(world.clock.seconds()) // 3600
    correction = Bulletin(
        id=BulletinId(world.bot.house.new_id()),
        organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(b"a" * 16),
        content=Content(
            texts=dict.fromkeys(Lang, "kun en kort besked"),
            areas=frozenset({AREA}),
            earlier=first,
            tie=Tie.CORRECTION,
        ),
        hour=hour,
    )
    await world.bot.store.write(lambda tx: send(tx, correction))
    world.bot.sender.wake()
    await world.settled()
    value = await world.bot.store.read(lambda tx: bulletins.get(tx, first))
    assert texts_of(reader)[-1] == plain(change_screens.correction(reader.t, value).text)
