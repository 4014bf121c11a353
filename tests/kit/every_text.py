"""Every sentence of the product is really sent, in every language: counted over all journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.people import Lang
from tests.kit.coverage import Made, Sent, public_functions, sentences, title, unsent_sentences

LAST_RESORT = "[refused] That is not possible."
"""For a refusal that has no words of its own yet; see `test_there_is_a_way_to_every_refusal`."""
NEVER_IN_DANISH = "[bulletin] <i>This text exists only in Danish. We are sorry.</i>"

Left = Mapping[str, Sequence[str]]
"""Names by "language kind", as processes hand it to each other."""


def _exempt(lang: Lang) -> set[str]:
    return {LAST_RESORT, NEVER_IN_DANISH} if lang is Lang.DA else {LAST_RESORT}


class Untold:
    """Functions of the texts, and sentences of the catalogs, that nobody was sent so far."""

    def __init__(self) -> None:
        self._functions = {lang: set(public_functions()) for lang in Lang}
        self._sentences = {
            lang: {title(s) for s in sentences(lang)} - _exempt(lang) for lang in Lang
        }

    def heard(self, made: Made, sent: Sequence[Sent]) -> None:
        """One journey is over: made is what the texts returned in it, sent what left."""
        for lang in {s.lang for s in sent}:
            self._functions[lang] &= made.unsent(lang, sent, self._functions[lang])
            self._sentences[lang] &= unsent_sentences(lang, sent, self._sentences[lang])

    @property
    def left(self) -> Left:
        return {
            f"{lang} {kind}": sorted(names[lang])
            for kind, names in (("functions", self._functions), ("sentences", self._sentences))
            for lang in Lang
        }


def in_none(parts: Sequence[Left]) -> Left:
    """What none of several processes has sent."""
    return {key: sorted(set.intersection(*(set(part[key]) for part in parts))) for key in parts[0]}
