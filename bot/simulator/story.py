"""Plays what people did before somebody looks: the sample data of the demo, and of a morning."""

from __future__ import annotations

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.simulator.markup import Button
from bot.simulator.people import Person
from bot.simulator.simulator import Simulator

FIRST_ID = 1 << 51
_APART = 7919
_PATIENCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one person does. Who comes up a second time goes on.

    start: a start payload. hidden: has no phone on the page.
    """

    id: str
    steps: Sequence[str]
    name: str = ""
    language: str = ""
    role: str = ""
    note: str = ""
    start: str = ""
    hidden: bool = False


Invite = Callable[[str, str], Awaitable[str]]
"""(organisation, role) -> the start payload of an invitation."""


def load(path: Path) -> Sequence[Part]:
    found: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Part(**one) for one in found["people"]]


async def tell(sim: Simulator, parts: Sequence[Part], invite: Invite) -> Mapping[str, Person]:
    """Plays the parts one after the other. Returns the people by their ids."""
    people: dict[str, Person] = {}
    for part in parts:
        await play(sim, part, people, invite)
    return people


async def play(sim: Simulator, part: Part, people: dict[str, Person], invite: Invite) -> None:
    """people: whom the parts before have brought in; a new one is added."""
    if part.id not in people:
        number = FIRST_ID + len(people) * _APART
        person = sim.person(part.name, number, language_code=part.language)
        people[part.id] = person
        if not part.hidden:
            sim.phone(part.id, person, role=part.role, note=part.note)
        await person.start(await _payload(part.start, invite))
    try:
        for step in part.steps:
            await _step(people[part.id], step)
        await _answered(people[part.id])
    except AssertionError:
        seen = [b.text for m in people[part.id].chat.messages for row in m.buttons for b in row]
        raise AssertionError(f"{part.id}: {step!r} has no place among {seen}") from None


async def _payload(start: str, invite: Invite) -> str:
    if not start.startswith("{invite "):
        return start
    _, organisation, role = start.strip("{}").split()
    return await invite(organisation, role)


async def _step(person: Person, step: str) -> None:
    """What is typed; "> label" presses the newest button that begins with the label."""
    await _answered(person)
    if not step.startswith("> "):
        await person.send(step)
        return
    label, found = step.removeprefix("> "), list[Button]()

    def shown(chat: Any) -> bool:
        rows = (row for message in reversed(chat.messages) for row in message.buttons)
        found[:] = [b for row in rows for b in row if bare(b.text).startswith(label)]
        return bool(found)

    await person.expect(shown, timeout=_PATIENCE)
    await person.press(found[0])


def bare(label: str) -> str:
    """Without the marks that keep foreign runs in order for right-to-left readers."""
    return "".join(c for c in label if not "\u2066" <= c <= "\u2069")


async def _answered(person: Person) -> None:
    """Until the bot has answered: the newest message is its own."""
    await person.expect(
        lambda chat: bool(chat.messages) and chat.messages[-1].outgoing, timeout=_PATIENCE
    )
