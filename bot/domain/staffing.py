"""Roles and areas being chosen by an administrator: of a new colleague, or of one who is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.ids import AreaId, ModeratorId
from bot.domain.people import Moderator
from bot.domain.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDraft:
    """areas: empty means all of the organisation. trained: needs no practice case.

    colleague: whose roles are changed; None for an invitation.
    """

    roles: frozenset[Role] = frozenset()
    areas: frozenset[AreaId] = frozenset()
    trained: bool = False
    colleague: ModeratorId | None = None

    def with_role(self, role: Role) -> StaffDraft:
        """Added, or taken away when it was chosen."""
        return replace(self, roles=self.roles ^ {role})

    def with_area(self, area: AreaId) -> StaffDraft:
        return replace(self, areas=self.areas ^ {area})

    def for_the_other_training(self) -> StaffDraft:
        return replace(self, trained=not self.trained)


def administrators(colleagues: Iterable[Moderator]) -> int:
    return sum(Role.ADMINISTRATOR in colleague.roles for colleague in colleagues)
