"""People who press once and wait, however long the bot is gone.

A press that is lost is never pressed again, so a lost update shows as a person who waits in vain.
A screen that comes twice is taken as people take it: its buttons say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.domain.actions import (
    AcceptInvite,
    AcceptNotice,
    Action,
    BulletinArea,
    BulletinLanguage,
    BulletinPage,
    ChooseLanguage,
    Claim,
    ConcernArea,
    ConcernCategory,
    ConcernHowOften,
    ConcernWhen,
    FilterQueue,
    FollowArea,
    Go,
    Page,
    ProposeBulletin,
    QueueList,
    ReadsLanguage,
    SendConcern,
    ShowBulletinDraft,
    ShowConcern,
    SignBulletin,
    ToSign,
)
from bot.domain.bulletins import Progress
from bot.domain.ids import AreaId, CategoryId
from bot.domain.people import Lang
from bot.domain.places import Partnership
from bot.i18n import Catalog
from bot.simulator import Button, Message, Person
from bot.texts import publisher as publisher_texts
from bot.texts import resident as texts
from bot.texts import staff as staff_texts


def any_of(action: type[Action]) -> str:
    """The beginning of the data of every button of this kind."""
    return f"1:{action.name}:"


class Phone:
    """A person, the language they read, and what they see. patience: seconds."""

    def __init__(self, person: Person, t: Catalog, patience: float) -> None:
        self.person, self.t, self._patience = person, t, patience

    @property
    def news(self) -> int:
        """How often the neutral line ever came."""
        line = texts.neutral_notice(self.t)
        return sum(m.outgoing and m.text == line for m in self.person.chat.history)

    def find(self, data: str, label: str = "") -> tuple[Message, Button] | None:
        """The newest button whose data and label begin so."""
        for message in reversed(self.person.chat.messages):
            for row in message.buttons:
                for button in row:
                    if (button.data or "").startswith(data) and button.text.startswith(label):
                        return message, button
        return None

    async def waits_for(self, seen: Callable[[], object]) -> None:
        await self.person.expect(lambda _: seen(), timeout=self._patience)

    async def finds(self, data: str, label: str = "") -> tuple[Message, Button]:
        await self.waits_for(lambda: self.find(data, label))
        found = self.find(data, label)
        assert found is not None
        return found

    async def presses(self, data: str, label: str = "") -> None:
        message, button = await self.finds(data, label)
        self.person.press_data(message, button.data or "")

    async def reads(self, text: str) -> None:
        """Until some message of the bot holds this."""
        await self.waits_for(
            lambda: any(m.outgoing and text in m.text for m in self.person.chat.messages)
        )


class Neighbour(Phone):
    """A resident: comes in by a poster, follows areas, perhaps shares one concern.

    impatient: presses Send twice, as people do when nothing happens.
    """

    def __init__(
        self,
        person: Person,
        t: Catalog,
        patience: float,
        *,
        areas: Sequence[AreaId],
        words: str,
        impatient: bool,
    ) -> None:
        super().__init__(person, t, patience)
        self._areas, self.words, self._impatient = areas, words, impatient

    async def comes_in(self, places: Partnership) -> None:
        """Following is a switch: a press that acts twice leaves the area unfollowed."""
        await self.person.start(f"a_{self._areas[0]}")
        await self.presses(ChooseLanguage(self.t.lang).encode())
        await self.presses(any_of(AcceptNotice))
        for area in self._areas:
            await self.presses(FollowArea(area).encode())
            followed = texts.button_follow_area(self.t, places.area(area).name, followed=True)
            await self.finds(FollowArea(area).encode(), followed)

    async def shares_concern(self) -> None:
        """Through the guided steps to the receipt."""
        await self.person.send("/concern")
        await self.presses(ConcernArea(self._areas[0]).encode())
        await self.presses(ConcernCategory(CategoryId("unsafe")).encode())
        await self.presses(any_of(ConcernWhen))
        await self.presses(any_of(ConcernHowOften))
        await self.reads(texts.ask_words(self.t))
        await self.person.send(self.words)
        await self.presses(any_of(SendConcern))
        if self._impatient:
            await self.presses(any_of(SendConcern))
        await self.waits_for(lambda: self.receipt)

    @property
    def receipt(self) -> str:
        """Its text, or nothing. It alone leads to the cases without being a menu."""
        cases, areas = Go(Page.CASES).encode(), Go(Page.AREAS).encode()
        for message in self.person.chat.messages:
            if message.button(cases) and not message.button(areas):
                return message.text
        return ""


class Colleague(Phone):
    """Comes in by an invitation."""

    async def comes_in(self, payload: str) -> None:
        await self.person.start(payload)
        await self.presses(any_of(AcceptInvite))
        await self.finds(any_of(ReadsLanguage))


class Publisher(Colleague):
    async def sends_news(self, areas: Sequence[AreaId], news: Mapping[Lang, str]) -> None:
        """Up to the question for a signature."""
        await self.person.send("/bulletin")
        for lang, text in news.items():
            await self.presses(BulletinLanguage(lang).encode())
            await self.reads(publisher_texts.ask_text(self.t, lang))
            await self.person.send(text)
            written = publisher_texts.button_write(self.t, lang, written=True)
            await self.finds(BulletinLanguage(lang).encode(), written)
        await self.presses(ShowBulletinDraft(BulletinPage.AREAS).encode())
        for area in areas:
            await self.presses(BulletinArea(area).encode(), "➕")
            await self.finds(BulletinArea(area).encode(), "✅")
        await self.presses(ShowBulletinDraft(BulletinPage.EDIT).encode())
        await self.presses(ShowBulletinDraft(BulletinPage.PREVIEW).encode())
        await self.presses(any_of(ProposeBulletin))

    async def hears_the_end(self) -> None:
        """Until it is said that the sending is finished."""
        finished = publisher_texts.report(self.t, Progress({}, done=True)).splitlines()[0]
        await self.reads(re.sub("<[^>]+>", "", finished))


class Approver(Colleague):
    async def looks(self) -> None:
        """At what somebody else proposed, once it is told of."""
        await self.presses(any_of(ToSign))

    async def signs(self) -> None:
        await self.looks()
        await self.presses(any_of(SignBulletin))


class CaseWorker(Colleague):
    @property
    def announced(self) -> frozenset[str]:
        """The concerns there was a notice of, by its button."""
        opens, label = any_of(ShowConcern), staff_texts.button_open(self.t)
        buttons = (b for m in self.person.chat.history for row in m.buttons for b in row)
        return frozenset(
            b.data for b in buttons if b.data and b.data.startswith(opens) and b.text == label
        )

    async def reads_the_queue(self) -> list[str]:
        """The cards of all cases, page by page, each as often as it stands in the list."""
        await self.person.send("/queue")
        cards: list[str] = []
        seen: list[str] = []
        while True:
            shown = await self._page(seen)
            seen += (cases := _with(shown, any_of(ShowConcern)))
            cards += [await self._opens(shown, data) for data in cases]
            further = [d for d in _with(shown, any_of(FilterQueue)) if ":f" in d]
            if not further:
                return cards
            self.person.press_data(shown, further[0])

    async def _page(self, seen: Sequence[str]) -> Message:
        """The inbox, once it shows other cases than before."""
        title = staff_texts.queue_list(self.t, QueueList.NEW.value)

        def turned() -> list[Message]:
            return [m for m in self._ending(title) if not _begins(m, seen)]

        await self.waits_for(turned)
        return turned()[0]

    def _ending(self, title: str) -> list[Message]:
        return [m for m in self.person.chat.messages if m.outgoing and m.text.endswith(title)]

    async def _opens(self, shown: Message, data: str) -> str:
        """A card carries a button that takes the very case."""
        self.person.press_data(shown, data)
        card, _ = await self.finds(data.replace(any_of(ShowConcern), any_of(Claim)))
        return card.text


def _begins(message: Message, seen: Sequence[str]) -> bool:
    """Whether its first case was seen before."""
    cases = _with(message, any_of(ShowConcern))
    return bool(cases) and cases[0] in seen


def _with(message: Message, data: str) -> list[str]:
    """The data of a message's buttons that begin so."""
    return [b.data for row in message.buttons for b in row if b.data and b.data.startswith(data)]
