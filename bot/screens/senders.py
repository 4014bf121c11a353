"""Who an answer is from, as residents read it: organisation and pseudonym, never a name."""

from __future__ import annotations

from bot.domain.ids import OrganisationId
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.i18n import Catalog
from bot.texts import resident as texts


def sender(
    t: Catalog, partnership: Partnership, owner: OrganisationId, colleague: Moderator | None
) -> str:
    """owner: whose case it was then; it stands alone when nobody knows any more who answered."""
    if colleague is None:
        return t.name(partnership.organisation(owner).names)
    organisation = t.name(partnership.organisation(colleague.organisation).names)
    return texts.sender(t, organisation, colleague.pseudonym)
