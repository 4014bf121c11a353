"""What a person is shown of their data is what is stored, for them alone; and all of it goes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import (
    AnswerPulse,
    SignUp,
)
from bot.domain.dialogues import Step
from bot.domain.ids import AnswerId
from bot.domain.people import Lang
from bot.store import (
    addresses,
    deliveries,
    profiles,
    pulses,
    signups,
)
from bot.texts import pictures, resident
from tests.invariants.conftest import Shown
from tests.invariants.rows import held_of, rows
from tests.journeys import pausing
from tests.journeys.handing import offers
from tests.journeys.test_events import announces, newest
from tests.journeys.test_publishers import sends_news
from tests.journeys.test_pulse import (
    asks,
    newest_round,
)
from tests.journeys.ways import (
    AREA,
    SECOND_AREA,
    WORDS,
    forges,
    reaches,
)
from tests.kit import files
from tests.kit.world import Player, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


async def _neighbours(world: World) -> list[Player]:
    """One with everything, one who only came in, one who is in the middle of a concern."""
    mette, karim = await world.moderator("da"), await world.publisher("en")
    amal = await world.resident("ar", follows=[AREA, SECOND_AREA], name="Amal")
    ole = await world.resident("da", name="Ole")
    ida = await world.resident("en", follows=[AREA], name="Ida")
    codes = [await world.shares_concern(amal, f"{WORDS[Lang.AR]} {n}") for n in range(2)]
    await world.answers(mette, codes[0], "Tak.")
    lise = await world.colleague("lead", name="Lise")
    await world.colleague("lead", organisation="politi", name="Palle")
    await offers(lise, codes[0], "politi")
    await reaches(ida, Step.CONCERN_PREVIEW)
    await ida.person.send_photo(files.photo())
    await world.settled()
    await ida.taps(pictures.button_go_on(ida.t))
    await ida.taps(resident.button_send(ida.t))
    await sends_news(karim, AREA)
    await announces(karim)
    for one in (amal, ida):
        await forges(one, SignUp(await newest(world)))
    await asks(karim, AREA)
    asked = await newest_round(world)
    for player in (amal, ida):
        await forges(player, AnswerPulse(asked.id, AnswerId("safe")))
    await ida.says("/concern")
    await ida.says(WORDS[Lang.EN])
    return [amal, ole, ida]


async def _exported(player: Player) -> tuple[dict[str, Any], Counter[str]]:
    """The file, and what is stored at the moment it is made."""
    await player.says("/mine")
    before = held_of(player.world, player)
    await player.taps(resident.button_mine_file(player.t))
    assert player.screen.document is not None
    return json.loads(player.screen.document.data), before


def _listed(file: dict[str, Any]) -> Counter[str]:
    """Rows that the file says are stored."""
    return +Counter(
        {
            "profile": int(file["choices"] is not None),
            "subscription": len(file["areas"]),
            "delivery": len(file["area_news_sent"]),
            "concern": len(file["cases"]),
            "address": sum(case["address_of_chat_kept"] for case in file["cases"]),
            "entry": sum(len(case["conversation"]) for case in file["cases"]),
            "picture": sum(e["pictures"] for c in file["cases"] for e in c["conversation"]),
            "handover": sum(len(case["shared_with_others"]) for case in file["cases"]),
            "signup": len(file["signed_up_to"]),
            "mute": int(file["pause"] is not None),
            "pulse_answer": len(file["pulse_answers"]),
            "dialogue": int(file["being_written"] is not None),
            "shown": file["messages_to_be_deleted"],
            "outbox": file["waiting_to_be_sent"],
        }
    )


async def _check_mine(world: World, people: list[Player]) -> Counter[str]:
    everything: Counter[str] = Counter()
    for player in people:
        file, stored = await _exported(player)
        assert _listed(file) == stored, "the file does not list what is stored"
        everything += stored
        others = [p for p in people if p is not player]
        assert all(str(p.person.id) not in json.dumps(file) for p in others)
    for call in world.sim.calls:
        if call.method == "sendDocument":
            assert call.params["chat_id"] in {p.person.id for p in people}
    return everything


@pytest.mark.invariant(22)
async def test_mine_lists_exactly_what_is_stored_for_the_chat_only_there(
    world: World, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [*await _neighbours(world), (await pausing.paused(world, Lang.DA)).resident]
    stored = await _check_mine(world, people)
    assert stored["mute"] == 1
    for table in (
        "profile", "subscription", "delivery", "concern", "address", "entry", "picture",
        "handover", "signup", "pulse_answer",
    ):  # fmt: skip
        assert stored[table] == len(rows(world, table)), f"{table} holds what is nobody's"
    assert stored["dialogue"]
    amal, _, ida, _ = people
    file, _ = await _exported(amal)
    assert [c["conversation"][0]["text"] for c in file["cases"]] != []
    assert WORDS[Lang.EN] not in json.dumps(file, ensure_ascii=False)
    being_written = (await _exported(ida))[0]["being_written"]
    assert WORDS[Lang.EN] in json.dumps(being_written, ensure_ascii=False)
    shown.tried(f"4 people, {sum(stored.values())} rows of {len(stored)} tables")

    async def none_sent(*_: object) -> list[object]:
        return []

    monkeypatch.setattr(deliveries, "of_profile", none_sent)
    with pytest.raises(AssertionError, match="does not list"):
        await _check_mine(world, people)
    shown.caught("a table left out of the file")


async def _check_forgotten(world: World, player: Player) -> None:
    """Nothing but the message that says so; no news comes, and there is nothing to show."""
    left = held_of(world, player)
    assert set(left) <= {"shown"}, f"still held: {dict(left)}"
    assert left["shown"] <= 1
    before = len(player.person.chat.history)
    await sends_news(await world.publisher("en"), AREA)
    assert len(player.person.chat.history) == before
    await player.says("/mine")
    assert resident.mine(player.t, None, [], [], draft=False) == player.sees
    file = (await _exported(player))[0]
    assert not any(file[k] for k in file if k != "messages_to_be_deleted")


async def _erases(player: Player) -> None:
    await player.says("/slet")
    await player.taps(resident.button_erase_for_sure(player.t))


@pytest.mark.invariant(21)
async def test_erasing_leaves_nothing_to_find_the_person_by(world: World, shown: Shown) -> None:
    people = await _neighbours(world)
    held = sum((held_of(world, p) for p in people), Counter[str]())
    words = len(rows(world, "entry"))
    for player in people:
        await _erases(player)
        await _check_forgotten(world, player)
    for table in ("profile", "subscription", "address", "delivery", "signup", "pulse_answer"):
        assert rows(world, table) == []
    assert len(rows(world, "entry")) == words  # staff keep them until their own deadline
    shown.tried(f"3 people who erased, {sum(held.values())} rows before, a bulletin to each after")


@pytest.mark.invariant(21)
@pytest.mark.parametrize(
    ("plant", "of", "name"),
    [
        ("choices kept", profiles, "delete_of"),
        ("a followed area kept", profiles, "unfollow_all"),
        ("an address kept", addresses, "delete_of"),
        ("news sent kept", deliveries, "forget_of_profile"),
        ("a sign-up kept", signups, "remove"),
        ("an answer to a question kept", pulses, "remove"),
    ],
)
async def test_what_an_erasure_forgets_to_erase_is_found(
    world: World, shown: Shown, monkeypatch: pytest.MonkeyPatch, plant: str, of: object, name: str
) -> None:
    amal = (await _neighbours(world))[0]

    async def forgotten(*_: object, **__: object) -> None:
        return

    if name == "unfollow_all":  # the profile stays as well, else nobody could be found by it
        monkeypatch.setattr(profiles, "delete_of", forgotten)
    monkeypatch.setattr(of, name, forgotten)
    profile_kept = name == "forget_of_profile"
    sent = len(rows(world, "delivery"))
    await _erases(amal)
    if profile_kept:
        with pytest.raises(AssertionError):
            assert len(rows(world, "delivery")) < sent
    else:
        with pytest.raises(AssertionError, match="still held"):
            await _check_forgotten(world, amal)
    shown.caught(plant)
