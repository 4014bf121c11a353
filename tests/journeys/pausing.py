"""How an author's new concerns come to be paused, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.mutes import MuteReason
from bot.domain.people import Lang
from bot.texts import masking, mutes, resident, staff
from tests.journeys.ways import WORDS
from tests.kit.world import Player, World

APPEAL = {
    Lang.DA: "Jeg mente det ikke sådan.",
    Lang.AR: "لم أقصد ذلك.",
    Lang.EN: "I did not mean it that way.",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """Who had a part in it. code: of the case it began from."""

    resident: Player
    proposer: Player
    second: Player
    code: str


async def written_to(world: World, lang: Lang, role: str = "moderator") -> tuple[Player, str]:
    """A colleague who has taken a case, and its code."""
    mette = await world.colleague(role, lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await takes(mette, code)
    return mette, code


async def takes(colleague: Player, code: str) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(staff.button_claim(colleague.t))


async def proposes(
    colleague: Player, code: str, *, why: MuteReason = MuteReason.FLOODING, days: int = 7
) -> None:
    t = colleague.t
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(t))
    await colleague.taps(mutes.button_mute(t))
    await colleague.taps(mutes.reason(t, why))
    await colleague.taps(mutes.days(t, days))
    await colleague.taps(mutes.button_propose(t))


async def confirms(lead: Player) -> None:
    """From the newest notice."""
    await lead.taps(staff.button_open(lead.t))
    await lead.taps(mutes.button_confirm(lead.t))


async def paused(world: World, lang: Lang, *, days: int = 7) -> Pause:
    mette, lise = await world.moderator(lang), await world.colleague("lead", lang, name="Lise")
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await takes(mette, code)
    await proposes(mette, code, days=days)
    await confirms(lise)
    return Pause(someone, mette, lise, code)


async def appeals(someone: Player) -> None:
    """From anywhere; begins with a new concern, which is paused."""
    t = someone.t
    await someone.says("/concern")
    await someone.taps(mutes.button_appeal(t))
    await someone.says(APPEAL[someone.lang])
    await someone.taps(mutes.button_send_appeal(t))


async def may_share(someone: Player) -> bool:
    """Whether a new concern can be begun; nothing is left of the try."""
    await someone.says("/concern")
    begun = resident.ask_area(someone.t) in someone.sees
    await someone.says("/cancel")
    return begun
