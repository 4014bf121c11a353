"""A resident sees what is held, and is forgotten."""

from __future__ import annotations

import pytest

from bot.texts import resident
from tests.kit.world import World

LANGUAGES = pytest.mark.parametrize("lang", ["ar", "da", "en"])


@LANGUAGES
async def test_mine_lists_what_is_held_and_nothing_of_others(world: World, lang: str) -> None:
    amal = await world.resident(lang, follows=["hoeje-gladsaxe"])
    other = await world.resident(lang, name="Other")
    code = await world.shares_concern(amal, "Der er mørkt i tunnelen.")
    foreign = await world.shares_concern(other, "Noget andet.")
    await amal.says("/concern")
    await amal.says("Ord, der ikke er sendt.")
    await amal.says("/mine")
    assert code in amal.sees
    assert foreign not in amal.sees
    assert "Høje Gladsaxe" in amal.sees


@LANGUAGES
async def test_who_never_chose_anything_has_nothing(world: World, lang: str) -> None:
    nobody = await world.newcomer(lang)
    await nobody.says("/mydata")
    assert nobody.sees == resident.mine(nobody.t, None, [], [], draft=False)


@LANGUAGES
async def test_slet_forgets_all_and_ends_the_way_back(world: World, lang: str) -> None:
    mette = await world.moderator()
    amal = await world.resident(lang, follows=["hoeje-gladsaxe", "vaerebro"])
    code = await world.shares_concern(amal, "Der er mørkt i tunnelen.")
    await amal.says("/mine")
    await amal.taps(resident.button_erase(amal.t))
    await amal.taps(resident.button_erase_for_sure(amal.t))
    assert len(amal.person.chat.messages) == 1
    before = len(amal.person.chat.history)
    await world.answers(mette, code, "Tak, vi ser på det.")
    assert len(amal.person.chat.history) == before
    await amal.says("/slet")
    await amal.says("/mine")
    assert amal.sees == resident.mine(amal.t, None, [], [], draft=False)
