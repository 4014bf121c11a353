"""What author and signer are warned of before news goes out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import proofs
from bot.domain.bulletins import Content
from bot.domain.places import Partnership
from bot.i18n import Catalog
from bot.texts import authoring as texts


def doubts(t: Catalog, value: Content) -> Sequence[str]:
    """Other languages and missing numbers, a line each."""
    odd = proofs.odd_languages(value)
    lines: list[str] = [texts.looks_other(t, odd)] if odd else []
    missing = proofs.missing_numbers(value)
    return [*lines, *(texts.numbers_missing(t, lang, found) for lang, found in missing.items())]


def kept_clues(t: Catalog, partnership: Partnership, value: Content) -> Sequence[str]:
    """What is personal and goes out, since its author said so."""
    public = [contact.number for contact in partnership.contacts]
    found = proofs.undecided(value.texts.values(), (), public)
    return [texts.clues_kept(t, found)] if found else []
