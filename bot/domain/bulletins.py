"""Area news: a text in three languages, a target, and how its sending went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.errors import LanguagesMissing, NoAreaChosen
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId
from bot.domain.people import Lang

BULLETIN_LIMIT = 3000
"""UTF-16 units of the text in one language."""


class Delivery(StrEnum):
    """How one recipient fared. UNKNOWN: sent, but Telegram's answer never came."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinDraft:
    """What a publisher is writing.

    fallback: languages whose readers get the Danish text, labelled as such, by explicit choice.
    typed_in: the message each text was typed in, so that a change on the phone replaces it; 0
    where there was none.
    """

    texts: Mapping[Lang, str] = field(default_factory=dict)
    fallback: frozenset[Lang] = frozenset()
    areas: frozenset[AreaId] = frozenset()
    writing: Lang | None = None
    typed_in: Mapping[Lang, int] = field(default_factory=dict)

    def typed(self, lang: Lang, text: str, message: int = 0) -> BulletinDraft:
        return replace(
            self,
            texts={**self.texts, lang: text},
            typed_in={**self.typed_in, lang: message},
            fallback=self.fallback - {lang},
            writing=None if self.writing is lang else self.writing,
        )

    def language_of(self, message: int) -> Lang | None:
        """The language whose text was typed in this message."""
        known = (lang for lang, typed_in in self.typed_in.items() if typed_in == message != 0)
        return next(known, None)

    def missing(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in Lang if lang not in self.texts and lang not in self.fallback)

    def check_complete(self) -> None:
        """Raises LanguagesMissing or NoAreaChosen."""
        if missing := self.missing():
            raise LanguagesMissing(missing)
        if Lang.DA not in self.texts:
            raise LanguagesMissing((Lang.DA,))
        if not self.areas:
            raise NoAreaChosen

    def text_for(self, lang: Lang) -> tuple[str, bool]:
        """The text a reader of `lang` gets, and whether it is the labelled Danish fallback."""
        if lang in self.texts:
            return self.texts[lang], False
        return self.texts.get(Lang.DA, ""), True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Published news. hour: whole hours since 1970."""

    id: BulletinId
    organisation: OrganisationId
    author: ModeratorId
    draft: BulletinDraft
    hour: int


@dataclass(frozen=True, slots=True)
class Band:
    """A count shown so coarsely that nobody can be found in it: low <= n <= high."""

    low: int
    high: int | None


BANDS = (Band(0, 9), Band(10, 24), Band(25, 99), Band(100, None))


def band(count: int) -> Band:
    """The band of a count of residents. Source: docs/administrators.md, decided defaults."""
    return next(b for b in BANDS if b.high is None or count <= b.high)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come. attempted: recipients taken so far; done: none is left."""

    counts: Mapping[Delivery, int]
    done: bool

    def of(self, outcome: Delivery) -> int:
        return self.counts.get(outcome, 0)
