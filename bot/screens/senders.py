"""Who an answer is from, as residents read it: organisation and pseudonym, never a name."""

from __future__ import annotations

from bot.domain.concerns import Concern
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.i18n import Catalog
from bot.texts import resident as texts


def sender(
    t: Catalog, partnership: Partnership, concern: Concern, colleague: Moderator | None
) -> str:
    """The organisation alone when nobody knows any more who answered."""
    if colleague is None:
        return t.name(partnership.organisation(concern.organisation).names)
    organisation = t.name(partnership.organisation(colleague.organisation).names)
    return texts.sender(t, organisation, colleague.pseudonym)
