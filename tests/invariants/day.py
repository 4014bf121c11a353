"""A day with many residents, three colleagues and all kinds of messages, from outside the bot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.actions import (
    AcceptInvite,
    AcceptNotice,
    Action,
    AskCodeOnly,
    BulletinArea,
    BulletinLanguage,
    BulletinPage,
    ChooseLanguage,
    ChooseOutcome,
    Claim,
    Close,
    ConcernArea,
    ConcernCategory,
    ConcernHowOften,
    ConcernWhen,
    FollowArea,
    OpenCase,
    ProposeBulletin,
    SendAddition,
    SendConcern,
    SendReply,
    SendWithCode,
    ShowBulletinDraft,
    ShowConcern,
    ShowMunicipality,
    SignBulletin,
    ToSign,
    WriteReply,
    WriteToCase,
)
from bot.domain.ids import AreaId, CategoryId, OrganisationId
from bot.domain.people import Lang
from bot.i18n import Catalog, load_all
from bot.screens.resident import CONCERNING
from bot.simulator import Button, Message, Person
from bot.texts import publisher as publisher_texts
from bot.texts import resident as texts
from tests.invariants.rig import PATIENCE, Rig
from tests.kit.needles import Hidden

AREAS = (AreaId("hoeje-gladsaxe"), AreaId("vaerebro"), AreaId("moerkhoej"))
NEWS = {
    Lang.DA: "Der er fællesspisning på torvet fredag.",
    Lang.AR: "عشاء مشترك في الساحة يوم الجمعة.",
    Lang.EN: "We eat together in the square on Friday.",
}
WORDS = {
    Lang.DA: "Der er mørkt i kælderen, og døren kan ikke låses.",
    Lang.AR: "القبو مظلم والباب لا يُقفل.",
    Lang.EN: "The basement is dark and its door does not lock.",
}
AT_ONCE = 40
ROLES = ("moderator", "publisher", "approver")
"""Of the colleagues, in the order in which they come in."""


def any_of(action: type[Action]) -> str:
    """The beginning of the data of every button of this kind."""
    return f"1:{action.name}:"


@dataclass(frozen=True, slots=True)
class Phone:
    """A person, the language they read, and what they see."""

    person: Person
    t: Catalog

    def find(self, data: str, label: str = "") -> tuple[Message, Button] | None:
        """The newest button whose data and label begin so."""
        for message in reversed(self.person.chat.messages):
            for row in message.buttons:
                for button in row:
                    if (button.data or "").startswith(data) and button.text.startswith(label):
                        return message, button
        return None

    async def sees(self, condition: Callable[[], object]) -> None:
        await self.person.expect(lambda _: condition(), timeout=PATIENCE)

    async def presses(self, data: str, label: str = "") -> None:
        await self.sees_button(data, label)
        found = self.find(data, label)
        assert found is not None
        self.person.press_data(found[0], found[1].data or "")

    async def sees_button(self, data: str, label: str = "") -> None:
        await self.sees(lambda: self.find(data, label))

    async def reads(self, text: str) -> None:
        await self.sees(
            lambda: any(m.outgoing and text in m.text for m in self.person.chat.messages)
        )

    async def comes_in_as_staff(self, payload: str) -> None:
        await self.person.start(payload)
        await self.presses(any_of(AcceptInvite))
        await self.reads("GLA-")

    @property
    def news(self) -> int:
        """How often the neutral line ever came."""
        line = texts.neutral_notice(self.t)
        return sum(m.outgoing and m.text == line for m in self.person.chat.history)

    @property
    def announced(self) -> list[str]:
        """Staff: the data of the buttons that open the announced concerns."""
        buttons = (b for m in self.person.chat.history for row in m.buttons for b in row)
        opens = any_of(ShowConcern)
        return sorted({b.data for b in buttons if b.data and b.data.startswith(opens)})


class Day:
    """Who is there and what they do. answered: how many concerns a colleague answers."""

    def __init__(self, rig: Rig, *, answered: int) -> None:
        self._rig, self._answered = rig, answered
        self._catalogs = load_all()
        self._free = asyncio.Semaphore(AT_ONCE)
        self.residents = [self._resident(n, who) for n, who in enumerate(rig.people)]
        self.mette = self._colleague("Mette", 11, Lang.DA)
        self.anna = self._colleague("Anna", 12, Lang.EN)
        self.aase = self._colleague("Aase", 13, Lang.DA)

    def _resident(self, number: int, who: Hidden) -> Phone:
        lang = list(Lang)[number % len(Lang)]
        person = self._rig.sim.person(
            who.first_name, who.id, last_name=who.last_name, username=who.username,
            language_code=lang.value, premium=number % 5 == 0,
        )  # fmt: skip
        return Phone(person, self._catalogs[lang])

    def _colleague(self, name: str, number: int, lang: Lang) -> Phone:
        person = self._rig.sim.person(name, number, language_code=lang.value)
        return Phone(person, self._catalogs[lang])

    async def staff_comes_in(self, invited: Sequence[str]) -> None:
        """invited: an invitation for each of ROLES."""
        staff = (self.mette, self.anna, self.aase)
        for colleague, payload in zip(staff, invited, strict=True):
            await colleague.comes_in_as_staff(payload)

    async def passes(self) -> None:
        """Everybody at once; at the end half of the residents are in the middle of something."""
        async with asyncio.TaskGroup() as group:
            for number, resident in enumerate(self.residents):
                group.create_task(self._resident_day(number, resident))
            group.create_task(self._colleague_day())

    async def _resident_day(self, number: int, resident: Phone) -> None:
        area = AREAS[number % len(AREAS)]
        async with self._free:
            await _comes_in(resident, area)
            await _tries_everything(resident.person, number)
            await _writes_concern(resident, area)
            if number % 4 == 1:
                await _sends_with_code(resident)
            else:
                await _sends_with_address(resident)
            if number % 2:
                await resident.person.send("/concern")
                await resident.reads(texts.ask_area(resident.t))
                await resident.person.send(WORDS[resident.t.lang])
                await resident.reads(texts.words_added(resident.t))

    async def _colleague_day(self) -> None:
        await self._rig.sim.until(lambda: len(self.mette.announced) >= self._answered, PATIENCE)
        for number, opens in enumerate(self.mette.announced[: self._answered]):
            await _answers(self.mette, opens, close=number % 3 == 0)
        answered = [r for r in self.residents if r.news]
        await asyncio.gather(*(self._writes_back(r) for r in answered))
        await _proposes_news(self.anna)
        await _signs(self.aase)
        await _hears_the_end(self.anna)

    async def _writes_back(self, resident: Phone) -> None:
        async with self._free:
            await resident.person.send("/cancel")
            await resident.person.send("/cases")
            await resident.presses(any_of(OpenCase))
            await resident.presses(any_of(WriteToCase))
            await resident.sees(lambda: resident.find(any_of(OpenCase)) is None)
            await resident.person.send(WORDS[resident.t.lang])
            await resident.presses(any_of(SendAddition))


async def _comes_in(resident: Phone, area: AreaId) -> None:
    await resident.person.start(f"a_{area}")
    await resident.presses(ChooseLanguage(resident.t.lang).encode())
    await resident.presses(any_of(AcceptNotice))
    await resident.presses(FollowArea(area).encode())


async def _writes_concern(resident: Phone, area: AreaId) -> None:
    await resident.person.send("/concern")
    await resident.presses(ShowMunicipality(OrganisationId("gladsaxe"), CONCERNING).encode())
    await resident.presses(ConcernArea(area).encode())
    await resident.presses(ConcernCategory(CategoryId("unsafe")).encode())
    await resident.presses(any_of(ConcernWhen))
    await resident.presses(any_of(ConcernHowOften))
    await resident.reads(texts.ask_words(resident.t))
    await resident.person.send(WORDS[resident.t.lang])


async def _sends_with_address(resident: Phone) -> None:
    await resident.presses(any_of(SendConcern))
    await resident.sees(lambda: resident.find(any_of(SendConcern)) is None)


async def _sends_with_code(resident: Phone) -> None:
    """And opens the case at once: quicker than anybody copies 24 digits."""
    await resident.presses(any_of(AskCodeOnly))
    await resident.presses(any_of(SendWithCode))
    await resident.sees(lambda: receipt_in(_shown(resident)))
    await resident.person.send(f"/code {receipt_in(_shown(resident))}")
    await resident.presses(any_of(WriteToCase))
    await resident.person.send("/cancel")


def _shown(resident: Phone) -> str:
    return "\n".join(m.text for m in resident.person.chat.messages if m.outgoing)


def receipt_in(text: str) -> str:
    """The receipt code on the screen, or nothing."""
    found = re.search(r"\b\d{4}(?: \d{4}){5}\b", text)
    return found[0] if found else ""


async def _tries_everything(person: Person, number: int) -> None:
    """What carries names and ids of its own: contacts, files, forwards, edits, blocks."""
    name = f"{person.name} {person.user['last_name']}"
    match number % 10:
        case 0:
            await person.send_contact(name=name)
        case 1:
            await person.send_document(name=f"{name}.pdf", data=name.encode())
        case 2:
            await person.forward("Se her", origin_name=name)
        case 3:
            await person.send_location(live=True)
        case 4:
            await person.send_photo(caption="Sådan ser det ud")
        case 5:
            await person.edit(await person.send("Hej"), "Hej igen")
        case 6:
            shown = next(m for m in reversed(person.chat.messages) if m.outgoing)
            person.press_data(shown, f"1:k:{person.user['username']}")
        case 7:
            await person.send(f"/start {person.user['username']}")
        case 8:
            person.block()
            person.unblock()
        case _:
            await person.send_voice()
    await person.send("/cancel")


async def _answers(mette: Phone, opens: str, *, close: bool) -> None:
    concern = opens.removeprefix(any_of(ShowConcern))
    await mette.presses(opens)
    await mette.presses(f"{any_of(Claim)}{concern}")
    await mette.presses(f"{any_of(WriteReply)}{concern}")
    await mette.reads("")
    await mette.person.send("Tak. Vi ser på det i morgen.")
    await mette.presses(f"{any_of(SendReply)}{concern}")
    if close:
        await mette.presses(opens)
        await mette.presses(f"{any_of(ChooseOutcome)}{concern}")
        await mette.presses(f"{any_of(Close)}{concern}")


async def _proposes_news(anna: Phone) -> None:
    await anna.person.send("/bulletin")
    for lang, text in NEWS.items():
        await anna.presses(BulletinLanguage(lang).encode())
        await anna.reads(publisher_texts.ask_text(anna.t, lang))
        await anna.person.send(text)
        written = publisher_texts.button_write(anna.t, lang, written=True)
        await anna.sees_button(any_of(BulletinLanguage), written)
    await anna.presses(ShowBulletinDraft(BulletinPage.AREAS).encode())
    for area in AREAS:
        await anna.presses(BulletinArea(area).encode(), "➕")
        await anna.sees_button(BulletinArea(area).encode(), "✅")
    await anna.presses(ShowBulletinDraft(BulletinPage.EDIT).encode())
    await anna.presses(ShowBulletinDraft(BulletinPage.PREVIEW).encode())
    await anna.presses(any_of(ProposeBulletin))


async def _signs(aase: Phone) -> None:
    await aase.presses(any_of(ToSign))
    await aase.presses(any_of(SignBulletin))


async def _hears_the_end(anna: Phone) -> None:
    finished = anna.t.pgettext("report", "📣 <b>The sending is finished</b>")
    await anna.reads(finished.replace("<b>", "").replace("</b>", ""))
