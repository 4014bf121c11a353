"""A catalog per language: sentences, plurals, dates, and isolation of foreign runs.

Values filled into a sentence are escaped for HTML and wrapped in Unicode isolates where the
reader's direction and the value's could differ: always in a right-to-left text, and around
right-to-left words in a left-to-right one.
"""

from __future__ import annotations

import html
import io
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.domain.hours import COPENHAGEN
from bot.domain.people import Lang

LOCALES = Path(__file__).parent / "locales"
_BABEL = {Lang.DA: "da_DK", Lang.AR: "ar", Lang.EN: "en_DK"}
_DAY = {Lang.DA: "EEEE 'den' d. MMMM", Lang.AR: "EEEE d MMMM", Lang.EN: "EEEE d MMMM"}
FSI, PDI = "\u2068", "\u2069"


class Html(str):
    """Text that is HTML already; filled in without escaping."""

    __slots__ = ()


def isolate(value: str) -> str:
    return f"{FSI}{value}{PDI}"


def has_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


class Catalog:
    """The sentences of one language. Source of the texts: bot/locales/<lang>."""

    def __init__(self, lang: Lang, translations: Translations) -> None:
        self.lang = lang
        self._translations = translations
        self._locale = Locale.parse(_BABEL[lang])

    def pgettext(self, context: str, message: str, **values: object) -> Html:
        """The sentence with its {placeholders} filled."""
        return self._filled(str(self._translations.pgettext(context, message)), values)

    def npgettext(self, context: str, singular: str, plural: str, n: int, **values: object) -> Html:
        """The form of the sentence for n, which is also filled in as {n}."""
        form = self._translations.npgettext(context, singular, plural, n)
        return self._filled(str(form), {"n": n, **values})

    def _filled(self, template: str, values: Mapping[str, object]) -> Html:
        return Html(template.format_map({k: self._value(v) for k, v in values.items()}))

    def _value(self, value: object) -> str:
        text = value if isinstance(value, Html) else html.escape(str(value), quote=False)
        return isolate(text) if self.lang.rtl or has_rtl(text) else text

    def alone(self, value: str) -> Html:
        """A value that is the whole text, such as an area's name on a button."""
        return Html(self._value(value))

    def name(self, names: Mapping[Lang, str]) -> str:
        return names[self.lang]

    def day(self, day: date) -> str:
        return format_date(day, _DAY[self.lang], locale=self._locale)

    def month(self, first: date) -> str:
        """Such as "november 2026"."""
        return format_date(first, "LLLL y", locale=self._locale)

    def clock(self, at: datetime) -> str:
        """Local time on the 24 hour clock, as signs in Denmark write it."""
        return at.astimezone(COPENHAGEN).strftime("%H:%M")

    def hour(self, hour: int) -> str:
        """A moment kept in whole hours since 1970, such as "23 November, 14"."""
        local = datetime.fromtimestamp(hour * 3600, UTC).astimezone(COPENHAGEN)
        day = format_date(local.date(), "d. MMM" if self.lang is Lang.DA else "d MMM", self._locale)
        return f"{day} {local:%H}:00"

    def listed(self, items: list[str]) -> Html:
        """ "A, B and C" in the reader's language, each item escaped and isolated."""
        return Html(format_list([self._value(i) for i in items], locale=self._locale))


def load(lang: Lang, folder: Path = LOCALES) -> Catalog:
    """Compiles the language's .po in memory, so that translators edit and restart."""
    path = folder / lang.value / "LC_MESSAGES" / "messages.po"
    return Catalog(lang, Translations(io.BytesIO(_compiled(lang, path, path.stat().st_mtime_ns))))


@cache
def _compiled(lang: Lang, path: Path, _: int) -> bytes:
    """Once in a process for each file as it stands."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang.value)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def load_all(folder: Path = LOCALES) -> Mapping[Lang, Catalog]:
    return {lang: load(lang, folder) for lang in Lang}
