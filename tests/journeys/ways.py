"""What people do on their way, step by step, and what they see."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from bot.domain.actions import Action
from bot.domain.codes import CaseCode
from bot.domain.concerns import HowOften, When
from bot.domain.dialogues import Step
from bot.domain.ids import AreaId, ConcernId
from bot.domain.people import Lang
from bot.simulator import Message
from bot.store import concerns
from bot.store.db import Tx
from bot.texts import common, resident
from tests.kit.world import Player, World

AREA, SECOND_AREA, FAR_AREA = "hoeje-gladsaxe", "vaerebro", "hedeparken"
"""Two areas of Gladsaxe, one of Ballerup."""
WORDS: Mapping[Lang, str] = {
    Lang.DA: "Tunnelen er mørk, og der står nogen hver aften.",
    Lang.AR: "النفق مظلم ويقف فيه بعضهم كل مساء.",
    Lang.EN: "The tunnel is dark and people wait there every evening.",
}
DANGER: Mapping[Lang, str] = {
    Lang.DA: "Han har en kniv og står foran opgangen",
    Lang.AR: "معه سكين وهو أمام المدخل",
    Lang.EN: "He has a knife and is at the entrance",
}
GUIDED = (
    Step.CONCERN_AREA,
    Step.CONCERN_CATEGORY,
    Step.CONCERN_WHEN,
    Step.CONCERN_HOW_OFTEN,
    Step.CONCERN_WORDS,
)


def plain(text: str) -> str:
    """A text as a phone shows it."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def shown(player: Player) -> str:
    """All texts of the bot that stand on the phone."""
    return "\n".join(m.text for m in player.person.chat.messages if m.outgoing)


def newest_buttons(player: Player) -> list[str]:
    return [button.text for row in player.screen.buttons for button in row]


async def speaks(player: Player, lang: Lang) -> None:
    """Chooses another language; from then on the screens are expected in it."""
    await player.says("/language")
    player.lang, player.person.language_code = lang, lang.value
    await player.taps(common.LANGUAGE_NAMES[lang])


async def forges(player: Player, data: str | Action, under: Message | None = None) -> None:
    """Presses what no button says, as a changed client can."""
    wire = data.encode() if isinstance(data, Action) else data
    player.person.press_data(under or player.screen, wire)
    await player.world.settled()


async def case_id(world: World, code: str) -> ConcernId:
    async def find(tx: Tx) -> ConcernId:
        found = await concerns.find(tx, CaseCode(code))
        assert found, f"there is no case {code}"
        return found.id

    return await world.bot.store.read(find)


# --- the guided steps ------------------------------------------------------------------------


def area_name(player: Player, area: str = AREA) -> str:
    return player.world.bot.house.partnership.area(AreaId(area)).name


def municipality(player: Player, area: str = AREA) -> str:
    """The button of the municipality an area belongs to."""
    organisation = player.world.bot.house.partnership.organisation_of(AreaId(area))
    return resident.button_municipality(player.t, player.t.name(organisation.names))


def category(player: Player, wanted: str = "unsafe") -> str:
    categories = player.world.bot.house.partnership.categories.values()
    return player.t.name(next(c.names for c in categories if c.id == wanted))


def question(player: Player, step: Step) -> str:
    """What a guided step asks."""
    t = player.t
    asked = {
        Step.CONCERN_AREA: resident.ask_area(t),
        Step.CONCERN_CATEGORY: resident.ask_category(t),
        Step.CONCERN_WHEN: resident.ask_when(t),
        Step.CONCERN_HOW_OFTEN: resident.ask_how_often(t),
        Step.CONCERN_WORDS: resident.ask_words(t),
    }
    return asked[step]


async def chooses_area(player: Player, area: str = AREA) -> None:
    await player.taps(municipality(player, area))
    await player.taps(area_name(player, area))


async def answers(player: Player, step: Step) -> None:
    """Answers one guided question, the last two with no answer."""
    match step:
        case Step.CONCERN_AREA:
            await chooses_area(player)
        case Step.CONCERN_CATEGORY:
            await player.taps(category(player))
        case _:
            await player.taps(resident.button_no_answer(player.t))


async def reaches(player: Player, step: Step) -> None:
    """From anywhere to one step of a new concern; at the preview with the usual words."""
    await player.says("/concern")
    for before in GUIDED:
        if before is step:
            return
        if before is Step.CONCERN_WORDS:
            await player.says(WORDS[player.lang])
        else:
            await answers(player, before)


async def tells(player: Player, when: When, how_often: HowOften, words: str) -> None:
    """A whole concern with guided answers, up to its preview."""
    await reaches(player, Step.CONCERN_WHEN)
    await player.taps(common.when(player.t, when))
    await player.taps(common.how_often(player.t, how_often))
    await player.says(words)
