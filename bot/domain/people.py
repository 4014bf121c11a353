"""Who speaks: languages, roles and what a role allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.errors import NotAllowed
from bot.domain.ids import AreaId, ChatId, ModeratorId, OrganisationId, ProfileId


class Lang(StrEnum):
    DA = "da"
    AR = "ar"
    EN = "en"

    @property
    def rtl(self) -> bool:
        return self is Lang.AR

    @classmethod
    def proposed(cls, client: str | None) -> Lang:
        """The language to propose for a client language such as "ar" or "en-GB"."""
        try:
            return cls((client or "").split("-")[0].lower())
        except ValueError:
            return cls.DA


class Role(StrEnum):
    MODERATOR = "moderator"
    LEAD = "lead"
    PUBLISHER = "publisher"
    APPROVER = "approver"
    DUTY_OFFICER = "duty_officer"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


HANDLES_CONCERNS = frozenset({Role.MODERATOR, Role.LEAD})
WRITES_BULLETINS = frozenset({Role.PUBLISHER, Role.DUTY_OFFICER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """A member of staff.

    areas: the areas served; empty means all areas of the organisation.
    pseudonym: the name colleagues see, such as "SSP-4"; residents see the organisation only.
    reads: languages the colleague reads.
    """

    id: ModeratorId
    organisation: OrganisationId
    pseudonym: str
    roles: frozenset[Role]
    areas: frozenset[AreaId] = frozenset()
    language: Lang = Lang.DA
    reads: frozenset[Lang] = frozenset({Lang.DA})

    def may_see(self, organisation: OrganisationId, area: AreaId) -> bool:
        return (
            bool(self.roles & HANDLES_CONCERNS)
            and organisation == self.organisation
            and (not self.areas or area in self.areas)
        )

    @property
    def is_lead(self) -> bool:
        return Role.LEAD in self.roles

    @property
    def may_handle(self) -> bool:
        return bool(self.roles & HANDLES_CONCERNS)

    @property
    def may_publish(self) -> bool:
        return bool(self.roles & WRITES_BULLETINS)

    def check_publishes(self) -> None:
        if not self.may_publish:
            raise NotAllowed

    def check_leads(self) -> None:
        if not self.is_lead:
            raise NotAllowed

    def check_handles(self) -> None:
        if not self.may_handle:
            raise NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one chat has chosen: language, notice version read, areas followed."""

    id: ProfileId
    language: Lang
    notice: int = 0
    areas: frozenset[AreaId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks in this turn. Lives in memory only; shows nothing of the chat."""

    chat: ChatId = field(repr=False)
    client_language: str | None = field(default=None, repr=False)
    own_names: tuple[str, ...] = field(default=(), repr=False)
    profile: Profile | None = None
    moderator: Moderator | None = None

    @property
    def language(self) -> Lang:
        if self.profile:
            return self.profile.language
        if self.moderator:
            return self.moderator.language
        return Lang.proposed(self.client_language)

    def colleague(self) -> Moderator:
        if self.moderator is None:
            raise NotAllowed
        return self.moderator
