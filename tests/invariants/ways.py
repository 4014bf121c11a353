"""What people do in the worlds of the invariants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.actions import (
    Action,
    BulletinArea,
    BulletinLanguage,
    BulletinPage,
    ProposeBulletin,
    ShowBulletinDraft,
)
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.simulator import Message, Person
from bot.texts import common, resident
from tests.kit.needles import Hidden
from tests.kit.world import Player, World

NEWS: Mapping[Lang, str] = {
    Lang.DA: "Der er fællesspisning på torvet fredag.",
    Lang.AR: "عشاء مشترك في الساحة يوم الجمعة.",
    Lang.EN: "We eat together in the square on Friday.",
}


async def forges(player: Player, data: str | Action, under: Message | None = None) -> None:
    """Presses what no button says, as a changed client can."""
    wire = data.encode() if isinstance(data, Action) else data
    player.person.press_data(under or player.screen, wire)
    await player.world.settled()


async def proposes_news(author: Player, *areas: str) -> None:
    """Somebody is there who can sign it."""
    await author.world.approver()
    await author.says("/bulletin")
    for lang, text in NEWS.items():
        await forges(author, BulletinLanguage(lang))
        await author.says(text)
    for area in areas:
        await forges(author, BulletinArea(AreaId(area)))
    await forges(author, ShowBulletinDraft(BulletinPage.PREVIEW))
    await author.taps(_label_of(author, ProposeBulletin))


async def sends_news(author: Player, *areas: str) -> None:
    """Somebody else signs it."""
    await proposes_news(author, *areas)
    await author.world.signs()


def _label_of(player: Player, action: type[Action]) -> str:
    """Of the newest button of this kind."""
    for message in reversed(player.person.chat.messages):
        for row in message.buttons:
            for button in row:
                if (button.data or "").startswith(f"1:{action.name}:"):
                    return button.text
    raise AssertionError(f"no button of {action.__name__}")


def appears(world: World, who: Hidden, lang: Lang, **facts: Any) -> Player:
    """Somebody whose id and names are needles, who has not opened the bot yet."""
    person: Person = world.sim.person(
        who.first_name, who.id, last_name=who.last_name, username=who.username,
        language_code=lang.value, **facts,
    )  # fmt: skip
    return Player(world, person, lang)


async def comes_in(world: World, who: Hidden, lang: Lang = Lang.DA, *areas: str) -> Player:
    """Such a person has chosen a language, read the notice and follows areas."""
    player = await appears(world, who, lang).starts()
    await player.taps(common.LANGUAGE_NAMES[lang])
    await player.taps(resident.button_accept_notice(player.t))
    for area in areas:
        await world.follows(player, area)
    return player
