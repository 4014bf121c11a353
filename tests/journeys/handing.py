"""How a case is offered to another organisation, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.handovers import Kind, Purpose
from bot.domain.ids import LegalBasisId, OrganisationId
from bot.texts import handovers, masking, pictures, staff
from tests.kit.world import Player

BASIS = LegalBasisId("retspl-115")


def named(player: Player, organisation: str) -> str:
    places = player.world.bot.house.partnership
    return player.t.name(places.organisation(OrganisationId(organisation)).names)


def basis(player: Player) -> str:
    return player.t.name(player.world.bot.house.partnership.legal_basis(BASIS).names)


async def opens_others(lead: Player, code: str) -> None:
    """The page of a case's hand-overs."""
    await lead.says(f"/case {code}")
    await lead.taps(masking.button_more(lead.t))
    await lead.taps(handovers.button_others(lead.t))


async def offers(
    lead: Player,
    code: str,
    to: str,
    *,
    kind: Kind = Kind.SHARE,
    picks: Sequence[int] = (0,),
    purpose: Purpose = Purpose.PREVENTION,
) -> str:
    """From the case to the offer; returns the preview. picks: which of the contributions."""
    t = lead.t
    await opens_others(lead, code)
    await lead.taps(handovers.button_new(t))
    await lead.taps(named(lead, to))
    await lead.taps(handovers.button_kind(t, kind))
    for number in picks:
        await lead.taps(lead.screen.buttons[number][0].text)
    await lead.taps(pictures.button_go_on(t))
    await lead.taps(handovers.purpose(t, purpose))
    await lead.taps(basis(lead))
    preview = lead.sees
    await lead.taps(handovers.button_offer(t))
    return preview


async def accepts(lead: Player) -> None:
    """From the newest notice."""
    await lead.taps(staff.button_open(lead.t))
    await lead.taps(handovers.button_accept(lead.t))
