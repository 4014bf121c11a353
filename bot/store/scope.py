"""Which cases a colleague may see: the one condition of every list, count and search."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, and_, bindparam, or_, select

from bot.domain.people import Moderator
from bot.store.schema import concern, recusal

_AREAS = bindparam("areas", type_=Text)
RECUSED = select(recusal.c.concern).where(recusal.c.moderator == bindparam("me"))
SCOPE = and_(
    concern.c.organisation == bindparam("organisation"),
    or_(_AREAS == "", _AREAS.like("%|" + concern.c.area + "|%")),
    concern.c.id.not_in(RECUSED),
)
"""What `domain.concerns.serves` says, for lists and counts: cases stepped back from are in none.

A colleague's areas arrive as one text "|a|b|", so that the statement needs no expanding list.
"""


def scope_of(colleague: Moderator) -> dict[str, Any]:
    """What `SCOPE` asks for."""
    areas = "".join(f"|{area}" for area in sorted(colleague.areas))
    return {
        "organisation": colleague.organisation,
        "areas": areas and f"{areas}|",
        "me": colleague.id,
    }
