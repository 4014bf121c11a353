"""Names of rows. All are random; none derives from a person."""

from __future__ import annotations

from typing import NewType

ConcernId = NewType("ConcernId", bytes)
ProfileId = NewType("ProfileId", bytes)
ModeratorId = NewType("ModeratorId", bytes)
BulletinId = NewType("BulletinId", bytes)
AppealId = NewType("AppealId", bytes)
PictureId = NewType("PictureId", bytes)
PageId = NewType("PageId", bytes)
ThemeId = NewType("ThemeId", bytes)
GroupId = NewType("GroupId", bytes)
HandoverId = NewType("HandoverId", bytes)
InviteId = NewType("InviteId", bytes)
FindingId = NewType("FindingId", bytes)
SignupId = NewType("SignupId", bytes)
PulseId = NewType("PulseId", bytes)
InitiativeId = NewType("InitiativeId", bytes)
AreaId = NewType("AreaId", str)
OrganisationId = NewType("OrganisationId", str)
CategoryId = NewType("CategoryId", str)
DeskId = NewType("DeskId", str)
TopicId = NewType("TopicId", str)
LandmarkId = NewType("LandmarkId", str)
LegalBasisId = NewType("LegalBasisId", str)
QuestionId = NewType("QuestionId", str)
AnswerId = NewType("AnswerId", str)
ChatId = NewType("ChatId", int)

ID_BYTES = 16
