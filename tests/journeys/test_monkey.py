"""People who press and write anything, in any order: the product never stumbles."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

from sqlalchemy import func, select

from bot.domain.actions import ChooseLanguage
from bot.domain.people import Lang
from bot.handlers import COMMANDS, COMMANDS_WITH_TEXT
from bot.store.db import Statement, Tx
from bot.store.schema import dead_letter, outbox
from bot.texts import refusals
from tests.journeys.ways import AREA, DANGER, SECOND_AREA, WORDS, shown
from tests.kit.world import Player, World

_DEAD = Statement(select(func.count().label("n")).select_from(dead_letter))
_BURIED = Statement(select(func.count().label("n")).where(outbox.c.dead != 0))
ACTS, SEED = 120, "monkey"


async def test_whatever_people_do_nothing_breaks_and_every_screen_is_right(
    world: World, lang: Lang
) -> None:
    chance = random.Random(f"{SEED} {lang}")
    people = await _people(world, lang)
    for _ in range(ACTS):
        player = chance.choice(people)
        await _acts(chance)(player, chance)
        assert refusals.apology(player.t) not in shown(player)
    assert await world.bot.store.read(_lost) == 0


async def _people(world: World, lang: Lang) -> list[Player]:
    """Two of each, so that they meet; one resident and one colleague speak the language."""
    both = await world.moderator(lang, name="Both")
    await world.joins(both, await world.invitation("publisher"))
    return [
        await world.resident(lang, follows=[AREA]),
        await world.newcomer("da", f"a_{SECOND_AREA}"),
        both,
        await world.moderator("en", areas=[AREA], name="Other"),
    ]


async def _lost(tx: Tx) -> int:
    rows = [await tx.row(_DEAD), await tx.row(_BURIED)]
    return sum(int(row["n"]) for row in rows if row)


Act = Callable[[Player, random.Random], Awaitable[object]]


async def _taps(player: Player, chance: random.Random) -> None:
    """Any button that stands on the phone, most often one of the newest screen."""
    screens = [m for m in player.person.chat.messages if m.buttons]
    if not screens:
        return
    screen = screens[-1] if chance.random() < 0.7 else chance.choice(screens)
    button = chance.choice([b for row in screen.buttons for b in row])
    for lang in Lang:
        if button.data == ChooseLanguage(lang).encode():
            player.lang, player.person.language_code = lang, lang.value
            player.person.user["language_code"] = lang.value
    player.person.press_data(screen, button.data or "")
    await player.world.settled()


async def _writes(player: Player, chance: random.Random) -> None:
    await player.says(chance.choice([*WORDS.values(), *DANGER.values(), "12, 3. tv", "?"]))


async def _commands(player: Player, chance: random.Random) -> None:
    names = [name for names in (*COMMANDS, *COMMANDS_WITH_TEXT) for name in names]
    words = chance.choice(["", "", " K7M-4QX", " a_x"])
    await player.says(f"/{chance.choice(names)}{words}")


async def _edits(player: Player, chance: random.Random) -> None:
    typed = [m for m in player.person.chat.messages if not m.outgoing and m.kind is None]
    if typed:
        await player.edits(chance.choice(typed), chance.choice([*WORDS.values(), "/cases"]))


async def _attaches(player: Player, chance: random.Random) -> None:
    person = player.person
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: person.send_photo(caption=chance.choice(["", WORDS[player.lang]])),
        person.send_voice, person.send_document, person.send_sticker, person.send_contact,
        person.send_location, person.send_poll, lambda: person.forward("Se her", "Nabo"),
    ]  # fmt: skip
    await chance.choice(ways)()
    await player.world.settled()


async def _waits(player: Player, chance: random.Random) -> None:
    await player.world.pass_time(minutes=chance.choice([1, 30, 61, 400]))
    await player.world.tick(chance.choice(["drafts", "windows", "reports", "addresses", "updates"]))


def _acts(chance: random.Random) -> Act:
    acts: list[Act] = [_taps, _writes, _commands, _edits, _attaches, _waits]
    return chance.choices(acts, weights=[60, 20, 8, 5, 4, 3])[0]
