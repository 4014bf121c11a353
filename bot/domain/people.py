"""Who speaks: languages, roles and what a role allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.errors import NotAllowed
from bot.domain.ids import (
    AreaId,
    ChatId,
    ConcernId,
    ModeratorId,
    OrganisationId,
    ProfileId,
)
from bot.domain.preferences import Preferences
from bot.domain.roles import (
    BEFORE_PRACTICE,
    Deed,
    Role,
    allows,
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """A member of staff.

    areas: the areas served; empty means all areas of the organisation.
    pseudonym: the only name that colleagues and residents see, such as "SSP-4".
    reads: languages the colleague reads. on_duty: is told of what is new at once. practised: has
    played the practice case, without which no case is opened. recused: cases the colleague has
    stepped back from, because they know the people in them.
    """

    id: ModeratorId
    organisation: OrganisationId
    pseudonym: str
    roles: frozenset[Role]
    areas: frozenset[AreaId] = frozenset()
    language: Lang = Lang.DA
    reads: frozenset[Lang] = frozenset({Lang.DA})
    on_duty: bool = True
    practised: bool = True
    recused: frozenset[ConcernId] = frozenset()

    def may(self, deed: Deed) -> bool:
        """Nothing but what concerns themselves, before the practice case is played to its end."""
        return allows(self.roles, deed) and (self.practised or deed in BEFORE_PRACTICE)

    def check(self, deed: Deed) -> None:
        """Raises NotAllowed."""
        if not self.may(deed):
            raise NotAllowed

    def serves(self, organisation: OrganisationId, area: AreaId) -> bool:
        return organisation == self.organisation and (not self.areas or area in self.areas)

    @property
    def is_lead(self) -> bool:
        return Role.LEAD in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one chat has chosen: language, notice version read, areas followed, how news comes."""

    id: ProfileId
    language: Lang
    notice: int = 0
    areas: frozenset[AreaId] = frozenset()
    preferences: Preferences = field(default_factory=Preferences)


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
