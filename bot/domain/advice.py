"""Pages for somebody who wants to know before telling. Content, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.people import Lang

HOLES = frozenset({"organisations", "emergency", "police"})
"""What a page's text may have filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvicePage:
    """contacts: the partnership's numbers to call stand below."""

    id: str
    names: Mapping[Lang, str]
    texts: Mapping[Lang, str]
    contacts: bool = False


Advice = Mapping[str, AdvicePage]
"""By id, in the order they are offered."""
