"""A concern's whole way: shared, claimed, answered, continued, closed, reopened."""

from __future__ import annotations

import pytest

from bot.texts import resident, staff
from tests.kit.world import World


@pytest.mark.parametrize("lang", ["ar", "da", "en"])
async def test_a_concern_is_shared_answered_and_closed(world: World, lang: str) -> None:
    mette = await world.moderator(name="Mette Testesen")
    amal = await world.resident(lang, name="Amalnavnelang")
    code = await world.shares_concern(amal, "Der er mørkt i tunnelen om aftenen.")
    assert code in mette.sees
    await world.answers(mette, code, "Tak. Vi har bestilt nye lamper.")
    assert resident.neutral_notice(amal.t) == amal.sees
    await amal.taps(resident.button_see_news(amal.t))
    assert "Vi har bestilt nye lamper" in amal.sees
    assert "Mette" not in amal.sees
    await amal.taps(resident.button_write_to_case(amal.t))
    await amal.says("Mange tak!")
    await amal.taps(resident.button_send(amal.t))
    await mette.says(f"/case {code}")
    assert "Mange tak!" in mette.sees
    assert "Amalnavnelang" not in "".join(mette.person.chat.texts)
    await mette.taps(staff.button_close(mette.t))
    await mette.taps("Vi har gjort noget")
    await amal.taps(resident.button_see_news(amal.t))
    await amal.taps(resident.button_not_solved(amal.t))
    await mette.says(f"/case {code}")
    assert staff.button_reply(mette.t) in mette.buttons
