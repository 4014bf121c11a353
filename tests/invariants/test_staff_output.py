"""Every screen a colleague can reach, every command, every export: none names a resident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.domain.actions import decode
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import moderation, record
from bot.services.moderation import Card
from bot.simulator import Message
from bot.texts import publisher, resident, staff
from tests.cli.shell import Shell, settings_of
from tests.invariants.conftest import Shown
from tests.invariants.rig import body_of
from tests.invariants.ways import NEWS, comes_in, sends_news
from tests.kit.needles import Found, Needles, invented
from tests.kit.world import TOKEN, Player, World

PEOPLE = invented(4, seed=6)
AREA = "hoeje-gladsaxe"
MOST = 400
"""Presses at most; far more than there are different buttons."""
COMMANDS = (
    "/start", "/help", "/queue", "/koe", "/case", "/sag", "/bulletin", "/opslag", "/bulletins",
    "/opslag_liste", "/cases", "/mine", "/about", "/privacy", "/language", "/news", "/areas",
)  # fmt: skip
OF_STAFF = {
    "ShowQueue", "ShowConcern", "Claim", "Release", "WriteReply", "SendReply", "ChooseOutcome",
    "Close", "ReadsLanguage", "BulletinLanguage", "BulletinFallback", "BulletinArea",
    "ShowBulletinDraft", "ProposeBulletin", "BulletinReport",
}  # fmt: skip


class Explorer:
    """Presses every button that ever stands on a colleague's phone, once, and types in between."""

    def __init__(self, colleague: Player) -> None:
        self._who = colleague
        self._pressed: set[str] = set()
        self.kinds: set[str] = set()
        self._press = colleague.person.press_data
        colleague.person.press_data = self._noted  # type: ignore[method-assign] # to count them

    def _noted(self, message: Message, data: str) -> Message:
        self.kinds.add(_kind(data))
        return self._press(message, data)

    async def explores(self, codes: Sequence[str]) -> int:
        """Everything reachable from the commands; how many buttons were pressed."""
        for command in (*COMMANDS, *(f"/case {code}" for code in codes)):
            await self._who.says(command)
            await self._presses_all()
        return len(self._pressed)

    async def _presses_all(self) -> None:
        while len(self._pressed) < MOST and (data := self._next()):
            self._pressed.add(_shape(data))
            self._who.person.press_data(self._who.screen, data)
            await self._who.world.settled()
            await self._types()

    def _next(self) -> str | None:
        """A button not pressed yet, the newest first; what ends a screen comes last."""
        shown = [b.data for m in self._who.person.chat.messages for row in m.buttons for b in row]
        new = [d for d in shown if d and _shape(d) not in self._pressed]
        return min(new, key=_last, default=None)

    async def _types(self) -> None:
        """Answers whatever asks for words."""
        if "Annuller" in "".join(b.text for row in self._who.screen.buttons for b in row):
            await self._who.says(NEWS[Lang.DA])


_ENDINGS = ("hide", "cancel", "menu")


_LATE = ("ProposeBulletin", "Release", "Close", "StepBack")
"""What ends something, each later than the one before: none may hide the others."""


def _last(data: str) -> tuple[bool, int]:
    leaves = any(word in data for word in _ENDINGS) or _kind(data) in {"ChooseLanguage", "Erase"}
    gives = _kind(data) in {"Assign", "AssignAll", "SetArea"}
    late = "StepBack" if gives else _kind(data)
    return leaves, _LATE.index(late) + 1 if late in _LATE else 0


def _shape(data: str) -> str:
    """The button without the version of the draft it belongs to."""
    return data if _kind(data) not in {"SendReply", "ProposeBulletin"} else data.rpartition(":")[0]


def _kind(data: str) -> str:
    return type(decode(data)).__name__


# --- the day -------------------------------------------------------------------------------------


async def _cases(world: World) -> list[str]:
    """Each person shares a concern, adds to it, and one of them follows the area."""
    codes = []
    for number, who in enumerate(PEOPLE):
        lang = list(Lang)[number % len(Lang)]
        player = await comes_in(world, who, lang, AREA)
        code = await world.shares_concern(player, f"Lampen ved opgang {number} er gået.")
        await player.says("/cases")
        await player.taps(code)
        await player.taps(resident.button_write_to_case(player.t))
        await player.says("Den blinker også.")
        await player.taps(resident.button_send(player.t))
        codes.append(code)
    return codes


async def _colleagues(world: World) -> Mapping[str, Player]:
    """One of each role, and one who has them all."""
    all_of_them = await world.moderator(name="Mette")
    for role in Role:
        await world.joins(all_of_them, await world.invitation(role.value))
    return {"all roles": all_of_them} | {
        role.value: await world.colleague(role.value, name=f"Anna{role.value}") for role in Role
    }


async def _works(world: World, colleague: Player, code: str, other: str) -> None:
    """A whole case and a whole bulletin: what chance alone hardly gets to."""
    await colleague.says(f"/case {other}")
    await colleague.taps(staff.button_claim(colleague.t))
    await colleague.taps(staff.button_release(colleague.t))
    await world.answers(colleague, code, "Tak. Vi ser på det.")
    await colleague.says(f"/case {code}")
    await colleague.taps(staff.button_close(colleague.t))
    await colleague.taps("Vi har gjort noget")
    await sends_news(colleague, AREA)
    await colleague.taps(publisher.button_report(colleague.t))
    await world.tick("reports")


def _told(world: World, colleagues: Mapping[str, Player]) -> list[Found]:
    chats = {p.person.id for p in colleagues.values()}
    said = [body_of(c) for c in world.sim.calls if c.params.get("chat_id") in chats]
    return Needles(PEOPLE).scan("staff", b"\n".join(said))


async def _exported(world: World, folder: Path) -> list[Found]:
    """What the shell prints; the bot is stopped for it, so that its writes are all there."""
    shell = Shell(folder, settings_of(folder, world.base, BOT_TOKEN=TOKEN))
    await world.stop()
    try:
        told = await shell.run("audit", "export")
    finally:
        await world.begin()
    assert told.code == 0, told.err
    assert "GLA-1" in told.out
    return Needles(PEOPLE).scan("audit export", (told.out + told.err).encode())


@pytest.mark.invariant(6)
async def test_no_screen_and_no_export_of_any_role_names_a_resident(
    world: World, tmp_path: Path, shown: Shown
) -> None:
    colleagues = await _colleagues(world)
    codes = await _cases(world)
    pressed, kinds = 0, set[str]()
    for role, who in colleagues.items():
        explorer = Explorer(who)
        if role == "all roles":
            await _works(world, who, *codes[:2])
        pressed += await explorer.explores(codes)
        kinds |= explorer.kinds
    assert kinds >= OF_STAFF, f"never pressed: {OF_STAFF - kinds}"
    assert _told(world, colleagues) == []
    assert await _exported(world, tmp_path) == []
    shown.tried(
        f"{len(colleagues)} colleagues of {len(Role)} roles, {pressed} buttons,"
        f" {len(COMMANDS)} commands, the export; {len(PEOPLE)} residents"
    )


@pytest.mark.invariant(6)
async def test_a_name_on_a_card_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    card = moderation.card

    async def leaking(turn: object, concern: object) -> Card:
        made = await card(turn, concern)  # type: ignore[arg-type] # passed on as it came
        return Card(concern=made.concern, details=made.details, entries=made.entries,
                    pseudonyms=dict.fromkeys(made.pseudonyms, PEOPLE[0].last_name))  # fmt: skip

    monkeypatch.setattr(moderation, "card", leaking)
    mette, amal = await world.moderator(), await comes_in(world, PEOPLE[0])
    code = await world.shares_concern(amal, "Lampen er gået.")
    await world.answers(mette, code, "Tak.")
    await mette.says(f"/case {code}")
    assert {f.whose for f in _told(world, {"mette": mette})} == {PEOPLE[0]}
    shown.caught("a resident's name in the place of a pseudonym")


@pytest.mark.invariant(6)
async def test_a_name_in_the_export_is_noticed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    note = record.note

    async def leaking(turn: object, act: object, about: str = "") -> None:
        _ = about
        await note(turn, act, PEOPLE[1].username)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(record, "note", leaking)
    await world.moderator()
    found = await _exported(world, tmp_path)
    assert {f.whose for f in found} == {PEOPLE[1]}
    shown.caught("a username in the record")
