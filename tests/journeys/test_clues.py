"""A resident is warned of what could tell who they are, before sending."""

from __future__ import annotations

import pytest

from bot.domain.clues import MASK, Clue
from bot.texts import resident
from tests.kit.world import World

LANGUAGES = pytest.mark.parametrize("lang", ["ar", "da", "en"])
WORDS = (
    "Jeg hedder Zubaydahtest, tlf. 28 14 55 90, cpr 010203-1234, zt@mail.dk, @zubaydah, "
    "bil AB 12 345, nr. 12, 3. tv"
)


@LANGUAGES
async def test_every_kind_of_clue_warns_and_can_be_masked(world: World, lang: str) -> None:
    mette = await world.moderator()
    amal = await world.resident(lang, name="Zubaydahtest")
    await amal.says("/concern")
    await amal.says(WORDS)
    code = await world.sends_begun_concern(amal, mask=True)
    await mette.says(f"/case {code}")
    assert "Zubaydahtest" not in mette.sees
    assert mette.sees.count(MASK) == len(Clue)


@LANGUAGES
async def test_an_addition_warns_too(world: World, lang: str) -> None:
    amal = await world.resident(lang)
    await world.shares_concern(amal, "Der er mørkt i tunnelen.")
    await amal.says("/cases")
    await amal.taps(next(b for b in amal.buttons if "·" in b))
    await amal.taps(resident.button_write_to_case(amal.t))
    await amal.says("Ring 28 14 55 90")
    assert resident.clue(amal.t, Clue.PHONE) in amal.sees
    await amal.taps(resident.button_mask(amal.t))
    assert "28 14 55 90" not in amal.sees
    assert MASK in amal.sees
